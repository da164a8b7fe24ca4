//! The real SDK against scripted answers.

use super::testing::{Reply, Script, refusal, success};
use super::{Account, Lane, Options, Transport, connect};
use crate::domain::{
    AccessKeyId, ConnectError, ConsoleAccess, Description, FailureKind, LastUsed, Marker, Status,
    UserName,
};
use rstest::rstest;
use std::io::ErrorKind::{ConnectionRefused, ConnectionReset};
use std::time::Duration;
use tokio::time::Instant;

const ID: &str = "AKIAIOSFODNN7EXAMPLE";

fn alice() -> UserName {
    UserName::from_iam("alice")
}

fn key() -> AccessKeyId {
    AccessKeyId::from_iam(ID)
}

fn user(name: &str) -> String {
    format!(
        "<member><UserName>{name}</UserName><UserId>AIDA</UserId><Path>/ops/</Path>\
         <Arn>arn:aws:iam::123456789012:user/ops/{name}</Arn>\
         <CreateDate>2026-01-02T03:04:05Z</CreateDate></member>"
    )
}

fn keys(status: &str, rest: &str) -> Reply {
    keys_of("alice", ID, status, rest)
}

fn keys_of(user: &str, id: &str, status: &str, rest: &str) -> Reply {
    let list = format!(
        "<AccessKeyMetadata><member><UserName>{user}</UserName><AccessKeyId>{id}</AccessKeyId>\
         <Status>{status}</Status><CreateDate>2026-01-02T03:04:05Z</CreateDate></member>\
         </AccessKeyMetadata>{rest}"
    );
    success("ListAccessKeys", &list)
}

const END: &str = "<IsTruncated>false</IsTruncated>";

fn more(marker: &str) -> String {
    format!("<IsTruncated>true</IsTruncated><Marker>{marker}</Marker>")
}

async fn kind_of_list(replies: impl IntoIterator<Item = Reply>) -> FailureKind {
    let account = Script::new(replies).account().await;
    account.access_keys(Lane::Interactive, &alice()).await.unwrap_err().kind
}

#[tokio::test]
async fn users_come_page_by_page_the_first_one_short() {
    let list =
        |users: &str, rest: &str| success("ListUsers", &format!("<Users>{users}</Users>{rest}"));
    let script = Script::new([list(&user("alice"), &more("m+1")), list("", &more("m+1"))]);
    let account = script.account().await;
    let page = account.users_page(Lane::Interactive, None).await.unwrap();
    assert_eq!(page.items[0].arn, "arn:aws:iam::123456789012:user/ops/alice");
    assert_eq!(page.items[0].created.unwrap().to_rfc3339(), "2026-01-02T03:04:05+00:00");
    assert_eq!(page.next, Some(Marker("m+1".into())));
    let again = account.users_page(Lane::Interactive, page.next).await.unwrap_err();
    assert_eq!(again.kind, FailureKind::Incomplete);
    assert!(script.requests()[0].contains("MaxItems=100"));
    assert!(script.requests()[1].contains("Marker=m%2B1"));
    assert!(script.requests()[1].contains("MaxItems=1000"));
}

#[tokio::test]
async fn all_pages_of_a_users_keys_are_read() {
    let second = keys_of("alice", "AKIAI44QH8DHBEXAMPLE", "Inactive", END);
    let account = Script::new([keys("Active", &more("2")), second]).account().await;
    let listing = account.access_keys(Lane::Background, &alice()).await.unwrap();
    let statuses: Vec<_> = listing.keys.iter().map(|key| key.status.clone()).collect();
    assert_eq!(statuses, [Status::Active, Status::Inactive]);
}

#[tokio::test]
async fn keys_belong_to_the_requested_user() {
    let script = Script::new([
        keys_of("ALICE", ID, "Active", END),
        keys_of("mallory", ID, "Active", END),
        keys_of("alice", "", "Active", END),
        keys("Inactive", &more("2")),
        keys("Active", END),
    ]);
    let account = script.account().await;
    let alice = alice();
    let ask = || account.access_keys(Lane::Interactive, &alice);
    assert_eq!(ask().await.unwrap().keys[0].user, alice);
    for says in ["another user", "without its ID", "more than once"] {
        let failure = ask().await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::Unreadable);
        assert!(failure.message.contains(says), "{failure}");
    }
}

