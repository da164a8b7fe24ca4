//! Why nothing was copied, and what works instead.

/// The advice at the end of each message.
const ALTERNATIVES: &str = "select it with Shift and the mouse, or download the .csv file";

/// Why nothing was copied.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub(crate) enum ClipboardError {
    /// Terminals silently drop an OSC 52 sequence that is too long. In bytes.
    #[error("not copied: {length} bytes are more than terminals take ({limit}); {ALTERNATIVES}")]
    TooLong { length: usize, limit: usize },
    #[error("not copied: tmux did not take it ({0}; it needs tmux 3.2 or newer); {ALTERNATIVES}")]
    Tmux(String),
    #[error("not copied: no clipboard answered ({0}); {ALTERNATIVES}")]
    System(String),
}
