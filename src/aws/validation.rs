//! Checks of options, files and profiles, before any call.

use super::environment::AwsEnvironment;
use super::profiles::{ProfileChain, Profiles};
use super::region;
use crate::domain::{CredentialStep, Failure, FailureKind, NextStep, Operation};

pub(super) fn check_region(region: &str) -> Result<(), Failure> {
    if region::is_plausible(region) {
        return Ok(());
    }
    Err(configuration(
        format!("\"{region}\" is not the name of a region"),
        Some(NextStep::NameRegion),
    ))
}

pub(super) fn check_endpoint(url: &str) -> Result<(), Failure> {
    let complete = url.parse::<http::Uri>().ok().is_some_and(|url| {
        matches!(url.scheme_str(), Some("http" | "https")) && url.host().is_some()
    });
    if complete {
        return Ok(());
    }
    Err(configuration(format!("the endpoint \"{url}\" is not a URL"), Some(NextStep::NameEndpoint)))
}

/// Checks that the profile in use exists, and those that it builds on.
pub(super) async fn check_profile(
    profiles: &Profiles,
    chain: &ProfileChain<'_>,
    environment: &AwsEnvironment,
) -> Result<(), Failure> {
    if profiles.is_missing() {
        if let Some(problem) = environment.unreadable_file().await {
            return Err(configuration(problem, None));
        }
        let (name, others) = (profiles.name(), list_profiles(profiles));
        let message = format!("there is no profile \"{name}\"; {others}");
        let step = if profiles.names().is_empty() {
            CredentialStep::CreateProfile
        } else {
            CredentialStep::ChooseProfile
        };
        return Err(configuration(message, Some(NextStep::Credentials(step))));
    }
    if let Some((profile, source)) = chain.missing_source() {
        let message = format!(
            "profile {profile} builds on source_profile \"{source}\", which is not there; {}",
            list_profiles(profiles)
        );
        return Err(configuration(message, None));
    }
    Ok(())
}

/// The failure when no source has credentials: where they were looked for, and what to do.
pub(super) async fn no_credentials(profiles: &Profiles, environment: &AwsEnvironment) -> Failure {
    if let Some(problem) = environment.unreadable_file().await {
        return configuration(problem, None);
    }
    Failure {
        kind: FailureKind::Credentials,
        ..configuration(
            format!(
                "no AWS credentials were found: none in the environment, none in profile {}, and \
                 no role of this machine; {}",
                profiles.name(),
                list_profiles(profiles)
            ),
            Some(NextStep::Credentials(CredentialStep::SetUp)),
        )
    }
}

/// A list of the profiles, as far as a message has room for it.
fn list_profiles(profiles: &Profiles) -> String {
    const ROOM: usize = 20;
    let names = profiles.names();
    let more = names.len().saturating_sub(ROOM);
    let shown: Vec<&str> = names.into_iter().take(ROOM).collect();
    match (shown.is_empty(), more) {
        (true, _) => "there are no profiles".to_owned(),
        (false, 0) => format!("there are the profiles {}", shown.join(", ")),
        (false, more) => format!("there are the profiles {} and {more} more", shown.join(", ")),
    }
}

pub(super) fn configuration(message: String, advice: Option<NextStep>) -> Failure {
    Failure::new(Operation::Connect, FailureKind::Configuration, message).with_advice(advice)
}
