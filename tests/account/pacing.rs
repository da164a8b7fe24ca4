//! A large account behind a limit: nothing is lost, few requests are wasted, and nobody waits for
//! what nobody sees.

use crate::support::{Driver, Setup};
use akia::demo::{DemoAccount, Recorded};
use akia::domain::UserName;
use rstest::rstest;
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::time::Instant;

const LATENCY: Duration = Duration::from_millis(80);

/// An account of so many users, 80 ms away, that answers so many requests a second.
fn limited(users: usize, rate: f64, burst: u32) -> Setup {
    let demo = DemoAccount::sized(Setup::noon(), users);
    demo.faults().set_latency(LATENCY);
    demo.faults().throttle(rate, burst);
    Setup::of(demo)
}

/// How many requests were sent more than once.
fn in_vain(requests: &[Recorded]) -> usize {
    let different: BTreeSet<_> =
        requests.iter().map(|request| (&request.action, &request.parameters)).collect();
    requests.len() - different.len()
}

fn knows_all_keys(driver: &Driver) -> bool {
    let directory = &driver.console().model().directory;
    directory.users_with_keys_known() == directory.user_count()
}

/// Keys of users near the end of the table, which are read last.
fn late_keys(driver: &Driver, users: impl IntoIterator<Item = usize>) -> Vec<(String, String)> {
    let named = users.into_iter().map(|number| format!("user-{number:06}"));
    let key = |name: &String| driver.demo.keys_of(name).first().map(|key| key.id.to_string());
    named.filter_map(|name| key(&name).map(|key| (name, key))).collect()
}

#[rstest]
#[case::a_score_a_second(600, 20.0, 40)]
#[case::one_a_second(60, 1.0, 5)]
#[tokio::test(start_paused = true)]
async fn a_throttled_load_loses_nothing_and_asks_little_in_vain(
    #[case] users: usize,
    #[case] rate: f64,
    #[case] burst: u32,
) {
    let mut driver = limited(users, rate, burst).begin();
    let began = Instant::now();
    driver.settle().await;
    let requests = driver.demo.requests();
    let vain = in_vain(&requests);
    assert!(knows_all_keys(&driver), "{}", driver.screen());
    driver.must_not_show("failed");
    // Those on their way when AWS throttles for the first time, then three in a hundred.
    assert!(vain < 40 + requests.len() * 3 / 100, "{vain} of {}", requests.len());
    let least = f64::from(u32::try_from(requests.len() - vain).unwrap() - burst) / rate;
    let took = began.elapsed().as_secs_f64();
    assert!(took < least * 1.15, "{took} s instead of {least} s");
}

#[tokio::test(start_paused = true)]
async fn the_first_rows_take_one_round_trip() {
    let mut driver = limited(1_500, 20.0, 40).begin();
    driver.pass(LATENCY + Duration::from_millis(10)).await;
    driver.must_show("user-000001");
    driver.settle().await;
    driver.must_show("of 1,501");
    assert_eq!(driver.requests("ListUsers").len(), 3, "each page once");
}

#[tokio::test(start_paused = true)]
async fn the_owner_of_a_key_is_found_at_once_while_the_table_fills() {
    let mut driver = limited(1_500, 20.0, 40).begin();
    driver.pass(Duration::from_secs(10)).await;
    for (user, key) in late_keys(&driver, (1_400..1_500).step_by(10)) {
        driver.pass(Duration::from_secs(3)).await;
        let (began, before) = (Instant::now(), driver.demo.requests().len());
        driver.paste(&key);
        while !driver.screen().contains(&format!("IAM users › {user}")) {
            driver.pass(Duration::from_millis(5)).await;
        }
        let asked = driver.demo.requests();
        let for_it = asked[before..].iter().filter(|r| r.parameter("AccessKeyId") == Some(&key));
        assert!((1..=2).contains(&for_it.count()));
        // Once more after a moment at most.
        assert!(began.elapsed() < 3 * LATENCY + Duration::from_millis(200), "{user}");
        driver.press("<esc>");
    }
    assert!(!knows_all_keys(&driver), "the table was full before the end");
}

#[tokio::test(start_paused = true)]
async fn rows_scrolled_to_come_before_the_others() {
    let mut driver = limited(1_500, 20.0, 40).begin();
    driver.pass(Duration::from_secs(20)).await;
    driver.press("<end>");
    driver.pass(Duration::from_secs(3)).await;
    let read = |number: usize| {
        let user = UserName::from_iam(&format!("user-{number:06}"));
        let record = driver.console().model().directory.record(&user);
        record.is_some_and(|record| record.keys.value().is_some())
    };
    // 33 rows are in view, and 20 requests a second are answered.
    assert!((1_475..=1_500).all(read), "{}", driver.screen());
    assert!(!read(1_000), "the others come later");
}

#[tokio::test(start_paused = true)]
async fn writes_are_sent_at_once_while_thousands_of_reads_wait() {
    let setup = limited(5_000, 20.0, 40);
    let mut names = setup.demo.user_names().into_iter().skip(4_000);
    let user = names.find(|name| setup.demo.keys_of(name).len() == 1).unwrap();
    let mut driver = setup.at_user(&user).begin();
    driver.pass(Duration::from_secs(10)).await;
    // From now on AWS answers nothing.
    driver.demo.faults().throttle(0.0, 0);
    driver.pass(Duration::from_secs(5)).await;
    driver.press("c<space><enter><enter>");
    let at = driver.now();
    driver.pass(Duration::from_millis(200)).await;
    let [create] = driver.requests("CreateAccessKey").try_into().expect("one write");
    assert!((create.at - at).num_milliseconds() <= 5, "{} after {at}", create.at);
    assert!(!knows_all_keys(&driver));
}

#[tokio::test(start_paused = true)]
async fn half_a_minute_of_throttling_is_waited_out() {
    let mut driver = limited(400, 20.0, 40).begin();
    driver.pass(Duration::from_secs(10)).await;
    driver.demo.faults().throttle(0.0, 0);
    let before = driver.demo.requests().len();
    driver.pass(Duration::from_secs(30)).await;
    let asked = driver.demo.requests().len() - before;
    assert!((5..40).contains(&asked), "{asked} requests");
    driver.must_show("AWS limits the rate: 1 request/s");
    driver.demo.faults().throttle(20.0, 40);
    driver.settle().await;
    assert!(knows_all_keys(&driver));
    driver.must_not_show("failed");
}

#[tokio::test(start_paused = true)]
async fn the_foot_says_that_aws_limits_the_rate_until_it_does_no_more() {
    let mut driver = limited(3_000, 20.0, 40).begin();
    driver.pass(Duration::from_secs(30)).await;
    let foot = driver.screen().lines().rev().nth(1).unwrap().to_owned();
    assert!(
        foot.contains(" of 3,001 · about ") && foot.contains(" · AWS limits the rate: "),
        "{foot}"
    );
    assert!(["19", "20", "21"].iter().any(|rate| foot.contains(&format!(": {rate} requests/s"))));
    driver.demo.faults().clear();
    driver.demo.faults().set_latency(LATENCY);
    driver.pass(Duration::from_secs(25)).await;
    driver.must_show(" of 3,001");
    driver.must_not_show("AWS limits the rate");
    driver.settle().await;
    driver.must_not_show("AWS");
}
