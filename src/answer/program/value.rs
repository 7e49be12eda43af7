//! What a program leaves in `ans`.

use monty_types::MontyObject;
use serde::{Deserialize, Serialize};

use super::ProgramError;
use crate::table::number;

/// Longest list that is an answer.
const MAX_ITEMS: usize = 1000;
/// Decimals of a computed number that are shown at least, as far as they are not zeros.
const DECIMALS: usize = 2;

/// The value of `ans`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// A number; always finite.
    Number(f64),
    /// A text, trimmed and not empty.
    Text(String),
    /// `True` or `False`.
    Truth(bool),
    /// A list, tuple or set; not empty, and without lists in it.
    List(Vec<Value>),
}

impl Value {
    pub(super) fn new(object: &MontyObject) -> Result<Self, ProgramError> {
        let no = |what: &str| Err(ProgramError::NoAnswer(what.to_owned()));
        match object {
            MontyObject::Bool(truth) => Ok(Self::Truth(*truth)),
            MontyObject::Int(int) => Ok(Self::Number(*int as f64)),
            MontyObject::BigInt(int) => Self::finite(int.to_string().parse().unwrap_or(f64::NAN)),
            MontyObject::Float(float) => Self::finite(*float),
            MontyObject::String(text) => match text.trim() {
                "" => no("an empty text"),
                text => Ok(Self::Text(text.to_owned())),
            },
            MontyObject::None => no("None"),
            MontyObject::List(items)
            | MontyObject::Tuple(items)
            | MontyObject::Set(items)
            | MontyObject::FrozenSet(items) => Self::list(items),
            MontyObject::Dict(_) => no("a dictionary"),
            _ => no("something that is no number, text, truth value or list"),
        }
    }

    fn finite(number: f64) -> Result<Self, ProgramError> {
        if number.is_finite() {
            Ok(Self::Number(number))
        } else {
            Err(ProgramError::NoAnswer("a number that is not finite".to_owned()))
        }
    }

    fn list(items: &[MontyObject]) -> Result<Self, ProgramError> {
        let no = |what: &str| Err(ProgramError::NoAnswer(what.to_owned()));
        match items {
            [] => no("an empty list"),
            _ if items.len() > MAX_ITEMS => no("a list that is too long"),
            [item] => Self::new(item),
            _ => {
                let items: Vec<Self> = items.iter().map(Self::new).collect::<Result<_, _>>()?;
                // `[('Italy', 3), ('Malta', 2)]` is read as `Italy, 3, Malta, 2`.
                Ok(Self::List(
                    items
                        .into_iter()
                        .flat_map(|item| match item {
                            Self::List(inner) => inner,
                            item => vec![item],
                        })
                        .collect(),
                ))
            }
        }
    }

    /// The value as a person writes it: `Yes` and `No`, lists with commas, numbers
    /// with `decimals` digits after the point, or two if that is more, without zeros
    /// at the end.
    ///
    /// ```
    /// use chartqa::answer::program::Value;
    /// assert_eq!(Value::Number(12.0).text(1), "12");
    /// assert_eq!(Value::Number(2.0 / 3.0).text(0), "0.667");
    /// assert_eq!(Value::List(vec![Value::Text("Italy".into()), Value::Truth(true)]).text(0), "Italy, Yes");
    /// ```
    pub fn text(&self, decimals: usize) -> String {
        match self {
            Self::Number(number) => number::plain(*number, decimals.max(DECIMALS)),
            Self::Text(text) => text.clone(),
            Self::Truth(true) => "Yes".to_owned(),
            Self::Truth(false) => "No".to_owned(),
            Self::List(items) => {
                items.iter().map(|item| item.text(decimals)).collect::<Vec<_>>().join(", ")
            }
        }
    }

    /// The numbers and texts in it.
    pub(super) fn parts(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            single => std::slice::from_ref(single),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_finite_flat_and_not_empty() {
        let text = |s: &str| MontyObject::String(s.to_owned());
        let pair = MontyObject::Tuple(vec![text("a"), MontyObject::Int(3)]);
        assert_eq!(
            Value::new(&MontyObject::List(vec![pair.clone(), pair])).unwrap().text(0),
            "a, 3, a, 3"
        );
        assert_eq!(
            Value::new(&MontyObject::List(vec![text(" x ")])).unwrap(),
            Value::Text("x".into())
        );
        for nothing in [
            MontyObject::None,
            MontyObject::Float(f64::NAN),
            MontyObject::List(vec![]),
            text(" "),
            MontyObject::List(vec![MontyObject::Int(1), MontyObject::None]),
        ] {
            assert!(Value::new(&nothing).is_err(), "{nothing:?}");
        }
    }
}
