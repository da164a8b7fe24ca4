//! What IAM and STS answer when nothing goes wrong on the way.

use super::*;
use crate::demo::DemoKey;
use crate::domain::{AccessKeyId, LastUsed, Status};
use aws_sdk_iam::operation::RequestId as _;
use aws_sdk_iam::types::{StatusType, SummaryKeyType, Tag};
use aws_smithy_types::DateTime as AwsDateTime;
use aws_smithy_types::date_time::Format;
use chrono::TimeDelta;
use std::time::Duration;

const ADMIN_ARN: &str = "arn:aws:iam::123456789012:user/ops-admin";

fn tag(key: &str, value: &str) -> Tag {
    Tag::builder().key(key).value(value).build().unwrap()
}

#[tokio::test]
async fn users_come_page_by_page_and_each_once() {
    let account = account();
    let iam = iam(&account);
    let mut pages = iam.list_users().max_items(7).into_paginator().send();
    let mut names = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        assert!(page.users().len() <= 7);
        assert_eq!(page.is_truncated(), page.marker().is_some());
        names.extend(page.users().iter().map(|user| user.user_name().to_owned()));
    }
    assert_eq!(names, account.user_names());
    assert_eq!(account.requests().len(), names.len().div_ceil(7));
    assert_eq!(account.requests()[0].parameter("MaxItems"), Some("7"));
    assert_eq!(account.requests()[0].signed_by.as_ref(), Some(&account.keys_of("ops-admin")[0].id));
    assert!(!format!("{:?}", account.requests()).contains("Signature"));
}

#[tokio::test]
async fn a_user_is_described_with_dates_path_and_tags() {
    let mut odd = user("a+b=c,d.e@f-g_h", Policy::Nothing);
    odd.path = "/x/".to_owned();
    odd.password_last_used = Some(now() - TimeDelta::days(2));
    odd.tags = vec![("k".to_owned(), "<b>&\"'\u{1b}[31mé".to_owned())];
    let account = with([odd.clone()]);
    let answer = iam(&account).get_user().user_name(&odd.name).send().await.unwrap();
    assert!(answer.request_id().is_some_and(|id| id.len() == 36));
    let found = answer.user().unwrap();
    assert_eq!(found.arn(), "arn:aws:iam::123456789012:user/x/a+b=c,d.e@f-g_h");
    assert_eq!((found.user_name(), found.path()), (odd.name.as_str(), "/x/"));
    assert_eq!(found.tags()[0].value(), odd.tags[0].1);
    let moment = |at: &AwsDateTime| at.fmt(Format::DateTime).unwrap();
    assert_eq!(moment(found.create_date()), "2026-11-22T12:00:00Z");
    assert_eq!(found.password_last_used().map(moment).unwrap(), "2026-11-20T12:00:00Z");
}

#[tokio::test(start_paused = true)]
async fn a_key_is_created_deactivated_and_deleted() {
    let account = with([user("dana", Policy::Nothing)]);
    let iam = iam(&account);
    tokio::time::advance(Duration::from_secs(90)).await;
    let create = || iam.create_access_key().user_name("dana").send();
    let made = create().await.unwrap();
    let key = made.access_key().unwrap();
    let id = AccessKeyId::from_iam(key.access_key_id());
    assert_eq!(id.account_id().unwrap().as_str(), "123456789012");
    assert_eq!((key.secret_access_key().len(), key.status()), (40, &StatusType::Active));
    assert_eq!(account.keys_of("dana")[0].created, now() + TimeDelta::seconds(90));
    create().await.unwrap();
    assert_eq!(
        error(create().await),
        refused("LimitExceeded", 409, "Cannot exceed quota for AccessKeysPerUser: 2")
    );
    let update = iam.update_access_key().user_name("dana").access_key_id(id.as_str());
    update.status(StatusType::Inactive).send().await.unwrap();
    let listed = iam.list_access_keys().user_name("dana").send().await.unwrap();
    let listed: Vec<_> = listed.access_key_metadata().iter().map(|key| key.status()).collect();
    assert_eq!(listed, [Some(&StatusType::Inactive), Some(&StatusType::Active)]);
    let delete = || iam.delete_access_key().user_name("dana").access_key_id(id.as_str()).send();
    delete().await.unwrap();
    assert_eq!(account.keys_of("dana").len(), 1);
    let message = format!("The Access Key with id {id} cannot be found.");
    assert_eq!(error(delete().await), refused("NoSuchEntity", 404, &message));
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let account = with([user("dana", Policy::Nothing)]);
    let iam = iam(&account);
    assert_eq!(
        error(iam.list_access_keys().user_name("nobody").send().await),
        refused("NoSuchEntity", 404, "The user with name nobody cannot be found.")
    );
    assert_eq!(
        error(iam.get_login_profile().user_name("dana").send().await),
        refused("NoSuchEntity", 404, "Login Profile for User dana cannot be found.")
    );
    assert_eq!(error(iam.list_users().max_items(0).send().await).0, "ValidationError");
    assert_eq!(error(iam.list_users().marker("forged").send().await).0, "ValidationError");
    assert_eq!(
        error(iam.delete_user().user_name("dana").send().await),
        refused("InvalidAction", 400, "Could not find operation DeleteUser for version 2010-05-08")
    );
}

