//! Encoder-decoder readers over flattened patches: DePlot and its family.
