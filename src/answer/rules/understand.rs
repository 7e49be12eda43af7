//! From a question to a plan. Whatever is not understood for certain is refused.

use super::compare;
use super::plan::{Binary, Expression, Fold, Plan, Refusal};
use super::question::{Ask, Direction, Question, Superlative};
use super::select::{Scope, Selector};
use super::view::{Axis, Cell, View};
use super::words;

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
        let second = Planner::new(view, question)?.plan();
        return second.or(first);
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
    let own = |word: usize| {
        let stem = &question.tokens[word].stem;
        view.title().iter().chain(view.corner()).any(|t| t.stem == *stem)
            || view
                .columns
                .iter()
                .any(|c| view.label_tokens(Axis::Column, *c).iter().any(|t| t.stem == *stem))
    };
    for (set, what) in [
        (words::COLOURS, "a colour"),
        (words::LOOKS, "places or looks"),
        (words::BEYOND, "more than the numbers"),
    ] {
        if let Some(word) = question.find(set).filter(|w| !own(*w)) {
            return Err(format!(
                "the question is about {what} (`{}`), which the table does not hold",
                question.tokens[word].raw
            ));
        }
    }
    if let Some(word) = question.find(&[
        "not",
        "never",
        "without",
        "except",
        "excluding",
        "neither",
        "other",
        "another",
        "rest",
        "besides",
    ]) {
        let before = word.checked_sub(1).map(|b| &question.tokens[b]);
        // `no more than`, `any other` and the like are understood elsewhere or harmless.
        if !before.is_some_and(|b| b.is(&["any", "all"]))
            && !question
                .tokens
                .get(word + 1)
                .is_some_and(|n| n.is(words::MORE) || n.is(words::LESS))
        {
            return Err(format!(
                "the rules do not understand `{}` here",
                question.tokens[word].raw
            ));
        }
    }
    Ok(())
}

pub(super) struct Planner<'a> {
    pub select: Selector<'a>,
    pub scope: Scope,
}

