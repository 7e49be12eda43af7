//! Optimal assignment (Jonker and Volgenant's algorithm, crate `lapjv`).
//!
//! Chosen by measurement: on two like tables of 4000 points it takes 0.3 s, where the Kuhn-Munkres
//! of `pathfinding` took from 0.1 s to 136 s.

/// Costs are rounded to multiples of this: sums of up to 2^13 of them are then exact in `f64`,
/// so that the algorithm never meets a rounding error. It changes no score by more than 1e-11.
const GRAIN: f64 = 1.0 / (1_u64 << 40) as f64;

/// The pairs (row, column) of the assignment with the least total cost, in the order of the
/// rows, where a row or column without a partner costs 1: pairs that cost 1 are left out.
/// Costs are row-major, each in `[0, 1]`.
///
/// Rows and columns that no chain of cheaper pairs connects do not touch each other, and are
/// assigned one connected part at a time.
pub(super) fn cheapest(costs: &[f64], rows: usize, columns: usize) -> Vec<(usize, usize)> {
    debug_assert_eq!(costs.len(), rows * columns);
    let mut pairs = Vec::with_capacity(rows.min(columns));
    for part in parts(costs, rows, columns) {
        assign(costs, columns, &part, &mut pairs);
    }
    pairs.sort_unstable();
    pairs
}

/// Rows and columns that are connected.
#[derive(Default)]
struct Part {
    rows: Vec<usize>,
    columns: Vec<usize>,
}

/// The connected parts of the graph whose edges are the pairs that cost less than 1.
fn parts(costs: &[f64], rows: usize, columns: usize) -> Vec<Part> {
    // Node r is row r, node rows + c is column c; every node points towards its part's root.
    let mut parent: Vec<usize> = (0..rows + columns).collect();
    let root = |parent: &mut Vec<usize>, mut node: usize| {
        while parent[node] != node {
            parent[node] = parent[parent[node]];
            node = parent[node];
        }
        node
    };
    for (row, of_row) in costs.chunks(columns.max(1)).enumerate() {
        for (column, cost) in of_row.iter().enumerate() {
            if *cost < 1.0 {
                let (a, b) = (root(&mut parent, row), root(&mut parent, rows + column));
                parent[a.max(b)] = a.min(b);
            }
        }
    }
    let mut parts: Vec<Part> = Vec::new();
    parts.resize_with(rows + columns, Part::default);
    for node in 0..rows + columns {
        let part = &mut parts[root(&mut parent, node)];
        if node < rows {
            part.rows.push(node);
        } else {
            part.columns.push(node - rows);
        }
    }
    parts.retain(|part| !part.rows.is_empty() && !part.columns.is_empty());
    parts
}

fn assign(costs: &[f64], columns: usize, part: &Part, pairs: &mut Vec<(usize, usize)>) {
    if let ([row], [column]) = (part.rows.as_slice(), part.columns.as_slice()) {
        pairs.push((*row, *column));
        return;
    }
    // Rows or columns that are added to make it square cost the same everywhere.
    let size = part.rows.len().max(part.columns.len());
    let square = lapjv::Matrix::from_shape_fn((size, size), |(row, column)| {
        match (part.rows.get(row), part.columns.get(column)) {
            (Some(row), Some(column)) => (costs[row * columns + column] / GRAIN).round() * GRAIN,
            _ => 0.0,
        }
    });
    // The matrix is square and finite and nobody cancels: the algorithm has nothing to refuse.
    let Ok((column_of, _)) = lapjv::lapjv(&square) else { return };
    for (row, column) in part.rows.iter().zip(column_of) {
        if let Some(column) = part.columns.get(column)
            && costs[row * columns + column] < 1.0
        {
            pairs.push((*row, *column));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The least cost by trying every assignment of the rows.
    fn least(costs: &[f64], columns: usize, row: usize, used: &mut Vec<bool>) -> f64 {
        let rows = costs.len() / columns;
        if row == rows {
            return 0.0;
        }
        let mut best = f64::INFINITY;
        for column in 0..columns {
            if !used[column] {
                used[column] = true;
                let rest = least(costs, columns, row + 1, used);
                best = best.min(costs[row * columns + column] + rest);
                used[column] = false;
            }
        }
        best
    }

    proptest! {
        #[test]
        fn no_assignment_is_cheaper(
            rows in 1..5_usize,
            more in 0..3_usize,
            // Few distinct costs, so that ties are common.
            costs in proptest::collection::vec(
                prop_oneof![1 => 0.0..=1.0, 3 => Just(1.0), 1 => Just(0.25)], 35),
        ) {
            let columns = rows + more;
            let costs = &costs[..rows * columns];
            let expected = least(costs, columns, 0, &mut vec![false; columns]);
            let pairs = cheapest(costs, rows, columns);
            let alone = (rows - pairs.len()) as f64;
            let total: f64 = pairs.iter().map(|(r, c)| costs[r * columns + c]).sum();
            prop_assert!((total + alone - expected).abs() < 1e-9);

            // Turned on its side, it costs the same.
            let turned: Vec<f64> = (0..columns * rows)
                .map(|i| costs[(i % rows) * columns + i / rows])
                .collect();
            let pairs = cheapest(&turned, columns, rows);
            let alone = (rows - pairs.len()) as f64;
            let total: f64 = pairs.iter().map(|(r, c)| turned[r * rows + c]).sum();
            prop_assert!((total + alone - expected).abs() < 1e-9);
        }
    }
}