#[tokio::test(start_paused = true)]
async fn lists_are_whole_or_fail() {
    let cut = |reply: Reply| match reply {
        Reply::Answer(status, body) => {
            Reply::Answer(status, body.replace("</ListAccessKeysResponse>", ""))
        }
        other => other,
    };
    assert_eq!(kind_of_list([keys("Active", &more("2"))]).await, FailureKind::Incomplete);
    let no_marker = "<IsTruncated>true</IsTruncated>";
    assert_eq!(kind_of_list([keys("Active", no_marker)]).await, FailureKind::Incomplete);
    assert_eq!(kind_of_list([cut(keys("Active", END))]).await, FailureKind::Unreadable);
    let portal = Reply::Answer(200, "<html><body>Sign in to the hotel's Wi-Fi".into());
    assert_eq!(kind_of_list([portal]).await, FailureKind::Unreadable);
    let once_cut = Script::new([cut(keys("Active", END)), keys("Active", END)]).account().await;
    assert!(once_cut.access_keys(Lane::Interactive, &alice()).await.is_ok());
}

#[rstest]
#[case(refusal(403, "AccessDenied", "no"), FailureKind::Denied)]
#[case(refusal(403, "AccessDeniedException", "no"), FailureKind::Denied)]
#[case(refusal(404, "NoSuchEntity", "gone"), FailureKind::NoSuchEntity)]
#[case(refusal(409, "LimitExceeded", "two"), FailureKind::LimitExceeded)]
#[case(refusal(409, "ConcurrentModification", "again"), FailureKind::Refused)]
#[case(refusal(400, "Throttling", "Rate exceeded"), FailureKind::Throttled)]
#[case(refusal(400, "RequestThrottledException", "slow"), FailureKind::Throttled)]
#[case(refusal(429, "TooManyRequests", "slow"), FailureKind::Throttled)]
#[case(Reply::Answer(429, "slow down".into()), FailureKind::Throttled)]
#[case(refusal(403, "ExpiredToken", "late"), FailureKind::Expired)]
#[case(refusal(403, "InvalidClientTokenId", "who"), FailureKind::Credentials)]
#[case(refusal(403, "SignatureDoesNotMatch", "what"), FailureKind::Credentials)]
#[case(refusal(500, "ServiceFailure", "oh"), FailureKind::Service)]
#[case(Reply::Answer(503, "<html>".into()), FailureKind::Service)]
#[case(refusal(400, "RequestTimeout", "late"), FailureKind::Unanswered)]
#[case(refusal(408, "Odd", "late"), FailureKind::Unanswered)]
#[case(Reply::Answer(408, "<html>late".into()), FailureKind::Unanswered)]
#[case(Reply::Answer(403, "<html>proxy".into()), FailureKind::Unreadable)]
#[case(Reply::Answer(302, String::new()), FailureKind::Unreadable)]
#[case(Reply::Answer(200, "<html>portal</html>".into()), FailureKind::Unreadable)]
#[case(Reply::Answer(200, String::new()), FailureKind::Unreadable)]
#[case(Reply::Broken(ConnectionReset), FailureKind::Unanswered)]
#[case(Reply::Broken(ConnectionRefused), FailureKind::Unreachable)]
#[case(Reply::Silence, FailureKind::Unanswered)]
#[tokio::test(start_paused = true)]
async fn every_write_is_sent_once_and_its_failure_named(
    #[case] reply: Reply,
    #[case] kind: FailureKind,
) {
    let script = Script::new([reply]);
    let account = script.account().await;
    let started = Instant::now();
    let failures = [
        account.create_access_key(&alice()).await.unwrap_err(),
        account.set_status(&alice(), &key(), Status::Inactive).await.unwrap_err(),
        account.untag(&alice(), &key()).await.unwrap_err(),
    ];
    assert_eq!(failures.clone().map(|failure| failure.kind), [kind; 3]);
    assert_eq!(script.requests().len(), 3, "{failures:?}");
    assert!(started.elapsed() <= Duration::from_secs(46));
    for text in failures.map(|failure| failure.to_string()) {
        assert!(!text.contains('{') && !text.contains("Error("), "{text}");
    }
}

