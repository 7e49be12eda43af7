//! How the library tells a front end what takes time: it never prints.

/// What a long operation reports. The binary draws bars from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event<'a> {
    /// Something worth one line, e.g. that a download is about to start and why.
    Note(&'a str),
    /// A step with a known or unknown number of bytes or items begins.
    Start {
        /// What is being done, e.g. a file's name.
        what: &'a str,
        /// How much there is to do, if known.
        total: Option<u64>,
    },
    /// The step has got this far (absolute, in the unit of `total`).
    Advance(u64),
    /// The step is done.
    Finish,
}

/// Receives [`Event`]s, possibly from several threads.
pub trait Progress: Send + Sync {
    /// Takes note of `event`.
    fn report(&self, event: Event<'_>);
}

/// Ignores everything.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn report(&self, _: Event<'_>) {}
}
