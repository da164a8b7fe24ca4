//! The region, and its partition.
//!
//! A missing region is no error, since IAM is global. The metadata service is not queried for one,
//! because that would delay connecting.

use super::environment::AwsEnvironment;
use super::profiles::ProfileChain;

/// The region from the option, else the environment, else the profile or those it builds on, else
/// the default of the partition.
pub(super) fn choose(
    option: Option<&str>,
    environment: &AwsEnvironment,
    chain: &ProfileChain<'_>,
) -> String {
    let named = option
        .map(str::to_owned)
        .or_else(|| environment.variable("AWS_REGION"))
        .or_else(|| environment.variable("AWS_DEFAULT_REGION"))
        .or_else(|| chain.find("region").map(str::to_owned));
    named.unwrap_or_else(|| default_region(implied_partition(chain)).to_owned())
}

/// The partition of a region, by the prefix of its name.
pub(super) fn partition(region: &str) -> &'static str {
    match region.split_once('-') {
        Some(("cn", _)) => "aws-cn",
        Some(("us", rest)) if rest.starts_with("gov-") => "aws-us-gov",
        Some(("eusc", _)) => "aws-eusc",
        _ => "aws",
    }
}

/// Whether this can be the name of a region. It becomes part of a host name, so it is checked.
pub(super) fn is_plausible(region: &str) -> bool {
    (1..=63).contains(&region.len())
        && region.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !region.starts_with('-')
        && !region.ends_with('-')
}

/// The region that requests of IAM are signed for in a partition.
fn default_region(partition: &str) -> &'static str {
    match partition {
        "aws-cn" => "cn-north-1",
        "aws-us-gov" => "us-gov-west-1",
        "aws-eusc" => "eusc-de-east-1",
        _ => "us-east-1",
    }
}

/// The partition that the other settings of a profile without a region imply.
fn implied_partition<'a>(chain: &ProfileChain<'a>) -> &'a str {
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
        assert_eq!(choose(option, &environment, &profiles.chain()), region);
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
