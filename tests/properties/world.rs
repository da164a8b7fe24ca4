//! The console, the IAM it talks to, the person before it; and what must hold after each event.

use super::iam::{Answer, Iam, OWN_KEY, connection, refused};
use super::moves::{Fate, How, Move};
use super::seen::Seen;
use akia::console::{
    CallId, Console, Effect, Event, Journaling, Read, Reply, SavedFile, Settings, Start, Write,
};
use akia::domain::{AccessKey, AccessKeyId, KeyListing, Outcome, Status, UserName, ids_in};
use chrono::{DateTime, TimeDelta, Utc};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What kind of world it is.
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

pub(super) struct World {
    console: Console,
    kind: Kind,
    iam: Iam,
    /// The moment on IAM's clock, which only goes forward.
    time: DateTime<Utc>,
    /// By how much the person's clock was set back.
    behind: TimeDelta,
    seen: Seen,
    reads: Vec<(CallId, Read, DateTime<Utc>)>,
    writes: Vec<(CallId, Write, Journaling)>,
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
    given: Vec<Given>,
    /// When the secret was last asked to be shown, on the person's clock.
    show: Option<DateTime<Utc>>,
    typed: BTreeSet<AccessKeyId>,
    confirmed_creates: usize,
    creates: usize,
    pub tally: Tally,
    pub wrong: Option<String>,
    trace: Vec<String>,
}

impl World {
    pub(super) fn new(kind: Kind, states: [u8; 5]) -> Self {
        let time: DateTime<Utc> = "2026-11-22T12:00:00Z".parse().unwrap();
        let settings = Settings {
            read_only: kind.read_only,
            max_age_days: 90,
            start: Start::Users,
            profile: None,
            demo: false,
        };
        let mut console = Console::new(settings, time, (80, 24));
        let effects = console.start();
        let mut world = Self {
            console,
            kind,
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
            given: Vec::new(),
            show: None,
            typed: BTreeSet::new(),
            confirmed_creates: 0,
            creates: 0,
            tally: Tally::new(),
            wrong: None,
            trace: Vec::new(),
        };
        world.take(effects, &Event::Tick);
        world.answer_other(true);
        world
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
                self.tell(&Event::Resize(*columns, *rows));
            }
            Move::Wait(milliseconds) => {
                self.time += TimeDelta::milliseconds(*milliseconds);
                self.tell(&Event::Tick);
            }
            Move::SetBack(milliseconds) => {
                self.behind += TimeDelta::milliseconds(*milliseconds);
                self.tell(&Event::Tick);
            }
            Move::Read(which, answer) => self.answer_read(*which, *answer),
            Move::ReadAll(answer) => {
                for _ in 0..60 {
                    self.answer_read(0, *answer);
                }
            }
            Move::Lose(which) if !self.reads.is_empty() => {
                // The first call of all is not lost: without it there is nothing to test.
                let at = which % self.reads.len();
                if self.console.core().session.caller().is_some() {
                    self.reads.remove(at);
                }
            }
            Move::Write(which, fate) => self.answer_write(*which, *fate),
            Move::Other(well) => self.answer_other(*well),
            Move::Again(which) if !self.replies.is_empty() => {
                let (call, reply) = self.replies.swap_remove(which % self.replies.len());
                self.count("replies that came twice");
                self.tell(&Event::Reply(call, reply));
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
        self.tell(&Event::Keys(keys));
    }

    fn paste(&mut self, text: &str) {
        self.time += TimeDelta::milliseconds(100);
        self.tell(&Event::Paste(text.to_owned()));
    }

    /// Types the ID of one of the keys there are; of the session's own for the largest number.
    fn type_id(&mut self, which: usize, how: How) {
        let on_screen = self.iam.keys.iter().flat_map(|(_, keys)| keys).map(|key| key.id.clone());
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
        self.tell(&Event::Mouse(MouseEvent { kind, column, row, modifiers }));
    }

