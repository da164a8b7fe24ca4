//! Which region, and which partition it lies in.
//!
//! A missing region never stops anything, since IAM is global; and it never asks the metadata
//! service, which would be waited for.

use super::environment::AwsEnvironment;
use super::profiles::ProfileChain;

/// A region's name and where it was asked for: the option, the environment, the profile (or the
/// profiles it builds on), else the partition's own.
pub(super) fn choose(
    option: Option<&str>,
    environment: &AwsEnvironment,
    chain: Option<&ProfileChain<'_>>,
) -> String {
    let asked = option.map(str::to_owned);
    asked
        .or_else(|| environment.variable("AWS_REGION"))
        .or_else(|| environment.variable("AWS_DEFAULT_REGION"))
        .or_else(|| chain.and_then(|chain| chain.find("region")).map(str::to_owned))
        .unwrap_or_else(|| of_partition(chain.map_or("aws", partition_meant)).to_owned())
}

/// The partition of a region, known by the beginning of its name.
pub(super) fn partition(region: &str) -> &'static str {
    match region.split_once('-') {
        Some(("cn", _)) => "aws-cn",
        Some(("us", rest)) if rest.starts_with("gov-") => "aws-us-gov",
        Some(("eusc", _)) => "aws-eusc",
        _ => "aws",
    }
}

/// Whether this can be the name of a region: it becomes part of a host's name.
pub(super) fn is_plausible(region: &str) -> bool {
    (1..=63).contains(&region.len())
        && region.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !region.starts_with('-')
        && !region.ends_with('-')
}

/// The region that signs for IAM in a partition.
fn of_partition(partition: &str) -> &'static str {
    match partition {
        "aws-cn" => "cn-north-1",
        "aws-us-gov" => "us-gov-west-1",
        "aws-eusc" => "eusc-de-east-1",
        _ => "us-east-1",
    }
}

/// The partition a profile without a region means, from what else it says.
fn partition_meant<'a>(chain: &ProfileChain<'a>) -> &'a str {
    let in_arn = |key| chain.find(key).and_then(|arn: &str| arn.split(':').nth(1));
    in_arn("role_arn")
        .or_else(|| in_arn("login_session"))
        .or_else(|| chain.sso_region().map(partition))
        .unwrap_or("aws")
}

#[cfg(test)]
mod tests {
    use super::super::environment::testing::environment_with;
    use super::super::profiles::Profiles;
    use super::*;
    use rstest::rstest;

    const CONFIG: &str = "[profile plain]\naws_access_key_id = x\n\
        [profile home]\nregion = eu-west-1\n\
        [profile role]\nrole_arn = arn:aws:iam::1:role/R\nsource_profile = home\n\
        [profile gov]\nrole_arn = arn:aws-us-gov:iam::1:role/R\nsource_profile = plain\n\
        [profile sso]\nsso_session = cn\n[sso-session cn]\nsso_region = cn-northwest-1\n";

    #[rstest]
    #[case(Some("eu-north-1"), &[("AWS_REGION", "x")], "home", "eu-north-1")]
    #[case(None, &[("AWS_REGION", "ap-south-1"), ("AWS_DEFAULT_REGION", "x")], "home", "ap-south-1")]
    #[case(None, &[("AWS_REGION", ""), ("AWS_DEFAULT_REGION", "sa-east-1")], "home", "sa-east-1")]
    #[case(None, &[], "home", "eu-west-1")]
    #[case(None, &[], "role", "eu-west-1")]
    #[case(None, &[], "plain", "us-east-1")]
    #[case(None, &[], "gov", "us-gov-west-1")]
    #[case(None, &[], "sso", "cn-north-1")]
    #[tokio::test]
    async fn a_region_is_always_found(
        #[case] option: Option<&str>,
        #[case] env: &[(&'static str, &'static str)],
        #[case] profile: &str,
        #[case] region: &str,
    ) {
        let environment = environment_with(env, CONFIG);
        let profiles = Profiles::load(&environment, Some(profile)).await.unwrap();
        assert_eq!(choose(option, &environment, Some(&profiles.chain())), region);
    }

    #[rstest]
    #[case("eu-west-1", "aws", true)]
    #[case("cn-north-1", "aws-cn", true)]
    #[case("us-gov-east-1", "aws-us-gov", true)]
    #[case("eusc-de-east-1", "aws-eusc", true)]
    #[case("us east 1", "aws", false)]
    #[case("evil.example/", "aws", false)]
    fn partitions_are_known_by_the_regions_name(
        #[case] region: &str,
        #[case] name: &str,
        #[case] plausible: bool,
    ) {
        assert_eq!((partition(region), is_plausible(region)), (name, plausible));
    }
}
