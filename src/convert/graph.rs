//! A small builder of ONNX graphs: typed handles, named values, weights by reference.
//!
//! Weights are not held here: the graph remembers which tensor of the
//! checkpoint goes where ([`Weight`]), and [`super::external`] streams them.

use super::ConvertError;
use super::checkpoint::{Located, Weights};
use super::config::Activation;
use super::onnx::{
    AttributeProto, DimensionValue, ElementType, GraphProto, IR_VERSION, MICROSOFT, ModelProto,
    NodeProto, OPSET, OperatorSetIdProto, StringStringEntryProto, TensorProto, ValueInfoProto,
};

/// A value in the graph: an input, a weight or a node's output.
#[derive(Debug, Clone)]
pub(super) struct Tensor(String);

/// A dimension of a graph input or output.
#[derive(Debug, Clone, Copy)]
pub(super) enum Dim {
    /// Always this long.
    Fixed(usize),
    /// As long as it is in the run; equal names are equal lengths.
    Named(&'static str),
}

/// A tensor of 32-bit floats in the graph's data file.
pub(super) struct Weight {
    /// Name in the graph.
    pub(super) name: String,
    /// Shape in the graph, row-major.
    pub(super) shape: Vec<usize>,
    /// Where the numbers come from.
    pub(super) source: Source,
}

/// Where a weight's numbers come from.
pub(super) enum Source {
    /// A tensor of the checkpoint, as it is.
    Stored(Located),
    /// A matrix of the checkpoint, transposed.
    Transposed(Located),
    /// Numbers that were computed.
    Computed(Vec<f32>),
}

/// Attention's inputs besides the query.
#[derive(Default)]
pub(super) struct Attention<'a> {
    /// Added to the scores, `[1, heads, queries, keys]`.
    pub(super) bias: Option<&'a Tensor>,
    /// Keys and values of earlier tokens, `[batch, heads, past, head_dim]`.
    pub(super) past: Option<(&'a Tensor, &'a Tensor)>,
    /// Names of outputs for the keys and values with this run's appended.
    pub(super) present: Option<(&'a str, &'a str)>,
}

/// A graph under construction. Every value is named by whoever makes it; names must differ.
pub(super) struct Graph<'w> {
    weights: &'w Weights,
    name: &'static str,
    proto: GraphProto,
    placed: Vec<Weight>,
}

impl<'w> Graph<'w> {
    pub(super) fn new(name: &'static str, weights: &'w Weights) -> Self {
        let proto = GraphProto { name: Some(name.to_owned()), ..GraphProto::default() };
        Self { weights, name, proto, placed: Vec::new() }
    }

    /// Declares an input of the graph.
    pub(super) fn input(&mut self, name: &str, element: ElementType, shape: &[Dim]) -> Tensor {
        self.proto.input.push(describe(name, element, shape));
        Tensor(name.to_owned())
    }

    /// Declares that the value `name` is an output of the graph, of 32-bit floats.
    pub(super) fn output(&mut self, name: &str, shape: &[Dim]) {
        self.proto.output.push(describe(name, ElementType::F32, shape));
    }

