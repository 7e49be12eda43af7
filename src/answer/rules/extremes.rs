//! Questions about the highest and the lowest.

use super::ask::Ask;
use super::plan::{Binary, Expression, Fold, Plan, Refusal};
use super::question::{Direction, Superlative};
use super::select::{self, Scope};
use super::understand::{Planner, is_own};
use super::view::{Axis, Cell};
use super::{arithmetic, words};

/// `Which sector has the biggest gap between men and women?`
pub(super) fn gap(planner: &Planner<'_>) -> Result<Option<Plan>, Refusal> {
    let q = planner.question();
    let superlatives = q.superlatives(q.all());
    // `When are the two closest?`
    if let (true, [], Ask::Label, true) =
        (q.has(words::NEAREST), &superlatives[..], q.ask, q.constants(q.all()).is_empty())
    {
        let axis = planner.select.asked_axis(&Scope::default())?;
        let pairs = pairs_along(planner, axis)?;
        return Ok(Some(Plan::Gap { pairs, axis, direction: Direction::Lowest, value: false }));
    }
    let ([s], Some(word)) = (&superlatives[..], q.find(words::DIFFERENCE)) else {
        return Ok(None);
    };
    let value = match q.ask {
        Ask::Label => false,
        // `the largest difference`, but not `the difference of the largest`.
        Ask::Value if s.word < word => true,
        _ => return Ok(None),
    };
    if s.rank != 1 || s.count.is_some() {
        return Err("the rules know the largest and the smallest difference only".to_owned());
    }
    let axis = match (planner.scope.rows.len(), planner.scope.columns.len()) {
        (2, _) => Axis::Column,
        (_, 2) => Axis::Row,
        _ => planner.select.asked_axis(&Scope::default())?,
    };
    let pairs = pairs_along(planner, axis)?;
    Ok(Some(Plan::Gap { pairs, axis, direction: s.direction, value }))
}

/// The two cells at each place along `axis`, by the two places that are named
/// across it, or the only two there are.
fn pairs_along(planner: &Planner<'_>, axis: Axis) -> Result<Vec<(Cell, Cell)>, Refusal> {
    let across = match (planner.scope.along(axis.other()), planner.view().places(axis.other())) {
        ([a, b], _) | ([], [a, b]) => [*a, *b],
        _ => return Err("the question does not say which two are compared".to_owned()),
    };
    Ok(planner.select.pairs(axis, across))
}

/// Questions with one superlative or two.
pub(super) fn superlatives(planner: &Planner<'_>) -> Result<Option<Plan>, Refusal> {
    let q = planner.question();
    match q.superlatives(q.all())[..] {
        [] => Ok(None),
        [one] => single(planner, one).map(Some),
        [a, b] => two(planner, a, b).map(Some),
        _ => Err("the question has too many superlatives for the rules".to_owned()),
    }
}

fn single(planner: &Planner<'_>, s: Superlative) -> Result<Plan, Refusal> {
    let q = planner.question();
    let fold = arithmetic::fold(planner);
    let axis = planner.select.asked_axis(&planner.scope)?;
    let (direction, rank) = (s.direction, s.rank);
    let cells = match cells(planner, axis) {
        Ok(cells) => cells,
        Err(refusal) => return folded(planner, s, fold, axis).ok_or(refusal),
    };
    if let Some(count) = s.count {
        return several(planner, cells, axis, s, fold, count);
    }
    let extreme = Expression::Extreme { cells: cells.clone(), direction, rank };
    // `divide the largest value by 2`
    let constants = q.constants(q.all());
    if let (Some(_), [constant]) = (q.find(&["divide", "divided"]), &constants[..])
        && let Some(number) = &q.tokens[*constant].number
    {
        let by = Expression::Constant(number.value);
        return Ok(Plan::Number(Expression::binary(Binary::Over, extreme, by)));
    }
    let named = planner.scope.along(axis);
    if q.has(words::DIFFERENCE) || q.has(words::RATIO) {
        let ([at], Some(first)) = (named, cells.first()) else {
            return Err("the question does not say what the highest is compared with".to_owned());
        };
        let other = Expression::Cell(select::cell(axis, *at, first.along(axis.other())));
        let binary = if q.has(words::RATIO) { Binary::Over } else { Binary::Distance };
        return Ok(Plan::Number(Expression::binary(binary, extreme, other)));
    }
    let own = |set: &[&str]| q.find(set).is_some_and(|w| is_own(planner.view(), &q.tokens[w]));
    let averaged = matches!(fold, Some(Fold::Mean | Fold::Median))
        && !own(words::AVERAGE)
        && !own(words::MEDIAN);
    if averaged || !constants.is_empty() {
        return Err("the rules do not understand the question as a whole".to_owned());
    }
    if named.len() == 1 && planner.select.span.is_none() {
        // `the highest value for Italy`: over what Italy has.
        if q.ask != Ask::Label && axis == Axis::Row && planner.view().columns.len() > 1 {
            let scope = Scope { columns: Vec::new(), ..planner.scope.clone() };
            let cells = planner.select.candidates(Axis::Column, &scope)?;
            return Ok(Plan::Number(Expression::Extreme { cells, direction, rank }));
        }
        return Err("the question names one label and asks for the highest".to_owned());
    }
    match q.ask {
        Ask::Label => Ok(Plan::Extreme { cells, axis, direction, rank }),
        _ => Ok(Plan::Number(extreme)),
    }
}

