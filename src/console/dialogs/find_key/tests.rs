use crate::console::testing::{ACCOUNT, Bench, KEY_1, KEY_2, failure, id, key, settings};
use crate::console::{Effect, Event, Read, Reply, Settings, Start};
use crate::domain::{
    AccountId, AccountSource, FailureKind, JournalNotice, LocalProfile, Operation, ProfileAccount,
    ProfileKind, Status, UserName,
};

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
    LocalProfile { name: name.to_owned(), kind: ProfileKind::Sso, account }
}

/// A console that was told of a foreign key, with two profiles for its account.
fn on_foreign() -> Bench {
    let mut bench = Bench::new();
    bench.profiles = vec![
        profile("prod", Some(ACCOUNT)),
        profile("staging", Some(OTHER)),
        profile("silent", None),
        profile("staging-admin", Some(OTHER)),
    ];
    bench.paste(FOREIGN);
    bench
}

/// A console whose table is still to be read, on an account that does not tell whose a key is.
fn silent_account() -> Bench {
    let mut bench = Bench::unconnected(settings());
    bench.owners_denied = true;
    bench.slow = true;
    bench.start();
    bench.answer_caller();
    bench
}

/// Answers the first read of this kind.
fn answer(bench: &mut Bench, kind: impl Fn(&Read) -> bool) {
    let at = bench.reads.iter().position(|(_, read)| kind(read)).expect("it was asked for");
    let (call, read) = bench.reads.remove(at);
    let reply = bench.truth(&read);
    bench.tell(Event::Reply(call, reply));
}

fn asks_for_keys_of(read: &Read, user: &str) -> bool {
    matches!(read, Read::Keys(asked, _) if asked.as_str() == user)
}

fn ids(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("AKIAJ9NOBODYS000{number:0>4}")).collect()
}

fn owners_asked(bench: &Bench) -> usize {
    bench.reads.iter().filter(|(_, read)| matches!(read, Read::Owner(..))).count()
}

fn connects(bench: &Bench) -> Vec<Option<String>> {
    let connects = bench.asked.iter().filter_map(|effect| match effect {
        Effect::Connect(_, profile) => Some(profile.clone()),
        _ => None,
    });
    connects.collect()
}

#[test]
fn a_typed_key_leads_to_its_owner() {
    let mut bench = Bench::new();
    bench.press("f");
    bench.must_show("Find access key");
    bench.press(&format!("{KEY_2}<enter>"));
    bench.must_show("› alice");
    bench.must_show(&format!("▸ {KEY_2}"));
}

#[test]
fn the_key_is_found_from_a_users_page_too() {
    let mut bench = Bench::on_alice();
    bench.press(&format!("fkey: {UNKNOWN}<enter>"));
    bench.must_show("Whose key is that?");
    bench.must_show("This account has no such access key");
    bench.press("<esc>");
    bench.must_show("› alice");
}

#[test]
fn what_stands_there_is_told_before_anything_is_asked() {
    let mut bench = Bench::new();
    bench.slow = true;
    bench.press("f");
    bench.must_show("several are looked up together");
    bench.press("dana");
    bench.must_show("no access key ID in there yet");
    bench.press("<enter>");
    bench.must_show("Type or paste an access key ID first.");
    bench.paste(&format!(" {FOREIGN}"));
    bench.must_show(&format!("{FOREIGN}: a key of account 2616-4047-9576"));
    assert_eq!(owners_asked(&bench), 0);
    bench.press("<esc>");
    bench.must_not_show("Find access key");
    assert_eq!(owners_asked(&bench), 0);
}

#[test]
fn a_paste_in_pieces_is_one_text() {
    let mut bench = Bench::new();
    bench.press("f");
    let (first, rest) = KEY_1.split_at(7);
    bench.paste(&format!("{FOREIGN} {first}"));
    bench.paste(rest);
    bench.paste("\n");
    bench.paste(KEY_2);
    bench.must_show("3 IDs");
}

