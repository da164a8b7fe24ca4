use super::*;
use crate::runtime::Machine as _;
use rstest::rstest;

fn opening(words: &[&str]) -> Result<Opening, String> {
    let arguments =
        Arguments::of(["akia"].iter().chain(words)).map_err(|error| error.to_string())?;
    arguments.opening().map_err(|error| error.to_string())
}

#[test]
fn arguments_are_consistent() {
    Arguments::command().debug_assert();
}

#[test]
fn an_argument_is_a_user_or_a_key() {
    let key = AccessKeyId::from_iam("AKIAIOSFODNN7EXAMPLE");
    assert_eq!(opening(&[]), Ok(Opening::Users));
    assert_eq!(opening(&["alice"]), Ok(Opening::User(UserName::from_iam("alice"))));
    assert_eq!(opening(&["AKIAIOSFODNN7EXAMPLE"]), Ok(Opening::Key(key)));
    assert_eq!(
        opening(&["--user", "AKIAIOSFODNN7EXAMPLE"]),
        Ok(Opening::User(UserName::from_iam("AKIAIOSFODNN7EXAMPLE")))
    );
    assert_eq!(
        opening(&["aws_access_key_id = AKIAIOSFODNN7EXAMPLE"]),
        opening(&["AKIAIOSFODNN7EXAMPLE"])
    );
    let user = "svc-AKIAIOSFODNN7EXAMPLE";
    assert_eq!(opening(&[user]), Ok(Opening::User(UserName::from_iam(user))));
    for odd in ["x", "0", "-1", "36501"] {
        let error = opening(&["--max-age", odd]).unwrap_err();
        assert!(error.contains("a number of days, from 1 to 36500"), "{error}");
        assert!(!error.contains("-- -1"), "{error}");
    }
    assert!(opening(&["a b"]).unwrap_err().contains("\"a b\" is not the name of an IAM user"));
    assert!(opening(&["--demo", "--profile", "x"]).is_err());
    assert!(opening(&["--max-age", "0"]).is_err());
}

#[test]
fn a_download_folder_given_as_an_argument_must_exist() {
    let folder = tempfile::tempdir().unwrap();
    let launch = |path: PathBuf| {
        let words: [OsString; 4] =
            ["akia".into(), "--demo".into(), "--download-dir".into(), path.into()];
        Arguments::try_parse_from(words).unwrap().launch_options()
    };
    let missing = launch(folder.path().join("missing")).err().unwrap().to_string();
    assert!(missing.contains("missing") && missing.contains("Create it"), "{missing}");
    let machine = launch(folder.path().into()).unwrap().machine;
    assert_eq!(machine.downloads().unwrap(), folder.path());
}

#[rstest]
#[case(&["find"], "Find")]
#[case(&["find", "--demo", "--output", "csv"], "Find")]
#[case(&["--max-age", "30", "find", "--log-file", "x", "--read-only", "--unused", "9"], "Find")]
fn options_may_be_before_a_command_or_after_it(#[case] words: &[&str], #[case] command: &str) {
    let words = ["akia"].iter().chain(words).chain(&["AKIAIOSFODNN7EXAMPLE"]);
    let Run::Command(run) = Arguments::of(words).unwrap().run().unwrap() else {
        panic!("no command")
    };
    assert!(format!("{run:?}").contains(command));
}

#[rstest]
#[case(&["--demo", "export", "--profile", "x"], "'--demo' cannot be used with '--profile'")]
#[case(&["--region", "x", "export", "--demo"], "'--demo' cannot be used with '--region'")]
#[case(&["--user", "x", "export"], "'--user' cannot be used with the command 'export'")]
#[case(&["export", "--user", "x"], "'--user'")]
#[case(&["--download-dir", ".", "find", "-"], "'--download-dir' cannot be used with")]
#[case(&["find", "--download-dir", ".", "-"], "'--download-dir'")]
#[case(&["alice", "export"], "'USER|ACCESS_KEY_ID' cannot be used with")]
#[case(&["find"], "required")]
#[case(&["export", "--filter", "old"], "needs-rotation")]
#[case(&["export", "--output", "xml"], "jsonl")]
fn arguments_that_do_not_go_together_are_refused(#[case] words: &[&str], #[case] says: &str) {
    let error = Arguments::of(["akia"].iter().chain(words)).unwrap_err();
    assert_eq!(error.exit_code(), 2);
    assert!(error.to_string().contains(says), "{error}");
}

#[test]
fn a_user_named_like_a_command_is_opened_with_an_option() {
    assert_eq!(opening(&["--user", "find"]), Ok(Opening::User(UserName::from_iam("find"))));
    assert_eq!(opening(&["help"]), Ok(Opening::User(UserName::from_iam("help"))));
}

#[test]
fn an_argument_without_an_id_is_wrong_usage() {
    let words = ["akia", "find", "AKIAIOSFODNN7EXAMPLE", "alice"];
    let error = Arguments::of(words).unwrap().run().unwrap_err();
    assert!(error.to_string().contains("no access key ID in \"alice\""), "{error}");
}

#[test]
fn the_program_is_called_akia_whatever_its_file_is() {
    let error = Arguments::try_parse_from(["/tmp/other", "--nonsense"]).unwrap_err();
    assert!(error.to_string().contains("Usage: akia "), "{error}");
}
