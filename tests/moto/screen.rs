//! The terminal's own ways: pastes, sizes, Ctrl-Z, and silence.

use crate::home::Home;
use crate::moto::Moto;
use crate::terminal::{AKIA, CTRL_Z, ENTER, TAB, Terminal};
use rustix::process::{Pid, Signal, kill_process};
use std::thread;
use std::time::Duration;

/// How long nothing may be written while nothing changes.
const QUIET: Duration = Duration::from_secs(3);

/// Alice has a key.
fn alice() -> (Moto, String, Home) {
    let moto = Moto::start();
    let key = moto.create_user_with_key("alice");
    let home = Home::of_administrator(&moto);
    (moto, key.id, home)
}

#[test]
fn a_pasted_key_id_opens_its_owner_and_a_paste_does_nothing_else() {
    let (moto, id, home) = alice();
    let akia = Terminal::akia(&home, &[]);
    akia.wait_for(&id).wait_until_idle();
    // Text full of letters that are keys, and lines that end.
    akia.paste("quit\nadxq\r\n").wait_for("no access key ID in the pasted");
    akia.paste(&format!("  aws_access_key_id = \"{id}\"\n")).wait_for("IAM users › alice");
    akia.wait_for(&id).wait_until_idle();
    assert_eq!(moto.only_key("alice"), (id, "Active".to_owned()));
}

/// A paste that holds the mark of its end goes on as keys: all of them would deactivate both keys.
#[test]
fn a_paste_that_holds_the_mark_of_its_end_presses_no_key() {
    let (moto, _, home) = alice();
    moto.create_key("alice");
    let akia = Terminal::akia(&home, &["alice"]);
    akia.wait_for("2 of 2").wait_until_idle();
    let (end, begin) = ("\x1b[201~", "\x1b[200~");
    let text = format!("x{end}D{begin}{end}{TAB}{begin}{end}{ENTER}");
    akia.paste(&text).wait_for("pasted text");
    // Keys work again, and nothing was deactivated, nor asked.
    akia.press("?").wait_for("╭ Keys");
    assert!(moto.keys("alice").iter().all(|(_, status)| status == "Active"));
    assert!(!home.journal().path.exists() || home.journal().text().is_empty());
}

#[test]
fn a_key_that_the_account_does_not_have_is_said_to_be_missing() {
    let (_moto, id, home) = alice();
    let akia = Terminal::akia(&home, &[]);
    akia.wait_for(&id).wait_until_idle();
    // Its ID carries no account; moto's STS says that it is of this one.
    akia.paste("AKIAIOSFODNN7EXAMPLE").wait_for("Whose key is that?");
    akia.wait_for("No user of this account has this access key any more");
    akia.press("q").wait_without("Whose key is that?");
    // This one carries another account's.
    akia.paste("AKIATZ2X44NMCEQW46PL").wait_for("2616-4047-9576");
}

#[test]
fn the_screen_follows_the_terminals_size() {
    let (_moto, id, home) = alice();
    let akia = Terminal::akia(&home, &[]);
    akia.wait_for(&id).wait_until_idle();
    akia.resize(80, 24);
    akia.wait_until("the keys in the last of 24 rows", |screen| last_row(screen).contains("quit"));
    akia.resize(50, 10);
    akia.wait_for("akia needs 60×15; this terminal has 50×10");
    akia.resize(200, 60);
    akia.wait_for(&id);
    akia.wait_until("the keys in the last of 60 rows", |screen| last_row(screen).contains("quit"));
    akia.press("q");
    assert_eq!(akia.wait_for_end(), 0);
}

fn last_row(screen: &vt100::Screen) -> String {
    let (_, columns) = screen.size();
    screen.rows(0, columns.get()).last().unwrap()
}

#[test]
fn ctrl_z_gives_the_terminal_to_the_shell_and_fg_brings_akia_back() {
    let (_moto, id, home) = alice();
    let script = r#"set -m; "$0"; echo "stopped: $?"; read -r line; fg; echo "ended: $?""#;
    let shell = Terminal::run(&home, "/bin/sh", &["-c", script, AKIA]);
    let found = shell.discipline();
    shell.wait_for(&id).wait_until_idle();
    shell.press(CTRL_Z).wait_for("stopped: 148");
    shell.assert_restored();
    assert_eq!(shell.discipline(), found);
    shell.press(ENTER).wait_for(&id).wait_for("help");
    assert!(shell.look(vt100::Screen::alternate_screen));
    shell.press("/").type_text("ali").wait_for("1-1 of 1");
    shell.press(ENTER).wait_for("IAM users › alice").wait_until_idle();
    shell.press("q").wait_for("ended: 0");
    shell.wait_for_end();
    shell.assert_restored();
    assert_eq!(shell.discipline(), found);
}

