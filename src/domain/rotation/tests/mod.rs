//! The rows of the decision table, one by one.

mod properties;

use super::*;
use crate::domain::access_key::{LastUsed, Status};
use crate::domain::key_id::AccessKeyId;
use chrono::{DateTime, TimeDelta, Utc};
use rstest::rstest;

fn now() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

fn ago(days: i64) -> DateTime<Utc> {
    now() - TimeDelta::days(days)
}

fn id(name: &str) -> AccessKeyId {
    AccessKeyId::from_iam(name)
}

/// A key of this age in days, never used.
fn key(name: &str, status: &str, age: i64) -> RotationKey {
    RotationKey {
        id: id(name),
        status: Status::from_iam(status),
        created: Some(ago(age)),
        last_use: LastUseEvidence::Known(LastUsed::Never),
        journal: KeyHistory::default(),
        this_session: KeyHistory::default(),
        profiles: Vec::new(),
        signs_session: false,
    }
}

impl RotationKey {
    fn used(self, days: i64) -> Self {
        self.used_by("s3", ago(days))
    }

    fn used_by(self, service: &str, date: DateTime<Utc>) -> Self {
        let service = Some(service.to_owned());
        let used = LastUseEvidence::Known(LastUsed::At { date, region: None, service });
        Self { last_use: used, ..self }
    }

    fn evidence(self, last_use: LastUseEvidence) -> Self {
        Self { last_use, ..self }
    }

    fn verified(mut self, days: i64) -> Self {
        self.journal.verified = Some(ago(days));
        self
    }

    fn secret_lost(mut self, days: i64) -> Self {
        self.journal.secret_lost = Some(ago(days));
        self
    }

    fn held_by(mut self, profile: &str) -> Self {
        self.profiles.push(profile.to_owned());
        self
    }

    fn deactivated_ago(mut self, days: i64) -> Self {
        self.journal.deactivated = Some(ago(days));
        self
    }
}

fn active(name: &str, age: i64) -> RotationKey {
    key(name, "Active", age)
}

fn inactive(name: &str, age: i64) -> RotationKey {
    key(name, "Inactive", age)
}

fn snapshot(keys: Vec<RotationKey>) -> RotationSnapshot {
    RotationSnapshot {
        keys,
        now: now(),
        idle_days: 7,
        max_age_days: 90,
        limit: 2,
        chosen_old: None,
        own_calls: Vec::new(),
    }
}

/// The recommendation in few words: `Delete OLD`.
fn row(snapshot: &RotationSnapshot) -> String {
    let name = |recommendation: &Recommendation| {
        let debug = format!("{recommendation:?}");
        debug.split_whitespace().next().unwrap_or_default().to_owned()
    };
    let recommendation = snapshot.recommendation();
    let about = match &recommendation {
        Recommendation::Deactivate { old, .. } | Recommendation::Delete { old, .. } => {
            old.to_string()
        }
        Recommendation::FreeSlot { key, .. }
        | Recommendation::Decide { key, .. }
        | Recommendation::ReadLastUse { key, .. } => key.to_string(),
        Recommendation::ChooseOld { oldest } => {
            oldest.as_ref().map_or("?".to_owned(), ToString::to_string)
        }
        Recommendation::WaitUntilIdle { until, .. }
        | Recommendation::WaitBeforeDelete { until, .. }
        | Recommendation::WaitToFreeSlot { until, .. } => (*until - now()).num_days().to_string(),
        Recommendation::UpdateProfile { profile, .. } => profile.clone(),
        _ => String::new(),
    };
    format!("{} {about}", name(&recommendation)).trim_end().to_owned()
}

fn warnings(snapshot: &RotationSnapshot, action: KeyAction, name: &str) -> Vec<String> {
    snapshot.warnings(&snapshot.recommendation(), action, &id(name))
}

fn description(snapshot: &RotationSnapshot) -> String {
    snapshot.describe(&snapshot.recommendation())
}

