//! The credential report and the description of all users: absent, made, late, denied, odd.

use crate::support::{Setup, connect_as};
use akia::aws::Account;
use akia::demo::{DemoAccount, DemoKey, DemoUser, Fault, Policy};
use akia::domain::{
    ConsoleAccess, CredentialReport, FailureKind, LastUsed, Marker, Operation, ReportedUser,
    Status, UserName,
};
use chrono::TimeDelta;
use rstest::rstest;
use std::time::Duration;
use tokio::time::Instant;

const GENERATE: &str = "GenerateCredentialReport";
const GET: &str = "GetCredentialReport";
const DETAILS: &str = "GetAccountAuthorizationDetails";
const THROTTLED: Fault = Fault::Error { code: "Throttling", status: 400, message: "Rate exceeded" };

/// The administrator of this account.
async fn admin(demo: &DemoAccount) -> Account {
    connect_as(demo, demo.credentials()).await
}

/// An account with two users, the administrator being one, and no report.
fn small() -> DemoAccount {
    DemoAccount::sized(Setup::noon(), 1)
}

/// What was asked, in order.
fn asked(demo: &DemoAccount) -> Vec<String> {
    demo.requests().into_iter().map(|request| request.action).collect()
}

fn row<'a>(report: &'a CredentialReport, user: &str) -> &'a ReportedUser {
    report.users.get(&UserName::from_iam(user)).expect("a row")
}

#[tokio::test(start_paused = true)]
async fn a_report_that_is_absent_is_made_in_a_few_seconds() {
    let demo = small();
    let account = admin(&demo).await;
    let absent = account.credential_report().await.unwrap_err();
    assert_eq!(
        (absent.kind, absent.code.as_deref()),
        (FailureKind::NotReady, Some("ReportNotPresent"))
    );
    assert!(absent.to_string().starts_with(
        "GetCredentialReport: ReportNotPresent: there is no credential report (request ID "
    ));
    let began = Instant::now();
    let report = account.new_credential_report().await.unwrap();
    // Started, in progress after one second and after three, complete after six.
    assert_eq!(began.elapsed().as_secs(), 6);
    assert_eq!(asked(&demo), [GET, GENERATE, GENERATE, GENERATE, GENERATE, GET]);
    assert_eq!((report.generated, report.users.len()), (Setup::noon(), 2));
    assert_eq!(account.credential_report().await.as_ref(), Ok(&report));
}

