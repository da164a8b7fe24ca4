//! The terminal's clipboard, through tmux.
//!
//! With its default settings tmux silently drops an application's OSC 52, but always obeys
//! `load-buffer -w`. That leaves the text in a tmux buffer as well. A secret's buffer gets a name
//! of its own and is deleted at once; any other text stays, for tmux's own paste.

use super::error::ClipboardError;
use crate::domain::Secret;
use std::process::{Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::time::timeout;
use zeroize::Zeroizing;

/// tmux answers within milliseconds or not at all.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Makes the names of this process's buffers unique.
static NEXT_BUFFER: AtomicU32 = AtomicU32::new(1);

/// Sends `text` through tmux. Returns the name of the buffer with a secret that could not be
/// deleted.
pub(super) async fn load(text: &Secret, sensitive: bool) -> Result<Option<String>, ClipboardError> {
    if !sensitive {
        run(&["load-buffer", "-w", "-"], text.read(to_bytes)).await?;
        return Ok(None);
    }
    let number = NEXT_BUFFER.fetch_add(1, Ordering::Relaxed);
    let buffer = format!("akia-{}-{number}", std::process::id());
    let loaded = run(&["load-buffer", "-b", &buffer, "-w", "-"], text.read(to_bytes)).await;
    let deleted = run(&["delete-buffer", "-b", &buffer], to_bytes("")).await;
    loaded.map(|()| deleted.is_err().then_some(buffer))
}

fn to_bytes(text: &str) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(text.as_bytes().to_vec())
}

/// Runs tmux with `input` on its standard input, since every user can see the arguments.
async fn run(arguments: &[&str], input: Zeroizing<Vec<u8>>) -> Result<(), ClipboardError> {
    let mut command = Command::new("tmux");
    command.args(arguments);
    match timeout(TIMEOUT, run_with_input(command, input)).await {
        Err(_) => Err(ClipboardError::Tmux("it did not answer".to_owned())),
        Ok(Err(error)) => Err(ClipboardError::Tmux(error.to_string())),
        Ok(Ok(output)) if output.status.success() => Ok(()),
        Ok(Ok(output)) => Err(ClipboardError::Tmux(first_error_line(&output.stderr))),
    }
}

async fn run_with_input(
    mut command: Command,
    input: Zeroizing<Vec<u8>>,
) -> std::io::Result<Output> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // If tmux does not read it, the reason is on its standard error.
        let _refused = stdin.write_all(&input).await;
    }
    child.wait_with_output().await
}

/// The first line of standard error, without control characters.
fn first_error_line(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let line = text.lines().next().unwrap_or("it failed without a word");
    line.chars().filter(|c| !c.is_control()).take(100).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_lines_have_no_control_characters() {
        assert_eq!(first_error_line(b"\x1b[31mno server running\nmore"), "[31mno server running");
        assert_eq!(first_error_line(b""), "it failed without a word");
    }

    #[tokio::test]
    async fn the_text_goes_in_by_standard_input_only() {
        let mut command = Command::new("sh");
        command.args(["-c", "read word; test \"$word\" = secret || echo \"got $word\" >&2"]);
        let output = run_with_input(command, to_bytes("secret\n")).await.unwrap();
        assert!(output.status.success() && output.stderr.is_empty());
    }
}
