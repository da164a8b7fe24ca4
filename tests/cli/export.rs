//! What `akia export` reads, prints and says.

use super::commands::{export, export_as};
use crate::support::{Setup, connect_as, user_with_keys};
use akia::cli::export::{self as command, Request};
use akia::cli::output::{Diagnostics, Output, OutputWidth};
use akia::demo::{DemoAccount, DemoKey, DemoUser, Fault, Policy};
use akia::domain::{AgeLimits, Filter, LastUsed, Status};
use chrono::TimeDelta;
use rstest::rstest;
use std::collections::BTreeSet;
use std::io::{self, ErrorKind, Write};
use std::time::Duration;

fn built_in() -> DemoAccount {
    DemoAccount::new(Setup::noon())
}

#[tokio::test(start_paused = true)]
async fn there_is_a_row_a_key_and_one_for_a_user_without_in_iams_order() {
    let demo = built_in();
    let ran = export(&demo).await;
    let expected: Vec<(String, String)> = demo
        .user_names()
        .into_iter()
        .flat_map(|name| match demo.keys_of(&name) {
            keys if keys.is_empty() => vec![(name, "null".to_owned())],
            keys => keys.iter().map(|key| (name.clone(), key.id.to_string())).collect(),
        })
        .collect();
    let printed: Vec<(String, String)> =
        ran.field("UserName").into_iter().zip(ran.field("AccessKeyId")).collect();
    assert_eq!(printed, expected);
    assert_eq!((ran.err.as_str(), ran.status), ("", 0));
    assert_eq!(ran.field("AccountId").into_iter().collect::<BTreeSet<_>>().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn every_value_is_the_accounts_own() {
    let demo = built_in();
    let ran = export(&demo).await;
    for row in ran.rows().iter().filter(|row| !row["AccessKeyId"].is_null()) {
        let name = row["UserName"].as_str().unwrap();
        let keys = demo.keys_of(name);
        let key = keys.iter().find(|key| row["AccessKeyId"] == key.id.as_str()).unwrap();
        assert_eq!(row["Status"], key.status.as_str());
        assert_eq!(row["AgeDays"], (Setup::noon() - key.created).num_days());
        let tags = demo.tags_of(name);
        let description = tags.iter().find(|(tag, _)| *tag == key.id.as_str());
        assert_eq!(row["Description"].as_str(), description.map(|(_, text)| text.as_str()));
        match &key.last_used {
            LastUsed::Never => assert!(row["LastUsedDate"].is_null()),
            LastUsed::At { date, service, region } => {
                assert_eq!(row["LastUsedDate"], date.format("%FT%TZ").to_string());
                assert_eq!(row["LastUsedService"].as_str(), service.as_deref());
                assert_eq!(row["LastUsedRegion"].as_str(), region.as_deref());
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn hostile_names_and_texts_are_not_altered() {
    let names = ["=cmd|' /C calc'!A0", "a,b", "say \"hi\"", "tab\there", "日本"];
    let text = "+1, \"quoted\" \u{202e}'x'";
    let mut users: Vec<DemoUser> =
        names.iter().map(|name| DemoUser::new(name, Setup::noon())).collect();
    for (number, user) in users.iter_mut().enumerate() {
        let id = format!("AKIAI44QH8DHBEXAMPL{number}");
        user.keys = vec![DemoKey::new(&id, Setup::noon())];
        user.tags = vec![(id.to_lowercase(), text.to_owned())];
    }
    let demo = DemoAccount::with_users(Setup::noon(), users);
    let ran = export(&demo).await;
    let printed: BTreeSet<String> = ran.field("UserName").into_iter().collect();
    for name in names {
        assert!(printed.contains(name), "{name} is not among {printed:?}");
    }
    let described = ran.field("Description").into_iter().filter(|d| d == text).count();
    assert_eq!(described, names.len());
}

#[rstest]
#[case(Filter::All)]
#[case(Filter::NeedsRotation)]
#[case(Filter::Unused)]
#[case(Filter::NeverUsed)]
#[case(Filter::InactiveKeys)]
#[case(Filter::TwoActiveKeys)]
#[case(Filter::NoKeys)]
#[tokio::test(start_paused = true)]
async fn filters_admit_whole_users(#[case] filter: Filter) {
    let demo = built_in();
    let ran = export_as(&demo, demo.credentials(), filter).await;
    let printed: BTreeSet<String> = ran.field("UserName").into_iter().collect();
    let limits = AgeLimits::default();
    let admitted = |name: &String| {
        let facts: Vec<_> = demo
            .keys_of(name)
            .into_iter()
            .map(|key| akia::domain::KeyFacts {
                status: key.status,
                created: Some(key.created),
                last_used: Some(key.last_used),
            })
            .collect();
        filter.matches(Some(&facts), limits, Setup::noon()) == Some(true)
    };
    let expected: BTreeSet<String> = demo.user_names().into_iter().filter(admitted).collect();
    assert!(!expected.is_empty());
    assert_eq!(printed, expected);
    for name in &expected {
        let rows = ran.field("UserName").iter().filter(|printed| *printed == name).count();
        assert_eq!(rows, demo.keys_of(name).len().max(1), "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn thousands_of_users_are_read_a_few_at_a_time() {
    let demo = DemoAccount::sized(Setup::noon(), 1_500);
    demo.faults().set_latency(Duration::from_millis(60));
    let ran = export(&demo).await;
    assert_eq!(ran.status, 0, "{}", ran.err);
    let users: BTreeSet<String> = ran.field("UserName").into_iter().collect();
    assert_eq!(users.len(), 1_501);
    // Each takes 60 ms: of seventeen in a row, the last one waits for the first.
    let (asked, little) = (demo.requests(), TimeDelta::milliseconds(60));
    assert!(asked.len() > 3_000);
    assert!(asked.windows(17).all(|asked| asked[16].at - asked[0].at >= little));
}

#[tokio::test(start_paused = true)]
async fn a_user_who_cannot_be_read_is_told_and_the_others_go_on() {
    let demo = built_in();
    let all = export(&demo).await;
    demo.faults().inject("ListAccessKeys", 1, Fault::Deny);
    let ran = export(&demo).await;
    let first = demo.user_names()[0].clone();
    assert_eq!(ran.status, 1);
    assert!(
        ran.err.contains(&format!("akia: {first}: ListAccessKeys: AccessDenied: ")),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("iam:ListAccessKeys"), "{}", ran.err);
    assert_eq!(all.rows()[1..], ran.rows()[..]);
}

/// A last use that could not be read must not look like a key that was never used.
#[tokio::test(start_paused = true)]
async fn a_user_whose_last_use_cannot_be_read_has_no_row() {
    let demo = DemoAccount::with_users(
        Setup::noon(),
        vec![user_with_keys("erin", &[Status::Active]), DemoUser::new("zoe", Setup::noon())],
    );
    demo.faults().inject_always("GetAccessKeyLastUsed", Fault::Deny);
    let ran = export(&demo).await;
    assert_eq!((ran.field("UserName"), ran.status), (vec!["zoe".to_owned()], 1));
    assert!(ran.err.contains("erin: GetAccessKeyLastUsed: AccessDenied"), "{}", ran.err);
    assert!(!ran.err.contains("press r"), "{}", ran.err);
}

#[rstest]
#[case(Fault::NoMarker, "not where")]
#[case(Fault::SameMarker, "same page again")]
#[tokio::test(start_paused = true)]
async fn a_list_that_does_not_end_is_printed_and_called_incomplete(
    #[case] fault: Fault,
    #[case] says: &str,
) {
    let demo = DemoAccount::sized(Setup::noon(), 250);
    demo.after("ListUsers", 1, move |demo| {
        demo.faults().inject("ListUsers", 1, fault);
    });
    let ran = export(&demo).await;
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains(says) && ran.err.contains("not everything"), "{}", ran.err);
    // What was read is whole JSON.
    let users: BTreeSet<String> = ran.field("UserName").into_iter().collect();
    assert!(users.len() >= 100, "{}", users.len());
}

#[tokio::test(start_paused = true)]
async fn who_may_not_list_users_is_told_the_permission() {
    let demo = built_in();
    demo.faults().inject_always("ListUsers", Fault::Deny);
    let ran = export(&demo).await;
    assert_eq!((ran.out.as_str(), ran.status), ("[]\n", 1));
    assert!(ran.err.contains("Ask for the permission iam:ListUsers"), "{}", ran.err);
}

#[tokio::test(start_paused = true)]
async fn a_session_that_ends_ends_the_export() {
    let demo = built_in();
    demo.after("ListAccessKeys", 20, |demo| demo.faults().set_expired(true));
    let ran = export(&demo).await;
    assert_eq!(ran.status, 1);
    assert_eq!(ran.err.matches("ExpiredToken").count(), 1, "{}", ran.err);
    assert!(ran.err.contains("not everything"), "{}", ran.err);
    let users: BTreeSet<String> = ran.field("UserName").into_iter().collect();
    assert!((1..25).contains(&users.len()), "{users:?}");
}

#[tokio::test(start_paused = true)]
async fn descriptions_are_read_user_by_user_where_they_cannot_be_read_at_once() {
    let demo = built_in();
    let at_once = export(&demo).await;
    let count = |action: &str| demo.requests().iter().filter(|r| r.action == action).count();
    assert_eq!(count("GetUser"), 0);
    demo.faults().inject_always("GetAccountAuthorizationDetails", Fault::Deny);
    let one_by_one = export(&demo).await;
    assert_eq!((one_by_one.out, one_by_one.err.as_str(), one_by_one.status), (at_once.out, "", 0));
    // Only of users with keys.
    let with_keys = demo.user_names().iter().filter(|name| !demo.keys_of(name).is_empty()).count();
    assert_eq!(count("GetUser"), with_keys);
}

#[tokio::test(start_paused = true)]
async fn descriptions_that_are_denied_are_told_once() {
    let demo = built_in();
    demo.faults().inject_always("GetAccountAuthorizationDetails", Fault::Deny);
    demo.faults().inject_always("GetUser", Fault::Deny);
    let ran = export(&demo).await;
    assert_eq!(ran.status, 1);
    assert_eq!(ran.err.matches("Not all descriptions can be read").count(), 1, "{}", ran.err);
    assert!(ran.field("Description").iter().all(|text| text == "null"));
    assert!(ran.rows().len() > 50);
}

#[tokio::test(start_paused = true)]
async fn what_changes_nothing_is_enough() {
    let mut auditor = user_with_keys("auditor", &[Status::Active]);
    auditor.policy = Policy::ReadOnly;
    let demo = DemoAccount::with_users(Setup::noon(), vec![auditor]);
    let ran = export_as(&demo, demo.credentials_of("auditor").unwrap(), Filter::All).await;
    assert_eq!((ran.err.as_str(), ran.status), ("", 0));
}

/// Takes so many bytes, and then fails like this.
struct Fails(usize, ErrorKind);

impl Write for Fails {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.min(bytes.len()) {
            0 => Err(self.1.into()),
            taken => {
                self.0 -= taken;
                Ok(taken)
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[rstest]
#[case(ErrorKind::BrokenPipe, 0, "")]
#[case(ErrorKind::StorageFull, 1, "akia: Standard output cannot be written: ")]
#[tokio::test(start_paused = true)]
async fn output_that_takes_no_more_ends_it(
    #[case] kind: ErrorKind,
    #[case] status: u8,
    #[case] says: &str,
) {
    let demo = built_in();
    let account = connect_as(&demo, demo.credentials()).await;
    for output in [Output::Table, Output::Json, Output::Jsonl, Output::Csv] {
        let request = Request {
            filter: Filter::All,
            limits: AgeLimits::default(),
            output,
            output_width: OutputWidth::default(),
            now: Setup::noon(),
        };
        let mut err = Vec::new();
        let said = Diagnostics::new(&mut err, false);
        let exit = command::run(&account, &request, &mut Fails(100, kind), &said).await;
        let err = String::from_utf8(err).unwrap();
        assert_eq!(exit.status(), status, "{err}");
        assert!(err.starts_with(says) && err.is_empty() == says.is_empty(), "{err}");
    }
}

/// Users are described one by one where that is all the caller may ask; IAM may refuse that for as
/// long as it refuses the rest.
#[tokio::test(start_paused = true)]
async fn a_description_read_by_itself_is_not_lost_to_throttling() {
    let erin = user_with_keys("erin", &[Status::Active]);
    let demo = DemoAccount::with_users(Setup::noon(), vec![erin]);
    demo.faults().inject_always("GetAccountAuthorizationDetails", Fault::Deny);
    let throttled = Fault::Error { code: "Throttling", status: 400, message: "Rate exceeded" };
    demo.faults().inject("GetUser", 15, throttled);
    let ran = export(&demo).await;
    assert_eq!((ran.err.as_str(), ran.status), ("", 0));
    assert!(ran.field("UserName").contains(&"erin".to_owned()), "{}", ran.out);
}

/// Others may use up the account's limit for longer than somebody in front of a screen would wait.
#[tokio::test(start_paused = true)]
async fn the_list_of_users_is_not_lost_to_throttling() {
    let demo = built_in();
    let throttled = Fault::Error { code: "Throttling", status: 400, message: "Rate exceeded" };
    demo.faults().inject("ListUsers", 15, throttled);
    let ran = export(&demo).await;
    assert_eq!((ran.err.as_str(), ran.status), ("", 0));
    assert!(ran.rows().len() > 50, "{}", ran.out);
}
