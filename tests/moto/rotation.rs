//! A whole rotation of the key that signs the session, with moto checking every signature.

use crate::home::Home;
use crate::moto::{KeyPair, Moto};
use crate::steps;
use crate::terminal::{DOWN, ENTER, TAB, Terminal};

/// From the guide: something that it does not recommend yet.
fn sooner(akia: &Terminal, key: &str) {
    akia.press(key).wait_for("Go on sooner?").wait_for("▸ Cancel ◂");
    akia.press(TAB).wait_for("▸ Go on ◂").press(ENTER);
}

#[test]
fn the_key_that_signs_the_session_is_rotated() {
    let mut moto = Moto::start();
    let old = moto.administrator().clone();
    let home = Home::of_administrator(&moto);
    let akia = Terminal::akia(&home, &["administrator"]);
    akia.wait_for("IAM users › administrator").wait_for("signs this session").wait_until_idle();

    // The second key, by the guide; it is young, so that nothing is recommended.
    akia.press("R").wait_for("Nothing is due").wait_until_idle();
    steps::create_key(&akia, "");
    akia.wait_for(&format!("To replace      {}", old.id));
    let new_id = akia.word_after("Access key ID");
    assert_ne!(new_id, old.id);
    // Verified by its signature; then the session is signed with it.
    akia.press("v").wait_for("of 3 times in a row").wait_for("✓ Verified: AWS accepts it");
    akia.wait_for("✓ This session is signed with the new key now");
    assert_eq!(moto.status("administrator", &old.id).as_deref(), Some("Active"));
    steps::download(&akia);
    let csv = std::fs::read_to_string(home.csv("administrator")).unwrap();
    let secret = csv.trim_end().rsplit(',').next().unwrap().to_owned();
    let new = KeyPair { id: new_id, secret };
    assert!(moto.caller(&new).unwrap().ends_with(":user/administrator"));
    akia.press(ENTER).wait_without("3 of 3").wait_until_idle();
    akia.wait_for(&format!("New · {} · signs this session", new.id));

    // The old one, off and gone, signed with the new one: moto refuses what is gone.
    moto.ask_with(&new);
    akia.wait_for(&format!("▸ Old · {}", old.id));
    sooner(&akia, "d");
    akia.wait_for("Deactivate access key").wait_for("▸ Cancel ◂").press(TAB);
    akia.wait_for("▸ Deactivate ◂").press(ENTER).wait_for(&format!("{} is inactive", old.id));
    assert_eq!(moto.status("administrator", &old.id).as_deref(), Some("Inactive"));
    akia.wait_until_idle();
    sooner(&akia, "x");
    akia.wait_for("gone for good").wait_for("▸ Cancel ◂");
    akia.type_text(&old.id).wait_for("▸ Delete ◂").press(ENTER);
    akia.wait_for(&format!("{} is deleted", old.id)).wait_until_idle();
    assert_eq!(moto.only_key("administrator"), (new.id.clone(), "Active".to_owned()));
    assert_eq!(moto.caller(&old).unwrap_err(), 403);

    // The profile still has the old key; this session goes on all the same.
    akia.press("r").wait_until_idle();
    assert!(!akia.screen().contains("press r"), "{}", akia.screen());
    akia.press("q").wait_for_end();
    akia.assert_restored();

    let journal = home.journal();
    assert_eq!(
        journal.steps(),
        [
            "CreateAccessKey sending",
            "CreateAccessKey done",
            "CreateAccessKey verified",
            "CreateAccessKey saving-secret",
            "CreateAccessKey secret-saved",
            "UpdateAccessKey Inactive sending",
            "UpdateAccessKey Inactive done",
            "DeleteAccessKey sending",
            "DeleteAccessKey done",
            "CreateAccessKey settled",
        ]
    );
    assert!(!journal.text().contains(&new.secret));
}

#[test]
fn another_users_new_key_is_verified_and_the_session_stays_as_it_is() {
    let moto = Moto::start();
    moto.create_user("bob");
    let home = Home::of_administrator(&moto);
    let akia = Terminal::akia(&home, &["bob"]);
    steps::create_key_at_once(&akia);
    akia.press("v").wait_for("✓ Verified: AWS accepts it (as arn:aws:iam::123456789012:user/bob");
    assert!(!akia.screen().contains("new key now"), "{}", akia.screen());
    // What verifies changes nothing.
    assert_eq!(moto.only_key("bob").1, "Active");
    akia.press(ENTER).wait_for("Leave without saving").press(DOWN);
    akia.wait_for("▸ I have stored it").press(ENTER).wait_without("3 of 3").wait_until_idle();
    akia.press("q").wait_for_end();
    let steps = home.journal().steps();
    let [.., verified, saved] = steps.as_slice() else { panic!("{steps:?}") };
    assert_eq!(
        (verified.as_str(), saved.as_str()),
        ("CreateAccessKey verified", "CreateAccessKey secret-saved")
    );
}