#[test]
fn of_a_long_paste_the_ids_are_kept() {
    let mut bench = Bench::new();
    bench.press("f");
    let noise = "a line of some log without any ID in it\n".repeat(100);
    bench.paste(&noise);
    bench.must_show("The pasted text is too long, and has no ID in it.");
    bench.paste(&format!("{noise}{KEY_1} {noise}{FOREIGN}"));
    bench.must_show("2 IDs");
    bench.paste(&ids(100).join("\n"));
    bench.must_show("102 IDs");
    bench.press("<enter>");
    bench.must_show("82 more IDs were given");
}

#[test]
fn an_emptied_input_has_nothing_left_to_find() {
    let mut bench = Bench::new();
    bench.press("f");
    bench.paste(&ids(100).join("\n"));
    bench.must_show("100 IDs");
    bench.press("x<bs>");
    bench.must_not_show("100 IDs");
}

#[test]
fn several_keys_are_asked_for_at_once_and_each_has_its_line() {
    let mut bench = Bench::new();
    bench.account.get_mut("bob").unwrap().push(key("bob", "AKIAJ7MADEMEANWHILEX", Status::Active));
    bench.slow = true;
    bench.paste(&format!(
        "{KEY_1} AKIAJ7MADEMEANWHILEX {UNKNOWN} {FOREIGN} AROAIOSFODNN7EXAMPLE {KEY_1}"
    ));
    bench.must_show("Whose keys are those?");
    bench.must_show(&format!("{KEY_1}  alice"));
    bench.must_show("AROAIOSFODNN7EXAMPLE  not an access key: an IAM role");
    bench.must_show("asking IAM…");
    assert_eq!(owners_asked(&bench), 3);
    bench.press("<down><enter>");
    bench.must_show("IAM has not answered yet.");
    bench.answer_reads();
    bench.must_show("AKIAJ7MADEMEANWHILEX  bob");
    bench.must_show(&format!("{UNKNOWN}  not a key of this account"));
    bench.must_show(&format!("{FOREIGN}  of account 2616-4047-9576"));
    bench.slow = false;
    bench.press("<down><down><enter>");
    bench.must_show("This account does not own it.");
    bench.press("<esc><up><up><enter>");
    bench.must_show("› bob");
    bench.must_show("▸ AKIAJ7MADEMEANWHILEX");
}

#[test]
fn more_keys_than_can_be_asked_for_are_counted() {
    let mut bench = Bench::new();
    bench.slow = true;
    bench.paste(&ids(25).join(" "));
    assert_eq!(owners_asked(&bench), 20);
    bench.must_show("5 more IDs were given");
    bench.resize(80, 24);
    bench.must_show("of 20.");
    for _ in 0..19 {
        bench.press("<down>");
    }
    bench.must_show("▸ AKIAJ9NOBODYS0000019");
    bench.must_show("-20 of 20.");
}

#[test]
fn a_question_that_failed_can_be_asked_again() {
    let mut bench = Bench::new();
    bench.slow = true;
    bench.paste(&format!("{UNKNOWN} {KEY_1}"));
    bench.fail_reads(FailureKind::Unreachable);
    bench.must_show("failed: it failed as Unreachable");
    bench.slow = false;
    bench.press("<enter>");
    bench.must_show("not a key of this account");
}

#[test]
fn one_question_that_failed_can_be_asked_again_too() {
    let mut bench = Bench::new();
    bench.slow = true;
    bench.paste(UNKNOWN);
    bench.fail_reads(FailureKind::Unreachable);
    bench.must_show("it failed as Unreachable");
    bench.slow = false;
    bench.press("<enter>");
    bench.must_show("This account has no such access key");
    bench.press("<esc>");
    bench.must_not_show("Whose key is that?");
}

