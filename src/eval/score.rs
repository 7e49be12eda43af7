//! What was read or answered, scored into a [`Record`].

use super::dataset::Target;
use super::metric::Metric;
use super::{Item, Outcome, Record};
use crate::answer::{Answer, Status};
use crate::metrics::{self, Cells};
use crate::{Reading, Table};

/// What came of a picture or a question.
pub enum Got<T> {
    /// A prediction.
    Done(T),
    /// The reader refused the picture, for this reason.
    Refused(String),
    /// The item is broken, in this way.
    Failed(String),
}

/// Name of the score of pictures that are to be refused: 1 if they are.
pub const REFUSAL: &str = "refusal";

/// Scores a table that was read from the item's picture against `gold`; without a gold table,
/// the picture is one that is to be refused.
pub fn table(item: &Item, gold: Option<Table>, got: Got<Reading>) -> Record {
    let (outcome, reason, reading) = match got {
        Got::Done(reading) => (Outcome::Done, None, Some(reading)),
        Got::Refused(reason) => (Outcome::Refused, Some(reason), None),
        Got::Failed(reason) => (Outcome::Failed, Some(reason), None),
    };
    let mut record = Record { reason, ..Record::of(item, outcome) };
    let gold = gold.map(|gold| Table { title: item.title.clone(), ..gold });
    if record.is_scored()
        && let Some(gold) = &gold
    {
        let mut read = reading.as_ref().map(|reading| reading.table.clone()).unwrap_or_default();
        if item.title.is_none() {
            read.title = None;
        }
        let text = |table: &Table| Target::One(metrics::linearised(table));
        add(&mut record, &Metric::TABLE, &text(gold), &text(&read));
        record.cells = record.is_scored().then(|| Cells::compare(gold, &read));
        // RNSS knows no percentages: of gold tables that hold nothing else it takes an empty
        // table for all right. That is no credit to a reader that gave none.
        if outcome == Outcome::Refused
            && let Some(rnss) = record.metrics.get_mut("rnss")
        {
            *rnss = 0.0;
        }
    } else if record.is_scored() {
        let right = f64::from(outcome == Outcome::Refused);
        record.metrics.insert(REFUSAL.to_owned(), right);
    }
    if let Some(reading) = reading {
        record.warnings = doubts(&reading);
        record.table = Some(reading.table);
    }
    record.gold_table = gold;
    record
}

/// Scores a pair of the data set: a prediction that was made elsewhere.
pub fn pair(item: &Item, metrics: &[Metric]) -> Record {
    let empty = Target::One(String::new());
    let (target, prediction) =
        (item.target.as_ref().unwrap_or(&empty), item.prediction.as_ref().unwrap_or(&empty));
    let mut record = Record::of(item, Outcome::Done);
    record.target = Some(target.text());
    record.prediction = Some(prediction.text());
    add(&mut record, metrics, target, prediction);
    record
}

/// Adds scores; a pair that a metric refuses is a failed one.
fn add(record: &mut Record, metrics: &[Metric], target: &Target, prediction: &Target) {
    if let Err(error) = metrics.iter().try_for_each(|m| m.add(record, target, prediction)) {
        record.metrics.clear();
        record.outcome = Outcome::Failed;
        record.reason = Some(error.to_string());
    }
}

/// What is doubtful about a reading, in words.
fn doubts(reading: &Reading) -> Vec<String> {
    let verdicts = reading.verdicts;
    let found = [
        (verdicts.truncated, "truncated"),
        (verdicts.repeated, "repeated"),
        (verdicts.ragged, "ragged"),
    ];
    let verdicts = found.iter().filter(|(is, _)| *is).map(|(_, name)| (*name).to_owned());
    verdicts.chain(reading.warnings.iter().cloned()).collect()
}

/// Scores an answer to the item's question.
pub fn answer(item: &Item, gold: Option<Table>, got: Got<Answer>) -> Record {
    let (outcome, reason, answer) = match got {
        Got::Done(answer) => match answer.status {
            Status::Answered => (Outcome::Done, answer.reason.clone(), Some(answer)),
            Status::NotAnswerable => (Outcome::NotAnswerable, answer.reason.clone(), Some(answer)),
        },
        Got::Refused(reason) => (Outcome::Refused, Some(reason), None),
        Got::Failed(reason) => (Outcome::Failed, Some(reason), None),
    };
    let mut record = Record { reason, gold_table: gold, ..Record::of(item, outcome) };
    record.target = item.target.as_ref().map(Target::text);
    record.prediction = answer.as_ref().and_then(|answer| answer.answer.clone());
    if let Some(answer) = answer {
        record.warnings = answer.reading.as_ref().map(doubts).unwrap_or_default();
        record.table = answer.table;
        record.evidence = answer.evidence;
        record.program = answer.program;
    }
    if record.is_scored()
        && let Some(target) = &item.target
    {
        let prediction = Target::One(record.prediction.clone().unwrap_or_default());
        add(&mut record, &Metric::RELAXED, target, &prediction);
        // No answer is never right.
        if record.prediction.is_none() {
            record.metrics.values_mut().for_each(|score| *score = 0.0);
        }
    }
    record
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::dataset::{Dataset, Need};

    #[test]
    fn a_refusal_earns_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("set.jsonl");
        let line = r#"{"image": "a.png", "table": "x,y\na,40%\nb,60%\n"}"#;
        std::fs::write(&path, line).unwrap();
        let set = Dataset::open(&path, Need::Tables).unwrap();
        let gold = set.items[0].table.as_ref().unwrap().load().unwrap();
        let record = table(&set.items[0], Some(gold), Got::Refused("a photograph".to_owned()));
        for name in ["rms_f1", "rms_fixed_f1", "rnss"] {
            assert_eq!(record.metrics[name], 0.0, "{name}");
        }
        assert_eq!(record.cells.unwrap().row_score().f1, 0.0);
    }
}
