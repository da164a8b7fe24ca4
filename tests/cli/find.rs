//! What `akia find` asks, prints and says.

use super::commands::{find, find_as};
use crate::support::{Setup, user_with_keys};
use akia::demo::{DemoAccount, DemoUser, Fault, Policy};
use akia::domain::Status;
use rstest::rstest;
use std::time::Duration;

const ALICES: &str = "AKIAIOSFODNN7EXAMPLE";
/// Keys of other accounts: one that carries its account, and one that does not.
const FOREIGN: &str = "AKIATZ2X44NMCEQW46PL";
const FOREIGN_OLD: &str = "AKIAJMIGD6UPCXCFWVOA";
const TEMPORARY: &str = "ASIAY34FZKBOKMUTVV7A";
const ROLE: &str = "AROAQNZGKIQY56JQ7WML";

fn built_in() -> DemoAccount {
    DemoAccount::new(Setup::noon())
}

fn actions(demo: &DemoAccount) -> Vec<String> {
    demo.requests().into_iter().map(|request| request.action).collect()
}

#[tokio::test(start_paused = true)]
async fn a_key_of_this_account_takes_one_call_and_what_its_row_needs() {
    let demo = built_in();
    let ran = find(&demo, &[ALICES]).await;
    let rows = ran.rows();
    let row = &rows[0];
    assert_eq!((ran.err.as_str(), ran.status, rows.len()), ("", 0, 1));
    let expected = [
        ("UserName", "alice"),
        ("AccessKeyId", ALICES),
        ("AccountId", "123456789012"),
        ("Status", "Active"),
        ("LastUsedService", "s3"),
        ("LastUsedRegion", "us-east-1"),
        ("Description", "CLI on the old laptop"),
        ("Found", "GetAccessKeyLastUsed"),
    ];
    for (field, value) in expected {
        assert_eq!(row[field], value, "{row}");
    }
    assert_eq!((&row["AgeDays"], row["Note"].is_null()), (&412.into(), true));
    let asked = actions(&demo);
    assert_eq!(asked[0], "GetAccessKeyLastUsed");
    assert_eq!(asked.len(), 3, "{asked:?}");
}

#[rstest]
#[case::owned(ALICES, "GetAccessKeyLastUsed", "123456789012", "null", 0)]
#[case::foreign(FOREIGN, "GetAccessKeyInfo", "261640479576", "does not own it", 3)]
#[case::old_foreign(FOREIGN_OLD, "NotFound", "null", "no such access key", 3)]
#[case::temporary(TEMPORARY, "TemporaryKey", "609629065308", "lookup-events", 3)]
#[case::role(ROLE, "NotAKey", "null", "it is the ID of an IAM role", 3)]
#[tokio::test(start_paused = true)]
async fn each_kind_of_id_has_its_word_and_status(
    #[case] id: &str,
    #[case] found: &str,
    #[case] account: &str,
    #[case] note: &str,
    #[case] status: u8,
) {
    let ran = find(&built_in(), &[id]).await;
    assert_eq!(ran.field("Found"), [found]);
    assert_eq!(ran.field("AccountId"), [account]);
    assert_eq!(ran.field("AccessKeyId"), [id]);
    assert!(ran.field("Note")[0].contains(note), "{}", ran.out);
    assert_eq!((ran.err.as_str(), ran.status), ("", status));
}

#[tokio::test(start_paused = true)]
async fn a_foreign_key_is_told_by_its_id_where_sts_may_not_be_asked() {
    let demo = built_in();
    demo.faults().inject_always("GetAccessKeyInfo", Fault::Deny);
    let ran = find(&demo, &[FOREIGN]).await;
    assert_eq!((ran.field("Found"), ran.status), (vec!["AccessKeyId".to_owned()], 3));
    assert_eq!(ran.field("AccountId"), ["261640479576"]);
}

#[tokio::test(start_paused = true)]
async fn a_key_that_was_deleted_is_not_found_and_was_this_accounts() {
    let demo = built_in();
    let key = demo.create_key("judy").unwrap();
    assert!(demo.delete_key(&key));
    let ran = find(&demo, &[key.as_str()]).await;
    assert_eq!((ran.field("Found"), ran.status), (vec!["NotFound".to_owned()], 3));
    assert_eq!(ran.field("AccountId"), ["123456789012"]);
    assert!(ran.field("Note")[0].contains("it is deleted"), "{}", ran.out);
}

#[tokio::test(start_paused = true)]
async fn rows_are_in_the_order_given_also_of_ids_given_twice() {
    let demo = built_in();
    // The first takes longest.
    demo.faults().set_latency(Duration::from_millis(40));
    let given = [FOREIGN, ALICES, ROLE, ALICES];
    let ran = find(&demo, &given).await;
    assert_eq!((ran.field("AccessKeyId"), ran.status), (given.map(str::to_owned).to_vec(), 3));
}

