//! The result of one item: a line of the file that `-o` names.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Table;
use crate::answer::Evidence;
use crate::metrics::Cells;

/// How an item ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// There is a prediction: a table, or an answer.
    Done,
    /// The picture was refused (exit status 5 of `chartqa table`); scored as an empty prediction.
    Refused,
    /// The question was found not answerable; scored as an empty prediction.
    NotAnswerable,
    /// The item itself is broken, e.g. its picture is missing; not scored.
    Failed,
}

/// The result of one item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Name of the item, unique within its data set.
    pub id: String,
    /// The picture, as the data set names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// The question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// The right answer, or the right table as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The answer that was given, or the table as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prediction: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// Why it was refused, found not answerable, or failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What the reader was in doubt about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// Scores by name, each in `[0, 1]`; none if it failed.
    pub metrics: BTreeMap<String, f64>,
    /// What was read right, counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cells: Option<Cells>,
    /// The right table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gold_table: Option<Table>,
    /// The table that was read, or that the answer was taken from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<Table>,
    /// The cells that the answer rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// How the answer was computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<String>,
    /// Milliseconds for the item, loading of the model left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ms: Option<f64>,
    /// What else the data set says about the item: split, type, kind and the like.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
}

impl Record {
    /// A record of `item` that says nothing yet.
    pub(super) fn of(item: &super::Item, outcome: Outcome) -> Self {
        Self {
            id: item.id.clone(),
            image: item.image.clone(),
            question: item.question.clone(),
            target: None,
            prediction: None,
            outcome,
            reason: None,
            warnings: Vec::new(),
            metrics: BTreeMap::new(),
            cells: None,
            gold_table: None,
            table: None,
            evidence: Vec::new(),
            program: None,
            ms: None,
            fields: item.fields.clone(),
        }
    }

    /// Whether the item was scored.
    pub fn is_scored(&self) -> bool {
        self.outcome != Outcome::Failed
    }
}
