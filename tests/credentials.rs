//! Whatever is in a credentials file: saving a key changes nothing but the lines meant, and the
//! SDK's own parser finds the new key there, and everything else as it was. (The AWS CLI's reading
//! is tested in `tests/moto/profile.rs`.)

#[path = "credentials/generate.rs"]
mod generate;

use self::generate::{Case, case};
use akia::domain::ProfilePlan;
use akia::host::credentials_file::{
    CredentialsFileError, EditError, ParserKind, apply_plan, plan_for_text,
};
use aws_config::profile::{ProfileSet, load};
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_types::os_shim_internal::{Env, Fs};
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use tokio::runtime::{Builder, Runtime};

/// How often something came about.
type Tally = BTreeMap<&'static str, usize>;

/// What the SDK reads in a credentials file.
fn sdk(runtime: &Runtime, text: &str) -> Option<ProfileSet> {
    let files =
        EnvConfigFiles::builder().with_contents(EnvConfigFileKind::Credentials, text).build();
    runtime.block_on(load(&Fs::from_slice(&[]), &Env::from_slice(&[]), &files, None)).ok()
}

/// Plans, and edits as planned.
fn edited(case: &Case) -> Result<(ProfilePlan, String), EditError> {
    let (profile, key) = (case.profile(), case.key());
    match plan_for_text(Path::new("/f"), Some(&case.text), &profile, &key) {
        Ok(plan) => {
            let text = apply_plan(Some(&case.text), &plan, &key).unwrap();
            Ok((plan, text.as_str().to_owned()))
        }
        Err(CredentialsFileError::Edit { error, .. }) => Err(error),
        Err(other) => panic!("{other}"),
    }
}

/// Whether this line has to do with the keys of a profile.
fn is_of_key(line: &str) -> bool {
    let name = line.split('=').next().unwrap_or_default().trim().to_lowercase();
    ["aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token"]
        .contains(&name.as_str())
}

/// Whether the new text is the old one but for lines of keys, and lines that came.
fn only_keys_changed(case: &Case, new: &str) -> bool {
    let is_new = |line: &str| {
        let line = line.trim_end_matches(['\r', '\n']);
        line.is_empty()
            || line == format!("[{}]", case.profile)
            || (is_of_key(line) && (line.ends_with(case.id) || line.ends_with(&case.secret)))
    };
    let mut old = case.text.split_inclusive('\n').peekable();
    for line in new.split_inclusive('\n') {
        // The last line may have got the end that it lacked.
        let same = |old: &&str| {
            *old == line || (!old.ends_with('\n') && line.trim_end() == old.trim_end())
        };
        while old.peek().is_some_and(|old| !same(old) && is_of_key(old)) {
            old.next();
        }
        if old.next_if(same).is_none() && !is_new(line) {
            return false;
        }
    }
    old.all(is_of_key)
}

/// Everything that the SDK finds, but the keys of this profile.
fn rest(set: &ProfileSet, case: &Case) -> BTreeMap<String, Option<String>> {
    // All that the made-up files have.
    let names = [
        "aws_access_key_id",
        "aws_secret_access_key",
        "aws_session_token",
        "aws_security_token",
        "region",
        "output",
        "role_arn",
        "source_profile",
        "credential_process",
        "s3",
        "x_security_token_expires",
        "region:",
        "aws_access_key_id:",
    ];
    // Of `[a]` and `[ a ]` together it takes either, now this and now that.
    let is_twice = |name: &str| {
        let headers = case.text.lines().filter_map(|line| line.trim().strip_prefix('['));
        let names = headers.filter_map(|line| line.split([']', '#', ';']).next());
        names.filter(|other| other.trim_matches([' ', '\t']) == name).count() > 1
    };
    let mut found = BTreeMap::new();
    for profile in set.profiles().filter(|profile| !is_twice(profile)) {
        for name in names.iter().filter(|name| profile != case.profile || !is_of_key(name)) {
            let value = set.get_profile(profile).and_then(|profile| profile.get(name));
            if value.is_some() {
                found.insert(format!("{profile}.{name}"), value.map(str::to_owned));
            }
        }
    }
    found
}

