//! Two runs over the same items, compared item by item.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::summary::{Estimate, Measure, paired};
use super::{EvalError, Outcome, Record};
use crate::Table;
use crate::table::format::{Format, to_bytes};

/// Difference of a score below which an item counts as unchanged.
const SAME: f64 = 1e-9;

/// A measure over both runs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// Name of the measure.
    pub measure: &'static str,
    #[serde(skip)]
    heading: &'static str,
    /// Its value over the first run.
    pub a: f64,
    /// Its value over the second run.
    pub b: f64,
    /// Second less first, with its 95 % interval (both runs resampled alike).
    pub difference: Estimate,
    /// Items whose own score is higher in the second run.
    pub better: usize,
    /// Items whose own score is lower in the second run.
    pub worse: usize,
}

/// An item that is not the same in both runs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// The item.
    pub id: String,
    /// Its score in the first run, by the first measure of the comparison.
    pub a: f64,
    /// Its score in the second run.
    pub b: f64,
    /// How it ended in the first run.
    pub outcome_a: Outcome,
    /// How it ended in the second run.
    pub outcome_b: Outcome,
    /// What the first run predicted, if that is an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prediction_a: Option<String>,
    /// What the second run predicted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prediction_b: Option<String>,
}

/// Two runs, compared.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// Items that both runs scored.
    pub items: usize,
    /// Items that only the first has.
    pub only_a: Vec<String>,
    /// Items that only the second has.
    pub only_b: Vec<String>,
    /// Every measure that both have.
    pub differences: Vec<Difference>,
    /// The items whose score by the first of the measures, or whose outcome, differs; the
    /// greatest loss first.
    pub changes: Vec<Change>,
}

impl Comparison {
    /// Compares `b` with `a`; items are paired by their ids. Changes are told by the measure
    /// called `main`, else by the first that both have.
    ///
    /// # Errors
    /// [`EvalError::NothingInCommon`] if there is no item, or no measure, that both have.
    pub fn new(a: &[Record], b: &[Record], main: Option<&str>) -> Result<Self, EvalError> {
        let scored = |records| -> BTreeMap<String, &Record> {
            let records: &[Record] = records;
            records.iter().filter(|r| r.is_scored()).map(|r| (r.id.clone(), r)).collect()
        };
        let (a, b) = (scored(a), scored(b));
        let only = |of: &BTreeMap<String, &Record>, other: &BTreeMap<String, &Record>| {
            of.keys().filter(|id| !other.contains_key(*id)).cloned().collect()
        };
        let pairs: Vec<(&Record, &Record)> =
            a.iter().filter_map(|(id, a)| Some((*a, *b.get(id)?))).collect();
        if pairs.is_empty() {
            let reason = "no item was scored in both files".to_owned();
            return Err(EvalError::NothingInCommon { reason });
        }
        let mut measures: Vec<Measure> = Measure::all();
        if let Some(main) = main {
            measures.sort_by_key(|m| m.name() != main);
        }
        let differences: Vec<(Measure, Difference)> =
            measures.iter().filter_map(|m| Some((*m, difference(*m, &pairs)?))).collect();
        let main = match (differences.first(), main) {
            (Some((measure, _)), None) => *measure,
            (Some((measure, _)), Some(main)) if measure.name() == main => *measure,
            (_, main) => {
                let reason = match main {
                    Some(main) => format!("the files do not both have `{main}`"),
                    None => "the files have no measure in common".to_owned(),
                };
                return Err(EvalError::NothingInCommon { reason });
            }
        };
        let mut changes: Vec<Change> =
            pairs.iter().filter_map(|(a, b)| change(main, a, b)).collect();
        changes.sort_by(|x, y| (x.b - x.a).total_cmp(&(y.b - y.a)));
        Ok(Self {
            items: pairs.len(),
            only_a: only(&a, &b),
            only_b: only(&b, &a),
            differences: differences.into_iter().map(|(_, difference)| difference).collect(),
            changes,
        })
    }

