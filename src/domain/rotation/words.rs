//! The table in words: where a rotation is, and why the next step is the safe one.

use super::evidence::{Quiet, Reading};
use super::{Guidance, RotationCase, RotationKey, RotationStage, RotationStep};
use crate::domain::age::{Age, ago};

/// What IAM does not show, said once a key is off.
const REFUSED_CALLS: &str = "IAM does not show refused calls: check that your applications work. If \
     something broke, activate the key again.";

impl RotationStage {
    /// The stage in a few words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::NoKeys => "nothing to rotate",
            Self::NotDue => "nothing is due",
            Self::NoSlot => "no second key allowed",
            Self::Create => "create the second key",
            Self::Update => "update every application",
            Self::Quiet => "wait until the old key is quiet",
            Self::Deactivate => "deactivate the old key",
            Self::WaitAgain => "the old key is off: wait again",
            Self::Delete => "delete the old key",
            Self::WhichIsOld => "which key is the old one?",
            Self::SlotsTaken => "nothing to rotate into",
            Self::CannotTell => "IAM does not tell enough",
        }
    }
}

impl RotationCase {
    /// What IAM shows, and why the step is what is safe next.
    #[must_use]
    pub fn why(&self, guidance: &Guidance) -> String {
        let older = self.age_of_older_that_stays(guidance).map_or(String::new(), |age| {
            format!(
                "By your choice the younger key is to go: the older one, {} old, stays. ",
                days(age)
            )
        });
        format!("{older}{}", self.why_now(guidance))
    }

    fn why_now(&self, guidance: &Guidance) -> String {
        let old = guidance.old.as_ref().and_then(|id| self.key(id));
        let new = guidance.new.as_ref().and_then(|id| self.key(id));
        match guidance.stage {
            RotationStage::NoKeys => "The user has no access keys. That is best: AWS recommends \
                 roles and temporary credentials instead."
                .to_owned(),
            RotationStage::NotDue => self.not_due_words(new),
            RotationStage::NoSlot => format!(
                "The account allows {} access keys per user: there is no slot for the key to \
                 rotate into.",
                self.limit
            ),
            RotationStage::Create => self.create_words(old),
            RotationStage::Update => self.update_words(guidance, old, new),
            RotationStage::Quiet => self.quiet_words(guidance, old),
            RotationStage::Deactivate => format!(
                "The old key has been quiet for {}, and AWS accepts the new one. An inactive key \
                 can be activated again at any time: deactivating shows whether anything still \
                 needs it. {REFUSED_CALLS}",
                self.quiet_time()
            ),
            RotationStage::WaitAgain => self.wait_again_words(new),
            RotationStage::Delete => self.delete_words(new),
            RotationStage::WhichIsOld => self.which_words(),
            RotationStage::SlotsTaken => self.slots_words(guidance, old, new),
            RotationStage::CannotTell => self.cannot_tell_words(guidance),
        }
    }

    /// The quiet time: `7 days`.
    #[must_use]
    pub fn quiet_time(&self) -> String {
        days(self.quiet_days)
    }

    fn not_due_words(&self, key: Option<&RotationKey>) -> String {
        let age = key.and_then(|key| key.created).map_or(0, |at| Age::of(at, self.now).days);
        let age = if age == 0 { "of today".to_owned() } else { format!("{} old", days(age)) };
        format!(
            "The only key is {age}; it is due when it is older than {}. There is no hurry. After a \
             leak, or to be early, create the second one now.",
            days(self.max_age_days)
        )
    }

    fn create_words(&self, key: Option<&RotationKey>) -> String {
        let age = key.and_then(|key| key.created).map(|at| Age::of(at, self.now).days);
        let age = age.map_or("of unknown age".to_owned(), |age| format!("{} old", days(age)));
        format!(
            "The key is {age}. A second one beside it breaks nothing: the old one works on, until \
             every application has the new one."
        )
    }

