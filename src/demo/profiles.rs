//! The invented profiles of a machine that uses the built-in account.

use super::ids;
use super::population;
use super::users::ACCOUNT;
use crate::domain::{
    AccessKeyId, AccountId, AccountSource, LocalProfile, ProfileAccount, ProfileKind,
};
use chrono::DateTime;
use zeroize::Zeroizing;

/// Another account: the one in the published example ID `AKIATZ2X44NMCEQW46PL`.
const STAGING: &str = "261640479576";

pub(crate) const CREDENTIALS_PATH: &str = "~/.aws/credentials";

/// The profiles in the configuration file.
pub(crate) fn local_profiles() -> Vec<LocalProfile> {
    let profile = |name: &str, kind, known_by| LocalProfile {
        name: name.to_owned(),
        kind,
        account: Some(ProfileAccount { id: AccountId::from_aws(STAGING), known_by }),
        access_key_id: None,
    };
    vec![
        profile("acme-staging", ProfileKind::Sso, AccountSource::SsoAccountId),
        profile("acme-staging-admin", ProfileKind::Role, AccountSource::RoleArn),
    ]
}

/// A profile in the credentials file. It is for this account, even if its key ID does not carry it.
pub(crate) fn local_profile(name: String, key: AccessKeyId) -> LocalProfile {
    let in_id = key.account_id().map(|id| (id, AccountSource::AccessKeyId));
    let remembered = || (AccountId::from_aws(ACCOUNT), AccountSource::Remembered);
    let (id, known_by) = in_id.unwrap_or_else(remembered);
    let account = Some(ProfileAccount { id, known_by });
    LocalProfile { name, kind: ProfileKind::Keys, account, access_key_id: Some(key) }
}

/// The content of the credentials file, with secrets that are of no use.
pub(crate) fn credentials_file() -> Zeroizing<String> {
    let (_, own) = population::administrator(DateTime::UNIX_EPOCH);
    let (first, second) = (ids::secret(), ids::secret());
    Zeroizing::new(format!(
        "# The demo's own: no other program reads it, and akia --demo writes to no other.\n\
         \n\
         [acme-demo]\n\
         aws_access_key_id = {own}\n\
         aws_secret_access_key = {}\n\
         \n\
         # alice's laptop\n\
         [alice]\n\
         region = eu-central-1\n\
         aws_access_key_id = AKIAIOSFODNN7EXAMPLE\n\
         aws_secret_access_key = {}\n",
        *first, *second
    ))
}
