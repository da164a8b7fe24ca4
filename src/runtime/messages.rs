//! The messages that tasks send to the loop.

use crate::console::{CallId, Reply};
use crate::domain::Secret;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

/// A message from a task to the loop.
#[derive(Debug)]
pub enum Message {
    /// The answer to a call.
    Reply(CallId, Reply),
    /// The requests a second that background reads are limited to; `None` when they are not.
    RateLimited(Option<u32>),
    /// An escape sequence for the terminal, to be written between two frames.
    WriteEscape(Secret),
    /// When the clipboard is to be cleared.
    ClearClipboardAt(Option<Instant>),
    /// Another program, named here, needs the terminal; it starts once the sender is used.
    LendTerminal(String, oneshot::Sender<()>),
}

/// Sends messages to the loop. Its queue is never full, so that no answer is ever dropped.
#[derive(Clone, Debug)]
pub(super) struct MessageSender(mpsc::UnboundedSender<Message>);

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
}

impl MessageReceiver {
    /// The next message; waits for ever when there is no sender any more.
    pub(super) async fn next(&mut self) -> Message {
        match self.0.recv().await {
            Some(message) => message,
            None => std::future::pending().await,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The calls that are still to be answered.
#[derive(Debug, Default)]
pub(super) struct OpenCalls(Arc<()>);

impl OpenCalls {
    /// The sender of the answer to this call. Dropped unused, it stands for a call without one.
    pub(super) fn open(&self, call: CallId, messages: &MessageSender) -> ReplySender {
        ReplySender { call, messages: messages.clone(), _open: Arc::clone(&self.0) }
    }

    pub(super) fn is_empty(&self) -> bool {
        Arc::strong_count(&self.0) == 1
    }
}

#[derive(Debug)]
pub(super) struct ReplySender {
    call: CallId,
    messages: MessageSender,
    _open: Arc<()>,
}

impl ReplySender {
    pub(super) fn call(&self) -> CallId {
        self.call
    }

    pub(super) fn send(self, reply: Reply) {
        self.messages.send(Message::Reply(self.call, reply));
    }
}
