//! The calls of IAM and STS, in AWS's names.

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
    pub(crate) fn as_str(self) -> &'static str {
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
    pub(crate) fn permission(self) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permissions_are_written_as_policies_write_them() {
        assert_eq!(Operation::ListMfaDevices.permission(), "iam:ListMFADevices");
        assert_eq!(Operation::GetCallerIdentity.permission(), "sts:GetCallerIdentity");
    }
}