    /// A tensor of the checkpoint, as it is stored; `shape` is what the config says.
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
        Ok(self.weight(name, shape.to_vec(), Source::Stored(located)))
    }

    /// Numbers that were computed.
    pub(super) fn computed(&mut self, name: &str, shape: Vec<usize>, values: Vec<f32>) -> Tensor {
        self.weight(name, shape, Source::Computed(values))
    }

    /// A small constant of integers.
    pub(super) fn integers(&mut self, name: &str, shape: &[usize], values: &[i64]) -> Tensor {
        self.proto.initializer.push(TensorProto::inline_i64(name, shape, values));
        Tensor(name.to_owned())
    }

    /// `x · Wᵀ`, as `torch.nn.Linear` without bias has it; the weight `name` is stored as
    /// `[outputs, inputs]`. It is written transposed, which is what `MatMul` takes and what the
    /// CPU provider packs for itself while loading.
    pub(super) fn linear(
        &mut self,
        x: &Tensor,
        name: &str,
        outputs: usize,
        inputs: usize,
    ) -> Result<Tensor, ConvertError> {
        let weight = format!("{name}.weight");
        self.linear_from(x, name, &weight, outputs, inputs)
    }

    /// [`Graph::linear`] with the checkpoint's tensor `weight` as its matrix.
    pub(super) fn linear_from(
        &mut self,
        x: &Tensor,
        name: &str,
        weight: &str,
        outputs: usize,
        inputs: usize,
    ) -> Result<Tensor, ConvertError> {
        let located = self.weights.locate(weight, &[outputs, inputs])?;
        let matrix = self.weight(
            &format!("{name}.transposed"),
            vec![inputs, outputs],
            Source::Transposed(located),
        );
        Ok(self.node("MatMul", "", name, &[x, &matrix], &[]))
    }

    pub(super) fn add(&mut self, name: &str, a: &Tensor, b: &Tensor) -> Tensor {
        self.node("Add", "", name, &[a, b], &[])
    }

    pub(super) fn mul(&mut self, name: &str, a: &Tensor, b: &Tensor) -> Tensor {
        self.node("Mul", "", name, &[a, b], &[])
    }

    pub(super) fn neg(&mut self, name: &str, x: &Tensor) -> Tensor {
        self.node("Neg", "", name, &[x], &[])
    }

    pub(super) fn cast_to_integer(&mut self, name: &str, x: &Tensor) -> Tensor {
        let to = AttributeProto::int("to", ElementType::I64 as i64);
        self.node("Cast", "", name, &[x], &[to])
    }

    pub(super) fn gather(
        &mut self,
        name: &str,
        data: &Tensor,
        indices: &Tensor,
        axis: i64,
    ) -> Tensor {
        let axis = AttributeProto::int("axis", axis);
        self.node("Gather", "", name, &[data, indices], &[axis])
    }

    /// `x[start..end]` along `axis`; each of the three is a tensor of one integer.
    pub(super) fn slice(
        &mut self,
        name: &str,
        x: &Tensor,
        start: &Tensor,
        end: &Tensor,
        axis: &Tensor,
    ) -> Tensor {
        self.node("Slice", "", name, &[x, start, end, axis], &[])
    }

    /// A zero in `shape` keeps that dimension.
    pub(super) fn reshape(&mut self, name: &str, x: &Tensor, shape: &Tensor) -> Tensor {
        self.node("Reshape", "", name, &[x, shape], &[])
    }

    pub(super) fn transpose(&mut self, name: &str, x: &Tensor, order: &[i64]) -> Tensor {
        self.node("Transpose", "", name, &[x], &[AttributeProto::ints("perm", order)])
    }

    /// The element-wise function of the feed-forward layer.
    pub(super) fn activation(&mut self, name: &str, x: &Tensor, function: Activation) -> Tensor {
        let gelu = |how| [AttributeProto::string("approximate", how)];
        match function {
            Activation::GeluTanh => self.node("Gelu", "", name, &[x], &gelu("tanh")),
            Activation::Gelu => self.node("Gelu", "", name, &[x], &gelu("none")),
            Activation::Relu => self.node("Relu", "", name, &[x], &[]),
            Activation::Silu => {
                let gate = self.node("Sigmoid", "", &format!("{name}.sigmoid"), &[x], &[]);
                self.mul(name, x, &gate)
            }
        }
    }

    /// `x / √(mean(x²) + epsilon) · scale` over the last axis, in standard operators (ONNX
    /// Runtime fuses them).
    pub(super) fn rms_norm(
        &mut self,
        name: &str,
        x: &Tensor,
        scale: &Tensor,
        epsilon: f32,
    ) -> Tensor {
        let part = |what: &str| format!("{name}.{what}");
        let two = self.number(&part("two"), 2.0);
        let epsilon = self.number(&part("epsilon"), epsilon);
        let last = self.integers(&part("axis"), &[1], &[-1]);
        let keep = AttributeProto::int("keepdims", 1);
        let squares = self.node("Pow", "", &part("squares"), &[x, &two], &[]);
        let mean = self.node("ReduceMean", "", &part("mean"), &[&squares, &last], &[keep]);
        let mean = self.add(&part("mean_epsilon"), &mean, &epsilon);
        let root = self.node("Sqrt", "", &part("root"), &[&mean], &[]);
        let unit = self.node("Div", "", &part("unit"), &[x, &root], &[]);
        self.mul(name, &unit, scale)
    }

    /// The sum of `x`, `skip` and, if given, `bias`, and that sum's [`Graph::rms_norm`], in one
    /// operator: `(sum, normed)`. `normed` is called `name`.
    pub(super) fn skip_rms_norm(
        &mut self,
        name: &str,
        (x, skip, bias): (&Tensor, &Tensor, Option<&Tensor>),
        scale: &Tensor,
        epsilon: f32,
    ) -> (Tensor, Tensor) {
        let sum = format!("{name}.sum");
        let mut inputs = vec![x.0.clone(), skip.0.clone(), scale.0.clone()];
        inputs.extend(bias.map(|bias| bias.0.clone()));
        // The second and third outputs are statistics for training.
        let outputs = [name, "", "", &sum].map(str::to_owned).to_vec();
        let epsilon = AttributeProto::float("epsilon", epsilon);
        self.push("SkipSimplifiedLayerNormalization", MICROSOFT, name, inputs, outputs, &[epsilon]);
        (Tensor(sum), Tensor(name.to_owned()))
    }

    /// Attention whose scores are not scaled (Pix2Struct, like T5, has it so).
    /// `query` is `[batch, queries, heads · head_dim]`; `key` and `value` are of the same form,
    /// or `[batch, heads, keys, head_dim]`.
    pub(super) fn attention(
        &mut self,
        name: &str,
        heads: usize,
        (query, key, value): (&Tensor, &Tensor, &Tensor),
        more: &Attention<'_>,
    ) -> Tensor {
        let of = |t: Option<&Tensor>| t.map_or_else(String::new, |t| t.0.clone());
        let (past_key, past_value) = more.past.unzip();
        // In the operator's order; the fourth and fifth are a bias on the projections and a mask.
        let mut inputs = vec![query.0.clone(), key.0.clone(), value.0.clone()];
        inputs.extend([String::new(), String::new()]);
        inputs.extend([of(more.bias), of(past_key), of(past_value)]);
        while inputs.last().is_some_and(String::is_empty) {
            inputs.pop();
        }
        let mut outputs = vec![name.to_owned()];
        if let Some((key, value)) = more.present {
            outputs.extend([key.to_owned(), value.to_owned()]);
        }
        let attributes =
            [AttributeProto::int("num_heads", heads as i64), AttributeProto::float("scale", 1.0)];
        self.push("MultiHeadAttention", MICROSOFT, name, inputs, outputs, &attributes);
        Tensor(name.to_owned())
    }

    /// The tensors that go to the data file, in order.
    pub(super) fn weights(&self) -> &[Weight] {
        &self.placed
    }

    /// The finished model; `offsets` are the positions of [`Graph::weights`] in `data_file`.
    pub(super) fn into_model(
        self,
        data_file: &str,
        offsets: &[u64],
        metadata: &[(&str, &str)],
    ) -> (ModelProto, Vec<Weight>) {
        let mut graph = self.proto;
        graph.initializer.extend(self.placed.iter().zip(offsets).map(|(weight, &offset)| {
            TensorProto::external_f32(
                &weight.name,
                &weight.shape,
                data_file,
                offset,
                weight.bytes(),
            )
        }));
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
        (model, self.placed)
    }

    /// The graph's name.
    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    fn number(&mut self, name: &str, value: f32) -> Tensor {
        self.proto.initializer.push(TensorProto::inline_f32(name, &[], &[value]));
        Tensor(name.to_owned())
    }

    fn weight(&mut self, name: &str, shape: Vec<usize>, source: Source) -> Tensor {
        self.placed.push(Weight { name: name.to_owned(), shape, source });
        Tensor(name.to_owned())
    }

    fn node(
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

    fn push(
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
        self.shape.iter().product::<usize>() as u64 * size_of::<f32>() as u64
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
