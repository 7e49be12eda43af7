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
    counted(known, first, last)
        .or_else(|| ORDERS.iter().find_map(|order| in_order(known, order, first, last)))
        .or_else(|| ORDERS.iter().find_map(|order| with_years(known, order, first, last)))
}

/// Names with a number that goes up by one or more a slot, alone or among
/// letters that stay the same (`Week 12`, `8:00`).
fn counted(known: &[(i32, &str)], first: i32, last: i32) -> Option<Vec<String>> {
    let texts: Vec<&str> = known
        .iter()
        .map(|(_, text)| text.trim())
        .map(|text| text.strip_suffix(".0").unwrap_or(text))
        .collect();
    (0..numbers(texts[0]).len()).find_map(|which| {
        let parts: Vec<(&str, &str, &str)> = texts
            .iter()
            .map(|text| {
                let range = numbers(text).get(which)?.clone();
                Some((&text[..range.start], &text[range.clone()], &text[range.end..]))
            })
            .collect::<Option<_>>()?;
        let (before, digits, after) = parts[0];
        let same = parts.iter().all(|p| p.0 == before && p.2 == after);
        let numbers: Vec<(i32, i64)> = known
            .iter()
            .zip(&parts)
            .map(|((slot, _), p)| Some((*slot, p.1.parse().ok()?)))
            .collect::<Option<_>>()?;
        // As many digits as there are, where zeros fill them up.
        let filled = parts.iter().any(|p| p.1.len() > 1 && p.1.starts_with('0'));
        let width = if filled { digits.len() } else { 0 };
        let at = steps(&numbers).filter(|_| same)?;
        let name = |slot: i32| format!("{before}{:0width$}{after}", at(slot));
        Some((first..=last).map(name).collect())
    })
}

/// The runs of digits in a text, as byte ranges.
fn numbers(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found: Vec<std::ops::Range<usize>> = Vec::new();
    for (i, _) in text.char_indices().filter(|(_, c)| c.is_ascii_digit()) {
        match found.last_mut() {
            Some(run) if run.end == i => run.end = i + 1,
            _ => found.push(i..i + 1),
        }
    }
    found
}

/// The number of every slot, if those known go up by one whole step a slot.
fn steps(numbers: &[(i32, i64)]) -> Option<impl Fn(i32) -> i64 + use<>> {
    let (a, b) = (*numbers.first()?, *numbers.last()?);
    let slots = i64::from(b.0 - a.0);
    if slots == 0 || (b.1 - a.1) % slots != 0 {
        return None;
    }
    let step = (b.1 - a.1) / slots;
    let at = move |slot: i32| a.1 + step * i64::from(slot - a.0);
    (step != 0 && numbers.iter().all(|(slot, n)| at(*slot) == *n)).then_some(at)
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

/// Names of a fixed order with the year they are in (`Jan 2020`, `Q1/20`),
/// which goes up where the order begins again.
fn with_years(known: &[(i32, &str)], order: &[&str], first: i32, last: i32) -> Option<Vec<String>> {
    let n = order.len() as i64;
    // A short name is also the beginning of a long one.
    let split = |text: &str| -> Option<(usize, String, i64)> {
        let (place, name) = order.iter().enumerate().find(|(_, o)| {
            text.strip_prefix(**o).is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
        })?;
        let rest = &text[name.len()..];
        let digits = rest.find(|c: char| c.is_ascii_digit())?;
        let between = &rest[..digits];
        let year = rest[digits..].parse().ok()?;
        ([2, 4].contains(&rest[digits..].len())).then(|| (place, between.to_owned(), year))
    };
    let parts: Vec<(usize, String, i64)> =
        known.iter().map(|(_, text)| split(text.trim())).collect::<Option<_>>()?;
    let between = &parts[0].1;
    let numbers: Vec<(i32, i64)> = known
        .iter()
        .zip(&parts)
        .map(|((slot, _), (place, _, year))| (*slot, year * n + *place as i64))
        .collect();
    let at = steps(&numbers).filter(|_| parts.iter().all(|p| p.1 == *between))?;
    let name = |slot: i32| {
        let at = at(slot);
        format!("{}{between}{:02}", order[at.rem_euclid(n) as usize], at.div_euclid(n))
    };
    Some((first..=last).map(name).collect())
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
    fn numbers_among_letters_go_on() {
        let weeks = continued(&[(0, "Week 8"), (2, "Week 10")], 0, 3).unwrap();
        assert_eq!(weeks, ["Week 8", "Week 9", "Week 10", "Week 11"]);
        let hours = continued(&[(0, "08:00"), (2, "10:00")], 0, 2).unwrap();
        assert_eq!(hours, ["08:00", "09:00", "10:00"]);
        let months = continued(&[(0, "Nov 2019"), (2, "Jan 2020")], 0, 3).unwrap();
        assert_eq!(months, ["Nov 2019", "Dec 2019", "Jan 2020", "Feb 2020"]);
        let quarters = continued(&[(0, "Q1/09"), (2, "Q3/09"), (4, "Q1/10")], 0, 4).unwrap();
        assert_eq!(quarters[3], "Q4/09");
        assert!(continued(&[(0, "30.11."), (1, "07.12.")], 0, 1).is_none());
    }

    #[test]
    fn uncertain_names_do_not() {
        assert!(continued(&[(0, "2000"), (2, "2005")], 0, 2).is_none());
        assert!(continued(&[(0, "Apples"), (2, "Pears")], 0, 2).is_none());
        assert!(continued(&[(0, "2000"), (5, "2005"), (10, "2011")], 0, 10).is_none());
    }
}