#[rstest]
#[case(refusal(400, "Throttling", "Rate exceeded"), 10)]
#[case(refusal(500, "ServiceFailure", "oh"), 10)]
#[case(Reply::Broken(ConnectionReset), 10)]
#[case(Reply::Broken(ConnectionRefused), 1)]
#[case(refusal(403, "AccessDenied", "no"), 1)]
#[case(Reply::Silence, 3)]
#[tokio::test(start_paused = true)]
async fn reads_somebody_waits_for_are_tried_again_for_seconds(
    #[case] reply: Reply,
    #[case] at_most: usize,
) {
    let script = Script::new([reply.clone()]);
    let account = script.account().await;
    let started = Instant::now();
    account.mfa_devices(&alice()).await.unwrap_err();
    let broken = matches!(reply, Reply::Broken(_));
    assert!(started.elapsed() <= Duration::from_secs(if broken { 2 } else { 10 }));
    let tries = script.requests().len();
    assert!((at_most.min(2)..=at_most).contains(&tries), "{tries} tries");
}

#[rstest]
#[case(200, FailureKind::Unreadable)]
#[case(500, FailureKind::Service)]
#[tokio::test(start_paused = true)]
async fn an_overlong_answer_is_not_read_to_its_end_nor_requested_again(
    #[case] status: u16,
    #[case] kind: FailureKind,
) {
    let long = " ".repeat(17 * 1024 * 1024);
    let body = format!("<ListAccessKeysResponse>{long}</ListAccessKeysResponse>");
    let script = Script::new([Reply::Answer(status, body)]);
    let account = script.account().await;
    for lane in [Lane::Background, Lane::Interactive] {
        let failure = account.access_keys(lane, &alice()).await.unwrap_err();
        assert_eq!(failure.kind, kind);
        assert_eq!(failure.message.contains("longer"), status == 200, "{failure}");
    }
    assert_eq!(script.requests().len(), 2);
}

#[rstest]
#[case(refusal(400, "Throttling", "Rate exceeded"))]
#[case(refusal(400, "RequestThrottledException", "slow"))]
#[case(refusal(429, "TooManyRequests", "slow"))]
#[case(Reply::Answer(429, "slow down".into()))]
#[case(refusal(503, "SlowDown", "slow"))]
#[tokio::test(start_paused = true)]
async fn a_throttled_read_succeeds_in_the_end(
    #[case] throttled: Reply,
    #[values(Lane::Interactive, Lane::InView)] lane: Lane,
) {
    let script =
        Script::new([throttled.clone(), throttled.clone(), throttled, keys("Active", END)]);
    let account = script.account().await;
    assert!(account.access_keys(lane, &alice()).await.is_ok());
    assert_eq!(script.requests().len(), 4);
}

/// A name that is missing is read as an empty one, with which IAM means the caller.
#[tokio::test]
async fn a_user_without_a_name_is_nobodys() {
    let nameless = user("").replace("<UserName></UserName>", "");
    let listed = format!("{END}<Users>{nameless}</Users>");
    let listed = Script::new([success("ListUsers", &listed)]).account().await;
    assert_eq!(
        listed.users_page(Lane::Interactive, None).await.unwrap_err().kind,
        FailureKind::Unreadable
    );
    let inner = nameless.replace("<member>", "").replace("</member>", "");
    let told = Script::new([success("GetUser", &format!("<User>{inner}</User>"))]).account().await;
    let told = told.user(Lane::Interactive, &alice()).await;
    assert_eq!(told.unwrap_err().kind, FailureKind::Unreadable);
}

