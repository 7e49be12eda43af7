//! `chartqa models`

use std::fmt::Write as _;
use std::path::Path;

use chartqa::convert::{ConvertOptions, convert};
use chartqa::models::hub::HubOptions;
use chartqa::models::{
    BUILT_IN, Entry, ModelError, PullOptions, State, Store, Verified, built_in, pull, verify,
};
use serde_json::json;

use super::{Context, write_stdout};
use crate::cli::Models;

pub(crate) fn run(args: &Models, context: &Context) -> anyhow::Result<()> {
    let store = Store::from_env().map_err(chartqa::Error::from)?;
    match args {
        Models::List { json } => list(&store, *json, context),
        Models::Pull { id, name, replace } => {
            let mut hub = HubOptions::from_env().map_err(|e| chartqa::Error::Model(e.into()))?;
            hub.offline |= context.settings.offline;
            let mut options = PullOptions::new(hub);
            options.convert.name.clone_from(name);
            options.replace = *replace;
            let work = pull(&store, id, &options, context.report, &context.cancel);
            let manifest = context.block_on(work)?;
            let dir = store.path(&manifest.name).map_err(chartqa::Error::from)?;
            context.report.note(&format!(
                "installed `{}`, revision {}, {}",
                manifest.name, manifest.revision, manifest.precision
            ));
            print_path(&dir)
        }
        Models::Convert { checkpoint, output, origin, header, precision } => {
            let options = ConvertOptions {
                origin: origin.clone(),
                header: header.clone(),
                precision: *precision,
                cancel: context.cancel.clone(),
                ..ConvertOptions::default()
            };
            let manifest = convert(checkpoint, output, &options, context.report)?;
            context.report.note(&format!("converted `{}`", manifest.name));
            print_path(output)
        }
        Models::Verify { name } => check(&store, name.as_deref(), context),
        Models::Path { name } => match name {
            Some(name) => print_path(&store.path(name).map_err(chartqa::Error::from)?),
            None => print_path(&store.models_dir()),
        },
    }
}

fn print_path(path: &Path) -> anyhow::Result<()> {
    write_stdout(format!("{}\n", path.display()).as_bytes())
}

fn list(store: &Store, json: bool, context: &Context) -> anyhow::Result<()> {
    let mut entries = vec![built_in::entry()?];
    entries.extend(store.list().map_err(chartqa::Error::from)?);
    let mut text = String::new();
    if json {
        let as_json = |entry: &Entry| {
            json!({
                "name": entry.name,
                "state": state(entry),
                "dir": entry.dir,
                "bytes": entry.bytes,
                "manifest": entry.manifest,
            })
        };
        writeln!(text, "{}", entries.iter().map(as_json).collect::<serde_json::Value>())?;
    } else {
        for entry in &entries {
            let megabytes = entry.bytes as f64 / 1e6;
            let (origin, precision) = entry
                .manifest
                .as_ref()
                .map_or(("", ""), |m| (m.origin.as_str(), m.precision.as_str()));
            let (name, state) = (&entry.name, state(entry));
            writeln!(text, "{name}\t{state}\t{precision}\t{megabytes:.0} MB\t{origin}")?;
        }
    }
    if entries.len() == 1 {
        context.report.note("`chartqa models pull google/deplot` installs DePlot");
    }
    write_stdout(text.as_bytes())
}

/// The state of an installed model in words.
pub(crate) fn state(entry: &Entry) -> String {
    match &entry.state {
        State::Ok => "ok".to_owned(),
        State::Incomplete => "incomplete".to_owned(),
        State::Damaged(reason) => format!("damaged: {reason}"),
        _ => "unknown".to_owned(),
    }
}

fn check(store: &Store, name: Option<&str>, context: &Context) -> anyhow::Result<()> {
    let names = match name {
        Some(name) => vec![name.to_owned()],
        None => std::iter::once(BUILT_IN.to_owned())
            .chain(store.list().map_err(chartqa::Error::from)?.into_iter().map(|e| e.name))
            .collect(),
    };
    let mut first_bad = None;
    for name in &names {
        let found = verified(store, name, context)?;
        let mut text = String::new();
        for path in &found.good {
            writeln!(text, "ok\t{}", path.display())?;
        }
        for bad in &found.bad {
            writeln!(text, "BAD\t{}\t{}", bad.path.display(), bad.reason)?;
        }
        write_stdout(text.as_bytes())?;
        if let Some(bad) = found.bad.into_iter().next() {
            first_bad.get_or_insert(ModelError::Damaged { path: bad.path, reason: bad.reason });
        }
    }
    first_bad.map_or(Ok(()), |bad| Err(chartqa::Error::from(bad).into()))
}

/// Hashes the files of the built-in reader, of an installed model, or of a folder.
fn verified(store: &Store, name: &str, context: &Context) -> chartqa::Result<Verified> {
    if name == BUILT_IN {
        return built_in::verify();
    }
    let dir = match store.path(name) {
        Ok(dir) => dir,
        Err(_) if Path::new(name).is_dir() => name.into(),
        Err(error) => return Err(error.into()),
    };
    verify(&dir, context.report, &context.cancel)
}