#[tokio::test(start_paused = true)]
async fn a_report_that_is_being_made_is_told_from_one_that_is_absent() {
    let demo = small();
    let account = admin(&demo).await;
    let making = tokio::spawn({
        let account = account.clone();
        async move { account.new_credential_report().await }
    });
    tokio::time::sleep(Duration::from_secs(2)).await;
    let failure = account.credential_report().await.unwrap_err();
    assert_eq!(
        (failure.kind, failure.code.as_deref()),
        (FailureKind::NotReady, Some("ReportInProgress"))
    );
    assert!(making.await.unwrap().is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_young_report_is_taken_as_it_is() {
    let demo = DemoAccount::new(Setup::noon());
    let account = admin(&demo).await;
    let report = account.new_credential_report().await.unwrap();
    assert_eq!(asked(&demo), [GENERATE, GET]);
    assert_eq!(report.generated, Setup::noon() - TimeDelta::hours(2));
}

#[tokio::test(start_paused = true)]
async fn a_report_that_has_expired_is_made_anew() {
    let demo = small();
    demo.make_report(Setup::noon() - TimeDelta::hours(5));
    let account = admin(&demo).await;
    let failure = account.credential_report().await.unwrap_err();
    assert_eq!(
        (failure.kind, failure.code.as_deref()),
        (FailureKind::NotReady, Some("ReportExpired"))
    );
    assert_eq!(account.new_credential_report().await.unwrap().generated, Setup::noon());
}

#[tokio::test(start_paused = true)]
async fn a_report_that_goes_between_two_calls_is_made_anew() {
    let demo = small();
    demo.make_report(Setup::noon() - TimeDelta::hours(3));
    demo.after(GENERATE, 1, DemoAccount::forget_report);
    let report = admin(&demo).await.new_credential_report().await.unwrap();
    assert_eq!(asked(&demo)[..3], [GENERATE, GET, GENERATE]);
    assert_eq!(report.generated, Setup::noon() + TimeDelta::seconds(1));
}

#[tokio::test(start_paused = true)]
async fn a_report_that_is_never_done_is_given_up() {
    let demo = small();
    for nth in 1..=100 {
        demo.after(GENERATE, nth, DemoAccount::forget_report);
    }
    let began = Instant::now();
    let failure = admin(&demo).await.new_credential_report().await.unwrap_err();
    assert_eq!(
        (failure.kind, failure.operation),
        (FailureKind::NotReady, Operation::GenerateCredentialReport)
    );
    assert_eq!(
        failure.to_string(),
        "GenerateCredentialReport: IAM is still making the credential report."
    );
    // After 1, 3, 6, 10 and 15 seconds, and then every five.
    assert_eq!((began.elapsed().as_secs(), asked(&demo).len()), (120, 27));
}

#[tokio::test(start_paused = true)]
async fn reports_take_permissions_for_either_call() {
    let mut nobody = DemoUser::new("nobody", Setup::noon());
    nobody.keys = vec![DemoKey::new("AKIAIOSFODNN7EXAMPLE", Setup::noon())];
    nobody.policy = Policy::OwnKeys;
    let demo = DemoAccount::with_users(Setup::noon(), vec![nobody]);
    demo.make_report(Setup::noon());
    let account = connect_as(&demo, demo.credentials_of("nobody").unwrap()).await;
    let of = |failure: akia::domain::Failure| (failure.kind, failure.operation);
    let get = (FailureKind::Denied, Operation::GetCredentialReport);
    let generate = (FailureKind::Denied, Operation::GenerateCredentialReport);
    assert_eq!(of(account.credential_report().await.unwrap_err()), get);
    assert_eq!(of(account.new_credential_report().await.unwrap_err()), generate);

    let account = admin(&demo).await;
    demo.faults().inject_always(GENERATE, Fault::Deny);
    assert!(account.credential_report().await.is_ok());
    assert_eq!(of(account.new_credential_report().await.unwrap_err()), generate);
    demo.faults().clear();
    demo.faults().inject_always(GET, Fault::Deny);
    assert_eq!(of(account.new_credential_report().await.unwrap_err()), get);
    assert_eq!(of(account.credential_report().await.unwrap_err()), get);
}

#[rstest]
#[case(GENERATE, THROTTLED)]
#[case(GET, THROTTLED)]
#[case(GENERATE, Fault::DropAnswer)]
#[case(GET, Fault::CutShort)]
#[case(GET, Fault::Error { code: "ServiceFailure", status: 500, message: "down" })]
#[tokio::test(start_paused = true)]
async fn a_hitch_on_the_way_is_got_over(#[case] action: &str, #[case] hitch: Fault) {
    let demo = small();
    demo.faults().inject(action, 2, hitch);
    assert_eq!(admin(&demo).await.new_credential_report().await.unwrap().users.len(), 2);
}

#[rstest]
#[case(Fault::CutShort, FailureKind::Unreadable)]
#[case(Fault::CaptivePortal, FailureKind::Unreadable)]
#[case(Fault::Refuse, FailureKind::Unreachable)]
#[case(THROTTLED, FailureKind::Throttled)]
#[tokio::test(start_paused = true)]
async fn what_does_not_get_better_is_told(#[case] fault: Fault, #[case] kind: FailureKind) {
    let demo = DemoAccount::new(Setup::noon());
    demo.faults().inject_always("*", fault);
    let account = admin(&demo).await;
    assert_eq!(account.credential_report().await.unwrap_err().kind, kind);
    assert_eq!(account.new_credential_report().await.unwrap_err().kind, kind);
    assert_eq!(account.authorization_details_page(None).await.unwrap_err().kind, kind);
}

#[tokio::test(start_paused = true)]
async fn a_report_says_of_each_user_what_the_account_knows() {
    let mut users: Vec<DemoUser> = {
        let generated = DemoAccount::sized(Setup::noon(), 200);
        generated.user_names().iter().filter_map(|name| generated.user(name)).collect()
    };
    users.push(DemoUser::new("a \"b\",\nc\u{1b}[31m", Setup::noon() - TimeDelta::days(9)));
    let demo = DemoAccount::with_users(Setup::noon(), users);
    demo.set_root_keys(2);
    demo.make_report(Setup::noon());
    let report = admin(&demo).await.credential_report().await.unwrap();
    assert!(report.root_has_keys());
    assert_eq!(report.users.len(), 202);
    for name in demo.user_names() {
        let (user, row) = (demo.user(&name).unwrap(), row(&report, &name));
        assert_eq!((row.arn.as_str(), row.created), (user.arn().as_str(), Some(user.created)));
        assert_eq!(row.console_access == Some(ConsoleAccess::Enabled), user.console);
        assert_eq!(row.mfa_active, Some(user.mfa));
        assert_eq!(row.password_last_used, user.password_last_used);
        assert_eq!(row.keys.len(), user.keys.len());
        for (reported, key) in row.keys.iter().zip(&user.keys).filter(|_| name != "ops-admin") {
            assert_eq!(reported.active, key.status == Status::Active);
            assert_eq!(reported.created_or_changed, Some(key.changed.unwrap_or(key.created)));
            assert_eq!(reported.last_used, key.last_used);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_longest_report_there_can_be_is_read() {
    let long_ago = Setup::noon() - TimeDelta::days(1_000);
    let user = |number: usize| {
        let mut user = DemoUser::new(&format!("{number:x>64}"), long_ago);
        user.path = format!("/{}/", "p".repeat(510));
        user.console = true;
        let mut key = DemoKey::new(&format!("AKIA{number:A>16}"), long_ago);
        key.last_used = LastUsed::At {
            date: Setup::noon(),
            region: Some("ap-southeast-2".to_owned()),
            service: Some("elasticloadbalancing".to_owned()),
        };
        user.keys = vec![key.clone(), key];
        user
    };
    let demo = DemoAccount::with_users(Setup::noon(), (0..5_000).map(user).collect());
    demo.make_report(Setup::noon());
    let report = admin(&demo).await.credential_report().await.unwrap();
    assert_eq!(report.users.len(), 5_001);
    assert!(report.users.values().filter(|row| row.keys.len() == 2).count() == 5_000);
}

/// An account of so many users with tags and groups.
fn tagged(count: usize) -> DemoAccount {
    let user = |number: usize| {
        let mut user = DemoUser::new(&format!("user-{number:05}"), Setup::noon());
        user.tags =
            vec![("number".to_owned(), number.to_string()), ("<k>".to_owned(), "&".to_owned())];
        user.groups = (0..number % 3).map(|group| format!("group-{group}")).collect();
        user
    };
    DemoAccount::with_users(Setup::noon(), (0..count).map(user).collect())
}

#[tokio::test(start_paused = true)]
async fn users_are_described_a_thousand_at_a_time() {
    let demo = tagged(2_500);
    let account = admin(&demo).await;
    let (mut described, mut marker) = (Vec::new(), None);
    loop {
        let page = account.authorization_details_page(marker).await.unwrap();
        described.extend(page.items);
        marker = page.next;
        if marker.is_none() {
            break;
        }
    }
    assert_eq!(asked(&demo), [DETAILS; 3]);
    let names: Vec<String> =
        described.iter().map(|one| one.details.user.name.to_string()).collect();
    assert_eq!(names, demo.user_names());
    for one in &described {
        let user = demo.user(one.details.user.name.as_str()).unwrap();
        assert_eq!((&one.details.tags, &one.groups), (&user.tags, &user.groups));
        let told = &one.details.user;
        assert_eq!((told.arn.as_str(), &told.path), (user.arn().as_str(), &user.path));
        assert_eq!(told.created, Some(user.created));
    }
    for request in demo.requests() {
        assert_eq!(request.parameter("Filter.member.1"), Some("User"));
        assert_eq!(request.parameter("Filter.member.2"), None);
    }
}

#[rstest]
#[case(Fault::NoMarker, FailureKind::Incomplete)]
#[case(Fault::SameMarker, FailureKind::Incomplete)]
#[case(Fault::Deny, FailureKind::Denied)]
#[tokio::test(start_paused = true)]
async fn a_page_of_users_that_ends_wrongly_is_not_one(
    #[case] fault: Fault,
    #[case] kind: FailureKind,
) {
    let demo = tagged(1_500);
    let account = admin(&demo).await;
    let marker: Option<Marker> = account.authorization_details_page(None).await.unwrap().next;
    assert!(marker.is_some());
    demo.faults().inject_always(DETAILS, fault);
    let failure = account.authorization_details_page(marker).await.unwrap_err();
    assert_eq!(
        (failure.kind, failure.operation),
        (kind, Operation::GetAccountAuthorizationDetails)
    );
}

#[tokio::test(start_paused = true)]
async fn answers_that_take_iam_long_are_waited_for() {
    let demo = DemoAccount::new(Setup::noon());
    demo.faults().set_latency(Duration::from_secs(25));
    let account = admin(&demo).await;
    assert_eq!(account.credential_report().await.err(), None);
    assert_eq!(account.authorization_details_page(None).await.err(), None);
    assert_eq!(asked(&demo), [GET, DETAILS]);
}