#[rstest]
#[case::none(vec![], "NoKeys")]
#[case::one_young(vec![active("ONE", 90)], "NotDue")]
#[case::one_due(vec![active("ONE", 91)], "CreateKey")]
#[case::one_of_the_future(vec![active("ONE", -3)], "NotDue")]
#[case::one_unknown_status(vec![key("ONE", "Rested", 400)], "CreateKey")]
#[case::one_inactive_and_idle(vec![inactive("ONE", 400).used(300)], "Delete ONE")]
#[case::one_expired(vec![key("ONE", "Expired", 400)], "Delete ONE")]
#[case::one_deactivated_lately(vec![inactive("ONE", 400).used(300).deactivated_ago(2)], "WaitBeforeDelete 5")]
#[case::one_inactive_unknown(vec![inactive("ONE", 400).evidence(LastUseEvidence::Denied)], "Decide ONE")]
#[case::both_inactive(vec![inactive("OLD", 400), inactive("NEW", 40).used(3)], "FreeSlot OLD")]
#[case::both_deactivated_lately(vec![inactive("OLD", 400).used(5), inactive("NEW", 40).used(3)], "WaitBeforeDelete 2")]
#[case::leftover(vec![inactive("OLD", 900).used(420), active("NEW", 400).used(0)], "Delete OLD")]
#[case::just_deactivated(vec![inactive("OLD", 900).used(1), active("NEW", 20).used(0)], "WaitBeforeDelete 6")]
#[case::deactivated_by_the_journal(vec![inactive("OLD", 900).used(40).deactivated_ago(3), active("NEW", 20)], "WaitBeforeDelete 4")]
#[case::newer_inactive(vec![active("OLD", 400).used(0), inactive("NEW", 30)], "FreeSlot NEW")]
#[case::newer_used_lately(vec![active("OLD", 400).used(0), inactive("NEW", 30).used(1)], "WaitToFreeSlot 6")]
#[case::newer_inactive_unknown(vec![active("OLD", 400), inactive("NEW", 30).evidence(LastUseEvidence::Failed)], "Decide NEW")]
#[case::created(vec![active("OLD", 400).used(0), active("NEW", 1)], "UpdateApplications")]
#[case::verified(vec![active("OLD", 400).used(0), active("NEW", 1).verified(1)], "UpdateApplications")]
#[case::abandoned(vec![active("OLD", 400).used(0), active("NEW", 91)], "FreeSlot NEW")]
#[case::both_idle(vec![active("OLD", 1_598).used(1_100), active("NEW", 30)], "FreeSlot NEW")]
#[case::both_used(vec![active("OLD", 89).used(4), active("NEW", 2).used(0)], "ChooseOld OLD")]
#[case::same_age(vec![active("ONE", 89).used(40), active("TWO", 89).used(0)], "ChooseOld ?")]
#[case::moved(vec![active("OLD", 400).used(9), active("NEW", 20).used(0)], "Deactivate OLD")]
#[case::moved_and_verified(vec![active("OLD", 400).used(9), active("NEW", 1).verified(1)], "Deactivate OLD")]
#[case::unproven(vec![active("OLD", 400).used(9), active("NEW", 1)], "UpdateApplications")]
#[case::used_in_the_future(vec![active("OLD", 400).used(-1), active("NEW", 20).verified(1)], "UpdateApplications")]
#[case::used_before_created(vec![active("OLD", 400).used(500), active("NEW", 20).used(0)], "Deactivate OLD")]
#[case::old_denied(vec![active("OLD", 400).evidence(LastUseEvidence::Denied), active("NEW", 20)], "Decide OLD")]
#[case::old_unread(vec![active("OLD", 400).evidence(LastUseEvidence::Unread), active("NEW", 20)], "ReadLastUse OLD")]
#[case::new_denied(vec![active("OLD", 400), active("NEW", 20).evidence(LastUseEvidence::Denied)], "Decide NEW")]
#[case::new_denied_verified(
    vec![active("OLD", 400), active("NEW", 20).evidence(LastUseEvidence::Denied).verified(20)],
    "Deactivate OLD"
)]
#[case::lost(vec![active("OLD", 400).used(0), active("NEW", 1).secret_lost(1)], "FreeSlot NEW")]
#[case::lost_and_inactive(
    vec![active("OLD", 400).used(0), inactive("NEW", 1).secret_lost(1).deactivated_ago(0)],
    "FreeSlot NEW"
)]
#[case::lost_and_verified(
    vec![active("OLD", 400).used(0), active("NEW", 1).secret_lost(1).verified(1)],
    "UpdateApplications"
)]
#[case::lost_and_found(
    vec![active("OLD", 400).used(0), active("NEW", 1).secret_lost(1).held_by("prod")],
    "UpdateApplications"
)]
#[case::lost_and_used(
    vec![active("OLD", 400).used(9), active("NEW", 1).secret_lost(1).used(0)],
    "Deactivate OLD"
)]
#[case::three_active(vec![active("A", 400), active("B", 300), active("C", 200)], "ChooseOld A")]
#[case::one_active_of_three(
    vec![active("A", 2_190).used(0), inactive("B", 2_100).used(1_800), inactive("C", 1_702)],
    "FreeSlot B"
)]
fn rows(#[case] keys: Vec<RotationKey>, #[case] expected: &str) {
    assert_eq!(row(&snapshot(keys)), expected);
}

