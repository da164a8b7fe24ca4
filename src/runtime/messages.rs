//! The messages that tasks send to the loop.

use crate::console::{CallId, Reply};
use crate::domain::Secret;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

/// What a task has to say to the loop.
#[derive(Debug)]
pub(super) enum Message {
    /// An effect was carried out.
    Reply(CallId, Reply),
    /// The requests a second that background reads are limited to; `None` when they are not.
    RateLimited(Option<u32>),
    /// An escape sequence for the terminal, to be written between two frames.
    WriteEscape(Secret),
    /// When the clipboard is to be cleared.
    ClearClipboardAt(Option<Instant>),
    /// Another program, named here, needs the terminal; the sender tells it when it may begin.
    LendTerminal(String, oneshot::Sender<()>),
}

/// Sends messages to the loop. Its queue is never full, so that no answer is ever dropped.
#[derive(Clone, Debug)]
pub(super) struct MessageSender(mpsc::UnboundedSender<Message>);

/// Receives what the tasks send.
#[derive(Debug)]
pub(super) struct MessageReceiver(mpsc::UnboundedReceiver<Message>);

pub(super) fn channel() -> (MessageSender, MessageReceiver) {
    let (sender, receiver) = mpsc::unbounded_channel();
    (MessageSender(sender), MessageReceiver(receiver))
}

impl MessageSender {
    pub(super) fn send(&self, message: Message) {
        // It fails only when the loop has ended.
        let _ = self.0.send(message);
    }

    pub(super) fn reply(&self, call: CallId, reply: Reply) {
        self.send(Message::Reply(call, reply));
    }
}

impl MessageReceiver {
    /// The next message; waits for ever when there is no sender any more.
    pub(super) async fn next(&mut self) -> Message {
        match self.0.recv().await {
            Some(message) => message,
            None => std::future::pending().await,
        }
    }
}
