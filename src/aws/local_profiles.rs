//! The account that each profile of this machine is for, as far as the files say.
//!
//! For older access keys and for processes only AWS knows it; `host::known_accounts` remembers its
//! answers from earlier sessions.

use super::environment::{AwsEnvironment, ProfilesError};
use super::options::Options;
use super::profiles::{Profiles, ProviderKind, assumes_role, provider_of};
use crate::domain::{
    AccessKeyId, AccountId, AccountSource, LocalProfile, ProfileAccount, ProfileKind,
};
use aws_config::profile::Profile;

/// The longest key ID that is shown. AWS's IDs have 20 characters, its secrets 40.
const LONGEST_ID: usize = 31;

/// Every profile in the configuration and credentials files, by name. An account that answers in
/// this process has none.
pub(crate) async fn local_profiles(options: &Options) -> Result<Vec<LocalProfile>, ProfilesError> {
    match AwsEnvironment::of(&options.transport) {
        Some(environment) => read(options, &environment).await,
        None => Ok(Vec::new()),
    }
}

/// The setting by which the configuration file, rather than the credentials file, gives this
/// profile credentials or a session token.
pub(crate) async fn other_credentials_in_config(
    options: &Options,
    profile: &str,
) -> Option<&'static str> {
    AwsEnvironment::of(&options.transport)?.other_credentials(profile).await
}

async fn read(
    options: &Options,
    environment: &AwsEnvironment,
) -> Result<Vec<LocalProfile>, ProfilesError> {
    let profiles = Profiles::load(environment, options.profile.as_deref()).await?;
    Ok(profiles.each().map(describe).collect())
}

fn describe(profile: &Profile) -> LocalProfile {
    LocalProfile {
        name: profile.name().to_owned(),
        kind: kind(profile),
        account: account(profile),
        access_key_id: profile.get("aws_access_key_id").and_then(key_id),
    }
}

/// The key ID, unless it could be a secret that was put on the wrong line.
fn key_id(value: &str) -> Option<AccessKeyId> {
    AccessKeyId::parse(value.trim()).ok().filter(|id| id.as_str().len() <= LONGEST_ID)
}

fn kind(profile: &Profile) -> ProfileKind {
    if assumes_role(profile) {
        return ProfileKind::Role;
    }
    match provider_of(profile) {
        ProviderKind::Keys => ProfileKind::Keys,
        ProviderKind::Process => ProfileKind::Process,
        ProviderKind::Sso => ProfileKind::Sso,
        ProviderKind::Login => ProfileKind::Login,
        ProviderKind::WebIdentity => ProfileKind::WebIdentity,
        ProviderKind::Environment | ProviderKind::Machine => ProfileKind::Machine,
        ProviderKind::Nothing => ProfileKind::Nothing,
    }
}

/// The account, from the setting that decides it for credentials of this kind.
fn account(profile: &Profile) -> Option<ProfileAccount> {
    let (id, known_by) = match kind(profile) {
        ProfileKind::Role | ProfileKind::WebIdentity => {
            (account_in(profile.get("role_arn")?.split(':').nth(4)?), AccountSource::RoleArn)
        }
        ProfileKind::Sso => {
            (account_in(profile.get("sso_account_id")?), AccountSource::SsoAccountId)
        }
        ProfileKind::Login => {
            let arn = profile.get("login_session")?;
            (account_in(arn.split(':').nth(4)?), AccountSource::LoginSession)
        }
        ProfileKind::Keys => {
            let key = AccessKeyId::from_iam(profile.get("aws_access_key_id")?.trim());
            (key.account_id(), AccountSource::AccessKeyId)
        }
        ProfileKind::Process | ProfileKind::Machine | ProfileKind::Nothing => return None,
    };
    Some(ProfileAccount { id: id?, known_by })
}

/// The account ID in a setting, if it has twelve digits.
fn account_in(text: &str) -> Option<AccountId> {
    let text = text.trim();
    let is_id = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_id.then(|| AccountId::from_aws(text))
}

#[cfg(test)]
mod tests {
    use super::super::environment::testing::environment_with;
    use super::*;
    use rstest::rstest;