fn check(runtime: &Runtime, case: &Case, tally: &mut Tally) -> Result<(), String> {
    let mut count = |what| *tally.entry(what).or_default() += 1;
    let before = sdk(runtime, &case.text);
    let (plan, new) = match edited(case) {
        Ok(edited) => edited,
        Err(EditError::Parse { parser: ParserKind::Sdk, .. }) if before.is_some() => {
            return Err("it is said that the SDKs cannot read it, and this one can".to_owned());
        }
        Err(error) => {
            count(match error {
                EditError::ByteOrderMark => "byte order marks",
                EditError::ControlCharacter(_) => "control characters",
                EditError::Parse { parser: ParserKind::Cli, .. } => "not read by the AWS CLI",
                EditError::Parse { parser: ParserKind::Sdk, .. } => "not read by the SDKs",
                EditError::Header { .. } => "headers read differently",
                EditError::Ambiguous(_) | EditError::DefaultSessionToken => {
                    "lines of several profiles"
                }
                EditError::DuplicateProfile(..) => "twice",
                EditError::Setting { .. } => "settings read differently",
                EditError::UnsafeId => "odd IDs",
                EditError::UnsafeSecret => "odd secrets",
                EditError::ReadBack => return Err("it edits what is not read back".to_owned()),
            });
            return Ok(());
        }
    };
    let before = before.ok_or("the SDK cannot read it, and it is edited")?;
    let after = sdk(runtime, &new).ok_or_else(|| format!("the SDK cannot read {new:?}"))?;
    let own = after.get_profile(case.profile).ok_or("the profile is not there")?;
    let holds = own.get("aws_access_key_id") == Some(case.id)
        && own.get("aws_secret_access_key") == Some(case.secret.as_str());
    let must =
        |holds: bool, what: &str| if holds { Ok(()) } else { Err(format!("{what} in {new:?}")) };
    must(holds, "another key")?;
    must(own.get("aws_session_token").is_none(), "a session token")?;
    must(rest(&before, case) == rest(&after, case), "something else changed")?;
    must(only_keys_changed(case, &new), "other lines changed")?;
    let shown = format!("{plan:?}");
    must(case.secret.len() < 8 || !shown.contains(&case.secret), "the secret in the plan")?;
    must(!shown.contains("old/secret+"), "the old secret in the plan")?;
    count(if plan.new_profile { "new profiles" } else { "profiles changed" });
    if plan.current_key.is_some() {
        count("keys replaced");
    }
    if new.contains("\r\n") {
        count("CRLF");
    }
    Ok(())
}

#[test]
fn nothing_but_the_lines_meant_changes() {
    let config = Config {
        cases: 6_000,
        failure_persistence: None,
        max_shrink_iters: 20_000,
        rng_seed: match Config::default().rng_seed {
            RngSeed::Random => RngSeed::Fixed(4),
            chosen @ RngSeed::Fixed(_) => chosen,
        },
        ..Config::default()
    };
    let runtime = Builder::new_current_thread().build().unwrap();
    let tally = RefCell::new(Tally::new());
    let outcome = TestRunner::new(config).run(&case(), |case| {
        check(&runtime, &case, &mut tally.borrow_mut())
            .map_err(|wrong| TestCaseError::fail(format!("{wrong}: {:?}", case.text)))
    });
    if let Err(wrong) = outcome {
        panic!("{wrong}");
    }
    let tally = tally.into_inner();
    for (what, at_least) in [
        ("profiles changed", 400),
        ("new profiles", 500),
        ("keys replaced", 150),
        ("CRLF", 100),
        ("byte order marks", 10),
        ("control characters", 10),
        ("not read by the AWS CLI", 10),
        ("not read by the SDKs", 10),
        ("headers read differently", 10),
        ("settings read differently", 2),
        ("odd IDs", 10),
        ("odd secrets", 10),
    ] {
        assert!(tally.get(what).is_some_and(|times| *times >= at_least), "{what}: {tally:#?}");
    }
}
