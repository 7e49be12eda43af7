//! The file of results: whole lines, each item once, whatever happens.
//!
//! A line is added as soon as it is there, in one write. A process that is killed leaves whole
//! lines and at most one that was cut short, which the next removes. What failed, and what is about
//! another picture or question now, is removed before its item is done again: an id never has two
//! results.

use std::collections::HashSet;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::BatchError;
use super::line::RunName;
use super::manifest::text_of_id;

/// A file of results that is being written; no other process can write it in the meantime.
#[derive(Debug)]
pub struct Output {
    path: PathBuf,
    file: File,
}

/// What stands in an output of an earlier run.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Earlier {
    /// Ids of the items that are done.
    pub done: HashSet<String>,
    /// Results that failed, or are about something else now: they were removed.
    pub removed: usize,
    /// Whether a last line was cut short, and was removed.
    pub cut: bool,
}

/// What is looked at of a line.
#[derive(Deserialize)]
struct Kept {
    id: Value,
    item_sha256: Option<String>,
    run: String,
    result: Option<IgnoredAny>,
    error: Option<IgnoredAny>,
}

impl Output {
    /// A new file.
    ///
    /// # Errors
    /// [`BatchError::Exists`] if something stands in it, [`BatchError::Locked`],
    /// [`BatchError::Io`].
    pub fn create(path: &Path) -> Result<Self, BatchError> {
        let output = Self::locked(path)?;
        let length = output.file.metadata().map_err(|e| output.failed("read", e))?.len();
        if length > 0 { Err(BatchError::Exists { path: path.to_owned() }) } else { Ok(output) }
    }

    /// Goes on with the file of an earlier run; a new one if there is none. `same` says whether
    /// the item with an id is still about what has this hash.
    ///
    /// # Errors
    /// [`BatchError::OtherRun`], [`BatchError::NotAnOutput`]: then nothing was changed. As
    /// [`Output::create`], and the errors of `same`.
    pub fn resume<E: From<BatchError>>(
        path: &Path,
        run: &RunName,
        same: impl FnMut(&str, &str) -> Result<bool, E>,
    ) -> Result<(Self, Earlier), E> {
        let mut output = Self::locked(path)?;
        let Found { earlier, kept, end } = look(path, run, same)?;
        if earlier.removed > 0 {
            output.keep_only(&kept)?;
        } else if earlier.cut {
            output.file.set_len(end).map_err(|e| output.failed("write", e))?;
        }
        Ok((output, earlier))
    }

    /// What [`Output::resume`] would find; nothing is changed.
    ///
    /// # Errors
    /// As [`Output::resume`].
    pub fn earlier<E: From<BatchError>>(
        path: &Path,
        run: &RunName,
        same: impl FnMut(&str, &str) -> Result<bool, E>,
    ) -> Result<Earlier, E> {
        if path.exists() { Ok(look(path, run, same)?.earlier) } else { Ok(Earlier::default()) }
    }

    /// Adds a line, which ends with its end.
    ///
    /// # Errors
    /// [`BatchError::Io`]
    pub fn add(&mut self, line: &[u8]) -> Result<(), BatchError> {
        self.file.write_all(line).map_err(|e| self.failed("write", e))
    }

    /// Has the system write out what it holds back.
    ///
    /// # Errors
    /// [`BatchError::Io`]
    pub fn finish(self) -> Result<(), BatchError> {
        self.file.sync_all().map_err(|e| self.failed("write", e))
    }

    /// Opens the file to append to it, and keeps other processes off it.
    fn locked(path: &Path) -> Result<Self, BatchError> {
        let io = |source| BatchError::Io { verb: "write", path: path.to_owned(), source };
        let file = OpenOptions::new().append(true).create(true).open(path).map_err(io)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), file }),
            Err(TryLockError::WouldBlock) => Err(BatchError::Locked { path: path.to_owned() }),
            // Some network file systems have no locks: there it is on whoever starts processes.
            Err(TryLockError::Error(error)) => {
                tracing::warn!("{} cannot be locked: {error}", path.display());
                Ok(Self { path: path.to_owned(), file })
            }
        }
    }

    /// Puts a file with these parts alone in the place of this one.
    fn keep_only(&mut self, parts: &[Range<u64>]) -> Result<(), BatchError> {
        let copy = || {
            let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
            let mut new = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
            let mut old = File::open(&self.path)?;
            for part in parts {
                old.seek(SeekFrom::Start(part.start))?;
                std::io::copy(&mut (&old).take(part.end - part.start), &mut new)?;
            }
            new.as_file().set_permissions(old.metadata()?.permissions())?;
            new.flush()?;
            new.as_file().sync_all()?;
            new.persist(&self.path)?;
            Ok::<(), std::io::Error>(())
        };
        copy().map_err(|e| self.failed("write", e))?;
        *self = Self::locked(&self.path)?;
        Ok(())
    }

    fn failed(&self, verb: &'static str, source: std::io::Error) -> BatchError {
        BatchError::Io { verb, path: self.path.clone(), source }
    }
}

/// What stands in an output, and where.
#[derive(Default)]
struct Found {
    earlier: Earlier,
    /// Bytes of the lines that stay, joined where they touch.
    kept: Vec<Range<u64>>,
    /// Where the last whole line ends.
    end: u64,
}