    fn somebody(&mut self, which: usize, what: u8) {
        let keys: Vec<AccessKey> =
            self.iam.keys.iter().flat_map(|(_, keys)| keys.clone()).collect();
        if !self.kind.somebody || keys.is_empty() {
            return;
        }
        let key = &keys[which % keys.len()];
        self.trace.push(format!("somebody does {what} to {}", key.id));
        match what {
            0 | 1 => self.iam.set(self.time, key, &Status::Active),
            2 => self.iam.set(self.time, key, &Status::Inactive),
            _ if which.is_multiple_of(2) => self.iam.remove(self.time, key),
            _ => drop(self.iam.make(self.time, &key.user)),
        }
        self.count("changes by somebody else");
    }

    fn answer_read(&mut self, which: usize, answer: Answer) {
        if self.reads.is_empty() {
            return;
        }
        let (call, read, asked) = self.reads.remove(which % self.reads.len());
        let essential = matches!(read, Read::Caller)
            || (self.kind.mismatch && matches!(read, Read::Users(_) | Read::User(_)));
        let answer = if essential { Answer::Now } else { answer };
        let reply = self.iam.answer(&read, asked, answer);
        if let (Read::Keys(user, _), Reply::Keys(listed)) = (&read, &reply) {
            self.note_list(call, user, listed.as_ref().ok());
        }
        self.reply(call, reply);
    }

    /// Remembers a list of keys that the console is about to be given.
    fn note_list(&mut self, call: CallId, user: &UserName, keys: Option<&KeyListing>) {
        if self.awaited.get(user) == Some(&call) {
            self.awaited.remove(user);
            if let Some(keys) = keys {
                self.shown.insert(user.clone(), keys.clone());
            }
        }
        let newer = self.newest.get(user).is_none_or(|listed| listed.call < call);
        if let Some(keys) = keys.filter(|_| newer) {
            self.newest.insert(user.clone(), Listed { call, keys: keys.clone() });
        }
    }

    fn reply(&mut self, call: CallId, reply: Reply) {
        if self.replies.len() < 8 {
            self.replies.push((call, reply.clone()));
        }
        self.tell(&Event::Reply(call, reply));
    }

    fn answer_write(&mut self, which: usize, fate: Fate) {
        if self.writes.is_empty() {
            return;
        }
        let (call, write, journaling) = self.writes.remove(which % self.writes.len());
        self.time += TimeDelta::milliseconds(100);
        let reply = match fate {
            Fate::NotJournaled if journaling == Journaling::Required => {
                self.unjournaled.insert(call);
                self.count("writes that could not be journaled");
                // Once a reply has come, no other comes for the same sending.
                return self.tell(&Event::Reply(call, Reply::NotJournaled("disk full".to_owned())));
            }
            Fate::Done | Fate::NotJournaled => self.carry_out(&write),
            Fate::DoneButLost => {
                self.count("answers lost");
                self.iam.carry_out(self.time, &write);
                refused(&write, akia::domain::FailureKind::Unanswered)
            }
            Fate::Fails(kind) => refused(&write, kind),
        };
        let done = matches!(reply, Reply::Created(Ok(_)) | Reply::Written(Ok(_)));
        if let Some(key) = write.key().filter(|_| done) {
            let latest = self.asked.last().copied().unwrap_or_default();
            self.changed.insert(key.clone(), latest);
        }
        let deleted = match &write {
            Write::Delete(key) if done => Some(key.key().id.clone()),
            _ => None,
        };
        if let Some(id) = deleted {
            self.given.iter_mut().filter(|given| given.key == id).for_each(|g| g.saved = true);
        }
        self.reply(call, reply);
    }

    fn carry_out(&mut self, write: &Write) -> Reply {
        let reply = self.iam.carry_out(self.time, write);
        if let Reply::Created(Ok(new)) = &reply {
            let text = new.secret.read(str::to_owned);
            self.given.push(Given { key: new.key.id.clone(), text, saved: false });
            self.count("keys created");
        }
        if matches!(write, Write::Delete(_)) {
            self.count("keys deleted");
        }
        reply
    }

