//! `chartqa table`

use std::io::IsTerminal as _;
use std::ops::ControlFlow;
use std::path::Path;

use chartqa::contract::TableObject;
use chartqa::image_source::{ImageSource, Limits};
use chartqa::reader::ModelChoice;
use chartqa::table::format::{self, Format};
use chartqa::{ErrorKind, Reading};
use image::RgbImage;

use super::readings::{Encoded, Readings};
use super::{Context, reading, write_file, write_stdout};
use crate::cli::Table;
use crate::report::{SomeFailed, UsageError};

pub(crate) fn run(args: &Table, context: &Context) -> anyhow::Result<()> {
    let format = format_of(args)?;
    // Whatever can be seen to be wrong is said before anything heavy is loaded.
    let sources = args
        .images
        .iter()
        .map(|name| ImageSource::parse(name).map_err(chartqa::Error::from))
        .collect::<Result<Vec<_>, _>>()?;
    if let [only] = sources.as_slice() {
        only.check(&Limits::default(), context.settings.offline).map_err(chartqa::Error::from)?;
    }
    let model = reading::choose_model(context)?;
    if let Some(what) = reading::gives_no_table(&model) {
        return Err(UsageError {
            message: format!("this model {what}"),
            hint: Some("name another with --model, or use `chartqa ask`".to_owned()),
        }
        .into());
    }

    let several = sources.len() > 1;
    if args.overlay.is_some() {
        let refuse = |message: &str, hint: &str| UsageError {
            message: message.to_owned(),
            hint: Some(hint.to_owned()),
        };
        if several {
            let hint = "give one picture at a time";
            return Err(refuse("--overlay draws over one picture only", hint).into());
        }
        if model != ModelChoice::BuiltIn {
            let hint = "add `--model mini`";
            return Err(refuse("only `mini` knows where it read what, for --overlay", hint).into());
        }
    }
    let mut reader = Readings::new(context, model);
    let mut readings = Vec::new();
    let mut stopped = None;
    let mut give = |source: &ImageSource, reading: chartqa::Result<Reading>| {
        match taken(args, format, several, source, reading, context) {
            Ok(Some(reading)) => readings.push((source.name(), reading)),
            Ok(None) => {}
            Err(error) => {
                stopped = Some(error);
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    };
    match sources.as_slice() {
        [only] => {
            let _ = give(only, read(only, &mut reader, args.overlay.as_deref(), context));
        }
        several => reader.read_many(several, give)?,
    }
    if let Some(error) = stopped {
        return Err(error);
    }
    match &args.output {
        Some(path) if !readings.is_empty() => write_file(path, &whole(&readings, format)?)?,
        None if format.is_binary() => write_stdout(&whole(&readings, format)?)?,
        _ => {}
    }
    match sources.len() - readings.len() {
        0 => Ok(()),
        failed => Err(SomeFailed { failed, total: sources.len() }.into()),
    }
}

/// Writes out a reading as it comes; of several pictures, one that fails is named and passed over.
fn taken(
    args: &Table,
    format: Format,
    several: bool,
    source: &ImageSource,
    reading: chartqa::Result<Reading>,
    context: &Context,
) -> anyhow::Result<Option<Reading>> {
    let reading = match reading {
        Ok(reading) => reading,
        // Of this picture; others may do.
        Err(error)
            if several && matches!(error.kind(), ErrorKind::Failed | ErrorKind::Unanswerable) =>
        {
            context.report.error(&anyhow::Error::new(error).context(source.name()));
            return Ok(None);
        }
        Err(error) => return Err(error.into()),
    };
    if let (Some(path), Some(overlay)) = (&args.overlay, &reading.overlay) {
        write_file(path, &png(overlay)?)?;
    }
    if args.output.is_none() && !format.is_binary() {
        write_stdout(&rendered(&source.name(), &reading, format, several)?)?;
    }
    Ok(Some(reading))
}

/// Reads one picture; the model is opened if it can be decoded and no reading is kept of it.
fn read(
    source: &ImageSource,
    reader: &mut Readings,
    overlay: Option<&Path>,
    context: &Context,
) -> chartqa::Result<Reading> {
    let picture = Encoded::fetch(context, source)?;
    // What was found in a picture is not kept, only its table.
    if overlay.is_none()
        && let Some(kept) = reader.kept(&picture)
    {
        return Ok(kept);
    }
    let pixels = picture.decode()?;
    reader.opened()?;
    let reading = reader.read_now(&picture, &pixels, overlay.is_some());
    if let (Some(path), Err(error)) = (overlay, &reading)
        && error.kind() == ErrorKind::Unanswerable
    {
        match draw_refused(path, &pixels, reader) {
            Ok(()) => {
                let path = path.display();
                context.report.note(&format!("{path} shows the texts, scales and legends found"));
            }
            Err(error) => context.report.error(&error),
        }
    }
    reading
}

/// Draws what was found in a picture that is refused.
fn draw_refused(path: &Path, pixels: &RgbImage, reader: &mut Readings) -> anyhow::Result<()> {
    let opened = reader.opened()?;
    let drawn = opened.reader.first_stages(pixels, &opened.options)?;
    write_file(path, &png(&drawn)?)
}

fn png(picture: &RgbImage) -> anyhow::Result<Vec<u8>> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png)?;
    Ok(bytes.into_inner())
}

/// One reading as text; of several, each under its picture's name where the format allows.
fn rendered(
    image: &str,
    reading: &Reading,
    format: Format,
    several: bool,
) -> anyhow::Result<Vec<u8>> {
    if format == Format::Json {
        let mut json = serde_json::to_vec(&TableObject::new(image, reading))?;
        json.push(b'\n');
        return Ok(json);
    }
    let mut text = Vec::new();
    if several && format == Format::Markdown {
        text.extend_from_slice(format!("<!-- {} -->\n", image.replace("--", "- -")).as_bytes());
    }
    text.extend(format::to_bytes(&reading.table, format).map_err(chartqa::Error::from)?);
    if several {
        text.push(b'\n');
    }
    Ok(text)
}

/// All readings as the content of one file.
fn whole(readings: &[(String, Reading)], format: Format) -> anyhow::Result<Vec<u8>> {
    if format == Format::Xlsx {
        let sheets: Vec<_> = readings.iter().map(|(name, r)| (name.as_str(), &r.table)).collect();
        return Ok(format::workbook(&sheets).map_err(chartqa::Error::from)?);
    }
    let mut content = Vec::new();
    for (name, reading) in readings {
        content.extend(rendered(name, reading, format, readings.len() > 1)?);
    }
    Ok(content)
}

/// The format asked for, or that of the file's ending.
fn format_of(args: &Table) -> anyhow::Result<Format> {
    let ending = args.output.as_deref().and_then(Path::extension).and_then(|e| e.to_str());
    let format = match (args.format, ending) {
        (Some(format), _) => format,
        (None, Some("htm")) => Format::Html,
        (None, Some("jsonl")) => Format::Json,
        (None, Some(ending)) => ending.parse().map_err(|reason: String| UsageError {
            message: reason,
            hint: Some("name the format with --format".to_owned()),
        })?,
        (None, None) => Format::default(),
    };
    if format.is_binary() && args.output.is_none() && std::io::stdout().is_terminal() {
        return Err(UsageError {
            message: format!("{} is no text for a terminal", format.name()),
            hint: Some("name a file with -o".to_owned()),
        }
        .into());
    }
    Ok(format)
}
