//! A question of an example, and the reply that a model is shown for it.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::answer::Method;

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shot {
    pub question: String,
    pub steps: Option<String>,
    /// Of the method `program`, and only of that.
    pub program: Option<String>,
    /// Row and column from 1; column 1 holds the row labels.
    #[serde(default)]
    pub cells: Vec<[usize; 2]>,
    pub answer: String,
}

/// The reply as a JSON object, its fields in the order of the schema.
#[derive(Serialize)]
struct Json<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    steps: Option<&'a str>,
    cells: Vec<Cell>,
    answer: &'a str,
}

#[derive(Serialize)]
struct Cell {
    row: usize,
    column: usize,
}

impl Shot {
    /// What is wrong with it, in an example of so many rows and columns.
    pub(super) fn check(&self, rows: usize, columns: usize, method: Method) -> Result<(), String> {
        if self.program.is_some() != (method == Method::Program) {
            return Err(format!(
                "`program` belongs to the questions of the method `program`, and to each of \
                 them; see `{}`",
                self.question
            ));
        }
        let outside = |[row, column]: &[usize; 2]| {
            !(1..=rows).contains(row) || !(1..=columns).contains(column)
        };
        if let Some([row, column]) = self.cells.iter().find(|cell| outside(cell)) {
            return Err(format!(
                "the example has no cell [{row}, {column}], which `{}` names",
                self.question
            ));
        }
        if self.answer.trim().is_empty() || self.question.trim().is_empty() {
            return Err("a question or an answer of an example is empty".to_owned());
        }
        Ok(())
    }

    /// The reply that is wanted.
    pub(super) fn reply(&self, method: Method, json: bool) -> String {
        if let Some(program) = &self.program {
            return if json {
                serde_json::json!({ "program": program.trim() }).to_string()
            } else {
                format!("```python\n{}\n```", program.trim())
            };
        }
        let steps = self.steps.as_deref().map(str::trim).filter(|_| method == Method::Cot);
        let answer = self.answer.trim();
        if json {
            let cells = self.cells.iter().map(|[row, column]| Cell { row: *row, column: *column });
            // Texts and numbers can always be written.
            return serde_json::to_string(&Json { steps, cells: cells.collect(), answer })
                .unwrap_or_default();
        }
        let mut reply = String::new();
        if let Some(steps) = steps {
            reply.push_str(steps);
            reply.push('\n');
        }
        if !self.cells.is_empty() {
            let cells: Vec<String> = self.cells.iter().map(|[r, c]| format!("R{r}C{c}")).collect();
            // Writing to a string cannot fail.
            let _ = writeln!(reply, "Cells: {}", cells.join(", "));
        }
        let _ = write!(reply, "The answer is {answer}.");
        reply
    }
}
