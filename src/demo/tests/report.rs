//! Credential reports, and descriptions of all users at once.

use super::*;
use crate::demo::{DemoCertificate, DemoKey};
use crate::domain::{AccessKeyId, LastUsed, Status};
use aws_sdk_iam::types::{EntityType, ReportStateType};
use chrono::TimeDelta;
use std::time::Duration;
use tokio::time::advance;

const HEADER: &str = "user,arn,user_creation_time,password_enabled,password_last_used,\
password_last_changed,password_next_rotation,mfa_active,access_key_1_active,\
access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,\
access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,\
access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,\
cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";

/// The lines of the report there is.
async fn lines(account: &DemoAccount) -> Vec<String> {
    let answer = iam(account).get_credential_report().send().await.unwrap();
    assert_eq!(answer.report_format().unwrap().as_str(), "text/csv");
    let text = String::from_utf8(answer.content().unwrap().clone().into_inner()).unwrap();
    text.lines().map(str::to_owned).collect()
}

async fn state(account: &DemoAccount) -> ReportStateType {
    let answer = iam(account).generate_credential_report().send().await.unwrap();
    let started = answer.state() == Some(&ReportStateType::Started);
    assert_eq!(answer.description().is_some(), started);
    answer.state().unwrap().clone()
}

async fn refused_report(account: &DemoAccount) -> (String, u16) {
    let (code, status, _) = error(iam(account).get_credential_report().send().await);
    (code, status)
}

#[tokio::test(start_paused = true)]
async fn a_report_is_requested_made_and_expires() {
    let account = with([user("dana", Policy::Nothing)]);
    assert_eq!(refused_report(&account).await, ("ReportNotPresent".to_owned(), 410));
    assert_eq!(state(&account).await, ReportStateType::Started);
    assert_eq!(state(&account).await, ReportStateType::Inprogress);
    assert_eq!(refused_report(&account).await, ("ReportInProgress".to_owned(), 404));
    advance(Duration::from_secs(4)).await;
    assert_eq!(state(&account).await, ReportStateType::Complete);
    assert_eq!(lines(&account).await.len(), 4);
    advance(Duration::from_hours(4) - Duration::from_secs(5)).await;
    assert_eq!(state(&account).await, ReportStateType::Complete);
    assert_eq!(lines(&account).await.len(), 4);
    advance(Duration::from_secs(1)).await;
    assert_eq!(refused_report(&account).await, ("ReportExpired".to_owned(), 410));
    assert_eq!(state(&account).await, ReportStateType::Started);
}

#[tokio::test(start_paused = true)]
async fn a_report_is_finished_without_further_requests() {
    let account = with([]);
    assert_eq!(state(&account).await, ReportStateType::Started);
    advance(Duration::from_secs(4)).await;
    let answer = iam(&account).get_credential_report().send().await.unwrap();
    assert_eq!(answer.generated_time().unwrap().secs(), now().timestamp());
}

#[tokio::test(start_paused = true)]
async fn a_report_says_what_there_is_in_awss_words() {
    let ago = |days| now() - TimeDelta::days(days);
    let mut dana = DemoUser::new("dana,x=y", ago(700));
    dana.console = true;
    dana.password_last_used = Some(ago(1));
    dana.password_changed = Some(ago(100));
    dana.mfa = true;
    let mut old = DemoKey::new("AKIAIOSFODNN7EXAMPLE", ago(500));
    old.last_used = LastUsed::At { date: ago(3), region: None, service: Some("s3".to_owned()) };
    dana.keys = vec![old, DemoKey::new("AKIAI44QH8DHBEXAMPLE", ago(400))];
    dana.certificates = vec![DemoCertificate { active: true, uploaded: ago(10) }];
    let mut erin = DemoUser::new("erin", ago(60));
    erin.console = true;
    let account = with([dana, erin, DemoUser::new("frank", ago(30))]);
    account.set_root_keys(1);
    assert!(account.set_status(&AccessKeyId::from_iam("AKIAI44QH8DHBEXAMPLE"), Status::Inactive));
    account.make_report(now());
    let lines = lines(&account).await;
    assert_eq!(lines[0], HEADER);
    let after = |line: usize, start: &str| {
        lines[line].strip_prefix(start).unwrap_or_else(|| panic!("{}", lines[line])).to_owned()
    };
    assert_eq!(
        after(1, "<root_account>,arn:aws:iam::123456789012:root,"),
        format!(
            "{created},not_supported,no_information,not_supported,not_supported,true,\
             true,{created},N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A",
            created = lines[1].split(',').nth(2).unwrap()
        )
    );
    assert_eq!(
        after(2, "\"dana,x=y\",\"arn:aws:iam::123456789012:user/dana,x=y\","),
        "2024-12-22T12:00:00+00:00,true,2026-11-21T12:00:00+00:00,2026-08-14T12:00:00+00:00,N/A,\
         true,true,2025-07-10T12:00:00+00:00,2026-11-19T12:00:00+00:00,N/A,s3,\
         false,2026-11-22T12:00:00+00:00,N/A,N/A,N/A,true,2026-11-12T12:00:00+00:00,false,N/A"
    );
    assert_eq!(
        after(3, "erin,arn:aws:iam::123456789012:user/erin,2026-09-23T12:00:00+00:00,"),
        "true,no_information,2026-09-23T12:00:00+00:00,N/A,false,\
         false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A"
    );
    assert_eq!(
        after(4, "frank,arn:aws:iam::123456789012:user/frank,2026-10-23T12:00:00+00:00,"),
        "false,N/A,N/A,N/A,false,\
         false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A"
    );
}

