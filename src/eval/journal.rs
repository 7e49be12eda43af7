//! Results as they come, kept so that an interrupted run can go on.
//!
//! While a run lasts, its results stand in `FILE.part`: a first line that says which run they
//! are of, then a line a result. At the end they become `FILE`.

use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Dataset, EvalError, Record};

/// What a run does: results of another run do not belong to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunId {
    /// `tables` or `questions`.
    pub what: String,
    /// Model and answerer with what matters of their settings.
    pub by: String,
    /// SHA-256 of the data set's items.
    pub items: String,
}

impl RunId {
    /// The run of `what` by `by` over the items of `set`.
    pub fn new(what: &str, by: &str, set: &Dataset) -> Self {
        let mut hash = Sha256::new();
        for item in &set.items {
            hash.update(format!("{item:?}\n"));
        }
        let mut items = String::new();
        for byte in hash.finalize() {
            // Writing to a string cannot fail.
            let _ = write!(items, "{byte:02x}");
        }
        Self { what: what.to_owned(), by: by.to_owned(), items }
    }
}

/// The file of a run that lasts.
#[derive(Debug)]
pub struct Journal {
    part: PathBuf,
    path: PathBuf,
    file: File,
}

impl Journal {
    /// Opens `path.part`, and gives what stands there of an earlier run of the same kind. A last
    /// line that was cut short is dropped. With `fresh`, what is there is thrown away.
    ///
    /// # Errors
    /// [`EvalError::OtherRun`] if it is of another run, [`EvalError::Io`].
    pub fn open(path: &Path, run: &RunId, fresh: bool) -> Result<(Self, Vec<Record>), EvalError> {
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        let io = |source| EvalError::Io { path: part.clone(), source };
        let records = match File::open(&part) {
            Ok(file) if !fresh => earlier(file, run, &part)?,
            Ok(_) => Vec::new(),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(e) => return Err(io(e)),
        };
        // Written anew, so that nothing is left of a line that was cut short.
        let mut text = serde_json::to_vec(run).unwrap_or_default();
        text.push(b'\n');
        for record in &records {
            text.extend(line(record));
        }
        write_whole(&part, &text)?;
        let file = OpenOptions::new().append(true).open(&part).map_err(io)?;
        Ok((Self { part: part.clone(), path: path.to_owned(), file }, records))
    }

    /// Adds a result.
    ///
    /// # Errors
    /// [`EvalError::Io`].
    pub fn add(&mut self, record: &Record) -> Result<(), EvalError> {
        let io = |source| EvalError::Io { path: self.part.clone(), source };
        self.file.write_all(&line(record)).and_then(|()| self.file.flush()).map_err(io)
    }

    /// Writes the results where they belong, whole, and removes the part.
    ///
    /// # Errors
    /// [`EvalError::Io`].
    pub fn finish(self, records: &[Record]) -> Result<(), EvalError> {
        let lines: Vec<u8> = records.iter().flat_map(line).collect();
        write_whole(&self.path, &lines)?;
        std::fs::remove_file(&self.part)
            .map_err(|source| EvalError::Io { path: self.part.clone(), source })
    }
}

/// The results that were saved, e.g. by `eval tables -o`.
///
/// # Errors
/// [`EvalError::Io`]; [`EvalError::NotResults`] with the line that is none, or if there are none.
pub fn read_results(path: &Path) -> Result<Vec<Record>, EvalError> {
    let io = |source| EvalError::Io { path: path.to_owned(), source };
    let text = std::fs::read(path).map_err(io)?;
    let not_results = |reason: String| EvalError::NotResults { path: path.to_owned(), reason };
    let mut records = Vec::new();
    for (index, line) in text.split(|byte| *byte == b'\n').enumerate() {
        if !line.trim_ascii().is_empty() {
            let record = serde_json::from_slice(line)
                .map_err(|e| not_results(format!("line {}: {e}", index + 1)))?;
            records.push(record);
        }
    }
    if records.is_empty() { Err(not_results("it is empty".to_owned())) } else { Ok(records) }
}

fn line(record: &Record) -> Vec<u8> {
    // Texts and finite numbers under text keys are always JSON.
    let mut line = serde_json::to_vec(record).unwrap_or_default();
    line.push(b'\n');
    line
}

fn earlier(file: File, run: &RunId, part: &Path) -> Result<Vec<Record>, EvalError> {
    let mut lines = BufReader::new(file).lines();
    let first = lines.next().and_then(Result::ok).unwrap_or_default();
    let found: Option<RunId> = serde_json::from_str(&first).ok();
    if found.as_ref() != Some(run) {
        return Err(EvalError::OtherRun {
            path: part.to_owned(),
            found: found.map_or("something else".to_owned(), |run| {
                format!("`eval {}` by {}", run.what, run.by)
            }),
        });
    }
    let records = lines.map_while(Result::ok).map_while(|line| serde_json::from_str(&line).ok());
    Ok(records.filter(Record::is_scored).collect())
}

/// Writes a file as a whole or not at all.
fn write_whole(path: &Path, data: &[u8]) -> Result<(), EvalError> {
    let write = || {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
        file.write_all(data)?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok::<(), std::io::Error>(())
    };
    write().map_err(|source| EvalError::Io { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::Outcome;
    use crate::eval::dataset::Need;

    fn set(folder: &Path, lines: &str) -> Dataset {
        let path = folder.join("set.jsonl");
        std::fs::write(&path, lines).unwrap();
        Dataset::open(&path, Need::Pairs).unwrap()
    }

    const PAIR: &str = "{\"prediction\": \"1\", \"target\": \"1\"}\n";

    #[test]
    fn a_run_goes_on_where_it_was_cut() {
        let dir = tempfile::tempdir().unwrap();
        let set = set(dir.path(), &PAIR.repeat(3));
        let run = RunId::new("tables", "mini", &set);
        let out = dir.path().join("out.jsonl");
        let (mut journal, earlier) = Journal::open(&out, &run, false).unwrap();
        assert!(earlier.is_empty());
        let done = Record::of(&set.items[0], Outcome::Done);
        journal.add(&done).unwrap();
        journal.add(&Record::of(&set.items[1], Outcome::Failed)).unwrap();
        drop(journal);
        assert!(!out.exists());
        let part = dir.path().join("out.jsonl.part");
        let mut text = std::fs::read(&part).unwrap();
        text.extend(b"{\"id\": \"cut sh");
        std::fs::write(&part, text).unwrap();

        // What failed is tried again, what was cut short was never there.
        let (journal, earlier) = Journal::open(&out, &run, false).unwrap();
        assert_eq!(earlier, std::slice::from_ref(&done));
        journal.finish(&earlier).unwrap();
        assert!(!part.exists());
        assert_eq!(read_results(&out).unwrap(), [done]);
    }

    #[test]
    fn results_of_another_run_are_not_taken_over() {
        let dir = tempfile::tempdir().unwrap();
        let set_of_one = set(dir.path(), PAIR);
        let out = dir.path().join("out.jsonl");
        let run = RunId::new("tables", "mini", &set_of_one);
        drop(Journal::open(&out, &run, false).unwrap());
        let larger = set(dir.path(), &PAIR.repeat(2));
        for other in
            [RunId::new("tables", "deplot", &set_of_one), RunId::new("tables", "mini", &larger)]
        {
            let error = Journal::open(&out, &other, false).unwrap_err();
            assert!(error.to_string().contains("`eval tables` by mini"), "{error}");
            assert!(error.hint().unwrap().contains("--fresh"));
        }
        assert!(Journal::open(&out, &RunId::new("tables", "deplot", &larger), true).is_ok());
    }
}
