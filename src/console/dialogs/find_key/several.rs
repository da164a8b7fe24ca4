//! Several IDs at once: a line for each, with its owner, or what else is known of it.

use super::FindKey;
use crate::console::context::Context;
use crate::console::dialogs::{Body, Canvas, Dialog, Transition, move_or_close};
use crate::console::effect::CallId;
use crate::console::event::Reply;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::{Model, Tone};
use crate::console::reads::{AwsAnswer, AwsRead};
use crate::domain::{AccessKeyId, Failure, Finding, UserName};
use crate::ui;

/// Looking for more keys is a job for `akia find`.
const MOST_KEYS: usize = 20;

#[derive(Debug)]
pub(crate) struct FindSeveral {
    lines: Vec<Line>,
    /// How many IDs were given beyond those.
    left_out: usize,
    selected: usize,
    /// The directory's change count when its lists of keys were last searched.
    searched_at: Option<u64>,
}

#[derive(Debug)]
struct Line {
    id: AccessKeyId,
    state: State,
}

#[derive(Debug)]
enum State {
    Asked(CallId),
    Owner(UserName),
    Other(Finding),
    Failed(Failure),
}

impl FindSeveral {
    pub(crate) fn new(cx: &mut Context, mut ids: Vec<AccessKeyId>) -> Self {
        let left_out = ids.len().saturating_sub(MOST_KEYS);
        ids.truncate(MOST_KEYS);
        let lines = ids.into_iter().map(|id| Line { state: find(cx, &id), id }).collect();
        Self { lines, left_out, selected: 0, searched_at: None }
    }

    fn open(&mut self, cx: &mut Context) -> Transition {
        let Some(line) = self.lines.get_mut(self.selected) else { return Transition::Close };
        match &line.state {
            State::Asked(_) => {
                cx.notify(Tone::Info, "IAM has not answered yet.");
                Transition::Stay
            }
            State::Owner(user) => Transition::OpenUser(user.clone(), Some(line.id.clone())),
            State::Other(finding) => Transition::Open(Box::new(FindKey::new(cx, finding.clone()))),
            State::Failed(_) => {
                line.state = find(cx, &line.id);
                Transition::Stay
            }
        }
    }
}

/// What is known of a key. If that is nothing, IAM is asked.
fn find(cx: &mut Context, id: &AccessKeyId) -> State {
    if let Some(finding) = Finding::from_prefix(id) {
        return State::Other(finding);
    }
    if let Some(user) = cx.model.directory.owner(id) {
        return State::Owner(user.clone());
    }
    let known = cx.model.directory.some_key().cloned();
    State::Asked(cx.read(AwsRead::Owner(id.clone(), known)))
}

fn describe(model: &Model, state: &State) -> String {
    match state {
        State::Asked(_) => format!("{} asking IAM…", ui::spinner(model.now.timestamp_millis())),
        State::Owner(user) => user.to_string(),
        State::Other(finding) => finding.brief(),
        State::Failed(failure) => format!("failed: {}", failure.message),
    }
}

impl Dialog for FindSeveral {
    fn key_context(&self) -> KeyContext {
        KeyContext::Choice
    }

    fn act(&mut self, cx: &mut Context, action: Action) -> Transition {
        match action {
            Action::Choose => self.open(cx),
            action => move_or_close(&mut self.selected, self.lines.len(), action),
        }
    }

    fn reply(&mut self, _cx: &mut Context, call: CallId, reply: Reply) -> Transition {
        let waits = |line: &&mut Line| matches!(line.state, State::Asked(asked) if asked == call);
        let line = self.lines.iter_mut().find(waits);
        if let (Some(line), Reply::Aws(AwsAnswer::Owner(.., answer))) = (line, reply) {
            // What was listed while IAM was asked has not been searched for this key.
            self.searched_at = None;
            line.state = match answer {
                Ok(finding) => match finding.owner() {
                    Some(user) => State::Owner(user.clone()),
                    None => State::Other(finding),
                },
                Err(failure) => State::Failed(failure),
            };
        }
        Transition::Stay
    }

    fn tick(&mut self, cx: &mut Context) -> Transition {
        let before = self.searched_at.replace(cx.model.directory.change_count());
        for line in &mut self.lines {
            // Where IAM does not say, the lists of keys may, as they are read.
            if let State::Other(finding) = &line.state
                && finding.may_be_listed()
                && let Some(user) = cx.model.directory.owner_since(before, &line.id)
            {
                line.state = State::Owner(user.clone());
            }
        }
        Transition::Stay
    }

    fn view(&self, model: &Model, canvas: Canvas) -> Body<'_> {
        let mut body = Body::new("Whose keys are those?", canvas);
        // What remains beside the borders, the sentences below and the gap above them.
        let room = usize::from(canvas.area.height).saturating_sub(5).max(1);
        let top = (self.selected + 1).saturating_sub(room);
        let widest = self.lines.iter().map(|line| ui::width(line.id.as_str())).max().unwrap_or(0);
        let shown = self.lines.iter().skip(top).take(room);
        let labels: Vec<String> = shown
            .map(|line| format!("{:<widest$}  {}", line.id.as_str(), describe(model, &line.state)))
            .collect();
        body.choices(&labels, self.selected - top.min(self.selected));
        body.gap();
        let mut note = "↵ opens the owner, tells more, or asks again.".to_owned();
        if labels.len() < self.lines.len() {
            let to = top + labels.len();
            note = format!("{}-{to} of {}. {note}", top + 1, self.lines.len());
        }
        body.hint(&note);
        if self.left_out > 0 {
            let text = format!(
                "{} more IDs were given: look for them apart, or use akia find.",
                self.left_out
            );
            body.warning(&text);
        }
        body
    }
}
