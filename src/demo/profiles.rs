//! The profiles of the built-in account's own machine: made up, like everything else of it.

use super::state::ACCOUNT;
use crate::domain::{AccountId, AccountSource, LocalProfile, ProfileAccount, ProfileKind};

/// Another account: the one that the published example ID `AKIATZ2X44NMCEQW46PL` carries.
const STAGING: &str = "261640479576";

/// What would be in the configuration files.
#[must_use]
pub fn local_profiles() -> Vec<LocalProfile> {
    let profile = |name: &str, kind, account, known_by| LocalProfile {
        name: name.to_owned(),
        kind,
        account: Some(ProfileAccount { id: AccountId::from_aws(account), known_by }),
        access_key_id: None,
    };
    vec![
        profile("acme-demo", ProfileKind::Keys, ACCOUNT, AccountSource::AccessKeyId),
        profile("acme-staging", ProfileKind::Sso, STAGING, AccountSource::SsoAccountId),
        profile("acme-staging-admin", ProfileKind::Role, STAGING, AccountSource::RoleArn),
    ]
}
