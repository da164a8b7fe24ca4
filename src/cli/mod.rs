//! The command line: arguments and their errors, and the commands without the screen.

mod command;
mod exit;
pub mod export;
pub mod find;
mod help;
mod listing;
mod next_step;
pub mod output;
pub mod sign_in;
#[cfg(test)]
mod tests;

pub use exit::Exit;
pub use help::{EXIT_STATUSES, FIELDS, FOUND};

pub use command::Command;

use self::output::Output;
use crate::aws::{Options, Transport};
use crate::console::{Settings, Start as Opening, preferred};
use crate::demo::DemoAccount;
use crate::domain::{AccessKeyId, AgeLimits, Filter, IdKind, UserName, ids_in};
use crate::host::environment::Environment;
use crate::host::journal::Journal;
use crate::host::known_accounts::KnownAccounts;
use crate::host::paths::{self, PathError};
use crate::host::state_file::StateFile;
use crate::runtime::credentials::CredentialsFile;
use crate::runtime::{LaunchOptions, LocalMachine};
use crate::ui::Theme;
use chrono::Utc;
use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser as _;
use clap::builder::styling::{AnsiColor, Styles};
use clap::error::ErrorKind;
use clap::{Args, CommandFactory as _, Parser, Subcommand};
use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

/// The AWS IAM console's access-key pages in your terminal: find whose key that is, and create,
/// rotate, deactivate and delete access keys.
#[derive(Parser, Debug)]
#[command(
    name = "akia",
    bin_name = "akia",
    version,
    styles = STYLES,
    after_help = AFTER_HELP,
    // A user may be named "help".
    disable_help_subcommand = true,
    override_usage = "akia [OPTIONS] [USER|ACCESS_KEY_ID]\n       akia [OPTIONS] find|export …"
)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Commands>,

    /// An IAM user, or an access key ID (AKIA…), whose owner is found: opens the security
    /// credentials of that user
    #[arg(value_name = "USER|ACCESS_KEY_ID", conflicts_with = "user")]
    user_or_key: Option<String>,

    /// The IAM user to open, whatever the name looks like
    #[arg(long, value_name = "USER")]
    user: Option<String>,

    /// The profile of the AWS configuration and credentials files to use
    #[arg(long, value_name = "PROFILE", global = true)]
    profile: Option<String>,

    /// The AWS Region to sign requests for (IAM is global: rarely needed)
    #[arg(long, value_name = "REGION", global = true)]
    region: Option<String>,

    /// The endpoint to use instead of AWS's own, for IAM and STS
    #[arg(long, value_name = "URL", global = true)]
    endpoint_url: Option<String>,

    /// Use a built-in account: no AWS account, no network
    #[arg(long, global = true)]
    demo: bool,

    /// Offer nothing that changes IAM
    #[arg(long, global = true)]
    read_only: bool,

    /// After how many days an active access key needs rotation
    #[arg(long, value_name = "DAYS", default_value_t = AgeLimits::default().max_age_days, global = true, value_parser = days, allow_negative_numbers = true)]
    max_age: u32,

    /// From how many days without use on an active access key counts as unused
    #[arg(long, value_name = "DAYS", default_value_t = AgeLimits::default().unused_days, global = true, value_parser = days, allow_negative_numbers = true)]
    unused: u32,

    /// The folder for .csv files [default: your download folder, or the current one]
    #[arg(long, value_name = "DIR")]
    download_dir: Option<PathBuf>,

    /// Append a log of the calls made (never a secret) to a file
    #[arg(long, value_name = "FILE", global = true)]
    pub log_file: Option<PathBuf>,
}

/// The commands without the screen. (A user named like a command is opened with `--user`.)
#[derive(Subcommand, Debug)]
enum Commands {
    /// Print who owns access keys
    #[command(after_help = help::find())]
    Find(FindArguments),
    /// Print the users and their access keys: a row a key, and one for a user without
    #[command(after_help = help::export())]
    Export(ExportArguments),
}

#[derive(Args, Debug)]
struct FindArguments {
    /// An access key ID (AKIA…), whatever text is around it; - reads lines from standard input
    #[arg(required = true, value_name = "ACCESS_KEY_ID|-")]
    keys: Vec<String>,

