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
            Self::EmptyQuestion | Self::LongQuestion { .. } => ErrorKind::Usage,
            Self::LargeTable { .. } | Self::Prompt { .. } => ErrorKind::Failed,
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
            Self::Prompt { .. } => {
                "prompts/README.md of the source describes the format; without --prompt the built-in one is used"
                    .to_owned()
            }
        })
    }
}
