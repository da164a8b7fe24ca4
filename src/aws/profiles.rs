//! The profiles in `~/.aws`, and what they say about where credentials come from.
//!
//! The SDK follows profiles to credentials by itself, and does not report the path it took. Some of
//! what a person needs to know depends on that path: the command that signs in again, the key
//! underneath, whether a process needs the terminal. So the path is followed here as well, by the
//! SDK's own rules.

#[cfg(test)]
mod tests;

use super::environment::{AwsEnvironment, ProfilesError};
use crate::domain::{AccessKeyId, IdKind};
use aws_config::profile::{Profile, ProfileSet};

/// All profiles, and the one in use.
#[derive(Debug)]
pub(super) struct Profiles {
    set: ProfileSet,
    name: String,
    /// Whether somebody named the profile. If nobody did, `default` may be missing.
    is_named: bool,
}

impl Profiles {
    /// Reads the files. The profile in use is the one asked for, else that of `AWS_PROFILE`, else
    /// `default`.
    pub(super) async fn load(
        environment: &AwsEnvironment,
        asked_for: Option<&str>,
    ) -> Result<Self, ProfilesError> {
        let named = asked_for.map(str::to_owned).or_else(|| environment.variable("AWS_PROFILE"));
        let is_named = named.is_some();
        let name = named.unwrap_or_else(|| "default".to_owned());
        Ok(Self { set: environment.profiles(&name).await?, name, is_named })
    }

    /// The name of the profile in use.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Whether somebody asked for the profile, and it is not there.
    pub(super) fn is_missing(&self) -> bool {
        self.is_named && self.set.get_profile(&self.name).is_none()
    }

    /// All profiles, by name.
    pub(super) fn each(&self) -> impl Iterator<Item = &Profile> {
        self.names().into_iter().filter_map(|name| self.set.get_profile(name))
    }

    /// The names of all profiles, in order.
    pub(super) fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.set.profiles().collect();
        names.sort_unstable();
        names
    }

    /// The chain from the profile in use to its credentials.
    pub(super) fn chain(&self) -> ProfileChain<'_> {
        ProfileChain::follow(&self.set, &self.name)
    }
}

/// What a profile gets its credentials from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ProviderKind {
    /// Access keys written in the profile.
    Keys,
    /// A `credential_process`.
    Process,
    /// IAM Identity Center.
    Sso,
    /// `aws login`.
    Login,
    /// A web identity token in a file.
    WebIdentity,
    /// `credential_source = Environment`.
    Environment,
    /// `credential_source` of a container or an instance.
    Machine,
    /// Nothing: the profile has no credentials.
    Nothing,
}

/// The credentials that the first role with an MFA code is assumed with.
#[derive(Clone, Copy, Debug)]
pub(super) enum MfaSource<'a> {
    /// The access keys in this profile.
    Keys(&'a Profile),
    /// Whatever this profile leads to.
    Profile(&'a Profile),
    /// `credential_source = Environment`
    Environment,
}

/// The roles of a chain that cannot be left to the SDK, because at least one needs an MFA code.
#[derive(Debug)]
pub(super) struct MfaRoles<'a> {
    /// The profiles of the roles, in the order they are assumed: from the first that needs a code.
    pub(super) roles: Vec<&'a Profile>,
    /// What the first of them is assumed with. `None` if nothing could give a code.
    pub(super) source: Option<MfaSource<'a>>,
}

/// The profile in use, its `source_profile`, that profile's `source_profile`, and so on.
#[derive(Debug)]
pub(super) struct ProfileChain<'a> {
    set: &'a ProfileSet,
    profiles: Vec<&'a Profile>,
    provider: ProviderKind,
}

impl<'a> ProfileChain<'a> {
    fn follow(set: &'a ProfileSet, name: &str) -> Self {
        let mut profiles: Vec<&Profile> = Vec::new();
        let mut provider = ProviderKind::Nothing;
        let mut next = set.get_profile(name);
        while let Some(profile) = next {
            let is_source = !profiles.is_empty();
            profiles.push(profile);
            // In a source_profile, keys take precedence over everything else.
            let stops_at_keys = is_source && has_keys(profile);
            provider = if stops_at_keys { ProviderKind::Keys } else { provider_of(profile) };
            if stops_at_keys || !assumes_role(profile) {
                break;
            }
            let source = profile.get("source_profile").and_then(|name| set.get_profile(name));
            next = source.filter(|source| profiles.iter().all(|seen| seen.name() != source.name()));
        }
        Self { set, profiles, provider }
    }