impl<'a> Planner<'a> {
    pub(super) fn new(view: &'a View<'a>, question: &'a Question) -> Result<Self, Refusal> {
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

    fn plan(&self) -> Result<Plan, Refusal> {
        self.refuse_unknown_years()?;
        let q = self.question();
        if q.ask == Ask::YesNo {
            return compare::yes_or_no(self);
        }
        let superlatives = q.superlatives(q.all());
        if let Some(plan) = self.gap(&superlatives)? {
            return Ok(plan);
        }
        if let Some(plan) = self.step(&superlatives)? {
            return Ok(plan);
        }
        if let Some(plan) = compare::pairs(self)? {
            return Ok(plan);
        }
        match superlatives[..] {
            [] => {}
            [one] => return self.superlative(one),
            [a, b] => return self.two_superlatives(a, b),
            _ => return Err("the question has too many superlatives for the rules".to_owned()),
        }
        if let Some(plan) = compare::choice(self)? {
            return Ok(plan);
        }
        if let Some(plan) = compare::condition(self)? {
            return Ok(plan);
        }
        if let Some(plan) = self.arithmetic()? {
            return Ok(plan);
        }
        if q.ask == Ask::Count && self.scope.rows.is_empty() {
            return self.count();
        }
        if q.ask == Ask::Label {
            return Err("the rules do not understand what is asked for".to_owned());
        }
        self.lookup()
    }

    /// A year that the table could have, and has not.
    fn refuse_unknown_years(&self) -> Result<(), Refusal> {
        let (q, view) = (self.question(), self.view());
        let axis = [Axis::Row, Axis::Column].into_iter().find(|axis| {
            view.places(*axis).iter().filter(|at| view.year(*axis, **at).is_some()).count() > 1
        });
        let spanned = self.select.span.is_some();
        match (0..q.tokens.len()).find(|i| q.is_free(*i) && q.tokens[*i].year().is_some()) {
            Some(word) if axis.is_some() && !spanned => {
                Err(format!("the table has no `{}`", q.tokens[word].raw))
            }
            _ => Ok(()),
        }
    }

    /// `Which sector has the biggest gap between men and women?`
    fn gap(&self, superlatives: &[Superlative]) -> Result<Option<Plan>, Refusal> {
        let q = self.question();
        let ([s], Some(word)) = (superlatives, q.find(words::DIFFERENCE)) else { return Ok(None) };
        if q.ask != Ask::Label || s.word > word {
            return Ok(None);
        }
        let axis = self.select.asked_axis(&Scope::default())?;
        let axis = if self.scope.along(axis).len() == 2 { axis.other() } else { axis };
        let pairs = self.pairs_along(axis)?;
        Ok(Some(Plan::Gap { pairs, axis, direction: s.direction }))
    }

    /// The two cells at each place along `axis`, by the two places that are named
    /// across it, or the only two there are.
    pub(super) fn pairs_along(&self, axis: Axis) -> Result<Vec<(Cell, Cell)>, Refusal> {
        let across = match (self.scope.along(axis.other()), self.view().places(axis.other())) {
            ([a, b], _) | ([], [a, b]) => [*a, *b],
            _ => return Err("the question does not say which two are compared".to_owned()),
        };
        let places = self.select.places(axis);
        let pair = |at: usize| {
            let cells = across.map(|fixed| super::select::cell(axis, at, fixed));
            cells.iter().all(|c| self.view().number(*c).is_some()).then_some((cells[0], cells[1]))
        };
        let pairs: Vec<_> = places.into_iter().filter_map(pair).collect();
        if pairs.is_empty() {
            Err("the table has no numbers to compare there".to_owned())
        } else {
            Ok(pairs)
        }
    }

    /// `Which year saw the sharpest increase?`
    fn step(&self, superlatives: &[Superlative]) -> Result<Option<Plan>, Refusal> {
        let (q, view) = (self.question(), self.view());
        let sharp = q.find(&["sharpest", "steepest", "fastest"]);
        let at = match (superlatives, sharp) {
            (_, Some(at)) => at,
            ([s], None) => s.word,
            _ => return Ok(None),
        };
        let Some(change) =
            q.find_in(at + 1..(at + 3).min(q.tokens.len()), &[words::RISE, words::FALL].concat())
        else {
            return if sharp.is_some() {
                Err("the rules do not understand what is sharpest".to_owned())
            } else {
                Ok(None)
            };
        };
        let axis = [Axis::Row, Axis::Column].into_iter().find(|a| view.is_time(*a));
        // Without time, `the largest increase` is a column like any other.
        let Some(axis) = axis.filter(|_| q.ask == Ask::Label) else { return Ok(None) };
        let mut cells = self.select.candidates(axis, &self.scope)?;
        let year = |c: &Cell| view.year(axis, c.along(axis));
        if !cells.iter().all(|c| year(c).is_some()) {
            return Err("the rules know steps between years only".to_owned());
        }
        cells.sort_by_key(year);
        if cells.len() < 2 {
            return Err("the table has no two years to compare".to_owned());
        }
        Ok(Some(Plan::Step { cells, axis, rising: q.tokens[change].is(words::RISE) }))
    }

    fn superlative(&self, s: Superlative) -> Result<Plan, Refusal> {
        let q = self.question();
        let fold = self.fold();
        let axis = self.select.asked_axis(&self.scope)?;
        let cells = self.superlative_cells(axis)?;
        let (direction, rank) = (s.direction, s.rank);
        if let Some(count) = s.count {
            if count > cells.len() {
                return Err(format!("the table has {} values only", cells.len()));
            }
            return match (fold, q.ask) {
                (Some(fold @ (Fold::Sum | Fold::Mean)), _) => {
                    Ok(Plan::Number(Expression::FoldExtremes { fold, cells, direction, count }))
                }
                _ if q.has(words::DIFFERENCE) && count == 2 => {
                    let part = |rank| Expression::Extreme { cells: cells.clone(), direction, rank };
                    Ok(Plan::Number(Expression::binary(Binary::Distance, part(1), part(2))))
                }
                (None, Ask::Label) => Ok(Plan::Top { cells, axis, direction, count }),
                _ => {
                    Err("the rules do not understand what the highest values are wanted for"
                        .to_owned())
                }
            };
        }
        let extreme = Expression::Extreme { cells: cells.clone(), direction, rank };
        // `divide the largest value by 2`
        if let (Some(_), [constant]) = (q.find(&["divide", "divided"]), &q.constants(q.all())[..])
            && let Some(number) = &q.tokens[*constant].number
        {
            return Ok(Plan::Number(Expression::binary(
                Binary::Over,
                extreme,
                Expression::Constant(number.value),
            )));
        }
        let named = self.scope.along(axis);
        if q.has(words::DIFFERENCE) || q.has(words::RATIO) {
            let [at] = named else {
                return Err(
                    "the question does not say what the highest is compared with".to_owned()
                );
            };
            let fixed = cells.first().map(|c| c.along(axis.other())).unwrap_or_default();
            let other = Expression::Cell(super::select::cell(axis, *at, fixed));
            let binary = if q.has(words::RATIO) { Binary::Over } else { Binary::Distance };
            return Ok(Plan::Number(Expression::binary(binary, extreme, other)));
        }
        if fold.is_some_and(|f| f != Fold::Sum) || !q.constants(q.all()).is_empty() {
            return Err("the rules do not understand the question as a whole".to_owned());
        }
        // `the highest value for Italy`, if Italy has one value, is a lookup in disguise;
        // `which country is higher than Italy` is none.
        if named.len() == 1 && self.select.span.is_none() {
            return match (q.ask, cells.len()) {
                (Ask::Value | Ask::Count, _)
                    if axis == Axis::Row && self.view().columns.len() > 1 =>
                {
                    let cells = self.select.candidates(
                        Axis::Column,
                        &Scope { columns: Vec::new(), ..self.scope.clone() },
                    )?;
                    Ok(Plan::Number(Expression::Extreme { cells, direction, rank }))
                }
                _ => Err("the question names one label and asks for the highest".to_owned()),
            };
        }
        match q.ask {
            Ask::Label => Ok(Plan::Extreme { cells, axis, direction, rank }),
            _ => Ok(Plan::Number(extreme)),
        }
    }

    /// The cells that a superlative compares.
    pub(super) fn superlative_cells(&self, axis: Axis) -> Result<Vec<Cell>, Refusal> {
        let q = self.question();
        match self.select.candidates(axis, &self.scope) {
            Ok(cells) => Ok(cells),
            // Nothing but `the highest value in the chart`: all cells, for a value.
            Err(_) if self.scope.is_empty() && q.ask == Ask::Value => {
                let cells: Vec<Cell> = self
                    .select
                    .places(Axis::Column)
                    .into_iter()
                    .flat_map(|c| self.select.line(Axis::Row, c))
                    .collect();
                Ok(cells)
            }
            // The same place wins in every column.
            Err(refusal) if self.scope.is_empty() && q.ask == Ask::Label => {
                self.agreed(axis).ok_or(refusal)
            }
            Err(refusal) => Err(refusal),
        }
    }

    /// The cells across which one and the same place along `axis` is highest and
    /// one and the same lowest, so that it does not matter which is meant.
    fn agreed(&self, axis: Axis) -> Option<Vec<Cell>> {
        let lines: Vec<Vec<Cell>> = self
            .select
            .places(axis.other())
            .into_iter()
            .map(|at| self.select.line(axis, at))
            .collect();
        let winner = |line: &Vec<Cell>, direction: Direction| {
            let sign = if direction == Direction::Highest { 1.0 } else { -1.0 };
            line.iter()
                .max_by(|a, b| {
                    let value =
                        |c: &Cell| sign * self.view().number(*c).map_or(f64::NAN, |n| n.value);
                    value(a).total_cmp(&value(b))
                })
                .map(|c| c.along(axis))
        };
        let direction = self.question().superlatives(self.question().all()).first()?.direction;
        let first = lines.first()?;
        let same = lines.iter().all(|line| winner(line, direction) == winner(first, direction));
        same.then(|| lines.into_iter().next()).flatten()
    }

    fn two_superlatives(&self, a: Superlative, b: Superlative) -> Result<Plan, Refusal> {
        let q = self.question();
        let axis = self.select.asked_axis(&self.scope)?;
        let cells = self.superlative_cells(axis)?;
        let part = |s: Superlative| Expression::Extreme {
            cells: cells.clone(),
            direction: s.direction,
            rank: s.rank,
        };
        let binary = if q.has(words::DIFFERENCE) || q.has(&["range"]) {
            Binary::Distance
        } else if q.has(words::RATIO) {
            Binary::Over
        } else {
            return Err("the rules do not understand what both superlatives are for".to_owned());
        };
        if a.count.is_some() || b.count.is_some() {
            return Err("the rules do not understand so many superlatives".to_owned());
        }
        Ok(Plan::Number(Expression::binary(binary, part(a), part(b))))
    }

    /// Whether a sum, average or median is asked for.
    pub(super) fn fold(&self) -> Option<Fold> {
        let q = self.question();
        if q.has(words::MEDIAN) {
            Some(Fold::Median)
        } else if q.has(words::AVERAGE) {
            Some(Fold::Mean)
        } else {
            q.has(words::SUM).then_some(Fold::Sum)
        }
    }

    /// Differences, ratios, sums and averages.
    fn arithmetic(&self) -> Result<Option<Plan>, Refusal> {
        let q = self.question();
        let share = q.has_phrase(&[
            &["percentage", "of", "the", "total"],
            &["percent", "of", "the", "total"],
            &["share", "of", "the", "total"],
            &["percentage", "of", "total"],
        ]);
        if share {
            return self.share_of_total().map(Some);
        }
        if let Some(binary) = self.binary() {
            let (left, right) = compare::operands(self)?;
            return Ok(Some(Plan::Number(Expression::binary(binary, left, right))));
        }
        let Some(fold) = self.fold() else { return Ok(None) };
        self.refuse_unknown_items()?;
        let cells = self.select.several(&self.scope)?;
        if let [cell] = cells[..] {
            // `the average rate in 2010` is one cell of averages.
            return Ok(Some(Plan::Lookup(cell)));
        }
        Ok(Some(Plan::Number(Expression::Fold(fold, cells))))
    }

    fn binary(&self) -> Option<Binary> {
        let q = self.question();
        let changes = [words::RISE, words::FALL, words::CHANGE].concat();
        let changing = q.has(&changes) && self.select.span.as_ref().is_some_and(|s| s.has_ends);
        let percent = q.has_phrase(&[
            &["percentage", "change"],
            &["percent", "change"],
            &["growth", "rate"],
            &["percentage", "increase"],
            &["percentage", "decrease"],
            &["percentage", "growth"],
            &["what", "percentage"],
            &["what", "percent"],
        ]);
        let more = [words::MORE, words::LESS].concat();
        let how_much = q.has_phrase(&[&["how", "much"], &["how", "many"]])
            && q.find(&more).is_some_and(|w| q.is_free(w))
            && q.has(&["than", "then", "compared"]);
        if q.has_phrase(&[&["how", "many", "times"]]) || q.has(words::RATIO) {
            Some(Binary::Over)
        } else if changing && percent {
            Some(Binary::PercentChange)
        } else if changing
            || q.has(words::DIFFERENCE)
            || (how_much && q.constants(q.all()).is_empty())
        {
            Some(Binary::Distance)
        } else {
            None
        }
    }

    fn share_of_total(&self) -> Result<Plan, Refusal> {
        let cells = self.select.named(&self.scope)?;
        let [cell] = cells[..] else {
            return Err("the question does not say whose share is meant".to_owned());
        };
        if self.view().is_percent(cell.column) {
            return Ok(Plan::Lookup(cell));
        }
        let all = self.select.line(Axis::Row, cell.column);
        Ok(Plan::Number(Expression::binary(
            Binary::PercentOf,
            Expression::Cell(cell),
            Expression::Fold(Fold::Sum, all),
        )))
    }

    /// In a list such as `A, B and C`, an item that is no label makes a wrong sum.
    pub(super) fn refuse_unknown_items(&self) -> Result<(), Refusal> {
        let q = self.question();
        let named = self.scope.rows.len().max(self.scope.columns.len());
        if named == 0 {
            return Ok(());
        }
        let joins = |i: usize| q.is_free(i) && q.tokens[i].is(&["and"]);
        for i in
            (1..q.tokens.len().saturating_sub(1)).filter(|i| joins(*i) || q.tokens[*i].comma_after)
        {
            let next =
                (i + 1..q.tokens.len()).find(|j| !q.tokens[*j].is(&["the", "and", "in", "of"]));
            let (before, after) = (if joins(i) { i - 1 } else { i }, next.unwrap_or(i));
            let unknown = |j: usize| {
                let token = &q.tokens[j];
                q.is_free(j) && (token.is_capital() || token.is_numeric())
            };
            let known = |j: usize| !q.is_free(j);
            if let Some(word) = [(before, after), (after, before)]
                .into_iter()
                .find(|(a, b)| unknown(*a) && known(*b))
            {
                return Err(format!("the table has no `{}`", q.tokens[word.0].raw));
            }
        }
        Ok(())
    }

    /// `How many bars are there?`
    fn count(&self) -> Result<Plan, Refusal> {
        let (q, view) = (self.question(), self.view());
        let noun = q.noun.and_then(|i| q.tokens.get(i));
        let asks_for_all = q.has(&[
            "there",
            "shown",
            "show",
            "displayed",
            "represented",
            "listed",
            "included",
            "depicted",
            "plotted",
            "given",
            "chart",
            "graph",
            "figure",
            "table",
            "diagram",
        ]);
        if !asks_for_all || !self.scope.is_empty() || self.select.span.is_some() {
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
        let general = is(&[
            "category", "label", "item", "group", "segment", "slice", "sector", "part", "entity",
            "country", "year", "month", "line", "series", "variable", "gender", "quarter", "day",
            "state", "region", "city", "brand", "company", "product", "legend", "x", "option",
            "type", "kind",
        ]);
        if !corner && !general {
            return Err("the rules do not understand what is to be counted".to_owned());
        }
        let axis = self.select.asked_axis(&Scope::default())?;
        let places =
            view.named(axis).iter().copied().filter(|at| !view.is_aggregate(axis, *at)).collect();
        Ok(Plan::CountLabels { axis, places })
    }

    fn lookup(&self) -> Result<Plan, Refusal> {
        if self.select.span.is_some() {
            return Err(
                "the question is about a stretch of time, but does not say what to compute"
                    .to_owned(),
            );
        }
        match self.select.named(&self.scope)?[..] {
            [cell] => Ok(Plan::Lookup(cell)),
            [] => Err("the question names no cell of the table".to_owned()),
            _ => {
                Err("the question names several cells, but does not say what to compute".to_owned())
            }
        }
    }
}
