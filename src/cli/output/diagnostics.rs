//! Standard error: what failed, what to do next, and progress.

use crate::cli::exit::Exit;
use crate::cli::next_step::next_step;
use crate::domain::Failure;
use crate::ui::{fit, harmless};
use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt;
use std::io::{self, Write};
use std::time::Duration;
use tokio::time::Instant;

/// Shorter work shows no progress.
const PROGRESS_DELAY: Duration = Duration::from_millis(500);
/// The progress line is redrawn at most this often.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(100);
/// Moves to the beginning of the line, and clears it.
const CLEAR: &str = "\r\x1b[K";
/// The longest progress line, so that a common terminal does not wrap it.
const PROGRESS_WIDTH: usize = 78;

/// Standard error. Errors in writing to it are ignored, because the exit status shows failures,
/// too.
pub struct Diagnostics<'a>(RefCell<Inner<'a>>);

struct Inner<'a> {
    err: &'a mut dyn Write,
    /// Whether to show progress, which only a terminal does.
    progress: bool,
    /// Whether a progress line is drawn.
    drawn: bool,
    next: Instant,
    /// The advice given so far, which is not repeated for every user.
    advice: HashSet<String>,
}

impl fmt::Debug for Diagnostics<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Diagnostics").finish_non_exhaustive()
    }
}

impl<'a> Diagnostics<'a> {
    /// Writes to `err`; shows progress only if `progress`.
    pub fn new(err: &'a mut dyn Write, progress: bool) -> Self {
        Self(RefCell::new(Inner {
            err,
            progress,
            drawn: false,
            next: Instant::now() + PROGRESS_DELAY,
            advice: HashSet::new(),
        }))
    }

    pub(crate) fn message(&self, text: &str) {
        let mut inner = self.0.borrow_mut();
        inner.clear();
        inner.line(text);
    }

    /// Writes what failed, for which user or key, and what to do next, unless that was written
    /// before.
    pub(crate) fn failure(&self, of: Option<&str>, failure: &Failure) {
        let mut inner = self.0.borrow_mut();
        inner.clear();
        match of {
            Some(of) => inner.line(&format!("{of}: {failure}")),
            None => inner.line(&failure.to_string()),
        }
        let advice = next_step(failure);
        if !inner.advice.contains(&advice) {
            inner.line(&advice);
            inner.advice.insert(advice);
        }
    }

    /// Writes that rows cannot be printed, and returns the exit status for that.
    pub(crate) fn cannot_write(&self, error: &io::Error) -> Exit {
        self.message(&format!("Standard output cannot be written: {error}."));
        Exit::Failed
    }

    /// Draws the progress line, unless it was drawn just now.
    pub(crate) fn progress(&self, text: impl FnOnce() -> String) {
        let mut inner = self.0.borrow_mut();
        let now = Instant::now();
        if !inner.progress || now < inner.next {
            return;
        }
        inner.next = now + PROGRESS_INTERVAL;
        inner.drawn = true;
        let line = format!("{CLEAR}{}", fit(&format!("akia: {}", text()), PROGRESS_WIDTH));
        inner.write(&line);
    }

    pub(crate) fn clear_progress(&self) {
        self.0.borrow_mut().clear();
    }
}

impl Inner<'_> {
    fn line(&mut self, text: &str) {
        self.write(&format!("akia: {}\n", harmless(text)));
    }

    fn clear(&mut self) {
        if self.drawn {
            self.drawn = false;
            self.write(CLEAR);
        }
    }

    fn write(&mut self, text: &str) {
        let _ = self.err.write_all(text.as_bytes());
        let _ = self.err.flush();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{FailureKind, Operation};

    fn denied(message: &str) -> Failure {
        let failure = Failure::new(Operation::ListAccessKeys, FailureKind::Denied, message);
        Failure { code: Some("AccessDenied".into()), ..failure }
    }

    #[test]
    fn advice_is_written_once() {
        let mut err = Vec::new();
        let diagnostics = Diagnostics::new(&mut err, false);
        diagnostics.failure(Some("al\u{1b}ice"), &denied("no\nway"));
        diagnostics.failure(Some("bob"), &denied("no"));
        diagnostics.progress(|| "never drawn".to_owned());
        let err = String::from_utf8(err).unwrap();
        assert_eq!(
            err,
            "akia: al␛ice: ListAccessKeys: AccessDenied: no␊way.\n\
             akia: Ask for the permission iam:ListAccessKeys; a permissions boundary or an SCP can \
             also be the cause.\n\
             akia: bob: ListAccessKeys: AccessDenied: no.\n"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn messages_replace_the_progress_line() {
        let mut err = Vec::new();
        let diagnostics = Diagnostics::new(&mut err, true);
        diagnostics.progress(|| "too soon".to_owned());
        tokio::time::advance(PROGRESS_DELAY).await;
        diagnostics.progress(|| "1 user".to_owned());
        diagnostics.progress(|| "too soon".to_owned());
        diagnostics.message("done");
        diagnostics.clear_progress();
        assert_eq!(String::from_utf8(err).unwrap(), "\r\x1b[Kakia: 1 user\r\x1b[Kakia: done\n");
    }
}
