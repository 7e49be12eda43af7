//! Plans as programs: what is to be computed, in Python, over the table.
//!
//! The program is what is run; there is no other way in which a plan is carried out.

use super::plan::{Change, Expression, Plan, Wanted};
use super::question::{Comparison, Direction};
use super::view::View;
use crate::answer::program::quoted;

mod expression;
mod values;

use expression::{closeness, function, is_computed, reverse, sign};
use values::Writer;

/// The program of a plan; the result is in `ans`.
pub(super) fn write(plan: &Plan, view: &View<'_>) -> String {
    let mut writer = Writer::new(view);
    let ans = writer.plan(plan);
    writer.finish(&ans)
}

impl Writer {
    /// Writes what leads to the answer, and gives the answer itself.
    fn plan(&mut self, plan: &Plan) -> String {
        match plan {
            Plan::Title => "title".to_owned(),
            Plan::Lookup(cell) => self.cell(*cell),
            Plan::Number(expression) => self.expression(expression),
            Plan::Extreme { cells, axis, direction, rank } => {
                let values = self.values(cells, *axis);
                let best = self.ranked(&values.numbers, *direction, *rank);
                self.line(format!("best = {best}"));
                format!("[k for k, v in {} if v == best]", values.pairs)
            }
            Plan::Top { cells, axis, direction, count } => {
                let values = self.values(cells, *axis);
                let order = reverse(*direction);
                self.line(format!(
                    "ranked = sorted({}, key=lambda pair: pair[1]{order})",
                    values.pairs
                ));
                if cells.len() > *count {
                    self.refuse_if(
                        &format!("ranked[{}][1] == ranked[{count}][1]", count - 1),
                        &format!("the table has no clear {count} there: values are equal"),
                    );
                }
                format!("[k for k, v in ranked[:{count}]]")
            }
            Plan::Where { cells, axis, conditions, first } => {
                let values = self.values(cells, *axis);
                let test = self.conditions(conditions);
                self.line(format!("found = [k for k, v in {} if {test}]", values.pairs));
                self.refuse_if("not found", "no value of the table is like that");
                if *first { "found[0]" } else { "found" }.to_owned()
            }
            Plan::Count { cells, conditions } => {
                let list = self.list(cells);
                let test = self.conditions(conditions);
                format!("len([v for v in {list} if {test}])")
            }
            Plan::CountCells(cells) => {
                let list = self.list(cells);
                format!("len([v for v in {list} if isinstance(v, (int, float))])")
            }
            Plan::CountLabels { axis, places } => {
                let names: Vec<String> =
                    places.iter().map(|at| quoted(self.name(*axis, *at))).collect();
                format!("len([{}])", names.join(", "))
            }
            Plan::Compare { left, comparison, right } => self.compare(left, *comparison, right),
            Plan::IsExtreme { cells, axis, direction, place } => {
                let values = self.values(cells, *axis);
                let best = self.ranked(&values.numbers, *direction, 1);
                self.line(format!("best = {best}"));
                let name = quoted(self.name(*axis, *place));
                format!("{name} in [k for k, v in {} if v == best]", values.pairs)
            }
            Plan::Gap { pairs, axis, direction, value } => {
                self.pairs("gaps", pairs, *axis, |a, b| format!("abs({a} - {b})"));
                self.best("gaps", *direction, 1, *value)
            }
            Plan::FoldedExtreme { groups, fold, axis, direction, rank, value } => {
                let items: Vec<String> = groups
                    .iter()
                    .filter_map(|group| {
                        let name = quoted(self.name(*axis, group.first()?.along(*axis)));
                        Some(format!("{name}: {}({})", function(*fold), self.list(group)))
                    })
                    .collect();
                self.line(format!("totals = {{{}}}", items.join(", ")));
                self.best("totals", *direction, *rank, *value)
            }
            Plan::Same { cells, axis, value } => {
                let values = self.values(cells, *axis);
                self.line(format!("numbers = list({})", values.numbers));
                self.line("same = {v for v in numbers if numbers.count(v) > 1}".to_owned());
                self.refuse_if("not same", "no two values of the table are the same");
                self.refuse_if(
                    "len(same) > 1",
                    "more than one value of the table comes several times",
                );
                if *value {
                    "same".to_owned()
                } else {
                    format!("[k for k, v in {} if v in same]", values.pairs)
                }
            }
            Plan::Pairs { pairs, axis, comparison, wanted } => {
                self.pairs("holds", pairs, *axis, |a, b| format!("{a} {} {b}", sign(*comparison)));
                if *wanted == Wanted::Whether {
                    return "all(holds.values())".to_owned();
                }
                self.line("found = [k for k, v in holds.items() if v]".to_owned());
                if *wanted == Wanted::Count {
                    return "len(found)".to_owned();
                }
                self.refuse_if("not found", "nowhere in the table is it like that");
                if *wanted == Wanted::First { "found[0]" } else { "found" }.to_owned()
            }
            Plan::Change { pairs, axis, change } => {
                self.pairs("changes", pairs, *axis, |a, b| match change {
                    Change::Any => format!("abs({a} - {b})"),
                    Change::Rise | Change::Fall => format!("{a} - {b}"),
                });
                let (direction, wrong) = match change {
                    Change::Rise => (Direction::Highest, Some(("<=", "rise"))),
                    Change::Fall => (Direction::Lowest, Some((">=", "fall"))),
                    Change::Any => (Direction::Highest, None),
                };
                if let Some((test, word)) = wrong {
                    let best = self.ranked("changes.values()", direction, 1);
                    self.refuse_if(
                        &format!("{best} {test} 0"),
                        &format!("the values never {word}"),
                    );
                }
                self.best("changes", direction, 1, false)
            }
            Plan::Nearest { cells, axis, number } => {
                let values = self.values(cells, *axis);
                let pairs = &values.pairs;
                self.line(format!("gaps = {{k: abs(v - {number}) for k, v in {pairs}}}"));
                self.best("gaps", Direction::Lowest, 1, false)
            }
        }
    }

    fn compare(&mut self, left: &Expression, comparison: Comparison, right: &Expression) -> String {
        let rounded = matches!(right, Expression::Binary(..)) && comparison == Comparison::Equal;
        let computed = is_computed(left) || is_computed(right);
        let left = self.operand(left);
        let right = self.operand(right);
        if computed {
            self.line("import math".to_owned());
            closeness(&left, comparison, &right, rounded)
        } else {
            format!("{left} {} {right}", sign(comparison))
        }
    }

    /// The keys of the dictionary `name` with the highest value, or that value.
    fn best(&mut self, name: &str, direction: Direction, rank: usize, value: bool) -> String {
        let best = self.ranked(&format!("{name}.values()"), direction, rank);
        if value {
            return best;
        }
        self.line("import math".to_owned());
        self.line(format!("best = {best}"));
        format!("[k for k, v in {name}.items() if math.isclose(v, best)]")
    }
}
