//! Breaking header text into lines as Python's `textwrap.wrap` does.
//!
//! Pix2Struct's preprocessing wraps at 80 characters with that function, so its
//! rules decide where a long question breaks: white space, hyphens within words,
//! dashes between words, and words longer than a line anywhere.

/// Lines of at most `width` characters; none for text without a visible character.
///
/// White space characters count as single spaces (a tab advances to a multiple of 8),
/// runs of them are kept within a line and dropped where a line breaks.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let text: Vec<char> = with_plain_spaces(text);
    let mut chunks = chunks(&text).into_iter().map(<[char]>::to_vec).collect::<Vec<_>>();
    chunks.reverse();
    let mut lines: Vec<String> = Vec::new();
    while let Some(first) = chunks.last() {
        if !lines.is_empty() && is_blank(first) {
            chunks.pop();
            continue;
        }
        let mut line: Vec<Vec<char>> = Vec::new();
        let mut length = 0;
        while let Some(chunk) = chunks.pop_if(|chunk| length + chunk.len() <= width) {
            length += chunk.len();
            line.push(chunk);
        }
        if let Some(long) = chunks.last_mut().filter(|chunk| chunk.len() > width) {
            // With no room left this adds an empty piece, which then stands in for a
            // trailing space as the one that is dropped; so it does in Python.
            let at = break_of_long_word(long, width - length);
            line.push(long.drain(..at).collect());
        }
        if line.last().is_some_and(|chunk| is_blank(chunk)) {
            line.pop();
        }
        if !line.is_empty() {
            lines.push(line.concat().into_iter().collect());
        }
    }
    lines
}

/// Tabs expanded to stops of 8, every other ASCII white space one space.
fn with_plain_spaces(text: &str) -> Vec<char> {
    let (mut out, mut column) = (Vec::new(), 0);
    for c in text.chars() {
        match c {
            '\t' => {
                let fill = 8 - column % 8;
                out.extend(std::iter::repeat_n(' ', fill));
                column += fill;
            }
            '\n' | '\r' => {
                out.push(' ');
                column = 0;
            }
            '\x0b' | '\x0c' => {
                out.push(' ');
                column += 1;
            }
            c => {
                out.push(c);
                column += 1;
            }
        }
    }
    out
}

fn is_blank(chunk: &[char]) -> bool {
    chunk.iter().all(|c| c.is_whitespace())
}

/// Unbreakable pieces of the text: runs of spaces, dashes between words, and
/// words or the parts of words up to a hyphen.
fn chunks(text: &[char]) -> Vec<&[char]> {
    let mut out = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let mut end = start + 1;
        if text[start] == ' ' {
            while text.get(end) == Some(&' ') {
                end += 1;
            }
        } else if let Some(dash_end) = dash_between_words(text, start) {
            end = dash_end;
        } else {
            while end < text.len()
                && text[end] != ' '
                && dash_between_words(text, end).is_none()
                && !after_hyphen(text, start, end)
            {
                end += 1;
            }
        }
        out.push(&text[start..end]);
        start = end;
    }
    out
}

/// End of a dash of two or more hyphens that starts at `at` and joins two words.
fn dash_between_words(text: &[char], at: usize) -> Option<usize> {
    let before = *text[..at].last()?;
    if !(is_word(before) || "!\"'&.,?".contains(before)) {
        return None;
    }
    let end = at + text[at..].iter().take_while(|c| **c == '-').count();
    (end >= at + 2 && text.get(end).is_some_and(|c| is_word(*c))).then_some(end)
}

/// Whether a word that began at `start` may break at `at`, right after a hyphen
/// with two letters (or letter, hyphen, letter) before it and the same after it.
fn after_hyphen(text: &[char], start: usize, at: usize) -> bool {
    let letter = |i: Option<usize>| i.and_then(|i| text.get(i)).is_some_and(|c| is_letter(*c));
    let hyphen = |i: Option<usize>| i.and_then(|i| text.get(i)) == Some(&'-');
    let back = |n: usize| at.checked_sub(n);
    let before = letter(back(2)) && (letter(back(3)) || hyphen(back(3)) && letter(back(4)));
    let after =
        letter(Some(at)) && (letter(Some(at + 1)) || hyphen(Some(at + 1)) && letter(Some(at + 2)));
    at > start + 1 && hyphen(back(1)) && before && after
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is_letter(c: char) -> bool {
    is_word(c) && !c.is_numeric()
}

/// How many characters of a word longer than a line go onto a line with `room` left:
/// up to its last hyphen there, if something other than hyphens precedes that.
fn break_of_long_word(word: &[char], room: usize) -> usize {
    let room = room.min(word.len());
    match word[..room].iter().rposition(|c| *c == '-') {
        Some(hyphen) if hyphen > 0 && word[..hyphen].iter().any(|c| *c != '-') => hyphen + 1,
        _ => room,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every expectation is what Python 3.11's `textwrap.wrap(text, width)` gives.
    #[test]
    fn lines_break_where_python_breaks_them() {
        let cases: &[(&str, usize, &[&str])] = &[
            ("", 10, &[]),
            ("   ", 10, &[]),
            ("one two three", 7, &["one two", "three"]),
            ("one  two   three", 8, &["one  two", "three"]),
            ("  lead", 10, &["  lead"]),
            ("a\tb\nc", 20, &["a       b c"]),
            ("second-highest value", 10, &["second-", "highest", "value"]),
            ("year-on-year growth", 8, &["year-on-", "year", "growth"]),
            ("in 1990-1995 or so", 9, &["in", "1990-1995", "or so"]),
            ("abcd efghijk", 5, &["abcd ", "efghi", "jk"]),
            ("x--y and mother--daughter", 8, &["x--y and", "mother--", "daughter"]),
            ("abcdefghijklmnop", 5, &["abcde", "fghij", "klmno", "p"]),
            ("so abcdefgh-ijklmnop", 10, &["so", "abcdefgh-", "ijklmnop"]),
            ("e-mail re-re-read", 5, &["e-", "mail", "re-", "re-", "read"]),
            ("wait--- no -dash- --x", 7, &["wait---", "no", "-dash-", "--x"]),
            ("123-456-7890-1234-5678", 10, &["123-456-", "7890-1234-", "5678"]),
        ];
        for (text, width, expected) in cases {
            assert_eq!(wrap(text, *width), *expected, "{text:?} at {width}");
        }
    }
}
