//! Where the IDs come from: arguments, and standard input, which is read as it arrives.

use crate::domain::{AccessKeyId, ids_in};
use futures_util::{Stream, StreamExt as _, stream};
use std::io::{self, BufRead, Read as _};
use std::thread;
use tokio::sync::mpsc;

/// The argument that stands for standard input.
const STANDARD_INPUT: &str = "-";
/// Longer lines are read in chunks, so that no line has to fit in memory.
const CHUNK: u64 = 64 * 1024;
/// The longest ID that IAM accepts. A longer word is none, wherever it is cut.
const LONGEST_ID: usize = 128;
/// The number of IDs that are read ahead of the lookups.
const READ_AHEAD: usize = 64;

/// An item of the input.
#[derive(Debug)]
pub enum InputItem {
    /// An ID.
    Id(AccessKeyId),
    /// A line of standard input with text, but no ID.
    LineWithoutId,
    /// Standard input cannot be read further.
    ReadError(io::Error),
}

/// The arguments, checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeySource(Vec<Argument>);

#[derive(Clone, PartialEq, Eq, Debug)]
enum Argument {
    Ids(Vec<AccessKeyId>),
    StandardInput,
}

impl KeySource {
    /// Finds the IDs in each argument, whatever text is around them; `-` is standard input.
    ///
    /// # Errors
    /// The first argument without an ID.
    pub fn parse(arguments: &[String]) -> Result<Self, String> {
        let parse_argument = |argument: &String| {
            if argument == STANDARD_INPUT {
                return Ok(Argument::StandardInput);
            }
            match ids_in(argument) {
                ids if ids.is_empty() => Err(argument.clone()),
                ids => Ok(Argument::Ids(ids)),
            }
        };
        let parsed: Result<_, _> = arguments.iter().map(parse_argument).collect();
        Ok(Self(parsed?))
    }

    /// The IDs in order. A thread reads `input` when its turn comes.
    pub fn items<R: BufRead + 'static>(
        self,
        input: impl Fn() -> R + Clone + Send + 'static,
    ) -> impl Stream<Item = InputItem> {
        stream::iter(self.0).flat_map(move |argument| match argument {
            Argument::Ids(ids) => stream::iter(ids.into_iter().map(InputItem::Id)).boxed(),
            Argument::StandardInput => read_on_a_thread(input.clone()).boxed(),
        })
    }
}

fn read_on_a_thread<R: BufRead + 'static>(
    input: impl Fn() -> R + Send + 'static,
) -> impl Stream<Item = InputItem> {
    let (sender, receiver) = mpsc::channel(READ_AHEAD);
    // Sending fails once the lookups have ended. Then there is no reason to read on.
    let read = move || read_lines(input(), |item| sender.blocking_send(item).is_ok());
    let first = match thread::Builder::new().name("stdin".to_owned()).spawn(read) {
        Ok(_) => None,
        Err(error) => Some(InputItem::ReadError(error)),
    };
    let items = stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|item| (item, receiver))
    });
    stream::iter(first).chain(items)
}

/// Passes the IDs of each line to `send`, until it returns `false`.
fn read_lines(mut input: impl BufRead, mut send: impl FnMut(InputItem) -> bool) {
    let mut text = Vec::new();
    // Of the current line.
    let (mut any_text, mut any_id) = (false, false);
    loop {
        let read = match input.by_ref().take(CHUNK).read_until(b'\n', &mut text) {
            Ok(read) => read,
            Err(error) => {
                send(InputItem::ReadError(error));
                return;
            }
        };
        let ends = read == 0 || text.ends_with(b"\n");
        // The last word may continue in the next chunk.
        let word = if ends { 0 } else { last_word(&text) };
        let line = text.get(..text.len() - word).unwrap_or_default();
        let line = String::from_utf8_lossy(line).into_owned();
        any_text |= word > 0 || !line.trim().is_empty();
        for id in ids_in(&line) {
            any_id = true;
            if !send(InputItem::Id(id)) {
                return;
            }
        }
        if ends {
            if any_text && !any_id && !send(InputItem::LineWithoutId) {
                return;
            }
            (any_text, any_id) = (false, false);
        }
        if read == 0 {
            return;
        }
        // Of a word that is too long for an ID, keep enough to know that it is.
        text.drain(..text.len() - word.min(LONGEST_ID + 1));
    }
}

/// The length of the word at the end.
fn last_word(text: &[u8]) -> usize {
    text.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    const ONE: &str = "AKIAIOSFODNN7EXAMPLE";
    const TWO: &str = "AKIAI44QH8DHBEXAMPLE";

    fn words(arguments: &[&str]) -> Vec<String> {
        arguments.iter().map(|&argument| argument.to_owned()).collect()
    }

    async fn given(arguments: &[&str], input: impl Into<Vec<u8>>) -> Vec<String> {
        let input = input.into();
        let source = KeySource::parse(&words(arguments)).unwrap();
        let given = source.items(move || Cursor::new(input.clone()));
        let text = |given| match given {
            InputItem::Id(id) => id.to_string(),
            InputItem::LineWithoutId => "nothing".to_owned(),
            InputItem::ReadError(error) => error.to_string(),
        };
        given.map(text).collect().await
    }

    #[tokio::test]
    async fn ids_are_found_in_arguments_and_lines() {
        assert_eq!(given(&[TWO, &format!("a='{ONE}'"), TWO], "").await, [TWO, ONE, TWO]);
        let input = format!("x {ONE}\r\n\n  \nnone here\n{{\"{TWO}\":\"{ONE}\"}}\nlast");
        assert_eq!(given(&["-"], input).await, [ONE, "nothing", TWO, ONE, "nothing"]);
        assert_eq!(given(&[ONE, "-", ONE], TWO).await, [ONE, TWO, ONE]);
        assert_eq!(given(&["-"], "").await, [""; 0]);
    }

    #[tokio::test]
    async fn an_endless_line_is_read_in_chunks() {
        // At each place around the end of a chunk.
        let chunk = usize::try_from(CHUNK).unwrap();
        for before in chunk - 25..chunk + 3 {
            let line = format!("{} {ONE} {}", ".".repeat(before), "y".repeat(3 * chunk));
            assert_eq!(given(&["-"], line).await, [ONE], "after {before}");
        }
        assert_eq!(given(&["-"], "z".repeat(2 * chunk)).await, ["nothing"]);
        // The end of a long word is no ID, wherever the word is cut.
        for before in chunk - 3..chunk + 3 {
            let line = format!("{}{ONE}", "Z".repeat(before));
            assert_eq!(given(&["-"], line).await, ["nothing"], "after {before}");
        }
    }

    #[tokio::test]
    async fn bytes_that_are_no_text_are_skipped() {
        let input = [b"\xff\xfe".as_slice(), ONE.as_bytes(), b"\0\n"].concat();
        assert_eq!(given(&["-"], input).await, [ONE]);
    }

    #[test]
    fn an_argument_without_an_id_is_wrong() {
        for wrong in ["alice", "", "akiaiosfodnn7example", "AKIA", "--"] {
            assert_eq!(KeySource::parse(&words(&[ONE, wrong])), Err(wrong.to_owned()));
        }
    }

    #[tokio::test]
    async fn a_read_error_is_passed_on() {
        struct Broken;
        impl io::Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("broken"))
            }
        }
        let source = KeySource::parse(&words(&["-"])).unwrap();
        let given: Vec<InputItem> = source.items(|| io::BufReader::new(Broken)).collect().await;
        assert!(matches!(given.as_slice(), [InputItem::ReadError(_)]), "{given:?}");
    }
}