#[test]
fn several_keys_in_the_search_box_give_the_list_too() {
    let mut bench = Bench::new();
    bench.press(&format!("/{KEY_1} {FOREIGN}<enter>"));
    bench.must_show("Whose keys are those?");
    let mut bench = Bench::new();
    bench.press("/");
    bench.paste(&format!("{KEY_1}\n{FOREIGN}\n"));
    bench.must_show("Whose keys are those?");
}

#[test]
fn a_key_of_another_account_offers_the_profiles_for_it() {
    let bench = on_foreign();
    bench.must_show("It is of account 2616-4047-9576: the ID itself says so.");
    bench.must_show("▸ staging   IAM Identity Center · known by its sso_account_id");
    bench.must_show("staging-admin");
    bench.must_not_show("silent");
}

#[test]
fn the_profile_in_use_is_not_offered_whatever_it_is_thought_to_be_for() {
    let mut bench = Bench::new();
    bench.profiles = vec![profile("prod", Some(OTHER)), profile("silent", None)];
    bench.paste(FOREIGN);
    bench.must_show("None of your profiles is known to be for that account.");
}

#[test]
fn without_a_profile_for_the_account_it_says_so() {
    let mut bench = Bench::new();
    bench.profiles = vec![profile("prod", Some(ACCOUNT)), profile("silent", None)];
    bench.paste(FOREIGN);
    bench.must_show("None of your profiles is known to be for that account.");
    bench.must_show("(One does not tell its account.)");
    bench.must_show(&format!("akia --profile NAME {FOREIGN}"));
    bench.press("<enter><esc>");
    assert_eq!(connects(&bench), []);
}

#[test]
fn profiles_that_cannot_be_read_are_said() {
    let mut bench = Bench::new();
    bench.slow = true;
    bench.paste(FOREIGN);
    answer(&mut bench, |read| matches!(read, Read::Owner(..)));
    bench.must_show("Looking for a profile of that account…");
    bench.fail_reads(FailureKind::Denied);
    bench.must_show("Your profiles cannot be read: the files cannot be read.");
}

#[test]
fn profiles_are_asked_for_again_when_the_session_is_settled_anew() {
    let mut bench = Bench::new();
    bench.slow = true;
    bench.paste(FOREIGN);
    bench.press("r");
    bench.fail_reads(FailureKind::Expired);
    bench.press("<esc><esc>r");
    bench.paste(FOREIGN);
    bench.must_show("will be looked for once you are");
    bench.slow = false;
    bench.connected();
    bench.must_show("None of your profiles is known");
}

#[test]
fn a_profile_is_switched_to_and_the_key_looked_for_there() {
    let mut bench = on_foreign();
    bench.slow = true;
    bench.press("<esc>r");
    let late: Vec<_> = std::mem::take(&mut bench.reads);
    bench.slow = false;
    bench.paste(FOREIGN);
    bench.slow = true;
    bench.press("<down><enter>");
    assert_eq!(connects(&bench), [Some("staging-admin".to_owned())]);
    bench.must_show("Waiting for the credentials of profile staging-admin…");
    bench.must_not_show("alice");
    bench.must_not_show("1234-5678-9012");

    // What the old account answers late is not taken, before nor after.
    let replies: Vec<_> = late.iter().map(|(call, read)| (*call, bench.truth(read))).collect();
    for (call, reply) in replies.clone() {
        bench.tell(Event::Reply(call, reply));
    }
    bench.must_not_show("alice");
    bench.in_account = OTHER.to_owned();
    bench.account = [("zoe".to_owned(), vec![key("zoe", FOREIGN, Status::Active)])].into();
    bench.connected();
    bench.answer_caller();
    for (call, reply) in replies {
        bench.tell(Event::Reply(call, reply));
    }
    bench.must_not_show("alice");
    let notices =
        |(_, read): &_| matches!(read, Read::Notices { account, .. } if account.as_str() == OTHER);
    assert!(bench.reads.iter().any(notices));
    bench.answer_reads();
    bench.must_show("› zoe");
    bench.must_show(&format!("▸ {FOREIGN}"));
    bench.must_show("2616-4047-9576");
    bench.must_show("profile staging-admin");
    bench.press("<esc>");
    bench.must_show("zoe");
    bench.must_not_show("alice");
}

