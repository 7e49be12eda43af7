//! Which files of a repository make up a checkpoint, and what the hub says of the repository.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::super::name::is_plain;

/// The files besides the weights that are fetched if they are there.
const SMALL: [&str; 12] = [
    "config.json",
    "preprocessor_config.json",
    "generation_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "README.md",
    "LICENSE",
    "LICENSE.txt",
    "LICENSE.md",
    "NOTICE",
    "NOTICE.txt",
];
/// Those of them that a conversion cannot do without.
const REQUIRED: [&str; 2] = ["config.json", "tokenizer.json"];
const WEIGHTS: &str = "model.safetensors";
/// Lists the files that the weights are spread over.
const INDEX: &str = "model.safetensors.index.json";

/// The hub's answer about a repository at a revision, as far as it matters here.
#[derive(Debug, Deserialize)]
pub(super) struct Info {
    /// The commit.
    pub(super) sha: String,
    #[serde(default)]
    siblings: Vec<Sibling>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default, rename = "cardData")]
    card: Option<Card>,
}

#[derive(Debug, Deserialize)]
struct Sibling {
    rfilename: String,
}

#[derive(Debug, Deserialize)]
struct Card {
    #[serde(default)]
    license: serde_json::Value,
}

impl Info {
    /// Names of the files.
    pub(super) fn names(&self) -> BTreeSet<&str> {
        self.siblings.iter().map(|sibling| sibling.rfilename.as_str()).collect()
    }

    /// The licence the repository states, as an SPDX expression where the hub's word for it is known.
    pub(super) fn licence(&self) -> Option<String> {
        let card = self.card.as_ref().and_then(|card| card.license.as_str());
        let tag = self.tags.iter().find_map(|tag| tag.strip_prefix("license:"));
        let word = card.or(tag).filter(|word| !matches!(*word, "" | "other" | "unknown"))?;
        Some(spdx(word).unwrap_or(word).to_owned())
    }
}

/// SPDX id of the hub's lower-case word for a licence.
fn spdx(word: &str) -> Option<&'static str> {
    const KNOWN: [&str; 14] = [
        "Apache-2.0",
        "MIT",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "ISC",
        "Unlicense",
        "MPL-2.0",
        "CC0-1.0",
        "CC-BY-4.0",
        "CC-BY-SA-4.0",
        "CC-BY-NC-4.0",
        "CC-BY-NC-SA-4.0",
        "AGPL-3.0-only",
        "GPL-3.0-only",
    ];
    KNOWN.into_iter().find(|id| {
        id.eq_ignore_ascii_case(word)
            || id.strip_suffix("-only").is_some_and(|id| id.eq_ignore_ascii_case(word))
    })
}

/// The files to fetch.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Selection {
    /// Those that are fetched first.
    pub(super) small: Vec<&'static str>,
    /// Where the weights are.
    pub(super) weights: Weights,
}

