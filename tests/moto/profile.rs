//! A key saved to an AWS profile: what the AWS CLI reads, and the shipped program doing it.

#[path = "../credentials/generate.rs"]
mod generate;

use self::generate::{Case, case};
use crate::home::{Home, mode};
use crate::memory;
use crate::moto::{KeyPair, Moto, beside_moto};
use crate::steps;
use crate::terminal::{ENTER, TAB, Terminal};
use akia::host::credentials_file::{
    CredentialsFileError, EditError, ParserKind, apply_plan, plan_for_text,
};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngSeed, TestRunner};
use serde_json::{Value, json};
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How many files the AWS CLI's own parser is asked about.
const CASES: usize = 1_500;

/// How many of them `aws` itself is asked about, three times each: it takes a second to start.
const ASKED: usize = 8;

/// What the program may take to end idle threads.
const SETTLED_WITHIN: Duration = Duration::from_secs(30);

/// The text after, if it is edited; or who cannot read it.
fn edited(case: &Case) -> Result<String, Option<ParserKind>> {
    let (profile, key) = (case.profile(), case.key());
    match plan_for_text(Path::new("/f"), Some(&case.text), &profile, &key) {
        Ok(plan) => Ok(apply_plan(Some(&case.text), &plan, &key).unwrap().as_str().to_owned()),
        Err(CredentialsFileError::Edit { error: EditError::Parse { parser, .. }, .. }) => {
            Err(Some(parser))
        }
        Err(_) => Err(None),
    }
}

/// The same files each time; others with `PROPTEST_RNG_SEED=NUMBER`.
fn cases() -> Vec<Case> {
    let rng_seed = match Config::default().rng_seed {
        RngSeed::Random => RngSeed::Fixed(7),
        chosen @ RngSeed::Fixed(_) => chosen,
    };
    let mut runner = TestRunner::new(Config { rng_seed, ..Config::default() });
    (0..CASES).map(|_| case().new_tree(&mut runner).unwrap().current()).collect()
}

fn aws(environment: &[(&str, &str)], arguments: &[&str]) -> Output {
    let mut command = Command::new(beside_moto("aws"));
    command.args(arguments).env_clear().envs(environment.iter().copied()).stdin(Stdio::null());
    command.env("PYTHONUTF8", "1").env("AWS_EC2_METADATA_DISABLED", "true");
    command.output().expect("aws is installed beside moto (.ci/run does it)")
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap().trim_end_matches('\n').to_owned()
}

#[test]
fn the_aws_cli_reads_the_new_key_and_everything_else_as_before() {
    let asked: Vec<Value> = cases()
        .iter()
        .map(|case| {
            let (new, reader) = match edited(case) {
                Ok(new) => (Some(new), None),
                Err(reader) => (None, reader),
            };
            let reader = reader.map(|reader| if reader == ParserKind::Cli { "cli" } else { "sdk" });
            json!({
                "old": case.text, "new": new, "reader": reader,
                "profile": case.profile, "id": case.id, "secret": case.secret,
            })
        })
        .collect();
    let count = |has: &dyn Fn(&Value) -> bool| asked.iter().filter(|case| has(case)).count();
    assert!(count(&|case| !case["new"].is_null()) > CASES / 2);
    assert!(count(&|case| case["reader"] == "cli") > CASES / 50);
    let mut python = Command::new(beside_moto("python"))
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/moto/readers.py"))
        .env_clear()
        .env("PYTHONUTF8", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python is installed beside moto (.ci/run does it)");
    let mut input = python.stdin.take().unwrap();
    input.write_all(serde_json::to_string(&asked).unwrap().as_bytes()).unwrap();
    drop(input);
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success());
    let wrong: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert!(wrong.is_empty(), "{} of {CASES}, the first: {:#}", wrong.len(), wrong[0]);
}

#[test]
fn aws_configure_get_finds_the_new_key() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("credentials");
    let path_text = path.display().to_string();
    let environment =
        [("AWS_SHARED_CREDENTIALS_FILE", path_text.as_str()), ("AWS_CONFIG_FILE", "/dev/null")];
    let cases = cases();
    // Where something was there before.
    let changed = cases.iter().filter(|case| case.text.contains(&format!("[{}]", case.profile)));
    let changed = changed.filter_map(|case| Some((case, edited(case).ok()?)));
    let mut asked = 0;
    for (case, new) in changed.take(ASKED) {
        fs::write(&path, new).unwrap();
        for (setting, value) in
            [("aws_access_key_id", case.id), ("aws_secret_access_key", case.secret.as_str())]
        {
            let get = ["configure", "get", setting, "--profile", case.profile];
            assert_eq!(said(&aws(&environment, &get)), value, "{case:?}");
        }
        let token = ["configure", "get", "aws_session_token", "--profile", case.profile];
        assert_eq!(said(&aws(&environment, &token)), "", "{case:?}");
        asked += 1;
    }
    assert_eq!(asked, ASKED);
}

