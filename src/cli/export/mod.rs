//! `akia export`: the users table, with a row for each access key, and one for a user without.
//!
//! A field that is missing in a row is missing in IAM, too: a user who cannot be read completely
//! has no row, but a line on standard error. Only descriptions are left out where a policy denies
//! reading them, and that is reported.

mod descriptions;

use self::descriptions::Descriptions;
use super::exit::Exit;
use super::listing::{self, IN_FLIGHT, ReadFailure};
use super::output::{Diagnostics, NarrowLayout, Output, OutputWidth, PrintError, Printer};
use crate::aws::{Account, Lane};
use crate::domain::{
    AccessKey, AgeLimits, Failure, Filter, KeyFacts, KeyRow, LastUsed, User, UserDetails, UserName,
};
use crate::ui::grouped;
use chrono::{DateTime, Utc};
use futures_util::{Stream, StreamExt as _, stream};
use std::cell::Cell;
use std::future::ready;
use std::io::Write;

/// The fields that a narrow terminal shows, the most important first.
const IMPORTANT: &[&str] = &[
    "UserName",
    "AccessKeyId",
    "Status",
    "AgeDays",
    "LastUsedDate",
    "LastUsedService",
    "Description",
    "LastUsedRegion",
    "CreateDate",
    "AccountId",
];

/// What to export, and how.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Request {
    /// Which users; each is exported with all its keys.
    pub filter: Filter,
    /// After how many days a key is old, or unused.
    pub limits: AgeLimits,
    /// The format of the rows.
    pub output: Output,
    /// What a table is laid out for.
    pub output_width: OutputWidth,
    /// The time that ages are counted to.
    pub now: DateTime<Utc>,
}

/// Reads the account, and prints its rows on `out` as they are read. One page of users is in memory
/// at a time, and the descriptions.
///
/// The rows are in IAM's order, those of a user together. An incomplete list of users, and users
/// who cannot be read, are reported on `diagnostics` and by the exit status. What was read is
/// printed, and JSON is closed.
pub async fn run(
    account: &Account,
    request: &Request,
    out: &mut dyn Write,
    diagnostics: &Diagnostics<'_>,
) -> Exit {
    let exporter = Exporter {
        account,
        request,
        // Rows without a key have no descriptions.
        descriptions: match request.filter {
            Filter::NoKeys => Descriptions::default(),
            _ => Descriptions::read(account, diagnostics).await,
        },
        diagnostics,
        users: Cell::new(0),
        exit: Cell::new(Exit::Done),
    };
    let narrow = NarrowLayout::Fields(IMPORTANT);
    let printer = Printer::of::<KeyRow>(out, request.output, request.output_width, narrow);
    // Boxed, because the future is large.
    let end = Box::pin(printer.print(exporter.rows(), diagnostics)).await;
    diagnostics.clear_progress();
    match end {
        Ok(left_out) => report_left_out(&left_out, diagnostics),
        Err(PrintError::ReaderGone) => {}
        Err(PrintError::Failed(error)) => return diagnostics.cannot_write(&error),
    }
    if exporter.descriptions.were_denied() {
        exporter.failed();
    }
    exporter.exit.get()
}

fn report_left_out(fields: &[&str], diagnostics: &Diagnostics<'_>) {
    if !fields.is_empty() {
        diagnostics.message(&format!(
            "This terminal is too narrow for {}. Every field is in --output csv.",
            fields.join(", ")
        ));
    }
}

struct Exporter<'a, 'e> {
    account: &'a Account,
    request: &'a Request,
    descriptions: Descriptions,
    diagnostics: &'a Diagnostics<'e>,
    /// The number of users read.
    users: Cell<usize>,
    exit: Cell<Exit>,
}

impl Exporter<'_, '_> {
    fn rows(&self) -> impl Stream<Item = KeyRow> {
        let users = listing::users(self.account).map(|user| async {
            match user {
                Ok(user) => {
                    let name = user.name.clone();
                    let rows = self.rows_of(user).await;
                    rows.map_err(|failure| ReadFailure { user: Some(name), failure })
                }
                Err(failure) => Err(ReadFailure { user: None, failure }),
            }
        });
        users
            .buffered(IN_FLIGHT)
            .scan(false, |over, rows| ready(self.record(over, rows)))
            .flat_map(stream::iter)
    }

    /// Reports how reading a user went, and passes on the rows. `None` after the session expired.
    fn record(
        &self,
        over: &mut bool,
        rows: Result<Vec<KeyRow>, ReadFailure>,
    ) -> Option<Vec<KeyRow>> {
        if *over {
            return None;
        }
        match rows {
            Ok(rows) => {
                self.users.set(self.users.get() + 1);
                let users = self.users.get();
                self.diagnostics.progress(|| format!("users read: {}", grouped(users)));
                Some(rows)
            }
            Err(ReadFailure { user, failure }) => {
                self.failed();
                self.diagnostics.failure(user.as_ref().map(UserName::as_str), &failure);
                *over = listing::ends_the_session(&failure);
                if user.is_none() || *over {
                    self.diagnostics
                        .message("This is not everything: the users after it were not read.");
                }
                Some(Vec::new())
            }
        }
    }

    fn failed(&self) {
        self.exit.set(self.exit.get().and(Exit::Failed));
    }

    /// A user's rows; none if the filter excludes the user.
    async fn rows_of(&self, user: User) -> Result<Vec<KeyRow>, Failure> {
        let keys = self.account.access_keys(Lane::Background, &user.name).await?.keys;
        // A user whom the list alone excludes needs no more calls.
        if !self.matches(&keys, &[]) {
            return Ok(Vec::new());
        }
        let mut last_used = Vec::with_capacity(keys.len());
        for key in &keys {
            let usage = self.account.last_used_of(Lane::Background, &user.name, &key.id).await?;
            last_used.push(usage.last_used);
        }
        if !self.matches(&keys, &last_used) {
            return Ok(Vec::new());
        }
        if keys.is_empty() {
            return Ok(vec![KeyRow::without_key(&user)]);
        }
        let tags = self.descriptions.of(self.account, &user.name, self.diagnostics).await?;
        let account = user.account_id();
        let details = UserDetails { user, tags };
        let rows = keys.iter().zip(last_used).map(|(key, last_used)| KeyRow {
            account: account.clone(),
            last_used: Some(last_used),
            description: details.description(&key.id).map(str::to_owned),
            ..KeyRow::of_key(key, self.request.now)
        });
        Ok(rows.collect())
    }

    /// Whether the filter matches a user, as far as the last uses are known. Unknown facts do not
    /// exclude a user.
    fn matches(&self, keys: &[AccessKey], last_used: &[LastUsed]) -> bool {
        let mut facts = Vec::with_capacity(keys.len());
        for (index, key) in keys.iter().enumerate() {
            facts.push(KeyFacts {
                status: key.status.clone(),
                created: key.created,
                last_used: last_used.get(index).cloned(),
            });
        }
        let Request { filter, limits, now, .. } = *self.request;
        filter.matches(Some(&facts), limits, now) != Some(false)
    }
}
