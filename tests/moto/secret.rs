//! A new secret: not lost by chance, and nowhere once it is left.

use crate::home::{Home, Journal};
use crate::memory;
use crate::moto::Moto;
use crate::steps;
use crate::terminal::{CTRL_C, DOWN, ENTER, ESC, TAB, Terminal};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rstest::rstest;
use rustix::process::Signal;
use std::thread;
use std::time::{Duration, Instant};

/// What the program may take to close connections and end idle threads.
const SETTLED_WITHIN: Duration = Duration::from_secs(30);

/// Bob has no keys.
fn bob() -> (Moto, Home) {
    let moto = Moto::start();
    moto.create_user("bob");
    let home = Home::of_administrator(&moto);
    (moto, home)
}

#[test]
fn leaving_a_secret_that_is_not_saved_asks() {
    let (moto, home) = bob();
    let akia = Terminal::akia(&home, &["bob"]);
    steps::create_key_at_once(&akia);
    let (id, _) = moto.only_key("bob");

    for key in [ENTER, ESC] {
        akia.press(key).wait_for("Leave without saving the secret?").wait_for("▸ Go back");
        akia.press(ENTER).wait_for("3 of 3");
    }
    akia.press(CTRL_C).wait_for("Quit akia?").wait_for("▸ Cancel ◂");
    akia.press(ENTER).wait_for("3 of 3");

    // The person's word saves it, too.
    akia.press(ENTER).wait_for("Leave without saving the secret?");
    akia.press("i")
        .wait_for("▸ I have stored it")
        .press(ENTER)
        .wait_without("3 of 3")
        .wait_for(&id)
        .wait_until_idle();
    akia.press(CTRL_C).wait_for_end();
    akia.assert_restored();
    assert_eq!(home.journal().steps().last().unwrap(), "CreateAccessKey secret-saved");
}

#[test]
fn a_key_whose_secret_is_not_wanted_is_deleted_from_its_page() {
    let (moto, home) = bob();
    let akia = Terminal::akia(&home, &["bob"]);
    steps::create_key_at_once(&akia);
    let (id, _) = moto.only_key("bob");
    akia.press(ENTER).wait_for("Leave without saving the secret?");
    akia.press("x").wait_for("deactivate it first").press(TAB).wait_for("▸ Deactivate ◂");
    akia.press(ENTER).wait_for("gone for good");
    akia.type_text(&id).press(ENTER).wait_for("No access keys").wait_without("3 of 3");
    assert!(moto.keys("bob").is_empty());
    akia.wait_until_idle().press("q").wait_for_end();
}

#[rstest]
#[case::killed(Signal::TERM, 143)]
#[case::connection_lost(Signal::HUP, 129)]
#[case::interrupted(Signal::INT, 130)]
#[case::quit(Signal::QUIT, 131)]
fn a_killed_session_gives_the_terminal_back_and_the_next_one_tells_of_its_key(
    #[case] signal: Signal,
    #[case] status: u32,
) {
    let (moto, home) = bob();
    let killed = Terminal::akia(&home, &["bob"]);
    steps::create_key_at_once(&killed);
    assert!(killed.look(|screen| screen.alternate_screen() && screen.bracketed_paste()));
    assert_ne!(killed.discipline(), killed.found_discipline());
    killed.press("s").wait_for("shown for 30 seconds");
    let secret = killed.word_after("Secret key");
    killed.signal(signal);
    assert_eq!(killed.wait_for_end(), status);
    killed.assert_restored();
    assert_eq!(killed.discipline(), killed.found_discipline());

    // Told, and reminded again until it is settled.
    let (id, _) = moto.only_key("bob");
    let reminded = Terminal::akia(&home, &[]);
    reminded.wait_for("A secret was not saved").wait_for(&id).wait_for("▸ Remind me");
    reminded.press(ENTER).wait_without("A secret was not saved").wait_until_idle();
    reminded.press("q").wait_for_end();

    let settling = Terminal::akia(&home, &[]);
    settling.wait_for("A secret was not saved").wait_for(&id);
    settling.press(DOWN).wait_for("▸ Open the user, to delete the key");
    settling.press(ENTER).wait_for("IAM users › bob").wait_for(&format!("▸ {id}"));
    steps::delete(&settling, &id);
    assert!(moto.keys("bob").is_empty());
    settling.wait_until_idle().press("q").wait_for_end();

    let settled = Terminal::akia(&home, &[]);
    settled.wait_for("bob").wait_until_idle();
    assert!(!settled.screen().contains("not saved"), "{}", settled.screen());
    let Journal { path } = home.journal();
    assert!(!std::fs::read_to_string(path).unwrap().contains(&secret));
}