    /// What the chain ends at.
    pub(super) fn provider(&self) -> ProviderKind {
        self.provider
    }

    /// The name of the last profile, which gives the credentials.
    pub(super) fn provider_profile(&self) -> Option<&'a str> {
        self.profiles.last().map(|profile| profile.name())
    }

    /// The first value of a setting along the chain.
    pub(super) fn find(&self, key: &str) -> Option<&'a str> {
        self.profiles.iter().find_map(|profile| profile.get(key)).filter(|value| !value.is_empty())
    }

    /// The region of the IAM Identity Center that signs in.
    pub(super) fn sso_region(&self) -> Option<&'a str> {
        let session = self.find("sso_session").and_then(|name| self.set.sso_session(name));
        session.and_then(|session| session.get("sso_region")).or_else(|| self.find("sso_region"))
    }

    /// The last profile, and the name of its `source_profile`, if there is no profile of that name.
    pub(super) fn missing_source(&self) -> Option<(&'a str, &'a str)> {
        let last = self.profiles.last().filter(|profile| assumes_role(profile))?;
        let source = last.get("source_profile")?;
        self.set.get_profile(source).is_none().then_some((last.name(), source))
    }

    /// The roles to assume here instead of in the SDK; `None` if no role needs an MFA code.
    pub(super) fn mfa_roles(&self) -> Option<MfaRoles<'a>> {
        let first = self.profiles.iter().rposition(|profile| needs_mfa(profile))?;
        let below = first + 1;
        let roles: Vec<&Profile> = self.profiles.iter().take(below).rev().copied().collect();
        let ends_at_keys = self.provider == ProviderKind::Keys;
        let source = match self.profiles.get(below) {
            Some(last) if ends_at_keys && below + 1 == self.profiles.len() => {
                Some(MfaSource::Keys(last))
            }
            Some(source) => Some(MfaSource::Profile(source)),
            // The role's own profile has the keys.
            None if ends_at_keys => roles.first().copied().map(MfaSource::Keys),
            None if self.provider == ProviderKind::Environment => Some(MfaSource::Environment),
            None => None,
        };
        Some(MfaRoles { roles, source })
    }

    /// The profile in use, if it has a user's own access keys and assumes no role.
    pub(super) fn own_keys(&self) -> Option<&'a Profile> {
        match self.profiles.as_slice() {
            [profile] if self.provider == ProviderKind::Keys && !assumes_role(profile) => {
                Some(profile)
            }
            _ => None,
        }
    }

    /// The long-term key at the end of the chain.
    pub(super) fn long_term_key(&self, environment: &AwsEnvironment) -> Option<AccessKeyId> {
        let id = match self.provider {
            ProviderKind::Keys => {
                self.profiles.last()?.get("aws_access_key_id").map(AccessKeyId::from_iam)
            }
            ProviderKind::Environment => environment.access_key(),
            _ => None,
        };
        id.filter(|id| id.kind() == IdKind::LongTermKey)
    }
}

fn has_keys(profile: &Profile) -> bool {
    ["aws_access_key_id", "aws_secret_access_key"].iter().all(|key| profile.get(key).is_some())
}

/// Whether a profile assumes a role that needs an MFA code.
fn needs_mfa(profile: &Profile) -> bool {
    let serial = profile.get("mfa_serial").unwrap_or_default();
    assumes_role(profile) && !serial.trim().is_empty()
}

/// Whether a profile assumes a role with anything but a web identity token.
pub(super) fn assumes_role(profile: &Profile) -> bool {
    profile.get("role_arn").is_some() && profile.get("web_identity_token_file").is_none()
}

/// What a profile by itself gets its credentials from, in the SDK's order of precedence.
pub(super) fn provider_of(profile: &Profile) -> ProviderKind {
    let has = |key: &str| profile.get(key).is_some();
    match profile.get("credential_source") {
        Some(source) if source.eq_ignore_ascii_case("environment") => ProviderKind::Environment,
        Some(_) => ProviderKind::Machine,
        None if has("web_identity_token_file") => ProviderKind::WebIdentity,
        None if has("sso_session") || has("sso_start_url") || has("sso_account_id") => {
            ProviderKind::Sso
        }
        None if has("login_session") => ProviderKind::Login,
        None if has("credential_process") => ProviderKind::Process,
        None if has_keys(profile) => ProviderKind::Keys,
        None => ProviderKind::Nothing,
    }
}
