//! What an ID is, when this account has no user to show for it.

use super::{Body, Dialog, Then};
use crate::console::bindings::{Action, Place};
use crate::console::core::Core;
use crate::domain::{AccessKeyId, Failure, Finding};
use crate::ui::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;

/// The explanation.
#[derive(Debug)]
pub(crate) struct FindKey {
    id: AccessKeyId,
    paragraphs: Vec<String>,
}

impl FindKey {
    /// What an ID says by itself, if it is not a long-term access key's.
    pub(crate) fn without_asking(id: &AccessKeyId) -> Option<Self> {
        Finding::without_asking(id).map(Self::new)
    }

    /// What was found, other than an owner.
    pub(crate) fn new(finding: Finding) -> Self {
        let mut paragraphs = finding.explanation();
        paragraphs.extend(finding.command());
        Self { id: finding.key, paragraphs }
    }

    /// The question failed.
    pub(crate) fn failed(id: &AccessKeyId, failure: &Failure) -> Self {
        Self { id: id.clone(), paragraphs: vec![failure.to_string(), failure.next_step()] }
    }
}

impl Dialog for FindKey {
    fn place(&self) -> Place {
        Place::Reading
    }

    fn act(&mut self, _core: &mut Core, action: Action) -> Then {
        if action == Action::Cancel { Then::Close } else { Then::Stay }
    }

    fn view(&self, _core: &Core, theme: Theme, frame: &mut Frame, area: Rect) {
        let mut body = Body::new("Whose key is that?", area, theme);
        body.say(theme.title(), self.id.as_str());
        for paragraph in &self.paragraphs {
            body.gap().text(paragraph);
        }
        body.draw(frame, area);
    }
}
