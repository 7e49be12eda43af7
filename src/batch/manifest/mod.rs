//! What there is to do: manifests to [`Entry`]s.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::BatchError;
use crate::image_source::ImageSource;

mod files;
mod stream;

pub use files::open;
pub use stream::{Stream, stream};

/// Names that an output line has for itself; a column of a manifest cannot be called so.
pub const RESERVED: [&str; 4] = ["result", "error", "item_sha256", "run"];

/// One line of a manifest, or one picture of a folder.
#[derive(Debug)]
pub struct Entry {
    /// Where it stands, e.g. `line 3` (from 1).
    pub place: String,
    /// Its id as it stands there, a text or a number; null if it has none.
    pub id: Value,
    /// The columns that pass through.
    pub columns: Map<String, Value>,
    /// What is to be done, unless the line is no item.
    pub wanted: Result<Wanted, BatchError>,
}

/// A picture, and what is wanted of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The picture.
    pub image: ImageSource,
    /// The question; only the table is wanted without one.
    pub question: Option<String>,
}

/// What a manifest leaves open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Defaults {
    /// What relative paths start from.
    pub folder: PathBuf,
    /// The question of items without one.
    pub question: Option<String>,
}

impl Entry {
    /// The id as text, or the place of a line that has none.
    pub fn key(&self) -> String {
        match text_of_id(&self.id) {
            Some(id) => id,
            None => self.place.clone(),
        }
    }

    /// An entry that is no item.
    fn bad(place: &str, reason: impl Into<String>) -> Self {
        let wanted = Err(BatchError::Line { place: place.to_owned(), reason: reason.into() });
        Self { place: place.to_owned(), id: Value::Null, columns: Map::new(), wanted }
    }

    /// One line of JSON.
    fn of_json(line: &[u8], place: String, defaults: &Defaults) -> Self {
        let text = match std::str::from_utf8(line) {
            Ok(text) => text,
            Err(error) => return Self::bad(&place, not_utf8(&error)),
        };
        match serde_json::from_str(text) {
            Ok(Value::Object(object)) => Self::of_object(object, place, defaults),
            Ok(_) => Self::bad(&place, "not a JSON object"),
            Err(error) => Self::bad(&place, format!("no JSON: {}", without_line(&error))),
        }
    }

    /// Named values.
    fn of_object(mut object: Map<String, Value>, place: String, defaults: &Defaults) -> Self {
        let id = object.remove("id").unwrap_or_default();
        let image = object.remove("image");
        let question = object.remove("question");
        let wanted = if text_of_id(&id).is_none() {
            Err(match &id {
                Value::Null | Value::String(_) => "it has no `id`".to_owned(),
                _ => "`id` is neither a text nor a number".to_owned(),
            })
        } else if let Some(name) = RESERVED.iter().find(|name| object.contains_key(**name)) {
            Err(format!("the output has a `{name}` of its own: rename this column"))
        } else {
            picture(image.as_ref(), &defaults.folder).and_then(|image| {
                let question = asked(question)?.or_else(|| defaults.question.clone());
                Ok(Wanted { image, question })
            })
        };
        let wanted = wanted.map_err(|reason| BatchError::Line { place: place.clone(), reason });
        Self {
            id: if text_of_id(&id).is_some() { id } else { Value::Null },
            place,
            columns: object,
            wanted,
        }
    }
}

/// Entries, of which those whose id stood there before are no items.
pub fn unique(entries: impl Iterator<Item = Entry>) -> impl Iterator<Item = Entry> {
    let mut places: HashMap<String, String> = HashMap::new();
    entries.map(move |mut entry| {
        let Some(id) = text_of_id(&entry.id) else { return entry };
        match places.get(&id) {
            None => {
                places.insert(id, entry.place.clone());
            }
            Some(first) => {
                let (place, first) = (entry.place.clone(), first.clone());
                entry.wanted = Err(BatchError::Duplicate { place, id, first });
            }
        }
        entry
    })
}

