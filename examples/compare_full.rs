//! Compares a full-size converted model with what transformers decoded
//! (`scripts/reference/compare_full.py`), token for token:
//!
//! ```text
//! cargo run --example compare_full -- MODEL_DIR REFERENCE_DIR
//! ```
//!
//! `MODEL_DIR` is what `chartqa models convert` wrote. ONNX Runtime is taken from where
//! the program would take it. The procedure and its results are in docs/parity.md.
#![allow(clippy::print_stdout)]

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use chartqa::Cancel;
use chartqa::image_source;
use chartqa::models::Manifest;
use chartqa::models::manifest::{Family, Pix2Struct};
use chartqa::pix2struct::decoder::{CachedDecoder, Decoding, Limits, Step};
use chartqa::pix2struct::graphs::{DecoderGraph, EncoderGraph};
use chartqa::pix2struct::header::{self, HeaderFont};
use chartqa::pix2struct::patches::{self, Budget};
use chartqa::progress::Silent;
use chartqa::runtime::{self, LibraryOptions, SessionOptions};
use ndarray::{Array1, Array2, Array3, Axis};
use ndarray_npy::NpzReader;

const HEADER: &str = "Generate underlying data table of the figure below:";

struct Model {
    settings: Pix2Struct,
    encoder: EncoderGraph,
    decoder: DecoderGraph,
}

/// One case of the reference.
struct Case {
    picture: PathBuf,
    header: bool,
    patches: Array2<f32>,
    ids: Vec<u32>,
    log_prob: Array1<f32>,
    margin: Array1<f32>,
}

fn main() -> Result<()> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [model, reference] = &arguments[..] else {
        bail!("usage: compare_full MODEL_DIR REFERENCE_DIR");
    };
    let mut model = open(model)?;
    let mut files: Vec<PathBuf> = std::fs::read_dir(reference)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "npz"))
        .collect();
    files.sort();
    let mut failures = 0;
    for file in files {
        let case = read(&file)?;
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let own = own_patches(&case, &model.settings)?;
        let theirs = case.patches.clone().insert_axis(Axis(0));
        if own.dim() != theirs.dim() {
            bail!("{name}: {:?} patches, not {:?}", own.dim(), theirs.dim());
        }
        let (average, largest) = difference(&own, &theirs);
        println!("{name}: patches differ by {average:.1e} on average, {largest:.1e} at most");
        let exact = compare(&mut model, theirs, &case).context("on their patches")?;
        let whole = compare(&mut model, own, &case).context("on our patches")?;
        println!("  their patches: {exact}");
        println!("  our patches:   {whole}");
        // With a header the glyphs differ by a few grey levels: that is reported, not required.
        let required = exact.equal() && (case.header || whole.equal());
        failures += usize::from(!required);
    }
    if failures > 0 {
        bail!("{failures} pictures gave other tokens");
    }
    Ok(())
}

fn open(dir: &Path) -> Result<Model> {
    let path = dir.join(chartqa::models::manifest::FILE_NAME);
    let manifest = Manifest::parse(&std::fs::read_to_string(&path)?, &path)?;
    let Family::Pix2struct(settings) = &manifest.family else {
        bail!("{}: not a Pix2Struct model", path.display());
    };
    let runtime = runtime::ensure_blocking(&LibraryOptions::from_env(), &Silent)?;
    let options = SessionOptions::default();
    Ok(Model {
        settings: settings.clone(),
        encoder: EncoderGraph::open(&runtime, dir, &manifest, settings, &options)?,
        decoder: DecoderGraph::open(&runtime, dir, &manifest, settings, &options)?,
    })
}

fn read(file: &Path) -> Result<Case> {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let (picture, kind) = stem.rsplit_once('.').context("no kind in the file's name")?;
    let path = std::fs::read_to_string(file.with_file_name(format!("{picture}.path")))?;
    let mut arrays = NpzReader::new(File::open(file)?)?;
    let ids: Array1<i64> = arrays.by_name("ids")?;
    Ok(Case {
        picture: path.into(),
        header: kind == "header",
        patches: arrays.by_name("patches")?,
        ids: ids.iter().map(|id| u32::try_from(*id)).collect::<Result<_, _>>()?,
        log_prob: arrays.by_name("log_prob")?,
        margin: arrays.by_name("margin")?,
    })
}

/// The picture's patches as this program makes them.
fn own_patches(case: &Case, settings: &Pix2Struct) -> Result<Array3<f32>> {
    let bytes = std::fs::read(&case.picture)?;
    let name = case.picture.display().to_string();
    let picture = image_source::decode(&bytes, &name, &image_source::Limits::default())?;
    let picture = if case.header {
        let text = header::text(HEADER, &HeaderFont::built_in(header::TEXT_SIZE)?);
        header::above(&text, &picture).map_err(anyhow::Error::msg)?
    } else {
        picture
    };
    let budget = Budget {
        patch_size: settings.patch_size,
        max_patches: settings.max_patches,
        max_side: settings.positions - 1,
    };
    patches::flatten(&picture, budget).map_err(anyhow::Error::msg)
}

/// How a decoded text compares.
struct Comparison {
    same: usize,
    of: usize,
    log_prob: f32,
    /// How much the reference's token led the next best where the texts part.
    margin: Option<f32>,
    seconds: (f64, f64),
}

impl Comparison {
    fn equal(&self) -> bool {
        self.margin.is_none()
    }
}

impl std::fmt::Display for Comparison {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} of {} tokens equal, log probabilities within {:.1e}",
            self.same, self.of, self.log_prob
        )?;
        if let Some(margin) = self.margin {
            write!(f, "; they part where the best token led by {margin:.4}")?;
        }
        let (encode, decode) = self.seconds;
        write!(f, " ({encode:.1} s encoder, {decode:.1} s decoder)")
    }
}

fn compare(model: &mut Model, patches: Array3<f32>, case: &Case) -> Result<Comparison> {
    let Pix2Struct { decoder_start_token_id: start, eos_token_id: end, .. } = model.settings;
    let limits = Limits { start, end, max_new_tokens: case.ids.len() };
    let cancel = Cancel::new();
    let begin = Instant::now();
    let encoded = model.encoder.encode(patches, &cancel)?;
    let encode = begin.elapsed().as_secs_f64();
    let cached = CachedDecoder::new(&mut model.decoder, &encoded, limits.max_new_tokens)?;
    let steps = Decoding::new(cached, limits, &cancel).collect::<Result<Vec<Step>, _>>()?;
    let ids: Vec<u32> = case.ids.iter().copied().filter(|id| *id != end).collect();
    let same = steps.iter().zip(&ids).take_while(|(step, id)| step.token == **id).count();
    let pairs = steps.iter().zip(&case.log_prob).take(same);
    let log_prob = pairs.map(|(a, b)| (a.log_prob - b).abs()).fold(0.0, f32::max);
    let margin = (same < ids.len().max(steps.len())).then(|| case.margin[same]);
    let seconds = (encode, begin.elapsed().as_secs_f64() - encode);
    Ok(Comparison { same, of: ids.len(), log_prob, margin, seconds })
}

fn difference(a: &Array3<f32>, b: &Array3<f32>) -> (f32, f32) {
    let differences = (a - b).mapv(f32::abs);
    (differences.mean().unwrap_or(0.0), differences.iter().copied().fold(0.0, f32::max))
}
