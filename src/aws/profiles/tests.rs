use super::super::environment::testing::environment_with;
use super::*;
use rstest::rstest;

const CONFIG: &str = "[default]\nregion = eu-west-1\n\
    [profile keys]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n\
    [profile role]\nrole_arn = arn:aws:iam::1:role/R\nsource_profile = keys\n\
    [profile chained]\nrole_arn = arn:aws:iam::1:role/S\nsource_profile = role\n\
    [profile mfa]\nrole_arn = arn:aws:iam::1:role/R\nsource_profile = keys\nmfa_serial = x\n\
    [profile self]\nrole_arn = r\nsource_profile = self\naws_access_key_id = AKIASELF\n\
    aws_secret_access_key = x\n\
    [profile ask]\ncredential_process = op read\n\
    [profile asks]\nrole_arn = r\nsource_profile = ask\n\
    [profile sso]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = Admin\n\
    [profile login]\nlogin_session = arn:aws:iam::1:user/a\n\
    [profile instance]\nrole_arn = r\ncredential_source = Ec2InstanceMetadata\n\
    [profile env]\nrole_arn = r\ncredential_source = Environment\n\
    [profile a]\nrole_arn = r\nsource_profile = b\n[profile b]\nrole_arn = r\nsource_profile = a\n\
    [profile token]\nrole_arn = r\nweb_identity_token_file = /t\nmfa_serial = x\n";

#[rstest]
#[case("default", ProviderKind::Nothing, None, None)]
#[case("keys", ProviderKind::Keys, Some("AKIAIOSFODNN7EXAMPLE"), None)]
#[case("role", ProviderKind::Keys, Some("AKIAIOSFODNN7EXAMPLE"), None)]
#[case("chained", ProviderKind::Keys, Some("AKIAIOSFODNN7EXAMPLE"), None)]
#[case("mfa", ProviderKind::Keys, Some("AKIAIOSFODNN7EXAMPLE"), Some("mfa"))]
#[case("self", ProviderKind::Keys, Some("AKIASELF"), None)]
#[case("ask", ProviderKind::Process, None, None)]
#[case("asks", ProviderKind::Process, None, None)]
#[case("sso", ProviderKind::Sso, None, None)]
#[case("login", ProviderKind::Login, None, None)]
#[case("instance", ProviderKind::Machine, None, None)]
#[case("env", ProviderKind::Environment, Some("AKIAENV"), None)]
#[case("a", ProviderKind::Nothing, None, None)]
#[case("token", ProviderKind::WebIdentity, None, None)]
#[tokio::test]
async fn chains_end_where_the_sdk_ends(
    #[case] profile: &str,
    #[case] provider: ProviderKind,
    #[case] key: Option<&str>,
    #[case] mfa: Option<&str>,
) {
    let env = [("AWS_ACCESS_KEY_ID", "AKIAENV"), ("AWS_SECRET_ACCESS_KEY", "x")];
    let environment = environment_with(&env, CONFIG);
    let profiles = Profiles::load(&environment, Some(profile)).await.unwrap();
    let chain = profiles.chain();
    assert_eq!(chain.provider(), provider);
    assert_eq!(chain.long_term_key(&environment), key.map(AccessKeyId::from_iam));
    let roles = chain.mfa_roles();
    let wants = roles.as_ref().and_then(|mfa| mfa.roles.first().map(|role| role.name()));
    assert_eq!(wants, mfa);
}

#[rstest]
#[case("keys", &[], "")]
#[case("chained", &[], "")]
#[case("mfa", &["mfa"], "keys of keys")]
#[case("above", &["mfa", "above"], "keys of keys")]
#[case("on-role", &["on-role"], "what role gives")]
#[case("own", &["own"], "keys of own")]
#[case("by-env", &["by-env"], "environment")]
#[case("by-machine", &["by-machine"], "nothing")]
#[case("on-sso", &["on-sso"], "what sso gives")]
#[case("token", &[], "")]
#[tokio::test]
async fn roles_are_assumed_from_the_first_that_wants_a_code(
    #[case] profile: &str,
    #[case] names: &[&str],
    #[case] source: &str,
) {
    const MORE: &str = "[profile above]\nrole_arn = r\nsource_profile = mfa\n\
        [profile on-role]\nrole_arn = r\nsource_profile = role\nmfa_serial = x\n\
        [profile own]\nrole_arn = r\nsource_profile = own\naws_access_key_id = AKIASELF\n\
        aws_secret_access_key = x\nmfa_serial = x\n\
        [profile by-env]\nrole_arn = r\ncredential_source = Environment\nmfa_serial = x\n\
        [profile by-machine]\nrole_arn = r\ncredential_source = EcsContainer\nmfa_serial = x\n\
        [profile on-sso]\nrole_arn = r\nsource_profile = sso\nmfa_serial = x\n";
    let environment = environment_with(&[], &format!("{CONFIG}{MORE}"));
    let profiles = Profiles::load(&environment, Some(profile)).await.unwrap();
    let Some(MfaRoles { roles, source: from }) = profiles.chain().mfa_roles() else {
        return assert!(names.is_empty());
    };
    assert_eq!(roles.iter().map(|role| role.name()).collect::<Vec<_>>(), names);
    let words = match from {
        Some(MfaSource::Keys(profile)) => format!("keys of {}", profile.name()),
        Some(MfaSource::Profile(profile)) => format!("what {} gives", profile.name()),
        Some(MfaSource::Environment) => "environment".to_owned(),
        None => "nothing".to_owned(),
    };
    assert_eq!(words, source);
}

#[rstest]
#[case(None, &[], "default", false)]
#[case(None, &[("AWS_PROFILE", "")], "default", false)]
#[case(None, &[("AWS_PROFILE", "gone")], "gone", true)]
#[case(Some("role"), &[("AWS_PROFILE", "gone")], "role", false)]
#[tokio::test]
async fn the_profile_is_the_one_asked_for(
    #[case] asked_for: Option<&str>,
    #[case] env: &[(&'static str, &'static str)],
    #[case] name: &str,
    #[case] missing: bool,
) {
    let profiles = Profiles::load(&environment_with(env, CONFIG), asked_for).await.unwrap();
    assert_eq!((profiles.name(), profiles.is_missing()), (name, missing));
}

#[tokio::test]
async fn broken_files_are_named() {
    let broken = Profiles::load(&environment_with(&[], "[profile x\nregion"), None).await;
    assert!(broken.unwrap_err().to_string().contains("/home/ada/.aws/config"));
    let missing = environment_with(&[("AWS_CONFIG_FILE", "~/other")], "");
    assert_eq!(
        missing.unreadable_file().await.unwrap(),
        "/home/ada/other is not there, but AWS_CONFIG_FILE names it"
    );
    assert_eq!(environment_with(&[], CONFIG).unreadable_file().await, None);
}