/// `the three largest`
fn several(
    planner: &Planner<'_>,
    cells: Vec<Cell>,
    axis: Axis,
    s: Superlative,
    fold: Option<Fold>,
    count: usize,
) -> Result<Plan, Refusal> {
    let q = planner.question();
    let direction = s.direction;
    if count > cells.len() {
        return Err(format!("the table has {} values only", cells.len()));
    }
    match (fold, q.ask) {
        (Some(fold), _) => {
            Ok(Plan::Number(Expression::FoldExtremes { fold, cells, direction, count }))
        }
        _ if q.has(words::DIFFERENCE) && count == 2 => {
            let part = |rank| Expression::Extreme { cells: cells.clone(), direction, rank };
            Ok(Plan::Number(Expression::binary(Binary::Distance, part(1), part(2))))
        }
        (None, Ask::Label) => Ok(Plan::Top { cells, axis, direction, count }),
        _ => Err("the rules do not understand what the highest values are wanted for".to_owned()),
    }
}

/// `the difference between the highest and the lowest`
fn two(planner: &Planner<'_>, a: Superlative, b: Superlative) -> Result<Plan, Refusal> {
    let q = planner.question();
    if a.count.is_some() || b.count.is_some() {
        return Err("the rules do not understand so many superlatives".to_owned());
    }
    let axis = planner.select.asked_axis(&planner.scope)?;
    let cells = cells(planner, axis)?;
    let part = |s: Superlative| Expression::Extreme {
        cells: cells.clone(),
        direction: s.direction,
        rank: s.rank,
    };
    let how_much = q.has(words::MORE) && q.has_phrase(&[&["how", "much"], &["how", "many"]]);
    let expression = if q.has(words::DIFFERENCE) || q.has(&["range"]) || how_much {
        Expression::binary(Binary::Distance, part(a), part(b))
    } else if q.has(words::RATIO) {
        Expression::binary(Binary::Over, part(a), part(b))
    } else {
        match arithmetic::fold(planner) {
            Some(fold @ (Fold::Sum | Fold::Mean)) => {
                Expression::Combine(fold, vec![part(a), part(b)])
            }
            _ => {
                return Err("the rules do not understand what both superlatives are for".to_owned());
            }
        }
    };
    Ok(Plan::Number(expression))
}

/// The cells that a superlative compares.
fn cells(planner: &Planner<'_>, axis: Axis) -> Result<Vec<Cell>, Refusal> {
    let q = planner.question();
    match planner.select.candidates(axis, &planner.scope) {
        Err(refusal) if planner.scope.is_empty() => match q.ask {
            // Nothing but `the highest value in the chart`: all cells.
            Ask::Value => Ok(planner
                .select
                .places(Axis::Column)
                .into_iter()
                .flat_map(|c| planner.select.line(Axis::Row, c))
                .collect()),
            Ask::Label if arithmetic::fold(planner).is_none() => {
                agreed(planner, axis).ok_or(refusal)
            }
            _ => Err(refusal),
        },
        result => result,
    }
}

/// The cells of one line along `axis`, if one and the same place wins in every
/// line, so that it does not matter which is meant.
fn agreed(planner: &Planner<'_>, axis: Axis) -> Option<Vec<Cell>> {
    let q = planner.question();
    let direction = q.superlatives(q.all()).first()?.direction;
    let sign = if direction == Direction::Highest { 1.0 } else { -1.0 };
    let value = |c: &Cell| sign * planner.view().number(*c).map_or(f64::NAN, |n| n.value);
    let winner = |line: &Vec<Cell>| {
        line.iter().max_by(|a, b| value(a).total_cmp(&value(b))).map(|c| c.along(axis))
    };
    let places = planner.select.places(axis.other());
    let lines: Vec<Vec<Cell>> =
        places.into_iter().map(|at| planner.select.line(axis, at)).collect();
    let first = winner(lines.first()?);
    lines.iter().all(|line| winner(line) == first).then(|| lines.into_iter().next())?
}

/// `Which year had the highest total?`, over all columns or those that are named.
fn folded(planner: &Planner<'_>, s: Superlative, fold: Option<Fold>, asked: Axis) -> Option<Plan> {
    let (q, scope) = (planner.question(), &planner.scope);
    let fold = fold.or_else(|| q.has(&["overall"]).then_some(Fold::Sum))?;
    let across = match (&scope.rows[..], &scope.columns[..]) {
        ([], []) => planner.select.places(asked.other()),
        ([], [_, _, ..]) => scope.columns.clone(),
        ([_, _, ..], []) => scope.rows.clone(),
        _ => return None,
    };
    let axis = if scope.is_empty() {
        asked
    } else if scope.rows.is_empty() {
        Axis::Row
    } else {
        Axis::Column
    };
    let groups: Vec<Vec<Cell>> = planner
        .select
        .places(axis)
        .into_iter()
        .map(|at| across.iter().map(|fixed| select::cell(axis, at, *fixed)).collect())
        .collect();
    // A sum without one of its parts is another sum.
    let whole = groups.iter().flatten().all(|c| planner.view().number(*c).is_some());
    let plain = s.count.is_none() && q.constants(q.all()).is_empty() && !groups.is_empty();
    let value = q.ask != Ask::Label;
    (whole && plain).then_some(Plan::FoldedExtreme {
        groups,
        fold,
        axis,
        direction: s.direction,
        rank: s.rank,
        value,
    })
}
