//! Data sets: from files that people have to [`Item`]s.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::{Map, Value};

mod sources;

use super::EvalError;
use crate::Table;
use crate::table::TableError;

/// What an item must have to be of use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// `image` and `table`.
    Tables,
    /// `question` and `answer`, with `image`.
    Questions,
    /// `question` and `answer`, with `table`.
    QuestionsOnTables,
    /// `prediction` and `target`.
    Pairs,
}

/// The right answers to a question, or the right table as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// One text.
    One(String),
    /// A list, as the data set has it (a text in brackets is one text).
    Many(Vec<String>),
}

impl Target {
    /// As one text: what stands in a list, with commas between, in brackets.
    pub fn text(&self) -> String {
        match self {
            Self::One(text) => text.clone(),
            Self::Many(texts) => format!("[{}]", texts.join(", ")),
        }
    }

    /// Every text.
    pub fn texts(&self) -> &[String] {
        match self {
            Self::One(text) => std::slice::from_ref(text),
            Self::Many(texts) => texts,
        }
    }
}

/// A gold table, in a file or in the data set itself.
#[derive(Debug, Clone, PartialEq)]
pub enum GoldTable {
    /// A CSV file.
    File(PathBuf),
    /// The text of a CSV file.
    Csv(String),
    /// A table of the JSON contract.
    Table(Table),
}

impl GoldTable {
    /// The table.
    ///
    /// # Errors
    /// [`TableError`] if it is missing or no table.
    pub fn load(&self) -> Result<Table, TableError> {
        match self {
            Self::File(path) => Table::from_csv_file(path),
            Self::Csv(text) => Table::from_csv(text.as_bytes(), "the gold table"),
            Self::Table(table) => Ok(table.clone()),
        }
    }
}

/// One thing to evaluate.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Unique within the data set: the data set's `id` or `name`, else the picture's file name,
    /// numbered where that is not enough; `item N` without either.
    pub id: String,
    /// The picture: a path (relative ones were resolved against the data set's folder), an
    /// http(s) URL or a data URI.
    pub image: Option<String>,
    /// The right table.
    pub table: Option<GoldTable>,
    /// The question.
    pub question: Option<String>,
    /// The right answer, or in pairs the right table as text.
    pub target: Option<Target>,
    /// In pairs, what is to be scored.
    pub prediction: Option<Target>,
    /// Whether a reader is to read the picture: with `"readable": false` and no table, the right
    /// thing to do is to refuse it.
    pub readable: bool,
    /// The chart's title, if the data set has it: only then titles count.
    pub title: Option<String>,
    /// Every other text, number or truth value of the item. The usual names of what results are
    /// broken down by are made one: `split`, `type`, `kind`, `values_printed`.
    pub fields: BTreeMap<String, String>,
}

/// A line that is no item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BadLine {
    /// Where it stands, e.g. `line 3` (from 1).
    pub place: String,
    /// What is wrong with it.
    pub reason: String,
}

/// A data set, read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dataset {
    /// What can be evaluated; never empty.
    pub items: Vec<Item>,
    /// What could not be understood.
    pub bad: Vec<BadLine>,
}

impl Dataset {
    /// Reads a data set: JSON lines, one JSON array, a CSV file with a header, or a folder of
    /// ChartQA's layout. What is told by the ending of the name, or by being a folder.
    ///
    /// A line that is no item is kept in [`Dataset::bad`], never passed over in silence.
    ///
    /// # Errors
    /// [`EvalError`] if the file cannot be read or holds no item at all.
    pub fn open(path: &Path, need: Need) -> Result<Self, EvalError> {
        let mut set = Self::default();
        for entry in sources::entries(path)? {
            let item = entry.object.and_then(|object| item(object, &entry.folder, need));
            match item {
                Ok(item) => set.items.push(item),
                Err(reason) => set.bad.push(BadLine { place: entry.place, reason }),
            }
        }
        set.finish(path)
    }

    /// Makes the ids unique; an error if there is no item.
    fn finish(mut self, path: &Path) -> Result<Self, EvalError> {
        if self.items.is_empty() {
            let reason = match self.bad.first() {
                Some(bad) if self.bad.len() == 1 => format!("{}: {}", bad.place, bad.reason),
                Some(bad) => {
                    let more = self.bad.len() - 1;
                    format!("{}: {}; and {more} more like this", bad.place, bad.reason)
                }
                None => "it is empty".to_owned(),
            };
            return Err(EvalError::Empty { path: path.to_owned(), reason });
        }
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for (index, item) in self.items.iter_mut().enumerate() {
            if item.id.is_empty() {
                item.id = format!("item {}", index + 1);
            }
            let count = seen.entry(item.id.clone()).or_default();
            *count += 1;
            if *count > 1 {
                item.id = format!("{}#{count}", item.id);
            }
        }
        Ok(self)
    }

    /// The items with each picture but once, for data sets of questions that are used for their
    /// tables.
    #[must_use]
    pub fn once_each_picture(mut self) -> Self {
        let mut seen = std::collections::BTreeSet::new();
        self.items.retain(|item| seen.insert(item.image.clone()));
        self
    }
}

/// Names under which data sets keep the same thing; the first is ours.
const QUESTION: [&str; 2] = ["question", "query"];
const ANSWER: [&str; 3] = ["answer", "label", "target"];
const FIELDS: [(&str, &[&str]); 4] = [
    ("split", &["split"]),
    ("type", &["type", "chart_type"]),
    ("kind", &["kind", "question_type"]),
    ("values_printed", &["values_printed", "values_labelled"]),
];

