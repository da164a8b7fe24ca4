//! The reads, from AWS and from this machine, and their answers. A new read begins here.

use crate::domain::{
    AccessKeyEvent, AccessKeyId, AccountId, AccountSummary, AuthorizationDetails, Caller,
    ConsoleAccess, CredentialReport, Failure, Finding, JournalNotice, KeyListing, LocalError,
    LocalProfile, Marker, Operation, Page, Usage, User, UserDetails, UserName,
};

/// A read from AWS.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AwsRead {
    /// Who is calling.
    Caller,
    /// The account's alias.
    Alias,
    /// Whether the root user has keys, and how many keys a user may have.
    Summary,
    /// A page of the users.
    Users(Option<Marker>),
    /// The latest credential report.
    Report,
    /// A new credential report, which AWS has to make.
    NewReport,
    /// A page of users with tags and groups.
    Authorization(Option<Marker>),
    /// One user with its tags.
    User(UserName),
    /// The user whose key signs, if `Caller` does not name it.
    OwnUser,
    /// One user's keys.
    Keys(UserName, Urgency),
    /// When a key of this user was last used.
    Usage(UserName, AccessKeyId, Urgency),
    /// The owner of a key; with a key that is known to exist, to compare answers with.
    Owner(AccessKeyId, Option<AccessKeyId>),
    /// One user's MFA devices.
    Mfa(UserName),
    /// The MFA devices of the user who is signed in, to sign in with a code of one of them.
    OwnDevices(UserName),
    /// Whether one user can sign in to the console.
    ConsoleAccess(UserName),
}

/// A read from this machine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LocalRead {
    /// The profiles of the AWS configuration and credentials files.
    Profiles,
    /// Secrets that ended sessions left unsaved in this account.
    Notices {
        /// The caller's account.
        account: AccountId,
        /// The endpoint, if it is not AWS's own.
        endpoint: Option<String>,
    },
    /// The journal's entries for a user's keys in this account.
    KeyEvents {
        /// The caller's account.
        account: AccountId,
        /// The endpoint, if it is not AWS's own.
        endpoint: Option<String>,
        /// The owner of the keys.
        user: UserName,
    },
}

/// Who waits for a read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Urgency {
    /// The person, or a dialog.
    Asked,
    /// The rows of the table that are in view.
    InView,
    /// The rest of the table.
    Background,
    /// Nobody: a page keeps itself up to date.
    Gentle,
}

/// The answer to an [`AwsRead`], with what it was about.
#[derive(Clone, Debug)]
pub enum AwsAnswer {
    /// `GetCallerIdentity`
    Caller(Result<Caller, Failure>),
    /// `ListAccountAliases`
    Alias(Result<Option<String>, Failure>),
    /// `GetAccountSummary`
    Summary(Result<AccountSummary, Failure>),
    /// A page of `ListUsers`
    Users(Result<Page<User>, Failure>),
    /// `GetCredentialReport`
    Report(Result<CredentialReport, Failure>),
    /// `GetCredentialReport` after `GenerateCredentialReport`
    NewReport(Result<CredentialReport, Failure>),
    /// A page of `GetAccountAuthorizationDetails`
    Authorization(Result<Page<AuthorizationDetails>, Failure>),
    /// `GetUser` for a user
    User(UserName, Result<UserDetails, Failure>),
    /// `GetUser` for the caller
    OwnUser(Result<UserDetails, Failure>),
    /// `ListAccessKeys` for a user, all pages
    Keys(UserName, Urgency, Result<KeyListing, Failure>),
    /// `GetAccessKeyLastUsed` for a key of a user
    Usage(UserName, AccessKeyId, Result<Usage, Failure>),
    /// Who owns the key, from several calls
    Owner(AccessKeyId, Result<Finding, Failure>),
    /// `ListMFADevices` for a user: how many
    Mfa(UserName, Result<usize, Failure>),
    /// `ListMFADevices` for the caller: their serial numbers
    OwnDevices(Result<Vec<String>, Failure>),
    /// `GetLoginProfile` for a user
    ConsoleAccess(UserName, Result<ConsoleAccess, Failure>),
}

