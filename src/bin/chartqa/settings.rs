//! Settings from flag, environment and config file, in that order.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use chartqa::cache;
use chartqa::reader::DEFAULT_BATCH;
use etcetera::{AppStrategy as _, AppStrategyArgs};
use serde::Deserialize;

use crate::cli::Common;
use crate::report::UsageError;

/// Reads one environment variable; empty counts as unset.
pub(crate) type Env<'a> = &'a dyn Fn(&str) -> Option<String>;

/// `config.toml`: the same names as the flags, with `_` for `-`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    pub(crate) model: Option<String>,
    pub(crate) provider: Option<String>,
    pub(crate) threads: Option<u16>,
    pub(crate) max_new_tokens: Option<u32>,
    pub(crate) max_patches: Option<u32>,
    pub(crate) batch: Option<u16>,
    pub(crate) header_font: Option<PathBuf>,
    pub(crate) offline: Option<bool>,
    /// Room for readings, in MB; 0 keeps none.
    pub(crate) cache_limit_mb: Option<u32>,
    pub(crate) llm: LlmConfig,
}

/// The `[llm]` table of `config.toml`. The key itself never stands there.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LlmConfig {
    pub(crate) url: Option<String>,
    pub(crate) model: Option<String>,
    pub(crate) key_file: Option<PathBuf>,
    pub(crate) timeout: Option<u32>,
    pub(crate) max_retries: Option<u32>,
    pub(crate) temperature: Option<f32>,
}

/// What commands share, resolved.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) model: Option<String>,
    pub(crate) provider: String,
    pub(crate) threads: Option<usize>,
    pub(crate) max_new_tokens: usize,
    pub(crate) max_patches: Option<usize>,
    /// Charts that are read together at most.
    pub(crate) batch: usize,
    pub(crate) header_font: Option<PathBuf>,
    pub(crate) offline: bool,
    /// Room for readings, in bytes; `None` if they are neither used nor kept.
    pub(crate) cache_limit: Option<u64>,
    pub(crate) llm: LlmConfig,
}

/// The process's environment.
pub(crate) fn process_env(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// Where `config.toml` is looked for.
pub(crate) fn config_path(env: Env) -> Option<PathBuf> {
    if let Some(home) = env("CHARTQA_HOME") {
        return Some(PathBuf::from(home).join("config.toml"));
    }
    let strategy = etcetera::choose_app_strategy(AppStrategyArgs {
        top_level_domain: "io.github".to_owned(),
        author: "chartqa".to_owned(),
        app_name: "chartqa".to_owned(),
    });
    strategy.ok().map(|dirs| dirs.in_config_dir("config.toml"))
}

/// Reads the config file; none is as good as an empty one.
pub(crate) fn load_config(path: Option<&Path>) -> anyhow::Result<Config> {
    let Some(path) = path else { return Ok(Config::default()) };
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Config::default()),
        Err(e) => return Err(e).with_context(|| format!("cannot read {}", path.display())),
    };
    toml::from_str(&text).map_err(|e| {
        UsageError {
            message: format!("{}: {e}", path.display()),
            hint: Some("correct or remove the line".to_owned()),
        }
        .into()
    })
}

impl Settings {
    /// Flag, then environment, then `config`, then the default.
    pub(crate) fn resolve(common: &Common, env: Env, config: Config) -> anyhow::Result<Self> {
        let offline = common.offline
            || match env("CHARTQA_OFFLINE") {
                Some(value) => truth("CHARTQA_OFFLINE", &value)?,
                None => config.offline.unwrap_or(false),
            };
        Ok(Self {
            model: common.model.clone().or_else(|| env("CHARTQA_MODEL")).or(config.model),
            provider: common
                .provider
                .clone()
                .or_else(|| env("CHARTQA_PROVIDER"))
                .or(config.provider)
                .unwrap_or_else(|| "auto".to_owned()),
            threads: common.threads.or(config.threads).map(usize::from),
            max_new_tokens: common.max_new_tokens.or(config.max_new_tokens).unwrap_or(512) as usize,
            max_patches: common.max_patches.or(config.max_patches).map(|n| n as usize),
            batch: common.batch.or(config.batch).map_or(DEFAULT_BATCH, usize::from),
            header_font: common.header_font.clone().or(config.header_font),
            offline,
            cache_limit: match config.cache_limit_mb {
                _ if common.no_cache => None,
                Some(0) => None,
                Some(megabytes) => Some(u64::from(megabytes) << 20),
                None => Some(cache::DEFAULT_LIMIT),
            },
            llm: LlmConfig {
                url: env("CHARTQA_LLM_URL").or_else(|| env("OPENAI_BASE_URL")).or(config.llm.url),
                model: env("CHARTQA_LLM_MODEL")
                    .or_else(|| env("OPENAI_MODEL"))
                    .or(config.llm.model),
                ..config.llm
            },
        })
    }
}

fn truth(name: &str, value: &str) -> anyhow::Result<bool> {
    match value.trim().to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "on" => Ok(true),
        "0" | "false" | "no" | "off" => Ok(false),
        _ => Err(UsageError {
            message: format!("{name}={value} is neither true nor false"),
            hint: Some(format!("set {name}=1, or unset it")),
        }
        .into()),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::cli::Cli;

    fn common(args: &[&str]) -> Common {
        Cli::parse_from([&["chartqa"], args, &["doctor"]].concat()).common
    }

    #[test]
    fn flag_wins_over_environment_over_config_over_default() {
        let file = "model = 'c'\nprovider = 'openvino'\nthreads = 3\n[llm]\nurl = 'http://c/v1'\n";
        let config = || toml::from_str::<Config>(file).unwrap();
        let env = |name: &str| match name {
            "CHARTQA_MODEL" => Some("e".to_owned()),
            "OPENAI_BASE_URL" => Some("http://e/v1".to_owned()),
            _ => None,
        };
        let none = |_: &str| None;

        let all = Settings::resolve(&common(&["--model", "f"]), &env, config()).unwrap();
        assert_eq!(all.model.as_deref(), Some("f"));
        let no_flag = Settings::resolve(&common(&[]), &env, config()).unwrap();
        assert_eq!(no_flag.model.as_deref(), Some("e"));
        assert_eq!(no_flag.llm.url.as_deref(), Some("http://e/v1"));
        let file_only = Settings::resolve(&common(&[]), &none, config()).unwrap();
        assert_eq!((file_only.model.as_deref(), file_only.threads), (Some("c"), Some(3)));
        assert_eq!(file_only.provider, "openvino");
        let nothing = Settings::resolve(&common(&[]), &none, Config::default()).unwrap();
        assert_eq!((nothing.provider.as_str(), nothing.max_new_tokens), ("auto", 512));
    }

    #[test]
    fn offline_must_be_a_truth_value() {
        let env = |_: &str| Some("perhaps".to_owned());
        let error = Settings::resolve(&common(&[]), &env, Config::default()).unwrap_err();
        assert!(error.to_string().starts_with("CHARTQA_OFFLINE=perhaps"), "{error}");
    }

    #[test]
    fn an_unknown_key_in_the_config_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("config.toml");
        std::fs::write(&path, "modle = 'x'").unwrap();
        let error = load_config(Some(&path)).unwrap_err().to_string();
        assert!(error.contains("modle") && error.contains("config.toml"), "{error}");
    }
}