#[test]
fn an_unsaved_secret_of_a_session_that_lives_is_not_taken_for_lost() {
    let (_moto, home) = bob();
    let alive = Terminal::akia(&home, &["bob"]);
    steps::create_key_at_once(&alive);
    let other = Terminal::akia(&home, &[]);
    other.wait_for("bob").wait_until_idle();
    assert!(!other.screen().contains("not saved"), "{}", other.screen());
}

#[test]
fn over_ssh_the_secret_is_copied_by_the_terminal() {
    let (_moto, mut home) = bob();
    home.set("SSH_CONNECTION", "192.0.2.7 50022 192.0.2.1 22");
    let akia = Terminal::akia(&home, &["bob"]);
    steps::create_key_at_once(&akia);
    akia.press("Y").wait_for("sent to the terminal (OSC 52)");
    let copied = BASE64_STANDARD.decode(akia.wait_for_copy()).unwrap();
    akia.press("s").wait_for("shown for 30 seconds");
    assert_eq!(String::from_utf8(copied).unwrap(), akia.word_after("Secret key"));
    // To have sent it is not to have saved it.
    akia.press(ENTER).wait_for("Leave without saving the secret?");
}

#[test]
fn a_secret_that_was_left_is_nowhere_in_memory() {
    let (_moto, mut home) = bob();
    home.set("SSH_CONNECTION", "192.0.2.7 50022 192.0.2.1 22");
    let akia = Terminal::akia(&home, &["bob"]);
    steps::create_key_at_once(&akia);
    akia.press("s").wait_for("shown for 30 seconds");
    let secret = akia.word_after("Secret key");
    let forms = [vec![secret.clone()], in_base64(&secret)].concat();
    let find = || forms.iter().flat_map(|text| memory::find(akia.pid(), text)).collect::<Vec<_>>();

    // The search finds what is there.
    let shown = find();
    for way in ["on end", "in cells"] {
        assert!(shown.iter().any(|place| place.starts_with(way)), "{shown:#?}");
    }
    akia.press("s").wait_for("masked: s shows it");
    let masked = find();
    assert!(masked.iter().all(|place| place.starts_with("on end")), "{masked:#?}");
    assert!(!masked.is_empty());

    // A signature with it, over and over.
    akia.press("v").wait_for("✓ Verified: AWS accepts it");

    // Every way for it to be copied.
    akia.press("s").wait_for("shown for 30 seconds");
    akia.press("Y").wait_for("Secret access key sent to the terminal");
    akia.press("b").wait_for("▸ As environment variables");
    akia.press(ENTER).wait_for("and secret sent to the terminal");
    steps::download(&akia);
    akia.press(ENTER).wait_without("3 of 3").wait_until_idle();

    let left = Instant::now();
    let mut copies = find();
    while !copies.is_empty() && left.elapsed() < SETTLED_WITHIN {
        thread::sleep(Duration::from_millis(250));
        copies = find();
    }
    assert!(copies.is_empty(), "{copies:#?}");
}

/// How the text looks within a longer one in base64, wherever in that it begins; without the
/// characters at both ends, which depend on what is beside it.
fn in_base64(text: &str) -> Vec<String> {
    let beginnings = ["", " ", "  "].into_iter();
    let encoded = beginnings.map(|before| BASE64_STANDARD.encode(format!("{before}{text}")));
    encoded.map(|text| text.chars().skip(4).take(text.len() - 8).collect()).collect()
}
