//! The program's loop as a whole, from its first frame to its end.

use crate::support::{Setup, script};
use akia::console::Event;
use akia::domain::Outcome;
use akia::runtime::{Ended, Input, UserInput};
use crossterm::event::KeyEvent;
use std::collections::VecDeque;
use std::io;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// Keys, each pressed at its moment; then SIGTERM.
struct Typist(VecDeque<(Instant, Option<KeyEvent>)>);

impl Typist {
    /// A script each five seconds, its keys a tenth of a second apart.
    fn new(scripts: &[&'static str]) -> Self {
        let mut presses = VecDeque::new();
        let mut begins = Instant::now();
        for script in scripts {
            begins += Duration::from_secs(5);
            presses.push_back((begins, None));
            for (count, key) in (0..).zip(script::keys(script)) {
                presses.push_back((begins + count * Duration::from_millis(100), Some(key)));
            }
        }
        Self(presses)
    }
}

impl Input for Typist {
    async fn next(&mut self) -> io::Result<UserInput> {
        let Some(&(at, key)) = self.0.front() else { return Ok(UserInput::Signal(15)) };
        sleep_until(at).await;
        self.0.pop_front();
        Ok(UserInput::Events(key.into_iter().map(|key| Event::Keys(vec![key])).collect()))
    }

    fn pause(&mut self) {}

    fn resume(&mut self) {}
}

#[tokio::test(start_paused = true)]
async fn a_key_is_created_and_saved_and_the_user_quits() {
    let setup = Setup::built_in().at_user("dana");
    let demo = setup.demo.clone();
    let typist = Typist::new(&["c<space><enter>laptop<enter>", "w", "<enter>", "q", "never read"]);
    let (ended, journal) = setup.run(typist).await;
    assert_eq!(ended, Ended::ByUser);
    let key = &demo.keys_of("dana")[0].id;
    let of_key = journal.iter().filter(|entry| entry.key.as_ref() == Some(key));
    let outcomes: Vec<&Outcome> = of_key.map(|entry| &entry.outcome).collect();
    assert!(outcomes.contains(&&Outcome::Done) && outcomes.contains(&&Outcome::SecretSaved));
}

#[tokio::test(start_paused = true)]
async fn a_signal_ends_the_session_whatever_is_open() {
    let setup = Setup::built_in().at_user("dana");
    let demo = setup.demo.clone();
    let (ended, _) = setup.run(Typist::new(&["c<space><enter>laptop<enter>", ""])).await;
    assert_eq!(ended, Ended::BySignal(15));
    assert_eq!(demo.keys_of("dana").len(), 1);
}
