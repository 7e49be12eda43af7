//! The metrics by the names that people call them by.

use std::str::FromStr;

use super::Record;
use super::dataset::Target;
use crate::metrics::{self, TooLarge};

/// A metric as `eval score --metric` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// [`metrics::relaxed`]
    Relaxed,
    /// [`metrics::relaxed_units`]
    RelaxedUnits,
    /// [`metrics::relaxed_years`]
    RelaxedYears,
    /// [`metrics::relaxed_vlmeval`]
    RelaxedVlmeval,
    /// [`metrics::relaxed_lmeval`]
    RelaxedLmeval,
    /// [`metrics::relaxed_pro`]
    RelaxedPro,
    /// [`metrics::relaxed_pro`] with its exact rule, which ChartQAPro has for years
    RelaxedProExact,
    /// [`metrics::rms`]
    Rms,
    /// [`metrics::rms_fixed`]
    RmsFixed,
    /// [`metrics::rnss`]
    Rnss,
}

impl Metric {
    /// Those for answers.
    pub const RELAXED: [Self; 7] = [
        Self::Relaxed,
        Self::RelaxedUnits,
        Self::RelaxedYears,
        Self::RelaxedVlmeval,
        Self::RelaxedLmeval,
        Self::RelaxedPro,
        Self::RelaxedProExact,
    ];
    /// Those for tables.
    pub const TABLE: [Self; 3] = [Self::Rms, Self::RmsFixed, Self::Rnss];

    /// The name on the command line and in results.
    pub fn name(self) -> &'static str {
        match self {
            Self::Relaxed => "relaxed",
            Self::RelaxedUnits => "relaxed-units",
            Self::RelaxedYears => "relaxed-years",
            Self::RelaxedVlmeval => "relaxed-vlmeval",
            Self::RelaxedLmeval => "relaxed-lmeval",
            Self::RelaxedPro => "relaxed-pro",
            Self::RelaxedProExact => "relaxed-pro-exact",
            Self::Rms => "rms",
            Self::RmsFixed => "rms-fixed",
            Self::Rnss => "rnss",
        }
    }

    /// Its scores' names in results, with headings for people; of several the last is the one
    /// that stands for it.
    pub fn keys(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Relaxed => &[("relaxed", "relaxed")],
            Self::RelaxedUnits => &[("relaxed_units", "units")],
            Self::RelaxedYears => &[("relaxed_years", "years")],
            Self::RelaxedVlmeval => &[("relaxed_vlmeval", "vlmeval")],
            Self::RelaxedLmeval => &[("relaxed_lmeval", "lmeval")],
            Self::RelaxedPro => &[("relaxed_pro", "pro")],
            Self::RelaxedProExact => &[("relaxed_pro_exact", "pro exact")],
            Self::Rms => &[("rms_precision", "RMS P"), ("rms_recall", "RMS R"), ("rms_f1", "RMS")],
            Self::RmsFixed => &[
                ("rms_fixed_precision", "fixed P"),
                ("rms_fixed_recall", "fixed R"),
                ("rms_fixed_f1", "RMS fixed"),
            ],
            Self::Rnss => &[("rnss", "RNSS")],
        }
    }

    /// Adds the metric's scores to a record.
    pub(super) fn add(
        self,
        record: &mut Record,
        target: &Target,
        prediction: &Target,
    ) -> Result<(), TooLarge> {
        let (text, given) = (target.text(), prediction.text());
        let scores = match self {
            Self::Rms | Self::RmsFixed => {
                let score = if self == Self::Rms { metrics::rms } else { metrics::rms_fixed };
                let score = score(&text, &given)?;
                vec![score.precision, score.recall, score.f1]
            }
            Self::Rnss => vec![metrics::rnss(&text, &given)],
            _ => vec![self.relaxed(target, prediction)],
        };
        let names = self.keys().iter().map(|(name, _)| (*name).to_owned());
        record.metrics.extend(names.zip(scores));
        Ok(())
    }

    /// The score of an answer; 0 for metrics of tables.
    fn relaxed(self, target: &Target, prediction: &Target) -> f64 {
        let (text, given) = (target.text(), prediction.text());
        match self {
            Self::Relaxed => f64::from(metrics::relaxed(&text, &given)),
            Self::RelaxedUnits => f64::from(metrics::relaxed_units(&text, &given)),
            Self::RelaxedYears => f64::from(metrics::relaxed_years(&text, &given)),
            Self::RelaxedVlmeval => f64::from(metrics::relaxed_vlmeval(target.texts(), &given)),
            Self::RelaxedLmeval => f64::from(metrics::relaxed_lmeval(target.texts(), &given)),
            Self::RelaxedPro => {
                metrics::relaxed_pro_list(target.texts(), prediction.texts(), false)
            }
            Self::RelaxedProExact => {
                metrics::relaxed_pro_list(target.texts(), prediction.texts(), true)
            }
            Self::Rms | Self::RmsFixed | Self::Rnss => 0.0,
        }
    }
}

impl FromStr for Metric {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let all = || Self::RELAXED.into_iter().chain(Self::TABLE);
        all().find(|metric| metric.name() == name).ok_or_else(|| {
            let names: Vec<_> = all().map(Self::name).collect();
            format!("no metric `{name}`; there are {}", names.join(", "))
        })
    }
}