#[test]
fn a_profile_is_not_switched_while_something_would_be_lost() {
    let mut bench = Bench::with_secret();
    bench.console.switch_profile("staging".to_owned(), id(FOREIGN));
    bench.tell(Event::Tick);
    bench.must_show("A secret is not saved");
    bench.must_show("Retrieve access key");

    let mut bench = Bench::on_alice();
    bench.press("d<tab><enter>");
    bench.console.switch_profile("staging".to_owned(), id(FOREIGN));
    bench.tell(Event::Tick);
    bench.must_show("A change is on its way");
    assert_eq!(connects(&bench), []);
    assert_eq!(bench.on_their_way(), [format!("Deactivate {KEY_1}")]);
}

#[test]
fn the_built_in_account_says_which_profile_it_would_be() {
    let mut bench = Bench::with(Settings { demo: true, ..settings() });
    bench.profiles = vec![profile("staging", Some(OTHER))];
    bench.paste(FOREIGN);
    bench.press("<enter>");
    bench.must_show("outside the demo this switches to profile staging");
    assert_eq!(connects(&bench), []);
}

#[test]
fn nothing_of_another_account_stays_open() {
    let mut bench = Bench::new();
    bench.slow = true;
    bench.press("r");
    bench.fail_reads(FailureKind::Expired);
    bench.press("r");
    bench.press("<enter>?");
    bench.in_account = OTHER.to_owned();
    bench.connected();
    bench.answer_reads();
    bench.must_not_show("› alice");
    bench.must_not_show("All keys");
    bench.must_show("IAM users");
}

#[test]
fn where_iam_does_not_tell_the_lists_are_looked_through() {
    let mut bench = silent_account();
    bench.paste(KEY_1);
    answer(&mut bench, |read| matches!(read, Read::Owner(..)));
    bench.must_show("You may not ask whose key this is: a policy denies it.");
    bench.must_show("Ask for the permission iam:GetAccessKeyLastUsed");
    bench.must_show("Looking through the access keys: 0 users so far");
    answer(&mut bench, |read| matches!(read, Read::Users(_)));
    bench.must_show("Looking through the access keys: 0 of 4 users");
    answer(&mut bench, |read| asks_for_keys_of(read, "bob"));
    bench.must_show("Looking through the access keys: 1 of 4 users");
    answer(&mut bench, |read| asks_for_keys_of(read, "alice"));
    bench.must_show("› alice");
    bench.must_show(&format!("▸ {KEY_1}"));
}

#[test]
fn a_key_in_no_list_is_said_to_be_in_none() {
    let mut bench = silent_account();
    bench.paste(UNKNOWN);
    bench.answer_reads();
    bench.must_show("None of the 4 users has it");
    bench.must_not_show("could not be read");
    bench.wait(120);
    bench.must_show("They were listed 2 minutes ago");
}

#[test]
fn users_whose_keys_could_not_be_read_are_counted() {
    let mut bench = silent_account();
    bench.paste(UNKNOWN);
    answer(&mut bench, |read| matches!(read, Read::Owner(..)));
    answer(&mut bench, |read| matches!(read, Read::Users(_)));
    let at = bench.reads.iter().position(|(_, read)| asks_for_keys_of(read, "carol")).unwrap();
    let (call, _) = bench.reads.remove(at);
    let denied = failure(Operation::ListAccessKeys, FailureKind::Denied);
    bench.tell(Event::Reply(call, Reply::Keys(Err(denied))));
    bench.answer_reads();
    bench.must_show("None of the 3 users whose access keys could be read has it.");
    bench.must_show("The keys of 1 of 4 users could not be read.");
}

