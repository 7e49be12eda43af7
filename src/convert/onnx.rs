//! The part of the ONNX protobuf schema that the graphs use.
//!
//! Field numbers and types are those of `onnx.proto` (proto2), which also says
//! what the fields mean: <https://github.com/onnx/onnx/blob/main/onnx/onnx.proto>.
//! Its presence-tracking fields are `Option`s here, so that an attribute whose
//! value is 0 is still written.

use prost::{Message, Oneof};

/// IR version written: the first that knows opset 20 models with external data (ONNX 1.16).
pub(super) const IR_VERSION: i64 = 10;
/// Opset of the default domain: the first with `Gelu`.
pub(super) const OPSET: i64 = 20;
/// Domain of ONNX Runtime's fused operators.
pub(super) const MICROSOFT: &str = "com.microsoft";

/// `TensorProto.DataType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ElementType {
    /// 32-bit float.
    F32 = 1,
    /// 8-bit unsigned integer.
    U8 = 2,
    /// 8-bit signed integer.
    I8 = 3,
    /// 32-bit integer.
    I32 = 6,
    /// 64-bit integer.
    I64 = 7,
    /// 16-bit float.
    F16 = 10,
}

impl ElementType {
    /// Size of one number.
    pub(super) fn bytes(self) -> usize {
        match self {
            Self::U8 | Self::I8 => 1,
            Self::F16 => 2,
            Self::F32 | Self::I32 => 4,
            Self::I64 => 8,
        }
    }
}

/// `AttributeProto.AttributeType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AttributeType {
    Float = 1,
    Int = 2,
    String = 3,
    Ints = 7,
}

/// `TensorProto.DataLocation.EXTERNAL`.
const EXTERNAL: i32 = 1;

