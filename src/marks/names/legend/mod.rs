//! The legend: swatches, each with a name beside it.
//!
//! | module | stage |
//! |---|---|
//! | [`glued`] | lines of text that swatches ran into, cut there |
//! | [`mod@swatches`] | the swatch beside a text, of any kind |
//! | [`mod@entries`] | swatches with their names, in rows, columns or both |
//! | [`matching`] | which entry is whose |

pub mod entries;
mod faint;
pub mod glued;
pub mod matching;
pub mod swatches;

pub use entries::{Entry, entries};
