//! Counting votes: which answers are the same, and which comes most often.

use std::collections::BTreeSet;

use crate::Table;
use crate::answer::{Evidence, Vote};
use crate::table::number;

/// Votes in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Ballot {
    /// What makes answers the same; the answer as it came first; how often it came; which
    /// sample gave it first.
    groups: Vec<(String, Vote, usize)>,
}

impl Ballot {
    /// Counts the answer of a sample about `table`, which rests on `cells`.
    pub(super) fn add(
        &mut self,
        answer: &str,
        sample: usize,
        table: Option<&Table>,
        cells: &[Evidence],
    ) {
        let key = key(answer, &Said::of(table, cells));
        match self.groups.iter_mut().find(|(known, ..)| *known == key) {
            Some((_, vote, _)) => vote.count += 1,
            None => {
                self.groups.push((key, Vote { answer: answer.to_owned(), count: 1 }, sample));
            }
        }
    }

    /// The sample that gave the commonest answer first, and how often that came. Of two that
    /// came equally often, the one seen first.
    pub(super) fn winner(&self) -> Option<(usize, usize)> {
        let mut best: Option<(usize, usize)> = None;
        for (_, vote, sample) in &self.groups {
            if best.is_none_or(|(_, count)| vote.count > count) {
                best = Some((*sample, vote.count));
            }
        }
        best
    }

    /// The votes, the commonest first.
    pub(super) fn votes(&self) -> Vec<Vote> {
        let mut votes: Vec<Vote> = self.groups.iter().map(|(_, vote, _)| vote.clone()).collect();
        votes.sort_by_key(|vote| std::cmp::Reverse(vote.count));
        votes
    }
}

/// The texts that say which unit the numbers of an answer have anyway: of the columns of its
/// cells, or of all if it names none, with the title.
struct Said(Vec<String>);

impl Said {
    fn of(table: Option<&Table>, cells: &[Evidence]) -> Self {
        let Some(table) = table else { return Self(Vec::new()) };
        let columns: BTreeSet<usize> =
            cells.iter().map(|cell| cell.column).filter(|column| *column > 0).collect();
        let is_used = |column: usize| columns.is_empty() || columns.contains(&column);
        let lines = std::iter::once(&table.header).chain(&table.rows);
        let used = lines.flat_map(|line| {
            line.iter().enumerate().filter(|(column, _)| is_used(*column)).map(|(_, text)| text)
        });
        Self(table.title.iter().chain(used).map(|text| text.to_lowercase()).collect())
    }

    /// Whether they have `unit`, so that an answer need not.
    fn has(&self, unit: &str) -> bool {
        match unit {
            "%" => self.0.iter().any(|text| text.contains('%') || text.contains("percent")),
            unit => self.0.iter().any(|text| {
                text.match_indices(unit).any(|(at, _)| {
                    let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
                    !letter(text[..at].chars().next_back())
                        && !letter(text[at + unit.len()..].chars().next())
                })
            }),
        }
    }
}

/// What is the same for answers that mean the same: 12, 12.0 and, where the column speaks of
/// percent, 12 %; `A and B` and `a, b`.
fn key(answer: &str, said: &Said) -> String {
    let parts = answer.replace(" and ", ", ").replace(" & ", ", ");
    let parts: Vec<String> = parts
        .split(", ")
        .map(|part| part.trim().trim_end_matches('.').trim_matches(['"', '\'']))
        .filter(|part| !part.is_empty())
        .map(|part| one(part, said))
        .collect();
    parts.join(", ")
}

fn one(part: &str, said: &Said) -> String {
    let Some(number) = number::parse_cell(part) else {
        return part.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    };
    // Twelve digits: what computing in another order changes is noise.
    let value = format!("{:.11e}", number.value);
    let value: f64 = value.parse().unwrap_or(number.value);
    let unit = |sign: &str| {
        let sign = sign.trim().to_lowercase();
        if sign.is_empty() || said.has(&sign) { String::new() } else { format!(" {sign}") }
    };
    let percent = if number.percent { unit("%") } else { String::new() };
    // -0 is 0.
    format!("{}{}{}{percent}", value + 0.0, unit(&number.prefix), unit(&number.suffix))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(header: &str) -> Table {
        Table::from_csv(format!("Year,{header}\n2019,12\n2020,30\n").as_bytes(), "t").unwrap()
    }

    fn same(a: &str, b: &str, header: &str) -> bool {
        let table = table(header);
        let said = Said::of(Some(&table), &[]);
        key(a, &said) == key(b, &said)
    }

    #[test]
    fn numbers_are_the_same_however_written() {
        for other in ["12.0", "12.", "+12", "12.000000000000001", "12 %", "12%", "12 percent"] {
            assert!(same("12", other, "Share (%)"), "{other}");
            assert!(same("12", other, "Percentage of adults"), "{other}");
        }
        assert!(!same("12", "12%", "Visitors"), "a percentage of visitors is no number of them");
        assert!(same("1,200", "1200", "Visitors") && same("1.2k", "1200", "Visitors"));
        assert!(same("-0", "0", "Visitors"));
        assert!(same("$12", "12", "Price in $") && !same("$12", "12", "Price"));
        assert!(same("12 kg", "12", "Weight (kg)") && !same("12 kg", "12", "Weight"));
        assert!(!same("12", "13", "Share (%)"));
    }

    #[test]
    fn the_column_that_an_answer_rests_on_decides() {
        let table =
            Table::from_csv(b"Year,Visitors,Share (%)\n2019,12,40\n2020,30,60\n", "t").unwrap();
        let key_from = |answer: &str, column: usize| {
            let cells = [Evidence::of(&table, 0, column).unwrap()];
            key(answer, &Said::of(Some(&table), &cells))
        };
        assert_eq!(key_from("12%", 2), key_from("12", 2));
        assert_ne!(key_from("12%", 1), key_from("12", 1));
        assert_eq!(key("12%", &Said::of(Some(&table), &[])), "12");
        assert_eq!(key("12%", &Said::of(None, &[])), "12 %");
    }

    #[test]
    fn words_are_the_same_in_any_case_and_list() {
        for (a, b) in [
            ("Yes", "yes."),
            ("North  America", "north america"),
            ("A, B and C", "a, b, c"),
            ("12 % and 30", "12, 30 %"),
        ] {
            assert!(same(a, b, "Share (%)"), "{a} {b}");
        }
        assert!(!same("A, B", "B, A", "x"), "an order may be what was asked for");
    }

    #[test]
    fn the_commonest_wins_and_of_equals_the_first() {
        let table = table("Share (%)");
        let mut ballot = Ballot::default();
        assert_eq!(ballot.winner(), None);
        for (sample, answer) in ["30", "12", "Yes", "12.0", "30 %"].into_iter().enumerate() {
            ballot.add(answer, sample, Some(&table), &[]);
        }
        assert_eq!(ballot.winner(), Some((0, 2)));
        ballot.add("12%", 5, Some(&table), &[]);
        assert_eq!(ballot.winner(), Some((1, 3)));
        let votes: Vec<(String, usize)> =
            ballot.votes().into_iter().map(|vote| (vote.answer, vote.count)).collect();
        assert_eq!(votes, [("12".into(), 3), ("30".into(), 2), ("Yes".into(), 1)]);
    }
}
