//! The console, the IAM it talks to, the person before it; and what must hold after each event.

mod answers;
mod asked;
mod checks;
mod typed;

use self::typed::is;
use super::iam::{Answer, Iam, OWN_KEY, Request};
use super::moves::{Fate, How, Move};
use super::seen::Seen;
use crate::support::script::keys;
use akia::console::{CallId, Console, Effect, Event, Journaling, Reply, Settings, Start};
use akia::domain::{
    AccessKey, AccessKeyEvent, AccessKeyEventKind, AccessKeyId, KeyChange, KeyListing, Status,
    UserName, ids_in,
};
use chrono::{DateTime, TimeDelta, Utc};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What kind of simulation it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Kind {
    pub read_only: bool,
    pub mismatch: bool,
    /// Somebody else changes keys, too.
    pub somebody: bool,
}

/// How often something came about over all runs: what never does is not tested.
pub(super) type Tally = BTreeMap<&'static str, usize>;

/// A list of a user's keys that the console was given.
struct Listed {
    call: CallId,
    keys: KeyListing,
}

/// A secret that IAM gave out.
struct Given {
    key: AccessKeyId,
    text: String,
    saved: bool,
}

pub(super) struct Simulation {
    console: Console,
    kind: Kind,
    /// The profile that the session was last settled with.
    profile: Option<String>,
    iam: Iam,
    /// The moment on IAM's clock, which only goes forward.
    time: DateTime<Utc>,
    /// By how much the person's clock was set back.
    behind: TimeDelta,
    seen: Seen,
    reads: Vec<(CallId, Request, DateTime<Utc>)>,
    writes: Vec<(CallId, KeyChange, Journaling)>,
    others: Vec<Effect>,
    /// Writes that were not sent, about which the person is asked.
    unjournaled: BTreeSet<CallId>,
    replies: Vec<(CallId, Reply)>,
    asked: BTreeSet<CallId>,
    /// The list of each user's keys asked for last, if its answer is to be taken.
    awaited: HashMap<UserName, CallId>,
    shown: HashMap<UserName, KeyListing>,
    newest: HashMap<UserName, Listed>,
    /// The latest call there was when a key was last changed from here.
    changed: HashMap<AccessKeyId, CallId>,
    /// When IAM last said that it deactivated a key, on the person's clock.
    deactivated: HashMap<AccessKeyId, DateTime<Utc>>,
    given: Vec<Given>,
    /// Keys whose delete was sent, and its answer lost.
    lost_deletes: BTreeSet<AccessKeyId>,
    /// When the secret was last asked to be shown, on the person's clock.
    show: Option<DateTime<Utc>>,
    typed: BTreeSet<AccessKeyId>,
    /// What arrives now is all of one paste.
    pasting: bool,
    /// The codes that were sent, each with its device.
    codes: BTreeSet<(String, String)>,
    /// How many of the last calls signed with the newest key were answered.
    accepted: usize,
    verified: BTreeSet<AccessKeyId>,
    confirmed_creates: usize,
    creates: usize,
    pub tally: Tally,
    pub wrong: Option<String>,
    trace: Vec<String>,
}

impl Simulation {
    pub(super) fn new(kind: Kind, states: [u8; 5]) -> Self {
        let time: DateTime<Utc> = "2026-11-22T12:00:00Z".parse().unwrap();
        let settings = Settings {
            read_only: kind.read_only,
            start: Start::Users,
            profile: None,
            demo: false,
            ..Settings::default()
        };
        let mut console = Console::new(settings, time, (80, 24));
        let effects = console.start();
        let mut simulation = Self {
            console,
            kind,
            profile: None,
            iam: Iam::new(states, time, kind.mismatch),
            time,
            behind: TimeDelta::zero(),
            seen: Seen::new(80, 24),
            reads: Vec::new(),
            writes: Vec::new(),
            others: Vec::new(),
            unjournaled: BTreeSet::new(),
            replies: Vec::new(),
            asked: BTreeSet::new(),
            awaited: HashMap::new(),
            shown: HashMap::new(),
            newest: HashMap::new(),
            changed: HashMap::new(),
            deactivated: HashMap::new(),
            given: Vec::new(),
            lost_deletes: BTreeSet::new(),
            show: None,
            typed: BTreeSet::new(),
            pasting: false,
            codes: BTreeSet::new(),
            accepted: 0,
            verified: BTreeSet::new(),
            confirmed_creates: 0,
            creates: 0,
            tally: Tally::new(),
            wrong: None,
            trace: Vec::new(),
        };
        simulation.take(effects, &Event::Tick);
        simulation.answer_other(true);
        simulation
    }

