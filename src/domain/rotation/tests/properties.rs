//! Whatever the keys, the evidence and the clock: the table answers, and never recommends what may
//! break something.

use super::super::*;
use crate::domain::access_key::LastUsed;
use chrono::TimeDelta;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

fn now() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

/// A moment: mostly near, also of the future, and as far away as dates go.
fn moment() -> impl Strategy<Value = DateTime<Utc>> {
    prop_oneof![
        8 => (-60_i64..900 * 24).prop_map(|hours| now() - TimeDelta::hours(hours)),
        2 => (-20_i64..20).prop_map(|minutes| now() - TimeDelta::minutes(minutes)),
        1 => Just(DateTime::<Utc>::MIN_UTC),
        1 => Just(DateTime::<Utc>::MAX_UTC),
    ]
}

fn used() -> impl Strategy<Value = UseEvidence> {
    let service = prop::sample::select(&[None, Some("s3"), Some("iam"), Some("sts")][..]);
    prop_oneof![
        1 => Just(UseEvidence::Unread),
        1 => Just(UseEvidence::Denied),
        1 => Just(UseEvidence::Failed),
        3 => Just(UseEvidence::Known(LastUsed::Never)),
        8 => (moment(), service).prop_map(|(date, service)| {
            UseEvidence::Known(LastUsed::At { date, region: None, service: service.map(str::to_owned) })
        }),
    ]
}

