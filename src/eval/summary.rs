//! Many records to a few numbers.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::metric::Metric;
use super::score::REFUSAL;
use super::{BadLine, Outcome, Record};
use crate::Table;
use crate::table::format::{Format, to_bytes};

/// Resamplings of a bootstrap.
const RESAMPLINGS: usize = 1000;
/// Resamplings are the same in every run.
const SEED: u64 = 0x0063_6861_7274_7161;
/// What results are broken down by, where the data set says it.
pub const BREAKDOWN: [&str; 4] = ["split", "type", "kind", "values_printed"];
/// The same for tables: a question's kind says nothing of them.
pub const BREAKDOWN_OF_TABLES: [&str; 3] = ["split", "type", "values_printed"];

/// What an item adds above and below the line of a ratio.
pub(super) type Parts = (f64, f64);

/// A number that is computed over many records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// The mean of a metric of [`Record::metrics`].
    Mean(&'static str, &'static str),
    /// Row labels that are exact, of all there are.
    Labels,
    /// Numbers within 5 %, of all there are.
    Values,
    /// F1 of rows that are right, over all rows of all tables.
    Rows,
}

impl Measure {
    /// Those of tables.
    pub const TABLES: [Self; 7] = [
        Self::Mean("rms_f1", "RMS"),
        Self::Mean("rms_fixed_f1", "RMS fixed"),
        Self::Mean("rnss", "RNSS"),
        Self::Labels,
        Self::Values,
        Self::Rows,
        Self::Mean(REFUSAL, "refusal"),
    ];
    /// Those of answers.
    pub const QUESTIONS: [Self; 6] = [
        Self::Mean("relaxed", "relaxed"),
        Self::Mean("relaxed_units", "units"),
        Self::Mean("relaxed_years", "years"),
        Self::Mean("relaxed_vlmeval", "vlmeval"),
        Self::Mean("relaxed_lmeval", "lmeval"),
        Self::Mean("relaxed_pro", "pro"),
    ];

    /// Every measure there is, those that stand for the others first.
    pub fn all() -> Vec<Self> {
        let names = Metric::RELAXED.into_iter().chain(Metric::TABLE).flat_map(Metric::keys);
        let means: Vec<Self> = names.map(|(name, heading)| Self::Mean(name, heading)).collect();
        let more = means.into_iter().filter(|m| !Self::TABLES.contains(m));
        Self::TABLES.into_iter().chain(more).collect()
    }

    /// The measures of some metrics.
    pub fn of_metrics(metrics: &[Metric]) -> Vec<Self> {
        let names = metrics.iter().flat_map(|metric| metric.keys());
        names.map(|(name, heading)| Self::Mean(name, heading)).collect()
    }

    /// Name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mean(name, _) => name,
            Self::Labels => "labels",
            Self::Values => "values",
            Self::Rows => "rows_f1",
        }
    }

    /// Column heading.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Mean(_, heading) => heading,
            Self::Labels => "labels",
            Self::Values => "values",
            Self::Rows => "rows F1",
        }
    }

    /// What a record adds above and below the line; `None` if it has no say.
    pub(super) fn parts(self, record: &Record) -> Option<(f64, f64)> {
        let cells = record.cells.as_ref();
        match self {
            Self::Mean(name, _) => record.metrics.get(name).map(|value| (*value, 1.0)),
            Self::Labels => cells.map(|c| (c.labels_right as f64, c.labels as f64)),
            Self::Values => cells.map(|c| (c.values_right as f64, c.values as f64)),
            Self::Rows => cells.map(|c| (2.0 * c.rows_right as f64, (c.rows + c.rows_read) as f64)),
        }
    }

    /// The measure of one record.
    pub fn of_one(self, record: &Record) -> Option<f64> {
        let (above, below) = self.parts(record)?;
        (below > 0.0).then(|| above / below)
    }

    /// The measure over some records, with its interval; `None` if none has a say.
    pub fn over(self, records: &[&Record]) -> Option<Estimate> {
        let parts: Vec<(f64, f64)> = records.iter().filter_map(|r| self.parts(r)).collect();
        Estimate::of(&parts)
    }
}

/// A ratio of sums over independent items, with its 95 % interval (percentile bootstrap).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// The ratio over all items.
    pub value: f64,
    /// 2.5 % of the resamplings lie below.
    pub low: f64,
    /// 2.5 % of the resamplings lie above.
    pub high: f64,
}

impl Estimate {
    /// From what every item adds above and below the line.
    pub(super) fn of(parts: &[(f64, f64)]) -> Option<Self> {
        let value = ratio(parts.iter())?;
        Some(Self::around(value, parts.len(), |picks| ratio(picks.iter().map(|i| &parts[*i]))))
    }

