//! A key just created, with its secret, and the texts people take away from it.

use super::access_key::AccessKey;
use super::secret::Secret;
use super::shell;

/// What `CreateAccessKey` answers: the only time the secret can be had.
#[derive(Clone, Debug)]
pub struct NewAccessKey {
    /// The key.
    pub key: AccessKey,
    /// Its secret access key.
    pub secret: Secret,
    /// AWS's request ID.
    pub request_id: Option<String>,
}

/// The texts in which ID and secret are copied together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CopyFormat {
    /// `export AWS_ACCESS_KEY_ID=…` and `export AWS_SECRET_ACCESS_KEY=…`.
    Environment,
    /// A profile for the shared credentials file, named as the user.
    Profile,
    /// What `aws iam create-access-key` prints.
    CliJson,
}

/// The columns of the .csv file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CsvFormat {
    /// `User name,Access key ID,Secret access key`: what `aws configure import` takes.
    WithUserName,
    /// The AWS console's own two columns, `Access key ID,Secret access key`.
    Console,
}

impl CsvFormat {
    /// The columns' names.
    #[must_use]
    pub fn header(self) -> &'static [&'static str] {
        match self {
            Self::WithUserName => &["User name", "Access key ID", "Secret access key"],
            Self::Console => &["Access key ID", "Secret access key"],
        }
    }
}

impl NewAccessKey {
    /// The .csv this key can be written as: `aws configure import` splits on commas without
    /// understanding quotes, so a user name with a comma (or a quote or a line break) cannot be
    /// read back, and such a user gets the console's two columns.
    #[must_use]
    pub fn csv_format(&self) -> CsvFormat {
        if self.key.user.as_str().contains([',', '"', '\r', '\n']) {
            CsvFormat::Console
        } else {
            CsvFormat::WithUserName
        }
    }

    /// The console's name for the .csv file: `<UserName>_accessKeys.csv`. Characters that would
    /// leave the folder or that IAM does not allow in names become `_`.
    #[must_use]
    pub fn csv_file_name(&self) -> String {
        let safe: String = self
            .key
            .user
            .as_str()
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() || "_+=,.@-".contains(c) { c } else { '_' })
            .collect();
        format!("{safe}_accessKeys.csv")
    }

    /// ID and secret as one text.
    #[must_use]
    pub fn text(&self, format: CopyFormat) -> Secret {
        let id = self.key.id.as_str();
        self.secret.map(|secret| match format {
            CopyFormat::Environment => format!(
                "export AWS_ACCESS_KEY_ID={}\nexport AWS_SECRET_ACCESS_KEY={}\n",
                shell::quote(id),
                shell::quote(secret)
            ),
            CopyFormat::Profile => format!(
                "[{}]\naws_access_key_id = {id}\naws_secret_access_key = {secret}\n",
                self.key.user
            ),
            CopyFormat::CliJson => cli_json(&self.key, secret),
        })
    }
}

/// What `aws iam create-access-key` prints for this key.
fn cli_json(key: &AccessKey, secret: &str) -> String {
    let string = |text: &str| serde_json::Value::from(text).to_string();
    let created = key.created.map_or("null".to_owned(), |at| {
        string(&at.to_rfc3339_opts(chrono::SecondsFormat::Secs, false))
    });
    format!(
        "{{\n    \"AccessKey\": {{\n        \"UserName\": {},\n        \"AccessKeyId\": {},\n        \
         \"Status\": {},\n        \"SecretAccessKey\": {},\n        \"CreateDate\": {created}\n    }}\n}}\n",
        string(key.user.as_str()),
        string(key.id.as_str()),
        string(key.status.as_str()),
        string(secret),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AccessKeyId, Status, UserName};
    use rstest::rstest;

    fn new_key(user: &str) -> NewAccessKey {
        NewAccessKey {
            key: AccessKey {
                id: AccessKeyId::from_iam("AKIAIOSFODNN7EXAMPLE"),
                user: UserName::from_iam(user),
                status: Status::Active,
                created: "2026-11-22T12:00:00Z".parse().ok(),
            },
            secret: Secret::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned()),
            request_id: None,
        }
    }

    #[test]
    fn copies_read_as_shells_profiles_and_the_cli_write_them() {
        let key = new_key("alice");
        key.text(CopyFormat::Environment).read(|text| {
            assert_eq!(
                text,
                "export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\n\
                 export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
            );
        });
        key.text(CopyFormat::Profile).read(|text| {
            assert_eq!(
                text,
                "[alice]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n\
                 aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
            );
        });
        key.text(CopyFormat::CliJson).read(|text| {
            let json: serde_json::Value = serde_json::from_str(text).unwrap();
            assert_eq!(json["AccessKey"]["UserName"], "alice");
            assert_eq!(json["AccessKey"]["CreateDate"], "2026-11-22T12:00:00+00:00");
            assert_eq!(
                json["AccessKey"]["SecretAccessKey"],
                "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
            );
        });
    }

    #[rstest]
    #[case("alice", "alice_accessKeys.csv", CsvFormat::WithUserName)]
    #[case("a,b", "a,b_accessKeys.csv", CsvFormat::Console)]
    #[case("../../etc/x", ".._.._etc_x_accessKeys.csv", CsvFormat::WithUserName)]
    fn csv_files_are_named_as_the_consoles(
        #[case] user: &str,
        #[case] file: &str,
        #[case] format: CsvFormat,
    ) {
        assert_eq!(new_key(user).csv_file_name(), file);
        assert_eq!(new_key(user).csv_format(), format);
    }
}
