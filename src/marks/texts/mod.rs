//! Lines of text: found in the ink, read by the network, and understood as
//! numbers.

pub mod number;
pub mod recogniser;
pub mod second_look;
pub mod text;
pub mod text_boxes;
pub mod twins;
