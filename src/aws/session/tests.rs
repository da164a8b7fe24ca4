use super::*;
use crate::aws::environment::testing::environment_with;
use crate::domain::FailureKind;
use rstest::rstest;

const CONFIG: &str = "[profile keys]\naws_access_key_id = x\naws_secret_access_key = y\n\
    [profile ask]\ncredential_process = op\n\
    [profile asks]\nrole_arn = r\nsource_profile = ask\n\
    [profile mfa]\nrole_arn = r\nsource_profile = keys\nmfa_serial = m\n\
    [profile machine]\nrole_arn = r\ncredential_source = Ec2InstanceMetadata\nmfa_serial = m\n\
    [profile lost]\nrole_arn = r\nsource_profile = gone\n";

fn options(profile: Option<&str>) -> Options {
    Options { profile: profile.map(str::to_owned), ..Options::through(Transport::Network) }
}

const KEYS: &[(&str, &str)] = &[("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b")];

#[rstest]
#[case(Some("ask"), &[], Some("ask"))]
#[case(Some("ask"), KEYS, Some("ask"))]
#[case(Some("asks"), &[], Some("ask"))]
#[case(None, &[("AWS_PROFILE", "asks")], Some("ask"))]
#[case(None, KEYS, None)]
#[case(Some("keys"), &[], None)]
#[case(Some("gone"), &[], None)]
#[tokio::test]
async fn a_process_gets_the_terminal(
    #[case] profile: Option<&str>,
    #[case] env: &[(&'static str, &'static str)],
    #[case] process: Option<&str>,
) {
    let run = credential_process(&options(profile), &environment_with(env, CONFIG)).await;
    assert_eq!(run, process.map(|name| format!("credential_process of profile {name}")));
}

#[rstest]
#[case("gone", "there are the profiles ask, asks, keys, lost, machine, mfa", "--profile")]
#[case("lost", "source_profile \"gone\", which is not there", "Mend the configuration")]
#[case("machine", "nothing that could give one", "source_profile")]
#[tokio::test]
async fn profiles_that_cannot_work_are_named(
    #[case] profile: &str,
    #[case] says: &str,
    #[case] advises: &str,
) {
    let environment = environment_with(&[], CONFIG);
    let (options, mfa) = (options(Some(profile)), MfaUse::FromProfile);
    let failure = match connect_by_environment(&options, &environment, None, &mfa, None).await {
        Err(ConnectError::Failed(failure)) => failure,
        other => panic!("{other:?}"),
    };
    assert_eq!(failure.kind, FailureKind::Configuration);
    assert!(failure.message.contains(says), "{failure}");
    let next_step = crate::console::next_step(&failure);
    assert!(next_step.contains(advises), "{next_step}");
}
