//! Names that go on: what stands between two labels of an axis where only
//! every second or fifth is printed.

/// Names that follow each other.
const ORDERS: [&[&str]; 5] = [
    &["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    &[
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    &["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    &["Q1", "Q2", "Q3", "Q4"],
];

/// Names for all slots from the first to the last known, by slot; `known` are
/// the printed ones in slot order. `None` if they follow no certain rule.
pub fn continued(known: &[(i32, &str)], first: i32, last: i32) -> Option<Vec<String>> {
    if known.len() < 2 {
        return None;
    }
    integers(known, first, last)
        .or_else(|| ORDERS.iter().find_map(|order| in_order(known, order, first, last)))
}

/// Integers at even steps of one or more a slot.
fn integers(known: &[(i32, &str)], first: i32, last: i32) -> Option<Vec<String>> {
    let numbers: Vec<(i32, i64)> = known
        .iter()
        .map(|(slot, text)| {
            let text = text.trim();
            let whole = text.strip_suffix(".0").unwrap_or(text);
            whole.parse().ok().map(|n| (*slot, n))
        })
        .collect::<Option<_>>()?;
    let (a, b) = (numbers[0], numbers[numbers.len() - 1]);
    let slots = i64::from(b.0 - a.0);
    if slots == 0 || (b.1 - a.1) % slots != 0 {
        return None;
    }
    let step = (b.1 - a.1) / slots;
    let at = |slot: i32| a.1 + step * i64::from(slot - a.0);
    let certain = step != 0 && numbers.iter().all(|(slot, n)| at(*slot) == *n);
    certain.then(|| (first..=last).map(|slot| at(slot).to_string()).collect())
}

/// Names of a fixed order, one a slot, again from its start after its end. One
/// name may be cut short.
fn in_order(known: &[(i32, &str)], order: &[&str], first: i32, last: i32) -> Option<Vec<String>> {
    let n = order.len() as i32;
    let place = |text: &str| order.iter().position(|o| o.eq_ignore_ascii_case(text.trim()));
    let starts = known.iter().filter_map(|(slot, text)| Some(place(text)? as i32 - slot));
    let start = starts.clone().next()?.rem_euclid(n);
    let at = |slot: i32| (slot + start).rem_euclid(n);
    let whole = starts.filter(|s| s.rem_euclid(n) == start).count();
    let cut = |(slot, text): &(i32, &str)| {
        let name = order[at(*slot) as usize].to_lowercase();
        let text = text.trim().to_lowercase();
        place(&text).is_none() && 2 * text.len() >= name.len() && name.contains(&text)
    };
    let cut = known.iter().filter(|k| cut(k)).count();
    let certain = whole >= 2 && cut <= 1 && whole + cut == known.len();
    certain.then(|| (first..=last).map(|slot| order[at(slot) as usize].to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_and_months_go_on() {
        let years = continued(&[(0, "2000"), (5, "2005"), (10, "2010")], 0, 11).unwrap();
        assert_eq!(years[1], "2001");
        assert_eq!(years[11], "2011");
        let months = continued(&[(0, "Jan"), (2, "Mar"), (4, "May")], 0, 5).unwrap();
        assert_eq!(months, ["Jan", "Feb", "Mar", "Apr", "May", "Jun"]);
        let cut = continued(&[(0, "an"), (2, "Mar"), (4, "May")], 0, 5).unwrap();
        assert_eq!(cut, months);
    }

    #[test]
    fn uncertain_names_do_not() {
        assert!(continued(&[(0, "2000"), (2, "2005")], 0, 2).is_none());
        assert!(continued(&[(0, "Apples"), (2, "Pears")], 0, 2).is_none());
        assert!(continued(&[(0, "2000"), (5, "2005"), (10, "2011")], 0, 10).is_none());
    }
}
