//! For any keys, evidence and clock there is a recommendation, and none that may break something.

use super::super::*;
use crate::domain::access_key::{LastUsed, Status};
use crate::domain::key_id::AccessKeyId;
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

fn now() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

/// A moment: mostly near, sometimes in the future or at the ends of time.
fn moment() -> impl Strategy<Value = DateTime<Utc>> {
    prop_oneof![
        8 => (-60_i64..900 * 24).prop_map(|hours| now() - TimeDelta::hours(hours)),
        2 => (-20_i64..20).prop_map(|minutes| now() - TimeDelta::minutes(minutes)),
        1 => Just(DateTime::<Utc>::MIN_UTC),
        1 => Just(DateTime::<Utc>::MAX_UTC),
    ]
}

fn used() -> impl Strategy<Value = LastUseEvidence> {
    let service = prop::sample::select(&[None, Some("s3"), Some("iam"), Some("sts")][..]);
    prop_oneof![
        1 => Just(LastUseEvidence::Unread),
        1 => Just(LastUseEvidence::Denied),
        1 => Just(LastUseEvidence::Failed),
        3 => Just(LastUseEvidence::Known(LastUsed::Never)),
        8 => (moment(), service).prop_map(|(date, service)| {
            LastUseEvidence::Known(LastUsed::At { date, region: None, service: service.map(str::to_owned) })
        }),
    ]
}

fn history() -> impl Strategy<Value = KeyHistory> {
    let maybe = || prop::option::weighted(0.2, moment());
    (maybe(), maybe(), maybe(), maybe(), maybe()).prop_map(
        |(created, verified, activated, deactivated, secret_lost)| KeyHistory {
            created,
            verified,
            activated,
            deactivated,
            secret_lost,
        },
    )
}

/// Boxed: four of them side by side are too much for a test's stack.
fn key(number: usize) -> BoxedStrategy<RotationKey> {
    let words: &[&str] = &["Active", "Active", "Inactive", "Expired", "Rested"];
    let status = prop::sample::select(words).prop_map(Status::from_iam);
    let profiles = prop_oneof![4 => Just(vec![]), 1 => Just(vec!["prod".to_owned()])];
    let created = prop::option::weighted(0.9, moment());
    (status, created, used(), (history(), history()), profiles, prop::bool::weighted(0.15))
        .prop_map(move |(status, created, last_use, histories, profiles, signs_session)| {
            RotationKey {
                id: AccessKeyId::from_iam(&format!("AKIA{number:016}")),
                status,
                created,
                last_use,
                journal: histories.0,
                this_session: histories.1,
                profiles,
                signs_session,
            }
        })
        .boxed()
}

fn own_calls() -> impl Strategy<Value = Vec<OwnCalls>> {
    let calls =
        (0_usize..4, moment(), prop::option::of(moment())).prop_map(|(number, from, until)| {
            OwnCalls { key: AccessKeyId::from_iam(&format!("AKIA{number:016}")), from, until }
        });
    prop::collection::vec(calls, 0..3)
}

fn snapshot() -> impl Strategy<Value = RotationSnapshot> {
    let keys = (key(0), key(1), key(2), key(3), 0_usize..=4)
        .prop_map(|(a, b, c, d, count)| [a, b, c, d].into_iter().take(count).collect::<Vec<_>>());
    let chosen = prop::option::weighted(0.3, 0_usize..5);
    (keys, 0_u32..100, 0_u32..400, 0_usize..5, chosen, own_calls()).prop_map(
        |(keys, idle_days, max_age_days, limit, chosen, own_calls)| RotationSnapshot {
            keys,
            now: now(),
            idle_days,
            max_age_days,
            limit,
            chosen_old: chosen.map(|number| AccessKeyId::from_iam(&format!("AKIA{number:016}"))),
            own_calls,
        },
    )
}

/// Computed from IAM's dates alone, independently of the code under test.
fn used_within_the_idle_time(snapshot: &RotationSnapshot, key: &RotationKey) -> bool {
    let LastUseEvidence::Known(used) = &key.last_use else { return true };
    used.date().is_some_and(|date| is_within_the_idle_time(snapshot, date))
}

fn is_secret_lost(key: &RotationKey) -> bool {
    key.journal.secret_lost.is_some()
        && key.this_session.created.is_none()
        && key.profiles.is_empty()
        && key.last_use == LastUseEvidence::Known(LastUsed::Never)
        && !ever_signed(key)
}

fn changed_within_the_idle_time(snapshot: &RotationSnapshot, key: &RotationKey) -> bool {
    let known = [&key.journal, &key.this_session];
    let changed = known.into_iter().flat_map(|did| [did.activated, did.deactivated]);
    changed.flatten().any(|date| is_within_the_idle_time(snapshot, date))
}

fn is_within_the_idle_time(snapshot: &RotationSnapshot, date: DateTime<Utc>) -> bool {
    let idle_time = TimeDelta::days(i64::from(snapshot.idle_days));
    // Seconds, which cannot overflow at the ends of time.
    snapshot.now.timestamp() - date.timestamp() < idle_time.num_seconds()
}

fn ever_signed(key: &RotationKey) -> bool {
    matches!(key.last_use, LastUseEvidence::Known(LastUsed::At { .. }))
        || key.journal.verified.is_some()
        || key.this_session.verified.is_some()
        || key.signs_session
}

