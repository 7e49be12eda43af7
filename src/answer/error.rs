//! Why a question could not be worked on at all.

use crate::ErrorKind;

/// A question could not be worked on.
///
/// That the table does not hold the answer is no error, but
/// [`Status::NotAnswerable`](super::Status::NotAnswerable).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AnswerError {
    /// There is no question.
    #[error("the question is empty")]
    EmptyQuestion,
    /// The question is a document.
    #[error("the question has {length} bytes; at most {} are taken", super::MAX_QUESTION)]
    LongQuestion {
        /// Its length in bytes.
        length: usize,
    },
    /// The table is too large to be sent to a model.
    #[error(
        "the table is too large for a language model: {length} bytes as text, at most {limit} are sent"
    )]
    LargeTable {
        /// Bytes of the table as text.
        length: usize,
        /// The most that is sent.
        limit: usize,
    },
    /// There is no table, where the method needs one.
    #[error("there is no table to answer from")]
    NoTable,
    /// There is nothing to answer from.
    #[error("there is neither a table nor a picture to answer from")]
    NoChart,
    /// The picture cannot be encoded for a model.
    #[error("the picture cannot be encoded for a language model: {reason}")]
    Picture {
        /// The encoder's reason.
        reason: String,
    },
    /// Programs of a model cannot be run here.
    #[error(transparent)]
    Program(#[from] super::program::ProgramError),
    /// A prompt file cannot be used.
    #[error("cannot use the prompt {name}: {reason}")]
    Prompt {
        /// Path or name of the prompt.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl AnswerError {
    /// The class of the failure.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::EmptyQuestion | Self::LongQuestion { .. } | Self::NoTable | Self::NoChart => {
                ErrorKind::Usage
            }
            Self::Program(error) => error.kind(),
            Self::LargeTable { .. } | Self::Picture { .. } | Self::Prompt { .. } => {
                ErrorKind::Failed
            }
        }
    }

    /// The next step for a person.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::EmptyQuestion => {
                "ask something, e.g. chartqa ask chart.png \"Which country has the highest value?\""
                    .to_owned()
            }
            Self::LongQuestion { .. } => "ask one short question at a time".to_owned(),
            Self::LargeTable { .. } => "take a part of the table, or --answerer rules".to_owned(),
            Self::NoTable | Self::NoChart => {
                "read the picture first, or let a model that sees answer from the picture".to_owned()
            }
            Self::Picture { .. } => "drop --picture: then only the table is sent".to_owned(),
            Self::Program(_) => {
                "--method cot asks for steps in place of a program".to_owned()
            }
            Self::Prompt { .. } => {
                "prompts/README.md of the source describes the format; without --prompt the built-in one is used"
                    .to_owned()
            }
        })
    }
}
