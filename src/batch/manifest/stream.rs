//! Manifests that come as they are made: JSON lines from a pipe.

use std::io::{self, BufRead, BufReader, Read};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, sync_channel};

use super::{Defaults, Entry};
use crate::Cancel;
use crate::batch::BatchError;
use crate::cancel::CancelHook;

/// Longest line that is taken: the largest picture that is (64 MiB) as a data URI, and some more.
const MAX_LINE: u64 = 96 << 20;
/// Lines that may wait to be taken.
const WAITING: usize = 16;

/// A line as it came, without its end.
pub(super) enum Raw {
    Line(Vec<u8>),
    TooLong,
}

impl Raw {
    /// The entry that the line of this number is.
    pub(super) fn entry(self, number: usize, defaults: &Defaults) -> Entry {
        let place = format!("line {number}");
        match self {
            Self::Line(line) => Entry::of_json(&line, place, defaults),
            Self::TooLong => {
                Entry::bad(&place, format!("it is longer than {} MiB", MAX_LINE >> 20))
            }
        }
    }
}

/// The next line; `None` at the end.
pub(super) fn raw_line(input: &mut impl BufRead) -> io::Result<Option<Raw>> {
    let mut line = Vec::new();
    input.by_ref().take(MAX_LINE + 1).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    if line.ends_with(b"\n") {
        line.pop();
    } else if line.len() as u64 > MAX_LINE {
        input.skip_until(b'\n')?;
        return Ok(Some(Raw::TooLong));
    }
    Ok(Some(Raw::Line(line)))
}

/// The entries that come from `input`, until it ends or `cancel` is triggered.
///
/// A thread of its own reads `input`, since nothing ends a wait for it; the thread may outlive the
/// entries.
pub fn stream(
    input: impl Read + Send + 'static,
    name: &str,
    defaults: Defaults,
    cancel: &Cancel,
) -> Stream {
    let (sender, lines) = sync_channel(WAITING);
    // Only wakes whoever waits: one who does not wait sees the switch itself.
    let wake = sender.clone();
    let hook = cancel.on_cancel(move || {
        let _ = wake.try_send(Ok(None));
    });
    std::thread::spawn(move || {
        let mut input = BufReader::new(input);
        loop {
            let line = raw_line(&mut input);
            let last = !matches!(line, Ok(Some(_)));
            if sender.send(line).is_err() || last {
                break;
            }
        }
    });
    let name = PathBuf::from(name);
    Stream { lines, number: 0, name, defaults, cancel: cancel.clone(), ended: false, _hook: hook }
}

/// See [`stream`].
pub struct Stream {
    lines: Receiver<io::Result<Option<Raw>>>,
    /// Of the last line.
    number: usize,
    name: PathBuf,
    defaults: Defaults,
    cancel: Cancel,
    ended: bool,
    _hook: CancelHook,
}

impl Iterator for Stream {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        while !self.ended && !self.cancel.is_cancelled() {
            let line = self.lines.recv();
            self.number += 1;
            match line {
                Ok(Ok(Some(Raw::Line(line)))) if line.trim_ascii().is_empty() => {}
                Ok(Ok(Some(raw))) => return Some(raw.entry(self.number, &self.defaults)),
                Ok(Err(source)) => {
                    self.ended = true;
                    let path = self.name.clone();
                    let mut entry = Entry::bad(&format!("line {}", self.number), "");
                    entry.wanted = Err(BatchError::Io { verb: "read", path, source });
                    return Some(entry);
                }
                Ok(Ok(None)) | Err(_) => self.ended = true,
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_one_by_one() {
        let text = "\n{\"id\": 1, \"image\": \"a\"}\nx\n{\"id\": 2, \"image\": \"b\"}";
        let entries: Vec<Entry> =
            stream(text.as_bytes(), "it", Defaults::default(), &Cancel::new()).collect();
        let keys: Vec<String> = entries.iter().map(Entry::key).collect();
        assert_eq!(keys, ["1", "line 3", "2"]);
    }

    #[test]
    fn a_line_without_end_is_cut() {
        let long =
            io::repeat(b'x').take(MAX_LINE + 5).chain(&b"\n{\"id\": 1, \"image\": \"a\"}\n"[..]);
        let mut lines = BufReader::new(long);
        assert!(matches!(raw_line(&mut lines).unwrap(), Some(Raw::TooLong)));
        assert!(
            matches!(raw_line(&mut lines).unwrap(), Some(Raw::Line(line)) if line.starts_with(b"{\"id\""))
        );
        assert!(raw_line(&mut lines).unwrap().is_none());
    }

    #[test]
    fn a_wait_ends_when_it_is_cancelled() {
        // Kept open, and silent.
        let (input, _output) = io::pipe().unwrap();
        let cancel = Cancel::new();
        let mut entries = stream(input, "it", Defaults::default(), &cancel);
        let switch = cancel.clone();
        std::thread::spawn(move || switch.cancel());
        assert!(entries.next().is_none());
    }

    #[test]
    fn an_input_that_breaks_is_told() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("gone"))
            }
        }
        let entries: Vec<Entry> =
            stream(Broken, "standard input", Defaults::default(), &Cancel::new()).collect();
        let error = entries[0].wanted.as_ref().unwrap_err().to_string();
        assert_eq!((entries.len(), error.as_str()), (1, "cannot read standard input: gone"));
    }
}
