//! What the clients see when something goes wrong on the way.

use super::*;
use crate::demo::Fault;
use crate::domain::{LastUsed, Status};
use aws_sdk_iam::config::timeout::TimeoutConfig;
use std::time::Duration;
use tokio::time::{Instant, advance, timeout};

fn dana() -> DemoAccount {
    with([user("dana", Policy::Nothing)])
}

async fn listed(iam: &aws_sdk_iam::Client, user: &str) -> usize {
    let answer = iam.list_access_keys().user_name(user).send().await.unwrap();
    answer.access_key_metadata().len()
}

#[tokio::test(start_paused = true)]
async fn a_dropped_create_leaves_a_key_and_a_refused_one_does_not() {
    let account = dana();
    let iam = iam(&account);
    account.faults().inject("CreateAccessKey", 1, Fault::Refuse);
    account.faults().inject("CreateAccessKey", 1, Fault::DropAnswer);
    for keys in 0..2 {
        let error = iam.create_access_key().user_name("dana").send().await.unwrap_err();
        let SdkError::DispatchFailure(failure) = &error else { panic!("{error:?}") };
        assert!(failure.is_io());
        assert_eq!(account.keys_of("dana").len(), keys);
    }
}

#[tokio::test(start_paused = true)]
async fn some_answers_never_come() {
    let account = dana();
    let iam = iam(&account);
    for carried_out in [false, true] {
        account.faults().inject("CreateAccessKey", 1, Fault::Hang { carried_out });
        let create = iam.create_access_key().user_name("dana").send();
        assert!(timeout(Duration::from_hours(1), create).await.is_err());
        assert_eq!(account.keys_of("dana").len(), usize::from(carried_out));
    }
}

#[tokio::test(start_paused = true)]
async fn the_timeouts_of_the_client_are_kept() {
    let account = dana();
    account.faults().inject_always("*", Fault::Hang { carried_out: true });
    let patience = TimeoutConfig::builder().read_timeout(Duration::from_secs(4)).build();
    let config = iam(&account).config().to_builder().timeout_config(patience).build();
    let begun = Instant::now();
    let error = aws_sdk_iam::Client::from_conf(config).list_users().send().await.unwrap_err();
    let SdkError::DispatchFailure(failure) = &error else { panic!("{error:?}") };
    assert!(failure.is_timeout());
    assert_eq!(begun.elapsed().as_secs(), 4);
}