fn item(mut object: Map<String, Value>, folder: &Path, need: Need) -> Result<Item, String> {
    let mut take = |names: &[&str]| -> Option<Value> {
        let name = names.iter().find(|name| object.get(**name).is_some_and(|v| !v.is_null()))?;
        object.remove(*name)
    };
    let id = take(&["id", "name"]).and_then(|id| scalar(&id));
    let image = take(&["image"]).map(|v| text_of("image", &v)).transpose()?;
    let image_name = take(&["imgname"]).and_then(|v| scalar(&v));
    let stem =
        image_name.as_deref().map(|name| name.rsplit_once('.').map_or(name, |(stem, _)| stem));
    // Without a path, the folders that data sets keep beside the file are looked into.
    let names: Vec<&str> = stem.into_iter().chain(id.as_deref()).collect();
    let image = image
        .map(|image| resolved(&image, folder))
        .or_else(|| beside(folder, &["png", "images"], &names, &["png", "jpg", "jpeg", "webp"]));
    let table = match take(&["table"]) {
        Some(value) => Some(gold_table(value, folder)?),
        None => beside(folder, &["tables"], &names, &["csv"]).map(|p| GoldTable::File(p.into())),
    };
    let question = take(&QUESTION).map(|v| text_of("question", &v)).transpose()?;
    let target = take(&ANSWER).map(|v| texts("answer", v)).transpose()?;
    let prediction = take(&["prediction"]).map(|v| texts("prediction", v)).transpose()?;
    let title = take(&["title"]).and_then(|v| scalar(&v)).filter(|title| !title.trim().is_empty());
    let mut fields = BTreeMap::new();
    for (ours, names) in FIELDS {
        if let Some(value) = take(names).and_then(|v| scalar(&v)) {
            fields.insert(ours.to_owned(), value);
        }
    }
    for (name, value) in &object {
        if let Some(value) = scalar(value) {
            fields.entry(name.clone()).or_insert(value);
        }
    }

    if let (Need::Tables | Need::Questions, None, Some(name)) = (need, &image, &image_name) {
        return Err(format!("there is no picture {name} in {}", folder.join("png").display()));
    }
    let readable = fields.get("readable").is_none_or(|value| !value.eq_ignore_ascii_case("false"));
    let table_is_missing = match need {
        Need::Tables => readable && table.is_none(),
        Need::QuestionsOnTables => table.is_none(),
        Need::Questions | Need::Pairs => false,
    };
    let missing = |what: &str| Err(format!("it has no `{what}`"));
    let with_question = matches!(need, Need::Questions | Need::QuestionsOnTables);
    match need {
        Need::Tables | Need::Questions if image.is_none() => return missing("image"),
        _ if table_is_missing => return missing("table"),
        Need::Pairs if prediction.is_none() => return missing("prediction"),
        Need::Pairs if target.is_none() => return missing("target"),
        _ if with_question && question.is_none() => return missing("question"),
        _ if with_question && target.is_none() => return missing("answer"),
        _ => {}
    }
    let file_name = |image: &String| {
        let stem = Path::new(image).file_stem().filter(|_| !image.starts_with("data:"))?;
        Some(stem.to_string_lossy().into_owned())
    };
    let id = id.or_else(|| image.as_ref().and_then(file_name)).unwrap_or_default();
    Ok(Item { id, image, table, question, target, prediction, readable, title, fields })
}

/// A text, number or truth value as text.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

fn text_of(name: &str, value: &Value) -> Result<String, String> {
    match scalar(value) {
        Some(text) if !text.trim().is_empty() => Ok(text),
        Some(_) => Err(format!("`{name}` is empty")),
        None => Err(format!("`{name}` is no text")),
    }
}

fn texts(name: &str, value: Value) -> Result<Target, String> {
    match value {
        Value::Array(values) => {
            let texts: Option<Vec<String>> = values.iter().map(scalar).collect();
            texts.map(Target::Many).ok_or_else(|| format!("`{name}` is a list of more than texts"))
        }
        value => match scalar(&value) {
            Some(text) => Ok(Target::One(text)),
            None => Err(format!("`{name}` is no text")),
        },
    }
}

fn gold_table(value: Value, folder: &Path) -> Result<GoldTable, String> {
    match value {
        // More than one line is the table itself.
        Value::String(text) if text.trim().contains('\n') => Ok(GoldTable::Csv(text)),
        Value::String(text) if !text.trim().is_empty() => Ok(GoldTable::File(folder.join(text))),
        object @ Value::Object(_) => serde_json::from_value(object)
            .map(GoldTable::Table)
            .map_err(|e| format!("`table` is no table: {e}")),
        _ => Err("`table` is neither a path nor a table".to_owned()),
    }
}

/// A path relative to the data set's folder; URLs and absolute paths as they are.
fn resolved(image: &str, folder: &Path) -> String {
    if image.contains("://") || image.starts_with("data:") {
        image.to_owned()
    } else {
        folder.join(image).to_string_lossy().into_owned()
    }
}

/// `folder/sub/name.ending`, if there is such a file; the first of them.
fn beside(folder: &Path, subs: &[&str], names: &[&str], endings: &[&str]) -> Option<String> {
    let names = names.iter().filter(|name| !name.contains(['/', '\\']));
    let mut paths = names.flat_map(|name| {
        subs.iter().flat_map(move |sub| {
            endings.iter().map(move |ending| folder.join(sub).join(format!("{name}.{ending}")))
        })
    });
    paths.find(|path| path.is_file()).map(|path| path.to_string_lossy().into_owned())
}
