//! What uses the old key on this machine: profiles, the environment, and the session itself.

use super::*;

#[test]
fn a_profile_that_has_the_old_key_gets_the_new_one_first() {
    let mut harness = under_way(9, Some(0));
    harness.profiles = vec![profile("staging", OWN_KEY), profile("prod", KEY_1)];
    harness.press("R");
    harness.must_show("Put the new key into profile prod");
    harness.must_show("Held by profile prod, on this machine");
    harness.must_show("p (Save to an AWS profile)");
    harness.must_show("aws configure --profile prod");
    harness.press("d");
    harness.must_show("Profile prod on this machine holds it.");
    // It has: the page asks again when a dialog closes, and on r.
    harness.profiles = vec![profile("prod", NEW_KEY)];
    harness.press("<esc>");
    harness.must_show("Step 4 of 6");
}

#[test]
fn a_command_to_copy_is_harmless_to_a_shell_whatever_the_profiles_name() {
    let mut harness = under_way(9, Some(0));
    harness.profiles = vec![profile("prod;$(x)\u{1b}[2J", KEY_1)];
    harness.press("R");
    harness.must_show("aws configure --profile 'prod;$(x)␛[2J'");
    assert!(!harness.screen().contains('\u{1b}'));
}

#[test]
fn the_sessions_own_key_is_held_back_until_the_session_has_moved() {
    let mut harness = own_under_way();
    harness.press("uR");
    harness.must_show("signs this session");
    harness.must_show("Move this session to the new key");
    harness.press("m");
    harness.must_show("Profile prod does not have the new key yet");
    assert!(harness.effects.is_empty());
    harness.profiles = vec![profile("prod", NEW_KEY)];
    harness.press("r<enter>");
    harness.must_show("Signing in anew with profile prod");
    assert!(matches!(harness.effects.as_slice(), [Effect::Connect(..)]));
}

#[test]
fn if_the_key_came_from_the_environment_the_variables_are_named() {
    let mut harness = ConsoleHarness::unconnected(settings());
    let effects = harness.console.start();
    let [Effect::Connect(call, _)] = effects.as_slice() else { panic!("{effects:?}") };
    let connection = crate::domain::Connection {
        credentials_from: "environment variables".to_owned(),
        profile: None,
        ..crate::console::testing::connection(None)
    };
    let mut new = key("ops-admin", NEW_KEY, Status::Active);
    new.created = Some(noon());
    harness.account.get_mut("ops-admin").unwrap().push(new);
    add_key_event(&mut harness, NEW_KEY, 0, AccessKeyEventKind::Verified);
    harness.send(Event::Reply(*call, Reply::Connected(Ok(connection))));
    harness.press("uR");
    harness.must_show("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: set both to the new key");
    harness.press("m");
    harness.must_show("This session's key cannot be changed from here.");
    assert!(harness.effects.is_empty());
}

#[test]
fn m_says_that_the_session_has_moved_already() {
    let mut harness = own_under_way();
    harness.account.get_mut("ops-admin").unwrap()[0].created = Some(noon());
    harness.account.get_mut("ops-admin").unwrap()[1].created = Some(noon() - TimeDelta::days(500));
    set_last_used(&mut harness, NEW_KEY, 30, "s3");
    harness.press("uRm");
    harness.must_show("This session is signed with the new key already.");
    harness.must_not_show("does not have the new key yet");
}

#[test]
fn a_profile_that_has_the_new_key_is_named_to_copy_from() {
    let mut harness = under_way(9, Some(0));
    harness.profiles = vec![profile("prod", KEY_1)];
    harness.press("R");
    harness.must_show("secret could be seen only once");
    harness.must_show("aws configure --profile prod");
    harness.profiles.push(profile("brandnew", NEW_KEY));
    harness.press("r");
    harness.must_show("Profile brandnew on this machine has the new key: copy it from there");
    harness.must_not_show("only once");
}

#[test]
fn the_sessions_own_key_cannot_be_activated_again() {
    let mut harness = own_under_way();
    harness.press("uR");
    harness.must_show(&format!("▸ Old · {OWN_KEY}"));
    harness.press("x");
    harness.must_show("akia itself stops working");
    harness.must_not_show("switched on again");
    harness.press("<tab><enter>");
    harness.must_show("It cannot be activated again from here");
    harness.must_not_show("you can activate it again");
}

#[test]
fn the_step_names_m_only_if_it_can_move_the_session() {
    let mut harness = own_under_way();
    harness.press("uR");
    harness.must_show("Move this session to the new key");
    harness.must_not_show("(m)");
    harness.profiles = vec![profile("prod", NEW_KEY)];
    harness.press("r");
    harness.must_show("↵ Sign this session in with the new key (m)");
}
