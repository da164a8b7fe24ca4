//! What is known of one user.

use crate::console::effect::CallId;
use crate::console::model::remote::Remote;
use crate::domain::{
    AccessKeyId, AuthorizationDetails, ConsoleAccess, FailureKind, KeyListing, Usage, User,
    UserDetails,
};

/// What is known of one user. What is known of few, and large, is elsewhere: there are thousands.
#[derive(Debug, Default)]
pub struct UserRecord {
    /// As a list of users described it.
    pub user: Option<User>,
    /// As `GetUser` described it, with tags.
    pub details: Remote<Box<UserDetails>>,
    /// As `GetAccountAuthorizationDetails` described it, with tags and groups.
    pub authorization: Option<Box<AuthorizationDetails>>,
    /// Its keys.
    pub keys: Remote<KeyListing>,
    /// When each key was last used.
    pub usage: KeyUsages,
    /// How many MFA devices it has.
    pub mfa: Remote<usize>,
    /// Whether it can sign in to the console.
    pub console_access: Remote<ConsoleAccess>,
}

/// When keys of a user were last used: of two, mostly, so that a list is as quick as a map, and
/// takes a tenth of its room in an account of thousands.
#[derive(Debug, Default)]
pub struct KeyUsages(Vec<(AccessKeyId, Remote<Usage>)>);

impl KeyUsages {
    /// When this key was last used, if that was ever asked.
    #[must_use]
    pub fn get(&self, key: &AccessKeyId) -> Option<&Remote<Usage>> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, used)| used)
    }

    /// The same of every key.
    pub(crate) fn values(&self) -> impl Iterator<Item = &Remote<Usage>> {
        self.0.iter().map(|(_, used)| used)
    }

    pub(super) fn get_mut(&mut self, key: &AccessKeyId) -> Option<&mut Remote<Usage>> {
        self.0.iter_mut().find(|(known, _)| known == key).map(|(_, used)| used)
    }

    /// The use of this key is asked for by that call.
    pub(crate) fn asked(&mut self, key: &AccessKeyId, call: CallId) {
        if let Some(used) = self.get_mut(key) {
            return used.request(call);
        }
        let mut used = Remote::default();
        used.request(call);
        self.0.reserve_exact(1);
        self.0.push((key.clone(), used));
    }

    /// Keeps what is known of these keys, and what is being asked for.
    pub(super) fn keep(&mut self, keys: &KeyListing) {
        self.0.retain(|(id, used)| used.is_pending() || keys.find(id).is_some());
    }

    fn give_up(&mut self) {
        self.0.iter_mut().for_each(|(_, used)| used.give_up());
    }
}

impl UserRecord {
    /// The user, from whichever answer describes it.
    #[must_use]
    pub fn user(&self) -> Option<&User> {
        self.details.value().map(|details| &details.user).or(self.user.as_ref())
    }

    /// The user's tags, from whichever answer has them.
    #[must_use]
    pub fn tags(&self) -> Option<&UserDetails> {
        let details = self.details.value().map(AsRef::as_ref);
        details.or_else(|| self.authorization.as_ref().map(|all| &all.details))
    }

    /// Whether it may not be read when this key was last used.
    pub(crate) fn use_is_denied(&self, key: &AccessKeyId) -> bool {
        let failure = self.usage.get(key).and_then(Remote::failure);
        failure.is_some_and(|failure| failure.kind == FailureKind::Denied)
    }

    /// Whether the list of its keys has this one.
    pub(super) fn lists(&self, key: &AccessKeyId) -> bool {
        self.keys.value().is_some_and(|list| list.find(key).is_some())
    }

    /// A description was written or removed: shown until the user is read again.
    pub(super) fn described(&mut self, key: &AccessKeyId, text: Option<&str>) {
        let authorization = self.authorization.as_mut().map(|all| &mut all.details);
        let details = self.details.value_mut().map(AsMut::as_mut);
        for details in details.into_iter().chain(authorization) {
            details.tags.retain(|(name, _)| !name.eq_ignore_ascii_case(key.as_str()));
            if let Some(text) = text {
                details.tags.push((key.as_str().to_owned(), text.to_owned()));
            }
        }
    }

    /// Answers still on their way will not be taken.
    pub(super) fn give_up(&mut self) {
        self.details.give_up();
        self.keys.give_up();
        self.mfa.give_up();
        self.console_access.give_up();
        self.usage.give_up();
    }
}