    fn update_words(
        &self,
        guidance: &Guidance,
        old: Option<&RotationKey>,
        new: Option<&RotationKey>,
    ) -> String {
        match &guidance.step {
            RotationStep::UpdateProfile(profile) => format!(
                "Profile {profile} on this machine still holds the old key. It must have the new \
                 one before the old one is switched off."
            ),
            RotationStep::MoveSession => "This very session is signed with the old key. It must \
                 have moved to the new one before the old one is switched off."
                .to_owned(),
            _ if new.is_some_and(|new| !self.is_proven(new)) => {
                let idle = old.is_some_and(|old| matches!(self.quiet(old), Quiet::Since(_)));
                let idle = if idle { " The old one does not seem to be in use." } else { "" };
                let tells = match old {
                    Some(old) if self.reading(old) == Reading::Never => {
                        ". IAM shows no use of the old one that would tell which"
                    }
                    Some(old) if self.is_own_call(old) => {
                        ". The last use of the old one was akia's own call, which tells nothing"
                    }
                    Some(old) if self.may_be_own_call(old) => {
                        ". The last use of the old one may have been akia's in an earlier session, \
                         or the AWS CLI's"
                    }
                    _ => ": when, where and for what the old one was last used, tells which",
                };
                format!(
                    "The new key was never used, nor verified.{idle} Give the new one to every \
                     application{tells}. If the new key's secret is lost: delete it, and create \
                     another."
                )
            }
            _ => {
                "The old key is still in use, the new one is not: no application has it yet. When, \
                  where and for what the old one was last used, tells which to look at."
                    .to_owned()
            }
        }
    }

    fn quiet_words(&self, guidance: &Guidance, old: Option<&RotationKey>) -> String {
        let time = self.quiet_time();
        let works = match self.age_of_older_that_stays(guidance) {
            None => "The new key works.",
            Some(_) => "The key that stays works.",
        };
        let switched_on = old.and_then(|old| {
            let on = old.did(|did| did.activated)?;
            (Some(on) >= old.last_use() && Some(on) >= old.did(|did| did.deactivated)).then_some(on)
        });
        if let Some(on) = switched_on.filter(|on| *on <= self.now) {
            return format!(
                "{works} The old one was switched on again {}: the {time} in which it has to be \
                 quiet count from then, so that what needed it is noticed.",
                ago(on, self.now)
            );
        }
        match old.map(|old| self.reading(old)) {
            Some(Reading::Used(at)) if old.is_some_and(|old| self.may_be_own_call(old)) => format!(
                "{works} The last use of the old one that IAM shows, {}, may have been akia's own \
                 in an earlier session, or the AWS CLI's: no application is known to use it. What \
                 used it before that, IAM does not show. When it has been quiet for {time}, \
                 nothing uses it.",
                ago(at.min(self.now), self.now)
            ),
            Some(Reading::Used(at)) if at <= self.now => format!(
                "{works} The old one was last used {}: it has to be quiet for {time}, \
                 so that what runs but now and then is noticed. If it is used again, find out by \
                 what.",
                ago(at, self.now)
            ),
            Some(Reading::Used(_)) => format!(
                "{works} IAM says that the old one was last used later than the clock \
                 here says it is; it has to be quiet for {time} from then."
            ),
            Some(Reading::Own) => format!(
                "{works} The last use of the old one was akia's own call; what used it \
                 before that, IAM does not show. When it has been quiet for {time}, nothing else \
                 uses it. If you know that already, go on sooner."
            ),
            _ => format!(
                "{works} The old one was created or changed only lately: it has to be \
                 quiet for {time}, so that what uses it is noticed."
            ),
        }
    }

    fn wait_again_words(&self, new: Option<&RotationKey>) -> String {
        let alone = match new {
            None => "No key of this user may sign: everything that runs as the user is refused. ",
            Some(new) if !self.is_proven(new) => {
                "The key that may sign was never used, nor verified: what had the old one may be \
                 failing right now. "
            }
            Some(_) => "",
        };
        format!(
            "The old key is off. {alone}{REFUSED_CALLS} When nothing was missed for {}, delete it.",
            self.quiet_time()
        )
    }