fn look<E: From<BatchError>>(
    path: &Path,
    run: &RunName,
    mut same: impl FnMut(&str, &str) -> Result<bool, E>,
) -> Result<Found, E> {
    let failed = |source| BatchError::Io { verb: "read", path: path.to_owned(), source };
    let mut reader = BufReader::new(File::open(path).map_err(failed)?);
    let mut found = Found::default();
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let length = reader.read_until(b'\n', &mut line).map_err(failed)?;
        if !line.ends_with(b"\n") {
            found.earlier.cut = length > 0;
            break;
        }
        let start = found.end;
        found.end += length as u64;
        let Kept { id, item_sha256, run: made, result, error } =
            serde_json::from_slice(&line).map_err(|e| not_ours(path, number, e.to_string()))?;
        if made != run.as_str() {
            let (path, now) = (path.to_owned(), run.as_str().to_owned());
            return Err(BatchError::OtherRun { path, found: made, now }.into());
        }
        let stays = match (text_of_id(&id), item_sha256, result, error) {
            (_, _, _, Some(_)) => false,
            (Some(id), Some(hash), Some(_), None) => {
                let done = &mut found.earlier.done;
                !done.contains(&id) && same(&id, &hash)? && done.insert(id)
            }
            _ => return Err(not_ours(path, number, "it has no result".to_owned()).into()),
        };
        match found.kept.last_mut() {
            _ if !stays => found.earlier.removed += 1,
            Some(last) if last.end == start => last.end = found.end,
            _ => found.kept.push(start..found.end),
        }
    }
    Ok(found)
}

fn not_ours(path: &Path, line: usize, reason: String) -> BatchError {
    BatchError::NotAnOutput { path: path.to_owned(), line, reason }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn run() -> RunName {
        RunName::new("mini, rules", "all of it")
    }

    fn line(id: &str, what: &str) -> String {
        format!(
            "{{\"id\":\"{id}\",\"{what}\":{{}},\"item_sha256\":\"hash of {id}\",\"run\":\"{}\"}}\n",
            run().as_str()
        )
    }

    #[allow(clippy::unnecessary_wraps, reason = "as the signature wants it")]
    fn unchanged(_: &str, _: &str) -> Result<bool, BatchError> {
        Ok(true)
    }

    #[test]
    fn whole_results_stay_and_everything_else_goes() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("out.jsonl");
        let (a, b, c) = (line("a", "result"), line("b", "result"), line("c", "result"));
        let failed = line("d", "error");
        fs::write(&path, format!("{a}{failed}{b}{a}{c}{}", &a[..20])).unwrap();
        let same = |id: &str, hash: &str| {
            assert_eq!(hash, format!("hash of {id}"));
            Ok::<_, BatchError>(id != "b")
        };
        let (mut output, earlier) = Output::resume(&path, &run(), same).unwrap();
        let done = ["a", "c"].map(str::to_owned).into();
        assert_eq!(earlier, Earlier { done, removed: 3, cut: true });
        output.add(b.as_bytes()).unwrap();
        output.finish().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), format!("{a}{c}{b}"));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "no temporary file is left");
    }

    #[test]
    fn a_line_that_was_cut_short_is_removed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("out.jsonl");
        let a = line("a", "result");
        for cut in 1..a.len() {
            fs::write(&path, format!("{a}{}", &a[..cut])).unwrap();
            let (mut output, earlier) = Output::resume(&path, &run(), unchanged).unwrap();
            assert!(earlier.cut && earlier.removed == 0 && earlier.done.len() == 1);
            output.add(b"x\n").unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), format!("{a}x\n"));
        }
    }

    #[test]
    fn what_is_not_of_this_run_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("out.jsonl");
        let other = line("a", "result").replace("mini", "deplot");
        let cases = [
            (other.as_str(), "made with other settings: deplot, rules ("),
            ("my notes\n", "is no output of `chartqa batch`: line 1"),
            ("{\"id\": 1}\n", "missing field `run`"),
        ];
        for (content, reason) in cases {
            // What failed would be removed.
            let content = format!("{}{content}cut", line("f", "error"));
            fs::write(&path, &content).unwrap();
            let error = Output::resume(&path, &run(), unchanged).unwrap_err();
            assert!(error.to_string().contains(reason) || content.contains("my notes"), "{error}");
            assert_eq!(error.kind(), crate::ErrorKind::Usage);
            assert_eq!(fs::read_to_string(&path).unwrap(), content);
            assert!(matches!(Output::create(&path), Err(BatchError::Exists { .. })));
        }
    }

    #[test]
    fn one_process_writes_at_a_time() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("out.jsonl");
        let output = Output::create(&path).unwrap();
        assert!(matches!(Output::create(&path), Err(BatchError::Locked { .. })));
        drop(output);
        fs::write(&path, line("f", "error")).unwrap();
        let (output, _) = Output::resume(&path, &run(), unchanged).unwrap();
        let again = Output::resume(&path, &run(), unchanged);
        assert!(matches!(again, Err(BatchError::Locked { .. })), "the new file is locked too");
        drop(output);
    }
}
