//! What was read or answered, scored into a [`Record`].

use super::dataset::Target;
use super::{Item, Outcome, Record};
use crate::answer::{Answer, Status};
use crate::metrics::{self, Cells, TooLarge};
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

/// Scores a table that was read from the item's picture against `gold`.
pub fn table(item: &Item, gold: Table, got: Got<Reading>) -> Record {
    let (outcome, reason, reading) = match got {
        Got::Done(reading) => (Outcome::Done, None, Some(reading)),
        Got::Refused(reason) => (Outcome::Refused, Some(reason), None),
        Got::Failed(reason) => (Outcome::Failed, Some(reason), None),
    };
    let mut record = Record { reason, ..Record::of(item, outcome) };
    let mut gold = gold;
    gold.title.clone_from(&item.title);
    if record.is_scored() {
        let mut read = reading.as_ref().map(|reading| reading.table.clone()).unwrap_or_default();
        if item.title.is_none() {
            read.title = None;
        }
        let (target, prediction) = (metrics::linearised(&gold), metrics::linearised(&read));
        if let Err(error) = add_table_scores(&mut record, &target, &prediction) {
            record.metrics.clear();
            record.outcome = Outcome::Failed;
            record.reason = Some(error.to_string());
        }
        record.cells = Some(Cells::compare(&gold, &read));
    }
    if let Some(reading) = reading {
        record.warnings = doubts(&reading);
        record.table = Some(reading.table);
    }
    record.gold_table = Some(gold);
    record
}

/// RNSS and both forms of RMS of two linearised tables.
fn add_table_scores(record: &mut Record, target: &str, prediction: &str) -> Result<(), TooLarge> {
    let rms = metrics::rms(target, prediction)?;
    let fixed = metrics::rms_fixed(target, prediction)?;
    record.metrics.extend(
        [
            ("rms_precision", rms.precision),
            ("rms_recall", rms.recall),
            ("rms_f1", rms.f1),
            ("rms_fixed_precision", fixed.precision),
            ("rms_fixed_recall", fixed.recall),
            ("rms_fixed_f1", fixed.f1),
            ("rnss", metrics::rnss(target, prediction)),
        ]
        .map(|(name, value)| (name.to_owned(), value)),
    );
    Ok(())
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
        add_answer_scores(&mut record, target, &prediction);
    }
    record
}

/// Every form of relaxed accuracy; no answer is never right.
fn add_answer_scores(record: &mut Record, target: &Target, prediction: &Target) {
    let given = !prediction.text().trim().is_empty();
    for metric in Metric::RELAXED {
        let score = if given { metric.relaxed(target, prediction) } else { 0.0 };
        record.metrics.insert(metric.name().to_owned(), score);
    }
}

/// A metric as `eval score --metric` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// [`metrics::relaxed`]
    Relaxed,
    /// [`metrics::relaxed_units`]
    RelaxedUnits,
    /// [`metrics::relaxed_years`]
    RelaxedYears,
    /// [`metrics::relaxed_vlmeval`]
    RelaxedVlmeval,
    /// [`metrics::relaxed_lmeval`]
    RelaxedLmeval,
    /// [`metrics::relaxed_pro`]
    RelaxedPro,
    /// [`metrics::relaxed_pro`] with its exact rule, which ChartQAPro has for years
    RelaxedProExact,
    /// [`metrics::rms`]
    Rms,
    /// [`metrics::rms_fixed`]
    RmsFixed,
    /// [`metrics::rnss`]
    Rnss,
}

impl Metric {
    /// Those for answers.
    pub const RELAXED: [Self; 7] = [
        Self::Relaxed,
        Self::RelaxedUnits,
        Self::RelaxedYears,
        Self::RelaxedVlmeval,
        Self::RelaxedLmeval,
        Self::RelaxedPro,
        Self::RelaxedProExact,
    ];
    /// Those for tables.
    pub const TABLE: [Self; 3] = [Self::Rms, Self::RmsFixed, Self::Rnss];

    /// The name on the command line and in results.
    pub fn name(self) -> &'static str {
        match self {
            Self::Relaxed => "relaxed",
            Self::RelaxedUnits => "relaxed-units",
            Self::RelaxedYears => "relaxed-years",
            Self::RelaxedVlmeval => "relaxed-vlmeval",
            Self::RelaxedLmeval => "relaxed-lmeval",
            Self::RelaxedPro => "relaxed-pro",
            Self::RelaxedProExact => "relaxed-pro-exact",
            Self::Rms => "rms",
            Self::RmsFixed => "rms-fixed",
            Self::Rnss => "rnss",
        }
    }

    /// The score of an answer; 0 for metrics of tables.
    fn relaxed(self, target: &Target, prediction: &Target) -> f64 {
        let (text, given) = (target.text(), prediction.text());
        match self {
            Self::Relaxed => f64::from(metrics::relaxed(&text, &given)),
            Self::RelaxedUnits => f64::from(metrics::relaxed_units(&text, &given)),
            Self::RelaxedYears => f64::from(metrics::relaxed_years(&text, &given)),
            Self::RelaxedVlmeval => f64::from(metrics::relaxed_vlmeval(target.texts(), &given)),
            Self::RelaxedLmeval => f64::from(metrics::relaxed_lmeval(target.texts(), &given)),
            Self::RelaxedPro => {
                metrics::relaxed_pro_list(target.texts(), prediction.texts(), false)
            }
            Self::RelaxedProExact => {
                metrics::relaxed_pro_list(target.texts(), prediction.texts(), true)
            }
            Self::Rms | Self::RmsFixed | Self::Rnss => 0.0,
        }
    }
}
