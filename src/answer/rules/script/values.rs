//! Cells of the table in a program, by name, and lists of them as short as can be.

use std::collections::HashSet;

use super::super::view::{Axis, Cell, View};
use crate::answer::program::{Names, quoted};

/// Cells that are named one by one rather than by rows and columns.
const FEW: usize = 2;

/// A program that is being written.
pub(super) struct Writer {
    names: Names,
    lines: Vec<String>,
}

/// Values with the names of their places: the expressions of both, and of the values alone.
pub(super) struct Values {
    pub pairs: String,
    pub numbers: String,
}

impl Writer {
    pub(super) fn new(view: &View<'_>) -> Self {
        Self { names: Names::of(view.table), lines: Vec::new() }
    }

    pub(super) fn finish(self, ans: &str) -> String {
        self.lines.into_iter().map(|line| line + "\n").collect::<String>() + "ans = " + ans
    }

    /// A line, unless it is there already: what it defines stays as it is.
    pub(super) fn line(&mut self, line: String) {
        if !self.lines.contains(&line) {
            self.lines.push(line);
        }
    }

    /// A variable with this value, which is `name` or begins with it.
    pub(super) fn define(&mut self, name: &str, value: &str) -> String {
        let defined = |line: &String, name: &str| line.starts_with(&format!("{name} = "));
        let mut variable = name.to_owned();
        let mut n = 1;
        while let Some(line) = self.lines.iter().find(|line| defined(line, &variable)) {
            if *line == format!("{variable} = {value}") {
                return variable;
            }
            n += 1;
            variable = format!("{name}{n}");
        }
        self.lines.push(format!("{variable} = {value}"));
        variable
    }

    /// Says that there is no answer under a condition, and why.
    pub(super) fn refuse_if(&mut self, condition: &str, reason: &str) {
        self.line(format!("if {condition}:\n    raise LookupError({})", quoted(reason)));
    }

    pub(super) fn name(&self, axis: Axis, at: usize) -> &str {
        let names = match axis {
            Axis::Row => &self.names.rows,
            Axis::Column => &self.names.columns,
        };
        names.get(at).map_or("", String::as_str)
    }

    fn quoted(&self, axis: Axis, at: usize) -> String {
        quoted(self.name(axis, at))
    }

    pub(super) fn cell(&self, cell: Cell) -> String {
        format!(
            "table[{}][{}]",
            self.quoted(Axis::Row, cell.row),
            self.quoted(Axis::Column, cell.column)
        )
    }

    /// Defines values by the names of their places along an axis.
    pub(super) fn values(&mut self, cells: &[Cell], axis: Axis) -> Values {
        let along: HashSet<usize> = cells.iter().map(|c| c.along(axis)).collect();
        let one = cells.iter().all(|c| c.along(axis.other()) == cells[0].along(axis.other()));
        if one && !cells.is_empty() && along.len() == cells.len() {
            let dictionary = self.dictionary(cells, axis);
            self.line(format!("values = {dictionary}"));
            return Values {
                pairs: "values.items()".to_owned(),
                numbers: "values.values()".to_owned(),
            };
        }
        let (key, rows, columns) =
            ("row", self.grid(cells, Axis::Row), self.grid(cells, Axis::Column));
        let pairs = match (rows, columns) {
            (Some(rows), Some(columns)) => {
                let key = if axis == Axis::Row { key } else { "column" };
                format!("[({key}, table[row][column]) for row in {rows} for column in {columns}]")
            }
            _ => self
                .each(cells, |w, c| format!("({}, {})", w.quoted(axis, c.along(axis)), w.cell(c))),
        };
        self.line(format!("values = {pairs}"));
        Values { pairs: "values".to_owned(), numbers: "[v for k, v in values]".to_owned() }
    }

    /// Cells of one row or column as a dictionary.
    fn dictionary(&self, cells: &[Cell], axis: Axis) -> String {
        let line = cells[0].along(axis.other());
        let whole = self.is_whole(cells, axis);
        let list = self.places(cells, axis);
        let name = self.quoted(axis.other(), line);
        match (axis, whole) {
            (Axis::Row, true) => format!("columns[{name}]"),
            (Axis::Row, false) => format!("{{row: table[row][{name}] for row in {list}}}"),
            (Axis::Column, true) => format!("table[{name}]"),
            (Axis::Column, false) => {
                format!("{{column: table[{name}][column] for column in {list}}}")
            }
        }
    }

