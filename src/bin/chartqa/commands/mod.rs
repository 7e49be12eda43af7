//! One file a subcommand, and what they share.

pub(crate) mod ask;
pub(crate) mod batch;
pub(crate) mod completions;
pub(crate) mod doctor;
pub(crate) mod endpoint;
pub(crate) mod endpoint_check;
pub(crate) mod eval;
pub(crate) mod explain;
pub(crate) mod models;
pub(crate) mod reading;
pub(crate) mod readings;
pub(crate) mod runtime;
pub(crate) mod table;

use std::io::Write as _;

use anyhow::Context as _;
use chartqa::Cancel;
use chartqa::runtime::{LibraryOptions, Provider};

use crate::report::Report;
use crate::settings::Settings;

/// What every command has at hand.
pub(crate) struct Context<'a> {
    pub(crate) settings: Settings,
    pub(crate) report: &'a Report,
    pub(crate) cancel: Cancel,
    tasks: Option<tokio::runtime::Runtime>,
}

impl<'a> Context<'a> {
    /// Starts the task runtime and listens for Ctrl-C: the first cancels, a second ends at once.
    pub(crate) fn new(settings: Settings, report: &'a Report) -> anyhow::Result<Self> {
        let tasks =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let cancel = Cancel::new();
        let switch = cancel.clone();
        tasks.spawn(async move {
            while tokio::signal::ctrl_c().await.is_ok() {
                if switch.is_cancelled() {
                    std::process::exit(130);
                }
                switch.cancel();
            }
        });
        Ok(Self { settings, report, cancel, tasks: Some(tasks) })
    }

    /// The provider asked for.
    pub(crate) fn provider(&self) -> chartqa::Result<Provider> {
        Ok(self.settings.provider.parse()?)
    }

    /// Where the runtime library is looked for, and whether it may be fetched.
    pub(crate) fn library_options(&self) -> chartqa::Result<LibraryOptions> {
        Ok(LibraryOptions {
            provider: self.provider()?,
            offline: self.settings.offline,
            ..LibraryOptions::from_env()
        })
    }

    /// Runs network work to its end, or until Ctrl-C.
    pub(crate) fn block_on<T>(
        &self,
        work: impl Future<Output = chartqa::Result<T>>,
    ) -> chartqa::Result<T> {
        self.tasks()?.block_on(self.cancel.or_cancelled(work))
    }

    /// Where network work runs.
    pub(crate) fn tasks(&self) -> chartqa::Result<&tokio::runtime::Handle> {
        self.tasks.as_ref().map(tokio::runtime::Runtime::handle).ok_or(chartqa::Error::Interrupted)
    }
}

impl Drop for Context<'_> {
    /// Does not wait for a read of standard input that may never end.
    fn drop(&mut self) {
        if let Some(tasks) = self.tasks.take() {
            tasks.shutdown_background();
        }
    }
}

/// Writes data to standard output; a reader that went away (`| head`) is no error.
pub(crate) fn write_stdout(data: &[u8]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(data).and_then(|()| out.flush()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(anyhow::Error::new(e).context("cannot write to standard output"))
        }
        _ => Ok(()),
    }
}

/// Writes a file as a whole or not at all: to a temporary file beside it, then renamed.
pub(crate) fn write_file(path: &std::path::Path, data: &[u8]) -> anyhow::Result<()> {
    let write = || {
        let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty());
        let mut file = tempfile::NamedTempFile::new_in(dir.unwrap_or(std::path::Path::new(".")))?;
        file.write_all(data)?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok::<(), std::io::Error>(())
    };
    write().with_context(|| format!("cannot write {}", path.display()))
}