    fn now(&self) -> DateTime<Utc> {
        self.time - self.behind
    }

    fn count(&mut self, what: &'static str) {
        *self.tally.entry(what).or_default() += 1;
    }

    fn must(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds && self.wrong.is_none() {
            let from = self.trace.len().saturating_sub(25);
            let trace = self.trace.get(from..).unwrap_or_default().join("\n  ");
            self.wrong = Some(format!("{}\nafter\n  {trace}\non\n{}", what(), self.seen.text()));
        }
    }

    /// Makes a move.
    pub(super) fn play(&mut self, step: &Move) {
        if self.wrong.is_some() {
            return;
        }
        match step {
            Move::Press(script) => keys(script).into_iter().for_each(|key| self.press(vec![key])),
            Move::Burst(text) => self.press(keys(text)),
            Move::Paste(text) => {
                if self.seen.asks_for_an_id() {
                    self.typed.extend(ids_in(text));
                }
                self.paste(text);
            }
            Move::BrokenPaste(pieces) => self.broken_paste(pieces),
            Move::TypeId(which, how) => self.type_id(*which, *how),
            Move::Wheel(up) => {
                let kind = if *up { MouseEventKind::ScrollUp } else { MouseEventKind::ScrollDown };
                self.mouse(kind, 0, 0);
            }
            Move::Click(x, y) => self.mouse(MouseEventKind::Down(MouseButton::Left), *x, *y),
            Move::Resize(columns, rows) => {
                self.seen.resize(*columns, *rows);
                // A frame may be drawn before the console hears of the new size.
                self.seen.draw(&self.console);
                self.send(&Event::Resize(*columns, *rows));
            }
            Move::Wait(milliseconds) => {
                self.time += TimeDelta::milliseconds(*milliseconds);
                self.send(&Event::Tick);
            }
            Move::SetBack(milliseconds) => {
                self.behind += TimeDelta::milliseconds(*milliseconds);
                self.send(&Event::Tick);
            }
            Move::RateLimited(rate) => self.send(&Event::RateLimited(*rate)),
            Move::Read(which, answer) => self.answer_read(*which, *answer),
            Move::ReadAll(answer) => {
                for _ in 0..60 {
                    self.answer_read(0, *answer);
                }
            }
            Move::Lose(which) if !self.reads.is_empty() => {
                // The first call of all is not lost: without it there is nothing to test.
                let at = which % self.reads.len();
                if self.console.model().session.caller().is_some() {
                    self.reads.remove(at);
                }
            }
            Move::Write(which, fate) => self.answer_write(*which, *fate),
            Move::Other(well) => self.answer_other(*well),
            Move::Again(which) if !self.replies.is_empty() => {
                let (call, reply) = self.replies.swap_remove(which % self.replies.len());
                self.count("replies that came twice");
                self.send(&Event::Reply(call, reply));
            }
            Move::Lose(_) | Move::Again(_) => {}
            Move::Somebody(which, what) => self.somebody(*which, *what),
            Move::Pursue(goal, steps, fate) => {
                goal.steps(*fate).iter().take(*steps).for_each(|step| self.play(step));
            }
        }
    }

    fn press(&mut self, keys: Vec<KeyEvent>) {
        self.time += TimeDelta::milliseconds(100);
        self.send(&Event::Keys(keys));
    }

    fn paste(&mut self, text: &str) {
        self.time += TimeDelta::milliseconds(100);
        self.send(&Event::Paste(text.to_owned()));
    }

    /// A paste that ends and begins again, with keys in between.
    fn broken_paste(&mut self, pieces: &[String]) {
        self.time += TimeDelta::milliseconds(100);
        self.pasting = true;
        for piece in pieces {
            self.send(&Event::Paste("x".to_owned()));
            self.time += TimeDelta::milliseconds(79);
            for key in keys(piece) {
                self.send(&Event::Keys(vec![key]));
            }
        }
        self.pasting = false;
        self.count("pastes that hold the mark of their end");
    }

    /// Types the ID of one of the keys there are; of the session's own for the largest number.
    fn type_id(&mut self, which: usize, how: How) {
        let on_screen = self.iam.users.values().flatten().map(|key| key.id.clone());
        let visible: Vec<AccessKeyId> =
            on_screen.filter(|id| self.seen.text().contains(id.as_str())).collect();
        let id = match which {
            usize::MAX => AccessKeyId::from_iam(OWN_KEY),
            _ if visible.is_empty() => return,
            // What the dialog asks for is on the screen, mostly last.
            which => match self.seen.asked_for() {
                Some(id) => AccessKeyId::from_iam(&id),
                None => visible[which % visible.len()].clone(),
            },
        };
        if self.seen.asks_for_an_id() {
            self.typed.insert(id.clone());
        }
        match how {
            How::KeyByKey => keys(id.as_str()).into_iter().for_each(|key| self.press(vec![key])),
            How::Burst => self.press(keys(id.as_str())),
            How::Paste => self.paste(&format!(" {id}\n")),
        }
    }

