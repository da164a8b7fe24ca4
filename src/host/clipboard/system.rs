//! The desktop's clipboard, on a thread of its own, since it may block, and since on X11 the
//! content lives only as long as the connection that offers it.

use super::error::ClipboardError;
use crate::domain::Secret;
#[cfg(target_os = "macos")]
use arboard::SetExtApple as _;
#[cfg(not(target_os = "macos"))]
use arboard::SetExtLinux as _;
use std::hash::{BuildHasher, RandomState};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::timeout;
use zeroize::Zeroizing;

/// A desktop answers within milliseconds or not at all.
const TIMEOUT: Duration = Duration::from_secs(2);

/// Recognises a copied secret without keeping it: a hash with a key of this process.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Fingerprint(u64);

enum Request {
    Copy { text: Secret, sensitive: bool, answer: oneshot::Sender<Result<(), arboard::Error>> },
    ClearIf { fingerprint: Fingerprint, answer: oneshot::Sender<()> },
}

/// The system clipboard. Its worker starts with the first copy.
#[derive(Default)]
pub(super) struct SystemClipboard {
    key: RandomState,
    worker: Option<Worker>,
}

struct Worker {
    requests: Sender<Request>,
    ended: oneshot::Receiver<()>,
}

impl SystemClipboard {
    pub(super) fn fingerprint(&self, text: &Secret) -> Fingerprint {
        Fingerprint(text.read(|text| self.key.hash_one(text)))
    }

    pub(super) async fn copy(
        &mut self,
        text: &Secret,
        sensitive: bool,
    ) -> Result<(), ClipboardError> {
        let (answer, answered) = oneshot::channel();
        self.send(Request::Copy { text: text.clone(), sensitive, answer });
        match timeout(TIMEOUT, answered).await {
            Ok(Ok(done)) => done.map_err(|error| ClipboardError::System(describe_error(&error))),
            _ => Err(ClipboardError::System("it did not answer".to_owned())),
        }
    }

    /// Clears the clipboard if the text on it has this fingerprint.
    pub(super) async fn clear_if(&mut self, fingerprint: Fingerprint) {
        let (answer, answered) = oneshot::channel();
        self.send(Request::ClearIf { fingerprint, answer });
        let _unanswered = timeout(TIMEOUT, answered).await;
    }

    /// Ends the worker and waits for it.
    pub(super) async fn close(self) {
        if let Some(Worker { requests, ended }) = self.worker {
            drop(requests);
            let _hanging = timeout(TIMEOUT, ended).await;
        }
    }

    /// Sends a request to the worker. If that fails, the answer's sender is dropped, which ends the
    /// wait for the answer.
    fn send(&mut self, request: Request) {
        let key = &self.key;
        let worker = self.worker.get_or_insert_with(|| Worker::start(key.clone()));
        let _gone = worker.requests.send(request);
    }
}

impl Worker {
    fn start(key: RandomState) -> Self {
        let (requests, received) = channel();
        let (running, ended) = oneshot::channel();
        let work = move || {
            serve(&key, &received);
            drop(running);
        };
        // Without a thread, `received` is dropped, and every request fails.
        let _refused = thread::Builder::new().name("clipboard".to_owned()).spawn(work);
        Self { requests, ended }
    }
}

/// Serves requests until all senders are gone, then closes the clipboard.
fn serve(key: &RandomState, requests: &Receiver<Request>) {
    let mut open = None;
    for request in requests {
        match request {
            Request::Copy { text, sensitive, answer } => {
                let copied = text.read(|text| copy(&mut open, text, sensitive));
                drop(text);
                let _too_late = answer.send(copied);
            }
            Request::ClearIf { fingerprint, answer } => {
                if let Some(clipboard) = &mut open {
                    clear_if(clipboard, |text| Fingerprint(key.hash_one(text)) == fingerprint);
                }
                let _too_late = answer.send(());
            }
        }
    }
}

fn copy(
    open: &mut Option<arboard::Clipboard>,
    text: &str,
    sensitive: bool,
) -> Result<(), arboard::Error> {
    let clipboard = match open {
        Some(clipboard) => clipboard,
        None => open.insert(arboard::Clipboard::new()?),
    };
    let set = clipboard.set();
    let set = if sensitive { set.exclude_from_history() } else { set };
    set.text(text)
}

fn clear_if(clipboard: &mut arboard::Clipboard, is_ours: impl Fn(&str) -> bool) {
    let Ok(text) = clipboard.get_text().map(Zeroizing::new) else { return };
    if is_ours(&text) {
        // On X11 `clear` alone gives up the selection, but keeps the text in memory.
        let _gone = clipboard.set_text("");
        let _gone = clipboard.clear();
    }
}

/// arboard's own message, except where it misleads.
fn describe_error(error: &arboard::Error) -> String {
    match error {
        arboard::Error::Unknown { .. } => "is there a desktop here?".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copied_text_is_known_again_by_its_fingerprint() {
        let clipboard = SystemClipboard::default();
        let of = |text: &str| clipboard.fingerprint(&Secret::new(text.to_owned()));
        assert!(of("secret") == of("secret"));
        assert!(of("secret") != of("Secret"));
    }

    #[tokio::test]
    async fn closing_a_clipboard_that_was_never_used_waits_for_nothing() {
        SystemClipboard::default().close().await;
    }
}
