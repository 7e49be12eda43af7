//! The library builds this version of the program installs, pinned by hash
//! (`models/runtime.toml`; its format is in `models/README-runtime.md`).

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::Deserialize;

use super::RuntimeError;

/// A kind of ONNX Runtime library, by the providers built into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Flavour {
    /// The CPU provider alone.
    Cpu,
    /// CUDA, and the CPU.
    Cuda,
    /// `OpenVINO`, and the CPU.
    OpenVino,
}

impl Flavour {
    /// Every flavour.
    pub const ALL: [Self; 3] = [Self::Cpu, Self::Cuda, Self::OpenVino];

    /// The name in commands and folder names.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cpu => "cpu",
            Self::Cuda => "cuda",
            Self::OpenVino => "openvino",
        }
    }
}

impl fmt::Display for Flavour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Flavour {
    type Err = RuntimeError;

    fn from_str(text: &str) -> Result<Self, RuntimeError> {
        Self::ALL
            .into_iter()
            .find(|flavour| flavour.name() == text)
            .ok_or_else(|| RuntimeError::UnknownFlavour(text.to_owned()))
    }
}

/// One pinned build: a wheel in a Python package index, and what to take from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Build {
    /// The kind of library.
    pub flavour: Flavour,
    /// ONNX Runtime's version.
    pub version: String,
    /// The package's name in the index.
    pub package: String,
    /// The wheel.
    pub wheel: Wheel,
}

/// A wheel for one platform.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wheel {
    /// Operating system and architecture as Rust names them, e.g. `linux-x86_64`.
    pub platform: String,
    /// The file's name.
    pub file: String,
    /// The file's length in bytes.
    pub size: u64,
    /// The file's SHA-256 in lower-case hexadecimal.
    pub sha256: String,
    /// File name of the core library, one of `members`.
    pub library: String,
    /// What is unpacked, by path in the wheel; folders are dropped.
    pub members: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Release {
    flavour: Flavour,
    package: String,
    version: String,
    #[serde(default)]
    wheel: Vec<Wheel>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pinned {
    release: Vec<Release>,
}

/// This machine, as [`Wheel::platform`] names it; a C library that no wheel is built for is said too.
pub fn platform() -> String {
    let libc = if cfg!(target_env = "musl") { "-musl" } else { "" };
    format!("{}-{}{libc}", std::env::consts::OS, std::env::consts::ARCH)
}

/// Every pinned build, in the order of the data file.
pub fn builds() -> &'static [Build] {
    static BUILDS: LazyLock<Vec<Build>> = LazyLock::new(|| {
        parse(include_str!("../../models/runtime.toml"))
            .expect("the embedded list of pinned builds is checked by a test")
    });
    &BUILDS
}

fn parse(text: &str) -> Result<Vec<Build>, toml::de::Error> {
    let pinned: Pinned = toml::from_str(text)?;
    Ok(pinned
        .release
        .into_iter()
        .flat_map(|release| {
            release.wheel.into_iter().map(move |wheel| Build {
                flavour: release.flavour,
                version: release.version.clone(),
                package: release.package.clone(),
                wheel,
            })
        })
        .collect())
}

/// The pinned build of `flavour` for this machine.
///
/// # Errors
/// [`RuntimeError::NoBuild`] if there is none.
pub fn build(flavour: Flavour) -> Result<Build, RuntimeError> {
    let platform = platform();
    builds()
        .iter()
        .find(|build| build.flavour == flavour && build.wheel.platform == platform)
        .cloned()
        .ok_or(RuntimeError::NoBuild { flavour, platform })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_list_is_well_formed() {
        let builds = parse(include_str!("../../models/runtime.toml")).unwrap();
        for Build { flavour, wheel, package, version } in &builds {
            let name = format!("{}-{version}-", package.replace('-', "_"));
            assert!(wheel.file.starts_with(&name), "{flavour}: {}", wheel.file);
            assert_eq!(wheel.sha256.len(), 64, "{}", wheel.file);
            assert!(wheel.sha256.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)));
            let core = wheel.members.iter().filter(|m| m.ends_with(&format!("/{}", wheel.library)));
            assert_eq!(core.count(), 1, "{}", wheel.file);
            assert!(wheel.members.iter().any(|m| m.ends_with("/LICENSE")), "{}", wheel.file);
        }
        for platform in ["linux-x86_64", "linux-aarch64", "macos-aarch64", "windows-x86_64"] {
            assert!(
                builds.iter().any(|b| b.flavour == Flavour::Cpu && b.wheel.platform == platform),
                "{platform}"
            );
        }
    }
}
