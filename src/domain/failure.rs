//! What went wrong with a call, in words a person can act on.

use std::fmt;

/// The calls this program makes, in AWS's names.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Operation {
    /// Settling region, endpoint and credentials, before any call.
    Connect,
    /// `sts:GetCallerIdentity`
    GetCallerIdentity,
    /// `iam:ListAccountAliases`
    ListAccountAliases,
    /// `iam:GetAccountSummary`
    GetAccountSummary,
    /// `iam:ListUsers`
    ListUsers,
    /// `iam:GetUser`
    GetUser,
    /// `iam:ListAccessKeys`
    ListAccessKeys,
    /// `iam:GetAccessKeyLastUsed`
    GetAccessKeyLastUsed,
    /// `iam:ListMFADevices`
    ListMfaDevices,
    /// `iam:GetLoginProfile`
    GetLoginProfile,
    /// `iam:GenerateCredentialReport`
    GenerateCredentialReport,
    /// `iam:GetCredentialReport`
    GetCredentialReport,
    /// `iam:GetAccountAuthorizationDetails`
    GetAccountAuthorizationDetails,
    /// `sts:GetAccessKeyInfo`
    GetAccessKeyInfo,
    /// `sts:GetSessionToken`
    GetSessionToken,
    /// `sts:AssumeRole`
    AssumeRole,
    /// `iam:CreateAccessKey`
    CreateAccessKey,
    /// `iam:UpdateAccessKey`
    UpdateAccessKey,
    /// `iam:DeleteAccessKey`
    DeleteAccessKey,
    /// `iam:TagUser`
    TagUser,
    /// `iam:UntagUser`
    UntagUser,
}

impl Operation {
    /// The operation's name in AWS's API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Connect => "Connect",
            Self::GetCallerIdentity => "GetCallerIdentity",
            Self::ListAccountAliases => "ListAccountAliases",
            Self::GetAccountSummary => "GetAccountSummary",
            Self::ListUsers => "ListUsers",
            Self::GetUser => "GetUser",
            Self::ListAccessKeys => "ListAccessKeys",
            Self::GetAccessKeyLastUsed => "GetAccessKeyLastUsed",
            Self::ListMfaDevices => "ListMFADevices",
            Self::GetLoginProfile => "GetLoginProfile",
            Self::GenerateCredentialReport => "GenerateCredentialReport",
            Self::GetCredentialReport => "GetCredentialReport",
            Self::GetAccountAuthorizationDetails => "GetAccountAuthorizationDetails",
            Self::GetAccessKeyInfo => "GetAccessKeyInfo",
            Self::GetSessionToken => "GetSessionToken",
            Self::AssumeRole => "AssumeRole",
            Self::CreateAccessKey => "CreateAccessKey",
            Self::UpdateAccessKey => "UpdateAccessKey",
            Self::DeleteAccessKey => "DeleteAccessKey",
            Self::TagUser => "TagUser",
            Self::UntagUser => "UntagUser",
        }
    }

    /// The permission it needs, such as `iam:ListUsers`.
    #[must_use]
    pub fn permission(self) -> String {
        let sts = matches!(
            self,
            Self::GetCallerIdentity
                | Self::GetAccessKeyInfo
                | Self::GetSessionToken
                | Self::AssumeRole
        );
        let service = if sts { "sts" } else { "iam" };
        format!("{service}:{}", self.as_str())
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What kind of failure it was, as far as the program's next step depends on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FailureKind {
    /// `AccessDenied`: a policy, a permissions boundary or an SCP does not allow it.
    Denied,
    /// `NoSuchEntity`: the user or key is not there.
    NoSuchEntity,
    /// `LimitExceeded`: a quota.
    LimitExceeded,
    /// `ReportNotPresent`, `ReportExpired`, `ReportInProgress`: no credential report to be had now.
    NotReady,
    /// `Throttling`: too many calls.
    Throttled,
    /// The session has ended: sign in again.
    Expired,
    /// There are no credentials, or AWS does not accept them.
    Credentials,
    /// Nothing was sent: no name, no route, no connection.
    Unreachable,
    /// Something was sent and no answer came: too late, or cut off.
    Unanswered,
    /// A 5xx answer.
    Service,
    /// An answer that is not IAM's, such as a captive portal's, or one cut short.
    Unreadable,
    /// A list that ended without being complete.
    Incomplete,
    /// A mistake in the configuration, found before any call.
    Configuration,
    /// Any other answer that says no.
    Refused,
}

