//! Counting votes: which answers are the same, and which comes most often.

use crate::Table;
use crate::answer::Vote;
use crate::table::number;

/// Votes in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Ballot {
    /// What makes answers the same; the answer as it came first; how often it came; which
    /// sample gave it first.
    groups: Vec<(String, Vote, usize)>,
}

impl Ballot {
    /// Counts the answer of a sample about `table`.
    pub(super) fn add(&mut self, answer: &str, sample: usize, table: Option<&Table>) {
        let key = key(answer, table);
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

/// What is the same for answers that mean the same: 12, 12.0 and, where the table speaks of
/// percent, 12 %; `A and B` and `a, b`.
fn key(answer: &str, table: Option<&Table>) -> String {
    let parts = answer.replace(" and ", ", ").replace(" & ", ", ");
    let parts: Vec<String> = parts
        .split(", ")
        .map(|part| part.trim().trim_end_matches('.').trim_matches(['"', '\'']))
        .filter(|part| !part.is_empty())
        .map(|part| one(part, table))
        .collect();
    parts.join(", ")
}

fn one(part: &str, table: Option<&Table>) -> String {
    let Some(number) = number::parse_cell(part) else {
        return part.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    };
    // Twelve digits: what computing in another order changes is noise.
    let value = format!("{:.11e}", number.value);
    let value: f64 = value.parse().unwrap_or(number.value);
    let unit = |sign: &str| {
        let sign = sign.trim().to_lowercase();
        let said = table.is_some_and(|table| says(table, &sign));
        if sign.is_empty() || said { String::new() } else { format!(" {sign}") }
    };
    let percent = if number.percent { unit("%") } else { String::new() };
    // -0 is 0.
    format!("{}{}{}{percent}", value + 0.0, unit(&number.prefix), unit(&number.suffix))
}

/// Whether the table's title, labels or cells have the unit, so that an answer need not.
fn says(table: &Table, unit: &str) -> bool {
    let texts = table.title.iter().chain(&table.header).chain(table.rows.iter().flatten());
    let mut texts = texts.map(|text| text.to_lowercase());
    match unit {
        "%" => texts.any(|text| text.contains('%') || text.contains("percent")),
        unit => texts.any(|text| {
            text.match_indices(unit).any(|(at, _)| {
                let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
                !letter(text[..at].chars().next_back())
                    && !letter(text[at + unit.len()..].chars().next())
            })
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(header: &str) -> Table {
        Table::from_csv(format!("Year,{header}\n2019,12\n2020,30\n").as_bytes(), "t").unwrap()
    }

    fn same(a: &str, b: &str, header: &str) -> bool {
        let table = table(header);
        key(a, Some(&table)) == key(b, Some(&table))
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
            ballot.add(answer, sample, Some(&table));
        }
        assert_eq!(ballot.winner(), Some((0, 2)));
        ballot.add("12%", 5, Some(&table));
        assert_eq!(ballot.winner(), Some((1, 3)));
        let votes: Vec<(String, usize)> =
            ballot.votes().into_iter().map(|vote| (vote.answer, vote.count)).collect();
        assert_eq!(votes, [("12".into(), 3), ("30".into(), 2), ("Yes".into(), 1)]);
    }
}
