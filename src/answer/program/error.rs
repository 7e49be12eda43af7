//! Why a program gave no answer.

use serde::{Deserialize, Serialize};

use crate::ErrorKind;

/// A program gave no answer. Of a model's program, that costs its vote.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ProgramError {
    /// The source is a document.
    #[error("the program has {length} bytes; at most {limit} are run")]
    TooLong {
        /// Its length in bytes.
        length: usize,
        /// The most that is run.
        limit: usize,
    },
    /// The source is no Python.
    #[error("line {line} of the program cannot be understood: {reason}")]
    Syntax {
        /// Counted from 1.
        line: usize,
        /// What the parser says.
        reason: String,
    },
    /// Something other than `math` is imported.
    #[error("line {line} of the program imports `{module}`; only `math` can be imported")]
    Import {
        /// Counted from 1.
        line: usize,
        /// What was to be imported.
        module: String,
    },
    /// An exception ended the program.
    #[error("the program failed{}: {reason}", at(*line))]
    Exception {
        /// Line of the program, counted from 1, if it is known.
        line: Option<usize>,
        /// Class and message of the exception.
        reason: String,
    },
    /// The program itself says that there is no answer: it raised `LookupError`
    /// with this message.
    #[error("{0}")]
    NotAnswerable(String),
    /// Nothing usable is in `ans`.
    #[error("the program leaves {0} in `ans`")]
    NoAnswer(String),
    /// A limit was reached.
    #[error("the program was stopped: it takes more than {0}")]
    Limit(String),
    /// The process that ran the program ended before it could say anything.
    #[error("the program ended its process: {0}")]
    Crashed(String),
    /// The process that was to run the program could not be used.
    #[error("cannot run programs in a process of {binary}: {reason}")]
    Worker {
        /// The binary that was named.
        binary: String,
        /// The system's reason.
        reason: String,
    },
}

fn at(line: Option<usize>) -> String {
    line.map_or_else(String::new, |line| format!(" in line {line}"))
}

impl ProgramError {
    /// The class of the failure.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::NotAnswerable(_) => ErrorKind::Unanswerable,
            _ => ErrorKind::Failed,
        }
    }

    /// The next step for a person.
    pub fn hint(&self) -> Option<String> {
        matches!(self, Self::Worker { .. }).then(|| {
            "name a binary that calls chartqa::answer::program::serve, as `chartqa` itself does"
                .to_owned()
        })
    }
}
