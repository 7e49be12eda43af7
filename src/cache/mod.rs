//! Readings that are kept, so that ten questions about one chart cost one reading.
//!
//! A reading is found again by a [`Key`]: the picture's bytes, the model, and everything else
//! that changes the result. One file each, in the platform's cache folder; files come to be by
//! renaming, so several processes can share them, and a damaged one is removed and counts as
//! none. When they take more room than allowed, those longest unused go. That something
//! cannot be kept is never an error.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::models::hex;
use crate::{Reading, Table, home};

mod key;
mod shelf;

pub use key::Key;
pub use shelf::Shelf;

/// Room that readings may take by default: 64 MiB. One takes 2 to 20 KB.
pub const DEFAULT_LIMIT: u64 = 64 << 20;
/// Ending of the files.
const ENDING: &str = "json";
/// Start of the names of files that are being written.
const UNFINISHED: &str = ".tmp";
/// Unfinished files older than this were left behind by a process that is no more.
const ABANDONED: Duration = Duration::from_hours(1);

/// The kept readings of one folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadingCache {
    folder: PathBuf,
    limit: u64,
}

/// What a cache holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Readings kept.
    pub readings: usize,
    /// Their size on disk, in bytes.
    pub bytes: u64,
}

/// What a file holds, after a line with its SHA-256.
#[derive(Serialize, Deserialize)]
struct Entry {
    table: Table,
    reading: Reading,
}

impl ReadingCache {
    /// A cache in `folder`, which need not exist, of at most `limit` bytes.
    pub fn new(folder: impl Into<PathBuf>, limit: u64) -> Self {
        Self { folder: folder.into(), limit }
    }

    /// The cache in the program's own folder ([`home::cache_folder`]); `None` if there is none.
    pub fn from_env(limit: u64) -> Option<Self> {
        Some(Self::new(home::cache_folder()?.join("readings"), limit))
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The most it holds, in bytes.
    pub fn limit(&self) -> u64 {
        self.limit
    }

    /// The reading kept under `key`: with [`Reading::cached`] set, without timings and overlay.
    pub fn get(&self, key: &Key) -> Option<Reading> {
        let path = self.path(key);
        let bytes = fs::read(&path).ok()?;
        let Some(entry) = parse(&bytes) else {
            tracing::info!("{} is damaged and is removed", path.display());
            let _ = fs::remove_file(&path);
            return None;
        };
        // When it was last used, for `shrink`. Who may only read the folder lets it age.
        let _ = File::options()
            .append(true)
            .open(&path)
            .and_then(|file| file.set_modified(SystemTime::now()));
        Some(Reading { table: entry.table, cached: true, ..entry.reading })
    }

    /// Keeps a reading under `key`. That it cannot is only logged.
    pub fn put(&self, key: &Key, reading: &Reading) {
        if self.limit == 0 {
            return;
        }
        if let Err(error) = self.write(key, reading).and_then(|()| self.shrink()) {
            tracing::info!("the reading is not kept: {}: {error}", self.folder.display());
        }
    }

    /// What the cache holds.
    pub fn usage(&self) -> Usage {
        let files = self.files().unwrap_or_default();
        Usage { readings: files.len(), bytes: files.iter().map(|file| file.bytes).sum() }
    }

    fn path(&self, key: &Key) -> PathBuf {
        self.folder.join(format!("{key}.{ENDING}"))
    }

    fn write(&self, key: &Key, reading: &Reading) -> io::Result<()> {
        let reading = Reading { cached: false, overlay: None, ..reading.clone() };
        let entry = serde_json::to_vec(&Entry { table: reading.table.clone(), reading })?;
        fs::create_dir_all(&self.folder)?;
        let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(&self.folder)?;
        writeln!(file, "{}", hex(&Sha256::digest(&entry)))?;
        file.write_all(&entry)?;
        file.persist(self.path(key))?;
        Ok(())
    }

    /// Removes the readings longest unused until the rest is within the limit, and what dead
    /// processes left.
    fn shrink(&self) -> io::Result<()> {
        let mut files = self.files()?;
        files.sort_by_key(|file| file.used);
        let mut bytes: u64 = files.iter().map(|file| file.bytes).sum();
        for file in files {
            if bytes <= self.limit {
                break;
            }
            // Another process may have been faster.
            let _ = fs::remove_file(&file.path);
            bytes -= file.bytes;
        }
        Ok(())
    }

    /// The files of readings; unfinished ones that were abandoned are removed on the way.
    fn files(&self) -> io::Result<Vec<Kept>> {
        let mut files = Vec::new();
        for item in fs::read_dir(&self.folder)? {
            let path = item?.path();
            // Gone since it was listed.
            let Ok(meta) = fs::metadata(&path) else { continue };
            let used = meta.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if name.starts_with(UNFINISHED) {
                if used.elapsed().is_ok_and(|age| age > ABANDONED) {
                    let _ = fs::remove_file(&path);
                }
            } else if path.extension().is_some_and(|ending| ending == ENDING) {
                files.push(Kept { path, bytes: meta.len(), used });
            }
        }
        Ok(files)
    }
}

/// A file of a reading.
struct Kept {
    path: PathBuf,
    bytes: u64,
    used: SystemTime,
}

/// The content of a file, if it is whole.
fn parse(bytes: &[u8]) -> Option<Entry> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let (hash, entry) = (&bytes[..end], &bytes[end + 1..]);
    (hash == hex(&Sha256::digest(entry)).as_bytes())
        .then(|| serde_json::from_slice(entry).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::{ModelChoice, ReadOptions};

    fn key(picture: &[u8]) -> Key {
        Key::new(picture, &ModelChoice::BuiltIn, &ReadOptions::default(), "cpu").unwrap()
    }

    fn reading(title: &str) -> Reading {
        let table = Table {
            title: Some(title.to_owned()),
            header: vec!["a".to_owned(), "b".to_owned()],
            rows: vec![vec!["x".to_owned(), "1".to_owned()]],
            cell_confidence: Some(vec![vec![0.25, 0.987_654_3]]),
            cell_boxes: Some(vec![vec![None, Some([1.0, 2.5, 3.0, 4.0])]]),
        };
        Reading { table, warnings: vec!["hm".to_owned()], tokens: 7, ..Reading::default() }
    }

    #[test]
    fn a_reading_comes_back_as_it_was_and_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let cache = ReadingCache::new(folder.path().join("new"), DEFAULT_LIMIT);
        assert_eq!(cache.get(&key(b"a")), None);
        assert_eq!(cache.usage(), Usage::default());
        cache.put(&key(b"a"), &reading("A"));
        assert_eq!(cache.get(&key(b"a")), Some(Reading { cached: true, ..reading("A") }));
        assert_eq!(cache.get(&key(b"b")), None);
        assert_eq!(cache.usage().readings, 1);
    }