/// Tries the same cases each time, so that the result does not depend on chance;
/// `PROPTEST_RNG_SEED=NUMBER` tries others.
fn config() -> ProptestConfig {
    let rng_seed = match ProptestConfig::default().rng_seed {
        RngSeed::Random => RngSeed::Fixed(4),
        chosen @ RngSeed::Fixed(_) => chosen,
    };
    ProptestConfig { cases: 2_000, failure_persistence: None, rng_seed, ..Default::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_recommendation_may_break_something(snapshot in snapshot()) {
        let recommendation = snapshot.recommendation();
        let find = |id: &AccessKeyId| snapshot.keys.iter().find(|key| key.id == *id).unwrap();
        let change = recommendation.key_action().map(|(_, id)| find(id));
        if let Some(key) = change {
            prop_assert!(!used_within_the_idle_time(&snapshot, key), "{recommendation:?}");
            let settled = !changed_within_the_idle_time(&snapshot, key) || is_secret_lost(key);
            prop_assert!(settled, "{recommendation:?}");
            let mut signing = snapshot.keys.iter().filter(|k| k.status.may_sign() && k.id != key.id);
            if key.status.may_sign() {
                prop_assert!(signing.next().is_some(), "the only key that may sign: {recommendation:?}");
            }
        }
        match &recommendation {
            Recommendation::Delete { old, .. } => {
                prop_assert!(!find(old).status.may_sign(), "{recommendation:?}");
            }
            Recommendation::Deactivate { old, new } => {
                prop_assert!(!find(old).signs_session && find(old).profiles.is_empty());
                prop_assert!(find(new).status.may_sign() && ever_signed(find(new)), "{recommendation:?}");
            }
            Recommendation::FreeSlot { key, action, .. } if find(key).status.may_sign() => {
                prop_assert!(!ever_signed(find(key)), "{recommendation:?}");
                prop_assert_eq!(*action, KeyAction::Deactivate);
            }
            Recommendation::WaitUntilIdle { until, .. }
            | Recommendation::WaitBeforeDelete { until, .. }
            | Recommendation::WaitToFreeSlot { until, .. } => prop_assert!(*until > snapshot.now),
            Recommendation::CreateKey { .. } => prop_assert!(snapshot.keys.len() < snapshot.limit),
            _ => {}
        }
    }

    #[test]
    fn between_two_keys_in_use_the_person_chooses(snapshot in snapshot()) {
        let service = |key: &RotationKey| match &key.last_use {
            LastUseEvidence::Known(LastUsed::At { service, .. }) => service.clone(),
            _ => None,
        };
        let in_use = |key: &&RotationKey| {
            key.status.may_sign()
                && service(key).as_deref() == Some("s3")
                && used_within_the_idle_time(&snapshot, key)
        };
        let is_listed = |id: &AccessKeyId| snapshot.keys.iter().any(|key| key.id == *id);
        if snapshot.keys.iter().filter(in_use).count() > 1 && !snapshot.chosen_old.as_ref().is_some_and(is_listed) {
            let is_asked = matches!(snapshot.recommendation(), Recommendation::ChooseOld { .. });
            prop_assert!(is_asked);
        }
    }

    #[test]
    fn every_case_is_described_whatever_the_order_of_the_list(
        snapshot in snapshot(),
        order in any::<prop::sample::Index>(),
    ) {
        let recommendation = snapshot.recommendation();
        prop_assert!(!snapshot.describe(&recommendation).is_empty() && !recommendation.title().is_empty());
        let mut turned = snapshot.clone();
        if !turned.keys.is_empty() {
            let middle = order.index(turned.keys.len());
            turned.keys.rotate_left(middle);
            turned.keys.reverse();
        }
        prop_assert_eq!(&turned.recommendation(), &recommendation);
        for key in &snapshot.keys {
            for action in [KeyAction::Deactivate, KeyAction::Delete] {
                let warnings = snapshot.warnings(&recommendation, action, &key.id);
                prop_assert_eq!(warnings, turned.warnings(&recommendation, action, &key.id));
            }
        }
        let (old, new) = (recommendation.old_key(), recommendation.new_key());
        for id in [old, new].into_iter().flatten() {
            prop_assert!(snapshot.keys.iter().any(|key| key.id == *id));
        }
        prop_assert!(old.is_none() || old != new);
    }

    #[test]
    fn changes_against_the_recommendation_have_warnings(snapshot in snapshot()) {
        let recommendation = snapshot.recommendation();
        for key in snapshot.keys.iter().filter(|key| key.status.may_sign()) {
            let others = snapshot.keys.iter().any(|k| k.status.may_sign() && k.id != key.id);
            let risky = used_within_the_idle_time(&snapshot, key) || !others || key.signs_session;
            let warnings = snapshot.warnings(&recommendation, KeyAction::Deactivate, &key.id);
            prop_assert!(!risky || !warnings.is_empty(), "{key:?}");
            prop_assert!(!snapshot.warnings(&recommendation, KeyAction::Delete, &key.id).is_empty());
        }
        if let Recommendation::Deactivate { old, .. } = &recommendation {
            let unsure = ["not known", "never used", "may not be read", "stops working"];
            for reason in snapshot.warnings(&recommendation, KeyAction::Deactivate, old) {
                prop_assert!(unsure.iter().all(|word| !reason.contains(word)), "{reason}");
            }
        }
    }
}
