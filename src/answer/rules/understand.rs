//! From a question to a plan. Whatever is not understood for certain is refused.

use super::ask::Ask;
use super::plan::{Binary, Expression, Fold, Plan, Refusal};
use super::question::Question;
use super::select::{Scope, Selector};
use super::tokens::Token;
use super::view::{Axis, Cell, View};
use super::{arithmetic, changes, compare, conditions, extremes, measure, words};

/// What is to be computed for `question`.
pub(super) fn plan(view: &View<'_>, question: &mut Question) -> Result<Plan, Refusal> {
    if let Some(plan) = title(view, question) {
        return Ok(plan);
    }
    refuse_what_no_table_holds(view, question)?;
    let planner = Planner::new(view, question)?;
    let first = planner.plan();
    // `total sales of A and B` names the column `Total sales`, but asks for a sum too.
    if first.is_err() && planner.select.span.is_none() && planner.scope.rows.len() > 1 {
        question.release(words::OPERATIONS);
        return Planner::new(view, question)?.plan().or(first);
    }
    first
}

fn title(view: &View<'_>, question: &Question) -> Option<Plan> {
    let asked =
        question.has_phrase(&[&["title", "of"], &["the", "title"]]) && question.mentions.is_empty();
    (asked && view.table.title.is_some()).then_some(Plan::Title)
}

/// Colours, places and causes are not in the table, unless it uses these words itself.
fn refuse_what_no_table_holds(view: &View<'_>, question: &Question) -> Result<(), Refusal> {
    if question.has_phrase(&[&["from", "the", "top"], &["from", "top"], &["from", "the", "bottom"]])
    {
        return Err("the question is about places, which the table does not hold".to_owned());
    }
    for (set, what) in [
        (words::COLOURS, "a colour"),
        (words::LOOKS, "places or looks"),
        (words::BEYOND, "more than the numbers"),
    ] {
        if let Some(word) = question.find(set).filter(|w| !is_own(view, &question.tokens[*w])) {
            return Err(format!(
                "the question is about {what} (`{}`), which the table does not hold",
                question.tokens[word].raw
            ));
        }
    }
    measure::refuse_another(view, question)?;
    if let Some(word) = question.find(words::EXCLUSIONS) {
        let after = |set: &[&str]| question.tokens.get(word + 1).is_some_and(|t| t.is(set));
        let before = word.checked_sub(1).map(|b| &question.tokens[b]);
        // `no more than` is a comparison, `any other` is everything.
        let harmless = after(words::MORE)
            || after(words::LESS)
            || before.is_some_and(|b| b.is(&["any", "all"]))
            || !question.excluded.is_empty()
            || (question.tokens[word].is(&["not"]) && question.ask == Ask::Value);
        if !harmless {
            return Err(format!(
                "the rules do not understand `{}` here",
                question.tokens[word].raw
            ));
        }
    }
    Ok(())
}

/// Whether the table's title or header uses a word.
pub(super) fn is_own(view: &View<'_>, word: &Token) -> bool {
    let header = view.columns.iter().flat_map(|c| view.label_tokens(Axis::Column, *c));
    view.title().iter().chain(view.corner()).chain(header).any(|t| t.stem == word.stem)
}

/// One kind of question: its plan, if it is one of these.
type Kind = fn(&Planner<'_>) -> Result<Option<Plan>, Refusal>;

/// A question about a table, taken apart.
pub(super) struct Planner<'a> {
    pub select: Selector<'a>,
    pub scope: Scope,
}

impl<'a> Planner<'a> {
    fn new(view: &'a View<'a>, question: &'a Question) -> Result<Self, Refusal> {
        let select = Selector::new(view, question)?;
        let scope = select.scope()?;
        Ok(Self { select, scope })
    }

