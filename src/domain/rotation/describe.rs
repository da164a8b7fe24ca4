//! A recommendation in words: where the rotation is, and why the next step is the safe one.

use super::evidence::ClassifiedUse;
use super::recommendation::{KeyAction, Recommendation};
use super::snapshot::{RotationKey, RotationSnapshot};
use crate::domain::age::{ago, days_between};
use crate::domain::key_id::AccessKeyId;
use crate::domain::text::count;

const REFUSED_CALLS: &str = "IAM does not show refused calls: check that your applications work. If \
     something broke, activate the key again.";

impl Recommendation {
    /// Where the rotation is, in a few words.
    pub(crate) fn title(&self) -> &'static str {
        match self {
            Self::NoKeys => "nothing to rotate",
            Self::NotDue { .. } => "nothing is due",
            Self::NoFreeSlot { .. } => "no second key allowed",
            Self::CreateKey { .. } => "create the second key",
            Self::UpdateApplications { .. }
            | Self::UpdateProfile { .. }
            | Self::MoveSession { .. } => "update every application",
            Self::WaitUntilIdle { .. } => "wait until the old key is quiet",
            Self::Deactivate { .. } => "deactivate the old key",
            Self::WaitBeforeDelete { .. } => "the old key is off: wait again",
            Self::Delete { .. } => "delete the old key",
            Self::ChooseOld { .. } => "which key is the old one?",
            Self::FreeSlot { .. } | Self::WaitToFreeSlot { .. } => "nothing to rotate into",
            Self::ReadLastUse { .. } | Self::Decide { .. } => "IAM does not tell enough",
        }
    }
}

impl RotationSnapshot {
    /// What IAM shows, and why the recommendation is safe.
    pub(crate) fn describe(&self, recommendation: &Recommendation) -> String {
        let reason = self.describe_reason(recommendation);
        match self.age_of_older_that_stays(recommendation) {
            Some(age) => format!(
                "By your choice the younger key is to go: the older one, {} old, stays. {reason}",
                count(age, "day")
            ),
            None => reason,
        }
    }

    fn describe_reason(&self, recommendation: &Recommendation) -> String {
        match recommendation {
            Recommendation::NoKeys => "The user has no access keys. That is best: AWS recommends \
                 roles and temporary credentials instead."
                .to_owned(),
            Recommendation::NotDue { key } => self.describe_not_due(key),
            Recommendation::NoFreeSlot { .. } => format!(
                "The account allows {} access keys per user: there is no slot for the key to \
                 rotate into.",
                self.limit
            ),
            Recommendation::CreateKey { old } => self.describe_create(old),
            Recommendation::UpdateApplications { old, new } => self.describe_update(old, new),
            Recommendation::UpdateProfile { profile, .. } => format!(
                "Profile {profile} on this machine still holds the old key. It must have the new \
                 one before the old one is switched off."
            ),
            Recommendation::MoveSession { .. } => "This very session is signed with the old key. \
                 It must have moved to the new one before the old one is switched off."
                .to_owned(),
            Recommendation::WaitUntilIdle { old, .. } => {
                let works = match self.age_of_older_that_stays(recommendation) {
                    None => "The new key works.",
                    Some(_) => "The key that stays works.",
                };
                format!("{works} {}", self.describe_wait_until_idle(old))
            }
            Recommendation::Deactivate { .. } => format!(
                "The old key has been quiet for {}, and AWS accepts the new one. An inactive key \
                 can be activated again at any time: deactivating shows whether anything still \
                 needs it. {REFUSED_CALLS}",
                self.describe_idle_time()
            ),
            Recommendation::WaitBeforeDelete { new, .. } => {
                self.describe_wait_before_delete(new.as_ref())
            }
            Recommendation::Delete { new, .. } => self.describe_delete(new.as_ref()),
            Recommendation::ChooseOld { .. } => self.describe_choose_old(),
            Recommendation::FreeSlot { action, old, new, .. } => {
                let reason = self.describe_free_slot(*action, old, new.as_ref());
                format!("{reason} {}", self.describe_limit())
            }
            Recommendation::WaitToFreeSlot { .. } => format!(
                "The newer key is off, and was in use or switched off only lately. Activate it if \
                 that was a mistake, or if you have its secret: then it is the key to rotate \
                 into. {}",
                self.describe_limit()
            ),
            Recommendation::ReadLastUse { key, .. } => {
                let deactivated = self.describe_deactivated(key);
                format!("When {key} was last used is being read.{deactivated}")
            }
            Recommendation::Decide { key, .. } => format!(
                "When {key} was last used is not known: akia cannot tell whether it is safe to go \
                 on, you decide.{} Ask the people whose applications have the key, or look it up \
                 in CloudTrail.",
                self.describe_deactivated(key)
            ),
        }
    }

