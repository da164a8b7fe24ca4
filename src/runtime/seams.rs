//! What the loop needs of its surroundings: an input, a screen, a clock and a machine.
//!
//! The program has the real ones, of the terminal and the machine it runs on; the tests run the
//! same loop with others. AWS is no such seam: a test has its own account behind the SDK's HTTP.

use super::credentials::CredentialsFile;
use crate::console::{Clip, Event};
use crate::domain::{
    AccessKeyEvent, AccountId, JournalEntry, JournalNotice, LocalError, Preferences, Secret,
    UserName,
};
use crate::host::environment::Environment;
use crate::host::known_accounts::KnownAccounts;
use chrono::{DateTime, Utc};
use ratatui::Frame;
use ratatui::layout::Size;
use std::future::Future;
use std::io;
use std::path::Path;
use tokio::time::Instant;

/// Where keys, pastes and the mouse come from, and the signals that end the program.
pub trait Input {
    /// Waits for the next input. Nothing is lost when the future is dropped before it is ready.
    fn next(&mut self) -> impl Future<Output = io::Result<UserInput>>;

    /// Stops reading keys, for another program is going to read them. Signals still come.
    fn pause(&mut self);

    /// Reads keys again.
    fn resume(&mut self);
}

/// What an [`Input`] gives.
#[derive(Debug)]
pub enum UserInput {
    /// Events that arrived together, in order.
    Events(Vec<Event>),
    /// The number of a signal that ends the program.
    Signal(u8),
    /// The program was continued after it was stopped.
    Continued,
}

/// What the console is drawn on. Dropping it gives the terminal back.
#[expect(clippy::missing_errors_doc, reason = "every error means that the terminal is gone")]
pub trait Screen {
    /// Columns and rows.
    fn size(&self) -> io::Result<Size>;

    /// Draws a frame.
    fn draw(&mut self, render: impl FnOnce(&mut Frame)) -> io::Result<()>;

    /// Makes the next frame leave no trace in memory of those before it.
    fn forget_drawn(&mut self);

    /// Writes an escape sequence between two frames.
    fn write_escape(&mut self, escape: &Secret) -> io::Result<()>;

    /// Gives the terminal to another program for a while.
    fn lend_to(&mut self, program: &str);

    /// Takes the terminal back from that program.
    fn take_back(&mut self) -> io::Result<()>;

    /// Stops the whole program until the shell continues it. `false` if that was in the background,
    /// without the terminal.
    fn stop_until_continued(&mut self) -> io::Result<bool>;

    /// Takes the terminal back after a stop that was not asked for here. `false` in the background,
    /// without the terminal.
    ///
    /// # Errors
    /// When the terminal is gone.
    fn take_back_from_shell(&mut self) -> io::Result<bool>;
}

/// The time of day. Elapsed time is by tokio's clock, which tests can pause.
pub trait Clock: Clone + Send + Sync + 'static {
    /// The time now.
    fn now(&self) -> DateTime<Utc>;
}

/// The machine the user sits at: its clipboard, journal and files.
#[expect(clippy::missing_errors_doc, reason = "every error is a reason to be shown")]
pub trait Machine: Send + Sync + 'static {
    /// Puts a text on the clipboard.
    fn copy(&self, clip: &Clip) -> impl Future<Output = Copied> + Send;

    /// Clears the clipboard of a secret that was copied there.
    fn clear_clipboard(&self) -> impl Future<Output = ()> + Send;

    /// Lets go of the clipboard at the end, without a secret on it.
    fn close(&self) -> impl Future<Output = ()> + Send;

    /// Records an entry in the journal. It waits for the disk.
    fn record(&self, now: DateTime<Utc>, entry: &JournalEntry) -> Result<(), LocalError>;

    /// What ended sessions left unsaved in that account. It waits for the disk.
    fn notices(
        &self,
        account: &AccountId,
        endpoint: Option<&str>,
    ) -> Result<Vec<JournalNotice>, LocalError>;

    /// What the journal has of a user's keys in that account. It waits for the disk.
    fn key_events(
        &self,
        account: &AccountId,
        endpoint: Option<&str>,
        user: &UserName,
    ) -> Result<Vec<AccessKeyEvent>, LocalError>;

    /// The folder for .csv files.
    fn downloads(&self) -> Result<&Path, LocalError>;

    /// Whether this is an SSH session, and the like.
    fn environment(&self) -> Environment;

    /// The credentials file.
    fn credentials(&self) -> &CredentialsFile;

    /// Which profile was for which account, if that is remembered.
    fn known_accounts(&self) -> Option<&KnownAccounts>;

    /// Keeps preferences for the next session, where that is possible. It waits for the disk.
    fn save_preferences(&self, preferences: &Preferences);
}

/// What became of a text for the clipboard.
#[derive(Debug)]
pub struct Copied {
    /// What was done, or why not, as text for the person.
    pub result: Result<String, LocalError>,
    /// An escape sequence that is still to be written to the terminal, which copies the text.
    pub escape: Option<Secret>,
    /// When [`Machine::clear_clipboard`] is due, also after a copy that may yet have succeeded.
    pub clear_at: Option<Instant>,
}
