//! Printed numbers against the sectors' shares of the circle.

use crate::marks::texts::number::Number;

/// A number may differ from its sector by this share of itself, or by this
/// share of the whole.
const AGREEING_SHARE: f64 = 0.03;
const AGREEING_WHOLE: f64 = 0.007;
/// Share of the numbers that must agree for them to be the sectors' values.
const MOST: f64 = 0.6;

/// What the whole circle stands for, and how its numbers are printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Whole {
    /// The number of the whole circle.
    pub value: f64,
    /// One of the numbers, for prefix, suffix and multiplier.
    pub style: Number,
    /// Digits after the point that most numbers have.
    pub decimals: usize,
    /// How many numbers agree with their sectors.
    pub agreeing: usize,
}

/// Finds what the whole is, from every sector's share and the ways to read
/// its number; `None` if the numbers are not in proportion to the sectors.
pub fn whole(numbers: &[(f32, &[Number])]) -> Option<Whole> {
    let some: Vec<(f64, &[Number])> =
        numbers.iter().filter(|n| !n.1.is_empty()).map(|n| (f64::from(n.0), n.1)).collect();
    let percent = some.iter().filter(|n| n.1[0].suffix.starts_with('%')).count();
    let mut candidates: Vec<f64> = vec![100.0];
    for (share, readings) in &some {
        candidates.extend(readings.iter().map(|n| n.value / share.max(1e-3)));
    }
    let count = |whole: f64| {
        some.iter().filter(|(share, readings)| nearest(readings, *share, whole).is_some()).count()
    };
    // The middle of the candidates around the best one is more exact.
    let best = candidates.iter().copied().max_by(|a, b| {
        let plain = |w: f64| usize::from((w - 100.0).abs() < 1e-9);
        (count(*a), plain(*a)).cmp(&(count(*b), plain(*b)))
    })?;
    let value = if (best - 100.0).abs() < 1e-9 { best } else { refined(&some, best) };
    let agreeing = count(value);
    let enough = agreeing as f64 >= MOST * some.len() as f64;
    let sure = agreeing >= 2 || agreeing == 1 && percent == 1 && (value - 100.0).abs() < 1e-9;
    if !enough || !sure {
        return None;
    }
    let agreed: Vec<Number> =
        some.iter().filter_map(|(share, readings)| nearest(readings, *share, value)).collect();
    let decimals = usual(&agreed.iter().map(|n| n.decimals).collect::<Vec<_>>());
    let style = agreed.into_iter().next()?;
    Some(Whole { value, style, decimals, agreeing })
}

/// The whole that fits all agreeing numbers best.
fn refined(some: &[(f64, &[Number])], whole: f64) -> f64 {
    let (mut numbers, mut shares) = (0.0, 0.0);
    for (share, readings) in some {
        if let Some(n) = nearest(readings, *share, whole) {
            numbers += n.value;
            shares += share;
        }
    }
    if shares > 0.0 { numbers / shares } else { whole }
}

/// The reading of a number that agrees with a share of the whole.
pub fn nearest(readings: &[Number], share: f64, whole: f64) -> Option<Number> {
    let expected = share * whole;
    let off = |n: &Number| (n.value - expected).abs();
    readings
        .iter()
        .filter(|n| {
            let rounding = 0.6 * n.multiplier * 10f64.powi(-(n.decimals as i32));
            // Rounding explains a difference only if it is small beside the whole.
            let rounding = rounding.min(0.02 * whole.abs());
            off(n)
                <= (AGREEING_SHARE * n.value.abs()).max(AGREEING_WHOLE * whole.abs()).max(rounding)
        })
        .min_by(|a, b| off(a).total_cmp(&off(b)))
        .cloned()
}

fn usual(values: &[usize]) -> usize {
    let count = |v: usize| values.iter().filter(|w| **w == v).count();
    values.iter().copied().max_by_key(|v| (count(*v), *v)).unwrap_or(0)
}

/// Shares in percent as text, whole if all of them nearly are.
pub fn percentages(shares: &[f32]) -> Vec<String> {
    let near = |s: &f32| (100.0 * s - (100.0 * s).round()).abs() <= 0.15;
    let whole = shares.len() >= 3 && shares.iter().all(near);
    let decimals = usize::from(!whole);
    shares.iter().map(|s| format!("{:.decimals$}%", 100.0 * s)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(shares: &[f32], prints: &[&str]) -> Option<Whole> {
        let readings: Vec<Vec<Number>> = prints.iter().map(|p| Number::readings(p)).collect();
        let pairs: Vec<(f32, &[Number])> =
            shares.iter().copied().zip(readings.iter().map(Vec::as_slice)).collect();
        whole(&pairs)
    }

    #[test]
    fn percentages_and_amounts_are_told_apart() {
        let shares = [0.5, 0.3, 0.2];
        assert!((of(&shares, &["50%", "30%", "20%"]).unwrap().value - 100.0).abs() < 1e-9);
        assert!((of(&shares, &["250", "150", "100"]).unwrap().value - 500.0).abs() < 1.0);
        // Percentages that leave something out.
        let part = of(&shares, &["35%", "21%", "14%"]).unwrap();
        assert!((part.value - 70.0).abs() < 0.5 && part.agreeing == 3);
        assert_eq!(of(&shares, &["20", "30", "50"]), None);
    }

    #[test]
    fn whole_shares_print_whole() {
        assert_eq!(percentages(&[0.6001, 0.2999, 0.1]), ["60%", "30%", "10%"]);
        assert_eq!(percentages(&[0.603, 0.297, 0.1]), ["60.3%", "29.7%", "10.0%"]);
    }
}
