//! Manifests that lie there: JSON lines, CSV, a folder of pictures.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use serde_json::{Map, Value};

use super::stream::{Raw, raw_line};
use super::{Defaults, Entry, Wanted, not_utf8};
use crate::batch::BatchError;
use crate::image_source::ImageSource;

/// Endings of the pictures in a folder; what is in them is told by their content.
const PICTURES: [&str; 8] = ["png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff"];

/// The entries of a manifest: the pictures of a folder by their names, the records of a file that
/// ends in `.csv`, the lines of any other. `question` is for items without one. Ids are not
/// compared here ([`unique`](super::unique)).
///
/// # Errors
/// [`BatchError`] if it cannot be read, or holds no item at all.
pub fn open(path: &Path, question: Option<&str>) -> Result<Vec<Entry>, BatchError> {
    let io = |source| BatchError::Io { verb: "read", path: path.to_owned(), source };
    let question = question.map(str::to_owned);
    if fs::metadata(path).map_err(io)?.is_dir() {
        return folder(path, question.as_deref());
    }
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    let defaults = Defaults { folder, question };
    let mut file = BufReader::new(File::open(path).map_err(io)?);
    skip_mark(&mut file).map_err(io)?;
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    let entries = if ending.eq_ignore_ascii_case("csv") {
        records(file, path, &defaults)?
    } else {
        lines(file, path, &defaults)?
    };
    usable(entries, path)
}

/// Passes over the byte order mark that some programs begin a file with.
fn skip_mark(file: &mut BufReader<File>) -> std::io::Result<()> {
    if file.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
        file.consume(3);
    }
    Ok(())
}

/// An error if not one entry is an item: then the file is something else.
fn usable(entries: Vec<Entry>, path: &Path) -> Result<Vec<Entry>, BatchError> {
    let path = path.to_owned();
    let mut bad = entries.iter().filter_map(|entry| entry.wanted.as_ref().err());
    let first = match bad.next() {
        None if entries.is_empty() => {
            return Err(BatchError::Empty { path, reason: "it is empty".to_owned() });
        }
        Some(first) if bad.count() + 1 == entries.len() => first,
        _ => return Ok(entries),
    };
    let reason = match entries.len() - 1 {
        0 => first.to_string(),
        more => format!("{first}; and {more} more like this"),
    };
    Err(BatchError::NotAManifest { path, reason })
}

/// JSON lines; empty ones are passed over.
fn lines(
    mut file: BufReader<File>,
    path: &Path,
    defaults: &Defaults,
) -> Result<Vec<Entry>, BatchError> {
    let mut entries = Vec::new();
    for number in 1.. {
        let raw = raw_line(&mut file).map_err(|source| BatchError::Io {
            verb: "read",
            path: path.to_owned(),
            source,
        })?;
        match raw {
            None => break,
            Some(Raw::Line(line)) if line.trim_ascii().is_empty() => {}
            Some(Raw::Line(line)) if entries.is_empty() && line.trim_ascii().starts_with(b"[") => {
                return Err(BatchError::NotAManifest {
                    path: path.to_owned(),
                    reason: "it is a JSON array, and not one object a line (`jq -c '.[]'` makes lines of it)"
                        .to_owned(),
                });
            }
            Some(raw) => entries.push(raw.entry(number, defaults)),
        }
    }
    Ok(entries)
}

/// The records of a CSV file whose header names the columns.
fn records(
    file: BufReader<File>,
    path: &Path,
    defaults: &Defaults,
) -> Result<Vec<Entry>, BatchError> {
    let refuse = |reason: String| BatchError::NotAManifest { path: path.to_owned(), reason };
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file);
    let header = reader.headers().map_err(|e| refuse(format!("its header is no CSV: {e}")))?;
    let header: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    for (index, name) in header.iter().enumerate() {
        if header[..index].contains(name) {
            return Err(refuse(format!("its header has `{name}` twice")));
        }
    }
    for needed in ["id", "image"] {
        if !header.iter().any(|name| name == needed) {
            return Err(refuse(format!("its header has no `{needed}`, but {}", header.join(", "))));
        }
    }
    let mut entries = Vec::new();
    for record in reader.byte_records() {
        let record = record.map_err(|e| refuse(e.to_string()))?;
        let line = record.position().map_or(0, csv::Position::line);
        entries.push(of_record(&record, &header, format!("line {line}"), defaults));
    }
    Ok(entries)
}

fn of_record(
    record: &csv::ByteRecord,
    header: &[String],
    place: String,
    defaults: &Defaults,
) -> Entry {
    if record.len() != header.len() {
        let (cells, names) = (record.len(), header.len());
        return Entry::bad(&place, format!("it has {cells} cells, and the header {names}"));
    }
    let mut object = Map::new();
    for (name, cell) in header.iter().zip(record) {
        match std::str::from_utf8(cell) {
            Ok(text) => object.insert(name.clone(), Value::String(text.to_owned())),
            Err(error) => {
                return Entry::bad(&place, format!("`{name}`: {}", not_utf8(&error)));
            }
        };
    }
    Entry::of_object(object, place, defaults)
}

