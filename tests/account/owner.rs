//! Whose key it is, by the evidence of few requests: owners, denials, other accounts, deleted keys.

use crate::support::{Setup, connect_as};
use akia::aws::Lane;
use akia::demo::{DemoAccount, DemoKey, DemoUser, Fault, Policy};
use akia::domain::{AccessKeyId, Doubt, FailureKind, KnownBy, Verdict};
use aws_credential_types::Credentials;
use rstest::rstest;
use std::time::Duration;
use tokio::time::Instant;

/// Keys of other accounts: one that carries its account ID, and one that does not.
const FOREIGN: &str = "AKIATZ2X44NMCEQW46PL";
const FOREIGN_OLD: &str = "AKIAJMIGD6UPCXCFWVOA";

/// An account whose users may do what their names say; each has a key of the older kind, which
/// carries no account, but `newer`, whose key carries the built-in account.
fn policies() -> DemoAccount {
    let made = Setup::noon();
    let user = |name: &str, policy, key: &str| {
        let mut user = DemoUser::new(name, made);
        user.policy = policy;
        user.keys.push(DemoKey::new(key, made));
        user
    };
    let demo = DemoAccount::with_users(
        made,
        vec![
            user("admin", Policy::Admin, "AKIAJ2ADMINSOLDKEYXX"),
            user("reader", Policy::ReadOnly, "AKIAJ3READERSOLDKEYX"),
            user("own", Policy::OwnKeys, "AKIAJ4OWNKEYSOLDKEYX"),
            user("nothing", Policy::Nothing, "AKIAJ5NOTHINGSOLDKEY"),
            DemoUser::new("newer", made),
        ],
    );
    demo.create_key("newer").expect("a second key");
    demo
}

/// The key of a user who has one.
fn key_of(demo: &DemoAccount, user: &str) -> AccessKeyId {
    demo.keys_of(user)[0].id.clone()
}

/// What a session finds, and how often it asked: `GetAccessKeyLastUsed`, `GetAccessKeyInfo`.
async fn found(
    demo: &DemoAccount,
    credentials: Credentials,
    key: &AccessKeyId,
    known: Option<&AccessKeyId>,
) -> (Verdict, [usize; 2]) {
    let account = connect_as(demo, credentials).await;
    let finding = Box::pin(account.owner_of(Lane::Interactive, key, known)).await.unwrap();
    let asked = |action: &str| demo.requests().iter().filter(|r| r.action == action).count();
    (finding.verdict, [asked("GetAccessKeyLastUsed"), asked("GetAccessKeyInfo")])
}

/// The finding in a word or two.
fn word(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Owned { user, .. } => format!("owned by {user}"),
        Verdict::Elsewhere { account, known_by } => format!("of {account} by {known_by:?}"),
        Verdict::Gone { known_by } => format!("gone by {known_by:?}"),
        Verdict::NotHere => "not here".to_owned(),
        Verdict::Denied { .. } => "denied".to_owned(),
        other => format!("{other:?}"),
    }
}

#[rstest]
#[case::owner("admin", "nothing", "owned by nothing", [1, 0])]
#[case::reader("reader", "newer", "owned by newer", [1, 0])]
#[case::own_key("own", "own", "owned by own", [1, 0])]
#[case::own_key_of_another("own", "reader", "denied", [2, 1])]
#[case::own_key_of_a_newer("own", "newer", "denied", [2, 1])]
#[case::nothing("nothing", "reader", "denied", [2, 1])]
#[case::nothing_of_itself("nothing", "nothing", "denied", [1, 1])]
#[tokio::test(start_paused = true)]
async fn a_policy_decides_whether_iam_tells(
    #[case] caller: &str,
    #[case] owner: &str,
    #[case] finding: &str,
    #[case] requests: [usize; 2],
) {
    let demo = policies();
    let credentials = demo.credentials_of(caller).unwrap();
    let (verdict, asked) = found(&demo, credentials, &key_of(&demo, owner), None).await;
    assert_eq!((word(&verdict).as_str(), asked), (finding, requests));
}

