//! The head of the page: the six steps, where the rotation is, and what is next.

use super::view::Page;
use crate::console::model::Model;
use crate::domain::{AccessKeyId, RotationStage, RotationStep, Status};
use crate::ui::{Theme, capital, fit, width, wrap};
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// The steps, in few words.
const STEPS: [&str; 6] = ["Create", "Update", "Quiet", "Deactivate", "Wait", "Delete"];

/// With fewer rows, there is none to spare.
const LOW: u16 = 14;

impl Page {
    /// The steps, the stage and what is next.
    pub(super) fn head(&self, model: &Model, theme: Theme, area: Rect) -> Vec<Line<'static>> {
        let room = usize::from(area.width.saturating_sub(2)).max(1);
        let stage = self.guidance.stage;
        let title = match stage.number() {
            Some(number) => format!("Step {number} of 6: {}", stage.title()),
            None => capital(stage.title()),
        };
        let quiet = format!("  quiet time {} (w)", self.case.quiet_time());
        let mut title = vec![Span::styled(format!(" {}", fit(&title, room)), theme.title())];
        if title.iter().map(Span::width).sum::<usize>() + width(&quiet) <= room {
            title.push(Span::styled(quiet, theme.muted()));
        }
        let done = self.case.steps_shown_done(&self.guidance);
        let (steps, title) = (stepper(stage, &done, theme, room), Line::from(title));
        let mut lines = match stage.number() {
            // What the one says, the other says, too.
            Some(_) if area.height < LOW => vec![steps],
            None if area.height < LOW => vec![title],
            _ => vec![steps, title],
        };
        let next = self.next_words(model);
        let again = "activates it again, if something broke";
        let again = (self.can_come_back() && self.can_activate).then_some(("a ", again));
        let key = match &self.guidance.step {
            RotationStep::Nothing if self.can_create => "c ",
            _ if self.can_enter => "↵ ",
            _ => "  ",
        };
        let texts = std::iter::once((key, next.as_str())).chain(again);
        for (mark, text) in texts {
            let mut mark = mark.to_owned();
            for part in wrap(text, room.saturating_sub(3)) {
                let mark = std::mem::take(&mut mark);
                lines.push(Line::from(vec![
                    Span::styled(format!(" {mark:<2}"), theme.key()),
                    Span::styled(part, theme.plain()),
                ]));
            }
        }
        lines
    }

    /// The next step, in words.
    fn next_words(&self, model: &Model) -> String {
        match &self.guidance.step {
            RotationStep::Nothing if self.can_create => "creates a key all the same".to_owned(),
            RotationStep::Nothing => "Nothing is to be done".to_owned(),
            RotationStep::Create => "Create the second access key".to_owned(),
            RotationStep::FreeSlot(id) if self.signs(id) => {
                format!("Deactivate {id}, to delete it and free its slot")
            }
            RotationStep::FreeSlot(id) => format!("Free a slot: delete {id}"),
            RotationStep::ChooseOld(_) => {
                "Take the selected key for the old one (o); ↑ ↓ select".to_owned()
            }
            RotationStep::UpdateApplications => {
                "Give every application the new key, then look again (r)".to_owned()
            }
            RotationStep::UpdateProfile(profile) => {
                format!("Put the new key into profile {profile}")
            }
            RotationStep::WaitUntil(until) => {
                let days = (*until - model.now).num_hours().saturating_add(23) / 24;
                let days = if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
                let until = until.format("%Y-%m-%d %H:%MZ");
                let unless = if self.guidance.stage == RotationStage::Quiet {
                    "it is used before"
                } else {
                    "something breaks before"
                };
                format!("Wait until {until} ({days}), unless {unless}")
            }
            RotationStep::MoveSession if !self.can_enter => {
                "Move this session to the new key".to_owned()
            }
            RotationStep::MoveSession => "Sign this session in with the new key (m)".to_owned(),
            RotationStep::Deactivate(id) => format!("Deactivate {id}"),
            RotationStep::Delete(id) => format!("Delete {id}"),
            RotationStep::ReadUse(_) => "Read when the keys were last used (r)".to_owned(),
            RotationStep::Decide(_) => "You decide: d deactivates, x deletes".to_owned(),
        }
    }

    fn signs(&self, id: &AccessKeyId) -> bool {
        self.case.key(id).is_some_and(|key| key.status.may_sign())
    }

    /// Whether the old key was switched off and can be switched on again.
    fn can_come_back(&self) -> bool {
        let off = matches!(
            self.guidance.stage,
            RotationStage::WaitAgain | RotationStage::Delete | RotationStage::CannotTell
        );
        let old = self.guidance.old.as_ref().and_then(|id| self.case.key(id));
        off && old.is_some_and(|key| key.status == Status::Inactive)
    }
}

/// The six steps with the current one marked; of those before it, what is shown to be done and what
/// was passed over. Without any that is done there is no rotation behind the stage.
fn stepper(stage: RotationStage, done: &[u8], theme: Theme, room: usize) -> Line<'static> {
    let current = stage.number().unwrap_or(0);
    let steps = |named: bool| -> Vec<(String, Style)> {
        let step = |(number, name): (u8, &str)| {
            let rest = if named { format!(" {name}") } else { String::new() };
            match number {
                number if number < current && done.contains(&number) => {
                    (format!("✓{number}{rest}"), theme.good())
                }
                number if number < current && !done.is_empty() => {
                    (format!("–{number}{rest}"), theme.muted())
                }
                number if number == current => {
                    (format!("▸{number} {name}◂"), theme.title().patch(theme.selected()))
                }
                number => (format!("{number}{rest}"), theme.muted()),
            }
        };
        (1_u8..).zip(STEPS).map(step).collect()
    };
    let taken =
        |steps: &[(String, Style)]| -> usize { steps.iter().map(|(text, _)| width(text)).sum() };
    // Where not all of them can be named, the current one is.
    let named = steps(true);
    let fits = taken(&named) + STEPS.len() <= room;
    let steps = if fits { named } else { steps(false) };
    let used = taken(&steps);
    let gap = (room.saturating_sub(used) / STEPS.len()).clamp(1, 4);
    let mut spans = vec![Span::raw(" ")];
    for (text, style) in steps {
        spans.push(Span::styled(text, style));
        spans.push(Span::raw(" ".repeat(gap)));
    }
    Line::from(spans)
}