/// Where the weights of a checkpoint are.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Weights {
    /// In this file.
    Single(&'static str),
    /// In the files that this index lists.
    Sharded(&'static str),
}

/// Why a set of files is no checkpoint that can be converted.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Lack {
    /// This file is not there.
    File(&'static str),
    /// The weights are there, but only in this file, in another format.
    OnlyOther(String),
}

/// Chooses among the files called `names`.
pub(super) fn select(names: &BTreeSet<&str>) -> Result<Selection, Lack> {
    if let Some(missing) = REQUIRED.into_iter().find(|name| !names.contains(name)) {
        return Err(Lack::File(missing));
    }
    let weights = if names.contains(WEIGHTS) {
        Weights::Single(WEIGHTS)
    } else if names.contains(INDEX) {
        Weights::Sharded(INDEX)
    } else {
        let other = names.iter().find(|name| {
            let name = name.to_ascii_lowercase();
            name.contains("model")
                && [".bin", ".pt", ".pth", ".h5", ".msgpack", ".ckpt"]
                    .iter()
                    .any(|e| name.ends_with(e))
        });
        return Err(match other {
            Some(other) => Lack::OnlyOther((*other).to_owned()),
            None => Lack::File(WEIGHTS),
        });
    };
    let small = SMALL.into_iter().filter(|name| names.contains(name)).collect();
    Ok(Selection { small, weights })
}

/// The files that an index spreads the weights over.
///
/// # Errors
/// In words, if it is no index, or names files outside its folder.
pub(super) fn shards(index: &[u8]) -> Result<BTreeSet<String>, String> {
    #[derive(Deserialize)]
    struct Index {
        weight_map: std::collections::BTreeMap<String, String>,
    }
    let index: Index = serde_json::from_slice(index).map_err(|e| e.to_string())?;
    let files: BTreeSet<String> = index.weight_map.into_values().collect();
    match files.iter().find(|file| !is_plain(file) || !file.ends_with(".safetensors")) {
        Some(bad) => Err(format!("`{bad}` is no file of weights beside it")),
        None if files.is_empty() => Err("it lists no weights".to_owned()),
        None => Ok(files),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_conversion_needs_is_chosen() {
        let names = BTreeSet::from([
            ".gitattributes",
            "config.json",
            "tokenizer.json",
            "spiece.model",
            "pytorch_model.bin",
            "model.safetensors",
            "special_tokens_map.json",
        ]);
        let chosen = select(&names).unwrap();
        assert_eq!(chosen.small, ["config.json", "tokenizer.json", "special_tokens_map.json"]);
        assert_eq!(chosen.weights, Weights::Single("model.safetensors"));
        let sharded =
            BTreeSet::from(["config.json", "tokenizer.json", "model.safetensors.index.json"]);
        assert!(matches!(select(&sharded).unwrap().weights, Weights::Sharded(_)));
    }

    #[test]
    fn what_is_lacking_is_named() {
        let lack = |names: &[&str]| select(&names.iter().copied().collect()).unwrap_err();
        assert_eq!(lack(&["model.safetensors"]), Lack::File("config.json"));
        assert_eq!(lack(&["config.json", "model.safetensors"]), Lack::File("tokenizer.json"));
        assert_eq!(lack(&["config.json", "tokenizer.json"]), Lack::File("model.safetensors"));
        assert_eq!(
            lack(&["config.json", "tokenizer.json", "pytorch_model.bin", "training_args.bin"]),
            Lack::OnlyOther("pytorch_model.bin".to_owned())
        );
    }

    #[test]
    fn shards_are_files_beside_the_index() {
        let index = br#"{"weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors", "c": "model-1.safetensors"}}"#;
        let files: Vec<_> = shards(index).unwrap().into_iter().collect();
        assert_eq!(files, ["model-1.safetensors", "model-2.safetensors"]);
        for bad in [
            &br#"{"weight_map": {"a": "../../x.safetensors"}}"#[..],
            br#"{"weight_map": {"a": "/x.safetensors"}}"#,
            br#"{"weight_map": {"a": "x.bin"}}"#,
            br#"{"weight_map": {}}"#,
            b"[]",
        ] {
            shards(bad).unwrap_err();
        }
    }

    #[test]
    fn the_licence_is_what_the_repository_states() {
        let info = |json: &str| serde_json::from_str::<Info>(json).unwrap().licence();
        assert_eq!(
            info(r#"{"sha": "x", "cardData": {"license": "apache-2.0"}}"#).as_deref(),
            Some("Apache-2.0")
        );
        assert_eq!(
            info(r#"{"sha": "x", "tags": ["a", "license:gpl-3.0"]}"#).as_deref(),
            Some("GPL-3.0-only")
        );
        assert_eq!(
            info(r#"{"sha": "x", "tags": ["license:openrail"]}"#).as_deref(),
            Some("openrail")
        );
        assert_eq!(info(r#"{"sha": "x", "cardData": {"license": "other"}}"#), None);
        assert_eq!(info(r#"{"sha": "x", "cardData": {"license": ["mit"]}}"#), None);
    }
}
