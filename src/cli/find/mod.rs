//! `akia find`: who owns access keys.
//!
//! Each ID given has a row, in the order given, also if it is given twice, so that rows match the
//! input. If a policy keeps IAM from naming owners, the lists of keys are searched.

mod found_row;
mod key_lists;
mod key_source;

pub use found_row::{Found, FoundRow};
pub use key_source::{InputItem, KeySource};

use self::key_lists::{KeyLists, Lookup};
use super::exit::Exit;
use super::listing::{self, IN_FLIGHT};
use super::next_step::next_step;
use super::output::{Diagnostics, NarrowLayout, Output, OutputWidth, PrintError, Printer};
use crate::aws::{Account, Lane};
use crate::domain::{
    AccessKeyId, AccountId, Failure, Finding, KeyRow, LastUsed, UserName, Verdict,
};
use crate::ui::grouped;
use chrono::{DateTime, Utc};
use futures_util::{Stream, StreamExt as _};
use std::cell::Cell;
use std::future::ready;
use std::io::Write;
use tokio::sync::OnceCell;

/// Keys are looked up ahead of the lists of keys, which are read only if IAM does not name an
/// owner.
const LANE: Lane = Lane::InView;

/// How to answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Request {
    /// The format of the rows.
    pub output: Output,
    /// What a table is laid out for.
    pub output_width: OutputWidth,
    /// The time that ages are counted to.
    pub now: DateTime<Utc>,
}

/// Looks up each ID, and prints a row for it on `out`: in the order given, and as soon as it and
/// all before it are known.
pub async fn run(
    account: &Account,
    request: &Request,
    items: impl Stream<Item = InputItem>,
    out: &mut dyn Write,
    diagnostics: &Diagnostics<'_>,
) -> Exit {
    let finder = Finder {
        account,
        now: request.now,
        diagnostics,
        lists: KeyLists::of(account, diagnostics),
        own_account: OnceCell::new(),
        skipped_lines: Cell::new(0),
        exit: Cell::new(Exit::Done),
    };
    let ids = items.filter_map(|item| ready(finder.take_id(item)));
    let answers = ids.map(|id| finder.find(id)).buffered(IN_FLIGHT);
    let rows = answers.scan(false, |is_over, answer| ready(finder.record(is_over, answer)));
    let printer =
        Printer::of::<FoundRow>(out, request.output, request.output_width, NarrowLayout::Blocks);
    let end = tokio::select! {
        end = printer.print(rows, diagnostics) => end,
        never = finder.lists.run() => match never {},
    };
    diagnostics.clear_progress();
    match finder.skipped_lines.get() {
        0 => {}
        1 => diagnostics.message("1 line skipped: no access key ID in it."),
        count => diagnostics
            .message(&format!("{} lines skipped: no access key ID in them.", grouped(count))),
    }
    match end {
        Ok(_) | Err(PrintError::ReaderGone) => finder.exit.get(),
        Err(PrintError::Failed(error)) => diagnostics.cannot_write(&error),
    }
}

/// A row, and the failures that kept it from being complete.
struct Answer {
    row: FoundRow,
    failures: Vec<Failure>,
}

impl Answer {
    fn new(row: KeyRow, found: Found, note: Option<String>, failures: Vec<Failure>) -> Self {
        Self { row: FoundRow { row, found, note }, failures }
    }
}

/// The row of a key of which only the ID is known.
fn bare_row(id: AccessKeyId) -> KeyRow {
    KeyRow { account: id.account_id(), key: Some(id), ..KeyRow::default() }
}

struct Finder<'a, 'e> {
    account: &'a Account,
    now: DateTime<Utc>,
    diagnostics: &'a Diagnostics<'e>,
    lists: KeyLists<'a, 'e>,
    /// The account of this session, from `GetCallerIdentity`.
    own_account: OnceCell<Option<AccountId>>,
    /// The number of lines without an ID.
    skipped_lines: Cell<usize>,
    exit: Cell<Exit>,
}

impl Finder<'_, '_> {
    fn take_id(&self, item: InputItem) -> Option<AccessKeyId> {
        match item {
            InputItem::Id(id) => return Some(id),
            InputItem::LineWithoutId => self.skipped_lines.set(self.skipped_lines.get() + 1),
            InputItem::ReadError(error) => {
                self.exit.set(self.exit.get().and(Exit::Failed));
                self.diagnostics.message(&format!("Standard input cannot be read: {error}."));
            }
        }
        None
    }

    /// Reports what could not be read, and passes on the row. `None` after the session expired.
    fn record(&self, is_over: &mut bool, answer: Answer) -> Option<FoundRow> {
        if *is_over {
            return None;
        }
        let mut exit = self.exit.get().and(answer.row.found.exit());
        for failure in &answer.failures {
            exit = exit.and(Exit::Failed);
            let key = answer.row.row.key.as_ref();
            self.diagnostics.failure(key.map(AccessKeyId::as_str), failure);
            *is_over |= listing::ends_the_session(failure);
        }
        if *is_over {
            self.diagnostics
                .message("This is not everything: the keys after it were not looked for.");
        }
        self.exit.set(exit);
        Some(answer.row)
    }

