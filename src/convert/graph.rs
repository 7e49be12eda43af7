//! A small builder of ONNX graphs: typed handles, named values, weights by reference.
//!
//! Weights are not held here: the graph remembers which tensor of the
//! checkpoint goes where ([`Weight`]), and [`super::external`] streams them.
//! The operators are in [`super::operators`], products with weights in [`super::linear`].

use std::collections::BTreeMap;

use super::ConvertError;
use super::checkpoint::{Located, Weights};
use super::linear::Matrices;
use super::onnx::{
    AttributeProto, DimensionValue, ElementType, GraphProto, IR_VERSION, MICROSOFT, ModelProto,
    NodeProto, OPSET, OperatorSetIdProto, StringStringEntryProto, TensorProto, ValueInfoProto,
};

/// A value in the graph: an input, a weight or a node's output.
#[derive(Debug, Clone)]
pub(super) struct Tensor(pub(super) String);

/// A dimension of a graph input or output.
#[derive(Debug, Clone, Copy)]
pub(super) enum Dim {
    /// Always this long.
    Fixed(usize),
    /// As long as it is in the run; equal names are equal lengths.
    Named(&'static str),
}

/// A tensor in the graph's data file.
pub(super) struct Weight {
    /// Name in the graph.
    pub(super) name: String,
    /// Type of its numbers.
    pub(super) element: ElementType,
    /// Shape in the graph, row-major.
    pub(super) shape: Vec<usize>,
    /// Where the numbers come from.
    pub(super) source: Source,
}

/// Where a weight's numbers come from. Floats are written as 32 or 16 bits, as the weight says.
pub(super) enum Source {
    /// Tensors of the checkpoint as they are, one below the other.
    Stored(Vec<Located>),
    /// A matrix of the checkpoint, transposed.
    Transposed(Located),
    /// Numbers that were computed.
    Computed(Vec<f32>),
    /// Matrices of the checkpoint, one below the other, as 8-bit integers by block.
    Blocks(Vec<Located>, Part),
    /// A matrix of the checkpoint as 8-bit integers by output, transposed.
    Channels(Located, Part),
}

/// The two tensors that a matrix of integers is kept in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The integers.
    Integers,
    /// What they are multiplied by, 32-bit floats.
    Scales,
}

/// A graph under construction. Every value is named by whoever makes it; names must differ.
pub(super) struct Graph<'w> {
    pub(super) weights: &'w Weights,
    /// How its matrices are kept.
    pub(super) matrices: Matrices,
    name: &'static str,
    proto: GraphProto,
    placed: Vec<Weight>,
}

impl<'w> Graph<'w> {
    pub(super) fn new(name: &'static str, weights: &'w Weights, matrices: Matrices) -> Self {
        let proto = GraphProto { name: Some(name.to_owned()), ..GraphProto::default() };
        Self { weights, matrices, name, proto, placed: Vec::new() }
    }

    /// Declares an input of the graph.
    pub(super) fn input(&mut self, name: &str, element: ElementType, shape: &[Dim]) -> Tensor {
        self.proto.input.push(describe(name, element, shape));
        Tensor(name.to_owned())
    }

    /// Declares that the value `name` is an output of the graph.
    pub(super) fn output(&mut self, name: &str, element: ElementType, shape: &[Dim]) {
        self.proto.output.push(describe(name, element, shape));
    }

    /// A tensor of the checkpoint as 32-bit floats; `shape` is what the config says.
    pub(super) fn stored(&mut self, name: &str, shape: &[usize]) -> Result<Tensor, ConvertError> {
        self.stored_from(name, name, shape)
    }

    /// [`Graph::stored`] with a name in the graph that is not the one in the checkpoint.
    pub(super) fn stored_from(
        &mut self,
        name: &str,
        weight: &str,
        shape: &[usize],
    ) -> Result<Tensor, ConvertError> {
        let located = self.weights.locate(weight, shape)?;
        Ok(self.weight(name, ElementType::F32, shape.to_vec(), Source::Stored(vec![located])))
    }