#[tokio::test]
async fn the_owner_of_a_key_is_found_and_a_foreign_key_is_denied() {
    let account = account();
    let iam = iam(&account);
    let last_used = |id: &str| iam.get_access_key_last_used().access_key_id(id).send();
    let found = last_used("AKIAIOSFODNN7EXAMPLE").await.unwrap();
    assert_eq!(found.user_name(), Some("alice"));
    let usage = found.access_key_last_used().unwrap();
    assert_eq!((usage.service_name(), usage.region()), ("s3", "us-east-1"));
    assert!(usage.last_used_date().is_some());
    let never = account.keys_of("print-server")[0].id.clone();
    let found = last_used(never.as_str()).await.unwrap();
    let usage = found.access_key_last_used().unwrap();
    assert_eq!((usage.service_name(), usage.region()), ("N/A", "N/A"));
    assert_eq!(usage.last_used_date(), None);
    let message = format!(
        "User: {ADMIN_ARN} is not authorized to perform iam:GetAccessKeyLastUsed on resource: \
         access key AKIATZ2X44NMCEQW46PL"
    );
    assert_eq!(
        error(last_used("AKIATZ2X44NMCEQW46PL").await),
        refused("AccessDenied", 403, &message)
    );
}

#[tokio::test]
async fn tags_are_kept_replaced_whatever_their_case_and_limited() {
    let account = with([user("dana", Policy::Nothing)]);
    let iam = iam(&account);
    let put =
        |key: &str, value: &str| iam.tag_user().user_name("dana").tags(tag(key, value)).send();
    put("Team", "a").await.unwrap();
    put("team", "b c/é").await.unwrap();
    assert_eq!(account.tags_of("dana"), [("team".to_owned(), "b c/é".to_owned())]);
    let listed = iam.list_user_tags().user_name("dana").send().await.unwrap();
    assert_eq!(listed.tags(), [tag("team", "b c/é")]);
    assert_eq!(error(put("team", "a,b").await).0, "ValidationError");
    assert_eq!(error(put("AWS:x", "y").await).0, "InvalidInput");
    let fill = (1..50).map(|n| tag(&format!("k{n}"), "")).collect();
    iam.tag_user().user_name("dana").set_tags(Some(fill)).send().await.unwrap();
    assert_eq!(
        error(put("one-more", "").await),
        refused("LimitExceeded", 409, "The number of tags has reached the maximum limit.")
    );
    iam.untag_user().user_name("dana").tag_keys("TEAM").tag_keys("k7").send().await.unwrap();
    assert_eq!(account.tags_of("dana").len(), 48);
}

#[tokio::test]
async fn console_mfa_alias_and_summary_are_answered() {
    let account = account();
    account.set_root_keys(1);
    let iam = iam(&account);
    let devices = iam.list_mfa_devices().user_name("alice").send().await.unwrap();
    assert_eq!(devices.mfa_devices()[0].serial_number(), "arn:aws:iam::123456789012:mfa/alice");
    let profile = iam.get_login_profile().user_name("alice").send().await.unwrap();
    assert_eq!(profile.login_profile().unwrap().user_name(), "alice");
    let aliases = iam.list_account_aliases().send().await.unwrap();
    assert_eq!(aliases.account_aliases(), ["acme-demo"]);
    let summary = iam.get_account_summary().send().await.unwrap();
    let value = |key: SummaryKeyType| summary.summary_map().and_then(|map| map.get(&key)).copied();
    assert_eq!(value(SummaryKeyType::Users), Some(60));
    assert_eq!(value(SummaryKeyType::AccessKeysPerUserQuota), Some(2));
    assert_eq!(value(SummaryKeyType::AccountAccessKeysPresent), Some(1));
}