    fn delete_words(&self, new: Option<&RotationKey>) -> String {
        let others = match new {
            None => "no key of this user may sign: nothing seems to be missed",
            Some(_) => "signs nothing",
        };
        let due = new.filter(|new| self.is_overdue(new)).and_then(|new| new.created);
        let due = due.map_or(String::new(), |at| {
            let age = days(Age::of(at, self.now).days);
            format!(" Its slot is needed: the other key, {age} old, is due for rotation itself.")
        });
        format!(
            "The old key has been off or unused for {} and longer, and {others}. It still counts \
             toward the limit of {} keys.{due} A deleted key cannot be had back.",
            self.quiet_time(),
            self.limit
        )
    }

    fn which_words(&self) -> String {
        let signing = self.sorted().into_iter().filter(|key| key.status.may_sign());
        let signing: Vec<&RotationKey> = signing.collect();
        if signing.iter().filter(|key| self.is_in_use(key)).count() > 1 {
            return "More than one key is in use. Either a rotation is under way, and some \
                    applications still have the old key; or they are applications with a key each, \
                    as AWS recommends, and none of the keys is to go; then rotating one takes that \
                    both use the other for a while. Only you know: select the one that is to go."
                .to_owned();
        }
        "Which of the keys is to go, IAM does not tell. Only you know: select it.".to_owned()
    }

    fn slots_words(
        &self,
        guidance: &Guidance,
        old: Option<&RotationKey>,
        new: Option<&RotationKey>,
    ) -> String {
        let counts = format!(
            "Inactive keys count toward the limit of {}: only a free slot takes the key to rotate \
             into.",
            self.limit
        );
        let why = match (&guidance.step, new) {
            (RotationStep::WaitUntil(_), _) => "The newer key is off, and was in use or switched \
                 off only lately. Activate it if that was a mistake, or if you have its secret: \
                 then it is the key to rotate into."
                .to_owned(),
            (_, Some(new)) if self.is_lost(new) => {
                let step = if new.status.may_sign() {
                    "Deactivate it, delete it, and create another"
                } else {
                    "Delete it, and create another"
                };
                let made = new.hints.secret_lost.map_or(String::new(), |at| ago(at, self.now));
                format!(
                    "akia created the newer key {made}, and its secret was never saved, as this \
                     machine's journal has it; nothing ever used the key. {step}. If you stored \
                     the secret elsewhere, use it or save it in a profile instead."
                )
            }
            (_, Some(new)) if new.status.may_sign() => {
                let age = new.created.map_or(0, |at| Age::of(at, self.now).days);
                let idle = match old {
                    Some(old) if self.is_in_use(old) => "",
                    _ => " The other one is not in use either.",
                };
                format!(
                    "The newer key was never used since it was created {} ago: if its secret is \
                     lost, nothing can rotate into it, and nothing depends on it.{idle} If you \
                     have its secret, use or verify it instead.",
                    days(age)
                )
            }
            (_, Some(_)) => "The newer key is off. If you have its secret, activate it and rotate \
                 into it; if not, delete it."
                .to_owned(),
            (_, None) => "No key of this user may sign, and the slots are taken. The key that has \
                 been idle for longest is the one to free."
                .to_owned(),
        };
        format!("{why} {counts}")
    }

    fn cannot_tell_words(&self, guidance: &Guidance) -> String {
        let (RotationStep::ReadUse(id) | RotationStep::Decide(id)) = &guidance.step else {
            return String::new();
        };
        let hint = self.key(id).and_then(|key| {
            let off = key.hints.deactivated.filter(|_| !key.status.may_sign())?;
            Some(format!(
                " As far as this machine knows, akia switched it off {}.",
                ago(off, self.now)
            ))
        });
        let hint = hint.unwrap_or_default();
        match guidance.step {
            RotationStep::ReadUse(_) => format!("When {id} was last used is being read.{hint}"),
            _ => format!(
                "When {id} was last used is not known: akia cannot tell whether it is safe to go \
                 on, you decide.{hint} Ask the people whose applications have the key, or look it \
                 up in CloudTrail."
            ),
        }
    }
}

/// `1 day`, `7 days`.
pub(super) fn days(count: u32) -> String {
    format!("{count} day{}", if count == 1 { "" } else { "s" })
}
