//! Finding whose key it is, by paste, by the search box and from the command line.

use super::ALICES_KEY;
use crate::support::{Delivery, Driver, Setup, user_with_keys};
use akia::console::{AwsAnswer, Reply};
use akia::demo::{DemoKey, DemoUser, Fault};
use akia::domain::Status;
use rstest::rstest;

const ALICES_PAGE: &str = "akia · IAM users › alice";
/// Keys of other accounts: one that carries its account ID, and one that does not.
const FOREIGN: &str = "AKIATZ2X44NMCEQW46PL";
const FOREIGN_OLD: &str = "AKIAJMIGD6UPCXCFWVOA";

/// The table while the list of its users is still awaited.
async fn table_still_loading() -> Driver {
    let hold_users = |reply: &mut Reply| match reply {
        Reply::Aws(AwsAnswer::Users(_)) => Delivery::Held,
        _ => Delivery::AtOnce,
    };
    Setup::built_in().delivery(hold_users).open().await
}

#[rstest]
#[case::bare(ALICES_KEY)]
#[case::export("export AWS_ACCESS_KEY_ID='AKIAIOSFODNN7EXAMPLE'\n")]
#[case::log("2026-11-20 GET \"AKIAIOSFODNN7EXAMPLE\" denied")]
#[tokio::test(start_paused = true)]
async fn a_pasted_key_goes_to_its_owner_without_waiting_for_the_table(#[case] text: &str) {
    let mut driver = table_still_loading().await;
    driver.paste(text);
    driver.settle().await;
    driver.must_show(ALICES_PAGE);
    driver.must_show(&format!("▸ {ALICES_KEY}"));
    let asked = driver.demo.requests();
    let first = asked.iter().position(|request| request.action == "GetAccessKeyLastUsed").unwrap();
    assert!(asked[..first].iter().all(|request| request.action != "ListAccessKeys"));
}

#[tokio::test(start_paused = true)]
async fn a_key_that_is_known_already_costs_no_request() {
    let mut driver = Setup::built_in().open().await;
    let before = driver.requests("GetAccessKeyLastUsed").len();
    driver.paste(ALICES_KEY);
    driver.must_show(ALICES_PAGE);
    assert_eq!(driver.requests("GetAccessKeyLastUsed").len(), before);
}

#[tokio::test(start_paused = true)]
async fn keys_that_come_in_one_read_are_text_and_find_the_owner_too() {
    let mut driver = Setup::built_in().open().await;
    driver.burst(ALICES_KEY);
    driver.settle().await;
    driver.must_show(ALICES_PAGE);
    driver.burst("dx<enter>cq");
    driver.settle().await;
    driver.must_show("There is no access key ID in the pasted text");
    assert!(driver.writes().is_empty() && !driver.has_quit());
}

#[tokio::test(start_paused = true)]
async fn the_search_box_takes_a_whole_key() {
    let mut driver = table_still_loading().await;
    driver.press("/");
    driver.paste(&format!("  {ALICES_KEY} "));
    driver.settle().await;
    driver.must_show(ALICES_PAGE);
}

#[tokio::test(start_paused = true)]
async fn a_key_typed_into_the_search_box_is_asked_for_with_enter() {
    let mut driver = table_still_loading().await;
    driver.press_and_settle(&format!("/{ALICES_KEY}<enter>")).await;
    driver.must_show(ALICES_PAGE);
}

#[rstest]
#[case::foreign(FOREIGN, "This account does not own it.")]
#[case::foreign_account(FOREIGN, "is of account 2616-4047-9576")]
#[case::old_foreign(FOREIGN_OLD, "This account has no such access key")]
#[case::temporary("ASIAY34FZKBOKMUTVV7A", "This is a temporary access key (ASIA)")]
#[case::temporary_account("ASIAY34FZKBOKMUTVV7A", "is of account 6096-2906-5308")]
#[case::cloudtrail("ASIAY34FZKBOKMUTVV7A", "aws cloudtrail lookup-events")]
#[case::role("AROAQNZGKIQY56JQ7WML", "This is not an access key: it is the ID of an IAM role.")]
#[tokio::test(start_paused = true)]
async fn what_is_not_a_key_of_this_account_is_explained(#[case] id: &str, #[case] words: &str) {
    let mut driver = Setup::built_in().open().await;
    driver.paste(id);
    driver.settle().await;
    driver.must_show("Whose key is that?");
    driver.must_show(words);
    driver.press_and_settle("<esc>").await;
    driver.must_show("Search by user name or access key ID");
}

