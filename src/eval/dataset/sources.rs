//! The forms that data sets come in, each cut into objects of named values.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::eval::EvalError;

/// Most of a file that is taken.
const MAX_BYTES: u64 = 1 << 30;
/// The parts of ChartQA: file name `test_human.json`, split `human`.
const CHARTQA_PARTS: [&str; 2] = ["human", "augmented"];
/// Its folders.
const CHARTQA_FOLDERS: [&str; 3] = ["test", "val", "train"];

/// One object of a data set, or why it is none.
pub(super) struct Entry {
    /// Where it stands, for messages.
    pub(super) place: String,
    /// What relative paths start from.
    pub(super) folder: PathBuf,
    pub(super) object: Result<Map<String, Value>, String>,
}

/// Every object of the file or folder.
pub(super) fn entries(path: &Path) -> Result<Vec<Entry>, EvalError> {
    let io = |source| EvalError::Io { path: path.to_owned(), source };
    let metadata = std::fs::metadata(path).map_err(io)?;
    if metadata.is_dir() {
        return chartqa_folder(path);
    }
    if metadata.len() > MAX_BYTES {
        let reason = format!("it is larger than {} MiB", MAX_BYTES >> 20);
        return Err(EvalError::NotADataset { path: path.to_owned(), reason });
    }
    let bytes = std::fs::read(path).map_err(io)?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let folder = path.parent().unwrap_or(Path::new(""));
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    if ending.eq_ignore_ascii_case("csv") {
        csv(bytes, path, folder)
    } else if bytes.trim_ascii_start().starts_with(b"[") {
        array(bytes, path, folder, "")
    } else {
        Ok(lines(bytes, folder))
    }
}

/// JSON lines; empty ones are passed over.
fn lines(bytes: &[u8], folder: &Path) -> Vec<Entry> {
    let lines = bytes.split(|byte| *byte == b'\n').enumerate();
    lines
        .filter(|(_, line)| !line.trim_ascii().is_empty())
        .map(|(index, line)| Entry {
            place: format!("line {}", index + 1),
            folder: folder.to_owned(),
            object: serde_json::from_slice(line)
                .map_err(|e| format!("no JSON: {}", without_line(&e)))
                .and_then(object),
        })
        .collect()
}

/// What the parser says, without `at line 1`, since it is given one line.
fn without_line(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(" at line ") {
        Some((what, _)) => format!("{what} (column {})", error.column()),
        None => text,
    }
}

fn object(value: Value) -> Result<Map<String, Value>, String> {
    match value {
        Value::Object(object) => Ok(object),
        _ => Err("not a JSON object".to_owned()),
    }
}

/// One JSON array of objects.
fn array(bytes: &[u8], path: &Path, folder: &Path, prefix: &str) -> Result<Vec<Entry>, EvalError> {
    let values: Vec<Value> = serde_json::from_slice(bytes).map_err(|e| EvalError::NotADataset {
        path: path.to_owned(),
        reason: format!("no JSON array: {e}"),
    })?;
    let entry = |(index, value)| Entry {
        place: format!("{prefix}entry {}", index + 1),
        folder: folder.to_owned(),
        object: object(value),
    };
    Ok(values.into_iter().enumerate().map(entry).collect())
}

/// A CSV file whose header names the values; empty cells are values that are not there.
fn csv(bytes: &[u8], path: &Path, folder: &Path) -> Result<Vec<Entry>, EvalError> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let header = reader.headers().cloned().map_err(|e| EvalError::NotADataset {
        path: path.to_owned(),
        reason: format!("its header is no CSV: {e}"),
    })?;
    let mut entries = Vec::new();
    for record in reader.records() {
        let (line, object) = match record {
            Ok(record) if record.len() == header.len() => {
                let cells = header.iter().zip(&record).filter(|(_, cell)| !cell.is_empty());
                let object: Map<String, Value> = cells
                    .map(|(name, cell)| (name.trim().to_owned(), Value::String(cell.to_owned())))
                    .collect();
                (record.position().map(csv::Position::line), Ok(object))
            }
            Ok(record) => {
                let reason =
                    format!("it has {} cells, the header has {}", record.len(), header.len());
                (record.position().map(csv::Position::line), Err(reason))
            }
            Err(error) => (error.position().map(csv::Position::line), Err(error.to_string())),
        };
        let place = format!("line {}", line.unwrap_or_default());
        entries.push(Entry { place, folder: folder.to_owned(), object });
    }
    Ok(entries)
}

