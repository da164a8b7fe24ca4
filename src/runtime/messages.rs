//! What the tasks tell the loop.

use crate::console::{CallId, Reply};
use crate::domain::Secret;
use crate::ui::harmless;
use std::io::{self, Write as _};
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

/// News from a task.
#[derive(Debug)]
pub(super) enum Message {
    /// An effect was carried out.
    Reply(CallId, Reply),
    /// How many requests a second reads that nobody waits for are held to.
    RateLimited(Option<u32>),
    /// This is to be written to the terminal between two frames.
    Escape(Secret),
    /// When the clipboard is to be cleared.
    ClearClipboardAt(Option<Instant>),
    /// Another program wants to ask something on the terminal; it is told when it may.
    TerminalWanted(String, oneshot::Sender<()>),
}

/// Where tasks leave their news. Never full, so that no answer is ever dropped.
#[derive(Clone, Debug)]
pub(super) struct Outbox(mpsc::UnboundedSender<Message>);

/// Where the loop finds it.
#[derive(Debug)]
pub(super) struct Inbox(mpsc::UnboundedReceiver<Message>);

pub(super) fn channel() -> (Outbox, Inbox) {
    let (sender, receiver) = mpsc::unbounded_channel();
    (Outbox(sender), Inbox(receiver))
}

impl Outbox {
    pub(super) fn send(&self, message: Message) {
        // Only a loop that has ended does not listen.
        let _ = self.0.send(message);
    }

    pub(super) fn reply(&self, call: CallId, reply: Reply) {
        self.send(Message::Reply(call, reply));
    }
}

impl Inbox {
    /// The next news; waits for ever when every task is gone.
    pub(super) async fn next(&mut self) -> Message {
        match self.0.recv().await {
            Some(message) => message,
            None => std::future::pending().await,
        }
    }
}

/// Says on the terminal, which is the shell's again, why akia has not ended yet.
pub(super) fn tell_waiting() {
    let _nobody_reads = writeln!(
        io::stderr(),
        "akia: waiting up to 10 seconds for AWS to answer a change that was sent…"
    );
}

/// Says on the terminal, which is the shell's again, who is going to use it.
pub(super) fn lend_terminal(what: &str) {
    let what = harmless(what);
    // Standard error may be gone, or elsewhere: nothing depends on it.
    let _nobody_reads = writeln!(
        io::stderr(),
        "akia: the {what} has the terminal; akia comes back when it is done."
    );
}