    #[test]
    fn a_damaged_file_is_removed_and_counts_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let cache = ReadingCache::new(folder.path(), DEFAULT_LIMIT);
        let damages: [fn(&mut Vec<u8>); 4] = [
            |bytes| bytes.truncate(bytes.len() / 2),
            Vec::clear,
            // A digit of the table.
            |bytes| {
                let at = bytes.windows(3).position(|w| w == b"\"1\"").unwrap();
                bytes[at + 1] = b'7';
            },
            |bytes| bytes[0] ^= 1,
        ];
        for damage in damages {
            cache.put(&key(b"a"), &reading("A"));
            let path = cache.path(&key(b"a"));
            let mut bytes = fs::read(&path).unwrap();
            damage(&mut bytes);
            fs::write(&path, bytes).unwrap();
            assert_eq!(cache.get(&key(b"a")), None);
            assert!(!path.exists());
        }
    }

    #[test]
    fn the_longest_unused_go_when_there_is_no_room() {
        let folder = tempfile::tempdir().unwrap();
        let unlimited = ReadingCache::new(folder.path(), u64::MAX);
        let age = |picture: &[u8], hours: u64| {
            let file = File::options().append(true).open(unlimited.path(&key(picture))).unwrap();
            file.set_modified(SystemTime::now() - Duration::from_hours(hours)).unwrap();
        };
        for (picture, hours) in [(b"a", 5), (b"b", 4), (b"c", 3)] {
            unlimited.put(&key(picture), &reading("T"));
            age(picture, hours);
        }
        let one = unlimited.usage().bytes / 3;
        // `a` is the oldest, but it is used now.
        assert!(unlimited.get(&key(b"a")).is_some());
        let cache = ReadingCache::new(folder.path(), 3 * one);
        cache.put(&key(b"d"), &reading("T"));
        let kept = |picture: &[u8]| cache.path(&key(picture)).exists();
        assert_eq!([kept(b"a"), kept(b"b"), kept(b"c"), kept(b"d")], [true, false, true, true]);
        assert!(cache.usage().bytes <= 3 * one);
        ReadingCache::new(folder.path(), 0).put(&key(b"e"), &reading("T"));
        assert!(!kept(b"e"));
    }

    #[test]
    fn what_dead_processes_left_is_cleared_and_other_files_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let cache = ReadingCache::new(folder.path(), DEFAULT_LIMIT);
        let old = folder.path().join(".tmpold");
        fs::write(&old, "half").unwrap();
        let before = SystemTime::now() - 2 * ABANDONED;
        File::options().append(true).open(&old).unwrap().set_modified(before).unwrap();
        fs::write(folder.path().join(".tmpnew"), "half").unwrap();
        fs::write(folder.path().join("notes.txt"), "mine").unwrap();
        cache.put(&key(b"a"), &reading("A"));
        assert!(!old.exists() && folder.path().join(".tmpnew").exists());
        assert!(folder.path().join("notes.txt").exists());
        assert_eq!(cache.usage().readings, 1);
    }

    #[test]
    fn several_writers_and_readers_never_see_half_a_reading() {
        let folder = tempfile::tempdir().unwrap();
        let cache = ReadingCache::new(folder.path(), DEFAULT_LIMIT);
        std::thread::scope(|scope| {
            for writer in 0..3 {
                let cache = &cache;
                scope.spawn(move || {
                    for _ in 0..20 {
                        cache.put(&key(b"a"), &reading(&"long ".repeat(100 + writer)));
                        let got = cache.get(&key(b"a"));
                        assert!(got.is_some_and(|r| r.table.rows.len() == 1));
                    }
                });
            }
        });
        assert_eq!(cache.usage().readings, 1);
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_no_error() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let cache = ReadingCache::new(file.path().join("below a file"), DEFAULT_LIMIT);
        cache.put(&key(b"a"), &reading("A"));
        assert_eq!(cache.get(&key(b"a")), None);
    }
}
