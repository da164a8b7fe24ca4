//! Loading a large account: how long it takes, how many calls, how long somebody waits meanwhile.
//!
//! 5,000 users behind 80 ms of latency; without a limit, and at 20 requests/s with a burst of 40.
//! The times are those of tokio's clock, paused: only waiting counts, and a load of minutes takes
//! seconds. What the work itself takes is measured by [`live`].

mod figures;
mod live;
mod session;

use self::figures::{Line, by_action, head, median_and_worst, plain, row, share};
use self::session::LoadSession;
use akia::console::BACKGROUND_READS;
use akia::demo::{DemoAccount, Fault};
use akia::domain::UserName;
use chrono::{TimeDelta, Utc};
use std::time::Duration;
use tokio::runtime::Builder;

/// How many users there are, beside the one that is signed in.
const USERS: usize = 5_000;
const LATENCY: Duration = Duration::from_millis(80);
/// How many reads the console has in flight at once.
const CONNECTIONS: usize = BACKGROUND_READS;
/// How often somebody pastes a key, or scrolls to the end of the table and back.
const TRIES: usize = 15;

const UNLIMITED: Line = Line { latency: LATENCY, limit: None, connections: CONNECTIONS };
const LIMITED: Line = Line { latency: LATENCY, limit: Some((20.0, 40)), connections: CONNECTIONS };

/// Makes all measurements and prints them.
pub(crate) fn run() {
    // First, as long as the process has held nothing else.
    live::run();
    for (line, words) in [(UNLIMITED, "no limit"), (LIMITED, "20 requests/s, burst of 40")] {
        let title = format!("{USERS} users, {} ms, {words}", LATENCY.as_millis());
        let paused = || Builder::new_current_thread().enable_all().start_paused(true).build();
        for report in [Report::Young, Report::Absent, Report::Denied] {
            let title = format!("{title}; the credential report {}", report.describe());
            paused().expect("a runtime").block_on(undisturbed(&title, line, report));
        }
        let denied = account(line, Report::Denied);
        paused().expect("a runtime").block_on(disturbed(&title, line, denied));
    }
}

/// What there is of a credential report.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Report {
    /// One made an hour ago.
    Young,
    /// None yet; IAM makes one in some seconds.
    Absent,
    /// It may not be read.
    Denied,
}

impl Report {
    fn describe(self) -> &'static str {
        match self {
            Self::Young => "an hour old",
            Self::Absent => "not made yet",
            Self::Denied => "denied",
        }
    }
}

/// The account, as far away as this line makes it.
fn account(line: Line, report: Report) -> DemoAccount {
    let now = Utc::now();
    let demo = DemoAccount::sized(now, USERS);
    match report {
        Report::Young => demo.make_report(now - TimeDelta::hours(1)),
        Report::Absent => demo.forget_report(),
        Report::Denied => demo.faults().inject_always("GetCredentialReport", Fault::Deny),
    }
    demo.faults().set_latency(line.latency);
    if let Some((rate, burst)) = line.limit {
        demo.faults().throttle(rate, burst);
    }
    demo
}

/// Loads everything, with nobody pressing a key.
async fn undisturbed(title: &str, line: Line, report: Report) {
    let mut session = LoadSession::start(account(line, report));
    session.until(|session| session.driver.console().model().session.connection().is_some()).await;
    let credentials = session.elapsed();
    session.until(LoadSession::has_rows).await;
    let rows = session.elapsed().saturating_sub(credentials);
    session.until(LoadSession::has_all_ages).await.expect("every age comes");
    let ages = session.elapsed();
    session.until(LoadSession::has_all_keys).await.expect("every list of keys comes");
    let keys = session.elapsed();
    session.driver.settle().await;
    let all = session.elapsed();

    let actions = by_action(&session.driver.demo.requests());
    let needed = |name: &str| actions.get(name).map_or(0, |(sent, again)| sent - again);
    let (sent, again) =
        actions.values().fold((0, 0), |sum, (sent, again)| (sum.0 + sent, sum.1 + again));
    let lists = needed("ListUsers") + needed("ListAccessKeys");
    head(title);
    row("first rows, after credentials", rows, line.latency);
    // From the lists alone, or from the report and the list of users, page after page.
    let pages = u32::try_from(needed("ListUsers")).unwrap_or(u32::MAX);
    let by_report = line.latency * (1 + pages);
    row("all ages", ages, if report == Report::Young { by_report } else { line.bound(lists) });
    row("all key IDs", keys, line.bound(lists));
    row("everything", all, line.bound(sent - again));
    for (action, (sent, again)) in &actions {
        plain(&format!("{action}, sent again"), &format!("{sent}, {again}"));
    }
    plain("calls in vain, of a hundred", &share(100 * again, sent));
}

