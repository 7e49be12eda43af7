//! Where this program keeps what it installs, runtime libraries and models, and what it
//! remembers.

use std::ffi::OsString;
use std::path::PathBuf;

use etcetera::BaseStrategy;

/// The environment variable that names the folder.
pub const VARIABLE: &str = "CHARTQA_HOME";

/// The folder for installed libraries and models: `CHARTQA_HOME`, or `chartqa`
/// in the platform's data folder (`~/.local/share`; on Windows the local, not
/// the roaming, application data). `None` if there is no such variable and no
/// home folder. The folder need not exist.
pub fn folder() -> Option<PathBuf> {
    named(std::env::var_os(VARIABLE)).or_else(|| {
        let base = etcetera::choose_base_strategy().ok()?;
        // Models are too large for a profile that roams.
        let data = if cfg!(windows) { base.cache_dir() } else { base.data_dir() };
        Some(data.join("chartqa"))
    })
}

/// The folder for what can be had again: `cache` in the folder that `CHARTQA_HOME` names, or
/// `chartqa` in the platform's cache folder (`~/.cache`). `None` as for [`folder`].
pub fn cache_folder() -> Option<PathBuf> {
    if let Some(home) = named(std::env::var_os(VARIABLE)) {
        return Some(home.join("cache"));
    }
    let cache = etcetera::choose_base_strategy().ok()?.cache_dir().join("chartqa");
    // Where that is the folder of the rest too.
    Some(if cfg!(windows) { cache.join("cache") } else { cache })
}

/// A folder named by a variable: an empty value is none, a relative one is
/// taken from the current folder now.
fn named(value: Option<OsString>) -> Option<PathBuf> {
    let value = PathBuf::from(value.filter(|v| !v.is_empty())?);
    Some(std::path::absolute(&value).unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_variable_is_none_and_a_relative_one_is_made_absolute() {
        assert_eq!(named(None), None);
        assert_eq!(named(Some(OsString::new())), None);
        assert!(named(Some("a/b".into())).unwrap().is_absolute());
    }
}