#[test]
fn the_persons_choice_decides_which_key_is_old() {
    let mut snapshot = snapshot(vec![active("OLD", 89).used(4), active("NEW", 2).used(0)]);
    snapshot.chosen_old = Some(id("OLD"));
    assert_eq!(row(&snapshot), "WaitUntilIdle 3");
    snapshot.chosen_old = Some(id("NEW"));
    assert_eq!(row(&snapshot), "WaitUntilIdle 7");
    // A key that is gone is no choice.
    snapshot.chosen_old = Some(id("GONE"));
    assert_eq!(row(&snapshot), "ChooseOld OLD");
    snapshot.idle_days = 3;
    assert_eq!(row(&snapshot), "Deactivate OLD");
}

#[test]
fn of_three_keys_the_newest_other_one_is_the_new_one() {
    let mut snapshot =
        snapshot(vec![active("C", 2).used(0), active("A", 400).used(40), active("B", 300).used(2)]);
    snapshot.chosen_old = Some(id("A"));
    let recommendation = snapshot.recommendation();
    assert_eq!(recommendation.old_key(), Some(&id("A")));
    assert_eq!(recommendation.new_key(), Some(&id("C")));
    assert_eq!(row(&snapshot), "Deactivate A");
}

#[test]
fn an_inactive_key_can_be_chosen_as_the_old_one() {
    let mut snapshot = snapshot(vec![active("A", 400).used(0), inactive("B", 30)]);
    snapshot.chosen_old = Some(id("B"));
    assert_eq!(row(&snapshot), "Delete B");
    snapshot.chosen_old = Some(id("A"));
    assert_eq!(row(&snapshot), "FreeSlot B");
}

#[test]
fn akias_own_calls_are_no_use_but_may_hide_one() {
    let old = active("OLD", 400).used_by("iam", now() - TimeDelta::minutes(3));
    let new = active("NEW", 1).used_by("sts", ago(1)).verified(1);
    let mut snapshot = snapshot(vec![old, new]);
    assert_eq!(row(&snapshot), "UpdateApplications", "somebody else's use of iam is a use");
    let from = now() - TimeDelta::minutes(10);
    snapshot.own_calls = vec![OwnCalls { key: id("OLD"), from, until: None }];
    assert!(snapshot.keys.iter().all(|key| snapshot.is_own_call(key)));
    assert_eq!(row(&snapshot), "WaitUntilIdle 6");
    let warned = warnings(&snapshot, KeyAction::Deactivate, "OLD").join(" ");
    assert!(warned.contains("IAM does not show any more"), "{warned}");
    assert!(warned.contains("only signed akia's own calls"), "{warned}");
    // What was used for something else, or before the session, is not its own.
    snapshot.keys[0] = active("OLD", 400).used_by("s3", now());
    assert!(!snapshot.is_own_call(&snapshot.keys[0]));
    snapshot.keys[0] = active("OLD", 400).used_by("iam", ago(1));
    assert!(!snapshot.is_own_call(&snapshot.keys[0]));
}

#[test]
fn profiles_and_session_are_moved_first() {
    let old = RotationKey {
        profiles: vec!["staging".to_owned(), "prod".to_owned()],
        signs_session: true,
        ..active("OLD", 400).used(30)
    };
    let mut snapshot = snapshot(vec![old, active("NEW", 20).used(0)]);
    assert_eq!(row(&snapshot), "UpdateProfile prod");
    snapshot.keys[0].profiles.clear();
    assert_eq!(row(&snapshot), "MoveSession");
    snapshot.keys[0].signs_session = false;
    assert_eq!(row(&snapshot), "Deactivate OLD");
}

#[test]
fn no_second_key_is_created_where_one_is_the_limit() {
    let mut snapshot = snapshot(vec![active("ONE", 400)]);
    snapshot.limit = 1;
    assert_eq!(row(&snapshot), "NoFreeSlot");
    assert_eq!(snapshot.recommendation().step_number(), None);
}

#[test]
fn a_key_listed_twice_counts_once_as_the_entry_that_may_sign() {
    let snapshot = snapshot(vec![inactive("ONE", 400), active("ONE", 400)]);
    assert_eq!(row(&snapshot), "CreateKey");
    assert_eq!(snapshot.recommendation().step_number(), Some(1));
}

#[test]
fn removing_the_only_active_key_has_warnings() {
    let snapshot = snapshot(vec![active("ONE", 400).used(0)]);
    let warned = warnings(&snapshot, KeyAction::Delete, "ONE");
    assert_eq!(warned.len(), 3, "{warned:?}");
    assert!(warnings(&snapshot, KeyAction::Delete, "GONE").is_empty());
}