/// Somebody pastes keys and scrolls, while the table fills and when it is full.
async fn disturbed(title: &str, line: Line, account: DemoAccount) {
    let mut session = LoadSession::start(account);
    session.until(LoadSession::has_rows).await;
    session.driver.pass(Duration::from_secs(2)).await;
    let pause = if line.limit.is_some() {
        Duration::from_millis(4_700)
    } else {
        Duration::from_millis(250)
    };
    let (mut owners, mut pages, mut views) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..TRIES {
        session.driver.pass(pause).await;
        let user = unread(&session, number);
        let key = key_of(&session, &user);
        let (owner, page) = paste(&mut session, &user, key).await;
        owners.push(owner);
        pages.push(page);
        session.driver.press("<esc>");
        session.driver.pass(pause).await;
        views.push(scroll(&mut session, line).await);
    }
    head(&format!("{title}: somebody at the keys"));
    let both = |name: &str, times: Vec<Duration>, bound: Duration| {
        let (median, worst) = median_and_worst(times);
        row(&format!("{name}, median"), median, bound);
        row(&format!("{name}, worst"), worst, bound);
    };
    both("from paste to owner, while loading", owners, line.latency);
    both("from paste to its keys, while loading", pages, 2 * line.latency);
    let lasted = |view: &(Duration, Duration)| view.0.as_secs_f64() / view.1.as_secs_f64();
    views.sort_by(|one, other| lasted(one).total_cmp(&lasted(other)));
    for (at, words) in [(TRIES / 2, "median"), (TRIES - 1, "worst")] {
        let (view, bound) = views.get(at).copied().unwrap_or_default();
        row(&format!("rows scrolled to while loading, {words}"), view, bound);
    }

    session.driver.settle().await;
    let (mut owners, mut pages) = (Vec::new(), Vec::new());
    for number in 0..TRIES {
        session.driver.pass(Duration::from_secs(10)).await;
        let user = UserName::from_iam(&format!("user-{:06}", 100 + number));
        let key = session.driver.demo.create_key(user.as_str()).expect("another key").to_string();
        let (owner, page) = paste(&mut session, &user, key).await;
        owners.push(owner);
        pages.push(page);
        session.driver.press("<esc>");
    }
    both("from paste to owner, idle", owners, line.latency);
    both("from paste to its keys, idle", pages, 2 * line.latency);
}

/// A user with a key whose keys are not known yet: near the end, for this try.
fn unread(session: &LoadSession, number: usize) -> UserName {
    let listed = session.driver.console().model().directory.users();
    let has_key = |user: &&UserName| !session.driver.demo.keys_of(user.as_str()).is_empty();
    let mut unread: Vec<&UserName> =
        listed.filter(|user| !session.knows_keys_of(user)).filter(has_key).collect();
    unread.reverse();
    let at = 200 + 20 * number;
    (*unread.get(at.min(unread.len() - 1)).expect("the load is not over")).clone()
}

fn key_of(session: &LoadSession, user: &UserName) -> String {
    let keys = session.driver.demo.keys_of(user.as_str());
    keys.first().expect("a user with a key").id.to_string()
}

/// How long it takes until the owner's page is shown, and until its keys are.
async fn paste(session: &mut LoadSession, user: &UserName, key: String) -> (Duration, Duration) {
    let shown = format!("IAM users › {user}");
    session.driver.paste(&key);
    let owner = session.until(|session| session.driver.screen().contains(&shown)).await;
    let owner = owner.expect("the owner is found");
    let page = session.until(|session| session.driver.screen().contains(&key)).await;
    (owner, owner + page.expect("its keys come"))
}

/// How long it takes until the rows scrolled to have their keys, and the least it can take.
async fn scroll(session: &mut LoadSession, line: Line) -> (Duration, Duration) {
    let wanted = {
        session.driver.press("<pgdn><pgdn>");
        let text = session.driver.screen();
        let listed = session.driver.console().model().directory.users();
        let unread = listed.filter(|user| !session.knows_keys_of(user));
        unread.filter(|user| text.contains(user.as_str())).cloned().collect::<Vec<_>>()
    };
    let read = |session: &LoadSession| wanted.iter().all(|user| session.knows_keys_of(user));
    let took = session.until(read).await.expect("rows in view are read");
    (took, line.steady(wanted.len()))
}
