//! Few-shot prompts: examples as data, tables as text that a chart cannot break out of.

use std::path::Path;

use serde::Deserialize;

use super::{AnswerError, Chart, Method};
use crate::Table;
use crate::llm::{Form, Message, ResponseFormat, Role, Schema};

mod data;
mod shot;

use data::{as_listing, as_text, one_line};
use shot::Shot;

/// The built-in prompts; `prompts/README.md` defines the format.
const DIRECT: &str = include_str!("../../../prompts/direct.toml");
const COT: &str = include_str!("../../../prompts/cot.toml");
const PROGRAM: &str = include_str!("../../../prompts/program.toml");

/// The format that is understood.
const FORMAT: u32 = 1;
/// Largest prompt file.
const MAX_FILE: u64 = 1 << 20;
/// Largest table, as text; more does not fit into what models read at once.
const MAX_TABLE: usize = 200_000;

/// Instructions and examples for a language model.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prompt {
    format: u32,
    /// How the model is asked: no [`Method::Vote`], which is several prompts.
    pub method: Method,
    /// What it is told once.
    system: String,
    /// What stands before every table.
    instruction: String,
    /// What form the reply has, as text.
    #[serde(default)]
    reply: String,
    /// The same as a JSON object; without it replies are asked for as text only.
    reply_json: Option<String>,
    /// How it is asked with the picture; without it none can be sent.
    picture: Option<PicturePrompt>,
    /// Tables with questions and replies.
    #[serde(default, rename = "example")]
    examples: Vec<Example>,
}

/// The words that change when the picture is sent.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct PicturePrompt {
    /// Added to `system` when the picture is sent beside the table.
    beside: String,
    /// What is said in place of everything else when it is sent alone; without it, the method
    /// needs a table.
    alone: Option<AlonePrompt>,
}

/// The words for a picture without a table.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct AlonePrompt {
    system: String,
    instruction: String,
    reply: String,
    reply_json: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    title: Option<String>,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
    #[serde(rename = "question")]
    questions: Vec<Shot>,
}

impl Prompt {
    /// The built-in prompt of a method.
    ///
    /// # Errors
    /// [`AnswerError::Prompt`] for [`Method::Vote`], which has none of its own.
    pub fn builtin(method: Method) -> Result<Self, AnswerError> {
        match method {
            Method::Direct => Self::parse(DIRECT, "direct"),
            Method::Cot => Self::parse(COT, "cot"),
            Method::Program => Self::parse(PROGRAM, "program"),
            Method::Vote => Err(vote_is_no_prompt("vote")),
        }
    }

    /// A prompt from a file.
    ///
    /// # Errors
    /// [`AnswerError::Prompt`].
    pub fn load(path: &Path) -> Result<Self, AnswerError> {
        let name = path.display().to_string();
        let fail = |reason: String| AnswerError::Prompt { name: name.clone(), reason };
        let length = std::fs::metadata(path).map_err(|e| fail(e.to_string()))?.len();
        if length > MAX_FILE {
            return Err(fail("it is larger than 1 MiB".to_owned()));
        }
        let text = std::fs::read_to_string(path).map_err(|e| fail(e.to_string()))?;
        Self::parse(&text, &name)
    }

    fn parse(text: &str, name: &str) -> Result<Self, AnswerError> {
        let fail = |reason: String| AnswerError::Prompt { name: name.to_owned(), reason };
        let prompt: Self =
            toml::from_str(text).map_err(|e| fail(e.to_string().trim().to_owned()))?;
        if prompt.format != FORMAT {
            return Err(fail(format!("its format is {}, not {FORMAT}", prompt.format)));
        }
        if prompt.method == Method::Vote {
            return Err(vote_is_no_prompt(name));
        }
        for example in &prompt.examples {
            let width = example.header.len();
            if width == 0 || example.rows.iter().any(|row| row.len() != width) {
                return Err(fail(
                    "the rows of an example are not as wide as its header".to_owned(),
                ));
            }
            for shot in &example.questions {
                shot.check(example.rows.len(), width, prompt.method).map_err(fail)?;
            }
        }
        Ok(prompt)
    }

