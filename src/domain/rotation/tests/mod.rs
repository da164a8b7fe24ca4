//! The rows of the table, one by one.

mod properties;

use super::RotationStage as Stage;
use super::*;
use crate::domain::access_key::LastUsed;
use chrono::TimeDelta;
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
        used: UseEvidence::Known(LastUsed::Never),
        hints: KeyHints::default(),
        this_session: KeyHints::default(),
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
        let used = UseEvidence::Known(LastUsed::At { date, region: None, service });
        Self { used, ..self }
    }

    fn evidence(self, used: UseEvidence) -> Self {
        Self { used, ..self }
    }

    fn verified(mut self, days: i64) -> Self {
        self.hints.verified = Some(ago(days));
        self
    }

    fn secret_lost(mut self, days: i64) -> Self {
        self.hints.secret_lost = Some(ago(days));
        self
    }

    fn held_by(mut self, profile: &str) -> Self {
        self.profiles.push(profile.to_owned());
        self
    }

    fn deactivated(mut self, days: i64) -> Self {
        self.hints.deactivated = Some(ago(days));
        self
    }
}

fn on(name: &str, age: i64) -> RotationKey {
    key(name, "Active", age)
}

fn off(name: &str, age: i64) -> RotationKey {
    key(name, "Inactive", age)
}

fn case(keys: Vec<RotationKey>) -> RotationCase {
    RotationCase {
        keys,
        now: now(),
        quiet_days: 7,
        max_age_days: 90,
        limit: 2,
        chosen_old: None,
        own_calls: Vec::new(),
    }
}

/// Stage and step in few words: `Delete Delete OLD`.
fn row(case: &RotationCase) -> String {
    let guidance = case.guidance();
    let step = match guidance.step {
        RotationStep::Deactivate(id) => format!("Deactivate {id}"),
        RotationStep::Delete(id) => format!("Delete {id}"),
        RotationStep::FreeSlot(id) => format!("FreeSlot {id}"),
        RotationStep::ChooseOld(id) => {
            format!("ChooseOld {}", id.map_or("?".into(), |id| id.to_string()))
        }
        RotationStep::WaitUntil(at) => format!("Wait {}", (at - now()).num_days()),
        RotationStep::Decide(id) => format!("Decide {id}"),
        RotationStep::ReadUse(id) => format!("Read {id}"),
        other => format!("{other:?}"),
    };
    format!("{:?}: {step}", guidance.stage)
}

