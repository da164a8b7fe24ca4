//! What an ID is, where there is no owner to go to: an explanation, with the profiles for the
//! account that the key belongs to, or with the progress of searching the lists of keys.

mod ask;
mod several;
#[cfg(test)]
mod tests;
mod view;

pub(crate) use self::ask::AskForKey;
pub(crate) use self::several::FindSeveral;

use super::{Body, Canvas, Dialog, Transition, move_selection};
use crate::console::context::Context;
use crate::console::effect::CallId;
use crate::console::event::Reply;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::Model;
use crate::console::model::remote::Remote;
use crate::console::reads::{LocalAnswer, LocalRead};
use crate::domain::{
    AccessKeyId, AccountId, Failure, Finding, LocalError, LocalProfile, Secret, UserName,
};

#[derive(Debug)]
pub(crate) struct FindKey {
    id: AccessKeyId,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// All that is known.
    Explained(Finding),
    /// A key of another account, and the profiles for that.
    Elsewhere { finding: Finding, profiles: Remote<ForAccount, LocalError>, selected: usize },
    /// IAM does not say whose key it is, but the lists of keys may, as the table loads them.
    Searching {
        finding: Finding,
        /// The directory's change count when its lists of keys were last searched.
        searched_at: Option<u64>,
    },
    /// Asking whose key it is failed.
    Failed(Failure),
}

/// The profiles for an account.
#[derive(Debug)]
struct ForAccount {
    matching: Vec<LocalProfile>,
    /// How many profiles there are whose account is not known.
    unknown: usize,
}

/// How far the search of the lists of keys is.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Progress {
    ListingUsers {
        so_far: usize,
    },
    ReadingKeys {
        read: usize,
        users: usize,
    },
    /// Everything that can be read is read.
    Done {
        read: usize,
        users: usize,
    },
}

impl FindKey {
    /// `finding` names no owner.
    pub(crate) fn new(cx: &mut Context, finding: Finding) -> Self {
        let id = finding.key.clone();
        let stage = if finding.other_account().is_some() {
            let profiles = Remote::requested_by(cx.read_local(LocalRead::Profiles));
            Stage::Elsewhere { finding, profiles, selected: 0 }
        } else if finding.may_be_listed() {
            cx.model.directory.read_everyone();
            Stage::Searching { finding, searched_at: None }
        } else {
            Stage::Explained(finding)
        };
        Self { id, stage }
    }

    pub(crate) fn failed(id: &AccessKeyId, failure: Failure) -> Self {
        Self { id: id.clone(), stage: Stage::Failed(failure) }
    }

    fn matching(&self) -> &[LocalProfile] {
        match &self.stage {
            Stage::Elsewhere { profiles, .. } => {
                profiles.value().map_or(&[], |profiles| profiles.matching.as_slice())
            }
            _ => &[],
        }
    }
}

/// Leaves out the profile in use: that one is for the account shown here, whatever its settings
/// say.
fn profiles_for(model: &Model, account: &AccountId, all: Vec<LocalProfile>) -> ForAccount {
    let in_use = model.profile();
    let others: Vec<_> = all.into_iter().filter(|p| Some(p.name.as_str()) != in_use).collect();
    let unknown = others.iter().filter(|profile| profile.account.is_none()).count();
    let matching = others.into_iter().filter(|profile| profile.is_for(account)).collect();
    ForAccount { matching, unknown }
}

fn progress(model: &Model) -> Progress {
    let directory = &model.directory;
    let (list, users) = (directory.list(), directory.user_count());
    let waiting = model.session.is_connecting() || model.visible_reads() > 0;
    if list.is_loading() || list.is_untouched() && model.session.failure().is_none() {
        return Progress::ListingUsers { so_far: users };
    }
    if waiting && directory.users_with_keys_known() < users {
        return Progress::ReadingKeys { read: directory.users_with_keys_known(), users };
    }
    let has_list = |user: &&UserName| {
        directory.record(user).is_some_and(|record| record.keys.value().is_some())
    };
    Progress::Done { read: directory.users().filter(has_list).count(), users }
}

impl Dialog for FindKey {
    fn key_context(&self) -> KeyContext {
        match &self.stage {
            Stage::Failed(_) => KeyContext::Choice,
            Stage::Explained(finding) if finding.command().is_some() => KeyContext::Command,
            _ if self.matching().is_empty() => KeyContext::Reading,
            _ => KeyContext::Choice,
        }
    }

    fn act(&mut self, cx: &mut Context, action: Action) -> Transition {
        let count = self.matching().len();
        match (action, &mut self.stage) {
            (Action::Cancel, _) => Transition::Close,
            (Action::CopyCommand, Stage::Explained(finding)) => {
                if let Some(command) = finding.command() {
                    cx.copy("Command", Secret::new(command), false);
                }
                Transition::Stay
            }
            (Action::Choose, Stage::Failed(_)) => Transition::FindOwners(vec![self.id.clone()]),
            (Action::Choose, &mut Stage::Elsewhere { selected, .. }) => {
                match self.matching().get(selected) {
                    Some(profile) => {
                        Transition::SwitchProfile(profile.name.clone(), Some(self.id.clone()))
                    }
                    None => Transition::Stay,
                }
            }
            (action, Stage::Elsewhere { selected, .. }) => {
                move_selection(selected, count, action);
                Transition::Stay
            }
            _ => Transition::Stay,
        }
    }

    fn reply(&mut self, cx: &mut Context, call: CallId, reply: Reply) -> Transition {
        if let (
            Stage::Elsewhere { finding, profiles, .. },
            Reply::Local(LocalAnswer::Profiles(answer)),
        ) = (&mut self.stage, reply)
        {
            let account = finding.other_account().ok_or("its account is not known".to_owned());
            let answer = answer.and_then(|all| Ok(profiles_for(&cx.model, account?, all)));
            profiles.take(call, cx.model.now, answer);
        }
        Transition::Stay
    }

    fn tick(&mut self, cx: &mut Context) -> Transition {
        let Stage::Searching { searched_at, .. } = &mut self.stage else { return Transition::Stay };
        let before = searched_at.replace(cx.model.directory.change_count());
        match cx.model.directory.owner_since(before, &self.id) {
            Some(user) => Transition::OpenOwner(user.clone(), self.id.clone()),
            None => Transition::Stay,
        }
    }

    fn view(&self, model: &Model, canvas: Canvas) -> Body<'_> {
        view::body(self, model, canvas)
    }
}