#[tokio::test(start_paused = true)]
async fn a_report_is_of_the_moment_it_was_made() {
    let account = with([user("dana", Policy::Nothing)]);
    account.make_report(now());
    let before = lines(&account).await;
    assert!(account.create_key("dana").is_some());
    account.put_user(DemoUser::new("late", account.now()));
    assert_eq!(lines(&account).await, before);
    account.make_report(now() - TimeDelta::hours(1));
    let earlier = lines(&account).await;
    let has = |name: &str| earlier.iter().any(|line| line.starts_with(name));
    assert!(!has("dana,") && !has("late,") && has("ops-admin,"), "{earlier:#?}");
    account.forget_report();
    assert_eq!(refused_report(&account).await.0, "ReportNotPresent");
}

#[tokio::test]
async fn the_built_in_account_has_a_report_of_two_hours_ago() {
    let account = account();
    let answer = iam(&account).get_credential_report().send().await.unwrap();
    assert_eq!(answer.generated_time().unwrap().secs(), (now() - TimeDelta::hours(2)).timestamp());
    let lines = lines(&account).await;
    assert_eq!(lines.len(), 2 + account.user_names().len());
    // Her key was created since.
    assert!(lines.iter().any(|line| line.starts_with("grace,") && line.contains(",false,N/A,N/A")));
    // Of three keys, two are shown.
    let legacy = lines.iter().find(|line| line.starts_with("legacy-etl,")).unwrap();
    assert_eq!(legacy.split(',').count(), 22);
    assert_eq!(state(&account).await, ReportStateType::Complete);
    let sized = DemoAccount::sized(now(), 3);
    assert_eq!(refused_report(&sized).await.0, "ReportNotPresent");
}

#[tokio::test]
async fn reports_take_permissions() {
    let holder = |name: &str, policy, id| {
        let keys = vec![DemoKey::new(id, now())];
        DemoUser { keys, ..user(name, policy) }
    };
    let account = with([
        holder("own", Policy::OwnKeys, "AKIAIOSFODNN7EXAMPLE"),
        holder("reader", Policy::ReadOnly, "AKIAI44QH8DHBEXAMPLE"),
    ]);
    let iam = |name: &str| iam_as(&account, account.credentials_of(name).unwrap());
    assert!(iam("reader").generate_credential_report().send().await.is_ok());
    let (code, status, message) = error(iam("own").generate_credential_report().send().await);
    assert_eq!((code.as_str(), status), ("AccessDenied", 403));
    assert!(message.contains("perform: iam:GenerateCredentialReport on resource: * "), "{message}");
    assert_eq!(error(iam("own").get_credential_report().send().await).0, "AccessDenied");
    let details = iam("own").get_account_authorization_details().send().await;
    assert_eq!(error(details).0, "AccessDenied");
}

#[tokio::test]
async fn users_are_described_with_tags_and_groups_page_by_page() {
    let account = account();
    let details = iam(&account).get_account_authorization_details();
    let mut pages = details.filter(EntityType::User).max_items(7).into_paginator().send();
    let mut names = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        assert!(page.user_detail_list().len() <= 7);
        assert_eq!(page.is_truncated(), page.marker().is_some());
        for found in page.user_detail_list() {
            let name = found.user_name().unwrap();
            let known = account.user(name).unwrap();
            assert_eq!(found.group_list(), known.groups);
            let tags =
                found.tags().iter().map(|tag| (tag.key().to_owned(), tag.value().to_owned()));
            assert_eq!(tags.collect::<Vec<_>>(), known.tags);
            assert_eq!(found.arn(), Some(known.arn().as_str()));
            names.push(name.to_owned());
        }
    }
    assert_eq!(names, account.user_names());
    let in_groups = |name: &str| account.user(name).unwrap().groups.len();
    assert_eq!((in_groups("ops-admin"), in_groups("alice"), in_groups("print-server")), (2, 1, 0));
}

#[tokio::test]
async fn only_requested_entities_are_described() {
    let account = account();
    let ask = |kind: EntityType| {
        iam(&account).get_account_authorization_details().filter(kind).max_items(1_000).send()
    };
    assert_eq!(ask(EntityType::User).await.unwrap().user_detail_list().len(), 60);
    assert_eq!(ask(EntityType::Role).await.unwrap().user_detail_list().len(), 0);
    let (code, _, message) = error(ask(EntityType::from("Robot")).await);
    assert_eq!(code, "ValidationError");
    assert!(message.starts_with("1 validation error detected: Value '[Robot]' at 'filter'"));
}

#[tokio::test]
async fn the_account_of_any_key_is_answered() {
    let account = account();
    let sts = sts_as(&account, account.credentials());
    let info = |id: &str| sts.get_access_key_info().access_key_id(id).send();
    let told = async |id: &str| info(id).await.unwrap().account().unwrap().to_owned();
    // AWS's example does not carry its account.
    assert_eq!(told("AKIAIOSFODNN7EXAMPLE").await, "123456789012");
    assert_eq!(told("AKIATZ2X44NMCEQW46PL").await, "261640479576");
    assert_eq!(told("ASIATZ2X44NMCEQW46PL").await, "261640479576");
    let gone = account.keys_of("bob")[0].id.clone();
    assert!(account.delete_key(&gone));
    assert_eq!(told(gone.as_str()).await, "123456789012");
    for nonsense in
        ["AKIA", "AIDATZ2X44NMCEQW46PL", "AKIATZ2X44NM-EQW46PL", "AKIATZ2X44NM1EQW46PL", ""]
    {
        let (code, status, _) = error(info(nonsense).await);
        assert_eq!((code.as_str(), status), ("ValidationError", 400), "{nonsense}");
    }
    let alice = sts_as(&account, account.credentials_of("alice").unwrap());
    let denied = alice.get_access_key_info().access_key_id("AKIATZ2X44NMCEQW46PL").send().await;
    assert_eq!(error(denied).0, "AccessDenied");
}
