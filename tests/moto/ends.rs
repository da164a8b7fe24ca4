//! Ends that nobody chose, in the middle of a change or just after it.

use crate::home::Home;
use crate::moto::Moto;
use crate::slow::SlowServer;
use crate::steps;
use crate::terminal::{ENTER, Terminal};
use rstest::rstest;
use rustix::process::Signal;
use std::fs;
use std::time::Duration;

/// A dropped SSH line must not leave a key whose ID nobody knows.
#[rstest]
#[case::hang_up(Signal::HUP, 129)]
#[case::interrupt(Signal::INT, 130)]
#[case::quit(Signal::QUIT, 131)]
#[case::terminate(Signal::TERM, 143)]
fn a_signal_waits_for_the_answer_to_a_change(#[case] signal: Signal, #[case] status: u32) {
    let moto = Moto::start();
    moto.create_user("bob");
    let later = Duration::from_millis(2_500);
    let slow = SlowServer::before(moto.url(), "Action=CreateAccessKey", later);
    let mut home = Home::of_administrator(&moto);
    home.set("AWS_ENDPOINT_URL", slow.url());
    let akia = Terminal::akia(&home, &["bob"]);
    akia.wait_for("No access keys. Press c to create one.");
    steps::change(&akia, "c").wait_for("1 of 3");
    akia.press(" ").wait_for("[✓] I understand").press(ENTER).wait_for("2 of 3");
    akia.press(ENTER).wait_for("Creating");
    akia.signal(signal);
    assert_eq!(akia.wait_for_end(), status);
    akia.assert_restored();
    let (id, _) = moto.only_key("bob");
    let journal = home.journal();
    assert_eq!(journal.steps(), ["CreateAccessKey sending", "CreateAccessKey done"]);
    assert!(journal.text().contains(&id));

    let next = Terminal::akia(&home, &[]);
    next.wait_for("A secret was not saved").wait_for(&id);
}

/// Killed between the file and the journal's line about it.
#[test]
fn a_secret_that_is_in_its_file_is_not_called_lost() {
    let moto = Moto::start();
    moto.create_user("bob");
    let home = Home::of_administrator(&moto);
    let akia = Terminal::akia(&home, &["bob"]);
    steps::create_key_at_once(&akia);
    steps::download(&akia);
    akia.signal(Signal::KILL);
    akia.wait_for_end();
    let journal = home.journal();
    let lines: Vec<String> = journal.text().lines().map(str::to_owned).collect();
    let (last, before) = lines.split_last().unwrap();
    assert!(last.contains("secret-saved"), "{last}");
    fs::write(&journal.path, before.join("\n") + "\n").unwrap();

    let next = Terminal::akia(&home, &[]);
    next.wait_for("A secret was saved").wait_for("bob_accessKeys.csv").wait_for("nothing is lost");
    next.press("\x1b").wait_without("A secret was saved").press("q").wait_for_end();
    // Moved away by the person, as the AWS console advises.
    fs::rename(home.csv("bob"), home.path("elsewhere.csv")).unwrap();
    let next = Terminal::akia(&home, &[]);
    next.wait_for("Was a secret saved?").wait_for("you may have moved it");
}
