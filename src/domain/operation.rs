//! The calls of IAM and STS that this program makes.

use std::fmt;

/// A call, or the preparations for one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "AWS documents its operations")]
pub enum Operation {
    /// Determining region, endpoint and credentials, before any call.
    Connect,
    GetCallerIdentity,
    ListAccountAliases,
    GetAccountSummary,
    ListUsers,
    GetUser,
    ListAccessKeys,
    GetAccessKeyLastUsed,
    ListMfaDevices,
    GetLoginProfile,
    GenerateCredentialReport,
    GetCredentialReport,
    GetAccountAuthorizationDetails,
    GetAccessKeyInfo,
    GetSessionToken,
    AssumeRole,
    CreateAccessKey,
    UpdateAccessKey,
    DeleteAccessKey,
    TagUser,
    UntagUser,
}

impl Operation {
    /// The permission it needs, such as `iam:ListUsers`.
    pub(crate) fn permission(self) -> String {
        let sts = matches!(
            self,
            Self::GetCallerIdentity
                | Self::GetAccessKeyInfo
                | Self::GetSessionToken
                | Self::AssumeRole
        );
        let service = if sts { "sts" } else { "iam" };
        format!("{service}:{self}")
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ListMfaDevices => f.write_str("ListMFADevices"),
            // The other variants are spelled as AWS spells them.
            other => write!(f, "{other:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permissions_are_written_as_policies_write_them() {
        assert_eq!(Operation::ListMfaDevices.permission(), "iam:ListMFADevices");
        assert_eq!(Operation::GetCallerIdentity.permission(), "sts:GetCallerIdentity");
    }
}
