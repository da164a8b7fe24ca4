//! Why nothing was copied, and what works instead.

/// The advice at the end of each message.
const ALTERNATIVES: &str = "select it with Shift and the mouse, or download the .csv file";

/// Why nothing was copied.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub(crate) enum ClipboardError {
    /// The text is too long for OSC 52: terminals drop a longer sequence silently.
    #[error("not copied: {length} bytes are more than terminals take ({limit}); {ALTERNATIVES}")]
    TooLong {
        /// The length of the text, in bytes.
        length: usize,
        /// The longest text that can be copied, in bytes.
        limit: usize,
    },
    /// tmux failed.
    #[error("not copied: tmux did not take it ({0}; it needs tmux 3.2 or newer); {ALTERNATIVES}")]
    Tmux(String),
    /// The system clipboard failed.
    #[error("not copied: no clipboard answered ({0}); {ALTERNATIVES}")]
    System(String),
}
