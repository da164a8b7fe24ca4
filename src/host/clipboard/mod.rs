//! The clipboard of the person's own desk: over SSH the terminal's, locally the system's.
//!
//! Messages claim no more than is known: a terminal does not confirm an OSC 52 sequence.

mod error;
mod osc52;
mod system;
mod tmux;

pub(crate) use error::ClipboardError;

use super::environment::Environment;
use crate::domain::Secret;
use std::fmt;
use std::mem;
use std::time::{Duration, Instant};
use system::{Fingerprint, SystemClipboard};

/// How long a secret stays on the system clipboard.
const CLEAR_AFTER: Duration = Duration::from_secs(45);

/// A clipboard that is tried before the terminal's own (OSC 52), which is always available.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Backend {
    Tmux,
    System,
}

/// The backends to try, the best first.
fn backends(environment: Environment) -> &'static [Backend] {
    let Environment { ssh, tmux, desktop } = environment;
    let local_desktop = desktop && !ssh;
    match (local_desktop, tmux) {
        (true, true) => &[Backend::System, Backend::Tmux],
        (true, false) => &[Backend::System],
        (false, true) => &[Backend::Tmux],
        (false, false) => &[],
    }
}

/// Where a copied text went. Displayed as the end of a sentence.
#[derive(Debug)]
pub(crate) enum CopyOutcome {
    /// Nowhere yet: the caller has to write this escape sequence to the terminal, between two
    /// frames.
    Escape { escape: Secret, sensitive: bool },
    /// tmux took it, and was asked to pass it on to the terminal.
    Tmux {
        sensitive: bool,
        /// The tmux buffer with a secret in it that could not be deleted.
        leftover: Option<String>,
    },
    /// It is on the system clipboard.
    System {
        /// Whether it will be cleared again, if it is still there after some seconds.
        expires: bool,
    },
}

impl fmt::Display for CopyOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stays = |sensitive| if sensitive { "; akia cannot clear it" } else { "" };
        match self {
            Self::Escape { sensitive, .. } => {
                write!(f, "sent to the terminal (OSC 52), if it takes it{}", stays(*sensitive))
            }
            Self::Tmux { sensitive, leftover: None } => {
                write!(f, "sent to the terminal by tmux, if it takes it{}", stays(*sensitive))
            }
            Self::Tmux { leftover: Some(buffer), .. } => write!(
                f,
                "sent to the terminal by tmux, which still has it: run \
                 `tmux delete-buffer -b {buffer}`"
            ),
            Self::System { expires: false } => f.write_str("copied to the system clipboard"),
            Self::System { expires: true } => {
                write!(f, "copied to the system clipboard; cleared in {} s", CLEAR_AFTER.as_secs())
            }
        }
    }
}

/// The secret that akia put on the system clipboard.
struct PendingClear {
    /// Recognises the secret without keeping it.
    fingerprint: Fingerprint,
    due: Instant,
}

pub(crate) struct Clipboard {
    backends: &'static [Backend],
    system: SystemClipboard,
    pending_clear: Option<PendingClear>,
}

impl Clipboard {
    /// The clipboard to use in this environment. Nothing is opened yet.
    pub(crate) fn new(environment: Environment) -> Self {
        let backends = backends(environment);
        Self { backends, system: SystemClipboard::default(), pending_clear: None }
    }

    /// Copies a text. A `sensitive` one is kept out of clipboard histories that support it, and
    /// cleared from the system clipboard [later](Self::clear_due).
    ///
    /// Needs a tokio runtime with I/O and time.
    pub(crate) async fn copy(
        &mut self,
        text: &Secret,
        sensitive: bool,
    ) -> Result<CopyOutcome, ClipboardError> {
        for backend in self.backends {
            let outcome = match backend {
                Backend::Tmux => tmux::load(text, sensitive)
                    .await
                    .map(|leftover| CopyOutcome::Tmux { sensitive, leftover }),
                Backend::System => self.copy_to_system(text, sensitive).await,
            };
            if outcome.is_ok() {
                return outcome;
            }
        }
        let escape = osc52::escape(text)?;
        Ok(CopyOutcome::Escape { escape, sensitive })
    }