/// The pictures that lie in a folder itself, by name; hidden ones are passed over.
fn folder(path: &Path, question: Option<&str>) -> Result<Vec<Entry>, BatchError> {
    let io = |source| BatchError::Io { verb: "read", path: path.to_owned(), source };
    let mut entries = Vec::new();
    for file in fs::read_dir(path).map_err(io)? {
        let image = file.map_err(io)?.path();
        let name = image.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let ending = image.extension().and_then(|e| e.to_str()).unwrap_or_default();
        let is_picture = PICTURES.iter().any(|picture| ending.eq_ignore_ascii_case(picture));
        if is_picture && !name.starts_with('.') && !image.is_dir() {
            let question = question.map(str::to_owned);
            entries.push(Entry {
                place: name.clone(),
                id: name.into(),
                columns: Map::new(),
                wanted: Ok(Wanted { image: ImageSource::Path(image), question }),
            });
        }
    }
    if entries.is_empty() {
        let reason = format!("no file in it ends in {}", PICTURES.join(", "));
        return Err(BatchError::Empty { path: path.to_owned(), reason });
    }
    entries.sort_by(|a, b| a.place.cmp(&b.place));
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(name: &str, content: &[u8]) -> Result<Vec<Entry>, BatchError> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(name);
        fs::write(&path, content).unwrap();
        open(&path, None)
    }

    fn reason(entry: &Entry) -> String {
        entry.wanted.as_ref().unwrap_err().to_string()
    }

    #[test]
    fn bad_lines_do_not_spoil_the_others() {
        let text =
            b"\xef\xbb\xbf{\"id\": 1, \"image\": \"a.png\"}\n\n{\"id\": 2}\n{\"id\": 3, \"im";
        let entries = opened("m.jsonl", text).unwrap();
        assert!(entries[0].wanted.is_ok());
        assert_eq!(reason(&entries[1]), "line 3: it has no `image`");
        assert!(reason(&entries[2]).starts_with("line 4: no JSON: EOF"), "{entries:?}");
    }

    #[test]
    fn csv_records_are_named_by_the_header() {
        let text = b"id,image,question,n\n1,a.png,\"How\nmany?\",5\n2,b.png\n3,\xff.png,,\n";
        let entries = opened("m.CSV", text).unwrap();
        let wanted = entries[0].wanted.as_ref().unwrap();
        assert_eq!(wanted.question.as_deref(), Some("How\nmany?"));
        assert_eq!((&entries[0].id, &entries[0].columns["n"]), (&"1".into(), &"5".into()));
        assert_eq!(reason(&entries[1]), "line 4: it has 2 cells, and the header 4");
        assert_eq!(reason(&entries[2]), "line 5: `image`: it is not UTF-8 (byte 1)");
    }

    #[test]
    fn what_holds_no_item_is_no_manifest() {
        let cases: [(&str, &[u8], &str); 8] = [
            ("m.jsonl", b"", "has no items: it is empty"),
            ("m.jsonl", b" \n\n", "has no items: it is empty"),
            ("m.jsonl", b"[{\"id\": 1}]", "it is a JSON array"),
            ("m.jsonl", b"hello\nworld", "line 1: no JSON: expected value (column 1); and 1 more"),
            ("m.csv", b"name,image\n1,a.png\n", "no `id`, but name, image"),
            ("m.csv", b"id,image,id\n", "`id` twice"),
            ("m.csv", b"id,image\n", "has no items: it is empty"),
            ("m.csv", b"id,image\n1\n", "line 2: it has 1 cells"),
        ];
        for (name, content, reason) in cases {
            let error = opened(name, content).unwrap_err();
            assert!(error.to_string().contains(reason), "{error}");
            assert_eq!(error.kind(), crate::ErrorKind::Usage);
        }
    }

    #[test]
    fn a_folder_has_the_pictures_in_it() {
        let dir = tempfile::tempdir().unwrap();
        assert!(open(dir.path(), None).unwrap_err().to_string().contains("no file in it ends in"));
        for name in ["b.PNG", "a.jpeg", ".hidden.png", "notes.txt"] {
            fs::write(dir.path().join(name), "x").unwrap();
        }
        fs::create_dir(dir.path().join("folder.png")).unwrap();
        let entries = open(dir.path(), Some("Why?")).unwrap();
        let ids: Vec<String> = entries.iter().map(Entry::key).collect();
        assert_eq!(ids, ["a.jpeg", "b.PNG"]);
        assert_eq!(entries[0].wanted.as_ref().unwrap().question.as_deref(), Some("Why?"));
    }
}