    fn answer_other(&mut self, well: bool) {
        if self.others.is_empty() {
            return;
        }
        match self.others.remove(0) {
            Effect::Connect(call) => self.reply(call, Reply::Connected(Ok(connection()))),
            Effect::Copy(call, _) => {
                let said = "sent to the terminal".to_owned();
                self.reply(call, Reply::Copied(if well { Ok(said) } else { Err(said) }));
            }
            Effect::SaveCsv(call, new) => {
                let path = "/tmp/x_accessKeys.csv".into();
                let answer = if well {
                    let saved = self.given.iter_mut().filter(|given| given.key == new.key.id);
                    saved.for_each(|given| given.saved = true);
                    Ok(SavedFile { path, host: None })
                } else {
                    Err("disk full".to_owned())
                };
                self.reply(call, Reply::Saved(answer));
            }
            other => self.must(false, || format!("nobody answers {other:?}")),
        }
    }

    /// Tells the console what happened, and looks whether everything holds.
    fn tell(&mut self, event: &Event) {
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

    /// Takes over what the console asks for, and looks whether it may.
    fn take(&mut self, effects: Vec<Effect>, event: &Event) {
        for effect in effects {
            let text = format!("{effect:?}");
            self.trace.push(format!("  asks for {text}"));
            let leaks = self.given.iter().any(|given| text.contains(&given.text));
            self.must(!leaks, || "an effect prints a secret".to_owned());
            match effect {
                Effect::Read(call, read) => {
                    self.new_call(call);
                    if let Read::Keys(user, _) = &read {
                        self.awaited.insert(user.clone(), call);
                    }
                    self.reads.push((call, read, self.time));
                }
                Effect::Write(call, write, entry, journaling) => {
                    self.must(entry.outcome == Outcome::Sending, || "journaled late".to_owned());
                    self.check_write(call, &write, journaling, event);
                    self.writes.push((call, write, journaling));
                }
                Effect::Connect(call) => {
                    self.new_call(call);
                    self.awaited.clear();
                    self.others.push(Effect::Connect(call));
                }
                Effect::Copy(call, clip) => {
                    self.new_call(call);
                    let secret = self
                        .given
                        .iter()
                        .any(|given| clip.text.read(|text| text.contains(&given.text)));
                    self.must(secret == clip.sensitive, || format!("{} is sensitive?", clip.what));
                    self.others.push(Effect::Copy(call, clip));
                }
                Effect::SaveCsv(call, new) => {
                    self.new_call(call);
                    self.others.push(Effect::SaveCsv(call, new));
                }
                Effect::Quit => self.check_quit(event),
                Effect::Record(_) | Effect::ForgetDrawn | Effect::Suspend => {}
            }
        }
    }

    fn new_call(&mut self, call: CallId) {
        let new = self.asked.last().is_none_or(|last| *last < call);
        self.asked.insert(call);
        self.must(new, || format!("{call:?} is used twice, or out of order"));
    }

    fn check_write(&mut self, call: CallId, write: &Write, journaling: Journaling, event: &Event) {
        let locked = self.kind.read_only || self.kind.mismatch;
        self.must(!locked, || format!("{write:?} is sent where nothing may be changed"));
        let pressed = matches!(event, Event::Keys(_)) && !is_text(event);
        // A write is sent once more only when it was not sent, and the person was asked.
        if self.unjournaled.remove(&call) {
            let asked = pressed && self.seen.shows("Go on without the journal?");
            self.must(asked && journaling == Journaling::Waived, || format!("{write:?} unasked"));
            self.count("writes sent without the journal");
            return;
        }
        self.new_call(call);
        let busy = self.writes.iter().any(|(_, other, _)| {
            write.key().is_some() && other.key() == write.key() && other.change() == write.change()
        });
        self.must(!busy, || format!("{write:?} is on its way already"));
        let sensible = match (write, event) {
            (Write::Delete(_), Event::Reply(_, Reply::Keys(_)))
            | (
                Write::Deactivate(_) | Write::RemoveDescription(..),
                Event::Reply(_, Reply::Written(_)),
            )
            | (Write::Describe(..), Event::Reply(_, Reply::Created(_))) => true,
            (Write::Delete(_), _) => false,
            _ => pressed,
        };
        self.must(sensible, || format!("{write:?} because of {event:?}"));
        match write {
            Write::Create(_) => {
                self.creates += 1;
                let (creates, confirmed) = (self.creates, self.confirmed_creates);
                self.must(creates <= confirmed, || format!("{creates} creates of {confirmed}"));
            }
            Write::Delete(key) => self.check_delete(key.key()),
            Write::Deactivate(key) if key.id.as_str() == OWN_KEY => {
                let typed = self.typed.remove(&key.id);
                self.must(typed, || "the session's own key is switched off untyped".to_owned());
                self.count("own key switched off");
            }
            Write::Deactivate(_) => self.count("keys deactivated"),
            Write::Activate(_) => self.count("keys activated"),
            Write::Describe(..) => self.count("descriptions written"),
            Write::RemoveDescription(..) => {}
        }
    }

    fn check_delete(&mut self, key: &AccessKey) {
        let typed = self.typed.remove(&key.id);
        self.must(typed, || format!("{} is deleted, and was not typed", key.id));
        let listed = self.newest.get(&key.user);
        let inactive = listed.is_some_and(|listed| listed.keys.inactive(&key.id).is_some());
        let changed = self.changed.get(&key.id);
        let fresh = listed.is_some_and(|l| changed.is_none_or(|changed| l.call > *changed));
        self.must(inactive, || format!("{} is deleted, the newest list does not say so", key.id));
        self.must(fresh, || format!("{} is deleted by a list older than its change", key.id));
        let active = self.iam.find(&key.id).is_some_and(|key| key.status == Status::Active);
        let somebody = self.kind.somebody;
        self.must(somebody || !active, || format!("{} is active, and is deleted", key.id));
        self.count("deletes sent");
        if key.id.as_str() == OWN_KEY {
            self.count("own key deleted");
        }
    }

    fn check_quit(&mut self, event: &Event) {
        let loses = !self.writes.is_empty() || self.given.iter().any(|given| !given.saved);
        let asked = self.seen.shows("Quit akia?") && matches!(event, Event::Keys(_));
        self.must(!loses || asked, || "it quits without asking".to_owned());
        let secret = self.given.iter().any(|given| !given.saved);
        let told = self.seen.shows("is not saved");
        self.must(!secret || told, || "it quits without naming the secret".to_owned());
        self.count(if loses { "quit all the same" } else { "quit" });
    }

    fn check_secrets_held(&mut self, held: bool, before: &Seen, event: &Event) {
        let holds = self.console.holds_unsaved_secret();
        if held && !holds {
            let leaving = before.shows("Leave without saving the secret?");
            let explicit = (leaving && matches!(event, Event::Keys(_)))
                || matches!(event, Event::Reply(_, Reply::Saved(Ok(_)) | Reply::Written(Ok(_))));
            self.must(explicit, || "an unsaved secret is gone".to_owned());
            if leaving {
                self.given.iter_mut().for_each(|given| given.saved = true);
                self.count("secrets left, said to be stored");
            }
        }
        let unsaved = self.given.iter().any(|given| !given.saved);
        self.must(!unsaved || holds, || "an unsaved secret is not held".to_owned());
    }

    fn check_state(&mut self, before: &Seen, event: &Event) {
        let in_flight = self.console.core().ledger.any_in_flight();
        self.must(self.writes.is_empty() || in_flight, || "a write is forgotten".to_owned());
        let refused = before.shows("Go on without the journal?")
            && !self.seen.shows("Go on without the journal?");
        if refused && matches!(event, Event::Keys(_)) && !in_flight {
            self.unjournaled.clear();
        }
        let none = self.writes.is_empty() && self.unjournaled.is_empty();
        self.must(!(none && in_flight), || "an answered write is awaited".to_owned());
        let wakes = self.console.wake_at();
        let now = self.now();
        self.must(wakes.is_none_or(|at| at > now), || format!("it wakes at {wakes:?} for ever"));
        let directory = &self.console.core().directory;
        let other = self.shown.iter().find(|(user, keys)| {
            directory.record(user).and_then(|record| record.keys.value()) != Some(keys)
        });
        let other = other.map(|(user, _)| user.clone());
        self.must(other.is_none(), || format!("the keys of {other:?} are not as listed last"));
        if is_text(event)
            && let Some(title) = before.dialog().filter(|_| !before.takes_text())
        {
            let stays = self.seen.dialog() == Some(title);
            self.must(stays, || format!("{title:?} is closed by a paste"));
            self.count("pastes into dialogs without input");
        }
    }

    fn check_frame(&mut self) {
        let odd = self.seen.odd_cell().map(str::to_owned);
        self.must(odd.is_none(), || format!("{odd:?} is drawn"));
        let now = self.now();
        let may_show = self.show.is_some_and(|at| at <= now && now - at < TimeDelta::seconds(30));
        let shown = self.given.iter().any(|given| self.seen.shows_part_of(&given.text));
        if shown {
            self.count("frames with the secret shown");
            self.must(may_show, || "the secret is on the screen".to_owned());
        }
        if !self.given.is_empty() && self.trace.len().is_multiple_of(8) {
            let debug = format!("{:?}", self.console);
            let leaks = self.given.iter().any(|given| debug.contains(&given.text));
            self.must(!leaks, || "the console's Debug prints a secret".to_owned());
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
        self.play(&Move::Press("<esc><esc><esc><esc>".to_owned()));
        for _ in 0..2 {
            self.play(&Move::Wait(61_000));
            self.play(&Move::Press("r".to_owned()));
            self.play(&Move::Other(true));
            self.play(&Move::ReadAll(Answer::Now));
        }
        let core = self.console.core();
        let differs = self.iam.keys.iter().find(|(user, keys)| {
            let shown = core.keys(user).unwrap_or_default();
            shown.len() != keys.len() || keys.iter().any(|k| shown.iter().all(|s| s.key != *k))
        });
        let differs =
            differs.map(|(user, keys)| format!("{user:?} has {keys:?}, not {:?}", core.keys(user)));
        let settled = self.reads.is_empty() && core.session.trouble().is_none();
        self.must(!settled || differs.is_none(), || differs.unwrap_or_default());
        if settled {
            self.count("runs that end with everything known");
        }
    }
}

fn is(key: &KeyEvent, c: char) -> bool {
    key.code == KeyCode::Char(c) && key.modifiers.is_empty()
}

/// Whether an event is text and not keys: a paste, or what looks like one.
fn is_text(event: &Event) -> bool {
    match event {
        Event::Paste(_) => true,
        Event::Keys(keys) => {
            let plain = |key: &KeyEvent| {
                key.modifiers.is_empty()
                    && matches!(key.code, KeyCode::Char(_) | KeyCode::Enter | KeyCode::Tab)
            };
            let mixed = keys.windows(2).any(|pair| pair.first() != pair.last());
            keys.len() >= 3 && mixed && keys.iter().all(plain)
        }
        _ => false,
    }
}

/// The keys of a script, in which names in angle brackets are keys.
fn keys(script: &str) -> Vec<KeyEvent> {
    let mut keys = Vec::new();
    let mut rest = script.chars();
    while let Some(c) = rest.next() {
        let code = match c {
            '<' => match rest.by_ref().take_while(|c| *c != '>').collect::<String>().as_str() {
                "enter" => KeyCode::Enter,
                "esc" => KeyCode::Esc,
                "tab" => KeyCode::Tab,
                "space" => KeyCode::Char(' '),
                "up" => KeyCode::Up,
                "down" => KeyCode::Down,
                "left" => KeyCode::Left,
                "pgdn" => KeyCode::PageDown,
                "home" => KeyCode::Home,
                "end" => KeyCode::End,
                "bs" => KeyCode::Backspace,
                control => match control.strip_prefix('^').and_then(|c| c.chars().next()) {
                    Some(c) => {
                        keys.push(KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL));
                        continue;
                    }
                    None => KeyCode::F(5),
                },
            },
            '\n' => KeyCode::Enter,
            '\t' => KeyCode::Tab,
            c => KeyCode::Char(c),
        };
        keys.push(KeyEvent::from(code));
    }
    keys
}
