//! Lines of text: found in the ink, read by the network, and understood as
//! numbers.
//!
//! | module | stage |
//! |---|---|
//! | [`letters`], [`clutter`], [`strokes`] | which ink may be parts of letters |
//! | [`text_boxes`], [`pieces`] | letters grouped into lines |
//! | [`recogniser`], [`second_look`] | lines read |
//! | [`twins`], [`accents`] | letters that look alike told apart |
//! | [`text`], [`number`] | what a line says |

pub mod accents;
pub mod clutter;
pub mod dashes;
pub mod letters;
pub mod number;
pub mod pieces;
pub mod recogniser;
pub mod second_look;
pub mod strokes;
pub mod text;
pub mod text_boxes;
pub mod twins;
