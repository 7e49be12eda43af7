//! Running programs in a process of their own.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Limits, ProgramError, Run};
use crate::Table;

/// The subcommand of `chartqa` that runs a program.
const SUBCOMMAND: &str = "run-program";
/// Time that a process may take to start and end, besides that of the program.
const SLACK: Duration = Duration::from_secs(5);
/// Most bytes that go to or come from a process: tables have at most 16 MiB.
const MAX_BYTES: u64 = 64 << 20;

/// The process that runs programs: a binary, and the arguments with which it calls [`serve`].
///
/// A program that exhausts memory or stack ends that process alone.
///
/// ```no_run
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use chartqa::answer::program::{self, Limits, Worker};
/// // In `main` of a program that embeds this library, before anything else:
/// if std::env::args().nth(1).as_deref() == Some("run-program") {
///     return Ok(program::serve(std::io::stdin().lock(), std::io::stdout().lock())?);
/// }
/// let worker = Worker::this_binary()?;
/// # let table = chartqa::Table::default();
/// let run = worker.run("ans = 6 * 7", &table, &Limits::default())?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worker {
    binary: PathBuf,
    arguments: Vec<OsString>,
}

/// What goes to the process.
#[derive(Serialize, Deserialize)]
struct Job {
    source: String,
    table: Table,
    limits: Limits,
}

impl Worker {
    /// A process of `binary`, which is `chartqa` or takes the argument `run-program` likewise.
    pub fn new(binary: impl Into<PathBuf>) -> Self {
        Self { binary: binary.into(), arguments: vec![SUBCOMMAND.into()] }
    }

    /// A process of the binary that is running.
    ///
    /// # Errors
    /// [`ProgramError::Worker`] if its path is not known.
    pub fn this_binary() -> Result<Self, ProgramError> {
        match std::env::current_exe() {
            Ok(path) => Ok(Self::new(path)),
            Err(e) => Err(ProgramError::Worker {
                binary: "this program".to_owned(),
                reason: e.to_string(),
            }),
        }
    }

    /// Other arguments than `run-program`.
    #[must_use]
    pub fn with_arguments(mut self, arguments: impl IntoIterator<Item = OsString>) -> Self {
        self.arguments = arguments.into_iter().collect();
        self
    }

    /// Runs a program over a table, as [`run`](super::run) does. Blocks until it is done,
    /// for as long as the limits allow.
    ///
    /// # Errors
    /// Those of [`run`](super::run), [`ProgramError::Crashed`] and [`ProgramError::Worker`].
    pub fn run(&self, source: &str, table: &Table, limits: &Limits) -> Result<Run, ProgramError> {
        if source.len() > limits.source {
            return Err(ProgramError::TooLong { length: source.len(), limit: limits.source });
        }
        // Where cells stand in the picture and how sure they are is no matter here.
        let table = Table { cell_boxes: None, cell_confidence: None, ..table.clone() };
        let job = Job { source: source.to_owned(), table, limits: limits.clone() };
        let job = serde_json::to_vec(&job).map_err(|e| self.unusable(&e))?;
        let mut child = self.start().map_err(|e| self.unusable(&e))?;
        let answer = converse(&mut child, job, limits.time + limits.evidence + SLACK);
        let _ = child.kill();
        let status = child.wait().map_err(|e| self.unusable(&e))?;
        match answer {
            None => Err(ProgramError::Limit("the time it is given".to_owned())),
            Some(answer) if answer.is_empty() => Err(ProgramError::Crashed(status.to_string())),
            Some(answer) => serde_json::from_slice::<Result<Run, ProgramError>>(&answer)
                .unwrap_or_else(|e| Err(self.unusable(&e))),
        }
    }

    fn unusable(&self, reason: &dyn std::fmt::Display) -> ProgramError {
        ProgramError::Worker {
            binary: self.binary.display().to_string(),
            reason: reason.to_string(),
        }
    }

    /// The process knows no environment: keys are none of its business.
    fn start(&self) -> std::io::Result<Child> {
        let mut command = Command::new(&self.binary);
        command.args(&self.arguments).env_clear().current_dir(std::env::temp_dir());
        // Without it, Windows starts nothing.
        if let Some(root) = std::env::var_os("SystemRoot") {
            command.env("SystemRoot", root);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()
    }
}

/// What the process says to a job; `None` if that takes too long.
fn converse(child: &mut Child, job: Vec<u8>, time: Duration) -> Option<Vec<u8>> {
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        // A process that is gone is told by what it does not say.
        if let Some(mut stdin) = stdin {
            let _ = stdin.write_all(&job);
        }
        let mut answer = Vec::new();
        if let Some(stdout) = stdout {
            let _ = stdout.take(MAX_BYTES).read_to_end(&mut answer);
        }
        let _ = sender.send(answer);
    });
    receiver.recv_timeout(time).ok()
}

/// The other side of a [`Worker`]: runs the one program that `input` holds and writes what
/// came out of it to `output`. Limits what this process may take, so it must be its last deed.
///
/// # Errors
/// If `input` holds no program, or `output` cannot be written.
pub fn serve(input: impl Read, output: impl Write) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    input.take(MAX_BYTES).read_to_end(&mut bytes)?;
    let job: Job = serde_json::from_slice(&bytes)?;
    confine(&job.limits);
    let result = super::run(&job.source, &job.table, &job.limits);
    serde_json::to_writer(output, &result)?;
    Ok(())
}

/// Address space, processor time and files of this process. Where a limit cannot be set,
/// the deadline of the [`Worker`] remains.
#[cfg(unix)]
fn confine(limits: &Limits) {
    use rlimit::Resource;
    let seconds = (limits.time + limits.evidence + SLACK).as_secs();
    for (resource, limit) in [
        (Resource::AS, limits.memory),
        (Resource::CPU, seconds),
        (Resource::FSIZE, 0),
        (Resource::CORE, 0),
    ] {
        if let Err(error) = resource.set(limit, limit) {
            tracing::debug!("no limit on {resource:?}: {error}");
        }
    }
}

#[cfg(not(unix))]
fn confine(_limits: &Limits) {}