#[tokio::test]
async fn the_last_use_of_a_key_of_another_user_is_not_taken() {
    let answer = "<UserName>bob</UserName><AccessKeyLastUsed><Region>N/A</Region>\
                  <ServiceName>N/A</ServiceName></AccessKeyLastUsed>";
    let script = Script::new([success("GetAccessKeyLastUsed", answer)]);
    let account = script.account().await;
    let used = account.last_used_of(Lane::Background, &alice(), &key()).await;
    assert_eq!(used.unwrap_err().kind, FailureKind::Unreadable);
}

#[tokio::test]
async fn a_new_key_comes_with_its_secret_or_is_unreadable() {
    let answer = |secret: &str| {
        let key = format!(
            "<AccessKey><UserName>alice</UserName><AccessKeyId>{ID}</AccessKeyId>\
             <Status>Active</Status>{secret}</AccessKey>"
        );
        success("CreateAccessKey", &key)
    };
    let whole = Script::new([answer("<SecretAccessKey>wJalr/x</SecretAccessKey>")]).account().await;
    let new = whole.create_access_key(&alice()).await.unwrap();
    assert_eq!((new.key.id, new.key.status), (key(), Status::Active));
    assert_eq!(new.request_id.as_deref(), Some("request-1"));
    new.secret.read(|secret| assert_eq!(secret, "wJalr/x"));
    for without in [answer(""), success("CreateAccessKey", "")] {
        let account = Script::new([without]).account().await;
        let failure = account.create_access_key(&alice()).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::Unreadable);
        assert!(failure.outcome_unknown());
    }
}

#[tokio::test]
async fn a_new_key_whose_id_is_no_id_is_shown_and_signs_nothing() {
    let key = "<AccessKey><UserName>alice</UserName><AccessKeyId>AKIA&#10;X</AccessKeyId>\
               <Status>Active</Status><SecretAccessKey>s</SecretAccessKey></AccessKey>";
    let script = Script::new([success("CreateAccessKey", key)]);
    let account = script.account().await;
    let new = account.create_access_key(&alice()).await.unwrap();
    let failure = account.verify(&new).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Configuration);
    assert_eq!(script.requests().len(), 1);
}

#[tokio::test]
async fn a_new_key_of_another_user_is_refused() {
    let answer = |user: &str| {
        let key = format!(
            "<AccessKey><UserName>{user}</UserName><AccessKeyId>{ID}</AccessKeyId>\
             <Status>Active</Status><SecretAccessKey>wJalr/x</SecretAccessKey></AccessKey>"
        );
        success("CreateAccessKey", &key)
    };
    let account = Script::new([answer("Alice"), answer("mallory")]).account().await;
    assert_eq!(account.create_access_key(&alice()).await.unwrap().key.user, alice());
    let failure = account.create_access_key(&alice()).await.unwrap_err();
    assert!(failure.outcome_unknown() && failure.message.contains("another user"), "{failure}");
}

#[tokio::test]
async fn writes_say_what_they_mean() {
    let done = |operation: &str| {
        Reply::Answer(200, format!("<{operation}Response></{operation}Response>"))
    };
    let script = Script::new([
        keys("Inactive", END),
        done("DeleteAccessKey"),
        done("TagUser"),
        done("UpdateAccessKey"),
    ]);
    let account = script.account().await;
    let listing = account.access_keys(Lane::Interactive, &alice()).await.unwrap();
    let inactive = listing.inactive(&key()).unwrap();
    let deleted = account.delete_access_key(&inactive).await;
    assert_eq!(deleted, Ok(Some("request-1".to_owned())));
    let description = Description::parse("CI: build").unwrap().unwrap();
    account.tag(&alice(), &key(), &description).await.unwrap();
    account.set_status(&alice(), &key(), Status::Active).await.unwrap();
    let requests = script.requests();
    assert!(requests[1].contains("Action=DeleteAccessKey") && requests[1].contains(ID));
    assert!(requests[2].contains("Tags.member.1.Value=CI%3A%20build"));
    assert!(requests[3].contains("Status=Active"));
}