    const CONFIG: &str = "[default]\nregion = eu-west-1\n\
        [profile new]\naws_access_key_id = AKIATZ2X44NMCEQW46PL\naws_secret_access_key = x\n\
        [profile old]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n\
        [profile role]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = new\n\
        [profile self]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = self\n\
        aws_access_key_id = AKIATZ2X44NMCEQW46PL\naws_secret_access_key = x\n\
        [profile odd]\nrole_arn = arn:aws:iam::1:role/R\nsource_profile = new\n\
        [profile instance]\nrole_arn = arn:aws-cn:iam::111122223333:role/R\n\
        credential_source = Ec2InstanceMetadata\n\
        [profile token]\nrole_arn = arn:aws:iam::111122223333:role/R\nweb_identity_token_file = /t\n\
        [profile sso]\nsso_session = corp\nsso_account_id = 444455556666\nsso_role_name = Admin\n\
        [sso-session corp]\nsso_region = eu-west-1\n\
        [profile sso-and-keys]\nsso_session = corp\nsso_account_id = 444455556666\n\
        aws_access_key_id = AKIATZ2X44NMCEQW46PL\naws_secret_access_key = x\n\
        [profile login]\nlogin_session = arn:aws:iam::777788889999:user/ada\n\
        [profile ask]\ncredential_process = op read\n";

    #[rstest]
    #[case("default", ProfileKind::Nothing, None)]
    #[case("new", ProfileKind::Keys, Some(("261640479576", AccountSource::AccessKeyId)))]
    #[case("old", ProfileKind::Keys, None)]
    #[case("role", ProfileKind::Role, Some(("111122223333", AccountSource::RoleArn)))]
    #[case("self", ProfileKind::Role, Some(("111122223333", AccountSource::RoleArn)))]
    #[case("odd", ProfileKind::Role, None)]
    #[case("instance", ProfileKind::Role, Some(("111122223333", AccountSource::RoleArn)))]
    #[case("token", ProfileKind::WebIdentity, Some(("111122223333", AccountSource::RoleArn)))]
    #[case("sso", ProfileKind::Sso, Some(("444455556666", AccountSource::SsoAccountId)))]
    #[case("sso-and-keys", ProfileKind::Sso, Some(("444455556666", AccountSource::SsoAccountId)))]
    #[case("login", ProfileKind::Login, Some(("777788889999", AccountSource::LoginSession)))]
    #[case("ask", ProfileKind::Process, None)]
    #[tokio::test]
    async fn profiles_name_their_account(
        #[case] name: &str,
        #[case] kind: ProfileKind,
        #[case] account: Option<(&str, AccountSource)>,
    ) {
        let environment = environment_with(&[], CONFIG);
        let profiles = read(&options(), &environment).await.unwrap();
        let profile = profiles.iter().find(|profile| profile.name == name).unwrap();
        assert_eq!(profile.kind, kind);
        let told = profile.account.as_ref().map(|own| (own.id.as_str(), own.known_by));
        assert_eq!(told, account);
    }

    #[rstest]
    #[case("default", None)]
    #[case("new", Some("aws_access_key_id"))]
    #[case("gone", None)]
    #[case("role", Some("role_arn"))]
    #[case("self", Some("aws_access_key_id"))]
    #[case("sso-and-keys", Some("sso_session"))]
    #[case("ask", Some("credential_process"))]
    #[tokio::test]
    async fn other_credentials_in_the_config_file_are_named(
        #[case] name: &str,
        #[case] expected: Option<&str>,
    ) {
        let environment = environment_with(&[], CONFIG);
        assert_eq!(environment.other_credentials(name).await, expected);
    }

    #[tokio::test]
    async fn every_profile_is_there_by_name_and_nothing_else() {
        let environment = environment_with(&[("AWS_PROFILE", "gone")], CONFIG);
        let profiles = read(&options(), &environment).await.unwrap();
        let names: Vec<&str> = profiles.iter().map(|profile| profile.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "ask",
                "default",
                "instance",
                "login",
                "new",
                "odd",
                "old",
                "role",
                "self",
                "sso",
                "sso-and-keys",
                "token"
            ]
        );
    }

    #[rstest]
    #[case("AKIAIOSFODNN7EXAMPLE ", Some("AKIAIOSFODNN7EXAMPLE"))]
    #[case("LKIAQAAAAAAAEXAMPLE2", Some("LKIAQAAAAAAAEXAMPLE2"))]
    #[case("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", None)]
    #[case("wJalrXUtnFEMIxK7MDENGxbPxRfiCYEXAMPLEKEY", None)]
    #[case("", None)]
    fn a_secret_on_the_line_of_the_id_is_no_id(#[case] value: &str, #[case] id: Option<&str>) {
        assert_eq!(key_id(value), id.map(AccessKeyId::from_iam));
    }

    #[tokio::test]
    async fn broken_files_are_named() {
        let broken = read(&options(), &environment_with(&[], "[profile x\nregion")).await;
        assert!(broken.unwrap_err().to_string().contains("/home/ada/.aws/config"));
    }

    fn options() -> Options {
        let transport = super::super::Transport::Network;
        let (profile, region, endpoint_url) = (None, None, None);
        let sessions = super::super::Sessions::default();
        Options { profile, region, endpoint_url, transport, sessions }
    }
}
