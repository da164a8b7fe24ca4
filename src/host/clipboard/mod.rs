//! The clipboard of the person's own desk: over SSH the terminal's, locally the system's.
//!
//! Messages claim no more than is known: a terminal that was sent OSC 52 does not say whether it
//! took it.

mod osc52;
mod system;
mod tmux;

use super::environment::Environment;
use crate::domain::Secret;
use std::fmt;
use std::mem;
use std::time::{Duration, Instant};
use system::{Fingerprint, SystemClipboard};

/// After this a secret on the system clipboard is cleared.
pub const CLEAR_AFTER: Duration = Duration::from_secs(45);

/// What a person can do where no clipboard works.
const INSTEAD: &str = "select it with Shift and the mouse, or download the .csv file";

/// A way to a clipboard that is tried before the terminal's own (OSC 52), which always is there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Way {
    Tmux,
    System,
}

/// The ways to try, the best first: the clipboard is the one of the person's own desk.
fn ways(environment: Environment) -> &'static [Way] {
    let Environment { ssh, tmux, desktop } = environment;
    match (desktop && !ssh, tmux) {
        (true, true) => &[Way::System, Way::Tmux],
        (true, false) => &[Way::System],
        (false, true) => &[Way::Tmux],
        (false, false) => &[],
    }
}

/// What became of a text to copy.
#[derive(Debug)]
pub enum Sent {
    /// Nothing yet: this escape sequence is to be written to the terminal, between two frames.
    Escape {
        /// The sequence.
        escape: Secret,
        /// It has a secret, which stays where the terminal puts it.
        sensitive: bool,
    },
    /// tmux has it, and was asked to pass it on to the terminal.
    Tmux {
        /// It is a secret, which stays where the terminal puts it.
        sensitive: bool,
        /// A buffer of tmux's with a secret in it that could not be deleted.
        leftover: Option<String>,
    },
    /// It is on the system clipboard.
    System {
        /// It will be cleared after [`CLEAR_AFTER`], if it is still there.
        expires: bool,
    },
}

/// What the person is told, once it is done.
impl fmt::Display for Sent {
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

/// Why nothing was copied.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ClipboardError {
    /// Terminals drop what is longer, without a word.
    #[error(
        "not copied: {length} bytes are more than terminals take ({limit}); {INSTEAD}",
        limit = osc52::LIMIT
    )]
    TooLong {
        /// The length of the text.
        length: usize,
    },
    /// tmux did not take it.
    #[error("not copied: tmux did not take it ({0}; it needs tmux 3.2 or newer); {INSTEAD}")]
    Tmux(String),
    /// The desktop has no clipboard for us.
    #[error("not copied: no clipboard answered ({0}); {INSTEAD}")]
    System(String),
}

/// The secret that we put on the system clipboard, known again without keeping it.
struct Held {
    fingerprint: Fingerprint,
    due: Instant,
}

/// The person's clipboard.
pub struct Clipboard {
    ways: &'static [Way],
    system: SystemClipboard,
    held: Option<Held>,
}

impl Clipboard {
    /// The clipboard of the person's desk, where the program runs. Nothing is opened yet.
    #[must_use]
    pub fn new(environment: Environment) -> Self {
        Self { ways: ways(environment), system: SystemClipboard::default(), held: None }
    }

    /// Copies a text. One that is `sensitive` is kept out of clipboard histories where they can be
    /// asked to, and cleared from the system clipboard [later](Self::clear_due).
    ///
    /// Needs a tokio runtime with I/O and time.
    ///
    /// # Errors
    /// When no way led to a clipboard: the last, the terminal, does not take texts of any length.
    pub async fn copy(&mut self, text: &Secret, sensitive: bool) -> Result<Sent, ClipboardError> {
        for way in self.ways {
            let sent = match way {
                Way::Tmux => tmux::load(text, sensitive)
                    .await
                    .map(|leftover| Sent::Tmux { sensitive, leftover }),
                Way::System => self.copy_to_system(text, sensitive).await,
            };
            if sent.is_ok() {
                return sent;
            }
        }
        osc52::escape(text).map(|escape| Sent::Escape { escape, sensitive })
    }

    async fn copy_to_system(
        &mut self,
        text: &Secret,
        sensitive: bool,
    ) -> Result<Sent, ClipboardError> {
        // Held before it is known to be there: a clipboard that answers too late is cleared too.
        let fingerprint = self.system.fingerprint(text);
        let ours = sensitive.then(|| Held { fingerprint, due: Instant::now() + CLEAR_AFTER });
        let before = mem::replace(&mut self.held, ours);
        let copied = self.system.copy(text, sensitive).await;
        if copied.is_err() && before.is_some() {
            self.held = before;
        }
        copied?;
        Ok(Sent::System { expires: sensitive })
    }

    /// When [`Clipboard::clear_if_ours`] is to be called.
    #[must_use]
    pub fn clear_due(&self) -> Option<Instant> {
        self.held.as_ref().map(|held| held.due)
    }

    /// Clears the system clipboard if the secret we put there is still on it. When the clipboard
    /// does not answer it stays as it is.
    pub async fn clear_if_ours(&mut self) {
        if let Some(held) = self.held.take() {
            self.system.clear_if(held.fingerprint).await;
        }
    }

    /// Clears a secret of ours, and lets go of the system clipboard, so that a desktop's clipboard
    /// manager can take over what else was copied. To be called at exit.
    pub async fn close(mut self) {
        self.clear_if_ours().await;
        self.system.close().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn place(ssh: bool, tmux: bool, desktop: bool) -> Environment {
        Environment { ssh, tmux, desktop }
    }

    #[rstest]
    #[case(place(true, false, false), &[])]
    #[case(place(true, true, false), &[Way::Tmux])]
    // X11 forwarded over SSH: still the terminal's.
    #[case(place(true, false, true), &[])]
    #[case(place(false, false, true), &[Way::System])]
    #[case(place(false, true, true), &[Way::System, Way::Tmux])]
    #[case(place(false, true, false), &[Way::Tmux])]
    #[case(place(false, false, false), &[])]
    fn the_clipboard_is_the_one_of_the_persons_desk(
        #[case] environment: Environment,
        #[case] expected: &[Way],
    ) {
        assert_eq!(ways(environment), expected);
    }

    #[tokio::test]
    async fn over_ssh_the_terminal_gets_an_escape_sequence() {
        let mut clipboard = Clipboard::new(place(true, false, false));
        let sent = clipboard.copy(&Secret::new("AKIA".to_owned()), true).await.unwrap();
        assert_eq!(
            sent.to_string(),
            "sent to the terminal (OSC 52), if it takes it; akia cannot clear it"
        );
        assert!(!format!("{sent:?}").contains("QUtJQQ"));
        assert!(matches!(sent, Sent::Escape { .. }) && clipboard.clear_due().is_none());
        let sent = clipboard.copy(&Secret::new("AKIA".to_owned()), false).await.unwrap();
        assert_eq!(sent.to_string(), "sent to the terminal (OSC 52), if it takes it");
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
            Sent::System { expires: true }.to_string(),
            "copied to the system clipboard; cleared in 45 s"
        );
        let tmux = |sensitive, leftover| Sent::Tmux { sensitive, leftover }.to_string();
        assert_eq!(tmux(false, None), "sent to the terminal by tmux, if it takes it");
        assert_eq!(
            tmux(true, None),
            "sent to the terminal by tmux, if it takes it; akia cannot clear it"
        );
        let leftover = tmux(true, Some("akia-7-1".to_owned()));
        assert!(leftover.contains("tmux delete-buffer -b akia-7-1"));
    }
}