#[tokio::test(start_paused = true)]
async fn latency_is_waited_out_and_a_call_given_up_half_way_is_carried_out() {
    let account = dana();
    let iam = iam(&account);
    account.faults().set_latency(Duration::from_secs(2));
    let begun = Instant::now();
    assert_eq!(listed(&iam, "dana").await, 0);
    assert_eq!(begun.elapsed().as_secs(), 2);
    let create = iam.create_access_key().user_name("dana").send();
    assert!(timeout(Duration::from_millis(1_500), create).await.is_err());
    assert_eq!(account.keys_of("dana").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn lists_lag_behind_writes() {
    let account = dana();
    let iam = iam(&account);
    account.faults().set_lag(Duration::from_secs(10));
    iam.create_access_key().user_name("dana").send().await.unwrap();
    advance(Duration::from_secs(4)).await;
    iam.create_access_key().user_name("dana").send().await.unwrap();
    assert_eq!(listed(&iam, "dana").await, 0);
    advance(Duration::from_secs(7)).await;
    assert_eq!(listed(&iam, "dana").await, 1);
    advance(Duration::from_secs(4)).await;
    assert_eq!(listed(&iam, "dana").await, 2);
}

#[tokio::test(start_paused = true)]
async fn new_keys_are_refused_for_a_while() {
    let account = dana();
    account.faults().refuse_new_keys_for(Duration::from_secs(8));
    let key = account.create_key("dana").unwrap();
    let sts = sts_as(&account, DemoAccount::credentials_with(&key));
    let identity = || sts.get_caller_identity().send();
    assert_eq!(error(identity().await).0, "InvalidClientTokenId");
    advance(Duration::from_secs(8)).await;
    assert!(identity().await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_deactivated_key_signs_for_a_while_and_an_activated_one_not_at_once() {
    let account = dana();
    let key = account.create_key("dana").unwrap();
    account.faults().revoke_after(Duration::from_secs(3));
    let sts = sts_as(&account, DemoAccount::credentials_with(&key));
    let accepted = async || sts.get_caller_identity().send().await.is_ok();
    assert!(account.set_status(&key, Status::Inactive));
    advance(Duration::from_secs(2)).await;
    assert!(accepted().await);
    advance(Duration::from_secs(1)).await;
    assert!(!accepted().await);
    assert!(account.set_status(&key, Status::Active));
    advance(Duration::from_secs(2)).await;
    assert!(!accepted().await);
    advance(Duration::from_secs(1)).await;
    assert!(accepted().await);

    // Each change takes its time by itself.
    assert!(account.set_status(&key, Status::Inactive));
    advance(Duration::from_secs(1)).await;
    assert!(account.delete_key(&key));
    advance(Duration::from_secs(1)).await;
    assert!(accepted().await);
    advance(Duration::from_secs(1)).await;
    assert!(!accepted().await);
}

#[tokio::test(start_paused = true)]
async fn the_first_calls_of_a_new_key_are_uses_of_it_and_refused_calls_are_not() {
    let account = dana();
    account.faults().refuse_new_keys_for(Duration::from_secs(8));
    let key = account.create_key("dana").unwrap();
    let sts = sts_as(&account, DemoAccount::credentials_with(&key));
    let used = || account.keys_of("dana")[0].last_used.clone();
    assert!(sts.get_caller_identity().send().await.is_err());
    assert_eq!(used(), LastUsed::Never);
    advance(Duration::from_secs(8)).await;
    assert!(sts.get_caller_identity().send().await.is_ok());
    assert_eq!(used().date(), Some(account.now()));
    assert!(matches!(used(), LastUsed::At { service: Some(sts), .. } if sts == "sts"));
}

#[tokio::test(start_paused = true)]
async fn too_many_calls_are_throttled() {
    let account = dana();
    let iam = iam(&account);
    account.faults().throttle(1.0, 1);
    assert_eq!(listed(&iam, "dana").await, 0);
    assert_eq!(
        error(iam.list_access_keys().user_name("dana").send().await),
        refused("Throttling", 400, "Rate exceeded")
    );
    advance(Duration::from_secs(1)).await;
    assert_eq!(listed(&iam, "dana").await, 0);
}

#[tokio::test]
async fn sessions_expire_services_fail_and_policies_deny() {
    let account = dana();
    let iam = iam(&account);
    let message = "An internal failure occurred";
    let failure = Fault::Error { code: "ServiceFailure", status: 500, message };
    account.faults().inject("GetUser", 1, failure);
    account.faults().inject("GetUser", 1, Fault::Deny);
    let get = || iam.get_user().user_name("dana").send();
    assert_eq!(error(get().await), refused("ServiceFailure", 500, message));
    assert_eq!(error(get().await).0, "AccessDenied");
    assert!(get().await.is_ok());
    account.faults().set_expired(true);
    assert_eq!(
        error(get().await),
        refused("ExpiredToken", 403, "The security token included in the request is expired")
    );
}

#[tokio::test]
async fn an_answer_cut_short_reads_as_a_shorter_list() {
    let account = account();
    account.faults().inject("ListUsers", 1, Fault::CutShort);
    let page = iam(&account).list_users().send().await.unwrap();
    assert!(!page.users().is_empty() && page.users().len() < account.user_names().len());
    assert!(!page.is_truncated());
}

#[tokio::test]
async fn a_captive_portal_is_not_iam() {
    let account = dana();
    account.faults().inject("*", 1, Fault::CaptivePortal);
    let error = iam(&account).list_users().send().await.unwrap_err();
    assert!(matches!(error, SdkError::ResponseError(_) | SdkError::ServiceError(_)), "{error:?}");
    assert_eq!(error.code(), None);
}

#[tokio::test]
async fn lists_can_end_wrongly() {
    let account = account();
    let iam = iam(&account);
    account.faults().inject("ListUsers", 1, Fault::NoMarker);
    let page = iam.list_users().max_items(5).send().await.unwrap();
    assert_eq!((page.is_truncated(), page.marker()), (true, None));
    account.faults().inject_always("ListUsers", Fault::SameMarker);
    let first = iam.list_users().max_items(5).send().await.unwrap();
    let second = iam.list_users().max_items(5).set_marker(first.marker.clone()).send().await;
    let second = second.unwrap();
    assert_eq!((second.is_truncated(), second.marker()), (true, first.marker()));
}

#[tokio::test]
async fn an_external_change_can_come_between_two_reads() {
    let account = account();
    let iam = iam(&account);
    let key = account.keys_of("alice")[1].id.clone();
    account.after("ListAccessKeys", 2, move |account| {
        assert!(account.set_status(&key, Status::Active));
    });
    for status in [Status::Inactive, Status::Active] {
        assert_eq!(listed(&iam, "alice").await, 2);
        assert_eq!(account.keys_of("alice")[1].status, status);
    }
}

#[tokio::test]
async fn users_come_and_go() {
    let account = dana();
    let iam = iam(&account);
    let key = account.create_key("dana").unwrap();
    assert!(account.delete_user("dana"));
    assert_eq!(error(iam.get_user().user_name("dana").send().await).0, "NoSuchEntity");
    let owner = iam.get_access_key_last_used().access_key_id(key.as_str()).send().await;
    assert_eq!(error(owner).0, "AccessDenied");
    account.put_user(user("erin", Policy::Nothing));
    assert_eq!(account.user_names(), ["erin", "ops-admin"]);
    let key = account.create_key("erin").unwrap();
    assert!(account.delete_key(&key) && !account.delete_key(&key));
}

#[tokio::test]
async fn hostile_names_and_tags_arrive_as_they_are() {
    let mut hostile = user("\u{1b}]52;c;ZXZpbA==\u{7}<&>", Policy::Nothing);
    hostile.tags.push(("\u{202e}k".to_owned(), "\r\n\u{9b}31m".to_owned()));
    let account = with([hostile.clone()]);
    let iam = iam(&account);
    let users = iam.list_users().send().await.unwrap();
    assert_eq!(users.users()[0].user_name(), hostile.name);
    let tags = iam.list_user_tags().user_name(&hostile.name).send().await.unwrap();
    assert_eq!(tags.tags()[0].value(), hostile.tags[0].1);
}

#[tokio::test]
async fn large_accounts_are_made_and_paged() {
    let account = DemoAccount::sized(now(), 2_500);
    let iam = iam(&account);
    let pages = iam.list_users().max_items(1_000).into_paginator().items().send();
    assert_eq!(pages.collect::<Vec<_>>().await.len(), 2_501);
    assert_eq!(account.requests().len(), 3);
}