    /// The idle time: `7 days`.
    pub(crate) fn describe_idle_time(&self) -> String {
        count(self.idle_days, "day")
    }

    /// How many days old the key is, if that is known.
    fn age_in_days(&self, id: &AccessKeyId) -> Option<u32> {
        let created = self.key(id)?.created?;
        Some(days_between(created, self.now))
    }

    fn describe_not_due(&self, key: &AccessKeyId) -> String {
        let age = match self.age_in_days(key) {
            None | Some(0) => "of today".to_owned(),
            Some(age) => format!("{} old", count(age, "day")),
        };
        format!(
            "The only key is {age}; it is due when it is older than {}. There is no hurry. After a \
             leak, or to be early, create the second one now.",
            count(self.max_age_days, "day")
        )
    }

    fn describe_create(&self, key: &AccessKeyId) -> String {
        let age = match self.age_in_days(key) {
            None => "of unknown age".to_owned(),
            Some(age) => format!("{} old", count(age, "day")),
        };
        format!(
            "The key is {age}. A second one beside it breaks nothing: the old one works on, until \
             every application has the new one."
        )
    }

    fn describe_update(&self, old: &AccessKeyId, new: &AccessKeyId) -> String {
        let (Some(old), Some(new)) = (self.key(old), self.key(new)) else { return String::new() };
        if new.is_proven() {
            return "The old key is still in use, the new one is not: no application has it yet. \
                    When, where and for what the old one was last used, tells which to look at."
                .to_owned();
        }
        let idle = if self.is_idle(old) { " The old one does not seem to be in use." } else { "" };
        let which = if old.is_never_used() {
            ". IAM shows no use of the old one that would tell which"
        } else if self.is_own_call(old) {
            ". The last use of the old one was akia's own call, which tells nothing"
        } else if self.may_be_own_call(old) {
            ". The last use of the old one may have been akia's in an earlier session, or the AWS \
             CLI's"
        } else {
            ": when, where and for what the old one was last used, tells which"
        };
        format!(
            "The new key was never used, nor verified.{idle} Give the new one to every \
             application{which}. If the new key's secret is lost: delete it, and create another."
        )
    }

    /// Why the old key has to be waited for: what happened to it last.
    fn describe_wait_until_idle(&self, old: &AccessKeyId) -> String {
        let Some(old) = self.key(old) else { return String::new() };
        let time = self.describe_idle_time();
        let activated = old.activated();
        let is_activation_last = activated >= old.last_use_date() && activated >= old.deactivated();
        if let Some(activated) = activated
            && is_activation_last
            && activated <= self.now
        {
            return format!(
                "The old one was switched on again {}: the {time} in which it has to be quiet \
                 count from then, so that what needed it is noticed.",
                ago(activated, self.now)
            );
        }
        match self.classify_last_use(old) {
            ClassifiedUse::Other(at) if self.may_be_own_call(old) => format!(
                "The last use of the old one that IAM shows, {}, may have been akia's own in an \
                 earlier session, or the AWS CLI's: no application is known to use it. What used \
                 it before that, IAM does not show. When it has been quiet for {time}, nothing \
                 uses it.",
                ago(at.min(self.now), self.now)
            ),
            ClassifiedUse::Other(at) if at <= self.now => format!(
                "The old one was last used {}: it has to be quiet for {time}, so that what runs \
                 but now and then is noticed. If it is used again, find out by what.",
                ago(at, self.now)
            ),
            ClassifiedUse::Other(_) => format!(
                "IAM says that the old one was last used later than the clock here says it is; it \
                 has to be quiet for {time} from then."
            ),
            ClassifiedUse::OwnCall => format!(
                "The last use of the old one was akia's own call; what used it before that, IAM \
                 does not show. When it has been quiet for {time}, nothing else uses it. If you \
                 know that already, go on sooner."
            ),
            ClassifiedUse::Never | ClassifiedUse::Unknown => format!(
                "The old one was created or changed only lately: it has to be quiet for {time}, so \
                 that what uses it is noticed."
            ),
        }
    }