#[test]
fn fg_after_bg_brings_akia_back_too() {
    let (_moto, id, home) = alice();
    let script = r#"set -m; "$0"; echo "stopped: $?"; bg; read -r line; fg; echo "ended: $?""#;
    let shell = Terminal::run(&home, "/bin/sh", &["-c", script, AKIA]);
    shell.wait_for(&id).wait_until_idle();
    shell.press(CTRL_Z).wait_for("stopped: 148");
    // It has stopped again by then.
    thread::sleep(Duration::from_secs(1));
    shell.press(ENTER).wait_for(&id).wait_for("help").wait_until_idle();
    shell.press("q").wait_for("ended: 0").wait_for_end();
    shell.assert_restored();
}

/// A shell's `kill` sends its signal to a stopped job, and continues it without the terminal.
#[test]
fn a_stopped_akia_ends_by_a_signal_and_does_not_wait_for_fg() {
    let (_moto, id, home) = alice();
    let script = r#"set -m; "$0"; echo "stopped: $?"; kill %1; kill -CONT %1
        while wait %1; status=$?; [ $status = 148 ]; do sleep 0.1; done; echo "ended: $status""#;
    let shell = Terminal::run(&home, "/bin/sh", &["-c", script, AKIA]);
    let found = shell.discipline();
    shell.wait_for(&id).wait_until_idle();
    shell.press(CTRL_Z).wait_for("stopped: 148").wait_for("ended: 143");
    shell.wait_for_end();
    shell.assert_restored();
    assert_eq!(shell.discipline(), found);
}

/// A stop that akia cannot notice leaves it the terminal, whose modes the shell then changes.
#[test]
fn fg_brings_back_an_akia_that_was_stopped_from_outside() {
    let (_moto, id, home) = alice();
    let script = r#"set -m; "$0" & echo "pid: $!"; fg; echo "stopped: $?"; stty sane
        read -r line; fg; echo "ended: $?""#;
    let shell = Terminal::run(&home, "/bin/sh", &["-c", script, AKIA]);
    let pid = shell.wait_for("pid:").word_after("pid:");
    let pid = Pid::from_raw(pid.parse().unwrap()).unwrap();
    shell.wait_for(&id).wait_until_idle();
    kill_process(pid, Signal::STOP).unwrap();
    shell.wait_for("stopped: 147").press(ENTER).wait_for(&id).wait_for("help").wait_until_idle();
    shell.press("/").type_text("ali").wait_for("1-1 of 1");
    shell.press(ENTER).wait_for("IAM users › alice").wait_until_idle();
    shell.press("q").wait_for("ended: 0");
    shell.wait_for_end();
    shell.assert_restored();
}

/// Its terminal is the shell's by now: to set its modes would stop akia once more, for ever.
#[test]
fn an_akia_that_was_stopped_from_outside_ends_by_a_signal_in_the_background() {
    let (_moto, id, home) = alice();
    let script = r#"set -m; "$0" & pid=$!; echo "pid: $pid"; fg; echo "stopped: $?"
        kill $pid; kill -CONT $pid
        while wait $pid; status=$?; [ $status = 147 ]; do sleep 0.1; done; echo "ended: $status""#;
    let shell = Terminal::run(&home, "/bin/sh", &["-c", script, AKIA]);
    let pid = shell.wait_for("pid:").word_after("pid:");
    let pid = Pid::from_raw(pid.parse().unwrap()).unwrap();
    shell.wait_for(&id).wait_until_idle();
    kill_process(pid, Signal::STOP).unwrap();
    shell.wait_for("ended: 143").wait_for_end();
}

#[test]
fn nothing_is_written_while_nothing_changes() {
    let (_moto, id, home) = alice();
    let akia = Terminal::akia(&home, &[]);
    akia.wait_for(&id).wait_until_idle();
    let written = akia.bytes_within(QUIET);
    assert!(written.is_empty(), "{:?}", String::from_utf8_lossy(&written));
}
