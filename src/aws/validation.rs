//! What can be wrong with options, files and profiles, found before any call, in words.

use super::environment::AwsEnvironment;
use super::profiles::{ProfileChain, Profiles};
use super::region;
use crate::domain::{Failure, FailureKind, NextStep, Operation};

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

/// Whether the profile in use can give credentials at all.
pub(super) async fn check_profile(
    profiles: &Profiles,
    chain: &ProfileChain<'_>,
    environment: &AwsEnvironment,
) -> Result<(), Failure> {
    if profiles.is_missing() {
        if let Some(trouble) = environment.unreadable_file().await {
            return Err(configuration(trouble, None));
        }
        let (name, others) = (profiles.name(), there_are(profiles));
        let message = format!("there is no profile \"{name}\"; {others}");
        return Err(configuration(message, Some(NextStep::ChooseProfile)));
    }
    if let Some((profile, source)) = chain.missing_source() {
        let message = format!(
            "profile {profile} builds on source_profile \"{source}\", which is not there; {}",
            there_are(profiles)
        );
        return Err(configuration(message, None));
    }
    Ok(())
}

/// Nothing gave credentials: where they were looked for, and what to do.
pub(super) async fn no_credentials(profiles: &Profiles, environment: &AwsEnvironment) -> Failure {
    if let Some(trouble) = environment.unreadable_file().await {
        return configuration(trouble, None);
    }
    Failure {
        kind: FailureKind::Credentials,
        ..configuration(
            format!(
                "no AWS credentials were found: none in the environment, none in profile {}, and \
                 no role of this machine; {}",
                profiles.name(),
                there_are(profiles)
            ),
            Some(NextStep::SetUpCredentials),
        )
    }
}

/// The profiles there are, as far as a message has room for them.
fn there_are(profiles: &Profiles) -> String {
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
    Failure {
        operation: Operation::Connect,
        kind: FailureKind::Configuration,
        code: None,
        message,
        request_id: None,
        advice,
    }
}
