//! What is measured: a question about areas is not answered from a column of populations.

use super::plan::Refusal;
use super::question::Question;
use super::tokens::Token;
use super::view::{Axis, View};

/// Things that are measured; words of a line mean the same, more or less.
const MEASURES: &[&[&str]] = &[
    &["population", "inhabitant", "resident", "people", "citizen"],
    &["area", "land", "surface"],
    &["price", "cost", "fee"],
    &["revenue", "sale", "turnover", "income", "earning", "salary", "wage", "pay", "profit"],
    &["temperature"],
    &["rainfall", "rain", "precipitation"],
    &["height", "elevation", "altitude"],
    &["weight", "mass"],
    &["age"],
    &["speed"],
    &["distance"],
    &["gdp"],
    &["unemployment"],
    &["inflation"],
    &["death", "mortality"],
    &["birth", "fertility"],
    &["capital"],
    &["mayor", "president"],
    &["download"],
    &["view", "viewer"],
    &["vote", "voter"],
    &["attendance", "visitor"],
    &["consumption", "use", "usage"],
    &["production", "output"],
    &["emission"],
];

fn measure(token: &Token) -> Option<usize> {
    MEASURES.iter().position(|words| token.is(words))
}

/// Refuses `the area of A` where title and header speak of a population and of no area.
pub(super) fn refuse_another(view: &View<'_>, question: &Question) -> Result<(), Refusal> {
    let header = view.columns.iter().flat_map(|c| view.label_tokens(Axis::Column, *c));
    let table: Vec<usize> =
        header.chain(view.title()).chain(view.corner()).filter_map(measure).collect();
    if table.is_empty() {
        return Ok(());
    }
    let tokens = &question.tokens;
    for at in 1..tokens.len().saturating_sub(1) {
        let named = tokens[at - 1].is(&["the"]) && tokens[at + 1].is(&["of", "in", "for"]);
        let Some(asked) = measure(&tokens[at]).filter(|_| named && question.is_free(at)) else {
            continue;
        };
        if !table.contains(&asked) {
            return Err(format!("the table does not show `{}`", tokens[at].raw));
        }
    }
    Ok(())
}