    /// How the rows are written
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    output: Output,
}

#[derive(Args, Debug)]
struct ExportArguments {
    /// Which users, as the table's filters have it
    #[arg(long, value_name = "FILTER", default_value = Filter::All.as_str(), value_parser = filter())]
    filter: Filter,

    /// How the rows are written
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    output: Output,
}

/// Parses a filter by its word.
fn filter() -> impl clap::builder::TypedValueParser<Value = Filter> {
    PossibleValuesParser::new(Filter::EVERY.map(Filter::as_str)).map(|word| {
        let named = Filter::EVERY.into_iter().find(|filter| filter.as_str() == word);
        named.unwrap_or_default()
    })
}

/// Parses a number of days, up to a hundred years.
fn days(text: &str) -> Result<u32, String> {
    let days = text.parse().ok().filter(|days| (1..=36_500).contains(days));
    days.ok_or_else(|| "it takes a number of days, from 1 to 36500".to_owned())
}

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Cyan.on_default().bold())
    .usage(AnsiColor::Cyan.on_default().bold())
    .literal(AnsiColor::Green.on_default());

const AFTER_HELP: &str = "\
The environment variables and files of the AWS CLI and SDKs are honoured (AWS_PROFILE, AWS_REGION, \
AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_IAM, …), and so is NO_COLOR. Press ? in akia for its keys.

Exit status: 0 ended by you; 1 could not run; 2 wrong usage; 101 a mistake in akia; 128 + N \
ended by signal N. Those of the commands: akia find --help, akia export --help.";

/// What the arguments ask for.
#[derive(Debug)]
pub enum Run {
    /// A command without the screen.
    Command(Command),
    /// The console, started with these arguments.
    Screen(Arguments),
}

/// The arguments are wrong.
#[derive(Debug, thiserror::Error)]
pub enum UsageError {
    /// The argument is neither a user's name nor an access key ID.
    #[error("{text:?} is not the name of an IAM user: {reason}")]
    UserName {
        /// The argument.
        text: String,
        /// Why it is not a name.
        reason: String,
    },
    /// An argument of `akia find` has no access key ID in it.
    #[error(
        "there is no access key ID in {text:?}: it is twenty capital letters and digits, such as AKIAIOSFODNN7EXAMPLE"
    )]
    NoAccessKeyId {
        /// The argument.
        text: String,
    },
    /// The folder for .csv files is missing, or not a folder.
    #[error(transparent)]
    Folder(PathError),
}

impl Arguments {
    /// Parses the program's arguments. Ends the program if they are wrong, and after showing help.
    #[must_use]
    pub fn read() -> Self {
        Self::of(env::args_os()).unwrap_or_else(|error| error.exit())
    }

    /// Parses a command line, whose first word is the program's name.
    ///
    /// # Errors
    /// When they are wrong, or ask for help: with the text to print, and the exit status.
    pub fn of<W: Into<OsString> + Clone>(
        words: impl IntoIterator<Item = W>,
    ) -> Result<Self, clap::Error> {
        let arguments = Self::try_parse_from(words)?;
        arguments.check()?;
        Ok(arguments)
    }

    /// Checks which arguments go together. clap checks only those on the same side of the command.
    fn check(&self) -> Result<(), clap::Error> {
        let conflict = |message: String| {
            let mut command = Self::command();
            Err(command.error(ErrorKind::ArgumentConflict, message))
        };
        let account_options = [
            ("--profile", self.profile.is_some()),
            ("--region", self.region.is_some()),
            ("--endpoint-url", self.endpoint_url.is_some()),
        ];
        if let Some((other, _)) = account_options.iter().find(|(_, given)| self.demo && *given) {
            return conflict(format!("the argument '--demo' cannot be used with '{other}'"));
        }
        let command = match self.command {
            None => return Ok(()),
            Some(Commands::Find(_)) => "find",
            Some(Commands::Export(_)) => "export",
        };
        let screen_arguments = [
            ("--user", self.user.is_some()),
            ("--download-dir", self.download_dir.is_some()),
            ("USER|ACCESS_KEY_ID", self.user_or_key.is_some()),
        ];
        match screen_arguments.iter().find(|(_, given)| *given) {
            None => Ok(()),
            Some((other, _)) => conflict(format!(
                "the argument '{other}' cannot be used with the command '{command}'"
            )),
        }
    }

