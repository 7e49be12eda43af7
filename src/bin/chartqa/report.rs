//! What a person sees on standard error: notes, progress, errors with their hints.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::sync::Mutex;

use anstyle::{AnsiColor, Style};
use chartqa::progress::{Event, Progress};
use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::{Color, Common};
use crate::commands::ask::NotAnswerable;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default();
const NOTE: Style = Style::new().dimmed();

/// A mistake in the call that the argument parser could not see (exit status 2).
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(crate) struct UsageError {
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
}

/// Several inputs were worked on and some failed; each has been reported (exit status 1).
#[derive(Debug, thiserror::Error)]
#[error("{failed} of {total} failed")]
pub(crate) struct SomeFailed {
    pub(crate) failed: usize,
    pub(crate) total: usize,
}

/// Standard error, with notes unless quiet.
pub(crate) struct Report {
    quiet: bool,
    bars: bool,
    bar: Mutex<Option<ProgressBar>>,
}

impl Report {
    pub(crate) fn new(common: &Common) -> Self {
        match common.color {
            Color::Auto => {}
            Color::Always => anstream::ColorChoice::Always.write_global(),
            Color::Never => anstream::ColorChoice::Never.write_global(),
        }
        Self {
            quiet: common.quiet,
            bars: !common.quiet && std::io::stderr().is_terminal(),
            bar: Mutex::new(None),
        }
    }

    /// One line that is worth knowing; not shown with `--quiet`.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            self.line(&format!("{NOTE}{text}{NOTE:#}"));
        }
    }

    /// A doubt about the result; shown with `--quiet` too.
    pub(crate) fn warn(&self, text: &str) {
        let style = AnsiColor::Yellow.on_default().bold();
        self.line(&format!("{style}warning:{style:#} {text}"));
    }

    /// An error, its causes and its hint.
    pub(crate) fn error(&self, error: &anyhow::Error) {
        self.clear_bar();
        let text = chartqa::in_words(error.as_ref());
        // That there is no answer is a result, not a fault.
        if error.downcast_ref::<NotAnswerable>().is_some() {
            self.line(&text);
        } else {
            self.line(&format!("{ERROR}error:{ERROR:#} {text}"));
        }
        if let Some(hint) = hint(error) {
            self.line(&format!("{HINT}hint:{HINT:#} {hint}"));
        }
    }

    /// Text of a reply as it streams in.
    pub(crate) fn stream(text: &str) {
        // A closed standard error loses only what was meant to be watched.
        let _ = write!(anstream::stderr(), "{text}");
    }

    /// A bar over `total` items.
    pub(crate) fn start_items(&self, what: &str, total: usize) {
        if !self.bars {
            return;
        }
        self.clear_bar();
        let new = ProgressBar::new(total as u64)
            .with_style(style("{msg} {wide_bar} {pos}/{len} {per_sec} {eta}"));
        new.set_message(what.to_owned());
        if let Ok(mut bar) = self.bar.lock() {
            *bar = Some(new);
        }
    }

    /// How many items of the bar are done.
    pub(crate) fn items_done(&self, done: usize) {
        self.report(Event::Advance(done as u64));
    }

    /// How many items of the bar failed; it is about `what`.
    pub(crate) fn items_failed(&self, what: &str, failed: usize) {
        if failed > 0
            && let Ok(bar) = self.bar.lock()
            && let Some(bar) = bar.as_ref()
        {
            bar.set_message(format!("{what}, {failed} failed"));
        }
    }

    /// Takes the bar away.
    pub(crate) fn finish_items(&self) {
        self.clear_bar();
    }

    fn line(&self, text: &str) {
        let bar = self.bar.lock().ok().and_then(|bar| bar.clone());
        let print = || {
            let _ = writeln!(anstream::stderr(), "{text}");
        };
        match bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    fn clear_bar(&self) {
        if let Ok(mut bar) = self.bar.lock()
            && let Some(bar) = bar.take()
        {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Report {
    fn report(&self, event: Event<'_>) {
        match event {
            Event::Note(text) => self.note(text),
            Event::Start { what, total } if self.bars => {
                self.clear_bar();
                let new = match total {
                    Some(total) => ProgressBar::new(total).with_style(style(
                        "{msg} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta}",
                    )),
                    None => ProgressBar::new_spinner().with_style(style("{msg} {spinner} {bytes}")),
                };
                new.set_message(what.to_owned());
                if let Ok(mut bar) = self.bar.lock() {
                    *bar = Some(new);
                }
            }
            Event::Advance(position) => {
                if let Ok(bar) = self.bar.lock()
                    && let Some(bar) = bar.as_ref()
                {
                    bar.set_position(position);
                }
            }
            Event::Finish => self.clear_bar(),
            _ => {}
        }
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

fn hint(error: &anyhow::Error) -> Option<String> {
    if let Some(error) = error.downcast_ref::<chartqa::Error>() {
        return error.hint();
    }
    if let Some(none) = error.downcast_ref::<NotAnswerable>() {
        return none.hint.map(str::to_owned);
    }
    error.downcast_ref::<UsageError>().and_then(|e| e.hint.clone())
}

/// The exit status of the contract for an error.
pub(crate) fn exit_status(error: &anyhow::Error) -> u8 {
    use chartqa::ErrorKind as Kind;
    if error.downcast_ref::<UsageError>().is_some() {
        return 2;
    }
    if error.downcast_ref::<NotAnswerable>().is_some() {
        return 5;
    }
    match error.downcast_ref::<chartqa::Error>().map(chartqa::Error::kind) {
        Some(Kind::Failed) | None => 1,
        Some(Kind::Usage) => 2,
        Some(Kind::Missing) => 3,
        Some(Kind::Endpoint) => 4,
        Some(Kind::Unanswerable) => 5,
        Some(Kind::Interrupted) => 130,
    }
}

pub(crate) fn exit_code(error: &anyhow::Error) -> ExitCode {
    ExitCode::from(exit_status(error))
}
