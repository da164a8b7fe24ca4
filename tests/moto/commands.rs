//! `akia find` and `akia export` against moto: the rows are what another client lists.

use crate::home::Home;
use crate::moto::Moto;
use crate::terminal::{AKIA, Terminal};
use std::process::{Command, Output, Stdio};

fn akia(home: &Home, arguments: &[&str]) -> Output {
    let mut command = Command::new(AKIA);
    command.args(arguments).current_dir(home.path("")).env_clear().envs(home.environment());
    command.stdin(Stdio::null()).output().unwrap()
}

#[test]
fn the_export_is_what_another_client_lists() {
    let moto = Moto::start();
    let alice = moto.create_user_with_key("alice");
    let second = moto.create_key("alice");
    moto.create_user("bob");
    let home = Home::of_administrator(&moto);
    let output = akia(&home, &["export", "--output", "csv"]);
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!((error.as_str(), output.status.code()), ("", Some(0)));
    let mut csv = csv::Reader::from_reader(output.stdout.as_slice());
    let mut rows: Vec<[String; 4]> = csv
        .records()
        .map(|row| row.unwrap())
        .map(|row| [0, 1, 2, 3].map(|at| row[at].to_owned()))
        .collect();
    rows.sort();
    let account = "123456789012";
    let mut expected = vec![["bob", "", account, ""].map(str::to_owned)];
    for user in ["administrator", "alice"] {
        for (id, status) in moto.keys(user) {
            expected.push([user.to_owned(), id, account.to_owned(), status]);
        }
    }
    expected.sort();
    assert_eq!(rows, expected);
    assert!([alice.id, second.id].iter().all(|id| rows.iter().any(|row| row[1] == *id)));
}

#[test]
fn owners_are_found() {
    let moto = Moto::start();
    let alice = moto.create_user_with_key("alice");
    let home = Home::of_administrator(&moto);
    let output = akia(&home, &["find", &alice.id, "AKIATZ2X44NMCEQW46PL", "--output", "json"]);
    let rows: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(rows[0]["UserName"], "alice");
    assert_eq!(rows[0]["Status"], "Active");
    assert_eq!(rows[1]["AccountId"], "261640479576");
    assert_eq!(output.status.code(), Some(3), "{rows}");
}

#[test]
fn a_terminal_gets_what_it_has_room_for() {
    let moto = Moto::start();
    let alice = moto.create_user_with_key("alice");
    let home = Home::of_administrator(&moto);
    let found = Terminal::akia(&home, &["find", &alice.id]);
    found.wait_for("UserName").wait_for("alice").wait_for("GetAccessKeyLastUsed");
    assert_eq!(found.wait_for_end(), 0);
    let exported = Terminal::akia(&home, &["export"]);
    exported.wait_for(&alice.id).wait_for("This terminal is too narrow for");
    assert_eq!(exported.wait_for_end(), 0);
}
