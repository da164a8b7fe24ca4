//! What is known of one user.

use crate::console::fetched::Fetched;
use crate::domain::{
    AccessKeyId, AuthorizationDetails, ConsoleAccess, KeyListing, Usage, User, UserDetails,
};
use std::collections::BTreeMap;

/// What is known of one user.
#[derive(Debug, Default)]
pub struct Record {
    /// As a list of users described it.
    pub user: Option<User>,
    /// As `GetUser` described it, with tags.
    pub details: Fetched<UserDetails>,
    /// As `GetAccountAuthorizationDetails` described it, with tags and groups.
    pub authorization: Option<AuthorizationDetails>,
    /// Its keys.
    pub keys: Fetched<KeyListing>,
    /// When each key was last used.
    pub usage: BTreeMap<AccessKeyId, Fetched<Usage>>,
    /// How many MFA devices it has.
    pub mfa: Fetched<usize>,
    /// Whether it can sign in to the console.
    pub console_access: Fetched<ConsoleAccess>,
}

impl Record {
    /// The user, from whichever answer describes it.
    #[must_use]
    pub fn user(&self) -> Option<&User> {
        self.details.value().map(|details| &details.user).or(self.user.as_ref())
    }

    /// The user's tags, from whichever answer has them.
    #[must_use]
    pub fn tags(&self) -> Option<&UserDetails> {
        self.details.value().or_else(|| self.authorization.as_ref().map(|all| &all.details))
    }

    /// Whether the list of its keys has this one.
    pub(super) fn lists(&self, key: &AccessKeyId) -> bool {
        self.keys.value().is_some_and(|list| list.find(key).is_some())
    }

    /// A description was written or removed: shown until the user is read again.
    pub(super) fn described(&mut self, key: &AccessKeyId, text: Option<&str>) {
        let authorization = self.authorization.as_mut().map(|all| &mut all.details);
        for details in self.details.value_mut().into_iter().chain(authorization) {
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
        self.usage.values_mut().for_each(Fetched::give_up);
    }
}
