//! What is known of one user.

use crate::console::effect::CallId;
use crate::console::model::remote::Remote;
use crate::domain::{
    AccessKeyId, AuthorizationDetails, ConsoleAccess, FailureKind, KeyListing, Usage, User,
    UserDetails,
};

/// What is known of one user. Large parts that few users have are boxed: there are thousands of
/// users.
#[derive(Debug, Default)]
pub struct UserRecord {
    /// From `ListUsers`.
    pub(crate) user: Option<User>,
    /// From `GetUser`, with tags.
    pub(crate) details: Remote<Box<UserDetails>>,
    /// From `GetAccountAuthorizationDetails`, with tags and groups.
    pub(crate) authorization: Option<Box<AuthorizationDetails>>,
    /// Its keys.
    pub keys: Remote<KeyListing>,
    pub(crate) usage: KeyUsages,
    /// The number of MFA devices.
    pub(crate) mfa: Remote<usize>,
    pub(crate) console_access: Remote<ConsoleAccess>,
}

/// When the keys of a user were last used. There are mostly two: a list is as fast as a map and
/// takes a tenth of its memory in an account of thousands.
#[derive(Debug, Default)]
pub(crate) struct KeyUsages(Vec<(AccessKeyId, Remote<Usage>)>);

impl KeyUsages {
    pub(crate) fn get(&self, key: &AccessKeyId) -> Option<&Remote<Usage>> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, usage)| usage)
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &Remote<Usage>> {
        self.0.iter().map(|(_, usage)| usage)
    }

    pub(super) fn get_mut(&mut self, key: &AccessKeyId) -> Option<&mut Remote<Usage>> {
        self.0.iter_mut().find(|(known, _)| known == key).map(|(_, usage)| usage)
    }

    pub(crate) fn request(&mut self, key: &AccessKeyId, call: CallId) {
        if let Some(usage) = self.get_mut(key) {
            return usage.request(call);
        }
        self.0.reserve_exact(1);
        self.0.push((key.clone(), Remote::requested_by(call)));
    }

    /// Keeps only these keys, and those whose last use is being read.
    pub(super) fn retain(&mut self, keys: &KeyListing) {
        self.0.retain(|(id, usage)| usage.is_pending() || keys.find(id).is_some());
    }
}

impl UserRecord {
    /// The user, from whichever answer has it.
    pub(crate) fn user(&self) -> Option<&User> {
        self.details.value().map(|details| &details.user).or(self.user.as_ref())
    }

    /// The user's tags, from whichever answer has them.
    pub(crate) fn tags(&self) -> Option<&UserDetails> {
        let details = self.details.value().map(AsRef::as_ref);
        details.or_else(|| self.authorization.as_ref().map(|all| &all.details))
    }

    pub(crate) fn is_usage_denied(&self, key: &AccessKeyId) -> bool {
        let failure = self.usage.get(key).and_then(Remote::failure);
        failure.is_some_and(|failure| failure.kind == FailureKind::Denied)
    }

    pub(super) fn lists(&self, key: &AccessKeyId) -> bool {
        self.keys.value().is_some_and(|list| list.find(key).is_some())
    }

    /// Shows a description that was written, or its removal, until the user is read again.
    pub(super) fn set_description(&mut self, key: &AccessKeyId, text: Option<&str>) {
        let authorization = self.authorization.as_mut().map(|all| &mut all.details);
        let details = self.details.value_mut().map(AsMut::as_mut);
        for details in details.into_iter().chain(authorization) {
            details.tags.retain(|(name, _)| !name.eq_ignore_ascii_case(key.as_str()));
            if let Some(text) = text {
                details.tags.push((key.as_str().to_owned(), text.to_owned()));
            }
        }
    }

    pub(super) fn abandon_reads(&mut self) {
        self.details.abandon();
        self.keys.abandon();
        self.mfa.abandon();
        self.console_access.abandon();
        self.usage.0.iter_mut().for_each(|(_, usage)| usage.abandon());
    }
}
