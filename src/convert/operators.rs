//! The operators that the graphs are made of, but for products with weights
//! ([`super::linear`]) and attention ([`super::attention`]).

use super::config::Activation;
use super::graph::{Graph, Tensor};
use super::onnx::{AttributeProto, ElementType, MICROSOFT};

impl Graph<'_> {
    pub(super) fn add(&mut self, name: &str, a: &Tensor, b: &Tensor) -> Tensor {
        self.node("Add", "", name, &[a, b], &[])
    }

    pub(super) fn mul(&mut self, name: &str, a: &Tensor, b: &Tensor) -> Tensor {
        self.node("Mul", "", name, &[a, b], &[])
    }

    pub(super) fn sub(&mut self, name: &str, a: &Tensor, b: &Tensor) -> Tensor {
        self.node("Sub", "", name, &[a, b], &[])
    }

    pub(super) fn max(&mut self, name: &str, a: &Tensor, b: &Tensor) -> Tensor {
        self.node("Max", "", name, &[a, b], &[])
    }

    pub(super) fn cast(&mut self, name: &str, x: &Tensor, to: ElementType) -> Tensor {
        let to = AttributeProto::int("to", to as i64);
        self.node("Cast", "", name, &[x], &[to])
    }

    /// A 32-bit `x` as activations are in products ([`super::linear::Matrices::activations`]).
    pub(super) fn narrow(&mut self, x: &Tensor) -> Tensor {
        match self.matrices.activations() {
            ElementType::F32 => x.clone(),
            other => self.cast(&format!("{}.narrow", x.0), x, other),
        }
    }

    /// The opposite of [`Graph::narrow`].
    pub(super) fn widen(&mut self, x: &Tensor) -> Tensor {
        match self.matrices.activations() {
            ElementType::F32 => x.clone(),
            _ => self.cast(&format!("{}.wide", x.0), x, ElementType::F32),
        }
    }

    /// The lengths of `x`'s dimensions from `start` on, up to `end`.
    pub(super) fn shape(&mut self, name: &str, x: &Tensor, start: i64, end: i64) -> Tensor {
        let range = [AttributeProto::int("start", start), AttributeProto::int("end", end)];
        self.node("Shape", "", name, &[x], &range)
    }

    /// Tensors of one dimension, one behind the other.
    pub(super) fn concat(&mut self, name: &str, parts: &[&Tensor]) -> Tensor {
        self.node("Concat", "", name, parts, &[AttributeProto::int("axis", 0)])
    }

    /// The largest number of `x` along `axes`, or of all; those dimensions are left out.
    pub(super) fn reduce_max(&mut self, name: &str, x: &Tensor, axes: Option<&Tensor>) -> Tensor {
        let keep = [AttributeProto::int("keepdims", 0)];
        let inputs: Vec<&Tensor> = std::iter::once(x).chain(axes).collect();
        self.node("ReduceMax", "", name, &inputs, &keep)
    }

    /// 0, 1, … up to but without `end`, a single integer without dimensions.
    pub(super) fn range(&mut self, name: &str, end: &Tensor) -> Tensor {
        let start = self.integers(&format!("{name}.start"), &[], &[0]);
        let step = self.integers(&format!("{name}.step"), &[], &[1]);
        self.node("Range", "", name, &[&start, end, &step], &[])
    }

    /// Where the largest number along the last dimension is, the first of equals.
    pub(super) fn arg_max(&mut self, name: &str, x: &Tensor) -> Tensor {
        let how = [AttributeProto::int("axis", -1), AttributeProto::int("keepdims", 0)];
        self.node("ArgMax", "", name, &[x], &how)
    }

    /// Logarithms of the softmax along the last dimension.
    pub(super) fn log_softmax(&mut self, name: &str, x: &Tensor) -> Tensor {
        self.node("LogSoftmax", "", name, &[x], &[AttributeProto::int("axis", -1)])
    }

    /// `x` cut along its last dimension into equal parts of these names.
    pub(super) fn split(&mut self, names: &[String], x: &Tensor) -> Vec<Tensor> {
        let name = names.first().map_or("split", String::as_str).to_owned();
        let parts = [
            AttributeProto::int("axis", -1),
            AttributeProto::int("num_outputs", names.len() as i64),
        ];
        self.push("Split", "", &name, vec![x.0.clone()], names.to_vec(), &parts);
        names.iter().cloned().map(Tensor).collect()
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
}