    async fn copy_to_system(
        &mut self,
        text: &Secret,
        sensitive: bool,
    ) -> Result<CopyOutcome, ClipboardError> {
        // Set before the copy is confirmed: a clipboard that answers too late is cleared too.
        let fingerprint = self.system.fingerprint(text);
        let clear =
            sensitive.then(|| PendingClear { fingerprint, due: Instant::now() + CLEAR_AFTER });
        let previous = mem::replace(&mut self.pending_clear, clear);
        let copied = self.system.copy(text, sensitive).await;
        if copied.is_err() && previous.is_some() {
            self.pending_clear = previous;
        }
        copied?;
        Ok(CopyOutcome::System { expires: sensitive })
    }

    /// When [`Clipboard::clear_if_ours`] is to be called.
    pub(crate) fn clear_due(&self) -> Option<Instant> {
        self.pending_clear.as_ref().map(|pending| pending.due)
    }

    /// Clears the system clipboard if a secret from akia is still on it, and leaves it alone if it
    /// does not answer.
    pub(crate) async fn clear_if_ours(&mut self) {
        if let Some(pending) = self.pending_clear.take() {
            self.system.clear_if(pending.fingerprint).await;
        }
    }

    /// Clears a secret from akia, and closes the system clipboard, so that the desktop's clipboard
    /// manager can take over any other text. To be called at exit.
    pub(crate) async fn close(mut self) {
        self.clear_if_ours().await;
        self.system.close().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn environment(ssh: bool, tmux: bool, desktop: bool) -> Environment {
        Environment { ssh, tmux, desktop }
    }

    #[rstest]
    #[case(environment(true, false, false), &[])]
    #[case(environment(true, true, false), &[Backend::Tmux])]
    // X11 forwarded over SSH: still the terminal's.
    #[case(environment(true, false, true), &[])]
    #[case(environment(false, false, true), &[Backend::System])]
    #[case(environment(false, true, true), &[Backend::System, Backend::Tmux])]
    #[case(environment(false, true, false), &[Backend::Tmux])]
    #[case(environment(false, false, false), &[])]
    fn the_clipboard_is_the_one_of_the_persons_desk(
        #[case] environment: Environment,
        #[case] expected: &[Backend],
    ) {
        assert_eq!(backends(environment), expected);
    }

    #[tokio::test]
    async fn over_ssh_the_terminal_gets_an_escape_sequence() {
        let mut clipboard = Clipboard::new(environment(true, false, false));
        let outcome = clipboard.copy(&Secret::new("AKIA".to_owned()), true).await.unwrap();
        assert_eq!(
            outcome.to_string(),
            "sent to the terminal (OSC 52), if it takes it; akia cannot clear it"
        );
        assert!(!format!("{outcome:?}").contains("QUtJQQ"));
        assert!(matches!(outcome, CopyOutcome::Escape { .. }) && clipboard.clear_due().is_none());
        let outcome = clipboard.copy(&Secret::new("AKIA".to_owned()), false).await.unwrap();
        assert_eq!(outcome.to_string(), "sent to the terminal (OSC 52), if it takes it");
    }

    #[tokio::test]
    async fn errors_say_what_to_do() {
        let mut osc52 = Clipboard::new(Environment::default());
        let error = osc52.copy(&Secret::new("x".repeat(80_000)), false).await.unwrap_err();
        assert!(error.to_string().contains("80000 bytes are more than terminals take (74994)"));
        assert!(error.to_string().contains("download the .csv"));
    }

    #[test]
    fn messages_claim_no_more_than_is_known() {
        assert_eq!(
            CopyOutcome::System { expires: true }.to_string(),
            "copied to the system clipboard; cleared in 45 s"
        );
        let tmux = |sensitive, leftover| CopyOutcome::Tmux { sensitive, leftover }.to_string();
        assert_eq!(tmux(false, None), "sent to the terminal by tmux, if it takes it");
        assert_eq!(
            tmux(true, None),
            "sent to the terminal by tmux, if it takes it; akia cannot clear it"
        );
        let leftover = tmux(true, Some("akia-7-1".to_owned()));
        assert!(leftover.contains("tmux delete-buffer -b akia-7-1"));
    }
}
