//! Arguments: what they mean, and what is wrong with them.

use crate::aws::{Options, Transport};
use crate::console::{Settings, Start as Opening, preferred};
use crate::demo::DemoAccount;
use crate::domain::{AccessKeyId, IdKind, Limits, UserName};
use crate::host::clipboard::Clipboard;
use crate::host::environment::Environment;
use crate::host::journal::Journal;
use crate::host::known_accounts::KnownAccounts;
use crate::host::memory::Memory;
use crate::host::paths::{self, PathError};
use crate::runtime::Start;
use crate::ui::Theme;
use chrono::Utc;
use clap::Parser;
use clap::builder::styling::{AnsiColor, Styles};
use std::env;
use std::path::PathBuf;

/// The AWS IAM console's access-key pages in your terminal: find whose key that is, and create,
/// switch off and delete access keys.
#[derive(Parser, Debug)]
#[command(name = "akia", bin_name = "akia", version, styles = STYLES, after_help = AFTER_HELP)]
pub struct Arguments {
    /// An IAM user, or an access key ID (AKIA…), whose owner is found: opens the security
    /// credentials of that user
    #[arg(value_name = "USER|ACCESS_KEY_ID", conflicts_with = "user")]
    who: Option<String>,

    /// The IAM user to open, whatever the name looks like
    #[arg(long, value_name = "USER")]
    user: Option<String>,

    /// The profile of the AWS configuration and credentials files to use
    #[arg(long, value_name = "PROFILE")]
    profile: Option<String>,

    /// The AWS Region to sign requests for (IAM is global: rarely needed)
    #[arg(long, value_name = "REGION")]
    region: Option<String>,

    /// The endpoint to use instead of AWS's own, for IAM and STS
    #[arg(long, value_name = "URL")]
    endpoint_url: Option<String>,

    /// Use a built-in account: no AWS account, no network
    #[arg(long, conflicts_with_all = ["profile", "region", "endpoint_url"])]
    demo: bool,

    /// Offer nothing that changes IAM
    #[arg(long)]
    read_only: bool,

    /// From how many days on an active access key needs rotation
    #[arg(long, value_name = "DAYS", default_value_t = 90, value_parser = clap::value_parser!(u32).range(1..=36_500))]
    max_age: u32,

    /// From how many days without use on an active access key counts as unused
    #[arg(long, value_name = "DAYS", default_value_t = 45, value_parser = clap::value_parser!(u32).range(1..=36_500))]
    unused: u32,

    /// The folder for .csv files [default: your download folder, or the current one]
    #[arg(long, value_name = "DIR")]
    download_dir: Option<PathBuf>,

    /// Append a log of the calls made (never a secret) to a file
    #[arg(long, value_name = "FILE")]
    pub log_file: Option<PathBuf>,
}

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Cyan.on_default().bold())
    .usage(AnsiColor::Cyan.on_default().bold())
    .literal(AnsiColor::Green.on_default());

const AFTER_HELP: &str = "\
The environment variables and files of the AWS CLI and SDKs are honoured (AWS_PROFILE, AWS_REGION, \
AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_IAM, …), and so is NO_COLOR. Press ? in akia for its keys.

Exit status: 0 ended by you; 1 could not run; 2 wrong usage; 101 a mistake in akia; 128 + N \
ended by signal N.";

/// What is wrong with the arguments, in words.
#[derive(Debug, thiserror::Error)]
pub enum UsageError {
    /// The argument is neither a user's name nor an access key ID.
    #[error("{text:?} is not the name of an IAM user: {reason}")]
    Who {
        /// What was given.
        text: String,
        /// Why it is not.
        reason: String,
    },
    /// The folder given for .csv files is not there, or is none.
    #[error(transparent)]
    Folder(PathError),
}

