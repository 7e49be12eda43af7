//! The stages, composed: a picture and a question to an answer.

use image::RgbImage;

use crate::answer::picture::{self, Picture, PictureUse, Read};
use crate::answer::{self, Answer, AnswerError, AnswererInfo, AnswererKind, Chart, Method, Status};
use crate::llm::Client;
use crate::reader::{ReadError, ReadOptions, Reader};
use crate::{Cancel, Error, Reading, Result, Table};

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

/// What an answerer gets of a chart.
#[derive(Debug, Default)]
pub struct Material<'a> {
    table: Option<&'a Table>,
    picture: Option<Picture>,
    why: Option<String>,
}

impl<'a> Material<'a> {
    /// A table alone.
    pub fn table(table: &'a Table) -> Self {
        Self { table: Some(table), ..Self::default() }
    }

    /// A picture alone, which was not read.
    ///
    /// # Errors
    /// [`AnswerError::Picture`] if it cannot be encoded.
    pub fn picture(picture: &RgbImage) -> Result<Self, AnswerError> {
        Ok(Self { picture: Some(Picture::encode(picture)?), ..Self::default() })
    }

    /// The same, as prompts take it.
    pub fn chart(&self) -> Chart<'_> {
        Chart { table: self.table, picture: self.picture.as_ref() }
    }

    /// Why the picture is sent or not, where that was decided here.
    pub fn why(&self) -> Option<&str> {
        self.why.as_deref()
    }
}

impl Answerer {
    /// When the picture is sent.
    pub fn picture_use(&self) -> PictureUse {
        match self {
            Self::Rules => PictureUse::Never,
            Self::Llm { options, .. } => options.picture,
        }
    }

    /// What this answerer is to get of a picture of which `read` came; `picture` decodes it, and
    /// is called only if the picture is sent. `None` if the reader refused and the picture is
    /// not sent either: then there is nothing to ask about, and the refusal is the result.
    ///
    /// # Errors
    /// Those of `picture`, and [`AnswerError::Picture`].
    pub fn material<'a>(
        &self,
        question: &str,
        read: &'a Result<Reading>,
        picture: impl FnOnce() -> Result<RgbImage>,
    ) -> Result<Option<Material<'a>>> {
        let (table, refusal);
        let read = match read {
            Ok(reading) => {
                table = Some(&reading.table);
                Read::Done(reading)
            }
            Err(Error::Read(ReadError::Unreadable { seen, .. })) => {
                (table, refusal) = (None, seen.clone());
                Read::Refused(&refusal)
            }
            Err(_) => return Ok(None),
        };
        let sees = match self {
            Self::Rules => None,
            Self::Llm { client, .. } => client.known().pictures,
        };
        let Some(sent) = picture::choose(self.picture_use(), question, read, sees) else {
            return Ok(None);
        };
        let picture = if sent.picture { Some(Picture::encode(&picture()?)?) } else { None };
        Ok(Some(Material { table: table.filter(|_| sent.table), picture, why: sent.why }))
    }

    /// Answers `question` from `material`. `on_text` gets a language model's reply as it comes.
    ///
    /// # Errors
    /// [`crate::Error::Answer`] for a question that cannot be worked on,
    /// [`crate::Error::Endpoint`] if the endpoint fails, [`crate::Error::Interrupted`].
    /// That the table does not hold the answer is no error but an [`Answer`] that says so.
    pub async fn answer(
        &self,
        material: &Material<'_>,
        question: &str,
        cancel: &Cancel,
        on_text: &mut (dyn FnMut(&str) + Send),
    ) -> Result<Answer> {
        match self {
            Self::Rules => {
                let table = material.table.ok_or(AnswerError::NoTable)?;
                Ok(answer::rules::answer(table, question)?)
            }
            Self::Llm { client, options } => {
                let chart = material.chart();
                let mut answer =
                    answer::llm::answer(client, &chart, question, options, cancel, on_text).await?;
                if let Some(sent) = &mut answer.answerer.sent {
                    sent.why = sent.why.take().or_else(|| material.why.clone());
                }
                Ok(answer)
            }
        }
    }
}

/// Reads `picture` and answers `question` about it: [`Reader::read`], [`Answerer::material`],
/// [`Answerer::answer`].
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
    let (cancel, mut on_text) = (&options.cancel, |_: &str| {});
    if answerer.picture_use() == PictureUse::Only {
        let material = Material::picture(picture)?;
        return answerer.answer(&material, question, cancel, &mut on_text).await;
    }
    let read = reader.read(picture, options);
    let mut answer = match answerer.material(question, &read, || Ok(picture.clone()))? {
        Some(material) => answerer.answer(&material, question, cancel, &mut on_text).await?,
        None => return Err(read.err().unwrap_or_else(|| AnswerError::NoChart.into())),
    };
    answer.reading = read.ok();
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
            sent: None,
        },
        program: None,
        evidence: Vec::new(),
        confidence: Some(given.confidence),
        table: None,
        timings_ms: given.reading.timings,
        reading: Some(given.reading),
    })
}
