//! The desktop's clipboard, on a thread of its own: it may block, and on X11 its content lives no
//! longer than the connection that offers it.

use super::ClipboardError;
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

/// A desktop answers within milliseconds, or hangs.
const PATIENCE: Duration = Duration::from_secs(2);

/// What is kept of a copied secret to know it again: a hash under a key of this process.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Fingerprint(u64);

/// What the thread is asked for.
enum Request {
    Copy { text: Secret, sensitive: bool, answer: oneshot::Sender<Result<(), arboard::Error>> },
    ClearIf { fingerprint: Fingerprint, answer: oneshot::Sender<()> },
}

/// The way to the thread, which starts with the first copy.
#[derive(Default)]
pub(super) struct SystemClipboard {
    key: RandomState,
    thread: Option<Thread>,
}

struct Thread {
    requests: Sender<Request>,
    ended: oneshot::Receiver<()>,
}

impl SystemClipboard {
    /// What to know `text` by.
    pub(super) fn fingerprint(&self, text: &Secret) -> Fingerprint {
        Fingerprint(text.read(|text| self.key.hash_one(text)))
    }

    /// Puts the text on the clipboard.
    pub(super) async fn copy(
        &mut self,
        text: &Secret,
        sensitive: bool,
    ) -> Result<(), ClipboardError> {
        let (answer, answered) = oneshot::channel();
        self.ask(Request::Copy { text: text.clone(), sensitive, answer });
        match timeout(PATIENCE, answered).await {
            Ok(Ok(done)) => done.map_err(|error| ClipboardError::System(in_words(&error))),
            _ => Err(ClipboardError::System("it did not answer".to_owned())),
        }
    }

    /// Clears the clipboard if the text is on it that has this fingerprint.
    pub(super) async fn clear_if(&mut self, fingerprint: Fingerprint) {
        let (answer, answered) = oneshot::channel();
        self.ask(Request::ClearIf { fingerprint, answer });
        let _unanswered = timeout(PATIENCE, answered).await;
    }

    /// Ends the thread and waits for it.
    pub(super) async fn close(self) {
        if let Some(Thread { requests, ended }) = self.thread {
            drop(requests);
            let _hanging = timeout(PATIENCE, ended).await;
        }
    }

    /// Hands the request to the thread. When that cannot be, the answer's sender is dropped, which
    /// is an answer too.
    fn ask(&mut self, request: Request) {
        let key = &self.key;
        let thread = self.thread.get_or_insert_with(|| Thread::start(key.clone()));
        let _gone = thread.requests.send(request);
    }
}

impl Thread {
    fn start(key: RandomState) -> Self {
        let (requests, received) = channel();
        let (running, ended) = oneshot::channel();
        let work = move || {
            serve(&key, &received);
            drop(running);
        };
        // When no thread can be had, every request is answered by its being dropped.
        let _refused = thread::Builder::new().name("clipboard".to_owned()).spawn(work);
        Self { requests, ended }
    }
}

/// Serves requests until nobody can make any more, then lets the clipboard go.
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

/// Clears the clipboard if what is on it `is_ours`.
fn clear_if(clipboard: &mut arboard::Clipboard, is_ours: impl Fn(&str) -> bool) {
    let ours = clipboard.get_text().map(Zeroizing::new).is_ok_and(|text| is_ours(text.as_str()));
    if ours {
        // On X11 `clear` gives the selection up, and keeps the text that was offered.
        let _gone = clipboard.set_text("");
        let _gone = clipboard.clear();
    }
}

/// arboard's words where they help, and better ones where they mislead.
fn in_words(error: &arboard::Error) -> String {
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