    pub(super) fn question(&self) -> &'a Question {
        self.select.question
    }

    pub(super) fn view(&self) -> &'a View<'a> {
        self.select.view
    }

    /// The kinds of question, from the most particular to the plainest.
    fn plan(&self) -> Result<Plan, Refusal> {
        self.refuse_unknown_years()?;
        let q = self.question();
        if q.ask == Ask::YesNo {
            return compare::yes_or_no(self);
        }
        let kinds: [Kind; 9] = [
            extremes::gap,
            changes::most,
            changes::which,
            conditions::pairs,
            extremes::superlatives,
            conditions::same,
            conditions::choice,
            conditions::condition,
            arithmetic::plan,
        ];
        for kind in kinds {
            if let Some(plan) = kind(self)? {
                return Ok(plan);
            }
        }
        match q.ask {
            Ask::Count if self.scope.rows.is_empty() => self.count(),
            Ask::Label => Err("the rules do not understand what is asked for".to_owned()),
            _ => self.lookup(),
        }
    }

    /// A year that the table could have, and has not.
    fn refuse_unknown_years(&self) -> Result<(), Refusal> {
        let (q, view) = (self.question(), self.view());
        let has_years =
            [Axis::Row, Axis::Column].into_iter().any(|axis| view.years(axis).len() > 1);
        // `the last three years`, in a table without years.
        let lately = (0..q.tokens.len()).find(|i| {
            let next = |n: usize| {
                q.tokens.get(i + n).is_some_and(|t| t.is(&["year", "season", "month", "decade"]))
            };
            q.is_free(*i) && q.tokens[*i].is(words::LATELY) && (next(1) || next(2))
        });
        if let Some(word) = lately.filter(|_| self.select.span.is_none()) {
            return Err(format!("the rules do not understand `{}` here", q.tokens[word].raw));
        }
        let unknown = (0..q.tokens.len()).find(|i| q.is_free(*i) && q.tokens[*i].year().is_some());
        match unknown {
            Some(word) if has_years && self.select.span.is_none() => {
                Err(format!("the table has no `{}`", q.tokens[word].raw))
            }
            _ => Ok(()),
        }
    }

    /// `How many bars are there?`
    fn count(&self) -> Result<Plan, Refusal> {
        let (q, view) = (self.question(), self.view());
        let noun = q.noun.and_then(|i| q.tokens.get(i));
        if !q.has(words::SHOWN) || !self.scope.is_empty() || self.select.span.is_some() {
            return Err("the rules do not understand what is to be counted".to_owned());
        }
        let is = |set: &[&str]| noun.is_some_and(|n| n.is(set));
        if is(&["bar", "column"]) {
            let cells: Vec<Cell> = view
                .rows
                .iter()
                .flat_map(|row| {
                    view.columns.iter().map(|column| Cell { row: *row, column: *column })
                })
                .filter(|cell| view.number(*cell).is_some())
                .collect();
            return Ok(Plan::CountCells(cells));
        }
        let corner = noun.is_some_and(|n| view.corner().iter().any(|c| c.stem == n.stem));
        if !corner && !is(words::CATEGORIES) {
            return Err("the rules do not understand what is to be counted".to_owned());
        }
        let axis = self.select.asked_axis(&Scope::default())?;
        let places =
            view.named(axis).iter().copied().filter(|at| !view.is_aggregate(axis, *at)).collect();
        Ok(Plan::CountLabels { axis, places })
    }

    /// `What is the value of A?`
    fn lookup(&self) -> Result<Plan, Refusal> {
        let (q, view) = (self.question(), self.view());
        if self.select.span.is_some() {
            return Err(
                "the question is about a stretch of time, but does not say what to compute"
                    .to_owned(),
            );
        }
        // `How much did it grow in 2015?` wants no value of 2015.
        let change = q.find(&words::changes()).filter(|w| !is_own(view, &q.tokens[*w]));
        if let Some(word) = change {
            return Err(format!(
                "the question does not say between which values `{}` is meant",
                q.tokens[word].raw
            ));
        }
        // A number that is not explained may be what matters: `people over 65`.
        let in_title = |w: &usize| view.title().iter().any(|t| t.norm == q.tokens[*w].norm);
        if let Some(word) = q.constants(q.all()).into_iter().find(|w| !in_title(w)) {
            return Err(format!(
                "the rules do not understand what `{}` stands for",
                q.tokens[word].raw
            ));
        }
        if !q.excluded.is_empty() {
            let rest = self.select.several(&self.scope)?;
            return Ok(Plan::Number(Expression::Fold(Fold::Sum, rest)));
        }
        let named = self.select.named(&self.scope)?;
        if let Some(word) = q.find(&["not"]) {
            return self.complement(&named).ok_or_else(|| {
                format!("the rules do not understand `{}` here", q.tokens[word].raw)
            });
        }
        // `very or quite happy`, of which one was not found; `or higher` is a bound.
        let or = q.find(&["or"]).filter(|or| {
            let more = q.tokens.get(or + 1).is_some_and(|t| t.is(words::MORE) || t.is(words::LESS));
            // `sales or sales-related` is one name.
            let stem = |at: usize| q.tokens.get(at).map(|t| t.stem.as_str());
            !more
                && *or > 0
                && q.is_free(or + 1) != q.is_free(or - 1)
                && stem(or + 1) != stem(or - 1)
        });
        if let (Some(_), [_]) = (or, &named[..]) {
            return Err("the rules do not understand `or` here".to_owned());
        }
        match named[..] {
            [cell] => Ok(Plan::Lookup(cell)),
            [_, _, ..] if self.adds_up(&named) => {
                Ok(Plan::Number(Expression::Fold(Fold::Sum, named)))
            }
            [] => Err("the question names no cell of the table".to_owned()),
            _ => {
                Err("the question names several cells, but does not say what to compute".to_owned())
            }
        }
    }

    /// `How many were there in A and B?` asks for both together, where that makes sense:
    /// of counts, and of shares of one whole.
    fn adds_up(&self, cells: &[Cell]) -> bool {
        let q = self.question();
        let asked = q.has_phrase(&[
            &["how", "much"],
            &["how", "many"],
            &["what", "percentage"],
            &["what", "percent"],
            &["what", "share"],
            &["what", "proportion"],
        ]);
        let joined = q.has(&["and"]) && !q.has(&["or", "between", "respectively", "each"]);
        let column = cells[0].column;
        let in_one = cells.iter().all(|c| c.column == column);
        let shares = self.view().is_percent(column) || q.find_any(words::PERCENT);
        asked && joined && (!shares || (in_one && self.is_whole(column)))
    }

    /// Whether a column's numbers are the parts of a hundred.
    fn is_whole(&self, column: usize) -> bool {
        /// What rounding may take from or add to a hundred.
        const ROUNDING: f64 = 2.0;
        let cells = self.select.line(Axis::Row, column);
        let sum: f64 = cells.iter().filter_map(|c| self.view().number(*c)).map(|n| n.value).sum();
        (sum - 100.0).abs() <= ROUNDING
    }

    /// `What percentage did not choose A?`: the rest of a hundred.
    fn complement(&self, cells: &[Cell]) -> Option<Plan> {
        let [cell] = cells else { return None };
        let percent =
            self.question().find_any(words::PERCENT) || self.view().is_percent(cell.column);
        (percent && self.is_whole(cell.column)).then(|| {
            Plan::Number(Expression::binary(
                Binary::Distance,
                Expression::Constant(100.0),
                Expression::Cell(*cell),
            ))
        })
    }
}