/// A call that failed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// The call.
    pub operation: Operation,
    /// What kind of failure.
    pub kind: FailureKind,
    /// AWS's error code, if AWS answered with one.
    pub code: Option<String>,
    /// AWS's message, or what went wrong in this program's words.
    pub message: String,
    /// AWS's request ID.
    pub request_id: Option<String>,
    /// What to do next, when more is known than the kind tells
    /// (`aws sso login --profile prod`).
    pub advice: Option<String>,
}

impl Failure {
    /// A list that ended without being complete, in this program's words.
    #[must_use]
    pub fn incomplete(operation: Operation, message: &str) -> Self {
        Self {
            operation,
            kind: FailureKind::Incomplete,
            code: None,
            message: message.to_owned(),
            request_id: None,
            advice: None,
        }
    }

    /// Whether a write that failed like this may nevertheless have been carried out.
    #[must_use]
    pub fn outcome_unknown(&self) -> bool {
        matches!(
            self.kind,
            FailureKind::Unanswered | FailureKind::Service | FailureKind::Unreadable
        )
    }

    /// Whether a policy denies it, and not only none allows it ("… with an explicit deny in an
    /// identity-based policy", "… in a service control policy"): so do policies that ask for MFA.
    #[must_use]
    pub fn is_explicit_denial(&self) -> bool {
        self.kind == FailureKind::Denied && self.message.contains("explicit deny")
    }

    /// What the person can do next.
    #[must_use]
    pub fn next_step(&self) -> String {
        if let Some(advice) = &self.advice {
            return advice.clone();
        }
        match self.kind {
            FailureKind::Denied => format!(
                "Ask for the permission {}; a permissions boundary or an SCP can also be the cause.",
                self.operation.permission()
            ),
            FailureKind::NoSuchEntity => "It may have been deleted meanwhile: press r to refresh.".into(),
            FailureKind::LimitExceeded => "Delete one first: inactive access keys count toward the limit.".into(),
            FailureKind::NotReady => "IAM makes one when it is asked to, in a minute or so.".into(),
            FailureKind::Throttled => "AWS asks for fewer calls: wait a little, then press r.".into(),
            FailureKind::Expired => "Sign in again in another shell, then press r to carry on.".into(),
            FailureKind::Credentials => {
                "Choose other credentials with --profile, or run aws configure or aws login, then press r.".into()
            }
            FailureKind::Unreachable | FailureKind::Unanswered => {
                "Check the network, proxy and --endpoint-url, then press r to try again.".into()
            }
            FailureKind::Service => "AWS has trouble: press r to try again in a moment.".into(),
            FailureKind::Unreadable => {
                "Something between here and AWS may be answering (a proxy, a sign-in page): check the network, then press r.".into()
            }
            FailureKind::Incomplete => "What is shown is not everything: press r to read it again.".into(),
            FailureKind::Configuration => "Mend the configuration, then press r.".into(),
            FailureKind::Refused => "Nothing was changed by this call.".into(),
        }
    }

    /// What the person can do next at a shell's prompt, where there is no key to press.
    #[must_use]
    pub fn next_step_at_a_prompt(&self) -> String {
        at_a_prompt(&self.next_step())
    }
}