    /// A list of the cells' values.
    pub(super) fn list(&self, cells: &[Cell]) -> String {
        if cells.len() > FEW {
            for axis in [Axis::Row, Axis::Column] {
                let other = axis.other();
                if !cells.iter().all(|c| c.along(other) == cells[0].along(other)) {
                    continue;
                }
                if self.is_whole(cells, axis) {
                    return format!("{}.values()", self.dictionary(cells, axis));
                }
                let name = self.quoted(other, cells[0].along(other));
                let list = self.places(cells, axis);
                return match axis {
                    Axis::Row => format!("[table[row][{name}] for row in {list}]"),
                    Axis::Column => format!("[table[{name}][column] for column in {list}]"),
                };
            }
            if let (Some(rows), Some(columns)) =
                (self.grid(cells, Axis::Row), self.grid(cells, Axis::Column))
            {
                return format!("[table[row][column] for row in {rows} for column in {columns}]");
            }
        }
        self.each(cells, Self::cell)
    }

    fn each(&self, cells: &[Cell], item: impl Fn(&Self, Cell) -> String) -> String {
        let items: Vec<String> = cells.iter().map(|c| item(self, *c)).collect();
        format!("[{}]", items.join(", "))
    }

    /// Whether cells of one row or column are all of it, in order.
    fn is_whole(&self, cells: &[Cell], axis: Axis) -> bool {
        let (first, all) = match axis {
            Axis::Row => (0, self.names.rows.len()),
            Axis::Column => (1, self.names.columns.len()),
        };
        cells.iter().map(|c| c.along(axis)).eq(first..all)
    }

    /// The names of the cells' places along an axis.
    fn places(&self, cells: &[Cell], axis: Axis) -> String {
        self.each(cells, |w, c| w.quoted(axis, c.along(axis)))
    }

    /// If the cells are some rows by some columns, row after row: the names of either.
    fn grid(&self, cells: &[Cell], axis: Axis) -> Option<String> {
        let once = |axis: Axis| {
            let mut seen = HashSet::new();
            cells.iter().map(|c| c.along(axis)).filter(|at| seen.insert(*at)).collect::<Vec<_>>()
        };
        let (rows, columns) = (once(Axis::Row), once(Axis::Column));
        let all = rows
            .iter()
            .flat_map(|row| columns.iter().map(|column| Cell { row: *row, column: *column }));
        if !all.eq(cells.iter().copied()) {
            return None;
        }
        let (places, whole) = match axis {
            Axis::Row => (&rows, "table"),
            Axis::Column => (&columns, "columns"),
        };
        let first = usize::from(axis == Axis::Column);
        let count =
            if axis == Axis::Row { self.names.rows.len() } else { self.names.columns.len() };
        if places.iter().copied().eq(first..count) {
            return Some(whole.to_owned());
        }
        let names: Vec<String> = places.iter().map(|at| self.quoted(axis, *at)).collect();
        Some(format!("[{}]", names.join(", ")))
    }

    /// Defines a dictionary of something computed from pairs of cells, by the name of the
    /// first one's place.
    pub(super) fn pairs(
        &mut self,
        name: &str,
        pairs: &[(Cell, Cell)],
        axis: Axis,
        item: impl Fn(&str, &str) -> String,
    ) {
        // Two whole columns (rows) side by side.
        let same = |pick: fn(&(Cell, Cell)) -> Cell, axis: Axis| {
            pairs.iter().all(|p| pick(p).along(axis) == pick(&pairs[0]).along(axis))
        };
        let other = axis.other();
        let beside = pairs.len() > FEW
            && pairs.iter().all(|(a, b)| a.along(axis) == b.along(axis))
            && same(|p| p.0, other)
            && same(|p| p.1, other);
        let dictionary = if beside {
            let firsts: Vec<Cell> = pairs.iter().map(|p| p.0).collect();
            let [a, b] = [pairs[0].0, pairs[0].1].map(|c| self.quoted(other, c.along(other)));
            let (key, place): (_, fn(&str) -> String) = match axis {
                Axis::Row => ("row", |name| format!("table[row][{name}]")),
                Axis::Column => ("column", |name| format!("table[{name}][column]")),
            };
            let list = match (self.is_whole(&firsts, axis), axis) {
                (true, Axis::Row) => "table".to_owned(),
                (true, Axis::Column) => "columns".to_owned(),
                (false, _) => self.places(&firsts, axis),
            };
            format!("{{{key}: {} for {key} in {list}}}", item(&place(&a), &place(&b)))
        } else {
            let items: Vec<String> = pairs
                .iter()
                .map(|(a, b)| {
                    let key = self.quoted(axis, a.along(axis));
                    format!("{key}: {}", item(&self.cell(*a), &self.cell(*b)))
                })
                .collect();
            format!("{{{}}}", items.join(", "))
        };
        self.line(format!("{name} = {dictionary}"));
    }
}