    /// What to run.
    ///
    /// # Errors
    /// When the arguments of a command are wrong.
    pub fn run(self) -> Result<Run, UsageError> {
        let limits = self.limits();
        match &self.command {
            None => Ok(Run::Screen(self)),
            Some(Commands::Find(find)) => {
                let (output, source) = (find.output, find::KeySource::parse(&find.keys));
                let source = source.map_err(|text| UsageError::NoAccessKeyId { text })?;
                Ok(Run::Command(Command::find(self.aws(), output, source)))
            }
            Some(Commands::Export(export)) => {
                let (output, filter) = (export.output, export.filter);
                Ok(Run::Command(Command::export(self.aws(), output, filter, limits)))
            }
        }
    }

    fn limits(&self) -> AgeLimits {
        AgeLimits { max_age_days: self.max_age, unused_days: self.unused }
    }

    /// Everything that the console starts with.
    ///
    /// # Errors
    /// When the arguments do not make sense.
    pub fn launch_options(self) -> Result<LaunchOptions, UsageError> {
        let downloads = self.downloads()?;
        let state_dir = if self.demo { None } else { paths::state_dir().ok() };
        let preferences = state_dir.map(|folder| StateFile::preferences(&folder));
        let known_accounts = if self.demo { None } else { known_accounts() };
        let (columns, sort) =
            preferred(&preferences.as_ref().map(StateFile::load).unwrap_or_default());
        let settings = Settings {
            read_only: self.read_only,
            limits: self.limits(),
            columns,
            sort,
            start: self.opening()?,
            profile: self.profile.clone(),
            demo: self.demo,
        };
        let journal = if self.demo { Ok(Journal::in_memory()) } else { journal() };
        let aws = self.aws();
        let credentials = CredentialsFile::for_account(&aws);
        let machine = LocalMachine::new(Environment::read(), credentials, downloads, journal)
            .remembering(known_accounts, preferences);
        let no_color = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Ok(LaunchOptions { settings, aws, theme: Theme { colour: !no_color }, machine })
    }

    /// The folder for .csv files. Only a folder given as an argument must exist, because a person
    /// who downloads nothing needs none.
    fn downloads(&self) -> Result<Result<PathBuf, String>, UsageError> {
        match paths::download_dir(self.download_dir.as_deref()) {
            Err(error @ PathError::NoFolder { .. }) => Err(UsageError::Folder(error)),
            found => Ok(found.map_err(|error| error.to_string())),
        }
    }

    /// What to open first.
    fn opening(&self) -> Result<Opening, UsageError> {
        if let Some(user) = &self.user {
            return open_user(user);
        }
        let Some(text) = &self.user_or_key else { return Ok(Opening::Users) };
        if let Ok(id) = AccessKeyId::parse(text)
            && id.kind() != IdKind::Unknown
        {
            return Ok(Opening::Key(id));
        }
        // Text around an ID is ignored, unless all of it may be a user's name.
        match (open_user(text), ids_in(text).as_slice()) {
            (Err(_), [id]) => Ok(Opening::Key(id.clone())),
            (user, _) => user,
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
            ..Options::through(transport)
        }
    }
}

fn open_user(name: &str) -> Result<Opening, UsageError> {
    match UserName::parse(name) {
        Ok(user) => Ok(Opening::User(user)),
        Err(error) => {
            Err(UsageError::UserName { text: name.to_owned(), reason: error.to_string() })
        }
    }
}

/// `None` without a home folder, since there is no place to remember accounts then.
fn known_accounts() -> Option<KnownAccounts> {
    paths::state_dir().ok().map(|folder| KnownAccounts::in_folder(&folder))
}

fn journal() -> Result<Journal, String> {
    let folder = paths::state_dir().map_err(|error| error.to_string())?;
    Journal::open(&folder).map_err(|error| error.to_string())
}