    fn mouse(&mut self, kind: MouseEventKind, column: u16, row: u16) {
        let modifiers = KeyModifiers::NONE;
        self.send(&Event::Mouse(MouseEvent { kind, column, row, modifiers }));
    }

    fn somebody(&mut self, which: usize, what: u8) {
        let keys: Vec<AccessKey> = self.iam.users.values().flatten().cloned().collect();
        if !self.kind.somebody || keys.is_empty() {
            return;
        }
        let key = &keys[which % keys.len()];
        self.trace.push(format!("somebody does {what} to {}", key.id));
        match what {
            0 => {
                let (when, key_id) = (self.now(), key.id.clone());
                let kind = AccessKeyEventKind::Activated;
                self.iam.activated_elsewhere.push(AccessKeyEvent { when, key: key_id, kind });
                self.iam.set(self.time, key, &Status::Active);
            }
            1 => self.iam.set(self.time, key, &Status::Active),
            2 => self.iam.set(self.time, key, &Status::Inactive),
            _ if which.is_multiple_of(2) => self.iam.remove(self.time, key),
            _ => drop(self.iam.make(self.time, &key.user)),
        }
        self.count("changes by somebody else");
    }

    /// Tells the console what happened, and looks whether everything holds.
    fn send(&mut self, event: &Event) {
        if self.wrong.is_some() {
            return;
        }
        self.count("events");
        self.trace.push(format!("{} {event:?}", self.now().format("%H:%M:%S%.3f")));
        self.before(event);
        let held = self.console.holds_unsaved_secret();
        let effects = self.console.update(self.now(), event.clone());
        self.take(effects, event);
        let before = self.seen.draw(&self.console);
        self.check_secrets_held(held, &before, event);
        self.check_state(&before, event);
        self.check_frame();
    }

    /// Notes what the person asks for with this event.
    fn before(&mut self, event: &Event) {
        let Event::Keys(pressed) = event else { return };
        if self.seen.shows("Retrieve access key") && pressed.iter().any(|k| is(k, 's')) {
            self.show = Some(self.now());
        }
        let enter = pressed.iter().any(|key| key.code == KeyCode::Enter);
        if enter && self.seen.shows("2 of 3 · Set description tag") {
            self.confirmed_creates += 1;
        }
    }

    /// In the end, with everything answered: the page with an unsaved secret is there, and without
    /// somebody else what is shown is what is so.
    pub(super) fn finish(&mut self) {
        self.play(&Move::Resize(90, 40));
        self.behind = TimeDelta::zero();
        for _ in 0..12 {
            self.play(&Move::Write(0, Fate::Done));
            self.play(&Move::Other(false));
            self.play(&Move::ReadAll(Answer::Now));
        }
        if self.wrong.is_none() && self.console.holds_unsaved_secret() {
            for _ in 0..12 {
                if !self.seen.shows("Retrieve access key") {
                    self.play(&Move::Press("<esc>".to_owned()));
                }
            }
            let there = self.seen.shows("Retrieve access key");
            self.must(there, || "the page with the secret cannot be reached".to_owned());
            self.count("unsaved secrets at the end");
            return;
        }
        self.play(&Move::Press("<esc><esc><esc><esc><esc><esc><esc><esc>".to_owned()));
        for _ in 0..2 {
            self.play(&Move::Wait(61_000));
            self.play(&Move::Press("r".to_owned()));
            // Of several connects the last is awaited.
            for _ in 0..4 {
                self.play(&Move::Other(true));
            }
            self.play(&Move::ReadAll(Answer::Now));
        }
        let core = self.console.model();
        let shown = |name: &str| core.keys(&UserName::from_iam(name)).unwrap_or_default();
        let differs = self.iam.users.iter().find(|(name, keys)| {
            let shown = shown(name);
            shown.len() != keys.len() || keys.iter().any(|k| shown.iter().all(|s| s.key != *k))
        });
        let differs =
            differs.map(|(name, keys)| format!("{name:?} has {keys:?}, not {:?}", shown(name)));
        let settled = self.reads.is_empty() && core.session.failure().is_none();
        self.must(!settled || differs.is_none(), || differs.unwrap_or_default());
        if settled {
            self.count("runs that end with everything known");
        }
    }
}