#[tokio::test(start_paused = true)]
async fn a_policy_that_denies_the_question_leaves_the_lists_to_be_looked_through() {
    let mut driver = table_still_loading().await;
    driver.demo.faults().inject_always("GetAccessKeyLastUsed", Fault::Deny);
    driver.paste(ALICES_KEY);
    driver.settle().await;
    driver.must_show("You may not ask whose key this is: a policy denies it.");
    driver.must_show("Ask for the permission iam:GetAccessKeyLastUsed");
    driver.must_show("Looking through the access keys");
    driver.must_not_show("This account has no such access key");
    driver.set_delivery(|_| Delivery::AtOnce);
    let (call, users) = driver.held.remove(0);
    driver.send(akia::console::Event::Reply(call, users));
    driver.settle().await;
    driver.must_show(ALICES_PAGE);
    driver.must_show(&format!("▸ {ALICES_KEY}"));
}

#[tokio::test(start_paused = true)]
async fn a_list_that_fails_while_looking_through_is_not_passed_over_in_silence() {
    let users = [user_with_keys("erin", &[Status::Active]), DemoUser::new("faye", Setup::noon())];
    let setup = Setup::with_users(users).delivery(|reply| match reply {
        Reply::Aws(AwsAnswer::Users(_)) => Delivery::Held,
        _ => Delivery::AtOnce,
    });
    let mut driver = setup.open().await;
    driver.demo.faults().inject_always("GetAccessKeyLastUsed", Fault::Deny);
    // In view and so asked for first: the keys of erin, who has the key.
    driver.demo.faults().inject("ListAccessKeys", 1, Fault::Deny);
    driver.paste("AKIAIOSFODNN7EXAMPLE");
    driver.settle().await;
    driver.set_delivery(|_| Delivery::AtOnce);
    let (call, users) = driver.held.remove(0);
    driver.send(akia::console::Event::Reply(call, users));
    driver.settle().await;
    driver.must_show("None of the 2 users whose access keys could be read has it.");
    driver.must_show("The keys of 1 of 3 users could not be read.");
}

#[tokio::test(start_paused = true)]
async fn evidence_that_contradicts_itself_is_called_unclear_until_a_list_tells() {
    let mut erin = user_with_keys("erin", &[]);
    // Its ID carries another account than the one it is in, as STS says, too.
    erin.keys.push(DemoKey::new(FOREIGN, Setup::noon()));
    let setup = Setup::with_users([erin]).delivery(|reply| match reply {
        Reply::Aws(AwsAnswer::Users(_)) => Delivery::Held,
        _ => Delivery::AtOnce,
    });
    let mut driver = setup.open().await;
    driver.demo.faults().inject_always("GetAccessKeyLastUsed", Fault::Deny);
    driver.paste(FOREIGN);
    driver.settle().await;
    driver.must_show("Whose key this is, is unclear: the ID itself says that it is of account");
    driver.must_show("2616-4047-9576, sts:GetAccessKeyInfo says 1234-5678-9012.");
    driver.set_delivery(|_| Delivery::AtOnce);
    let (call, users) = driver.held.remove(0);
    driver.send(akia::console::Event::Reply(call, users));
    driver.settle().await;
    driver.must_show("akia · IAM users › erin");
}

#[tokio::test(start_paused = true)]
async fn an_owner_takes_one_request_whatever_else_is_loading() {
    let mut driver = table_still_loading().await;
    let before = driver.demo.requests().len();
    driver.paste(ALICES_KEY);
    driver.settle().await;
    assert_eq!(driver.requests("GetAccessKeyInfo").len(), 0);
    let about_it =
        |request: &akia::demo::Recorded| request.parameter("AccessKeyId") == Some(ALICES_KEY);
    let first = driver.demo.requests().into_iter().skip(before).find(about_it);
    assert_eq!(first.unwrap().action, "GetAccessKeyLastUsed");
}

#[tokio::test(start_paused = true)]
async fn several_keys_at_once_have_a_line_each() {
    let mut driver = Setup::built_in().open().await;
    driver.paste(&format!("{ALICES_KEY}\n{FOREIGN} {FOREIGN_OLD} ASIAY34FZKBOKMUTVV7A"));
    driver.settle().await;
    driver.must_show(&format!("{ALICES_KEY} alice"));
    driver.must_show(&format!("{FOREIGN} of account 2616-4047-9576"));
    driver.must_show(&format!("{FOREIGN_OLD} not a key of this account"));
    driver.must_show("ASIAY34FZKBOKMUTVV7A a temporary key of account 6096-2906-5308");
    driver.press_and_settle("<enter>").await;
    driver.must_show(ALICES_PAGE);
}