#[rstest]
#[case::none(vec![], "NoKeys: Nothing")]
#[case::one_young(vec![on("ONE", 90)], "NotDue: Nothing")]
#[case::one_due(vec![on("ONE", 91)], "Create: Create")]
#[case::one_of_the_future(vec![on("ONE", -3)], "NotDue: Nothing")]
#[case::one_unknown_status(vec![key("ONE", "Rested", 400)], "Create: Create")]
#[case::one_off_and_idle(vec![off("ONE", 400).used(300)], "Delete: Delete ONE")]
#[case::one_expired(vec![key("ONE", "Expired", 400)], "Delete: Delete ONE")]
#[case::one_off_lately(vec![off("ONE", 400).used(300).deactivated(2)], "WaitAgain: Wait 5")]
#[case::one_off_unknown(vec![off("ONE", 400).evidence(UseEvidence::Denied)], "CannotTell: Decide ONE")]
#[case::both_off(vec![off("OLD", 400), off("NEW", 40).used(3)], "SlotsTaken: FreeSlot OLD")]
#[case::both_off_lately(vec![off("OLD", 400).used(5), off("NEW", 40).used(3)], "WaitAgain: Wait 2")]
#[case::leftover(vec![off("OLD", 900).used(420), on("NEW", 400).used(0)], "Delete: Delete OLD")]
#[case::just_off(vec![off("OLD", 900).used(1), on("NEW", 20).used(0)], "WaitAgain: Wait 6")]
#[case::off_says_the_journal(vec![off("OLD", 900).used(40).deactivated(3), on("NEW", 20)], "WaitAgain: Wait 4")]
#[case::newer_off(vec![on("OLD", 400).used(0), off("NEW", 30)], "SlotsTaken: FreeSlot NEW")]
#[case::newer_off_lately(vec![on("OLD", 400).used(0), off("NEW", 30).used(1)], "SlotsTaken: Wait 6")]
#[case::newer_off_unknown(vec![on("OLD", 400), off("NEW", 30).evidence(UseEvidence::Failed)], "CannotTell: Decide NEW")]
#[case::created(vec![on("OLD", 400).used(0), on("NEW", 1)], "Update: UpdateApplications")]
#[case::verified(vec![on("OLD", 400).used(0), on("NEW", 1).verified(1)], "Update: UpdateApplications")]
#[case::abandoned(vec![on("OLD", 400).used(0), on("NEW", 91)], "SlotsTaken: FreeSlot NEW")]
#[case::both_idle(vec![on("OLD", 1_598).used(1_100), on("NEW", 30)], "SlotsTaken: FreeSlot NEW")]
#[case::both_used(vec![on("OLD", 89).used(4), on("NEW", 2).used(0)], "WhichIsOld: ChooseOld OLD")]
#[case::same_age(vec![on("ONE", 89).used(40), on("TWO", 89).used(0)], "WhichIsOld: ChooseOld ?")]
#[case::moved(vec![on("OLD", 400).used(9), on("NEW", 20).used(0)], "Deactivate: Deactivate OLD")]
#[case::moved_by_word(vec![on("OLD", 400).used(9), on("NEW", 1).verified(1)], "Deactivate: Deactivate OLD")]
#[case::unproven(vec![on("OLD", 400).used(9), on("NEW", 1)], "Update: UpdateApplications")]
#[case::used_in_the_future(vec![on("OLD", 400).used(-1), on("NEW", 20).verified(1)], "Update: UpdateApplications")]
#[case::used_before_created(vec![on("OLD", 400).used(500), on("NEW", 20).used(0)], "Deactivate: Deactivate OLD")]
#[case::old_denied(vec![on("OLD", 400).evidence(UseEvidence::Denied), on("NEW", 20)], "CannotTell: Decide OLD")]
#[case::old_unread(vec![on("OLD", 400).evidence(UseEvidence::Unread), on("NEW", 20)], "CannotTell: Read OLD")]
#[case::new_denied(vec![on("OLD", 400), on("NEW", 20).evidence(UseEvidence::Denied)], "CannotTell: Decide NEW")]
#[case::new_denied_verified(
    vec![on("OLD", 400), on("NEW", 20).evidence(UseEvidence::Denied).verified(20)],
    "Deactivate: Deactivate OLD"
)]
#[case::lost(vec![on("OLD", 400).used(0), on("NEW", 1).secret_lost(1)], "SlotsTaken: FreeSlot NEW")]
#[case::lost_and_off(
    vec![on("OLD", 400).used(0), off("NEW", 1).secret_lost(1).deactivated(0)],
    "SlotsTaken: FreeSlot NEW"
)]
#[case::lost_and_verified(
    vec![on("OLD", 400).used(0), on("NEW", 1).secret_lost(1).verified(1)],
    "Update: UpdateApplications"
)]
#[case::lost_and_found(
    vec![on("OLD", 400).used(0), on("NEW", 1).secret_lost(1).held_by("prod")],
    "Update: UpdateApplications"
)]
#[case::lost_and_used(
    vec![on("OLD", 400).used(9), on("NEW", 1).secret_lost(1).used(0)],
    "Deactivate: Deactivate OLD"
)]
#[case::three_on(vec![on("A", 400), on("B", 300), on("C", 200)], "WhichIsOld: ChooseOld A")]
#[case::one_on_of_three(
    vec![on("A", 2_190).used(0), off("B", 2_100).used(1_800), off("C", 1_702)],
    "SlotsTaken: FreeSlot B"
)]
fn rows(#[case] keys: Vec<RotationKey>, #[case] expected: &str) {
    assert_eq!(row(&case(keys)), expected);
}