    async fn find(&self, id: AccessKeyId) -> Answer {
        match self.account.owner_of(LANE, &id, None).await {
            Ok(finding) if finding.may_be_listed() => self.search_lists(finding).await,
            Ok(Finding { verdict: Verdict::Owned { user, last_used }, .. }) => {
                // Boxed, because the future is large.
                Box::pin(self.answer_owned(id, &user, last_used)).await
            }
            Ok(finding) => self.answer_unowned(finding).await,
            Err(failure) => {
                let note = format!("{failure} {}", next_step(&failure));
                Answer::new(bare_row(id), Found::Failed, Some(note), vec![failure])
            }
        }
    }

    /// The row of a key whose owner IAM named.
    async fn answer_owned(&self, id: AccessKeyId, user: &UserName, last_used: LastUsed) -> Answer {
        let (listing, details) =
            tokio::join!(self.account.access_keys(LANE, user), self.account.user(LANE, user));
        let mut failures = Vec::new();
        let mut notes = Vec::new();
        let unlisted =
            KeyRow { user: Some(user.clone()), key: Some(id.clone()), ..KeyRow::default() };
        let row = match listing.map(|listing| listing.find(&id).cloned()) {
            Ok(Some(key)) => KeyRow::of_key(&key, self.now),
            Ok(None) => {
                notes.push(format!(
                    "The list of {user}'s keys does not have it: it was deleted just now, or made \
                     so recently that the list lags behind."
                ));
                unlisted
            }
            Err(failure) => {
                notes.push(format!("Status and age are not known: {failure}"));
                failures.push(failure);
                unlisted
            }
        };
        let (account, description) = match details {
            Ok(details) => (details.user.account_id(), details.description(&id).map(str::to_owned)),
            Err(failure) => {
                notes.push(format!("The description is not known: {failure}"));
                failures.push(failure);
                (None, None)
            }
        };
        let account = match account {
            Some(account) => Some(account),
            None => self.own_account().await,
        };
        let row = KeyRow { account, last_used: Some(last_used), description, ..row };
        let note = (!notes.is_empty()).then(|| notes.join(" "));
        Answer::new(row, Found::ByLastUsed, note, failures)
    }

    /// The row of a key for which IAM names no owner, and that no list needs to be searched for.
    async fn answer_unowned(&self, finding: Finding) -> Answer {
        let found = Found::of(&finding);
        let note = Some(finding.note(next_step));
        let (account, last_used) = match &finding.verdict {
            Verdict::Root { last_used } => (self.own_account().await, Some(last_used.clone())),
            Verdict::Gone { .. } => (self.own_account().await, None),
            Verdict::Elsewhere { account, .. } => (Some(account.clone()), None),
            _ => (finding.key.account_id(), None),
        };
        let row = KeyRow { key: Some(finding.key), account, last_used, ..KeyRow::default() };
        Answer::new(row, found, note, Vec::new())
    }

    /// The row of a key whose owner IAM does not name, from the lists of keys.
    async fn search_lists(&self, finding: Finding) -> Answer {
        let id = finding.key.clone();
        match self.lists.find(&id).await {
            Lookup::Found(listed) => {
                let mut failures = Vec::new();
                let mut note = "When it was last used is not known: IAM does not tell.".to_owned();
                let description = match self.account.user(LANE, &listed.user.name).await {
                    Ok(details) => details.description(&id).map(str::to_owned),
                    Err(failure) => {
                        note = format!("{note} Nor is the description: {failure}");
                        failures.push(failure);
                        None
                    }
                };
                let account = listed.user.account_id();
                let row = KeyRow { account, description, ..KeyRow::of_key(&listed.key, self.now) };
                Answer::new(row, Found::ByLists, Some(note), failures)
            }
            Lookup::Nowhere => {
                let note = "No user of this account has it: every list of keys was looked through. \
                            It is deleted, of another account, or the root user's.";
                Answer::new(bare_row(id), Found::NotFound, Some(note.to_owned()), Vec::new())
            }
            Lookup::Incomplete(unread) => {
                let whose = match unread.user {
                    Some(user) => {
                        format!("Not every list of keys could be read either, such as {user}'s")
                    }
                    None => "Nor could the users be listed".to_owned(),
                };
                let note = format!("{} {whose}: {}", finding.note(next_step), unread.failure);
                let found = Found::of(&finding);
                let mut failures: Vec<Failure> = lookup_failure(finding).into_iter().collect();
                failures.push(unread.failure);
                Answer::new(bare_row(id), found, Some(note), failures)
            }
        }
    }

    /// `None` if STS does not answer.
    async fn own_account(&self) -> Option<AccountId> {
        let ask = || async { self.account.caller().await.ok().map(|caller| caller.account) };
        // Boxed, because the future is large, and mostly not needed.
        Box::pin(self.own_account.get_or_init(ask)).await.clone()
    }
}

/// The failure of the call that should have named the owner.
fn lookup_failure(finding: Finding) -> Option<Failure> {
    match finding.verdict {
        Verdict::Denied { failure } | Verdict::Unclear { failure, .. } => Some(failure),
        _ => None,
    }
}
