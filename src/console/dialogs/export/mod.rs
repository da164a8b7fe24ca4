//! The table as it is filtered, as a .csv file: everything in it is read first, and nothing in it is
//! from the credential report.

mod rows;
#[cfg(test)]
mod tests;

use self::rows::{Rows, rows};
use super::{Body, Buttons, Dialog, Transition};
use crate::console::context::Context;
use crate::console::effect::{CallId, Effect};
use crate::console::event::Reply;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::Model;
use crate::console::model::Tone;
use crate::console::reads::AwsRead;
use crate::domain::{LocalError, UserName};
use crate::ui::{Theme, grouped};
use chrono::{DateTime, TimeDelta, Utc};
use ratatui::Frame;
use ratatui::layout::Rect;

/// How often it is looked whether everything is read.
const LOOK: TimeDelta = TimeDelta::milliseconds(250);

/// The question, and what comes of it.
#[derive(Debug)]
pub(crate) struct Export {
    users: Vec<UserName>,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    Asking(Buttons),
    /// What is not known yet is read.
    Reading,
    /// The file is being written; so many users, and the descriptions, could not be read.
    Writing(CallId, Lacking),
    /// It was not written, for this reason.
    Failed(LocalError),
}

/// What the file does not have.
#[derive(Clone, Copy, Debug)]
struct Lacking {
    users: usize,
    descriptions: bool,
}

impl Export {
    /// Asks whether to export these users, in this order.
    pub(crate) fn new(users: Vec<UserName>) -> Self {
        Self { users, stage: Stage::Asking(Buttons { highlighted: 1 }) }
    }

    fn begin(&mut self, cx: &mut Context) -> Transition {
        cx.model.directory.read_whole(&self.users);
        let tags = cx.model.directory.authorization();
        if tags.completed().is_none() && !tags.is_loading() {
            cx.read(AwsRead::Authorization(None));
        }
        self.stage = Stage::Reading;
        self.go_on(cx)
    }

    /// Writes the file, once everything is read.
    fn go_on(&mut self, cx: &mut Context) -> Transition {
        if let Some(Rows { rows, unreadable }) = rows(&cx.model, &self.users) {
            let lacking = Lacking {
                users: unreadable,
                descriptions: cx.model.directory.authorization().completed().is_none(),
            };
            let call = cx.next_call();
            cx.request(Effect::SaveTable(call, rows));
            self.stage = Stage::Writing(call, lacking);
        }
        Transition::Stay
    }
}

impl Lacking {
    /// What is missing, in words.
    fn words(self) -> String {
        let users = match self.users {
            0 => String::new(),
            1 => " 1 user could not be read, and is not in it.".to_owned(),
            count => format!(" {} users could not be read, and are not in it.", grouped(count)),
        };
        let descriptions = if self.descriptions { " Descriptions could not be read." } else { "" };
        format!("{users}{descriptions}")
    }
}

impl Dialog for Export {
    fn key_context(&self) -> KeyContext {
        match self.stage {
            Stage::Asking(_) => KeyContext::Question,
            Stage::Reading | Stage::Failed(_) => KeyContext::Reading,
            Stage::Writing(..) => KeyContext::Waiting,
        }
    }

    fn act(&mut self, cx: &mut Context, action: Action) -> Transition {
        match (action, &mut self.stage) {
            (Action::Confirm, Stage::Asking(buttons)) if !buttons.on_cancel() => self.begin(cx),
            (Action::Confirm | Action::Cancel, _) => Transition::Close,
            (Action::Choose | Action::Up | Action::Down, Stage::Asking(buttons)) => {
                buttons.toggle(2);
                Transition::Stay
            }
            _ => Transition::Stay,
        }
    }

    fn waits_for(&self, call: CallId) -> bool {
        matches!(self.stage, Stage::Writing(asked, _) if asked == call)
    }

    fn reply(&mut self, cx: &mut Context, _call: CallId, reply: Reply) -> Transition {
        match (reply, &self.stage) {
            (Reply::Saved(Ok(file)), Stage::Writing(_, lacking)) => {
                let on = file.host.map_or(String::new(), |host| format!(" (on {host})"));
                let whole = lacking.users == 0 && !lacking.descriptions;
                let tone = if whole { Tone::Good } else { Tone::Warning };
                let path = file.path.display();
                cx.notify(tone, format!("Exported: {path}{on}.{}", lacking.words()));
                Transition::Close
            }
            (Reply::Saved(Err(reason)), _) => {
                self.stage = Stage::Failed(reason);
                Transition::Stay
            }
            _ => Transition::Stay,
        }
    }

    fn tick(&mut self, cx: &mut Context) -> Transition {
        if matches!(self.stage, Stage::Reading) { self.go_on(cx) } else { Transition::Stay }
    }

    fn wake_at(&self, model: &Model) -> Option<DateTime<Utc>> {
        matches!(self.stage, Stage::Reading).then(|| model.now + LOOK)
    }

    fn view(&self, model: &Model, theme: Theme, frame: &mut Frame, area: Rect) {
        let mut body = Body::new("Export", area, theme);
        let users = grouped(self.users.len());
        match &self.stage {
            Stage::Asking(buttons) => {
                body.say(theme.plain(), &format!("The keys of the {users} users shown go into a .csv file in your download folder."));
                body.gap().text("What is not read yet is read first. akia export does the same without the screen.");
                body.buttons(buttons, &Buttons::row("Export", false, true));
            }
            Stage::Reading => {
                let read =
                    self.users.iter().filter(|user| model.directory.wholly_read(user).is_some());
                let words = format!("Reading: {} of {users} users", grouped(read.count()));
                body.waiting(model, &words);
                body.gap().text("esc gives it up; nothing is written.");
            }
            Stage::Writing(..) => {
                body.waiting(model, "Writing the file…");
            }
            Stage::Failed(reason) => {
                body.say(theme.danger(), &reason.to_string());
            }
        }
        body.draw(frame, area);
    }
}
