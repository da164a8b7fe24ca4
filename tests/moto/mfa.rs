//! Codes of MFA devices, for moto's STS, which takes any code: what is asked, and what is sent.

use crate::home::Home;
use crate::moto::{KeyPair, Moto};
use crate::terminal::{AKIA, CTRL_C, DOWN, ENTER, ESC, Terminal};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};

const DEVICE: &str = "arn:aws:iam::123456789012:mfa/ada";

/// A home with the profiles `keys`, `ada` (the same with a device) and `admin` (a role assumed with
/// a code).
fn home(moto: &Moto, key: &KeyPair) -> Home {
    let mut home = Home::empty();
    home.set("AWS_ENDPOINT_URL", moto.url());
    let keys = format!("aws_access_key_id = {}\naws_secret_access_key = {}\n", key.id, key.secret);
    let role = moto.create_role("Admin");
    let config = format!(
        "[profile keys]\n{keys}[profile ada]\n{keys}mfa_serial = {DEVICE}\n\
         [profile admin]\nrole_arn = {role}\nsource_profile = keys\nmfa_serial = {DEVICE}\n\
         role_session_name = ada-at-work\n[profile locked]\nrole_arn = {role}\n\
         source_profile = vault\nmfa_serial = {DEVICE}\n[profile vault]\n\
         credential_process = {}\n",
        home.path("vault").display()
    );
    fs::write(home.path(".aws/config"), config).unwrap();
    let vault = format!(
        "#!/bin/sh\nprintf 'Open the vault: ' > /dev/tty\nread -r word < /dev/tty\n\
         [ \"$word\" = open ] || {{ echo 'it stays shut' >&2; exit 3; }}\n\
         printf '{{\"Version\": 1, \"AccessKeyId\": \"%s\", \"SecretAccessKey\": \"%s\"}}' '{}' '{}'\n",
        key.id, key.secret
    );
    fs::write(home.path("vault"), vault).unwrap();
    fs::set_permissions(home.path("vault"), fs::Permissions::from_mode(0o700)).unwrap();
    home
}

#[test]
fn a_role_is_assumed_with_a_code_and_refreshed_without_another() {
    let moto = Moto::start();
    let home = home(&moto, moto.administrator());
    let akia = Terminal::akia(&home, &["--profile", "admin"]);
    akia.wait_for("MFA code").wait_for(DEVICE).wait_for("role/Admin");
    akia.type_text("27182").press(ENTER).wait_for("A code is six digits");
    akia.type_text("8").press(ENTER);
    akia.wait_for("Admin/ada-at-work · MFA").wait_for("administrator").wait_until_idle();
    akia.press("r").wait_until_idle();
    assert!(!akia.screen().contains("MFA code"), "{}", akia.screen());
    akia.press("M").wait_for("This session is signed in with MFA, until");
    akia.press("q");
    assert_eq!(akia.wait_for_end(), 0);
    akia.assert_restored();
    let written = String::from_utf8_lossy(&akia.bytes()).into_owned();
    assert!(!written.contains("ASIA"), "a temporary key is shown");
    assert!(!home.journal().path.exists() || !home.journal().text().contains("271828"));
}

#[test]
fn a_session_of_ones_own_is_had_with_a_code_or_gone_without() {
    // moto knows nothing of the keys that its GetSessionToken gives.
    let moto = Moto::that_checks_no_signatures();
    let home = home(&moto, moto.administrator());
    let akia = Terminal::akia(&home, &["--profile", "ada"]);
    akia.wait_for("GetSessionToken").paste(" 271 828 ").press(ENTER);
    akia.wait_for("· MFA").wait_for("administrator").wait_until_idle();
    akia.press("q").wait_for_end();

    let akia = Terminal::akia(&home, &["--profile", "ada"]);
    akia.wait_for(DEVICE).press(ESC).wait_for("▸ Enter a code");
    akia.press(DOWN).wait_for("▸ Go on without MFA").press(ENTER);
    akia.wait_for("administrator").wait_until_idle();
    assert!(!akia.screen().contains("· MFA"), "{}", akia.screen());
    akia.press("M").wait_for(DEVICE).paste("271828").press(ENTER).wait_for("· MFA");
    akia.wait_until_idle().press("q").wait_for_end();
}