#[tokio::test(start_paused = true)]
async fn the_demo_names_the_profile_it_would_switch_to() {
    let mut driver = Setup::built_in().open().await;
    driver.paste(FOREIGN);
    driver.settle().await;
    driver.must_show("▸ acme-staging IAM Identity Center · known by its sso_account_id");
    driver.press_and_settle("<enter>").await;
    driver.must_show("The built-in account stands alone");
    driver.must_show("acme-demo 1234-5678-9012");
}

#[tokio::test(start_paused = true)]
async fn a_paste_never_leaves_a_dialog_or_a_secret() {
    let mut driver = Setup::built_in().at_user("dana").open().await;
    for script in ["c", "<space><enter><enter>", "<esc>"] {
        driver.press_and_settle(script).await;
        let before = driver.screen();
        driver.paste(ALICES_KEY);
        driver.settle().await;
        driver.must_show("akia · IAM users › dana");
        driver.must_show("A paste does nothing in this dialog.");
        assert!(!before.contains(ALICES_KEY));
    }
    assert_eq!(driver.writes(), ["CreateAccessKey"]);
}

#[tokio::test(start_paused = true)]
async fn a_paste_never_leaves_a_change_that_is_on_its_way() {
    let setup = Setup::with_users([user_with_keys("erin", &[Status::Active])]).at_user("erin");
    let mut driver = setup.open().await;
    driver.set_delivery(|reply| match reply {
        Reply::Written(_) => Delivery::Held,
        _ => Delivery::AtOnce,
    });
    driver.press_and_settle("d<tab><enter>").await;
    driver.paste(FOREIGN);
    driver.settle().await;
    driver.must_show("akia · IAM users › erin");
    driver.must_not_show("Whose key is that?");
}

#[tokio::test(start_paused = true)]
async fn an_owner_found_late_does_not_leave_what_was_begun_meanwhile() {
    let mut driver = Setup::built_in().at_user("dana").open().await;
    driver.set_delivery(|reply| match reply {
        Reply::Aws(AwsAnswer::Owner(..)) => Delivery::Held,
        _ => Delivery::AtOnce,
    });
    let new = driver.demo.create_key("judy").unwrap();
    driver.paste(new.as_str());
    driver.press_and_settle("c").await;
    let (call, reply) = driver.held.remove(0);
    driver.send(akia::console::Event::Reply(call, reply));
    driver.must_show("akia · IAM users › dana");
    driver.must_show("Best practices & alternatives");
    driver.must_show(&format!("{new} belongs to judy."));
}

#[tokio::test(start_paused = true)]
async fn akia_with_a_name_opens_that_user_before_any_table() {
    let mut driver = Setup::built_in().at_user("alice").open().await;
    driver.must_show(ALICES_PAGE);
    driver.must_show("CLI on the old laptop");
    let asked: Vec<String> = driver.demo.requests().into_iter().map(|r| r.action).collect();
    let first = |action: &str| asked.iter().position(|asked| asked == action);
    assert!(first("ListAccessKeys") < first("ListUsers"), "{asked:?}");
    driver.press_and_settle("<esc>").await;
    driver.must_show("1-");
    assert_eq!(driver.requests("ListUsers").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn akia_with_a_name_that_is_nobodys_says_so() {
    let driver = Setup::built_in().at_user("nobody").open().await;
    driver.must_show("NoSuchEntity");
    driver.must_show("nobody cannot be found");
}

#[tokio::test(start_paused = true)]
async fn akia_with_a_key_opens_its_owner_with_the_key_selected() {
    let demo = akia::demo::DemoAccount::new(Setup::noon());
    let second = demo.keys_of("alice")[1].id.clone();
    let mut driver = Setup::of(demo).at_key(second.as_str()).open().await;
    driver.must_show(ALICES_PAGE);
    driver.must_show(&format!("▸ {second}"));
    driver.press_and_settle("<esc>").await;
    driver.must_show("Search by user name or access key ID");
    driver.must_show("alice");
}

#[tokio::test(start_paused = true)]
async fn akia_with_a_foreign_key_explains_it_over_the_table() {
    let mut driver = Setup::built_in().at_key(FOREIGN).open().await;
    driver.must_show("This account does not own it.");
    driver.press_and_settle("<esc>").await;
    driver.must_show("alice");
}
