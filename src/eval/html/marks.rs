//! Which cells of two tables differ.

use crate::Table;
use crate::metrics::{alignment, label_right, value_right};

/// What a cell is beside the other table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// The same, within 5 % for numbers.
    Right,
    /// There is another text or number in its place.
    Wrong,
    /// The other table has no such row or column.
    Alone,
    /// Nothing is known.
    None,
}

impl Mark {
    pub(super) fn class(self) -> Option<&'static str> {
        match self {
            Self::Right => Some("right"),
            Self::Wrong => Some("wrong"),
            Self::Alone => Some("alone"),
            Self::None => None,
        }
    }
}

/// The marks of every cell of `gold` and of `read`, same shapes as their rows.
pub(super) fn marked(gold: &Table, read: &Table) -> (Vec<Vec<Mark>>, Vec<Vec<Mark>>) {
    let (rows, mut columns) = alignment(gold, read);
    columns.insert(0, Some(0));
    let blank = |table: &Table| -> Vec<Vec<Mark>> {
        table.rows.iter().map(|row| vec![Mark::Alone; row.len()]).collect()
    };
    let (mut gold_marks, mut read_marks) = (blank(gold), blank(read));
    for (r, place) in rows.iter().enumerate() {
        let Some(row) = *place else { continue };
        for (c, cell) in gold.rows[r].iter().enumerate() {
            let Some(column) = columns.get(c).copied().flatten() else { continue };
            let Some(other) = read.rows[row].get(column) else { continue };
            let right = match (c, value_right(cell, Some(other))) {
                (0, _) | (_, None) => label_right(cell, other),
                (_, Some(right)) => right,
            };
            let mark = if right { Mark::Right } else { Mark::Wrong };
            gold_marks[r][c] = mark;
            read_marks[row][column] = mark;
        }
    }
    (gold_marks, read_marks)
}

#[cfg(test)]
mod tests {
    use super::Mark::{Alone, Right, Wrong};
    use super::*;

    #[test]
    fn cells_are_marked_in_both_tables() {
        let table = |csv: &str| Table::from_csv(csv.as_bytes(), "test").unwrap();
        let gold = table("x,one,two\nalpha,10,20\nbeta,30,40\ngamma,5,6\n");
        let read = table("x,two,one\nbeta,41,33\nalpha,20,10\n");
        let (gold_marks, read_marks) = marked(&gold, &read);
        assert_eq!(gold_marks, [[Right, Right, Right], [Right, Wrong, Right], [Alone; 3]]);
        assert_eq!(read_marks, [[Right, Right, Wrong], [Right, Right, Right]]);
    }
}