#[test]
fn where_nothing_may_be_listed_there_is_nothing_to_look_through() {
    let mut bench = silent_account();
    bench.paste(UNKNOWN);
    answer(&mut bench, |read| matches!(read, Read::Owner(..)));
    let at = bench.reads.iter().position(|(_, read)| matches!(read, Read::Users(_))).unwrap();
    let (call, _) = bench.reads.remove(at);
    let denied = failure(Operation::ListUsers, FailureKind::Denied);
    bench.tell(Event::Reply(call, Reply::Users(Err(denied))));
    bench.must_show("No user's access keys can be listed either.");
    bench.must_show("Not all users could be listed: ListUsers");
}

#[test]
fn looking_through_can_be_left_and_then_leads_nowhere() {
    let mut bench = silent_account();
    bench.paste(KEY_1);
    answer(&mut bench, |read| matches!(read, Read::Owner(..)));
    bench.press("<esc>");
    bench.answer_reads();
    bench.must_not_show("› alice");
    bench.must_show("carol");
}

#[test]
fn what_is_found_by_looking_through_leaves_nothing_that_waits() {
    let mut bench = silent_account();
    bench.notices =
        vec![JournalNotice { when: bench.now, user: UserName::from_iam("bob"), key: None }];
    bench.paste(KEY_1);
    answer(&mut bench, |read| matches!(read, Read::Owner(..)));
    bench.answer_reads();
    bench.must_show("A secret was not saved");
    bench.must_show(&format!("{KEY_1} belongs to alice."));
}

#[test]
fn in_a_list_of_several_the_lists_tell_by_and_by() {
    let mut bench = silent_account();
    bench.paste(&format!("{KEY_1} {UNKNOWN}"));
    answer(&mut bench, |read| matches!(read, Read::Owner(..)));
    answer(&mut bench, |read| matches!(read, Read::Owner(..)));
    bench.must_show(&format!("{KEY_1}  denied: not told by IAM"));
    bench.answer_reads();
    bench.must_show(&format!("{KEY_1}  alice"));
    bench.must_show(&format!("{UNKNOWN}  denied: not told by IAM"));
}

#[test]
fn a_key_pasted_before_there_is_a_session_is_looked_for_once_there_is() {
    let mut bench = Bench::unconnected(settings());
    bench.slow = true;
    bench.start();
    bench.paste(KEY_2);
    bench.must_show("Not signed in yet");
    bench.must_show(KEY_2);
    bench.slow = false;
    bench.answer_reads();
    bench.must_show("› alice");
    bench.must_show(&format!("▸ {KEY_2}"));
}

#[test]
fn a_key_as_an_argument_takes_the_same_way() {
    let mut bench = Bench::unconnected(Settings { start: Start::Key(id(FOREIGN)), ..settings() });
    bench.profiles = vec![profile("staging", Some(OTHER))];
    bench.start();
    bench.must_show("▸ staging");
    bench.press("<esc>");
    bench.must_show("alice");
}

#[test]
fn a_paste_into_a_terminal_too_small_is_not_lost_without_a_word() {
    let mut bench = Bench::new();
    bench.resize(30, 8);
    bench.paste(KEY_1);
    bench.resize(100, 40);
    bench.must_show("A paste was not taken");
}

#[test]
fn an_owner_found_while_a_change_is_on_its_way_is_only_named() {
    let mut bench = Bench::new();
    bench.press("j<enter>c<space><enter>for the build<enter>");
    bench.iam_does();
    // The secret is left while its description is still being written.
    bench.press("<esc>i");
    assert_eq!(bench.writes.len(), 1);
    bench.paste(KEY_1);
    bench.must_show(&format!("A change is on its way: look for {KEY_1} again when it is done."));
    bench.must_show("› bob");
}
