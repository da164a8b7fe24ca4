//! Values for tests, each with what most tests do not care about. A failure is made with
//! [`Failure::new`](super::Failure::new).

use super::{AccessKey, AccessKeyId, Connection, NewAccessKey, Secret, Status, UserName};

/// The secret access key of AWS's documentation.
pub(crate) const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

/// A connection with the key of profile prod.
pub(crate) fn connection() -> Connection {
    Connection {
        profile: Some("prod".to_owned()),
        region: "us-east-1".to_owned(),
        partition: "aws".to_owned(),
        endpoint: None,
        signing_key: AccessKeyId::from_iam("AKIAIOSFODNN7EXAMPLE"),
        source_key: None,
        mfa: None,
        credentials_from: "profile prod".to_owned(),
        demo: false,
    }
}

/// An active key, of unknown age.
pub(crate) fn access_key(user: &str, id: &str) -> AccessKey {
    AccessKey {
        id: AccessKeyId::from_iam(id),
        user: UserName::from_iam(user),
        status: Status::Active,
        created: None,
    }
}

/// An active key just created for a user.
pub(crate) fn new_access_key(user: &str, id: &str) -> NewAccessKey {
    NewAccessKey {
        key: access_key(user, id),
        secret: Secret::new(SECRET.to_owned()),
        request_id: None,
    }
}
