//! Products with weight matrices, in each way that they can be kept.

use super::ConvertError;
use super::graph::{Graph, Part, Source, Tensor};
use super::onnx::{AttributeProto, ElementType, MICROSOFT};

/// Weights that share a scale in [`Matrices::Blocks`].
///
/// Of 32, 64 and 128, the largest two are equally fast (docs/speed.md), and the smaller of those is
/// the more exact.
pub(super) const BLOCK: usize = 64;
/// `accuracy_level` of `MatMulNBits`: activations become 8-bit integers by block too. The others
/// unpack the weights at every run.
const INTEGER_ACTIVATIONS: i64 = 4;

/// How a graph's matrices are kept, and with which operator they are multiplied. A checkpoint
/// stores them as `[outputs, inputs]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Matrices {
    /// `[inputs, outputs]`, for `MatMul`: fastest for many rows at once, as the encoder has them,
    /// where the runtime packs them while loading.
    Columns(ElementType),
    /// `[outputs, inputs]`, for `Gemm`: as fast as memory is read for the one row that the decoder
    /// has, and nothing needs to be packed, so that they are used from the file's pages.
    Rows(ElementType),
    /// 8-bit integers with a scale for every [`BLOCK`] inputs, for `MatMulNBits`: fastest for few
    /// rows.
    Blocks,
    /// 8-bit integers with a scale for every output, for `DynamicQuantizeMatMul`: fastest for many
    /// rows. Activations become 8-bit integers with one scale for all.
    Channels,
}

impl Matrices {
    /// Type of activations in products and attention.
    pub(super) fn activations(self) -> ElementType {
        match self {
            Self::Columns(element) | Self::Rows(element) => element,
            Self::Blocks | Self::Channels => ElementType::F32,
        }
    }
}

impl Graph<'_> {
    /// `x · Wᵀ`, as `torch.nn.Linear` without bias has it, with the checkpoint's matrix
    /// `{name}.weight` of shape `[outputs, inputs]`.
    pub(super) fn linear(
        &mut self,
        x: &Tensor,
        name: &str,
        outputs: usize,
        inputs: usize,
    ) -> Result<Tensor, ConvertError> {
        self.linear_from(x, name, &[&format!("{name}.weight")], outputs, inputs)
    }

    /// [`Graph::linear`] with several of the checkpoint's matrices, one below the other, as one:
    /// `outputs` is the number of rows of each. The decoder's graphs only.
    pub(super) fn linear_from(
        &mut self,
        x: &Tensor,
        name: &str,
        weights: &[&str],
        outputs: usize,
        inputs: usize,
    ) -> Result<Tensor, ConvertError> {
        let mut located = weights
            .iter()
            .map(|weight| self.weights.locate(weight, &[outputs, inputs]))
            .collect::<Result<Vec<_>, _>>()?;
        let rows = outputs * weights.len();
        let scales = format!("{name}.scales");
        match self.matrices {
            Matrices::Rows(element) => {
                let stored = Source::Stored(located);
                let w = self.weight(&format!("{name}.matrix"), element, vec![rows, inputs], stored);
                Ok(self.node("Gemm", "", name, &[x, &w], &[AttributeProto::int("transB", 1)]))
            }
            Matrices::Blocks => {
                let blocks = inputs.div_ceil(BLOCK);
                let integers = Source::Blocks(located.clone(), Part::Integers);
                let shape = vec![rows, blocks, BLOCK];
                let w = self.weight(&format!("{name}.blocks"), ElementType::U8, shape, integers);
                let parts = Source::Blocks(located, Part::Scales);
                let s = self.weight(&scales, ElementType::F32, vec![rows * blocks], parts);
                let attributes = [
                    AttributeProto::int("K", inputs as i64),
                    AttributeProto::int("N", rows as i64),
                    AttributeProto::int("bits", 8),
                    AttributeProto::int("block_size", BLOCK as i64),
                    AttributeProto::int("accuracy_level", INTEGER_ACTIVATIONS),
                ];
                Ok(self.node("MatMulNBits", MICROSOFT, name, &[x, &w, &s], &attributes))
            }
            Matrices::Columns(_) | Matrices::Channels => {
                let (Some(one), true) = (located.pop(), located.is_empty()) else {
                    let reason = format!("`{name}` is to be transposed, and not of one matrix");
                    return Err(ConvertError::Internal(reason));
                };
                let shape = vec![inputs, rows];
                if let Matrices::Columns(element) = self.matrices {
                    let name_of = format!("{name}.transposed");
                    let w = self.weight(&name_of, element, shape, Source::Transposed(one));
                    return Ok(self.node("MatMul", "", name, &[x, &w], &[]));
                }
                let integers = Source::Channels(one.clone(), Part::Integers);
                let w = self.weight(&format!("{name}.channels"), ElementType::I8, shape, integers);
                let parts = Source::Channels(one, Part::Scales);
                let s = self.weight(&scales, ElementType::F32, vec![rows], parts);
                Ok(self.node("DynamicQuantizeMatMul", MICROSOFT, name, &[x, &w, &s], &[]))
            }
        }
    }
}