    /// One object of JSON.
    pub fn json(&self) -> String {
        // Texts and finite numbers under text keys are always JSON.
        let mut json = serde_json::to_string_pretty(self).unwrap_or_default();
        json.push('\n');
        json
    }

    /// Two tables of Markdown: the measures, and the items that changed.
    pub fn markdown(&self) -> String {
        let table = |table| {
            let bytes = to_bytes(&table, Format::Markdown).unwrap_or_default();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        let mut text = table(self.measures());
        if !self.changes.is_empty() {
            text.push('\n');
            text.push_str(&table(self.changed()));
        }
        text
    }

    /// Plain text for a terminal.
    pub fn text(&self) -> String {
        let mut text = format!("{} items in both\n\n", self.items);
        text.push_str(&super::summary::aligned(&self.measures()));
        if !self.changes.is_empty() {
            text.push('\n');
            text.push_str(&super::summary::aligned(&self.changed()));
        }
        for (name, ids) in [("first", &self.only_a), ("second", &self.only_b)] {
            if !ids.is_empty() {
                // Writing to a string cannot fail.
                let _ = writeln!(text, "\nonly in the {name}: {}", ids.join(", "));
            }
        }
        text
    }

    fn measures(&self) -> Table {
        let header = ["", "first %", "second %", "difference", "better", "worse"];
        let rows = self.differences.iter().map(|d| {
            let e = d.difference;
            vec![
                d.heading.to_owned(),
                format!("{:.1}", d.a * 100.0),
                format!("{:.1}", d.b * 100.0),
                format!(
                    "{:+.1} ({:+.1} to {:+.1})",
                    e.value * 100.0,
                    e.low * 100.0,
                    e.high * 100.0
                ),
                d.better.to_string(),
                d.worse.to_string(),
            ]
        });
        Table {
            header: header.map(str::to_owned).to_vec(),
            rows: rows.collect(),
            ..Table::default()
        }
    }

    fn changed(&self) -> Table {
        let header = ["changed", "first", "second", "first gave", "second gave"];
        let gave = |outcome: Outcome, prediction: &Option<String>| match (outcome, prediction) {
            (Outcome::Done, Some(text)) => text.chars().take(40).collect(),
            (Outcome::Done, None) => "a table".to_owned(),
            (Outcome::Refused, _) => "(refused)".to_owned(),
            (Outcome::NotAnswerable, _) => "(not answerable)".to_owned(),
            (Outcome::Failed, _) => "(failed)".to_owned(),
        };
        let rows = self.changes.iter().map(|c| {
            vec![
                c.id.clone(),
                format!("{:.3}", c.a),
                format!("{:.3}", c.b),
                gave(c.outcome_a, &c.prediction_a),
                gave(c.outcome_b, &c.prediction_b),
            ]
        });
        Table {
            header: header.map(str::to_owned).to_vec(),
            rows: rows.collect(),
            ..Table::default()
        }
    }
}

fn difference(measure: Measure, pairs: &[(&Record, &Record)]) -> Option<Difference> {
    let parts: Vec<_> =
        pairs.iter().filter_map(|(a, b)| Some((measure.parts(a)?, measure.parts(b)?))).collect();
    let (a, b, difference) = paired(&parts)?;
    let own = |record: &Record| measure.of_one(record).unwrap_or(0.0);
    let count =
        |is: &dyn Fn(f64) -> bool| pairs.iter().filter(|(a, b)| is(own(b) - own(a))).count();
    Some(Difference {
        measure: measure.name(),
        heading: measure.heading(),
        a,
        b,
        difference,
        better: count(&|d| d > SAME),
        worse: count(&|d| d < -SAME),
    })
}

fn change(measure: Measure, a: &Record, b: &Record) -> Option<Change> {
    let (score_a, score_b) = (measure.of_one(a)?, measure.of_one(b)?);
    let changed = (score_a - score_b).abs() > SAME || a.outcome != b.outcome;
    changed.then(|| Change {
        id: a.id.clone(),
        a: score_a,
        b: score_b,
        outcome_a: a.outcome,
        outcome_b: b.outcome,
        prediction_a: a.prediction.clone(),
        prediction_b: b.prediction.clone(),
    })
}
