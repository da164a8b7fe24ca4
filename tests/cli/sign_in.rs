//! The built program where nobody is signed in: what is said, and the command to run next.

use rstest::rstest;
use std::fs;
use std::process::{Command, Stdio};
use tempfile::TempDir;

const CONFIG: &str = "\
[profile sso]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin
[sso-session corp]
sso_region = eu-west-1
sso_start_url = https://corp.example/start
[profile legacy]
sso_start_url = https://corp.example/start
sso_region = eu-west-1
sso_account_id = 111122223333
sso_role_name = Admin
[profile role]
role_arn = arn:aws:iam::111122223333:role/Admin
source_profile = sso
[profile role-mfa]
role_arn = arn:aws:iam::111122223333:role/Admin
source_profile = sso
mfa_serial = arn:aws:iam::111122223333:mfa/ada
[profile login]
login_session = arn:aws:iam::111122223333:user/ada
[profile sealed]
credential_process = sh -c 'echo the vault is sealed >&2; exit 3'
[profile code]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = none
mfa_serial = arn:aws:iam::111122223333:mfa/ada
";

/// Where the token of the SSO session `corp` is: the SHA-1 of its name.
const TOKEN: &str = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";

/// A token that has expired, and cannot be refreshed.
const EXPIRED: &str = r#"{"startUrl": "https://corp.example/start", "region": "eu-west-1",
    "accessToken": "none", "expiresAt": "2020-01-01T00:00:00Z"}"#;

/// Runs `akia export` on a profile, and gives what it says.
fn said(profile: &str, home: &TempDir) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_akia"));
    command.args(["export", "--profile", profile]);
    command.env_clear().env("HOME", home.path()).current_dir(home.path());
    command.env("PATH", "/usr/bin:/bin").env("AWS_EC2_METADATA_DISABLED", "true");
    let output = command.stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(1), &b""[..]), "{said}");
    said
}

fn home() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir_all(home.path().join(".aws/sso/cache")).unwrap();
    fs::write(home.path().join(".aws/config"), CONFIG).unwrap();
    home
}

#[rstest]
#[case("sso", "is not signed in, or no longer", "Run aws sso login --profile sso, then run akia")]
#[case("legacy", "is not signed in", "Run aws sso login --profile legacy, then run akia again.")]
#[case("role", "Profile role is not signed in", "Run aws sso login --profile sso, then run akia")]
// The code is asked for when it can be used.
#[case("role-mfa", "is not signed in", "Run aws sso login --profile sso, then run akia")]
#[case("login", "is not signed in", "Run aws login --profile login, then run akia again.")]
#[case("sealed", "the vault is sealed", "Check the credential_process of profile sealed, then")]
fn the_command_to_run_is_said(#[case] profile: &str, #[case] says: &str, #[case] advises: &str) {
    let said = said(profile, &home());
    assert!(said.contains(says) && said.contains(advises), "{said}");
}

#[rstest]
#[case("sso")]
#[case("role")]
fn a_sign_in_that_has_expired_is_said_to_have(#[case] profile: &str) {
    let home = home();
    fs::write(home.path().join(TOKEN), EXPIRED).unwrap();
    let said = said(profile, &home);
    assert!(said.contains("the SSO token has expired and cannot be refreshed"), "{said}");
    assert!(said.contains("Run aws sso login --profile sso, then run akia again."), "{said}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_code_takes_a_terminal() {
    // In a session of its own there is none.
    let home = home();
    let mut command = Command::new("setsid");
    command.args(["--wait", env!("CARGO_BIN_EXE_akia"), "find", "AKIAIOSFODNN7EXAMPLE"]);
    command.args(["--profile", "code"]).env_clear().env("HOME", home.path());
    command.env("PATH", "/usr/bin:/bin").env("AWS_EC2_METADATA_DISABLED", "true");
    let output = command.stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("Profile code wants the code of an MFA device"), "{said}");
    assert!(said.contains("there is no terminal to ask for it on"), "{said}");
    assert!(said.contains("Run akia in a terminal"), "{said}");
}
