//! Which names a model may have: they become folder names, so they are kept plain.

use super::ModelError;

/// Name of the reader that is part of the program.
pub const BUILT_IN: &str = "mini";

/// Longest name, in bytes.
const MAX_LEN: usize = 64;

/// Names that Windows keeps for devices, whatever the extension.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// Checks that `name` may name an installed model: letters, digits, `.`, `_` and `-`,
/// beginning with a letter or digit, at most 64 long, and not the built-in reader's.
///
/// # Errors
/// [`ModelError::Name`] that says which rule is broken.
pub fn check(name: &str) -> Result<(), ModelError> {
    let refuse = |reason: &str| {
        Err(ModelError::Name { name: name.chars().take(80).collect(), reason: reason.to_owned() })
    };
    if name == BUILT_IN {
        return refuse("this is the built-in reader's name");
    }
    if name.len() > MAX_LEN {
        return refuse("it is longer than 64 characters");
    }
    if !is_plain(name) {
        return refuse(
            "a name is made of letters, digits, `.`, `_` and `-`, and begins with a letter or digit",
        );
    }
    Ok(())
}

/// Whether `name` is safe as the name of one file or folder on every system: no
/// separators, no `..`, no hidden file, no device.
pub(crate) fn is_plain(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let device = DEVICES.iter().any(|device| {
        stem.strip_prefix(device).is_some_and(|rest| match *device {
            "com" | "lpt" => rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()),
            _ => rest.is_empty(),
        })
    });
    name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))
        && !name.contains("..")
        && !name.ends_with('.')
        && !device
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_could_leave_the_folder_are_refused() {
        for good in ["deplot", "my-model_2.0", "matcha-plotqa-v1", "console", "A"] {
            check(good).unwrap();
        }
        let long = "x".repeat(65);
        for bad in [
            "", ".", "..", "../x", "a/b", "a\\b", "/etc", "C:", ".hidden", "-flag", "a..b", "dot.",
            "nul", "NUL.txt", "com1", "naïve", "a b", "a\0", "mini", &long,
        ] {
            let error = check(bad).unwrap_err();
            assert!(matches!(error, ModelError::Name { .. }), "{bad}: {error}");
        }
    }
}
