//! The job that the program is for, from the first screen to the last.

use crate::home::{Home, mode};
use crate::moto::{KeyPair, Moto};
use crate::steps;
use crate::terminal::{ENTER, Terminal};
use std::fs;

const DESCRIPTION: &str = "nightly-backup@build-7:/srv";

/// No part of a secret as long as this comes about by chance.
const TELLING_PART: usize = 8;

#[test]
fn a_key_is_found_created_downloaded_used_switched_and_deleted() {
    let moto = Moto::start();
    let alice = moto.create_user_with_key("alice");
    for number in 1..=120 {
        moto.create_user(&format!("robot-{number:03}"));
    }
    moto.create_user("zoe");
    let home = Home::of_administrator(&moto);
    let log = home.path("akia.log");
    let akia = Terminal::akia(&home, &["--log-file", &log.display().to_string()]);

    // The table: users, their keys with status, and where this is.
    akia.wait_for("1234-5678-9012").wait_for("administrator").wait_for(moto.url());
    akia.wait_for(&format!("{} (Active)", alice.id)).wait_for("of 123").wait_until_idle();
    assert!(akia.screen().contains("robot-001"), "{}", akia.screen());
    akia.press("G").wait_for("zoe").wait_for("123 of 123");

    // Search, and open.
    akia.press("/").type_text("zo").wait_for("1-1 of 1");
    akia.press(ENTER).wait_for("IAM users › zoe");
    akia.wait_for("arn:aws:iam::123456789012:user/zoe").wait_for("No access keys");
    // moto says "Never" and "None" for what was never set, as IAM does.
    akia.wait_for("Console access").wait_for("Disabled");

    // Create. The wizard says so when it is not acknowledged; the secret is masked.
    steps::create_key(&akia, DESCRIPTION);
    let (id, status) = moto.only_key("zoe");
    assert_eq!(status, "Active");
    assert_eq!(moto.tags("zoe"), [(id.clone(), DESCRIPTION.to_owned())]);
    assert_eq!(akia.word_after("Access key ID"), id);

    // Download: the file is for its owner only, and as aws configure import takes it.
    steps::download(&akia);
    let csv = home.csv("zoe");
    assert_eq!(mode(&csv), 0o600);
    let text = fs::read_to_string(&csv).unwrap();
    let (header, row) = text.split_once('\n').unwrap();
    assert_eq!(header, "User name,Access key ID,Secret access key");
    let [user, csv_id, secret] = row.trim_end().split(',').collect::<Vec<_>>()[..] else {
        panic!("{row}");
    };
    assert_eq!((user, csv_id), ("zoe", id.as_str()));

    // So far no part of the secret was written to the terminal; then it is shown, then masked.
    let written = String::from_utf8(akia.bytes()).unwrap();
    for part in secret.as_bytes().windows(TELLING_PART) {
        assert!(!written.contains(str::from_utf8(part).unwrap()));
    }
    akia.press("s").wait_for(secret);
    assert_eq!(akia.word_after("Secret key"), secret);
    akia.press("s").wait_without(secret).wait_for("••••••••••••••••••••");

    // The downloaded key signs as zoe, and only with that secret.
    let downloaded = KeyPair { id: id.clone(), secret: secret.to_owned() };
    assert_eq!(moto.caller(&downloaded).unwrap(), "arn:aws:iam::123456789012:user/zoe");
    let wrong = KeyPair { secret: "x".repeat(40), ..downloaded.clone() };
    assert_eq!(moto.caller(&wrong).unwrap_err(), 403);

    // What is saved can be left without a question.
    akia.press(ENTER).wait_without("3 of 3").wait_for(&id).wait_for(DESCRIPTION);
    assert!(!akia.screen().contains("Leave"), "{}", akia.screen());

    // Deactivate, activate, delete.
    steps::deactivate(&akia, &id);
    assert_eq!(moto.only_key("zoe"), (id.clone(), "Inactive".to_owned()));
    steps::activate(&akia, &id);
    assert_eq!(moto.only_key("zoe"), (id.clone(), "Active".to_owned()));
    steps::delete(&akia, &id);
    akia.wait_for("and its description").wait_for("No access keys");
    assert!(moto.keys("zoe").is_empty());
    assert!(moto.tags("zoe").is_empty());

    akia.wait_until_idle().press("q").wait_for_end();
    akia.assert_restored();

    // The journal tells it all, before and after; nothing but the .csv file has the secret.
    let journal = home.journal();
    assert_eq!(mode(&journal.path), 0o600);
    let is_note = |step: &String| !["sending", "done"].iter().any(|word| step.ends_with(word));
    let (notes, writes): (Vec<_>, Vec<_>) = journal.steps().into_iter().partition(is_note);
    assert_eq!(
        notes,
        [
            "CreateAccessKey saving-secret",
            "CreateAccessKey secret-saved",
            "CreateAccessKey settled"
        ]
    );
    assert_eq!(
        writes,
        [
            "CreateAccessKey sending",
            "CreateAccessKey done",
            "TagUser sending",
            "TagUser done",
            "UpdateAccessKey Inactive sending",
            "UpdateAccessKey Inactive done",
            "UpdateAccessKey Active sending",
            "UpdateAccessKey Active done",
            "UpdateAccessKey Inactive sending",
            "UpdateAccessKey Inactive done",
            "DeleteAccessKey sending",
            "DeleteAccessKey done",
            "UntagUser sending",
            "UntagUser done",
        ]
    );
    assert!(journal.text().contains(&id));
    assert!(!journal.text().contains(secret));
    let log = fs::read_to_string(log).unwrap();
    assert!(log.contains("CreateAccessKey") && !log.contains(secret), "{log}");
}

#[test]
fn an_existing_description_is_changed_and_removed() {
    let moto = Moto::that_checks_no_signatures();
    let key = moto.create_user_with_key("alice");
    let home = Home::of_administrator(&moto);
    // The owner of a key is opened by the key's ID.
    let akia = Terminal::akia(&home, &[&key.id]);
    akia.wait_for("IAM users › alice").wait_for(&key.id);

    steps::change(&akia, "t").wait_for("Edit description");
    akia.type_text("what deploys: a+b=c/d").press(ENTER).wait_for("is saved");
    assert_eq!(moto.tags("alice"), [(key.id.clone(), "what deploys: a+b=c/d".to_owned())]);

    // ^U clears an input, as in a shell.
    akia.press("t").wait_for("Edit description");
    akia.press("\x15").wait_for("› No description");
    akia.press(ENTER).wait_without("Edit description").wait_until_idle();
    assert!(moto.tags("alice").is_empty());
    akia.press("q").wait_for_end();
}

#[test]
fn a_third_key_is_not_offered() {
    let moto = Moto::start();
    moto.create_user_with_key("alice");
    moto.create_key("alice");
    let home = Home::of_administrator(&moto);
    let akia = Terminal::akia(&home, &["alice"]);
    steps::change(akia.wait_for("2 of 2"), "c").wait_for("has 2 access keys already");
    assert_eq!(moto.keys("alice").len(), 2);
    assert!(!home.journal().path.exists() || home.journal().text().is_empty());
}