/// ChartQA's own layout: `test_human.json` and `test_augmented.json` beside `png/` and
/// `tables/`, or a folder of such folders.
fn chartqa_folder(path: &Path) -> Result<Vec<Entry>, EvalError> {
    let inner = CHARTQA_FOLDERS.map(|name| path.join(name));
    let folders = std::iter::once(path.to_owned()).chain(inner).filter(|folder| folder.is_dir());
    let mut entries = Vec::new();
    for folder in folders {
        entries.extend(chartqa_part(&folder)?);
    }
    if entries.is_empty() {
        return Err(EvalError::NotADataset {
            path: path.to_owned(),
            reason: "the folder holds no *_human.json or *_augmented.json".to_owned(),
        });
    }
    Ok(entries)
}

fn chartqa_part(folder: &Path) -> Result<Vec<Entry>, EvalError> {
    let io = |source| EvalError::Io { path: folder.to_owned(), source };
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .map_err(io)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .map_err(io)?;
    files.sort();
    let mut entries = Vec::new();
    for split in CHARTQA_PARTS {
        let ending = format!("_{split}.json");
        for file in files.iter().filter(|f| f.to_string_lossy().ends_with(&ending)) {
            let io = |source| EvalError::Io { path: file.clone(), source };
            let bytes = std::fs::read(file).map_err(io)?;
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let mut part = array(&bytes, file, folder, &format!("{name}, "))?;
            for object in part.iter_mut().filter_map(|entry| entry.object.as_mut().ok()) {
                object.entry("split").or_insert_with(|| split.into());
            }
            entries.extend(part);
        }
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::dataset::{Dataset, GoldTable, Need};

    fn write(folder: &Path, name: &str, content: &str) -> PathBuf {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    #[test]
    fn json_lines_with_the_names_that_people_use() {
        let dir = tempfile::tempdir().unwrap();
        let path = write(
            dir.path(),
            "set.jsonl",
            concat!(
                r#"{"image": "a.png", "table": "a.csv", "query": "How many?", "label": 3, "chart_type": "pie", "values_labelled": true}"#,
                "\n\n",
                r#"{"name": "b", "image": "https://x.org/b.png", "table": {"title": null, "header": ["x", "y"], "rows": [["a", "1"]]}, "question": "Q", "answer": ["4", "9"], "deep": {"x": 1}}"#,
                "\n{\"image\": \"a.png\", \"question\": \"Q\"}\nnonsense\n[1]\n",
            ),
        );
        let set = Dataset::open(&path, Need::Questions).unwrap();
        assert_eq!(set.items.len(), 2);
        let first = &set.items[0];
        assert_eq!(first.image.as_deref(), Some(dir.path().join("a.png").to_str().unwrap()));
        assert_eq!(first.table, Some(GoldTable::File(dir.path().join("a.csv"))));
        assert_eq!((first.id.as_str(), first.target.as_ref().unwrap().text().as_str()), ("a", "3"));
        assert_eq!(first.fields["type"], "pie");
        assert_eq!(first.fields["values_printed"], "true");
        let second = &set.items[1];
        assert_eq!(second.image.as_deref(), Some("https://x.org/b.png"));
        assert_eq!(second.table.as_ref().unwrap().load().unwrap().rows, [["a", "1"]]);
        assert_eq!(second.target.as_ref().unwrap().texts(), ["4", "9"]);
        let bad: Vec<_> = set.bad.iter().map(|b| (b.place.as_str(), b.reason.as_str())).collect();
        assert_eq!(bad[0], ("line 4", "it has no `answer`"));
        assert_eq!(bad[1].0, "line 5");
        assert!(bad[1].1.starts_with("no JSON: expected"), "{}", bad[1].1);
        assert_eq!(bad[2], ("line 6", "not a JSON object"));
    }

    #[test]
    fn csv_with_a_header() {
        let dir = tempfile::tempdir().unwrap();
        let text = "id,image,question,answer,table\na,a.png,\"How many,\nin all?\",3,a.csv\nb,b.png,Q\nc,,Q,1,\n";
        let path = write(dir.path(), "set.csv", text);
        let set = Dataset::open(&path, Need::Questions).unwrap();
        assert_eq!(set.items.len(), 1);
        assert_eq!(set.items[0].question.as_deref(), Some("How many,\nin all?"));
        let bad: Vec<_> = set.bad.iter().map(|b| (b.place.as_str(), b.reason.as_str())).collect();
        assert_eq!(
            bad,
            [("line 4", "it has 3 cells, the header has 5"), ("line 5", "it has no `image`")]
        );
    }

    #[test]
    fn the_folder_of_chartqa() {
        let dir = tempfile::tempdir().unwrap();
        let entry = |name: &str, query: &str| {
            format!(r#"{{"imgname": "{name}.png", "query": "{query}", "label": "7"}}"#)
        };
        let human = format!("[{}, {}, 5]", entry("1", "A?"), entry("2", "B?"));
        write(dir.path(), "test/test_human.json", &human);
        write(dir.path(), "test/test_augmented.json", &format!("[{}]", entry("1", "C?")));
        write(dir.path(), "test/png/1.png", "");
        write(dir.path(), "test/tables/1.csv", "x,y\na,1\n");
        for path in [dir.path().to_owned(), dir.path().join("test")] {
            let set = Dataset::open(&path, Need::Questions).unwrap();
            let splits: Vec<_> = set.items.iter().map(|i| i.fields["split"].as_str()).collect();
            assert_eq!(splits, ["human", "augmented"]);
            assert_eq!(set.items[0].image.as_deref(), dir.path().join("test/png/1.png").to_str());
            assert!(matches!(set.items[0].table, Some(GoldTable::File(_))));
            assert_eq!((set.items[0].id.as_str(), set.items[1].id.as_str()), ("1", "1#2"));
            let places: Vec<_> = set.bad.iter().map(|b| b.place.as_str()).collect();
            assert_eq!(places, ["test_human.json, entry 2", "test_human.json, entry 3"]);
            assert!(set.bad[0].reason.contains("no picture 2.png"), "{}", set.bad[0].reason);
        }
        // One of its files by itself.
        let set = Dataset::open(&dir.path().join("test/test_augmented.json"), Need::Questions);
        assert_eq!(set.unwrap().items.len(), 1);
    }

    #[test]
    fn pictures_and_tables_are_found_by_name() {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), "images/a.png", "");
        write(dir.path(), "tables/a.csv", "x,y\na,1\n");
        let path = write(dir.path(), "charts.jsonl", "{\"id\": \"a\"}\n{\"id\": \"../a\"}\n");
        let set = Dataset::open(&path, Need::Tables).unwrap();
        assert_eq!((set.items.len(), set.bad[0].reason.as_str()), (1, "it has no `image`"));
    }

    #[test]
    fn nothing_to_evaluate_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        for (name, text, expected) in [
            ("a.jsonl", "", "it is empty"),
            ("b.jsonl", "\n \n", "it is empty"),
            ("c.jsonl", "{\n}\n", "line 1: no JSON"),
            ("d.csv", "image,table\n", "it is empty"),
            ("e.json", "[]", "it is empty"),
            ("f.json", "[{]", "no JSON array"),
            ("g.jsonl", "{\"x\": 1}\n{\"x\": 2}", "line 1: it has no `image`; and 1 more"),
        ] {
            let path = write(dir.path(), name, text);
            let error = Dataset::open(&path, Need::Tables).unwrap_err();
            assert!(error.to_string().contains(expected), "{name}: {error}");
            assert!(error.hint().is_some());
        }
        let empty = dir.path().join("empty");
        std::fs::create_dir(&empty).unwrap();
        let error = Dataset::open(&empty, Need::Tables).unwrap_err();
        assert!(error.to_string().contains("no *_human.json"), "{error}");
        let error = Dataset::open(&dir.path().join("none.jsonl"), Need::Tables).unwrap_err();
        assert!(error.to_string().contains("cannot read"), "{error}");
    }
}
