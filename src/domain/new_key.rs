//! A key just created, with its secret, and the forms in which it is copied and saved.

use super::access_key::AccessKey;
use super::secret::Secret;
use super::shell;
use super::user::UserName;

/// What `CreateAccessKey` answers, the only time that AWS shows the secret.
#[derive(Clone, Debug)]
pub struct NewAccessKey {
    /// The key.
    pub key: AccessKey,
    /// Its secret access key.
    pub secret: Secret,
    /// AWS's request ID.
    pub request_id: Option<String>,
}

/// The form in which ID and secret are copied together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CopyFormat {
    /// `export AWS_ACCESS_KEY_ID=…` and `export AWS_SECRET_ACCESS_KEY=…`.
    Environment,
    /// A profile for the shared credentials file, named as the user.
    Profile,
    /// What `aws iam create-access-key` prints.
    CliJson,
}

/// Why ID and secret cannot be copied in a form: pasted, the text would mean something else. IAM
/// creates no such keys, but an endpoint other than AWS's own may.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(crate) enum CopyError {
    #[error("the secret has control characters, which only JSON can hold")]
    Secret,
    #[error("the access key ID has control characters, which only JSON can hold")]
    Id,
    #[error("the user's name cannot be the name of a profile")]
    User,
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
    pub(crate) fn header(self) -> &'static [&'static str] {
        match self {
            Self::WithUserName => &["User name", "Access key ID", "Secret access key"],
            Self::Console => &["Access key ID", "Secret access key"],
        }
    }
}

/// The AWS console's name for the .csv file of a user's new key: `<UserName>_accessKeys.csv`.
/// Characters that would leave the folder or that IAM does not allow in names become `_`.
pub(crate) fn csv_file_name(user: &UserName) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
    let safe: String = user.as_str().chars().map(|c| if allowed(c) { c } else { '_' }).collect();
    format!("{safe}_accessKeys.csv")
}

impl NewAccessKey {
    /// The columns for this key. `aws configure import` splits lines at commas whether or not they
    /// are quoted, so the console's two columns leave out a user name that it could not read.
    pub(crate) fn csv_format(&self) -> CsvFormat {
        if self.key.user.as_str().contains([',', '"', '\r', '\n']) {
            CsvFormat::Console
        } else {
            CsvFormat::WithUserName
        }
    }

    pub(crate) fn text(&self, format: CopyFormat) -> Result<Secret, CopyError> {
        self.check_copy(format)?;
        let id = self.key.id.as_str();
        Ok(self.secret.map(|secret| match format {
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
        }))
    }

    /// JSON can hold any text; lines cannot.
    fn check_copy(&self, format: CopyFormat) -> Result<(), CopyError> {
        let breaks_a_header = |c: char| c.is_control() || "[]".contains(c);
        match format {
            CopyFormat::CliJson => Ok(()),
            _ if self.secret.has_control_characters() => Err(CopyError::Secret),
            _ if self.key.id.as_str().contains(char::is_control) => Err(CopyError::Id),
            CopyFormat::Profile if self.key.user.as_str().contains(breaks_a_header) => {
                Err(CopyError::User)
            }
            CopyFormat::Environment | CopyFormat::Profile => Ok(()),
        }
    }
}

/// What `aws iam create-access-key` prints for this key.
fn cli_json(key: &AccessKey, secret: &str) -> String {
    let string = |text: &str| serde_json::Value::from(text).to_string();
    let created = match key.created {
        Some(created) => string(&created.to_rfc3339_opts(chrono::SecondsFormat::Secs, false)),
        None => "null".to_owned(),
    };
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
    use crate::domain::AccessKeyId;
    use crate::domain::testing::new_access_key;
    use rstest::rstest;

    fn new_key(user: &str) -> NewAccessKey {
        let mut new = new_access_key(user, "AKIAIOSFODNN7EXAMPLE");
        new.key.created = "2026-11-22T12:00:00Z".parse().ok();
        new
    }

    #[test]
    fn copies_read_as_shells_profiles_and_the_cli_write_them() {
        let key = new_key("alice");
        key.text(CopyFormat::Environment).unwrap().read(|text| {
            assert_eq!(
                text,
                "export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\n\
                 export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
            );
        });
        key.text(CopyFormat::Profile).unwrap().read(|text| {
            assert_eq!(
                text,
                "[alice]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n\
                 aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
            );
        });
        key.text(CopyFormat::CliJson).unwrap().read(|text| {
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
    #[case("alice", "AKIA", "x\n[default]\nsource_profile = evil", Err(CopyError::Secret))]
    #[case("alice", "AKIA\ncredential_process = evil", "x", Err(CopyError::Id))]
    #[case("a\n[b", "AKIA", "x", Err(CopyError::User))]
    #[case("a]b", "AKIA", "x", Err(CopyError::User))]
    #[case("a+b=c,d.e@f-g_h", "AKIA", "x", Ok(()))]
    fn profiles_hold_what_fits_on_their_lines(
        #[case] user: &str,
        #[case] id: &str,
        #[case] secret: &str,
        #[case] expected: Result<(), CopyError>,
    ) {
        let mut key = new_key(user);
        key.key.id = AccessKeyId::from_iam(id);
        key.secret = Secret::new(secret.to_owned());
        assert_eq!(key.text(CopyFormat::Profile).map(drop), expected);
        // Pasted into a terminal, control characters do as much harm; this form has no user name.
        let environment = key.text(CopyFormat::Environment).map(drop);
        assert_eq!(
            environment,
            expected.or_else(|e| if e == CopyError::User { Ok(()) } else { Err(e) })
        );
        assert!(key.text(CopyFormat::CliJson).is_ok());
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
        assert_eq!(csv_file_name(&UserName::from_iam(user)), file);
        assert_eq!(new_key(user).csv_format(), format);
    }
}