    /// Numbers that were computed, as 32-bit floats.
    pub(super) fn computed(&mut self, name: &str, shape: Vec<usize>, values: Vec<f32>) -> Tensor {
        self.weight(name, ElementType::F32, shape, Source::Computed(values))
    }

    /// A small constant of integers.
    pub(super) fn integers(&mut self, name: &str, shape: &[usize], values: &[i64]) -> Tensor {
        self.proto.initializer.push(TensorProto::inline_i64(name, shape, values));
        Tensor(name.to_owned())
    }

    /// The tensors that go to the data file, in order.
    pub(super) fn weights(&self) -> &[Weight] {
        &self.placed
    }

    /// The finished model; `offsets` are the positions of its weights in `data_file`, by name.
    /// Several graphs may share a data file, whose weights are those of the first.
    pub(super) fn into_model(
        self,
        data_file: &str,
        offsets: &BTreeMap<String, u64>,
        metadata: &[(&str, &str)],
    ) -> Result<(ModelProto, Vec<Weight>), ConvertError> {
        let mut graph = self.proto;
        for weight in &self.placed {
            let Some(&offset) = offsets.get(&weight.name) else {
                let reason = format!("`{}` is in no data file", weight.name);
                return Err(ConvertError::Internal(reason));
            };
            graph.initializer.push(TensorProto::external(
                &weight.name,
                weight.element,
                &weight.shape,
                data_file,
                (offset, weight.bytes()),
            ));
        }
        let opset = |domain: &str, version| OperatorSetIdProto {
            domain: Some(domain.to_owned()),
            version: Some(version),
        };
        let model = ModelProto {
            ir_version: Some(IR_VERSION),
            producer_name: Some(env!("CARGO_PKG_NAME").to_owned()),
            producer_version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            graph: Some(graph),
            opset_import: vec![opset("", OPSET), opset(MICROSOFT, 1)],
            metadata_props: metadata
                .iter()
                .map(|(key, value)| StringStringEntryProto::new(key, value))
                .collect(),
        };
        Ok((model, self.placed))
    }

    /// The graph's name.
    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    /// A constant number.
    pub(super) fn number(&mut self, name: &str, value: f32) -> Tensor {
        self.proto.initializer.push(TensorProto::inline_f32(name, &[], &[value]));
        Tensor(name.to_owned())
    }

    /// A tensor in the data file.
    pub(super) fn weight(
        &mut self,
        name: &str,
        element: ElementType,
        shape: Vec<usize>,
        source: Source,
    ) -> Tensor {
        self.placed.push(Weight { name: name.to_owned(), element, shape, source });
        Tensor(name.to_owned())
    }

    /// A node with one output, called `name` like the node.
    pub(super) fn node(
        &mut self,
        operator: &str,
        domain: &str,
        name: &str,
        inputs: &[&Tensor],
        attributes: &[AttributeProto],
    ) -> Tensor {
        let inputs = inputs.iter().map(|t| t.0.clone()).collect();
        self.push(operator, domain, name, inputs, vec![name.to_owned()], attributes);
        Tensor(name.to_owned())
    }

    /// A node; an empty name stands for an input or output that is left out.
    pub(super) fn push(
        &mut self,
        operator: &str,
        domain: &str,
        name: &str,
        input: Vec<String>,
        output: Vec<String>,
        attributes: &[AttributeProto],
    ) {
        self.proto.node.push(NodeProto {
            input,
            output,
            name: Some(name.to_owned()),
            op_type: Some(operator.to_owned()),
            attribute: attributes.to_vec(),
            domain: (!domain.is_empty()).then(|| domain.to_owned()),
        });
    }
}

impl Weight {
    /// Size in the data file.
    pub(super) fn bytes(&self) -> u64 {
        (self.shape.iter().product::<usize>() * self.element.bytes()) as u64
    }
}

fn describe(name: &str, element: ElementType, shape: &[Dim]) -> ValueInfoProto {
    let shape = shape
        .iter()
        .map(|dim| match dim {
            Dim::Fixed(length) => DimensionValue::Fixed(*length as i64),
            Dim::Named(name) => DimensionValue::Named((*name).to_owned()),
        })
        .collect();
    ValueInfoProto::tensor(name, element, shape)
}