    /// The interval around `value` from resamplings of `items` items; `statistic` computes it
    /// from the places of the items picked.
    fn around(value: f64, items: usize, statistic: impl Fn(&[usize]) -> Option<f64>) -> Self {
        let mut random = fastrand::Rng::with_seed(SEED);
        let mut picks = vec![0; items];
        let mut values: Vec<f64> = (0..RESAMPLINGS)
            .filter_map(|_| {
                picks.fill_with(|| random.usize(..items));
                statistic(&picks)
            })
            .collect();
        values.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let place = (share * values.len() as f64) as usize;
            values.get(place.min(values.len().saturating_sub(1))).copied().unwrap_or(value)
        };
        Self { value, low: at(0.025), high: at(0.975) }
    }
}

/// What stands above the lines over what stands below; `None` if that is nothing.
fn ratio<'a>(parts: impl Iterator<Item = &'a (f64, f64)>) -> Option<f64> {
    let (above, below) = parts.fold((0.0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
    (below > 0.0).then(|| above / below)
}

/// A measure over two runs of the same items, and the second less the first with its interval.
pub(super) fn paired(parts: &[(Parts, Parts)]) -> Option<(f64, f64, Estimate)> {
    let of = |picks: &mut dyn Iterator<Item = usize>| {
        let picks: Vec<usize> = picks.collect();
        let a = ratio(picks.iter().map(|i| &parts[*i].0))?;
        let b = ratio(picks.iter().map(|i| &parts[*i].1))?;
        Some((a, b))
    };
    let (a, b) = of(&mut (0..parts.len()))?;
    let estimate = Estimate::around(b - a, parts.len(), |picks| {
        of(&mut picks.iter().copied()).map(|(a, b)| b - a)
    });
    Some((a, b, estimate))
}

/// How items ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// All items.
    pub items: usize,
    /// Those with a prediction.
    pub done: usize,
    /// Of these, those that the reader was in doubt about.
    pub warned: usize,
    /// Pictures that were refused.
    pub refused: usize,
    /// Questions that were found not answerable.
    pub not_answerable: usize,
    /// Items that are broken and not scored.
    pub failed: usize,
}

impl Counts {
    fn of(records: &[&Record]) -> Self {
        let count = |is: &dyn Fn(&Record) -> bool| records.iter().filter(|r| is(r)).count();
        let ended = |outcome: Outcome| count(&|r: &Record| r.outcome == outcome);
        Self {
            items: records.len(),
            done: ended(Outcome::Done),
            warned: count(&|r: &Record| r.outcome == Outcome::Done && !r.warnings.is_empty()),
            refused: ended(Outcome::Refused),
            not_answerable: ended(Outcome::NotAnswerable),
            failed: ended(Outcome::Failed),
        }
    }
}

/// The items that have one value of one field, or all items.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// The field; empty for all items.
    pub by: String,
    /// Its value.
    pub value: String,
    /// How the items ended.
    pub counts: Counts,
    /// The measures by name.
    pub measures: BTreeMap<&'static str, Estimate>,
    /// Mean time of an item in milliseconds.
    pub mean_ms: Option<f64>,
}

/// Many records, summarised.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// The data set.
    pub dataset: String,
    /// Who read or answered.
    pub by: String,
    /// All items, then every breakdown.
    pub groups: Vec<Group>,
    /// Items that were refused or failed, with the reason.
    pub not_read: Vec<(String, String)>,
    /// Lines of the data set that are no items.
    pub bad_lines: Vec<BadLine>,
    #[serde(skip)]
    measures: Vec<Measure>,
}

impl Summary {
    /// Summarises `records` by `measures`, broken down by every field of `breakdown` that has
    /// at least two values.
    pub fn new(
        dataset: &str,
        by: &str,
        records: &[Record],
        bad: &[BadLine],
        measures: &[Measure],
        breakdown: &[&str],
    ) -> Self {
        let all: Vec<&Record> = records.iter().collect();
        let mut groups = vec![group("", "all", &all, measures)];
        for field in breakdown {
            let mut parts: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
            for record in records {
                let value = record.fields.get(*field).map_or("(none)", String::as_str);
                parts.entry(value).or_default().push(record);
            }
            if parts.len() > 1 {
                groups
                    .extend(parts.iter().map(|(value, part)| group(field, value, part, measures)));
            }
        }
        let not_read = records
            .iter()
            .filter(|r| matches!(r.outcome, Outcome::Refused | Outcome::Failed))
            .filter(|r| r.metrics.get(REFUSAL) != Some(&1.0))
            .map(|r| (r.id.clone(), r.reason.clone().unwrap_or_default()))
            .collect();
        Self {
            dataset: dataset.to_owned(),
            by: by.to_owned(),
            groups,
            not_read,
            bad_lines: bad.to_vec(),
            measures: measures.iter().copied().filter(|m| m.over(&all).is_some()).collect(),
        }
    }

