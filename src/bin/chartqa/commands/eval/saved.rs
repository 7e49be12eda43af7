//! `chartqa eval compare` and `chartqa eval report`: results that were saved.

use std::path::Path;

use chartqa::eval::compare::Comparison;
use chartqa::eval::journal::read_results;
use chartqa::eval::summary::{BREAKDOWN, Measure};
use chartqa::eval::{Record, Summary};

use super::run::{name_of, write_page};
use super::{Context, write_stdout};
use crate::cli::eval::{Compare, Format, MakeReport};

pub(crate) fn compare(args: &Compare) -> anyhow::Result<()> {
    let (first, second) = (results(&args.first)?, results(&args.second)?);
    let compared =
        Comparison::new(&first, &second, args.measure.as_deref()).map_err(chartqa::Error::from)?;
    let text = match args.format {
        Format::Text => compared.text(),
        Format::Json => compared.json(),
        Format::Md => compared.markdown(),
    };
    write_stdout(text.as_bytes())
}

pub(crate) fn report(args: &MakeReport, context: &Context) -> anyhow::Result<()> {
    let records = results(&args.results)?;
    let measures: Vec<Measure> = Measure::all()
        .into_iter()
        .filter(|measure| records.iter().any(|record| measure.of_one(record).is_some()))
        .collect();
    let name = name_of(&args.results);
    let summary = Summary::new(&name, "results", &records, &[], &measures, &BREAKDOWN);
    write_page(&args.output, &summary, &records, context)
}

fn results(path: &Path) -> chartqa::Result<Vec<Record>> {
    Ok(read_results(path)?)
}
