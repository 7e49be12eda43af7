//! Encoder-decoder readers over flattened patches: DePlot and its family.

pub mod header;
pub mod patches;
