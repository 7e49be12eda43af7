//! Where the system's loader looks for shared libraries.

use std::path::{Path, PathBuf};

use super::installed::version_key;

/// The ONNX Runtime libraries in `folder`, newest first by the version in the
/// file's name; links to the same file count once.
pub(super) fn libraries_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<(Vec<u64>, PathBuf)> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let name = entry.file_name();
            Some((version_key(library_version(name.to_str()?)?), entry.path()))
        })
        .collect();
    found.sort_by(|a, b| b.cmp(a));
    let mut seen = Vec::new();
    found.retain(|(_, path)| {
        let real = path.canonicalize().unwrap_or_else(|_| path.clone());
        !seen.contains(&real) && {
            seen.push(real);
            true
        }
    });
    found.into_iter().map(|(_, path)| path).collect()
}

/// The version in a library's file name (empty if it names none); `None` for other files.
fn library_version(name: &str) -> Option<&str> {
    let rest = if cfg!(windows) {
        name.strip_suffix(".dll")?.strip_prefix("onnxruntime")?
    } else if cfg!(target_vendor = "apple") {
        name.strip_suffix(".dylib")?.strip_prefix("libonnxruntime")?
    } else {
        name.strip_prefix("libonnxruntime.so")?
    };
    let version = rest.strip_prefix('.').unwrap_or(rest);
    version.bytes().all(|b| b.is_ascii_digit() || b == b'.').then_some(version)
}

/// The folders of the system's loader, in its order.
pub(super) fn loader_folders() -> Vec<PathBuf> {
    let variable = if cfg!(windows) {
        "PATH"
    } else if cfg!(target_vendor = "apple") {
        "DYLD_LIBRARY_PATH"
    } else {
        "LD_LIBRARY_PATH"
    };
    let named = std::env::var_os(variable).unwrap_or_default();
    let mut folders: Vec<PathBuf> =
        std::env::split_paths(&named).filter(|folder| folder.is_absolute()).collect();
    if cfg!(target_os = "linux") {
        folders.extend(configured_folders(Path::new("/etc/ld.so.conf")));
    }
    if cfg!(target_vendor = "apple") {
        folders.push("/opt/homebrew/lib".into());
    }
    if cfg!(unix) {
        folders.extend(
            ["/usr/local/lib", "/lib64", "/usr/lib64", "/lib", "/usr/lib"].map(PathBuf::from),
        );
    }
    let mut seen = Vec::new();
    folders.retain(|folder| {
        !seen.contains(folder) && {
            seen.push(folder.clone());
            true
        }
    });
    folders
}

/// The folders in glibc's `ld.so.conf` and the files it includes.
fn configured_folders(file: &Path) -> Vec<PathBuf> {
    let Ok(text) = std::fs::read_to_string(file) else { return Vec::new() };
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    lines
        .filter(|line| !line.is_empty())
        .flat_map(|line| match line.strip_prefix("include ") {
            Some(pattern) => included(file, pattern.trim())
                .iter()
                .flat_map(|included| configured_folders(included))
                .collect(),
            None => vec![PathBuf::from(line)],
        })
        .collect()
}

/// The files a pattern `FOLDER/*SUFFIX` names, in order; `ld.so.conf` has no other in practice.
fn included(from: &Path, pattern: &str) -> Vec<PathBuf> {
    let pattern = from.parent().unwrap_or(Path::new("/")).join(pattern);
    let (Some(folder), Some(name)) =
        (pattern.parent(), pattern.file_name().and_then(|n| n.to_str()))
    else {
        return Vec::new();
    };
    // A file that includes its own folder would never end.
    let Some(suffix) = name.strip_prefix('*').filter(|_| folder != from.parent().unwrap_or(folder))
    else {
        return Vec::new();
    };
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().ends_with(suffix))
        .collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn only_the_core_library_counts_and_the_newest_comes_first() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "libonnxruntime.so.1.9.0",
            "libonnxruntime.so.1.32.0",
            "libonnxruntime_providers_shared.so",
            "libonnxruntime.so.bak",
            "libonnx.so",
        ] {
            std::fs::write(folder.path().join(name), name).unwrap();
        }
        std::os::unix::fs::symlink(
            "libonnxruntime.so.1.32.0",
            folder.path().join("libonnxruntime.so"),
        )
        .unwrap();
        let names: Vec<_> =
            libraries_in(folder.path()).iter().map(|p| p.file_name().unwrap().to_owned()).collect();
        assert_eq!(names, ["libonnxruntime.so.1.32.0", "libonnxruntime.so.1.9.0"]);
    }

    #[test]
    fn included_files_are_read_in_order() {
        let etc = tempfile::tempdir().unwrap();
        let conf = etc.path().join("ld.so.conf");
        std::fs::create_dir(etc.path().join("conf.d")).unwrap();
        std::fs::write(&conf, "# first\ninclude conf.d/*.conf\n/last\n").unwrap();
        std::fs::write(etc.path().join("conf.d/b.conf"), "/b # two\n").unwrap();
        std::fs::write(etc.path().join("conf.d/a.conf"), "/a\n").unwrap();
        std::fs::write(etc.path().join("conf.d/c.txt"), "/c\n").unwrap();
        assert_eq!(configured_folders(&conf), ["/a", "/b", "/last"].map(PathBuf::from));
    }
}