#[test]
fn what_the_person_says_is_old_is() {
    let mut case = case(vec![on("OLD", 89).used(4), on("NEW", 2).used(0)]);
    case.chosen_old = Some(id("OLD"));
    assert_eq!(row(&case), "Quiet: Wait 3");
    case.chosen_old = Some(id("NEW"));
    assert_eq!(row(&case), "Quiet: Wait 7");
    // A key that is gone is no choice.
    case.chosen_old = Some(id("GONE"));
    assert_eq!(row(&case), "WhichIsOld: ChooseOld OLD");
    case.quiet_days = 3;
    assert_eq!(row(&case), "Deactivate: Deactivate OLD");
}

#[test]
fn of_three_keys_the_newest_other_one_is_the_new_one() {
    let mut case = case(vec![on("C", 2).used(0), on("A", 400).used(40), on("B", 300).used(2)]);
    case.chosen_old = Some(id("A"));
    let guidance = case.guidance();
    assert_eq!((guidance.old, guidance.new), (Some(id("A")), Some(id("C"))));
    assert_eq!(row(&case), "Deactivate: Deactivate A");
}

#[test]
fn one_that_is_off_can_be_the_old_one_beside_a_newer_one() {
    let mut case = case(vec![on("A", 400).used(0), off("B", 30)]);
    case.chosen_old = Some(id("B"));
    assert_eq!(row(&case), "Delete: Delete B");
    case.chosen_old = Some(id("A"));
    assert_eq!(row(&case), "SlotsTaken: FreeSlot B");
}

#[test]
fn akias_own_calls_are_no_use_and_hide_an_earlier_one() {
    let old = on("OLD", 400).used_by("iam", now() - TimeDelta::minutes(3));
    let new = on("NEW", 1).used_by("sts", ago(1)).verified(1);
    let mut case = case(vec![old, new]);
    assert_eq!(row(&case), "Update: UpdateApplications", "somebody else's use of iam is a use");
    let from = now() - TimeDelta::minutes(10);
    case.own_calls = vec![OwnCalls { key: id("OLD"), from, until: None }];
    assert!(case.keys.iter().all(|key| case.is_own_call(key)));
    assert_eq!(row(&case), "Quiet: Wait 6");
    let against = case.against(Touch::Deactivate, &id("OLD")).join(" ");
    assert!(against.contains("IAM does not show any more"), "{against}");
    assert!(against.contains("only signed akia's own calls"), "{against}");
    // What was used for something else, or before the session, is not its own.
    case.keys[0] = on("OLD", 400).used_by("s3", now());
    assert!(!case.is_own_call(&case.keys[0]));
    case.keys[0] = on("OLD", 400).used_by("iam", ago(1));
    assert!(!case.is_own_call(&case.keys[0]));
}

#[test]
fn what_this_machine_uses_is_moved_first() {
    let old = RotationKey {
        profiles: vec!["staging".to_owned(), "prod".to_owned()],
        signs_session: true,
        ..on("OLD", 400).used(30)
    };
    let mut case = case(vec![old, on("NEW", 20).used(0)]);
    assert_eq!(row(&case), "Update: UpdateProfile(\"prod\")");
    case.keys[0].profiles.clear();
    assert_eq!(row(&case), "Update: MoveSession");
    case.keys[0].signs_session = false;
    assert_eq!(row(&case), "Deactivate: Deactivate OLD");
}

#[test]
fn where_only_one_key_is_allowed_there_is_no_second() {
    let mut case = case(vec![on("ONE", 400)]);
    case.limit = 1;
    assert_eq!(row(&case), "NoSlot: Nothing");
    assert_eq!(case.guidance().stage.number(), None);
}

#[test]
fn a_key_listed_twice_counts_once_as_the_entry_that_may_sign() {
    let case = case(vec![off("ONE", 400), on("ONE", 400)]);
    assert_eq!(row(&case), "Create: Create");
    assert_eq!(case.guidance().stage, Stage::Create);
}

#[test]
fn the_only_key_that_may_sign_is_missed() {
    let case = case(vec![on("ONE", 400).used(0)]);
    let against = case.against(Touch::Delete, &id("ONE"));
    assert_eq!(against.len(), 3, "{against:?}");
    assert!(case.against(Touch::Delete, &id("GONE")).is_empty());
}

#[test]
fn a_quiet_key_beside_one_in_use_has_nothing_against_it() {
    let case = case(vec![on("OLD", 400).used(9), on("NEW", 20).used(0)]);
    assert_eq!(case.against(Touch::Deactivate, &id("OLD")), [""; 0]);
}