    /// One object of JSON, laid out for reading.
    pub fn json(&self) -> String {
        // Texts and finite numbers under text keys are always JSON.
        let mut json = serde_json::to_string_pretty(self).unwrap_or_default();
        json.push('\n');
        json
    }

    /// Markdown: a heading, a table of all groups, and what was not read.
    pub fn markdown(&self) -> String {
        let table = to_bytes(&self.table(), Format::Markdown).unwrap_or_default();
        let mut text = format!("## {}, {}\n\n", self.dataset, self.by);
        text.push_str(&String::from_utf8_lossy(&table));
        text.push('\n');
        for note in self.notes() {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "- {note}");
        }
        text
    }

    /// Plain text for a terminal.
    pub fn text(&self) -> String {
        let mut text = format!("{}, {}\n\n{}\n", self.dataset, self.by, aligned(&self.table()));
        for note in self.notes() {
            text.push_str(&note);
            text.push('\n');
        }
        text
    }

    /// A row a group; percentages, with the interval for all items.
    pub(super) fn table(&self) -> Table {
        let counts = |counts: &Counts| {
            [
                ("items", counts.items),
                ("warned", counts.warned),
                ("refused", counts.refused),
                ("no answer", counts.not_answerable),
                ("failed", counts.failed),
            ]
        };
        let all = self.groups.first().map(|g| g.counts).unwrap_or_default();
        let shown: Vec<bool> =
            counts(&all).iter().map(|(name, count)| *name == "items" || *count > 0).collect();
        let counts = |of: &Counts| counts(of).into_iter().zip(&shown).filter(|(_, shown)| **shown);
        let timed = self.groups.iter().any(|g| g.mean_ms.is_some());
        let mut header = vec![String::new()];
        header.extend(counts(&all).map(|((name, _), _)| name.to_owned()));
        header.extend(self.measures.iter().map(|m| format!("{} %", m.heading())));
        if timed {
            header.push("mean ms".to_owned());
        }
        let rows = self.groups.iter().map(|group| {
            let label = if group.by.is_empty() {
                group.value.clone()
            } else {
                format!("{} {}", group.by, group.value)
            };
            let mut row = vec![label];
            row.extend(counts(&group.counts).map(|((_, count), _)| count.to_string()));
            row.extend(self.measures.iter().map(|m| match group.measures.get(m.name()) {
                Some(e) if group.by.is_empty() => {
                    format!("{:.1} ({:.1}-{:.1})", e.value * 100.0, e.low * 100.0, e.high * 100.0)
                }
                Some(e) => format!("{:.1}", e.value * 100.0),
                None => "-".to_owned(),
            }));
            if timed {
                row.push(group.mean_ms.map_or("-".to_owned(), |ms| format!("{ms:.0}")));
            }
            row
        });
        Table { header, rows: rows.collect(), ..Table::default() }
    }

    fn notes(&self) -> Vec<String> {
        let unread = self.not_read.iter().map(|(id, reason)| format!("not read: {id}: {reason}"));
        let bad = self.bad_lines.iter().map(|bad| format!("{}: {}", bad.place, bad.reason));
        unread.chain(bad).collect()
    }
}

/// A table as plain text: columns side by side, all but the first to the right.
pub(super) fn aligned(table: &Table) -> String {
    let lines: Vec<&Vec<String>> = std::iter::once(&table.header).chain(&table.rows).collect();
    let width = |column: usize| {
        lines.iter().filter_map(|l| l.get(column)).map(|c| c.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..table.header.len()).map(width).collect();
    let mut text = String::new();
    for line in lines {
        let cells = line.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
            if column == 0 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}

fn group(by: &str, value: &str, records: &[&Record], measures: &[Measure]) -> Group {
    let times: Vec<f64> = records.iter().filter_map(|r| r.ms).collect();
    Group {
        by: by.to_owned(),
        value: value.to_owned(),
        counts: Counts::of(records),
        measures: measures
            .iter()
            .filter_map(|m| m.over(records).map(|estimate| (m.name(), estimate)))
            .collect(),
        mean_ms: (!times.is_empty()).then(|| times.iter().sum::<f64>() / times.len() as f64),
    }
}
