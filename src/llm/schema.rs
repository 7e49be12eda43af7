//! The few kinds of JSON schema that replies need.
//!
//! Objects are written with their fields in the order given: servers that force a
//! schema upon a model make it write the fields in that order, and steps that come
//! after the answer are of no use.

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

/// A JSON schema as strict servers want it: every field required, no others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Schema {
    /// A string.
    Text,
    /// A whole number.
    Integer,
    /// A list.
    List(Box<Schema>),
    /// An object with these fields, in this order.
    Object(Vec<(&'static str, Schema)>),
}

struct Fields<'a>(&'a [(&'static str, Schema)]);

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, schema)| (name, schema)))
    }
}

impl Serialize for Schema {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self {
            Self::Text => map.serialize_entry("type", "string")?,
            Self::Integer => map.serialize_entry("type", "integer")?,
            Self::List(items) => {
                map.serialize_entry("type", "array")?;
                map.serialize_entry("items", items)?;
            }
            Self::Object(fields) => {
                map.serialize_entry("type", "object")?;
                map.serialize_entry("properties", &Fields(fields))?;
                let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
                map.serialize_entry("required", &names)?;
                map.serialize_entry("additionalProperties", &false)?;
            }
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_keep_their_order() {
        let schema = Schema::Object(vec![
            ("steps", Schema::Text),
            ("rows", Schema::List(Box::new(Schema::Integer))),
            ("answer", Schema::Text),
        ]);
        assert_eq!(
            serde_json::to_string(&schema).unwrap(),
            r#"{"type":"object","properties":{"steps":{"type":"string"},"rows":{"type":"array","items":{"type":"integer"}},"answer":{"type":"string"}},"required":["steps","rows","answer"],"additionalProperties":false}"#
        );
    }
}
