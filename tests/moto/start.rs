//! Starts that cannot work: said in words, with what to do next.

use crate::home::Home;
use crate::moto::{KeyPair, Moto};
use crate::terminal::{AKIA, Terminal};
use rstest::rstest;
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

/// Runs akia without a terminal.
fn without_a_terminal(home: &Home, arguments: &[&str]) -> Output {
    let mut command = Command::new(AKIA);
    command.args(arguments).current_dir(home.path("")).env_clear().envs(home.environment());
    command.stdin(Stdio::null()).output().unwrap()
}

#[test]
fn without_a_terminal_it_says_so() {
    let output = without_a_terminal(&Home::empty(), &[]);
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(error.contains("needs a terminal"), "{error}");
    assert!(output.stdout.is_empty());
}

#[rstest]
#[case(&["two words"], "is not the name of an IAM user")]
#[case(&["--no-such-option"], "unexpected argument")]
#[case(&["--demo", "--profile", "production"], "cannot be used with")]
#[case(&["--max-age", "none"], "invalid value")]
fn wrong_usage_is_status_2(#[case] arguments: &[&str], #[case] says: &str) {
    let output = without_a_terminal(&Home::empty(), arguments);
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(error.contains(says), "{error}");
}

#[test]
fn without_credentials_it_says_what_to_do() {
    let akia = Terminal::akia(&Home::empty(), &[]);
    akia.wait_for("No AWS credentials were found").wait_for("aws configure").wait_for("--demo");
    akia.press("q");
    assert_eq!(akia.wait_for_end(), 0);
    akia.assert_restored();
}

#[test]
fn a_profile_that_is_not_there_is_said_with_those_that_are() {
    let home = Home::empty();
    home.write_credentials(&some_key());
    let akia = Terminal::akia(&home, &["--profile", "production"]);
    akia.wait_for("There is no profile \"production\"; there are the profiles default");
}

#[test]
fn credentials_come_later_and_r_carries_on() {
    let moto = Moto::start();
    let key = moto.create_user_with_key("alice");
    let mut home = Home::empty();
    home.set("AWS_ENDPOINT_URL", moto.url());
    let akia = Terminal::akia(&home, &[]);
    akia.wait_for("No AWS credentials were found");
    home.write_credentials(moto.administrator());
    akia.press("r").wait_for("1234-5678-9012").wait_for(&key.id);
}

#[test]
fn an_answer_that_is_not_of_awss_form_is_said_to_be_so() {
    // moto refuses a key it does not know in HTML, with two elements more than AWS writes.
    let moto = Moto::start();
    let mut home = Home::empty();
    home.set("AWS_ENDPOINT_URL", moto.url());
    home.write_credentials(&some_key());
    let akia = Terminal::akia(&home, &[]);
    akia.wait_for("the answer is not from AWS")
        .wait_for("a proxy, a sign-in page")
        .wait_for("press r");
}

#[test]
fn an_endpoint_that_is_closed_is_said_at_once() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    assert_unreachable(&url);
}

#[test]
fn an_endpoint_that_is_silent_is_given_up() {
    // Connections come about, and nobody answers.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    assert_unreachable(&format!("http://{}", listener.local_addr().unwrap()));
}

fn assert_unreachable(url: &str) {
    let home = Home::empty();
    home.write_credentials(&some_key());
    let akia = Terminal::akia(&home, &["--endpoint-url", url]);
    akia.wait_for("GetCallerIdentity").wait_for("--endpoint-url, then press r");
    akia.press("q");
    assert_eq!(akia.wait_for_end(), 0);
    akia.assert_restored();
}

fn some_key() -> KeyPair {
    KeyPair {
        id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
        secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned(),
    }
}