/// An id as text: numbers and texts that look the same are the same.
pub(super) fn text_of_id(id: &Value) -> Option<String> {
    match id {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn picture(value: Option<&Value>, folder: &Path) -> Result<ImageSource, String> {
    let text = match value {
        None | Some(Value::Null) => return Err("it has no `image`".to_owned()),
        Some(Value::String(text)) if text.trim().is_empty() => {
            return Err("it has no `image`".to_owned());
        }
        Some(Value::String(text)) => text,
        Some(_) => return Err("`image` is no text".to_owned()),
    };
    match ImageSource::parse(text).map_err(|error| format!("`image`: {error}"))? {
        ImageSource::Stdin => Err("`image`: a manifest cannot name standard input".to_owned()),
        ImageSource::Path(path) => Ok(ImageSource::Path(folder.join(path))),
        other => Ok(other),
    }
}

fn asked(value: Option<Value>) -> Result<Option<String>, String> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => {
            Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty()))
        }
        Some(_) => Err("`question` is no text".to_owned()),
    }
}

fn not_utf8(error: &std::str::Utf8Error) -> String {
    format!("it is not UTF-8 (byte {})", error.valid_up_to() + 1)
}

/// What the parser says, without `at line 1`, since it is given one line.
fn without_line(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(" at line ") {
        Some((what, _)) => format!("{what} (column {})", error.column()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(line: &str) -> Entry {
        let defaults = Defaults { folder: "set".into(), question: Some("How many?".to_owned()) };
        Entry::of_json(line.as_bytes(), "line 1".to_owned(), &defaults)
    }

    #[test]
    fn a_line_is_a_picture_a_question_and_columns() {
        let entry = entry(r#"{"id": 7, "image": "a.png", "question": " Why? ", "split": "test"}"#);
        let image = ImageSource::Path(Path::new("set").join("a.png"));
        let wanted = Wanted { image, question: Some("Why?".to_owned()) };
        assert_eq!(entry.wanted.as_ref().unwrap(), &wanted);
        assert_eq!((entry.id.clone(), entry.key().as_str()), (7.into(), "7"));
        assert_eq!(entry.columns["split"], "test");
        assert_eq!(entry.columns.len(), 1);
    }

    #[test]
    fn the_question_may_be_left_to_the_command() {
        for line in
            [r#"{"id": "a", "image": "/b"}"#, r#"{"id": "a", "image": "/b", "question": ""}"#]
        {
            let wanted = entry(line).wanted.unwrap();
            assert_eq!(wanted.question.as_deref(), Some("How many?"));
            assert_eq!(wanted.image, ImageSource::Path("/b".into()));
        }
    }

    #[test]
    fn what_is_no_item_says_why_and_keeps_its_id() {
        let deep = format!(r#"{{"id": 1, "x": {}"#, "[".repeat(100_000));
        let cases = [
            (r#"{"id": "a", "image": "#, "no JSON: EOF", Value::Null),
            (deep.as_str(), "no JSON: recursion limit", Value::Null),
            ("[1]", "not a JSON object", Value::Null),
            (r#"{"image": "a.png"}"#, "it has no `id`", Value::Null),
            (r#"{"id": [1], "image": "a.png"}"#, "neither a text nor a number", Value::Null),
            (r#"{"id": "a"}"#, "it has no `image`", "a".into()),
            (r#"{"id": "a", "image": 3}"#, "`image` is no text", "a".into()),
            (r#"{"id": "a", "image": "-"}"#, "cannot name standard input", "a".into()),
            (r#"{"id": "a", "image": "ftp://h/a.png"}"#, "not fetched over ftp", "a".into()),
            (r#"{"id": "a", "image": "b", "question": 3}"#, "`question` is no text", "a".into()),
            (r#"{"id": "a", "image": "b", "run": 3}"#, "rename this column", "a".into()),
        ];
        for (line, reason, id) in cases {
            let entry = entry(line);
            let error = entry.wanted.unwrap_err().to_string();
            assert!(error.starts_with("line 1: ") && error.contains(reason), "{error}");
            assert_eq!(entry.id, id, "{reason}");
        }
        let latin =
            Entry::of_json(b"{\"id\": \"\xe9\"}", "line 2".to_owned(), &Defaults::default());
        let error = latin.wanted.unwrap_err().to_string();
        assert_eq!(error, "line 2: it is not UTF-8 (byte 9)");
    }

    #[test]
    fn an_id_that_stood_there_before_is_no_item() {
        let lines = [r#"{"id": 1, "image": "a"}"#, r#"{"id": "1", "image": "b"}"#];
        let entries: Vec<Entry> = unique(lines.iter().map(|line| entry(line))).collect();
        assert!(entries[0].wanted.is_ok());
        let error = entries[1].wanted.as_ref().unwrap_err().to_string();
        assert_eq!(error, "line 1: the id `1` is that of line 1 already");
    }
}