    /// The conversation that ends with `question` about `chart`, for replies of `form`.
    ///
    /// # Errors
    /// [`AnswerError::LargeTable`]; [`AnswerError::Prompt`] if the prompt is not for pictures,
    /// or there is neither table nor picture.
    pub fn messages(
        &self,
        chart: &Chart<'_>,
        question: &str,
        form: Form,
    ) -> Result<Vec<Message>, AnswerError> {
        let json = form != Form::Text;
        let Some(table) = chart.table else {
            return self.about_the_picture(chart, question, json);
        };
        let mut system = self.system.trim().to_owned();
        if chart.picture.is_some() {
            system = format!("{system} {}", self.picture_prompt()?.beside.trim());
        }
        let mut messages = vec![Message::new(Role::System, system)];
        let words = Words {
            method: self.method,
            instruction: &self.instruction,
            reply: self.reply_json.as_deref().filter(|_| json).unwrap_or(&self.reply),
        };
        for example in &self.examples {
            for (index, shot) in example.questions.iter().enumerate() {
                let asked = if index == 0 {
                    words.about(&example.table(), &shot.question)
                } else {
                    format!("Q: {}", one_line(&shot.question))
                };
                messages.push(Message::new(Role::User, asked));
                messages.push(Message::new(Role::Assistant, shot.reply(self.method, json)));
            }
        }
        let asked = words.about(table, question);
        if asked.len() > MAX_TABLE {
            return Err(AnswerError::LargeTable { length: asked.len(), limit: MAX_TABLE });
        }
        messages.push(match chart.picture {
            Some(picture) => Message::with_picture(Role::User, asked, picture.data_uri()),
            None => Message::new(Role::User, asked),
        });
        Ok(messages)
    }

    /// What the server is to hold replies to, in the strictest form up to `form` that this
    /// prompt has words for.
    pub fn response_format(&self, chart: &Chart<'_>, form: Form) -> Option<ResponseFormat> {
        match self.form(chart, form) {
            Form::Text => None,
            Form::JsonObject => Some(ResponseFormat::JsonObject),
            Form::JsonSchema => {
                Some(ResponseFormat::JsonSchema { name: "answer", schema: self.schema(chart) })
            }
        }
    }

    /// `form`, or text if that is all this prompt has words for.
    pub fn form(&self, chart: &Chart<'_>, form: Form) -> Form {
        let words = match (self.alone(), chart.table) {
            (Some(alone), None) => &alone.reply_json,
            _ => &self.reply_json,
        };
        if words.is_some() { form } else { Form::Text }
    }

    fn schema(&self, chart: &Chart<'_>) -> Schema {
        if self.method == Method::Program {
            return Schema::Object(vec![("program", Schema::Text)]);
        }
        let cell = Schema::Object(vec![("row", Schema::Integer), ("column", Schema::Integer)]);
        let mut fields = Vec::new();
        if self.method == Method::Cot {
            fields.push(("steps", Schema::Text));
        }
        // Of a picture there are no cells to name.
        if chart.table.is_some() {
            fields.push(("cells", Schema::List(Box::new(cell))));
        }
        fields.push(("answer", Schema::Text));
        Schema::Object(fields)
    }

    /// The conversation about a picture without a table; it has no examples.
    fn about_the_picture(
        &self,
        chart: &Chart<'_>,
        question: &str,
        json: bool,
    ) -> Result<Vec<Message>, AnswerError> {
        let picture = chart.picture.ok_or(AnswerError::NoChart)?;
        self.picture_prompt()?;
        let words = self.alone().ok_or(AnswerError::NoTable)?;
        let reply = words.reply_json.as_ref().filter(|_| json).unwrap_or(&words.reply);
        let asked =
            format!("{} {}\n\nQ: {}", words.instruction.trim(), reply.trim(), one_line(question));
        Ok(vec![
            Message::new(Role::System, words.system.trim()),
            Message::with_picture(Role::User, asked, picture.data_uri()),
        ])
    }

    /// Whether there are words to ask about `chart`: not every method can do without a table.
    pub fn is_for(&self, chart: &Chart<'_>) -> bool {
        chart.table.is_some() || self.alone().is_some()
    }

    fn alone(&self) -> Option<&AlonePrompt> {
        self.picture.as_ref()?.alone.as_ref()
    }

    fn picture_prompt(&self) -> Result<&PicturePrompt, AnswerError> {
        self.picture.as_ref().ok_or_else(|| AnswerError::Prompt {
            name: self.method.name().to_owned(),
            reason: "it has no part [picture], without which no picture can be sent".to_owned(),
        })
    }
}

fn vote_is_no_prompt(name: &str) -> AnswerError {
    AnswerError::Prompt {
        name: name.to_owned(),
        reason: "votes are taken over the other methods' prompts; there is none for `vote`"
            .to_owned(),
    }
}

/// What stands around a table.
struct Words<'a> {
    method: Method,
    instruction: &'a str,
    reply: &'a str,
}

impl Words<'_> {
    fn about(&self, table: &Table, question: &str) -> String {
        let words = format!("{} {}", self.instruction.trim(), self.reply.trim());
        // A program gets the table as it will find it.
        let table = if self.method == Method::Program { as_listing(table) } else { as_text(table) };
        format!("{}\n\n{table}\n\nQ: {}", words.trim_end(), one_line(question))
    }
}

impl Example {
    fn table(&self) -> Table {
        Table {
            title: self.title.clone(),
            header: self.header.clone(),
            rows: self.rows.clone(),
            ..Table::default()
        }
    }
}

#[cfg(test)]
mod tests;
