//! When a text that a model writes has become a loop.

/// Times that the same tokens must come in a row at least.
const MIN_REPEATS: usize = 4;
/// Tokens that the repetition must span at least.
const MIN_LENGTH: usize = 128;
/// Longest block of tokens whose repetition is looked for.
const MAX_PERIOD: usize = 128;

/// Watches tokens as they come, and tells when it is certain that they repeat.
///
/// Certain is: the last tokens are one block, four or more times in a row and at
/// least 128 tokens long together. A chart can hold much that is alike. A column of
/// equal values does not count, since every row's label differs; a row of equal
/// values would need more than forty columns, and equal whole rows, labels included,
/// would have to fill those 128 tokens. A model that writes such a thing by greedy
/// decoding goes on with it to the limit.
///
/// Every token costs one comparison for each of the 128 possible lengths of a block.
#[derive(Debug, Default)]
pub struct Repetition {
    tokens: Vec<u32>,
    /// For every period p (at index p - 1), how many of the last tokens are equal to
    /// the one p before them, without a gap.
    matches: Vec<usize>,
}

impl Repetition {
    /// Takes the next token; true once it is certain that the text is in a loop.
    pub fn push(&mut self, token: u32) -> bool {
        self.matches.resize(MAX_PERIOD, 0);
        let mut looping = false;
        for (period, matches) in (1..).zip(&mut self.matches) {
            let before = self.tokens.len().checked_sub(period).map(|at| self.tokens[at]);
            *matches = if before == Some(token) { *matches + 1 } else { 0 };
            looping |= *matches + period >= MIN_LENGTH.max(MIN_REPEATS * period);
        }
        self.tokens.push(token);
        looping
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Number of tokens after which the watch calls a loop.
    fn called_after(tokens: impl IntoIterator<Item = u32>) -> Option<usize> {
        let mut watch = Repetition::default();
        tokens.into_iter().position(|token| watch.push(token)).map(|at| at + 1)
    }

    #[test]
    fn loops_are_called_whatever_their_period() {
        assert_eq!(called_after(std::iter::repeat_n(7, 500)), Some(128));
        let rows = [5, 6, 7, 8, 9].into_iter().cycle();
        assert_eq!(called_after((100..140).chain(rows.take(400))), Some(40 + 128));
        let long = (0..100).cycle().take(500);
        assert_eq!(called_after(long), Some(400));
    }

    #[test]
    fn a_column_of_equal_values_is_no_loop() {
        // Label | 0 . 0 <newline>, with labels of one token each.
        let rows = (0..100).flat_map(|label| [1000 + label, 1, 2, 3, 2, 4]);
        assert_eq!(called_after(rows), None);
    }

    #[test]
    fn a_wide_row_of_equal_values_is_no_loop() {
        let row = [900].into_iter().chain([1, 2].into_iter().cycle().take(2 * 40));
        let rows = (0..6).flat_map(|label| [1000 + label].into_iter().chain(row.clone()));
        assert_eq!(called_after(rows), None);
    }

    #[test]
    fn equal_rows_are_no_loop_while_they_are_few() {
        let rows = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].into_iter().cycle().take(12 * 10);
        assert_eq!(called_after(rows), None);
    }

    proptest! {
        /// The definition, checked the slow way.
        #[test]
        fn called_exactly_when_the_definition_says(
            head in prop::collection::vec(0_u32..3, 0..60),
            block in prop::collection::vec(0_u32..3, 1..50),
            repeats in 1_usize..40,
        ) {
            let mut tokens = head;
            for _ in 0..repeats {
                tokens.extend(&block);
            }
            let looping = |end: usize| {
                (1..=MAX_PERIOD).any(|period| {
                    let length = MIN_LENGTH.max(MIN_REPEATS * period);
                    end >= length
                        && (end - length + period..end).all(|i| tokens[i] == tokens[i - period])
                })
            };
            let expected = (1..=tokens.len()).find(|end| looping(*end));
            prop_assert_eq!(called_after(tokens.clone()), expected);
        }
    }
}
