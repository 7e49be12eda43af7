//! Word lists of the rules.

/// The highest of all.
pub(super) const HIGHEST: &[&str] = &[
    "highest",
    "largest",
    "biggest",
    "greatest",
    "most",
    "maximum",
    "max",
    "top",
    "longest",
    "tallest",
    "best",
    "leading",
    "peak",
    "strongest",
    "fastest",
    "oldest",
    "main",
    "majority",
    "warmest",
    "hottest",
    "heaviest",
    "richest",
    "widest",
    "deepest",
    "busiest",
    "wettest",
    "costliest",
    "dearest",
];
/// The lowest of all.
pub(super) const LOWEST: &[&str] = &[
    "lowest",
    "smallest",
    "least",
    "minimum",
    "min",
    "fewest",
    "shortest",
    "worst",
    "bottom",
    "weakest",
    "slowest",
    "youngest",
    "coldest",
    "coolest",
    "lightest",
    "poorest",
    "cheapest",
    "driest",
    "narrowest",
    "quietest",
];
/// More than.
pub(super) const MORE: &[&str] = &[
    "more",
    "greater",
    "higher",
    "larger",
    "bigger",
    "above",
    "over",
    "exceed",
    "exceeds",
    "exceeded",
    "exceeding",
    "surpass",
    "surpassed",
    "outnumber",
    "longer",
    "taller",
    "older",
    "faster",
    "better",
    "stronger",
    "warmer",
    "hotter",
    "heavier",
    "richer",
    "wider",
    "deeper",
    "wetter",
    "dearer",
    "surpasses",
    "overtake",
    "overtook",
    "overtaken",
];
/// Those of them that are verbs: no `than` follows.
pub(super) const EXCEEDING: &[&str] = &[
    "exceed",
    "exceeds",
    "exceeded",
    "exceeding",
    "surpass",
    "surpasses",
    "surpassed",
    "outnumber",
    "overtake",
    "overtook",
    "overtaken",
];
/// Less than.
pub(super) const LESS: &[&str] = &[
    "less", "lower", "smaller", "fewer", "below", "under", "shorter", "younger", "slower", "worse",
    "colder", "cooler", "lighter", "poorer", "cheaper", "drier",
];
/// Growing.
pub(super) const RISE: &[&str] = &[
    "increase",
    "increased",
    "increasing",
    "rise",
    "rose",
    "risen",
    "grow",
    "grew",
    "grown",
    "growth",
    "gain",
    "gained",
    "climb",
    "climbed",
    "jump",
    "jumped",
    "up",
];
/// Shrinking.
pub(super) const FALL: &[&str] = &[
    "decrease",
    "decreased",
    "decreasing",
    "decline",
    "declined",
    "drop",
    "dropped",
    "fall",
    "fell",
    "fallen",
    "shrink",
    "shrank",
    "reduce",
    "reduced",
    "reduction",
    "loss",
    "lost",
    "down",
];
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
/// What came to something, from one time to another.
pub(super) const GAINED: &[&str] = &["added", "gained", "lost"];
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
/// Small differences.
pub(super) const NEAREST: &[&str] = &["closest", "nearest"];
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

/// Growing, shrinking and changing as verbs: of one value, they say nothing.
pub(super) const CHANGES: &[&str] = &[
    "increase",
    "increased",
    "rise",
    "rose",
    "risen",
    "grow",
    "grew",
    "grown",
    "growth",
    "climb",
    "climbed",
    "jump",
    "jumped",
    "decrease",
    "decreased",
    "decline",
    "declined",
    "drop",
    "dropped",
    "fall",
    "fell",
    "fallen",
    "shrink",
    "shrank",
    "reduce",
    "reduced",
    "reduction",
    "change",
    "changed",
];
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
