//! The decoder's relative position bias, at every distance between two tokens.

use super::checkpoint::Weights;
use super::config::Text;
use super::{ConvertError, MAX_TOKENS};

/// The learned bias per bucket and head, in the decoder's first layer; all layers share it.
const BIAS: &str = "decoder.layer.0.self_attention.attention.relative_attention_bias.weight";

/// The bias by distance and head, `[MAX_TOKENS, heads]`.
pub(super) fn bias_table(text: &Text, weights: &Weights) -> Result<Vec<f32>, ConvertError> {
    let located = weights.locate(BIAS, &[text.buckets, text.heads])?;
    let learned = weights.numbers(&located)?;
    let buckets = (0..MAX_TOKENS).map(|d| bucket(d, text.buckets, text.max_distance));
    Ok(buckets.flat_map(|b| &learned[b * text.heads..][..text.heads]).copied().collect())
}

/// The bucket of a distance back in the text: exact for small distances, logarithmic up to
/// `max_distance`, then the last one.
///
/// The arithmetic is in 32-bit floats and in this order because transformers
/// (`Pix2StructTextAttention._relative_position_bucket`, not bidirectional) has it so, and the
/// truncation at the end makes a difference of one unit in the last place count. The logarithm
/// is taken in 64 bits and rounded, which gives the nearest 32-bit float on every platform.
fn bucket(distance: usize, buckets: usize, max_distance: usize) -> usize {
    let exact = buckets / 2;
    if distance < exact {
        return distance;
    }
    let log = f64::from(distance as f32 / exact as f32).ln() as f32;
    let whole = (max_distance as f64 / exact as f64).ln() as f32;
    let beyond = (log / whole * (buckets - exact) as f32) as usize;
    (exact + beyond).min(buckets - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Distances at which a new bucket begins, by (`buckets`, `max_distance`), as
    /// `Pix2StructTextAttention._relative_position_bucket` of transformers 5.23 (torch 2.15)
    /// gives them for distances 0 to 4095. In all but the first, some steps fall on whole
    /// numbers exactly, where rounding decides.
    #[test]
    fn buckets_begin_where_transformers_lets_them() {
        let starts = |buckets, max_distance| {
            let mut starts: Vec<usize> = Vec::new();
            for distance in 0..4096 {
                let bucket = bucket(distance, buckets, max_distance);
                assert!(bucket + 1 >= starts.len(), "bucket {bucket} at distance {distance}");
                if bucket == starts.len() {
                    starts.push(distance);
                }
            }
            starts
        };
        let to_16 = |more: &[usize]| [&(0..16).collect::<Vec<_>>(), more].concat();
        assert_eq!(
            starts(32, 128),
            to_16(&[16, 19, 21, 24, 27, 31, 35, 40, 46, 52, 59, 67, 77, 87, 99, 113])
        );
        assert_eq!(
            starts(32, 64),
            to_16(&[16, 18, 20, 21, 23, 25, 27, 30, 32, 35, 39, 42, 46, 50, 54, 59])
        );
        assert_eq!(starts(16, 32), [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 23, 27]);
        assert_eq!(starts(8, 1024), [0, 1, 2, 3, 4, 16, 64, 256]);
    }
}
