//! `chartqa eval precision`

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use chartqa::eval::{Agreement, PrecisionCheck};
use chartqa::image_source::ImageSource;
use chartqa::models::{BUILT_IN, Manifest, Store, built_in};
use chartqa::reader::{ModelChoice, ReadError};
use chartqa::{Error, Reading};
use serde_json::json;

use super::super::reading::{self, Opened};
use super::{Context, write_stdout};
use crate::cli::eval::Precision;

/// Endings of the files of a folder that are read.
const PICTURES: [&str; 8] = ["png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff"];

pub(crate) fn run(args: &Precision, context: &Context) -> anyhow::Result<()> {
    let store = Store::from_env().map_err(Error::from)?;
    let resolve = |name: &str| ModelChoice::resolve(Some(name), &store).map_err(Error::from);
    let model = resolve(&args.model)?;
    let manifest = manifest_of(&model)?;
    let reference = match &args.reference {
        Some(name) => resolve(name)?,
        None => installed(&store, &manifest)?,
    };
    let compared = manifest_of(&reference)?;
    if (&compared.origin, &compared.revision) != (&manifest.origin, &manifest.revision) {
        bail!(
            "`{}` ({}, revision {}) is no other precision of `{}` ({}, revision {})",
            compared.name,
            compared.origin,
            compared.revision,
            manifest.name,
            manifest.origin,
            manifest.revision
        );
    }
    if args.record && model == ModelChoice::BuiltIn {
        bail!("the manifest of `{BUILT_IN}` is built in and cannot record anything");
    }
    let pictures = pictures(&args.pictures)?;
    let (mut first, mut second) =
        (reading::open(context, &reference)?, reading::open(context, &model)?);
    let mut all = Vec::with_capacity(pictures.len());
    context.report.start_items("comparing", pictures.len());
    for path in &pictures {
        all.push(compare(path, &mut first, &mut second, context)?);
        context.report.items_done(all.len());
    }
    context.report.finish_items();
    let check = PrecisionCheck::of(&manifest.precision, &compared.precision, &all);
    let check = check.context("there are no pictures to compare on")?;
    if let (true, ModelChoice::Folder { dir, .. }) = (args.record, &model) {
        let recorded = Manifest { check: Some(check.clone()), ..manifest };
        recorded.replace_in(dir).map_err(Error::from)?;
        context.report.note(&format!("recorded in {}", dir.join("manifest.toml").display()));
    }
    if args.json {
        let mut text = serde_json::to_string(&json!({ "check": check, "pictures": all }))?;
        text.push('\n');
        return write_stdout(text.as_bytes());
    }
    write_stdout(check.text(&all).as_bytes())
}

fn manifest_of(model: &ModelChoice) -> chartqa::Result<Manifest> {
    match model {
        ModelChoice::BuiltIn => chartqa::marks::manifest(),
        ModelChoice::Folder { manifest, .. } => Ok((**manifest).clone()),
    }
}

/// The installed model that is `manifest`'s in fp32.
fn installed(store: &Store, manifest: &Manifest) -> anyhow::Result<ModelChoice> {
    let mut entries = store.list().map_err(Error::from)?;
    entries.push(built_in::entry()?);
    let fits = |m: &Manifest| {
        m.precision == "fp32" && m.origin == manifest.origin && m.revision == manifest.revision
    };
    match entries.into_iter().find(|entry| entry.manifest.as_ref().is_some_and(fits)) {
        Some(entry) => Ok(ModelChoice::resolve(Some(&entry.name), store).map_err(Error::from)?),
        None => bail!(
            "no fp32 model of {} (revision {}) is installed; name its folder with --reference",
            manifest.origin,
            manifest.revision
        ),
    }
}

/// The files that were named, and those of folders, in order of names.
fn pictures(named: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in named {
        if !path.is_dir() {
            found.push(path.clone());
            continue;
        }
        let listing = std::fs::read_dir(path).with_context(|| path.display().to_string())?;
        let mut inside = listing
            .map(|entry| Ok(entry?.path()))
            .collect::<std::io::Result<Vec<PathBuf>>>()
            .with_context(|| path.display().to_string())?;
        inside.retain(|file| {
            let ending = file.extension().and_then(|e| e.to_str()).map(str::to_lowercase);
            ending.is_some_and(|ending| PICTURES.contains(&ending.as_str()))
        });
        inside.sort();
        if inside.is_empty() {
            bail!("{}: there are no pictures in this folder", path.display());
        }
        found.extend(inside);
    }
    Ok(found)
}

/// Reads a picture with both; the model's tokens are looked at behind the reference's.
fn compare(
    path: &Path,
    reference: &mut Opened,
    model: &mut Opened,
    context: &Context,
) -> anyhow::Result<Agreement> {
    let name = path.to_string_lossy();
    let picture = reading::load(context, &ImageSource::parse(&name).map_err(Error::from)?)?;
    let first = read(reference, &picture)?;
    let second = read(model, &picture)?;
    let (follows, end) = match &first {
        Some(reading) => model.reader.follow(&picture, &reading.token_ids, &model.options)?,
        None => (Vec::new(), 0),
    };
    Ok(Agreement::new(&name, first.as_ref(), second.as_ref(), &follows, end))
}

/// A reading, or nothing if the picture was refused.
fn read(opened: &mut Opened, picture: &image::RgbImage) -> chartqa::Result<Option<Reading>> {
    match opened.reader.read(picture, &opened.options) {
        Ok(reading) => Ok(Some(reading)),
        Err(Error::Read(ReadError::Unreadable { .. })) => Ok(None),
        Err(other) => Err(other),
    }
}
