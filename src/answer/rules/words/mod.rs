//! Word lists of the rules.

mod degrees;

pub(super) use degrees::*;

/// Adding up.
pub(super) const SUM: &[&str] = &[
    "sum",
    "total",
    "combined",
    "together",
    "altogether",
    "add",
    "added",
    "adding",
    "addition",
    "plus",
    "cumulative",
    "aggregate",
    "summation",
];
/// Averages.
pub(super) const AVERAGE: &[&str] = &["average", "mean", "avg"];
/// Middle values.
pub(super) const MEDIAN: &[&str] = &["median"];
/// Differences.
pub(super) const DIFFERENCE: &[&str] = &[
    "difference",
    "gap",
    "differ",
    "subtract",
    "minus",
    "margin",
    "deduct",
    "spread",
    "discrepancy",
];
/// Ratios.
pub(super) const RATIO: &[&str] = &["ratio", "divided", "quotient"];
/// Everything that computes with several cells, as [`super::question::Question::release`] takes it.
pub(super) const OPERATIONS: &[&str] =
    &["sum", "total", "combined", "average", "mean", "avg", "median", "difference", "ratio"];

/// Verbs that a yes-or-no question begins with.
pub(super) const AUXILIARIES: &[&str] = &[
    "is", "are", "was", "were", "do", "does", "did", "has", "have", "had", "can", "could", "will",
    "would", "should",
];

/// Words for what is measured, in contrast to what it is measured of.
pub(super) const MEASURES: &[&str] = &[
    "value",
    "percentage",
    "percent",
    "share",
    "number",
    "amount",
    "rate",
    "proportion",
    "fraction",
    "total",
    "sum",
    "average",
    "mean",
    "median",
    "difference",
    "ratio",
    "price",
    "cost",
    "revenue",
    "sale",
    "population",
    "count",
    "score",
    "level",
    "figure",
    "index",
    "quantity",
    "size",
    "length",
    "height",
    "weight",
    "age",
    "income",
    "salary",
    "profit",
    "loss",
    "yield",
    "temperature",
    "expenditure",
    "spending",
    "growth",
    "increase",
    "decrease",
    "change",
    "gap",
    "volume",
    "area",
    "distance",
    "speed",
    "time",
    "point",
    "frequency",
    "duration",
    "%",
    "rating",
    "turnover",
    "production",
    "consumption",
    "emission",
    "ratio",
    "median",
];

/// Colours: a table does not hold them.
pub(super) const COLOURS: &[&str] = &[
    "color",
    "colour",
    "colored",
    "coloured",
    "red",
    "green",
    "blue",
    "yellow",
    "orange",
    "purple",
    "pink",
    "brown",
    "grey",
    "gray",
    "black",
    "white",
    "violet",
    "cyan",
    "magenta",
    "navy",
    "teal",
    "maroon",
    "turquoise",
    "beige",
    "gold",
    "golden",
    "silver",
    "dark",
    "light",
    "shade",
    "shaded",
];
/// Places and looks: a table does not hold them either.
pub(super) const LOOKS: &[&str] = &[
    "left",
    "right",
    "leftmost",
    "rightmost",
    "topmost",
    "bottommost",
    "middle",
    "center",
    "centre",
    "dotted",
    "dashed",
    "dot",
    "striped",
    "font",
    "pattern",
    "axis",
    "axes",
    "legend",
    "title",
    "trend",
    "pattern",
    "upward",
    "downward",
    "upwards",
    "downwards",
    "intersect",
    "cross",
    "crosses",
    "slope",
    "steep",
    "steepest",
];
/// Questions about causes, forecasts and opinions.
pub(super) const BEYOND: &[&str] = &[
    "why", "predict", "forecast", "expected", "likely", "because", "reason", "cause", "conclude",
    "infer", "suggest", "extreme", "next", "future",
];

/// `second`, `3rd`: its rank.
pub(super) fn ordinal(word: &str) -> Option<usize> {
    const NAMES: [&str; 10] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
        "tenth",
    ];
    if let Some(at) = NAMES.iter().position(|name| *name == word) {
        return Some(at + 1);
    }
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    ["st", "nd", "rd", "th"]
        .contains(&&word[digits.len()..])
        .then(|| digits.parse().ok())
        .flatten()
        .filter(|rank| (1..=20).contains(rank))
}

/// Leaving something out.
pub(super) const EXCLUSIONS: &[&str] = &[
    "not",
    "never",
    "without",
    "except",
    "excluding",
    "neither",
    "other",
    "another",
    "rest",
    "besides",
    "nor",
];
/// Those of them behind which stands what is left out.
pub(super) const EXCEPT: &[&str] =
    &["except", "excluding", "besides", "without", "other", "apart", "aside", "ignoring"];
/// Words behind which the second of two things stands.
pub(super) const THAN: &[&str] = &["than", "then", "compared", "versus", "vs", "as"];
/// Words that say that numbers are percentages, in questions and headers.
pub(super) const PERCENT: &[&str] =
    &["percent", "percentage", "pct", "%", "share", "proportion", "rate", "fraction"];
/// Being in the chart.
pub(super) const SHOWN: &[&str] = &[
    "there",
    "shown",
    "show",
    "displayed",
    "represented",
    "listed",
    "included",
    "depicted",
    "plotted",
    "given",
    "chart",
    "graph",
    "figure",
    "table",
    "diagram",
    "plot",
    "covered",
    "presented",
    "mentioned",
    "compared",
    "surveyed",
    "appear",
];
/// What labels stand for, in general.
pub(super) const CATEGORIES: &[&str] = &[
    "category", "label", "item", "group", "segment", "slice", "sector", "part", "entity",
    "country", "year", "month", "line", "series", "variable", "gender", "quarter", "day", "state",
    "region", "city", "brand", "company", "product", "x", "option", "type", "kind", "bar", "name",
    "answer", "range", "bracket", "band", "nation", "class",
];
/// Behind `the highest`: `the highest paid` is somebody, not a value.
pub(super) const RANKED: &[&str] = &[
    "rated",
    "ranked",
    "ranking",
    "paid",
    "grossing",
    "selling",
    "performing",
    "earning",
    "scoring",
    "valued",
    "priced",
    "growing",
];
/// What stretches of time are called.
pub(super) const TIMES: &[&str] = &[
    "year", "month", "quarter", "day", "date", "when", "decade", "week", "season", "period",
    "weekday",
];
/// Times told from now.
pub(super) const LATELY: &[&str] =
    &["last", "past", "previous", "latest", "recent", "current", "first", "preceding"];
