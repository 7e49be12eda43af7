//! The stages, composed.