#[test]
fn an_idle_key_beside_one_in_use_has_no_warnings() {
    let snapshot = snapshot(vec![active("OLD", 400).used(9), active("NEW", 20).used(0)]);
    assert_eq!(warnings(&snapshot, KeyAction::Deactivate, "OLD"), [""; 0]);
}

#[test]
fn a_use_that_may_be_an_earlier_sessions_asks_for_no_application() {
    let an_hour = now() - TimeDelta::hours(1);
    let new = RotationKey { signs_session: true, ..active("NEW", 1).verified(1) };
    let mut snapshot = snapshot(vec![active("OLD", 400).used_by("iam", an_hour), new]);
    assert_eq!(row(&snapshot), "WaitUntilIdle 6");
    let why = description(&snapshot);
    assert!(why.contains("may have been akia's own in an earlier session"), "{why}");
    let warned = warnings(&snapshot, KeyAction::Deactivate, "OLD").join(" ");
    assert!(warned.contains("perhaps by akia in an earlier session"), "{warned}");
    // Both by such calls: nothing is to be asked.
    snapshot.keys[1] =
        RotationKey { last_use: snapshot.keys[0].last_use.clone(), ..snapshot.keys[1].clone() };
    assert_eq!(row(&snapshot), "WaitUntilIdle 6");
    snapshot.keys[1].signs_session = false;
    assert_eq!(row(&snapshot), "ChooseOld OLD", "of another machine's keys nothing is known");
}

#[test]
fn the_older_key_that_stays_by_choice_is_named() {
    let mut snapshot = snapshot(vec![active("OLD", 400).used(0), active("NEW", 20).used(2)]);
    snapshot.chosen_old = Some(id("NEW"));
    let why = description(&snapshot);
    assert!(
        why.contains("the older one, 400 days old, stays") && !why.contains("new key"),
        "{why}"
    );
    let warned =
        |snapshot: &RotationSnapshot| warnings(snapshot, KeyAction::Deactivate, "NEW").join(" ");
    assert!(warned(&snapshot).contains("the older one, 400 days old, would stay"));
    snapshot.chosen_old = Some(id("OLD"));
    assert!(!description(&snapshot).contains("stays"));
    assert!(!warned(&snapshot).contains("would stay"));
}

#[test]
fn warnings_about_deleting_an_inactive_key() {
    let snapshot = snapshot(vec![inactive("OLD", 400).used(1), active("NEW", 20).used(0)]);
    let warned = warnings(&snapshot, KeyAction::Delete, "OLD").join(" ");
    assert!(!warned.contains("stops"), "{warned}");
    assert!(warned.contains("cannot be activated again"), "{warned}");
}

#[test]
fn a_key_activated_again_is_idle_from_then() {
    let mut old = active("OLD", 400).used(30);
    (old.journal.deactivated, old.journal.activated) = (Some(ago(3)), Some(ago(2)));
    let snapshot = snapshot(vec![old, active("NEW", 20).used(0)]);
    assert_eq!(row(&snapshot), "WaitUntilIdle 5");
    let why = description(&snapshot);
    assert!(why.contains("switched on again 2 days ago"), "{why}");
}

#[test]
fn a_key_that_was_never_used_has_no_place_of_use() {
    let snapshot = snapshot(vec![active("OLD", 400), active("NEW", 1)]);
    let why = description(&snapshot);
    assert!(!why.contains("tells which") && why.contains("IAM shows no use"), "{why}");
}

#[rstest]
#[case::only_inactive(vec![inactive("ONE", 400).used(300)], &[])]
#[case::created(vec![active("OLD", 400).used(0), active("NEW", 1)], &[1])]
#[case::moved(vec![active("OLD", 400).used(9), active("NEW", 20).used(0)], &[1, 2, 3])]
#[case::verified_only(vec![active("OLD", 400).used(9), active("NEW", 20).verified(1)], &[1, 3])]
#[case::deactivated_in_haste(vec![inactive("OLD", 400).used(3).deactivated_ago(2), active("NEW", 20).used(0)], &[1, 2, 4])]
#[case::by_the_book(vec![inactive("OLD", 400).used(30).deactivated_ago(9), active("NEW", 20).used(0)], &[1, 2, 3, 4, 5])]
#[case::inactive_since_unknown(vec![inactive("OLD", 400).used(30), active("NEW", 20)], &[1, 4])]
fn only_steps_that_the_evidence_shows_are_completed(
    #[case] keys: Vec<RotationKey>,
    #[case] done: &[u8],
) {
    let snapshot = snapshot(keys);
    assert_eq!(snapshot.completed_steps(&snapshot.recommendation()), done);
}