#[tokio::test(start_paused = true)]
async fn standard_input_is_looked_through_for_ids() {
    let demo = built_in();
    let input = format!("aws_access_key_id = {ALICES}\nnothing\n\n{{\"k\":\"{FOREIGN}\"}}\nhm\n");
    let ran = find_as(&demo, demo.credentials(), &["-"], &input).await;
    assert_eq!(ran.field("AccessKeyId"), [ALICES, FOREIGN]);
    assert_eq!(ran.err, "akia: 2 lines skipped: no access key ID in them.\n");
    assert_eq!(ran.status, 3);
}

/// The keys of `erin` and `zoe`, and who may ask.
fn two_users() -> (DemoAccount, [String; 2]) {
    let mut zoe = DemoUser::new("zoe", Setup::noon());
    zoe.keys = vec![akia::demo::DemoKey::new("AKIAI44QH8DHBEXAMPLE", Setup::noon())];
    zoe.tags = vec![("AKIAI44QH8DHBEXAMPLE".to_owned(), "zoe's".to_owned())];
    let users = vec![user_with_keys("erin", &[Status::Inactive]), zoe];
    let demo = DemoAccount::with_users(Setup::noon(), users);
    (demo, [ALICES.to_owned(), "AKIAI44QH8DHBEXAMPLE".to_owned()])
}

#[tokio::test(start_paused = true)]
async fn where_iam_may_not_say_the_lists_are_looked_through_once() {
    let (demo, [erins, zoes]) = two_users();
    let denied = Fault::Error {
        code: "AccessDenied",
        status: 403,
        message: "User: u is not authorized to perform: iam:GetAccessKeyLastUsed",
    };
    demo.faults().inject_always("GetAccessKeyLastUsed", denied);
    let ran = find(&demo, &[&zoes, &erins, FOREIGN_OLD, &zoes]).await;
    assert_eq!(ran.field("UserName"), ["zoe", "erin", "null", "zoe"]);
    let by_lists = "ListAccessKeys".to_owned();
    assert_eq!(
        ran.field("Found"),
        [by_lists.clone(), by_lists.clone(), "NotFound".to_owned(), by_lists]
    );
    assert_eq!(ran.field("Status")[..2], ["Active", "Inactive"]);
    assert_eq!(ran.field("Description")[0], "zoe's");
    assert!(ran.field("Note")[0].contains("last used is not known"), "{}", ran.out);
    assert!(ran.field("Note")[2].contains("every list of keys was looked through"), "{}", ran.out);
    assert_eq!((ran.err.as_str(), ran.status), ("", 3));
    let count = |action: &str| actions(&demo).iter().filter(|asked| *asked == action).count();
    assert_eq!((count("ListUsers"), count("ListAccessKeys")), (1, demo.user_names().len()));
    let found = find(&demo, &[&zoes]).await;
    assert_eq!(found.status, 0);
}

#[tokio::test(start_paused = true)]
async fn a_key_in_the_first_list_does_not_wait_for_the_last() {
    let demo = DemoAccount::sized(Setup::noon(), 2_000);
    demo.faults().set_latency(Duration::from_millis(60));
    demo.faults().inject_always("GetAccessKeyLastUsed", Fault::Deny);
    let with_key = demo.user_names().into_iter().find(|name| !demo.keys_of(name).is_empty());
    let key = demo.keys_of(&with_key.unwrap())[0].id.clone();
    let ran = find(&demo, &[key.as_str()]).await;
    assert_eq!(ran.status, 0, "{}", ran.out);
    let lists = actions(&demo).iter().filter(|asked| *asked == "ListAccessKeys").count();
    assert!(lists < 100, "{lists}");
}

#[rstest]
#[case::no_users("ListUsers", "Nor could the users be listed")]
#[case::no_keys("ListAccessKeys", "Not every list of keys could be read")]
#[tokio::test(start_paused = true)]
async fn where_the_lists_are_denied_too_it_is_denied(#[case] action: &str, #[case] note: &str) {
    let (demo, [erins, _]) = two_users();
    demo.faults().inject_always("GetAccessKeyLastUsed", Fault::Deny);
    demo.faults().inject_always(action, Fault::Deny);
    let ran = find(&demo, &[&erins, ROLE]).await;
    assert_eq!(ran.field("Found"), ["Denied", "NotAKey"]);
    assert!(ran.field("Note")[0].contains(note), "{}", ran.out);
    assert!(ran.err.contains("iam:GetAccessKeyLastUsed"), "{}", ran.err);
    assert!(ran.err.contains(&format!("iam:{action}")), "{}", ran.err);
    // What failed goes before what is not of this account.
    assert_eq!(ran.status, 1);
}

