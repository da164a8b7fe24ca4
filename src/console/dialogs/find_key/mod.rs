//! What an ID is, when this account has no user to show for it.

use super::{Body, Dialog, Then};
use crate::console::bindings::{Action, Place};
use crate::console::core::Core;
use crate::domain::{AccessKeyId, AccountId, Failure, FailureKind, IdKind};
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
    /// What can be said of an ID without asking IAM: that it is not a long-term access key.
    pub(crate) fn without_asking(id: &AccessKeyId) -> Option<Self> {
        let mut paragraphs = match id.kind() {
            IdKind::LongTermKey | IdKind::Unknown => return None,
            IdKind::TemporaryKey => vec![
                "This is a temporary access key (ASIA), given out by AWS STS; it is not listed with \
                 any user. CloudTrail knows who requested it:"
                    .to_owned(),
                format!(
                    "aws cloudtrail lookup-events --lookup-attributes \
                     AttributeKey=AccessKeyId,AttributeValue={id}"
                ),
                "(CloudTrail looks back 90 days, in the Region asked.)".to_owned(),
            ],
            IdKind::Other(what) => vec![format!("This is not an access key: it is the ID of {what}.")],
        };
        paragraphs.extend(account_words(id));
        Some(Self { id: id.clone(), paragraphs })
    }

    /// A key of the root user.
    pub(crate) fn of_root(id: &AccessKeyId) -> Self {
        let text = "This key belongs to the root user of this account. AWS says not to have such \
                    keys: sign in as the root user to remove it.";
        Self { id: id.clone(), paragraphs: vec![text.to_owned()] }
    }

    /// IAM did not name an owner.
    pub(crate) fn not_found(id: &AccessKeyId, here: Option<&AccountId>, failure: &Failure) -> Self {
        let elsewhere = id.account_id().filter(|account| Some(account) != here);
        let mut paragraphs = Vec::new();
        match (failure.kind, elsewhere) {
            (FailureKind::Denied | FailureKind::NoSuchEntity, Some(_)) => {
                paragraphs.push("This account does not own it.".to_owned());
                paragraphs.extend(account_words(id));
                paragraphs.push("Start akia with a profile of that account.".to_owned());
            }
            (FailureKind::NoSuchEntity, None) => {
                paragraphs
                    .push("This account has no such access key; it may be deleted.".to_owned());
            }
            (FailureKind::Denied, None) if !failure.message.contains("perform: iam:") => {
                paragraphs.push(
                    "This account has no such access key: it is deleted, or of another account."
                        .to_owned(),
                );
            }
            _ => {
                paragraphs.push(failure.to_string());
                paragraphs.push(failure.next_step());
            }
        }
        Self { id: id.clone(), paragraphs }
    }
}

/// The account an ID carries, in words.
fn account_words(id: &AccessKeyId) -> Option<String> {
    let account = id.account_id()?;
    Some(format!("The ID itself says that it is of account {}.", account.grouped()))
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