    fn describe_wait_before_delete(&self, new: Option<&AccessKeyId>) -> String {
        let risk = match new.and_then(|id| self.key(id)) {
            None => "No key of this user may sign: everything that runs as the user is refused. ",
            Some(new) if !new.is_proven() => {
                "The key that may sign was never used, nor verified: what had the old one may be \
                 failing right now. "
            }
            Some(_) => "",
        };
        format!(
            "The old key is off. {risk}{REFUSED_CALLS} When nothing was missed for {}, delete it.",
            self.describe_idle_time()
        )
    }

    fn describe_delete(&self, new: Option<&AccessKeyId>) -> String {
        let new = new.and_then(|id| self.key(id));
        let effect = match new {
            None => "no key of this user may sign: nothing seems to be missed",
            Some(_) => "signs nothing",
        };
        let due = match new.filter(|new| self.is_overdue(new)) {
            None => String::new(),
            Some(new) => format!(
                " Its slot is needed: the other key, {} old, is due for rotation itself.",
                count(self.age_in_days(&new.id).unwrap_or(0), "day")
            ),
        };
        format!(
            "The old key has been off or unused for {} and longer, and {effect}. It still counts \
             toward the limit of {} keys.{due} A deleted key cannot be had back.",
            self.describe_idle_time(),
            self.limit
        )
    }

    fn describe_choose_old(&self) -> String {
        let keys = self.sorted_keys();
        let in_use = keys.iter().filter(|key| key.status.may_sign() && self.is_in_use(key));
        if in_use.count() > 1 {
            return "More than one key is in use. Either a rotation is under way, and some \
                    applications still have the old key; or they are applications with a key each, \
                    as AWS recommends, and none of the keys is to go; then rotating one takes that \
                    both use the other for a while. Only you know: select the one that is to go."
                .to_owned();
        }
        "Which of the keys is to go, IAM does not tell. Only you know: select it.".to_owned()
    }

    fn describe_free_slot(
        &self,
        action: KeyAction,
        old: &AccessKeyId,
        new: Option<&AccessKeyId>,
    ) -> String {
        let Some(new) = new.and_then(|id| self.key(id)) else {
            return "No key of this user may sign, and the slots are taken. The key that has been \
                    idle for longest is the one to free."
                .to_owned();
        };
        if new.is_secret_lost() {
            return self.describe_lost_secret(action, new);
        }
        if action == KeyAction::Delete {
            return "The newer key is off. If you have its secret, activate it and rotate into it; \
                    if not, delete it."
                .to_owned();
        }
        let age = self.age_in_days(&new.id).unwrap_or(0);
        let is_old_in_use = self.key(old).is_some_and(|old| self.is_in_use(old));
        let idle = if is_old_in_use { "" } else { " The other one is not in use either." };
        format!(
            "The newer key was never used since it was created {} ago: if its secret is lost, \
             nothing can rotate into it, and nothing depends on it.{idle} If you have its secret, \
             use or verify it instead.",
            count(age, "day")
        )
    }

    fn describe_lost_secret(&self, action: KeyAction, new: &RotationKey) -> String {
        let step = match action {
            KeyAction::Deactivate => "Deactivate it, delete it, and create another",
            KeyAction::Delete => "Delete it, and create another",
        };
        let created = new.journal.secret_lost.map_or(String::new(), |at| ago(at, self.now));
        format!(
            "akia created the newer key {created}, and its secret was never saved, as this \
             machine's journal has it; nothing ever used the key. {step}. If you stored the secret \
             elsewhere, use it or save it in a profile instead."
        )
    }

    fn describe_limit(&self) -> String {
        format!(
            "Inactive keys count toward the limit of {}: only a free slot takes the key to rotate \
             into.",
            self.limit
        )
    }

    /// When akia deactivated the key, if the journal says so and it is still inactive.
    fn describe_deactivated(&self, id: &AccessKeyId) -> String {
        let Some(key) = self.key(id) else { return String::new() };
        match key.journal.deactivated {
            Some(at) if !key.status.may_sign() => format!(
                " As far as this machine knows, akia switched it off {}.",
                ago(at, self.now)
            ),
            _ => String::new(),
        }
    }
}