#[tokio::test]
async fn single_answers_are_read() {
    let used = |used: &str| {
        let last_used = format!("<AccessKeyLastUsed>{used}</AccessKeyLastUsed>");
        success("GetAccessKeyLastUsed", &format!("<UserName>alice</UserName>{last_used}"))
    };
    let script = Script::new([
        used("<Region>N/A</Region><ServiceName>N/A</ServiceName>"),
        used(
            "<Region>N/A</Region><ServiceName>iam</ServiceName>\
              <LastUsedDate>2026-01-02T03:04:05Z</LastUsedDate>",
        ),
        refusal(404, "NoSuchEntity", "Login Profile for User alice cannot be found."),
        success("ListAccountAliases", "<AccountAliases><member>acme</member></AccountAliases>"),
        success(
            "GetAccountSummary",
            "<SummaryMap><entry><key>AccountAccessKeysPresent</key><value>1</value></entry></SummaryMap>",
        ),
        success("GetCallerIdentity", "<Arn>arn:aws:iam::1:user/a</Arn><Account>1</Account>"),
    ]);
    let account = script.account().await;
    let never = account.last_used(Lane::Interactive, &key()).await.unwrap();
    assert_eq!((never.user, never.last_used), (Some(alice()), LastUsed::Never));
    let iam = account.last_used(Lane::Interactive, &key()).await.unwrap().last_used;
    assert!(matches!(iam, LastUsed::At { region: None, service: Some(name), .. } if name == "iam"));
    assert_eq!(account.console_access(&alice()).await, Ok(ConsoleAccess::Disabled));
    assert_eq!(account.alias().await, Ok(Some("acme".to_owned())));
    assert_eq!(account.summary().await.map(|summary| summary.root_access_keys), Ok(true));
    assert_eq!(account.caller().await.unwrap().label(), "a");
}

#[tokio::test]
async fn a_user_is_read_with_its_tags() {
    let tags = format!("<Tags><member><Key>{ID}</Key><Value>CI</Value></member></Tags>");
    let inner = user("alice").replace("<member>", "").replace("</member>", "");
    let script = Script::new([success("GetUser", &format!("<User>{inner}{tags}</User>"))]);
    let details = script.account().await.user(Lane::Interactive, &alice()).await.unwrap();
    assert_eq!(details.user.name, alice());
    assert_eq!(details.tags, [(ID.to_owned(), "CI".to_owned())]);
    let bob = UserName::from_iam("bob");
    let failure = script.account().await.user(Lane::Interactive, &bob).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unreadable);
    assert!(failure.message.contains("another user"), "{failure}");
}

#[rstest]
#[case(Some("localhost:5000"), None, "not a URL")]
#[case(None, Some("us east"), "not the name of a region")]
#[tokio::test]
async fn mistaken_options_are_named(
    #[case] endpoint_url: Option<&str>,
    #[case] region: Option<&str>,
    #[case] says: &str,
) {
    let transport = match region {
        // The region is checked after the files are read, which are this machine's.
        Some(_) => in_process(),
        None => Transport::Network,
    };
    let options = Options {
        region: region.map(str::to_owned),
        endpoint_url: endpoint_url.map(str::to_owned),
        ..Options::through(transport)
    };
    let failure = match connect(&options).await {
        Err(ConnectError::Failed(failure)) => failure,
        other => panic!("{other:?}"),
    };
    assert_eq!(failure.kind, FailureKind::Configuration);
    assert!(failure.message.contains(says) && failure.advice.is_some());
}

fn in_process() -> Transport {
    Transport::InProcess {
        http: aws_smithy_runtime_api::client::http::SharedHttpClient::new(Script::new([])),
        credentials: aws_credential_types::Credentials::new(ID, "secret", None, None, "test"),
    }
}

#[test]
fn calls_can_be_spawned() {
    fn assert_send<T: Send>(_: impl Fn(&'static Account) -> T) {}
    assert_send(|account| async { account.access_keys(Lane::Background, &alice()).await });
    assert_send(|account| async { account.create_access_key(&alice()).await });
}