#[test]
fn commands_ask_on_the_terminal_and_show_nothing_of_the_code() {
    let moto = Moto::start();
    let alice = moto.create_user_with_key("alice");
    let home = home(&moto, moto.administrator());
    let commands: [&[&str]; 2] =
        [&["find", &alice.id, "--profile", "admin"], &["export", "--profile", "admin"]];
    for arguments in commands {
        let akia = Terminal::akia(&home, arguments);
        akia.wait_for(&format!("Enter MFA code for {DEVICE}:"));
        akia.press("27x").press(ENTER).wait_for("That is no MFA code");
        // What is typed before the question is thrown away.
        akia.wait_until("the question once more", |screen| {
            screen.contents().matches("Enter MFA code for").count() == 2
        });
        akia.press("314159").press(ENTER).wait_for("alice");
        assert_eq!(akia.wait_for_end(), 0);
        assert!(!akia.screen().contains("314159") && !akia.screen().contains("27x"));
        assert_eq!(akia.discipline(), akia.found_discipline());
    }
}

#[test]
fn an_interrupted_question_leaves_the_terminal_as_it_was() {
    let moto = Moto::start();
    let home = home(&moto, moto.administrator());
    let script = r#""$0" export --profile admin; echo "ended: $?""#;
    let shell = Terminal::run(&home, "/bin/sh", &["-c", script, AKIA]);
    let found = shell.discipline();
    shell.wait_for("Enter MFA code for");
    assert_ne!(shell.discipline(), found);
    shell.press(CTRL_C);
    shell.wait_until("the program's end", |_| shell.discipline() == found);
}

#[test]
fn output_may_be_piped_while_the_terminal_is_asked_on() {
    let moto = Moto::start();
    let home = home(&moto, moto.administrator());
    let script =
        r#""$0" export --profile admin --output csv < /dev/null > export.csv; echo "ended: $?""#;
    let shell = Terminal::run(&home, "/bin/sh", &["-c", script, AKIA]);
    shell.wait_for("Enter MFA code for").press("271828").press(ENTER).wait_for("ended: 0");
    let rows = fs::read_to_string(home.path("export.csv")).unwrap();
    assert!(rows.contains("administrator") && !rows.contains("MFA"), "{rows}");
}

#[test]
fn without_a_terminal_a_command_says_what_to_do() {
    let moto = Moto::start();
    let home = home(&moto, moto.administrator());
    let mut command = Command::new("setsid");
    command.args(["--wait", AKIA, "export", "--profile", "admin"]).current_dir(home.path(""));
    command.env_clear().envs(home.environment()).env("PATH", "/usr/bin:/bin");
    let output = command.stdin(Stdio::null()).output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(error.contains("there is no terminal to ask for it on"), "{error}");
    assert!(error.contains("export-credentials --profile admin"), "{error}");
}

#[test]
fn a_process_underneath_has_the_terminal_once_and_then_the_code_is_asked_for() {
    let moto = Moto::start();
    let home = home(&moto, moto.administrator());
    let akia = Terminal::akia(&home, &["--profile", "locked"]);
    akia.wait_for("Open the vault:").press("no").press(ENTER);
    akia.wait_for("stays shut.").wait_for("Check the credential_process of profile vault");
    akia.press("r").wait_for("Open the vault:").press("open").press(ENTER);
    akia.wait_for("MFA code").wait_for(DEVICE).paste("271828").press(ENTER);
    akia.wait_for("· MFA").wait_for("administrator").wait_until_idle();
    // The session serves; the vault stays shut.
    akia.press("r").wait_until_idle();
    akia.press("q").wait_for_end();
    let asked = String::from_utf8_lossy(&akia.bytes()).matches("Open the vault:").count();
    assert_eq!(asked, 2);
}
