//! `chartqa doctor`: what works here, proved by running it.

use std::fmt::Write as _;

use chartqa::cache::ReadingCache;
use chartqa::image_source::{Limits, decode};
use chartqa::models::{BUILT_IN, Store, verify};
use chartqa::reader::{ModelChoice, ReadOptions, Reader};
use chartqa::runtime::{Runtime, SessionOptions, library};
use chartqa::table::number;
use chartqa::{Error, Table};
use serde::Serialize;

use super::endpoint_check::{self, Configured};
use super::{Context, write_stdout};
use crate::cli::Doctor;
use crate::settings;

/// A chart that this project drew, and the table it was drawn from.
const CHART: &[u8] = include_bytes!("../../../../examples/charts/renewables.png");
const CHART_TABLE: &[u8] = include_bytes!("../../../../examples/charts/renewables.csv");

/// How far a value that is read may be from the true one, relatively.
const TOLERANCE: f64 = 0.02;

/// One thing that was tried.
#[derive(Serialize)]
struct Finding {
    what: String,
    ok: bool,
    /// The proof, or the reason.
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    /// Whether the program is of no use without it.
    #[serde(skip)]
    essential: bool,
}

impl Finding {
    fn good(what: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { what: what.into(), ok: true, detail: detail.into(), hint: None, essential: false }
    }

    fn bad(what: impl Into<String>, error: &Error) -> Self {
        Self {
            what: what.into(),
            ok: false,
            detail: error.to_string(),
            hint: error.hint(),
            essential: false,
        }
    }

    fn of(what: impl Into<String>, result: Result<String, Error>) -> Self {
        match result {
            Ok(detail) => Self::good(what, detail),
            Err(error) => Self::bad(what, &error),
        }
    }

    fn essential(self) -> Self {
        Self { essential: true, ..self }
    }
}

/// Something that the program cannot do without does not work (exit status 1); it was shown.
#[derive(Debug, thiserror::Error)]
#[error("{0} does not work; see above")]
struct Broken(String);

pub(crate) fn run(args: &Doctor, context: &Context) -> anyhow::Result<()> {
    let mut findings =
        vec![Finding::good("program", concat!("chartqa ", env!("CARGO_PKG_VERSION")))];
    findings.push(config());
    let (runtime, finding) = library(context)?;
    findings.push(finding.essential());
    if let Some(runtime) = &runtime {
        findings.extend(providers(runtime));
    }
    findings.extend(models(context));
    findings.push(cache(context));
    findings.extend(endpoint(context));
    if let Some(runtime) = &runtime {
        findings.push(Finding::of("reading a known chart", read_known_chart(runtime)).essential());
    }

    if args.json {
        let mut json = serde_json::to_vec(&findings)?;
        json.push(b'\n');
        write_stdout(&json)?;
    } else {
        write_stdout(as_text(&findings)?.as_bytes())?;
    }
    match findings.into_iter().find(|f| f.essential && !f.ok) {
        Some(broken) => Err(Broken(broken.what).into()),
        None => Ok(()),
    }
}

fn as_text(findings: &[Finding]) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    for finding in findings {
        let mark = if finding.ok { "ok  " } else { "no  " };
        writeln!(text, "{mark}{}: {}", finding.what, finding.detail)?;
        if let Some(hint) = &finding.hint {
            writeln!(text, "      {hint}")?;
        }
    }
    Ok(text)
}

fn config() -> Finding {
    match settings::config_path(&settings::process_env) {
        Some(path) if path.exists() => Finding::good("settings", path.display().to_string()),
        Some(path) => Finding::good("settings", format!("{} (none there)", path.display())),
        None => Finding::good("settings", "no home folder, so no config.toml"),
    }
}

/// The library that would be used; nothing is fetched to find out.
fn library(context: &Context) -> anyhow::Result<(Option<Runtime>, Finding)> {
    const WHAT: &str = "ONNX Runtime library";
    let options = context.library_options()?;
    let loaded = library::find(&options).and_then(Runtime::load_probed).map_err(Error::from);
    Ok(match loaded {
        Ok(runtime) => {
            let library = runtime.library();
            let detail =
                format!("{} {} ({})", library.version, library.path.display(), library.origin);
            (Some(runtime), Finding::good(WHAT, detail))
        }
        Err(error) => (None, Finding::bad(WHAT, &error)),
    })
}