#[tokio::test(start_paused = true)]
async fn words_that_prove_nothing_are_unclear_until_the_lists_decide() {
    let (demo, [erins, _]) = two_users();
    let error = Fault::Error {
        code: "AccessDenied",
        status: 403,
        message: "User: u is not authorized to perform iam:GetAccessKeyLastUsed on resource: \
                  access key AKIA",
    };
    demo.faults().inject_always("GetAccessKeyLastUsed", error);
    let ran = find(&demo, &[&erins]).await;
    assert_eq!((ran.field("Found"), ran.status), (vec!["ListAccessKeys".to_owned()], 0));
    demo.faults().inject_always("ListUsers", Fault::Deny);
    let ran = find(&demo, &[&erins]).await;
    assert_eq!((ran.field("Found"), ran.status), (vec!["Unclear".to_owned()], 1));
}

#[tokio::test(start_paused = true)]
async fn who_may_do_nothing_is_told_so() {
    let (demo, [erins, zoes]) = two_users();
    let ran = find_as(&demo, demo.credentials_of("zoe").unwrap(), &[&erins, &zoes], "").await;
    assert_eq!((ran.field("Found"), ran.status), (vec!["Denied".to_owned(); 2], 1));
    assert!(!ran.err.contains("press r"), "{}", ran.err);
}

#[tokio::test(start_paused = true)]
async fn ones_own_key_is_found_by_who_may_only_ask_of_that() {
    let mut erin = user_with_keys("erin", &[Status::Active]);
    erin.policy = Policy::OwnKeys;
    let demo = DemoAccount::with_users(Setup::noon(), vec![erin]);
    let credentials = demo.credentials_of("erin").unwrap();
    let ran = find_as(&demo, credentials, &[ALICES], "").await;
    assert_eq!(
        (ran.field("UserName"), ran.err.as_str(), ran.status),
        (vec!["erin".to_owned()], "", 0)
    );
}

#[rstest]
#[case("ListAccessKeys", "Status", "Status and age are not known")]
#[case("GetUser", "Description", "The description is not known")]
#[tokio::test(start_paused = true)]
async fn what_of_a_row_cannot_be_read_is_told(
    #[case] action: &str,
    #[case] field: &str,
    #[case] note: &str,
) {
    let demo = built_in();
    demo.faults().inject_always(action, Fault::Deny);
    let ran = find(&demo, &[ALICES]).await;
    assert_eq!(
        (ran.field("UserName"), ran.field(field)),
        (vec!["alice".into()], vec!["null".into()])
    );
    assert_eq!(ran.field("AccountId"), ["123456789012"]);
    assert!(ran.field("Note")[0].contains(note), "{}", ran.out);
    assert!(ran.err.contains(&format!("akia: {ALICES}: {action}: AccessDenied")), "{}", ran.err);
    assert_eq!(ran.status, 1);
}

#[tokio::test(start_paused = true)]
async fn a_failure_that_is_not_about_the_key_has_a_row_and_the_others_go_on() {
    let demo = built_in();
    demo.faults().inject("GetAccessKeyLastUsed", 1, Fault::CaptivePortal);
    let ran = find(&demo, &[ALICES, FOREIGN]).await;
    assert_eq!(ran.field("Found"), ["Failed", "GetAccessKeyInfo"]);
    assert!(ran.field("Note")[0].contains("run akia again"), "{}", ran.out);
    assert_eq!(ran.status, 1);
}

#[tokio::test(start_paused = true)]
async fn a_session_that_is_over_ends_it() {
    let demo = built_in();
    demo.faults().set_expired(true);
    let ran = find(&demo, &[ALICES; 40]).await;
    assert_eq!((ran.field("Found"), ran.status), (vec!["Failed".to_owned()], 1));
    assert_eq!(ran.err.matches("ExpiredToken").count(), 1, "{}", ran.err);
    assert!(ran.err.contains("not everything"), "{}", ran.err);
}

/// IAM's limit is that of the whole account: however many keys are given, each has its answer.
#[tokio::test(start_paused = true)]
async fn of_many_keys_none_is_lost_to_throttling() {
    let demo = DemoAccount::sized(Setup::noon(), 200);
    demo.faults().set_latency(Duration::from_millis(50));
    demo.faults().throttle(20.0, 40);
    let names = (1..=200).map(|number| format!("user-{number:06}"));
    let keys: Vec<String> =
        names.flat_map(|name| demo.keys_of(&name)).map(|key| key.id.to_string()).collect();
    assert!(keys.len() > 100, "{}", keys.len());
    let ran = find_as(&demo, demo.credentials(), &["-"], &keys.join("\n")).await;
    assert_eq!((ran.err.as_str(), ran.status), ("", 0));
    assert_eq!(ran.field("AccessKeyId"), keys);
}