#[test]
fn what_an_earlier_session_may_have_done_is_no_applications_use_for_certain() {
    let an_hour = now() - TimeDelta::hours(1);
    let new = RotationKey { signs_session: true, ..on("NEW", 1).verified(1) };
    let mut case = case(vec![on("OLD", 400).used_by("iam", an_hour), new]);
    assert_eq!(row(&case), "Quiet: Wait 6");
    let why = case.why(&case.guidance());
    assert!(why.contains("may have been akia's own in an earlier session"), "{why}");
    let against = case.against(Touch::Deactivate, &id("OLD")).join(" ");
    assert!(against.contains("perhaps by akia in an earlier session"), "{against}");
    // Both by such calls: nothing is to be asked.
    case.keys[1] = RotationKey { used: case.keys[0].used.clone(), ..case.keys[1].clone() };
    assert_eq!(row(&case), "Quiet: Wait 6");
    case.keys[1].signs_session = false;
    assert_eq!(
        row(&case),
        "WhichIsOld: ChooseOld OLD",
        "of another machine's keys nothing is known"
    );
}

#[test]
fn the_older_key_that_stays_by_choice_is_named() {
    let mut case = case(vec![on("OLD", 400).used(0), on("NEW", 20).used(2)]);
    case.chosen_old = Some(id("NEW"));
    let why = case.why(&case.guidance());
    assert!(
        why.contains("the older one, 400 days old, stays") && !why.contains("new key"),
        "{why}"
    );
    let against = |case: &RotationCase| case.against(Touch::Deactivate, &id("NEW")).join(" ");
    assert!(against(&case).contains("the older one, 400 days old, would stay"));
    case.chosen_old = Some(id("OLD"));
    assert!(!case.why(&case.guidance()).contains("stays"));
    assert!(!against(&case).contains("would stay"));
}

#[test]
fn what_is_off_already_has_stopped_and_cannot_be_activated_once_deleted() {
    let case = case(vec![off("OLD", 400).used(1), on("NEW", 20).used(0)]);
    let against = case.against(Touch::Delete, &id("OLD")).join(" ");
    assert!(!against.contains("stops"), "{against}");
    assert!(against.contains("cannot be activated again"), "{against}");
}

#[test]
fn a_key_switched_on_again_waits_from_then_and_says_so() {
    let mut old = on("OLD", 400).used(30);
    (old.hints.deactivated, old.hints.activated) = (Some(ago(3)), Some(ago(2)));
    let case = case(vec![old, on("NEW", 20).used(0)]);
    assert_eq!(row(&case), "Quiet: Wait 5");
    let why = case.why(&case.guidance());
    assert!(why.contains("switched on again 2 days ago"), "{why}");
}

#[test]
fn a_key_that_was_never_used_tells_nothing_of_where() {
    let case = case(vec![on("OLD", 400), on("NEW", 1)]);
    let why = case.why(&case.guidance());
    assert!(!why.contains("tells which") && why.contains("IAM shows no use"), "{why}");
}

#[rstest]
#[case::lone_off(vec![off("ONE", 400).used(300)], &[])]
#[case::created(vec![on("OLD", 400).used(0), on("NEW", 1)], &[1])]
#[case::moved(vec![on("OLD", 400).used(9), on("NEW", 20).used(0)], &[1, 2, 3])]
#[case::verified_only(vec![on("OLD", 400).used(9), on("NEW", 20).verified(1)], &[1, 3])]
#[case::switched_off_in_haste(vec![off("OLD", 400).used(3).deactivated(2), on("NEW", 20).used(0)], &[1, 2, 4])]
#[case::by_the_book(vec![off("OLD", 400).used(30).deactivated(9), on("NEW", 20).used(0)], &[1, 2, 3, 4, 5])]
#[case::off_since_nobody_knows(vec![off("OLD", 400).used(30), on("NEW", 20)], &[1, 4])]
fn only_what_the_evidence_shows_is_ticked(#[case] keys: Vec<RotationKey>, #[case] done: &[u8]) {
    let case = case(keys);
    assert_eq!(case.steps_shown_done(&case.guidance()), done);
}