#[rstest]
#[case::admin("admin", FOREIGN, "of 261640479576 by Both")]
#[case::without_key_info("own", FOREIGN, "of 261640479576 by Id")]
#[case::nothing("nothing", FOREIGN, "of 261640479576 by Id")]
#[case::old("admin", FOREIGN_OLD, "not here")]
#[case::old_own("own", FOREIGN_OLD, "not here")]
#[case::old_nothing("nothing", FOREIGN_OLD, "not here")]
#[tokio::test(start_paused = true)]
async fn a_key_of_another_account_is_told_from_a_denial(
    #[case] caller: &str,
    #[case] key: &str,
    #[case] finding: &str,
) {
    let demo = policies();
    let credentials = demo.credentials_of(caller).unwrap();
    let key = AccessKeyId::from_iam(key);
    let (verdict, asked) = found(&demo, credentials, &key, None).await;
    // The question, the same about the caller's own key, and whose account it is.
    assert_eq!((word(&verdict).as_str(), asked), (finding, [2, 1]));
}

#[tokio::test(start_paused = true)]
async fn a_deleted_key_is_told_by_the_account_in_its_id() {
    let demo = policies();
    let gone = key_of(&demo, "newer");
    assert!(demo.delete_key(&gone));
    let (verdict, _) = found(&demo, demo.credentials(), &gone, None).await;
    assert_eq!(verdict, Verdict::Gone { known_by: KnownBy::Both });
}

#[tokio::test(start_paused = true)]
async fn a_role_asks_about_a_key_of_the_table_or_about_none() {
    let demo = policies();
    let key = AccessKeyId::from_iam(FOREIGN_OLD);
    let role = DemoAccount::role_credentials;
    let (verdict, asked) = found(&demo, role(), &key, None).await;
    assert_eq!((verdict, asked), (Verdict::NotHere, [1, 1]));
    let known = key_of(&demo, "reader");
    let (verdict, asked) = found(&demo, role(), &key, Some(&known)).await;
    assert_eq!((verdict, asked), (Verdict::NotHere, [3, 2]));
    let about: Vec<_> = demo
        .requests()
        .iter()
        .filter_map(|request| request.parameter("AccessKeyId").map(str::to_owned))
        .collect();
    assert!(about.iter().any(|id| id == known.as_str()), "{about:?}");
}

/// Words that are neither a policy's nor those for a key that is not there.
const ODD: Fault = Fault::Error { code: "AccessDenied", status: 403, message: "Access denied" };

#[tokio::test(start_paused = true)]
async fn words_that_tell_nothing_are_told_by_a_key_that_exists() {
    let key = AccessKeyId::from_iam(FOREIGN_OLD);
    // Only the first question is refused like that: the caller may ask.
    let demo = policies();
    demo.faults().inject("GetAccessKeyLastUsed", 1, ODD);
    let (verdict, _) = found(&demo, demo.credentials(), &key, None).await;
    assert_eq!(verdict, Verdict::NotHere);
    // Every question is: the caller may not.
    let demo = policies();
    demo.faults().inject_always("GetAccessKeyLastUsed", ODD);
    let (verdict, _) = found(&demo, demo.credentials(), &key, None).await;
    assert_eq!(word(&verdict), "denied");
    // There is no key to ask about: nobody knows.
    let demo = policies();
    demo.faults().inject_always("GetAccessKeyLastUsed", ODD);
    let (verdict, _) = found(&demo, DemoAccount::role_credentials(), &key, None).await;
    assert!(
        matches!(verdict, Verdict::Unclear { doubt: Doubt::UnrecognisedDenial, .. }),
        "{verdict:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn evidence_that_does_not_come_is_not_waited_for() {
    let demo = policies();
    let hang = Fault::Hang { carried_out: false };
    demo.faults().inject_always("GetAccessKeyInfo", hang.clone());
    // The first question is answered; the one about the session's own key is not.
    demo.after("GetAccessKeyLastUsed", 1, |demo| {
        demo.faults().inject_always("GetAccessKeyLastUsed", hang);
    });
    let started = Instant::now();
    let key = AccessKeyId::from_iam(FOREIGN);
    let (verdict, _) = found(&demo, demo.credentials(), &key, None).await;
    assert_eq!(word(&verdict), "of 261640479576 by Id");
    assert!(started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_question_that_gets_no_answer_is_a_failure() {
    let demo = policies();
    demo.faults().inject_always("GetAccessKeyLastUsed", Fault::Refuse);
    let account = connect_as(&demo, demo.credentials()).await;
    let key = AccessKeyId::from_iam(FOREIGN);
    let failure = Box::pin(account.owner_of(Lane::Interactive, &key, None)).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unreachable);
    assert!(demo.requests().iter().all(|request| request.action != "GetAccessKeyInfo"));
}