fn hints() -> impl Strategy<Value = KeyHints> {
    let maybe = || prop::option::weighted(0.2, moment());
    (maybe(), maybe(), maybe(), maybe(), maybe()).prop_map(
        |(created, verified, activated, deactivated, secret_lost)| KeyHints {
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
    (status, created, used(), (hints(), hints()), profiles, prop::bool::weighted(0.15))
        .prop_map(move |(status, created, used, hints, profiles, signs_session)| RotationKey {
            id: AccessKeyId::from_iam(&format!("AKIA{number:016}")),
            status,
            created,
            used,
            hints: hints.0,
            this_session: hints.1,
            profiles,
            signs_session,
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

fn case() -> impl Strategy<Value = RotationCase> {
    let keys = (key(0), key(1), key(2), key(3), 0_usize..=4)
        .prop_map(|(a, b, c, d, count)| [a, b, c, d].into_iter().take(count).collect::<Vec<_>>());
    let chosen = prop::option::weighted(0.3, 0_usize..5);
    (keys, 0_u32..100, 0_u32..400, 0_usize..5, chosen, own_calls()).prop_map(
        |(keys, quiet_days, max_age_days, limit, chosen, own_calls)| RotationCase {
            keys,
            now: now(),
            quiet_days,
            max_age_days,
            limit,
            chosen_old: chosen.map(|number| AccessKeyId::from_iam(&format!("AKIA{number:016}"))),
            own_calls,
        },
    )
}

/// Written anew, from IAM's bare dates: what the table makes of them is not asked.
fn used_within_the_quiet_time(case: &RotationCase, key: &RotationKey) -> bool {
    let UseEvidence::Known(used) = &key.used else { return true };
    used.date().is_some_and(|date| is_within_the_quiet_time(case, date))
}

/// No session saved the secret, and nothing shows that somebody has it.
fn nobody_has_it(key: &RotationKey) -> bool {
    key.hints.secret_lost.is_some()
        && key.this_session.created.is_none()
        && key.profiles.is_empty()
        && key.used == UseEvidence::Known(LastUsed::Never)
        && !ever_signed(key)
}

/// Whichever of the two knows it.
fn switched_within_the_quiet_time(case: &RotationCase, key: &RotationKey) -> bool {
    let known = [&key.hints, &key.this_session];
    let switched = known.into_iter().flat_map(|did| [did.activated, did.deactivated]);
    switched.flatten().any(|date| is_within_the_quiet_time(case, date))
}

fn is_within_the_quiet_time(case: &RotationCase, date: DateTime<Utc>) -> bool {
    let quiet = TimeDelta::days(i64::from(case.quiet_days));
    // Seconds, which cannot overflow at the ends of time.
    case.now.timestamp() - date.timestamp() < quiet.num_seconds()
}

fn ever_signed(key: &RotationKey) -> bool {
    matches!(key.used, UseEvidence::Known(LastUsed::At { .. }))
        || key.hints.verified.is_some()
        || key.this_session.verified.is_some()
        || key.signs_session
}

/// The same cases each time, so that whether the tests pass is no matter of luck; others with
/// `PROPTEST_RNG_SEED=NUMBER`.
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
    fn what_may_break_something_is_never_recommended(case in case()) {
        let guidance = case.guidance();
        let find = |id: &AccessKeyId| case.keys.iter().find(|key| key.id == *id).unwrap();
        let touched = match &guidance.step {
            RotationStep::Deactivate(id) | RotationStep::Delete(id) | RotationStep::FreeSlot(id) => {
                Some(find(id))
            }
            _ => None,
        };
        if let Some(key) = touched {
            prop_assert!(!used_within_the_quiet_time(&case, key), "{guidance:?}");
            let settled = !switched_within_the_quiet_time(&case, key) || nobody_has_it(key);
            prop_assert!(settled, "{guidance:?}");
            let mut signing = case.keys.iter().filter(|k| k.status.may_sign() && k.id != key.id);
            if key.status.may_sign() {
                prop_assert!(signing.next().is_some(), "the only key that may sign: {guidance:?}");
            }
        }
        match &guidance.step {
            RotationStep::Delete(id) => prop_assert!(!find(id).status.may_sign(), "{guidance:?}"),
            RotationStep::Deactivate(id) => {
                prop_assert!(!find(id).signs_session && find(id).profiles.is_empty());
                prop_assert_eq!(guidance.old.as_ref(), Some(id));
                let new = find(guidance.new.as_ref().unwrap());
                prop_assert!(new.status.may_sign() && ever_signed(new), "{guidance:?}");
            }
            RotationStep::FreeSlot(id) if find(id).status.may_sign() => {
                prop_assert!(!ever_signed(find(id)), "{guidance:?}");
            }
            RotationStep::WaitUntil(until) => prop_assert!(*until > case.now),
            RotationStep::Create => prop_assert!(case.keys.len() < case.limit),
            _ => {}
        }
    }

    #[test]
    fn two_keys_in_use_are_asked_about(case in case()) {
        let service = |key: &RotationKey| match &key.used {
            UseEvidence::Known(LastUsed::At { service, .. }) => service.clone(),
            _ => None,
        };
        let in_use = |key: &&RotationKey| {
            key.status.may_sign()
                && service(key).as_deref() == Some("s3")
                && used_within_the_quiet_time(&case, key)
        };
        let says = |id: &AccessKeyId| case.keys.iter().any(|key| key.id == *id);
        if case.keys.iter().filter(in_use).count() > 1 && !case.chosen_old.as_ref().is_some_and(says) {
            prop_assert_eq!(case.guidance().stage, RotationStage::WhichIsOld);
        }
    }

    #[test]
    fn every_case_has_its_words_and_the_order_of_the_list_does_not_matter(
        case in case(),
        order in any::<prop::sample::Index>(),
    ) {
        let guidance = case.guidance();
        prop_assert!(!case.why(&guidance).is_empty() && !guidance.stage.title().is_empty());
        let mut turned = case.clone();
        if !turned.keys.is_empty() {
            let middle = order.index(turned.keys.len());
            turned.keys.rotate_left(middle);
            turned.keys.reverse();
        }
        prop_assert_eq!(&turned.guidance(), &guidance);
        for key in &case.keys {
            for touch in [Touch::Deactivate, Touch::Delete] {
                prop_assert_eq!(case.against(touch, &key.id), turned.against(touch, &key.id));
            }
        }
        let roles = [&guidance.old, &guidance.new];
        for id in roles.into_iter().flatten() {
            prop_assert!(case.keys.iter().any(|key| key.id == *id));
        }
        prop_assert!(guidance.old.is_none() || guidance.old != guidance.new);
    }

    #[test]
    fn going_on_against_the_advice_is_told_why_not(case in case()) {
        for key in case.keys.iter().filter(|key| key.status.may_sign()) {
            let others = case.keys.iter().any(|k| k.status.may_sign() && k.id != key.id);
            let risky = used_within_the_quiet_time(&case, key) || !others || key.signs_session;
            let against = case.against(Touch::Deactivate, &key.id);
            prop_assert!(!risky || !against.is_empty(), "{key:?}");
            prop_assert!(!case.against(Touch::Delete, &key.id).is_empty());
        }
        if let RotationStep::Deactivate(id) = case.guidance().step {
            let unsure = ["not known", "never used", "may not be read", "stops working"];
            for reason in case.against(Touch::Deactivate, &id) {
                prop_assert!(unsure.iter().all(|word| !reason.contains(word)), "{reason}");
            }
        }
    }
}
