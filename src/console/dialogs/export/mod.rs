//! The filtered table as a .csv file. Everything that goes into it is read first; nothing is taken
//! from the credential report.

mod rows;
#[cfg(test)]
mod tests;

use self::rows::{Rows, rows};
use super::{Answer, Body, Buttons, Canvas, Dialog, Transition};
use crate::console::context::Context;
use crate::console::effect::{CallId, Effect};
use crate::console::event::Reply;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::{Model, Tone};
use crate::console::reads::AwsRead;
use crate::domain::{LocalError, UserName};
use crate::ui::grouped;
use chrono::{DateTime, TimeDelta, Utc};

/// How often the dialog checks whether everything is read.
const CHECK_INTERVAL: TimeDelta = TimeDelta::milliseconds(250);

#[derive(Debug)]
pub(crate) struct Export {
    users: Vec<UserName>,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    Confirm(Buttons),
    Reading,
    Writing(Lacking),
    Failed(LocalError),
}

/// What could not be read.
#[derive(Clone, Copy, Debug)]
struct Lacking {
    users: usize,
    descriptions: bool,
}

impl Export {
    /// `users` in the order of the table.
    pub(crate) fn new(users: Vec<UserName>) -> Self {
        Self { users, stage: Stage::Confirm(Buttons::confirm_by_default()) }
    }

    fn begin(&mut self, cx: &mut Context) {
        cx.model.directory.read_completely(&self.users);
        let tags = cx.model.directory.authorization();
        if tags.completed().is_none() && !tags.is_loading() {
            cx.read(AwsRead::Authorization(None));
        }
        self.stage = Stage::Reading;
        self.write_when_read(cx);
    }

    fn write_when_read(&mut self, cx: &mut Context) {
        if let Some(Rows { rows, unreadable }) = rows(&cx.model, &self.users) {
            let lacking = Lacking {
                users: unreadable,
                descriptions: cx.model.directory.authorization().completed().is_none(),
            };
            let call = cx.next_call();
            cx.request(Effect::SaveTable(call, rows));
            self.stage = Stage::Writing(lacking);
        }
    }
}

impl Lacking {
    fn describe(self) -> String {
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
            Stage::Confirm(_) => KeyContext::Question,
            Stage::Reading | Stage::Failed(_) => KeyContext::Reading,
            Stage::Writing(_) => KeyContext::Waiting,
        }
    }

    fn act(&mut self, cx: &mut Context, action: Action) -> Transition {
        match &mut self.stage {
            Stage::Confirm(buttons) => match buttons.answer(action) {
                Answer::Cancelled => return Transition::Close,
                Answer::Pending => {}
                Answer::Confirmed(()) => self.begin(cx),
            },
            Stage::Reading | Stage::Failed(_) if action == Action::Cancel => {
                return Transition::Close;
            }
            _ => {}
        }
        Transition::Stay
    }

    fn reply(&mut self, cx: &mut Context, _call: CallId, reply: Reply) -> Transition {
        match (reply, &self.stage) {
            (Reply::Saved(Ok(file)), Stage::Writing(lacking)) => {
                let on = file.host.map_or(String::new(), |host| format!(" (on {host})"));
                let whole = lacking.users == 0 && !lacking.descriptions;
                let tone = if whole { Tone::Good } else { Tone::Warning };
                let path = file.path.display();
                cx.notify(tone, format!("Exported: {path}{on}.{}", lacking.describe()));
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
        if matches!(self.stage, Stage::Reading) {
            self.write_when_read(cx);
        }
        Transition::Stay
    }

    fn wake_at(&self, model: &Model) -> Option<DateTime<Utc>> {
        matches!(self.stage, Stage::Reading).then(|| model.now + CHECK_INTERVAL)
    }

    fn view(&self, model: &Model, canvas: Canvas) -> Body<'_> {
        let mut body = Body::new("Export", canvas);
        let users = grouped(self.users.len());
        match &self.stage {
            Stage::Confirm(buttons) => {
                body.notice(&format!("The keys of the {users} users shown go into a .csv file in your download folder."));
                body.gap().text("What is not read yet is read first. akia export does the same without the screen.");
                body.buttons(buttons, &Buttons::row("Export", false, true));
            }
            Stage::Reading => {
                let read = self
                    .users
                    .iter()
                    .filter(|user| model.directory.is_completely_read(user).is_some());
                let text = format!("Reading: {} of {users} users", grouped(read.count()));
                body.waiting(model, &text);
                body.gap().text("esc gives it up; nothing is written.");
            }
            Stage::Writing(_) => {
                body.waiting(model, "Writing the file…");
            }
            Stage::Failed(reason) => {
                body.danger(&reason.to_string());
            }
        }
        body
    }
}