impl Arguments {
    /// Everything a session is started with.
    ///
    /// # Errors
    /// When the arguments do not make sense.
    pub fn start(self) -> Result<Start, UsageError> {
        let environment = Environment::read();
        let downloads = self.downloads()?;
        let memory = if self.demo { None } else { paths::state_dir().ok() };
        let memory = memory.map(|folder| Memory::of_preferences(&folder));
        let (columns, sort) = preferred(&memory.as_ref().map(Memory::recall).unwrap_or_default());
        Ok(Start {
            settings: Settings {
                read_only: self.read_only,
                limits: Limits { max_age_days: self.max_age, unused_days: self.unused },
                columns,
                sort,
                start: self.opening()?,
                profile: self.profile.clone(),
                demo: self.demo,
            },
            journal: if self.demo { Ok(Journal::without_file()) } else { journal() },
            known_accounts: if self.demo { None } else { known_accounts() },
            aws: self.aws(),
            downloads,
            clipboard: Clipboard::new(environment),
            environment,
            memory,
            theme: Theme { colour: env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) },
        })
    }

    /// Where .csv files go. Only a folder that was asked for must be there: who never downloads
    /// needs none.
    fn downloads(&self) -> Result<Result<PathBuf, String>, UsageError> {
        match paths::download_dir(self.download_dir.as_deref()) {
            Err(error @ PathError::NoFolder { .. }) => Err(UsageError::Folder(error)),
            found => Ok(found.map_err(|error| error.to_string())),
        }
    }

    /// What to open first.
    fn opening(&self) -> Result<Opening, UsageError> {
        let named = |text: &String| {
            UserName::parse(text)
                .map(Opening::User)
                .map_err(|error| UsageError::Who { text: text.clone(), reason: error.to_string() })
        };
        match (&self.user, &self.who) {
            (Some(user), _) => named(user),
            (None, Some(who)) => match AccessKeyId::parse(who) {
                Ok(id) if id.kind() != IdKind::Unknown => Ok(Opening::Key(id)),
                _ => named(who),
            },
            (None, None) => Ok(Opening::Users),
        }
    }

    fn aws(self) -> Options {
        let transport = if self.demo {
            let account = DemoAccount::new(Utc::now());
            Transport::InProcess { http: account.http_client(), credentials: account.credentials() }
        } else {
            Transport::Network
        };
        Options {
            profile: self.profile,
            region: self.region,
            endpoint_url: self.endpoint_url,
            transport,
        }
    }
}

/// Without a home folder nothing is remembered.
fn known_accounts() -> Option<KnownAccounts> {
    paths::state_dir().ok().map(|folder| KnownAccounts::in_folder(&folder))
}

fn journal() -> Result<Journal, String> {
    let folder = paths::state_dir().map_err(|error| error.to_string())?;
    Journal::open(&folder).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;
    use std::ffi::OsString;

    fn opening(words: &[&str]) -> Result<Opening, String> {
        let arguments = Arguments::try_parse_from(["akia"].iter().chain(words))
            .map_err(|error| error.to_string())?;
        arguments.opening().map_err(|error| error.to_string())
    }

    #[test]
    fn arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_word_is_a_user_or_a_key() {
        let key = AccessKeyId::from_iam("AKIAIOSFODNN7EXAMPLE");
        assert_eq!(opening(&[]), Ok(Opening::Users));
        assert_eq!(opening(&["alice"]), Ok(Opening::User(UserName::from_iam("alice"))));
        assert_eq!(opening(&["AKIAIOSFODNN7EXAMPLE"]), Ok(Opening::Key(key)));
        assert_eq!(
            opening(&["--user", "AKIAIOSFODNN7EXAMPLE"]),
            Ok(Opening::User(UserName::from_iam("AKIAIOSFODNN7EXAMPLE")))
        );
        assert!(opening(&["a b"]).unwrap_err().contains("\"a b\" is not the name of an IAM user"));
        assert!(opening(&["--demo", "--profile", "x"]).is_err());
        assert!(opening(&["--max-age", "0"]).is_err());
    }

    #[test]
    fn a_folder_that_is_asked_for_must_be_there() {
        let folder = tempfile::tempdir().unwrap();
        let start = |path: PathBuf| {
            let words: [OsString; 4] =
                ["akia".into(), "--demo".into(), "--download-dir".into(), path.into()];
            Arguments::try_parse_from(words).unwrap().start()
        };
        let missing = start(folder.path().join("missing")).err().unwrap().to_string();
        assert!(missing.contains("missing") && missing.contains("Create it"), "{missing}");
        assert_eq!(start(folder.path().into()).unwrap().downloads.unwrap(), folder.path());
    }

    #[test]
    fn the_program_is_called_akia_whatever_its_file_is() {
        let error = Arguments::try_parse_from(["/tmp/other", "--nonsense"]).unwrap_err();
        assert!(error.to_string().contains("Usage: akia "), "{error}");
    }
}