fn providers(runtime: &Runtime) -> impl Iterator<Item = Finding> {
    runtime.proofs().into_iter().map(|proof| {
        let result = proof.result.map(|()| "ran a model".to_owned()).map_err(Error::from);
        Finding::of(format!("provider {}", proof.device), result)
    })
}

/// Where readings are kept, and how large they are.
fn cache(context: &Context) -> Finding {
    const WHAT: &str = "cache of readings";
    let Some(limit) = context.settings.cache_limit else {
        return Finding::good(WHAT, "off: nothing is kept");
    };
    let Some(cache) = ReadingCache::from_env(limit) else {
        return Finding::good(WHAT, "no home folder, so nothing is kept");
    };
    let usage = cache.usage();
    let megabytes = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    let detail = format!(
        "{}, {} kept in {:.1} MB of at most {:.0}",
        cache.folder().display(),
        usage.readings,
        megabytes(usage.bytes),
        megabytes(limit)
    );
    Finding::good(WHAT, detail)
}

/// Whether the endpoint of the settings answers, and whether it sees.
fn endpoint(context: &Context) -> Vec<Finding> {
    const WHAT: &str = "LLM endpoint";
    match endpoint_check::configured(context) {
        None => Vec::new(),
        Some(Err(error)) => vec![Finding::bad(WHAT, &error)],
        Some(Ok(Configured::NotAsked(why))) => vec![Finding::good(WHAT, why)],
        Some(Ok(Configured::Endpoint(client))) => {
            match endpoint_check::ask_for_a_word(&client, context) {
                Err(error) => vec![Finding::bad(WHAT, &error)],
                Ok(detail) => {
                    let look = endpoint_check::ask_for_a_look(*client, CHART, context);
                    vec![
                        Finding::good(WHAT, detail),
                        Finding::of("LLM endpoint sees pictures", look),
                    ]
                }
            }
        }
    }
}

/// Every installed model, all its files hashed.
fn models(context: &Context) -> Vec<Finding> {
    let mut findings = vec![Finding::good(format!("model {BUILT_IN}"), "built in")];
    let store = match Store::from_env() {
        Ok(store) => store,
        Err(error) => return vec![Finding::bad("models", &error.into())],
    };
    let entries = match store.list() {
        Ok(entries) => entries,
        Err(error) => return vec![Finding::bad("models", &error.into())],
    };
    for entry in entries {
        let what = format!("model {}", entry.name);
        let checked = store.open(&entry.name).map_err(Error::from).and_then(|(dir, _)| {
            let verified = verify(&dir, context.report, &context.cancel)?;
            match verified.bad.into_iter().next() {
                None => Ok(format!("{}, every file has its hash", dir.display())),
                Some(bad) => {
                    Err(chartqa::models::ModelError::Damaged { path: bad.path, reason: bad.reason }
                        .into())
                }
            }
        });
        findings.push(Finding::of(what, checked));
    }
    findings
}

/// Reads the chart of this project's own and compares it with its table.
fn read_known_chart(runtime: &Runtime) -> Result<String, Error> {
    let picture = decode(CHART, "the known chart", &Limits::default())?;
    let expected = Table::from_csv(CHART_TABLE, "the known table")?;
    let mut reader = Reader::open(runtime, &ModelChoice::BuiltIn, &SessionOptions::default())?;
    let reading = reader.read(&picture, &ReadOptions::default())?;
    if same(&reading.table, &expected) {
        Ok(format!("{BUILT_IN} read all {} rows right", expected.rows.len()))
    } else {
        Err(chartqa::reader::ReadError::Unreadable {
            model: BUILT_IN.to_owned(),
            seen: format!("{:?} in place of {:?}", reading.table.rows, expected.rows),
        }
        .into())
    }
}

/// Labels equal, values within [`TOLERANCE`]: they are measured in pixels.
fn same(read: &Table, expected: &Table) -> bool {
    read.rows.len() == expected.rows.len()
        && read.rows.iter().zip(&expected.rows).all(|(read, expected)| {
            let value = |row: &[String]| row.get(1).and_then(|cell| number::parse_cell(cell));
            read.first() == expected.first()
                && match (value(read), value(expected)) {
                    (Some(read), Some(expected)) => {
                        (read.value - expected.value).abs() <= TOLERANCE * expected.value.abs()
                    }
                    _ => false,
                }
        })
}
