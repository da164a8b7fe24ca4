//! The built program, run with `--demo` and pipes: output, errors and exit statuses.

use rstest::rstest;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use std::fs::OpenOptions;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const ALICES: &str = "AKIAIOSFODNN7EXAMPLE";
const FOREIGN: &str = "AKIATZ2X44NMCEQW46PL";

/// The program in an environment with nothing of this machine's.
fn akia(home: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_akia"));
    command.args(arguments).env_clear().env("HOME", home.path()).current_dir(home.path());
    command.env("AWS_EC2_METADATA_DISABLED", "true").stdin(Stdio::null());
    command
}

fn run(arguments: &[&str]) -> Output {
    akia(&tempfile::tempdir().unwrap(), arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[rstest]
#[case(&["--demo", "find", ALICES], 0)]
#[case(&["find", "--demo", ALICES, FOREIGN], 3)]
#[case(&["export", "--demo", "--filter", "needs-rotation"], 0)]
#[case(&["find", "alice", "--demo"], 2)]
#[case(&["find", "--demo"], 2)]
#[case(&["find", ALICES, "--output", "xml"], 2)]
#[case(&["export", "--demo", "--user", "alice"], 2)]
#[case(&["export", ALICES], 2)]
#[case(&["export"], 1)]
#[case(&["find", ALICES], 1)]
#[case(&["export", "--region", "no such"], 1)]
#[case(&["export", "--help"], 0)]
fn exit_statuses(#[case] arguments: &[&str], #[case] status: i32) {
    let output = run(arguments);
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{error}");
    // What failed is said; nothing else is.
    assert_eq!(error.is_empty(), status == 0 || status == 3, "{error}");
    assert_eq!(output.stdout.is_empty(), status == 1 || status == 2);
    assert!(!error.contains("press r"), "{error}");
}

#[test]
fn without_credentials_it_says_what_to_do() {
    let output = run(&["export"]);
    let error = text(&output.stderr);
    assert!(error.contains("No AWS credentials were found"), "{error}");
    assert!(error.contains("aws configure") && error.contains("then run akia again"), "{error}");
}

#[test]
fn a_pipe_gets_no_colour_and_no_progress() {
    for arguments in [&["--demo", "find", ALICES, FOREIGN][..], &["--demo", "export"][..]] {
        let output = run(arguments);
        assert!(!output.stdout.contains(&0x1b) && output.stderr.is_empty());
    }
}

#[test]
fn the_same_account_in_each_form() {
    let export = |form: &str| run(&["--demo", "export", "--output", form]).stdout;
    let json: Vec<Value> = serde_json::from_slice(&export("json")).unwrap();
    let lines = export("jsonl");
    let lines: Vec<Value> =
        text(&lines).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let csv = export("csv");
    let mut csv = csv::Reader::from_reader(csv.as_slice());
    let names: Vec<String> = csv.headers().unwrap().iter().map(str::to_owned).collect();
    let records: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
    let table = export("table");
    let ids =
        |rows: &[Value]| rows.iter().map(|row| row["AccessKeyId"].clone()).collect::<Vec<_>>();
    assert!(json.len() > 50);
    assert_eq!(ids(&json), ids(&lines));
    assert_eq!((records.len(), text(&table).lines().count()), (json.len(), json.len() + 1));
    for (row, record) in json.iter().zip(&records) {
        for name in ["UserName", "AccessKeyId", "Status", "Description"] {
            let at = names.iter().position(|field| field == name).unwrap();
            assert_eq!(row[name].as_str().unwrap_or_default(), &record[at]);
        }
    }
}

#[test]
fn standard_input_is_answered_line_by_line() {
    let home = tempfile::tempdir().unwrap();
    let mut command = akia(&home, &["--demo", "find", "-", "--output", "jsonl"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let (mut input, out) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut out = BufReader::new(out).lines();
    // The answer comes while the input goes on.
    for (line, user) in [(ALICES, "alice"), ("x AKIAI44QH8DHBEXAMPLE y", "")] {
        writeln!(input, "{line}").unwrap();
        let row: Value = serde_json::from_str(&out.next().unwrap().unwrap()).unwrap();
        assert_eq!(row["UserName"].as_str().unwrap_or_default(), user);
    }
    writeln!(input, "nothing").unwrap();
    drop(input);
    assert!(out.next().is_none());
    let mut error = String::new();
    child.stderr.take().unwrap().read_to_string(&mut error).unwrap();
    assert_eq!(error, "akia: 1 line skipped: no access key ID in it.\n");
    assert_eq!(child.wait().unwrap().code(), Some(3));
}

#[rstest]
#[case(&["--demo", "export"])]
#[case(&["--demo", "export", "--output", "json"])]
#[case(&["--demo", "find", ALICES])]
fn a_reader_that_has_enough_is_no_error(#[case] arguments: &[&str]) {
    let home = tempfile::tempdir().unwrap();
    let mut command = akia(&home, arguments);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
}

#[cfg(target_os = "linux")]
#[rstest]
#[case("table")]
#[case("csv")]
fn a_full_disk_is_an_error(#[case] form: &str) {
    let home = tempfile::tempdir().unwrap();
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output =
        akia(&home, &["--demo", "export", "--output", form]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("Standard output cannot be written: No space left"));
}

#[rstest]
#[case(Signal::INT)]
#[case(Signal::TERM)]
fn a_signal_ends_it_as_a_shell_expects(#[case] signal: Signal) {
    let home = tempfile::tempdir().unwrap();
    let mut command = akia(&home, &["--demo", "find", "-", "--output", "jsonl"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    writeln!(input, "{ALICES}").unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    out.read_line(&mut first).unwrap();
    kill_process(Pid::from_child(&child), signal).unwrap();
    // Whoever ignores the signal ends here.
    drop(input);
    let ended_by = child.wait().unwrap().signal();
    // A shell says 128 and the number.
    let hint = "the tests must run without ignored signals, such as under nohup";
    assert_eq!(ended_by, Some(signal.as_raw()), "{hint}");
    assert!(first.ends_with("}\n"), "{first}");
}

#[test]
fn the_log_has_the_calls_of_a_command_too() {
    let home = tempfile::tempdir().unwrap();
    let output = akia(&home, &["--demo", "find", ALICES, "--log-file", "log"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let log = std::fs::read_to_string(home.path().join("log")).unwrap();
    assert!(log.contains("GetAccessKeyLastUsed"), "{log}");
}

#[test]
fn without_any_profile_it_says_how_to_create_one() {
    let output = run(&["export", "--profile", "nope"]);
    let error = text(&output.stderr);
    assert!(error.contains("There is no profile \"nope\"; there are no profiles."), "{error}");
    assert!(error.contains("Create one with aws configure"), "{error}");
    assert!(!error.contains("--profile"), "{error}");
}
