//! What becomes of keys that are looked for.

mod asking;
mod elsewhere;
mod lists;

use crate::console::model::Request;
use crate::console::testing::{ACCOUNT, ConsoleHarness, settings};
use crate::console::{AwsRead, Effect, Event};
use crate::domain::{AccountId, AccountSource, LocalProfile, ProfileAccount, ProfileKind};

/// Carries the account [`OTHER`].
const FOREIGN: &str = "AKIATZ2X44NMCEQW46PL";
const OTHER: &str = "261640479576";
/// Carries no account.
const UNKNOWN: &str = "AKIAJ9NOBODYHASTHISX";

fn profile(name: &str, account: Option<&str>) -> LocalProfile {
    let account = account.map(|account| ProfileAccount {
        id: AccountId::from_aws(account),
        known_by: AccountSource::SsoAccountId,
    });
    LocalProfile { name: name.to_owned(), kind: ProfileKind::Sso, account, access_key_id: None }
}

/// A console that found a foreign key, with two profiles for its account.
fn on_foreign() -> ConsoleHarness {
    let mut harness = ConsoleHarness::new();
    harness.profiles = vec![
        profile("prod", Some(ACCOUNT)),
        profile("staging", Some(OTHER)),
        profile("silent", None),
        profile("staging-admin", Some(OTHER)),
    ];
    harness.paste(FOREIGN);
    harness
}

/// A console whose table is still to be read, on an account that does not tell whose a key is.
fn silent_account() -> ConsoleHarness {
    let mut harness = ConsoleHarness::unconnected(settings());
    harness.owners_denied = true;
    harness.slow = true;
    harness.start();
    harness.answer_caller();
    harness
}

/// Answers the first read of this kind.
fn answer(harness: &mut ConsoleHarness, kind: impl Fn(&Request) -> bool) {
    let at = harness.reads.iter().position(|(_, read)| kind(read)).expect("it was asked for");
    let (call, read) = harness.reads.remove(at);
    let reply = harness.answer_to(&read);
    harness.send(Event::Reply(call, reply));
}

fn asks_for_keys_of(read: &Request, user: &str) -> bool {
    matches!(read, Request::Aws(AwsRead::Keys(asked, _)) if asked.as_str() == user)
}

fn ids(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("AKIAJ9NOBODYS000{number:0>4}")).collect()
}

fn owners_asked(harness: &ConsoleHarness) -> usize {
    harness
        .reads
        .iter()
        .filter(|(_, read)| matches!(read, Request::Aws(AwsRead::Owner(..))))
        .count()
}

fn connects(harness: &ConsoleHarness) -> Vec<Option<String>> {
    let connects = harness.effects.iter().filter_map(|effect| match effect {
        Effect::Connect(_, with) => Some(with.profile.clone()),
        _ => None,
    });
    connects.collect()
}
