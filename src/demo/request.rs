//! A request of the Query protocol, parsed from the SDK's HTTP request, and IAM's checks of its
//! parameters.

use super::api_error::ApiError;
use crate::domain::AccessKeyId;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;

/// A request, and who signed it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Request {
    pub(super) action: String,
    pub(super) parameters: Parameters,
    pub(super) signature: Option<Signature>,
}

/// The part of a signature that says who signed. The signature itself is not checked, because the
/// account keeps no secrets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Signature {
    pub(super) key: AccessKeyId,
    pub(super) region: String,
    pub(super) service: String,
    /// The session token, from another header.
    pub(super) token: Option<String>,
}

impl Request {
    /// Parses a request; what is missing is empty.
    pub(super) fn read(request: &HttpRequest) -> Self {
        let body = request.body().bytes().unwrap_or_default();
        let parameters = Parameters::read(&String::from_utf8_lossy(body));
        Self {
            action: parameters.get("Action").unwrap_or_default().to_owned(),
            signature: request.headers().get("authorization").and_then(|authorization| {
                let token = request.headers().get("x-amz-security-token").map(str::to_owned);
                Some(Signature { token, ..Signature::read(authorization)? })
            }),
            parameters,
        }
    }

    /// The API version, which tells IAM and STS apart.
    pub(super) fn version(&self) -> &str {
        self.parameters.get("Version").unwrap_or_default()
    }
}

impl Signature {
    /// Parses `AWS4-HMAC-SHA256 Credential=KEY/date/region/service/aws4_request, …`.
    fn read(authorization: &str) -> Option<Self> {
        let (_, credential) = authorization.split_once("Credential=")?;
        let mut parts = credential.split([',', ' ']).next()?.split('/');
        let key = AccessKeyId::from_iam(parts.next()?);
        let _date = parts.next()?;
        let (region, service) = (parts.next()?.to_owned(), parts.next()?.to_owned());
        Some(Self { key, region, service, token: None })
    }
}

/// The parameters, in the order they were sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Parameters(pub(super) Vec<(String, String)>);

impl Parameters {
    /// Reads `application/x-www-form-urlencoded`.
    fn read(body: &str) -> Self {
        let pair = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        };
        Self(body.split('&').filter(|part| !part.is_empty()).map(pair).collect())
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn required(&self, name: &str) -> Result<&str, ApiError> {
        self.get(name).ok_or_else(|| ApiError::constraint(&member_name(name), None, "not be null"))
    }

    /// `UserName`, if it was sent, with IAM's checks.
    pub(super) fn user_name(&self) -> Result<Option<&str>, ApiError> {
        let Some(name) = self.get("UserName") else { return Ok(None) };
        length("userName", name, 1, 128)?;
        if name.chars().all(|c| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c)) {
            return Ok(Some(name));
        }
        Err(ApiError::validation(
            "The specified value for userName is invalid. It must contain only alphanumeric \
             characters and/or the following: +=,.@_-",
        ))
    }

    /// `AccessKeyId`, with IAM's checks.
    pub(super) fn key_id(&self) -> Result<AccessKeyId, ApiError> {
        let id = self.required("AccessKeyId")?;
        length("accessKeyId", id, 16, 128)?;
        if id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            return Ok(AccessKeyId::from_iam(id));
        }
        Err(ApiError::validation(
            "The specified value for accessKeyId is invalid. It must contain only alphanumeric \
             characters and/or the following: _",
        ))
    }

    /// `MaxItems`: 1 to 1000, by default 100.
    pub(super) fn max_items(&self) -> Result<usize, ApiError> {
        let Some(text) = self.get("MaxItems") else { return Ok(100) };
        let bound =
            |constraint: &str| Err(ApiError::constraint("maxItems", Some(text), constraint));
        match text.parse::<i64>() {
            Err(_) => Err(ApiError::new("MalformedInput", 400, "MaxItems is not a number")),
            Ok(..=0) => bound("have value greater than or equal to 1"),
            Ok(1_001..) => bound("have value less than or equal to 1000"),
            Ok(count) => Ok(usize::try_from(count).unwrap_or(100)),
        }
    }

    /// The values of a list: `Tags.member.1.Key`, `Tags.member.2.Key`…
    pub(super) fn members<'a>(
        &'a self,
        list: &'a str,
        field: &'a str,
    ) -> impl Iterator<Item = &'a str> {
        (1..).map_while(move |index| self.get(&format!("{list}.member.{index}{field}")))
    }
}

/// Checks a value's length, in characters.
pub(super) fn length(
    parameter: &str,
    value: &str,
    least: usize,
    most: usize,
) -> Result<(), ApiError> {
    let count = value.chars().count();
    let complaint = if count < least {
        format!("have length greater than or equal to {least}")
    } else if count > most {
        format!("have length less than or equal to {most}")
    } else {
        return Ok(());
    };
    Err(ApiError::constraint(parameter, Some(value), &complaint))
}

/// The name of a parameter in error messages: `accessKeyId`.
fn member_name(parameter: &str) -> String {
    let mut rest = parameter.chars();
    rest.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(rest).collect()
}

/// Decodes percent encoding; invalid sequences stay as they are.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let (byte, after) = match (first, after) {
            (b'%', [high, low, after @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => (high << 4 | low, after),
                _ => (first, rest.get(1..).unwrap_or_default()),
            },
            (b'+', after) => (b' ', after),
            (_, after) => (first, after),
        };
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_decoded() {
        let read = Parameters::read("Action=TagUser&N=a%2Bb%3Dc+d%C3%A9&Odd=%zz%4&Empty=&");
        assert_eq!(read.get("Action"), Some("TagUser"));
        assert_eq!(read.get("N"), Some("a+b=c dé"));
        assert_eq!(read.get("Odd"), Some("%zz%4"));
        assert_eq!(read.get("Empty"), Some(""));
        assert_eq!(read.get("None"), None);
    }

    #[test]
    fn the_signer_is_read_from_the_credential() {
        let header = "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261122/us-east-1/iam/\
                      aws4_request, SignedHeaders=host, Signature=00";
        let signature = Signature::read(header).unwrap();
        assert_eq!(signature.key.as_str(), "AKIAIOSFODNN7EXAMPLE");
        assert_eq!((signature.region.as_str(), signature.service.as_str()), ("us-east-1", "iam"));
        assert_eq!(Signature::read("Basic eA=="), None);
    }

    #[test]
    fn parameters_are_checked_in_iams_words() {
        let refused = |body: &str| Parameters::read(body).max_items().unwrap_err().message;
        assert_eq!(
            refused("MaxItems=0"),
            "1 validation error detected: Value '0' at 'maxItems' failed to satisfy constraint: \
             Member must have value greater than or equal to 1"
        );
        assert!(refused("MaxItems=1001").ends_with("less than or equal to 1000"));
        assert_eq!(
            Parameters::read("").key_id().unwrap_err().message,
            "1 validation error detected: Value null at 'accessKeyId' failed to satisfy \
             constraint: Member must not be null"
        );
        assert!(Parameters::read("AccessKeyId=AKIA").key_id().is_err());
        assert!(Parameters::read("UserName=a%2Bb%3Dc%2Cd.e%40f-g_h").user_name().is_ok());
        assert!(Parameters::read("UserName=a%2Fb").user_name().is_err());
    }
}
