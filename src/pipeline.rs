//! The stages, composed: a picture and a question to an answer.

use image::RgbImage;

use crate::answer::{self, Answer, AnswererInfo, AnswererKind, Method, Status};
use crate::llm::Client;
use crate::reader::{ReadOptions, Reader};
use crate::{Cancel, Result, Table};

/// Who answers questions about a table.
pub enum Answerer {
    /// The built-in rules; nothing leaves the machine.
    Rules,
    /// A language model behind an OpenAI-compatible endpoint.
    Llm {
        /// The endpoint's client.
        client: Box<Client>,
        /// Prompt, temperature and limits.
        options: Box<answer::llm::Options>,
    },
}

impl Answerer {
    /// Answers `question` from `table`. `on_text` gets a language model's reply as it comes.
    ///
    /// # Errors
    /// [`crate::Error::Answer`] for a question that cannot be worked on,
    /// [`crate::Error::Endpoint`] if the endpoint fails, [`crate::Error::Interrupted`].
    /// That the table does not hold the answer is no error but an [`Answer`] that says so.
    pub async fn answer(
        &self,
        table: &Table,
        question: &str,
        cancel: &Cancel,
        on_text: &mut (dyn FnMut(&str) + Send),
    ) -> Result<Answer> {
        match self {
            Self::Rules => Ok(answer::rules::answer(table, question)?),
            Self::Llm { client, options } => {
                answer::llm::answer(client, table, question, options, cancel, on_text).await
            }
        }
    }
}

/// Reads `picture` and answers `question` about it: [`Reader::read`], then [`Answerer::answer`].
///
/// ```no_run
/// use chartqa::image_source::{ImageSource, Limits};
/// use chartqa::pipeline::{self, Answerer};
/// use chartqa::reader::{ModelChoice, ReadOptions, Reader};
/// use chartqa::runtime::{self, LibraryOptions, SessionOptions};
///
/// fn main() -> Result<(), Box<dyn std::error::Error>> {
///     runtime::disable_telemetry()?; // before the first thread
///     tokio::runtime::Runtime::new()?.block_on(async {
///         let library = LibraryOptions::from_env();
///         let runtime = runtime::ensure(&library, &chartqa::progress::Silent).await?;
///         let session = SessionOptions::default();
///         let mut reader = Reader::open(&runtime, &ModelChoice::BuiltIn, &session)?;
///         let picture = ImageSource::parse("chart.png")?.load(&Limits::default(), false).await?;
///         let question = "Which country has the highest value?";
///         let options = ReadOptions::default();
///         let answer =
///             pipeline::ask(&mut reader, &Answerer::Rules, &picture, question, &options).await?;
///         println!("{:?}, from {:?}", answer.answer, answer.evidence);
///         Ok(())
///     })
/// }
/// ```
///
/// # Errors
/// Those of the two stages.
pub async fn ask(
    reader: &mut Reader,
    answerer: &Answerer,
    picture: &RgbImage,
    question: &str,
    options: &ReadOptions,
) -> Result<Answer> {
    let reading = reader.read(picture, options)?;
    let mut answer =
        answerer.answer(&reading.table, question, &options.cancel, &mut |_| {}).await?;
    answer.reading = Some(reading);
    Ok(answer)
}

/// Has a model that takes the question itself (matcha-chartqa, pix2struct-*-vqa) answer it
/// from the picture: there is no table, and no cell to name as evidence.
///
/// # Errors
/// [`crate::reader::ReadError::Option`] if the model takes no questions, else those of reading.
pub fn ask_directly(
    reader: &mut Reader,
    picture: &RgbImage,
    question: &str,
    options: &ReadOptions,
) -> Result<Answer> {
    let given = reader.answer(picture, question, options)?;
    let answered = !given.text.is_empty();
    Ok(Answer {
        question: question.trim().to_owned(),
        status: if answered { Status::Answered } else { Status::NotAnswerable },
        answer: answered.then(|| given.text.clone()),
        reason: (!answered).then(|| "the model gave an empty answer".to_owned()),
        answerer: AnswererInfo {
            kind: AnswererKind::Llm,
            method: Some(Method::Direct),
            model: Some(given.reading.model.clone()),
            votes: Vec::new(),
            usage: None,
        },
        program: None,
        evidence: Vec::new(),
        confidence: Some(given.confidence),
        table: None,
        timings_ms: given.reading.timings,
        reading: Some(given.reading),
    })
}