/// The last "press r" of a sentence as what does the same at a shell's prompt. What is quoted of
/// names and commands comes before it.
fn at_a_prompt(text: &str) -> String {
    for (key, command) in [
        ("press r", "run akia again"),
        ("Press r", "Run akia again"),
        ("press M", "put mfa_serial into the profile, and run akia again"),
    ] {
        if let Some((before, after)) = text.rsplit_once(key)
            && after.starts_with(['.', ' '])
        {
            return format!("{before}{command}{after}");
        }
    }
    text.to_owned()
}

/// The operation, AWS's code and message, and the request ID. What comes from AWS is as AWS sent
/// it: whoever draws it makes it harmless.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = self.message.trim_end_matches('.');
        match (self.operation, &self.code) {
            // Before any call: a sentence of this program's own.
            (Operation::Connect, None) => {
                let mut characters = message.chars();
                let first = characters.next().into_iter().flat_map(char::to_uppercase);
                write!(f, "{}{}", first.collect::<String>(), characters.as_str())?;
            }
            (Operation::Connect, Some(code)) => write!(f, "{code}: {message}")?,
            (operation, Some(code)) => write!(f, "{operation}: {code}: {message}")?,
            (operation, None) => write!(f, "{operation}: {message}")?,
        }
        if let Some(id) = &self.request_id {
            write!(f, " (request ID {id})")?;
        }
        f.write_str(".")
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_call_code_message_request_and_next_step() {
        let failure = Failure {
            operation: Operation::ListUsers,
            kind: FailureKind::Denied,
            code: Some("AccessDenied".into()),
            message: "User: x is not authorized to perform: iam:ListUsers".into(),
            request_id: Some("7a62c49f-347e-4fc4-9331-6e8eEXAMPLE".into()),
            advice: None,
        };
        assert_eq!(
            failure.to_string(),
            "ListUsers: AccessDenied: User: x is not authorized to perform: iam:ListUsers \
             (request ID 7a62c49f-347e-4fc4-9331-6e8eEXAMPLE)."
        );
        assert!(failure.next_step().contains("iam:ListUsers"));
        assert!(failure.next_step().contains("SCP"));
        assert!(!failure.outcome_unknown());
    }

    #[test]
    fn at_a_prompt_there_is_no_key_to_press() {
        use FailureKind::{
            Configuration, Credentials, Denied, Expired, Incomplete, LimitExceeded, NoSuchEntity,
            NotReady, Refused, Service, Throttled, Unanswered, Unreachable, Unreadable,
        };
        let failure = |kind, advice: Option<&str>| Failure {
            operation: Operation::ListUsers,
            kind,
            code: None,
            message: String::new(),
            request_id: None,
            advice: advice.map(str::to_owned),
        };
        for kind in [
            Configuration,
            Credentials,
            Denied,
            Expired,
            Incomplete,
            LimitExceeded,
            NoSuchEntity,
            NotReady,
            Refused,
            Service,
            Throttled,
            Unanswered,
            Unreachable,
            Unreadable,
        ] {
            let step = failure(kind, None).next_step_at_a_prompt();
            assert!(!step.to_lowercase().contains("press r"), "{step}");
        }
        for (advice, at_a_prompt) in [
            ("Run aws login, then press r.", "Run aws login, then run akia again."),
            ("Press r to ask again.", "Run akia again to ask again."),
            (
                "Run aws sso login --profile 'press r', then press r.",
                "Run aws sso login --profile 'press r', then run akia again.",
            ),
            ("Choose a profile 'x press room'.", "Choose a profile 'x press room'."),
        ] {
            let step = failure(Expired, Some(advice)).next_step_at_a_prompt();
            assert_eq!(step, at_a_prompt);
        }
    }

    #[test]
    fn permissions_are_written_as_policies_write_them() {
        assert_eq!(Operation::ListMfaDevices.permission(), "iam:ListMFADevices");
        assert_eq!(Operation::GetCallerIdentity.permission(), "sts:GetCallerIdentity");
    }
}