#[test]
fn a_key_is_saved_to_a_profile_and_signs_and_its_secret_is_nowhere_in_memory() {
    let moto = Moto::start();
    moto.create_user("bob");
    let mut home = Home::of_administrator(&moto);
    home.set("SSH_CONNECTION", "192.0.2.7 50022 192.0.2.1 22");
    let credentials = home.path(".aws/credentials");
    let before = fs::read_to_string(&credentials).unwrap();
    let akia = Terminal::akia(&home, &["bob"]);
    steps::create_key_at_once(&akia);
    let (id, _) = moto.only_key("bob");
    steps::save_to_new_profile(&akia, "bob-laptop");

    // What was there is there, and the profile signs.
    let text = fs::read_to_string(&credentials).unwrap();
    let added = text.strip_prefix(&before).expect("the text before stays");
    let secret = added.trim_end().rsplit(' ').next().unwrap().to_owned();
    assert_eq!(
        added,
        format!("\n[bob-laptop]\naws_access_key_id = {id}\naws_secret_access_key = {secret}\n")
    );
    let home_text = home.path("").display().to_string();
    let environment = [
        ("HOME", home_text.as_str()),
        ("AWS_ENDPOINT_URL", moto.url()),
        ("AWS_DEFAULT_REGION", "us-east-1"),
    ];
    let identity = ["sts", "get-caller-identity", "--profile", "bob-laptop", "--query", "Arn"];
    let identity = aws(&environment, &[&identity[..], &["--output", "text"]].concat());
    assert_eq!(said(&identity), "arn:aws:iam::123456789012:user/bob", "{identity:?}");

    // The backup has the text before, for its owner only; and goes when it is told to.
    let backup = home.path(".aws/credentials.akia-backup");
    assert_eq!((fs::read_to_string(&backup).unwrap(), mode(&backup)), (before, 0o600));
    akia.wait_for(&backup.display().to_string()).wait_for(" on ").wait_for("▸ Keep it ◂");
    akia.press(TAB).wait_for("▸ Remove the backup ◂");
    akia.press(ENTER).wait_for("The backup of the credentials file is removed");
    assert!(!backup.exists());
    let left: Vec<_> =
        fs::read_dir(home.path(".aws")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left, ["credentials"]);

    // It counts as saved; and nothing of the secret is left in memory, nor was it on the screen.
    akia.wait_for("Saved in the AWS profile bob-laptop on ");
    assert!(!memory::find(akia.pid(), &secret).is_empty(), "the search finds what is there");
    akia.press(ENTER).wait_without("3 of 3").wait_until_idle();
    let since = Instant::now();
    let mut copies = memory::find(akia.pid(), &secret);
    while !copies.is_empty() && since.elapsed() < SETTLED_WITHIN {
        thread::sleep(Duration::from_millis(250));
        copies = memory::find(akia.pid(), &secret);
    }
    assert!(copies.is_empty(), "{copies:#?}");
    let written = String::from_utf8_lossy(&akia.bytes()).into_owned();
    assert!(!written.contains(&secret) && !home.journal().text().contains(&secret));
    assert_eq!(home.journal().steps().last().unwrap(), "CreateAccessKey secret-saved");
    akia.press("q").wait_for_end();
}

#[test]
fn what_somebody_changes_meanwhile_stays_and_the_profile_is_saved_at_the_second_look() {
    let moto = Moto::start();
    let old = moto.create_user_with_key("bob");
    let home = Home::of_administrator(&moto);
    // Kept elsewhere, with Windows' ends of lines, by somebody who likes it orderly.
    let credentials = home.path(".aws/credentials");
    let kept = home.path("kept");
    let text = format!(
        "{}\n[bob]\nregion                = eu-west-1\naws_access_key_id     = {}\n\
         aws_secret_access_key = {}\naws_session_token     = left==\n",
        fs::read_to_string(&credentials).unwrap(),
        old.id,
        old.secret
    );
    let text = text.replace('\n', "\r\n");
    fs::write(&kept, &text).unwrap();
    fs::set_permissions(&kept, fs::Permissions::from_mode(0o640)).unwrap();
    fs::remove_file(&credentials).unwrap();
    symlink("../kept", &credentials).unwrap();

    let akia = Terminal::akia(&home, &["bob"]);
    akia.wait_for(&old.id).wait_until_idle();
    steps::create_key(&akia, "");
    let new = akia.word_after("Access key ID");
    akia.press("p").wait_for("Save to an AWS profile · 1 of 3").wait_for("▸ bob");
    akia.press(ENTER).wait_for(&format!("- aws_access_key_id     = {}", old.id));
    akia.wait_for(&format!("+ aws_access_key_id     = {new}"));
    akia.wait_for("- aws_session_token     = ••••••••").wait_for("mode 0640");
    fs::write(&kept, format!("{text}# theirs\r\n")).unwrap();
    akia.press(TAB).wait_for("▸ Save ◂");
    akia.press(ENTER).wait_for("was changed meanwhile: nothing was written");
    assert_eq!(fs::read_to_string(&kept).unwrap(), format!("{text}# theirs\r\n"));
    akia.press(TAB).wait_for("▸ Look again ◂").press(ENTER).wait_for("2 of 3 · Review");
    akia.wait_for("▸ Cancel ◂").press(TAB).wait_for("▸ Save ◂");
    akia.press(ENTER).wait_for("3 of 3 · Saved");

    let saved = fs::read_to_string(&kept).unwrap();
    let secret = saved.rsplit("aws_secret_access_key = ").next().unwrap().lines().next().unwrap();
    let expected = text.replace(&old.id, &new).replace(&old.secret, secret);
    let expected = expected.replace("aws_session_token     = left==\r\n", "");
    assert_eq!(saved, format!("{expected}# theirs\r\n"));
    assert!(fs::symlink_metadata(&credentials).unwrap().is_symlink());
    assert_eq!((mode(&kept), mode(&home.path("kept.akia-backup"))), (0o640, 0o600));
    let pair = KeyPair { id: new, secret: secret.to_owned() };
    assert_eq!(moto.caller(&pair).unwrap(), "arn:aws:iam::123456789012:user/bob");
}
