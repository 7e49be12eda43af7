//! Which cells a program used.
//!
//! A cell is used if the program's outcome depends on it, and that is found by
//! trying: the program is run again with the cell replaced by something with which
//! nothing can be done (any arithmetic, comparison or printing of it fails), and by
//! numbers above and below all others. A cell that is only passed along, say through a
//! dictionary of the whole column out of which another cell is taken, makes no
//! difference. Groups of cells are tried together and halved where they make one, so
//! that a lookup in a large table takes a few runs.

use std::time::{Duration, Instant};

use monty_types::MontyObject;

use super::sandbox::{Instead, Program};
use super::value::Value;

/// A cell's row and column.
type Place = (usize, usize);

/// Those of `cells` that decide what `ans` is, and whether time allowed to find exactly
/// those; else some of the same columns are among them that do not.
pub(super) fn used(
    program: &Program,
    ans: &MontyObject,
    cells: &[Place],
    time: Duration,
) -> (Vec<Place>, bool) {
    let end = Instant::now() + time;
    let mut search = Search { program, ans, end, used: Vec::new(), exact: true };
    // Columns first, so that where time is short no other column is suspected.
    let mut columns: Vec<&[Place]> = cells.chunk_by(|a, b| a.1 == b.1).collect();
    columns.retain(|column| search.matters(column));
    for column in columns {
        search.group(column, true);
    }
    (search.used, search.exact)
}

struct Search<'a> {
    program: &'a Program,
    ans: &'a MontyObject,
    end: Instant,
    used: Vec<Place>,
    exact: bool,
}

impl Search<'_> {
    /// Finds the used cells of a group; `known` says that there are some.
    fn group(&mut self, cells: &[Place], known: bool) {
        if cells.is_empty() {
            return;
        }
        if Instant::now() >= self.end {
            self.exact = false;
            self.used.extend(cells);
            return;
        }
        if !known && !self.matters(cells) {
            return;
        }
        if cells.len() == 1 {
            self.used.extend(cells);
            return;
        }
        let (left, right) = cells.split_at(cells.len() / 2);
        let before = self.used.len();
        self.group(left, false);
        // What makes a difference as a whole, and not in its left half, does in its right.
        self.group(right, self.used.len() == before);
    }

    /// Whether it makes a difference if these cells are others; where there is no time to
    /// see, it may.
    fn matters(&mut self, cells: &[Place]) -> bool {
        for instead in [Instead::Hidden, Instead::Huge, Instead::Tiny] {
            let left = self.end.saturating_duration_since(Instant::now());
            let outcome = self.program.run(cells, instead, left);
            if Instant::now() >= self.end {
                self.exact = false;
                return true;
            }
            if outcome.map_or(true, |ans| ans != *self.ans) {
                return true;
            }
        }
        false
    }
}

/// The cells that decided it first, those whose label or number is the answer or in it; and
/// how many these are.
pub(super) fn decisive_first(
    program: &Program,
    used: Vec<Place>,
    value: &Value,
) -> (Vec<Place>, usize) {
    let names = program.names();
    let decides = |(row, column): &Place| {
        value.parts().iter().any(|part| match part {
            Value::Text(text) => names.rows[*row] == *text || names.columns[*column] == *text,
            Value::Number(number) => program.number((*row, *column)) == Some(*number),
            Value::Truth(_) | Value::List(_) => false,
        })
    };
    let (first, rest): (Vec<Place>, Vec<Place>) = used.into_iter().partition(decides);
    let decisive = first.len();
    (first.into_iter().chain(rest).collect(), decisive)
}
