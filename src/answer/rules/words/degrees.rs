//! Words for higher and lower, more and less, rising and falling.

/// The highest of all.
pub(in super::super) const HIGHEST: &[&str] = &[
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
pub(in super::super) const LOWEST: &[&str] = &[
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
pub(in super::super) const MORE: &[&str] = &[
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
pub(in super::super) const EXCEEDING: &[&str] = &[
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
pub(in super::super) const LESS: &[&str] = &[
    "less", "lower", "smaller", "fewer", "below", "under", "shorter", "younger", "slower", "worse",
    "colder", "cooler", "lighter", "poorer", "cheaper", "drier",
];
/// Growing, from one value to another.
const GROW: &[&str] = &[
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
];
/// Shrinking, from one value to another.
const SHRINK: &[&str] = &[
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
];
/// Growing, also as a direction.
pub(in super::super) fn rise() -> Vec<&'static str> {
    [GROW, &["increasing", "gain", "gained", "up"]].concat()
}
/// Shrinking, also as a direction.
pub(in super::super) fn fall() -> Vec<&'static str> {
    [SHRINK, &["decreasing", "loss", "lost", "down"]].concat()
}
/// Growing, shrinking and changing: of one value, they say nothing.
pub(in super::super) fn changes() -> Vec<&'static str> {
    [GROW, SHRINK, &["change", "changed"]].concat()
}
/// What came to something, from one time to another.
pub(in super::super) const GAINED: &[&str] = &["added", "gained", "lost"];
/// Small differences.
pub(in super::super) const NEAREST: &[&str] = &["closest", "nearest"];