/// The answer to a [`LocalRead`].
#[derive(Clone, Debug)]
pub enum LocalAnswer {
    /// To [`LocalRead::Profiles`].
    Profiles(Result<Vec<LocalProfile>, LocalError>),
    /// To [`LocalRead::Notices`].
    Notices(Result<Vec<JournalNotice>, LocalError>),
    /// To [`LocalRead::KeyEvents`].
    KeyEvents(Result<Vec<AccessKeyEvent>, LocalError>),
}

impl AwsRead {
    /// The answer if the read fails.
    #[must_use]
    pub fn failed(&self, failure: Failure) -> AwsAnswer {
        match self.clone() {
            Self::Caller => AwsAnswer::Caller(Err(failure)),
            Self::Alias => AwsAnswer::Alias(Err(failure)),
            Self::Summary => AwsAnswer::Summary(Err(failure)),
            Self::Users(_) => AwsAnswer::Users(Err(failure)),
            Self::Report => AwsAnswer::Report(Err(failure)),
            Self::NewReport => AwsAnswer::NewReport(Err(failure)),
            Self::Authorization(_) => AwsAnswer::Authorization(Err(failure)),
            Self::User(user) => AwsAnswer::User(user, Err(failure)),
            Self::OwnUser => AwsAnswer::OwnUser(Err(failure)),
            Self::Keys(user, urgency) => AwsAnswer::Keys(user, urgency, Err(failure)),
            Self::Usage(user, key, _) => AwsAnswer::Usage(user, key, Err(failure)),
            Self::Owner(key, _) => AwsAnswer::Owner(key, Err(failure)),
            Self::Mfa(user) => AwsAnswer::Mfa(user, Err(failure)),
            Self::OwnDevices(_) => AwsAnswer::OwnDevices(Err(failure)),
            Self::ConsoleAccess(user) => AwsAnswer::ConsoleAccess(user, Err(failure)),
        }
    }

    /// AWS's operation; the first, if a read takes several.
    #[must_use]
    pub fn operation(&self) -> Operation {
        match self {
            Self::Caller => Operation::GetCallerIdentity,
            Self::Alias => Operation::ListAccountAliases,
            Self::Summary => Operation::GetAccountSummary,
            Self::Users(_) => Operation::ListUsers,
            Self::Report => Operation::GetCredentialReport,
            Self::NewReport => Operation::GenerateCredentialReport,
            Self::Authorization(_) => Operation::GetAccountAuthorizationDetails,
            Self::User(_) | Self::OwnUser => Operation::GetUser,
            Self::Keys(..) => Operation::ListAccessKeys,
            Self::Usage(..) | Self::Owner(..) => Operation::GetAccessKeyLastUsed,
            Self::Mfa(_) | Self::OwnDevices(_) => Operation::ListMfaDevices,
            Self::ConsoleAccess(_) => Operation::GetLoginProfile,
        }
    }

    pub(crate) fn is_gentle(&self) -> bool {
        matches!(self, Self::Keys(_, Urgency::Gentle) | Self::Usage(_, _, Urgency::Gentle))
    }
}

impl LocalRead {
    pub(crate) fn is_gentle(&self) -> bool {
        matches!(self, Self::KeyEvents { .. })
    }
}

impl AwsAnswer {
    pub(super) fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Caller(answer) => answer.as_ref().err(),
            Self::Alias(answer) => answer.as_ref().err(),
            Self::Summary(answer) => answer.as_ref().err(),
            Self::Users(answer) => answer.as_ref().err(),
            Self::Report(answer) | Self::NewReport(answer) => answer.as_ref().err(),
            Self::Authorization(answer) => answer.as_ref().err(),
            Self::User(_, answer) | Self::OwnUser(answer) => answer.as_ref().err(),
            Self::Keys(_, _, answer) => answer.as_ref().err(),
            Self::Usage(_, _, answer) => answer.as_ref().err(),
            Self::Owner(_, answer) => answer.as_ref().err(),
            Self::Mfa(_, answer) => answer.as_ref().err(),
            Self::OwnDevices(answer) => answer.as_ref().err(),
            Self::ConsoleAccess(_, answer) => answer.as_ref().err(),
        }
    }
}