#[derive(Clone, PartialEq, Message)]
pub(super) struct ModelProto {
    #[prost(int64, optional, tag = "1")]
    pub(super) ir_version: Option<i64>,
    #[prost(string, optional, tag = "2")]
    pub(super) producer_name: Option<String>,
    #[prost(string, optional, tag = "3")]
    pub(super) producer_version: Option<String>,
    #[prost(message, optional, tag = "7")]
    pub(super) graph: Option<GraphProto>,
    #[prost(message, repeated, tag = "8")]
    pub(super) opset_import: Vec<OperatorSetIdProto>,
    #[prost(message, repeated, tag = "14")]
    pub(super) metadata_props: Vec<StringStringEntryProto>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct OperatorSetIdProto {
    #[prost(string, optional, tag = "1")]
    pub(super) domain: Option<String>,
    #[prost(int64, optional, tag = "2")]
    pub(super) version: Option<i64>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct GraphProto {
    #[prost(message, repeated, tag = "1")]
    pub(super) node: Vec<NodeProto>,
    #[prost(string, optional, tag = "2")]
    pub(super) name: Option<String>,
    #[prost(message, repeated, tag = "5")]
    pub(super) initializer: Vec<TensorProto>,
    #[prost(message, repeated, tag = "11")]
    pub(super) input: Vec<ValueInfoProto>,
    #[prost(message, repeated, tag = "12")]
    pub(super) output: Vec<ValueInfoProto>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct NodeProto {
    #[prost(string, repeated, tag = "1")]
    pub(super) input: Vec<String>,
    #[prost(string, repeated, tag = "2")]
    pub(super) output: Vec<String>,
    #[prost(string, optional, tag = "3")]
    pub(super) name: Option<String>,
    #[prost(string, optional, tag = "4")]
    pub(super) op_type: Option<String>,
    #[prost(message, repeated, tag = "5")]
    pub(super) attribute: Vec<AttributeProto>,
    #[prost(string, optional, tag = "7")]
    pub(super) domain: Option<String>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct AttributeProto {
    #[prost(string, optional, tag = "1")]
    pub(super) name: Option<String>,
    #[prost(float, optional, tag = "2")]
    pub(super) f: Option<f32>,
    #[prost(int64, optional, tag = "3")]
    pub(super) i: Option<i64>,
    #[prost(bytes = "vec", optional, tag = "4")]
    pub(super) s: Option<Vec<u8>>,
    #[prost(int64, repeated, packed = "false", tag = "8")]
    pub(super) ints: Vec<i64>,
    #[prost(int32, optional, tag = "20")]
    pub(super) r#type: Option<i32>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct TensorProto {
    #[prost(int64, repeated, packed = "false", tag = "1")]
    pub(super) dims: Vec<i64>,
    #[prost(int32, optional, tag = "2")]
    pub(super) data_type: Option<i32>,
    #[prost(string, optional, tag = "8")]
    pub(super) name: Option<String>,
    #[prost(bytes = "vec", optional, tag = "9")]
    pub(super) raw_data: Option<Vec<u8>>,
    #[prost(message, repeated, tag = "13")]
    pub(super) external_data: Vec<StringStringEntryProto>,
    #[prost(int32, optional, tag = "14")]
    pub(super) data_location: Option<i32>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct StringStringEntryProto {
    #[prost(string, optional, tag = "1")]
    pub(super) key: Option<String>,
    #[prost(string, optional, tag = "2")]
    pub(super) value: Option<String>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct ValueInfoProto {
    #[prost(string, optional, tag = "1")]
    pub(super) name: Option<String>,
    #[prost(message, optional, tag = "2")]
    pub(super) r#type: Option<TypeProto>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct TypeProto {
    #[prost(message, optional, tag = "1")]
    pub(super) tensor_type: Option<TensorTypeProto>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct TensorTypeProto {
    #[prost(int32, optional, tag = "1")]
    pub(super) elem_type: Option<i32>,
    #[prost(message, optional, tag = "2")]
    pub(super) shape: Option<TensorShapeProto>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct TensorShapeProto {
    #[prost(message, repeated, tag = "1")]
    pub(super) dim: Vec<DimensionProto>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct DimensionProto {
    #[prost(oneof = "DimensionValue", tags = "1, 2")]
    pub(super) value: Option<DimensionValue>,
}

#[derive(Clone, PartialEq, Oneof)]
pub(super) enum DimensionValue {
    #[prost(int64, tag = "1")]
    Fixed(i64),
    #[prost(string, tag = "2")]
    Named(String),
}

impl AttributeProto {
    fn new(name: &str, r#type: AttributeType) -> Self {
        Self { name: Some(name.to_owned()), r#type: Some(r#type as i32), ..Self::default() }
    }

    pub(super) fn float(name: &str, value: f32) -> Self {
        Self { f: Some(value), ..Self::new(name, AttributeType::Float) }
    }

    pub(super) fn int(name: &str, value: i64) -> Self {
        Self { i: Some(value), ..Self::new(name, AttributeType::Int) }
    }

    pub(super) fn string(name: &str, value: &str) -> Self {
        Self { s: Some(value.as_bytes().to_vec()), ..Self::new(name, AttributeType::String) }
    }

    pub(super) fn ints(name: &str, values: &[i64]) -> Self {
        Self { ints: values.to_vec(), ..Self::new(name, AttributeType::Ints) }
    }
}

impl TensorProto {
    /// A small tensor of 64-bit integers, kept within the graph file.
    pub(super) fn inline_i64(name: &str, dims: &[usize], values: &[i64]) -> Self {
        Self {
            raw_data: Some(values.iter().flat_map(|v| v.to_le_bytes()).collect()),
            ..Self::described(name, ElementType::I64, dims)
        }
    }

    /// A small tensor of 32-bit floats, kept within the graph file.
    pub(super) fn inline_f32(name: &str, dims: &[usize], values: &[f32]) -> Self {
        Self {
            raw_data: Some(values.iter().flat_map(|v| v.to_le_bytes()).collect()),
            ..Self::described(name, ElementType::F32, dims)
        }
    }

    /// A tensor in `file`, which lies beside the graph; `place` is offset and length in bytes.
    pub(super) fn external(
        name: &str,
        element: ElementType,
        dims: &[usize],
        file: &str,
        (offset, length): (u64, u64),
    ) -> Self {
        Self {
            external_data: vec![
                StringStringEntryProto::new("location", file),
                StringStringEntryProto::new("offset", &offset.to_string()),
                StringStringEntryProto::new("length", &length.to_string()),
            ],
            data_location: Some(EXTERNAL),
            ..Self::described(name, element, dims)
        }
    }

    fn described(name: &str, element: ElementType, dims: &[usize]) -> Self {
        Self {
            name: Some(name.to_owned()),
            data_type: Some(element as i32),
            dims: dims.iter().map(|&d| d as i64).collect(),
            ..Self::default()
        }
    }
}

impl StringStringEntryProto {
    pub(super) fn new(key: &str, value: &str) -> Self {
        Self { key: Some(key.to_owned()), value: Some(value.to_owned()) }
    }
}

impl ValueInfoProto {
    /// A graph input or output of this type and shape.
    pub(super) fn tensor(name: &str, element: ElementType, shape: Vec<DimensionValue>) -> Self {
        let dim = shape.into_iter().map(|value| DimensionProto { value: Some(value) }).collect();
        let tensor_type = TensorTypeProto {
            elem_type: Some(element as i32),
            shape: Some(TensorShapeProto { dim }),
        };
        Self {
            name: Some(name.to_owned()),
            r#type: Some(TypeProto { tensor_type: Some(tensor_type) }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Byte for byte what `onnx.helper.make_attribute("axis", 0).SerializeToString()` gives:
    /// a zero must not vanish from the file.
    #[test]
    fn an_attribute_of_value_zero_is_written() {
        let bytes = AttributeProto::int("axis", 0).encode_to_vec();
        assert_eq!(bytes, b"\x0a\x04axis\x18\x00\xa0\x01\x02");
    }
}