#[tokio::test]
async fn the_signing_key_determines_the_caller() {
    let account = account();
    let alice = account.credentials_of("alice").unwrap();
    let identity = sts_as(&account, alice).get_caller_identity().send().await.unwrap();
    assert_eq!(identity.arn(), Some("arn:aws:iam::123456789012:user/engineering/alice"));
    assert_eq!(identity.account(), Some("123456789012"));
    let key = AccessKeyId::from_iam("AKIAIOSFODNN7EXAMPLE");
    let used = &account.keys_of("alice")[0].last_used;
    let LastUsed::At { service, region, .. } = used else { panic!("{used:?}") };
    assert_eq!((service.as_deref(), region.as_deref()), (Some("sts"), Some("eu-west-1")));

    assert!(account.set_status(&key, Status::Inactive));
    let sts = sts_as(&account, DemoAccount::credentials_with(&key));
    assert_eq!(
        error(sts.get_caller_identity().send().await),
        refused(
            "InvalidClientTokenId",
            403,
            "The security token included in the request is invalid."
        )
    );
    assert_eq!(account.credentials_of("alice"), None);
    let admin = sts_as(&account, account.credentials());
    let info = admin.get_access_key_info().access_key_id("AKIATZ2X44NMCEQW46PL").send().await;
    assert_eq!(info.unwrap().account(), Some("261640479576"));
}

#[tokio::test]
async fn a_session_can_lock_itself_out() {
    let account = account();
    let iam = iam(&account);
    let own = account.keys_of("ops-admin")[0].id.clone();
    let off = iam.update_access_key().access_key_id(own.as_str()).status(StatusType::Inactive);
    off.send().await.unwrap();
    assert_eq!(error(iam.list_users().send().await).0, "InvalidClientTokenId");
}

#[tokio::test]
async fn calls_without_a_name_are_about_the_caller_if_it_is_a_user() {
    let account = account();
    let own = iam(&account).get_user().send().await.unwrap();
    assert_eq!(own.user().unwrap().arn(), ADMIN_ARN);
    let role = iam_as(&account, DemoAccount::role_credentials());
    assert_eq!(
        error(role.list_access_keys().send().await),
        refused(
            "ValidationError",
            400,
            "Must specify userName when calling with non-User credentials"
        )
    );
    assert!(role.list_access_keys().user_name("alice").send().await.is_ok());
}

#[tokio::test]
async fn policies_are_enforced() {
    let key = |n: u32| DemoKey::new(&format!("AKIAIOSFODNN{n}EXAMPLE"), now());
    let holder = |name: &str, policy, n| {
        let mut holder = user(name, policy);
        holder.keys.push(key(n));
        holder
    };
    let account = with([
        holder("own", Policy::OwnKeys, 1),
        holder("reader", Policy::ReadOnly, 2),
        holder("none", Policy::Nothing, 3),
    ]);
    let iam = |name: &str| iam_as(&account, account.credentials_of(name).unwrap());
    let own = iam("own");
    assert_eq!(
        error(own.list_users().send().await),
        refused(
            "AccessDenied",
            403,
            "User: arn:aws:iam::123456789012:user/own is not authorized to perform: iam:ListUsers \
             on resource: arn:aws:iam::123456789012:user/ because no identity-based policy allows \
             the iam:ListUsers action"
        )
    );
    assert!(own.create_access_key().send().await.is_ok());
    assert!(own.tag_user().user_name("own").tags(tag("k", "v")).send().await.is_ok());
    let foreign = own.list_access_keys().user_name("reader").send().await;
    assert_eq!(error(foreign).0, "AccessDenied");
    assert_eq!(error(own.untag_user().user_name("own").tag_keys("k").send().await).1, 403);
    assert!(iam("reader").list_users().send().await.is_ok());
    assert_eq!(error(iam("reader").create_access_key().send().await).1, 403);
    assert_eq!(error(iam("none").get_user().send().await).0, "AccessDenied");
}
