//! A list in pages: how far it is, and whether it came to its end.

use crate::console::effect::CallId;
use crate::domain::{Failure, Marker, Operation, Page, PaginationGuard};
use chrono::{DateTime, Utc};

/// The most pages that a list may have: IAM's quotas come to a few dozen, however short the pages.
const MOST_PAGES: usize = 2_000;

/// How far a list is.
#[derive(Debug, Default)]
pub struct PagedList {
    /// The call that asked for the next page.
    pending: Option<CallId>,
    /// Where the list under way has been.
    guard: PaginationGuard,
    /// When the last complete list came.
    completed: Option<DateTime<Utc>>,
    failure: Option<Failure>,
}

/// What follows a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum NextPage {
    /// The page that starts here.
    More(Marker),
    /// Nothing: the list is whole.
    Nothing,
    /// The list is not whole, and where it goes on is not known.
    Lost,
}

impl PagedList {
    /// Whether pages are awaited.
    #[must_use]
    pub fn is_loading(&self) -> bool {
        self.pending.is_some()
    }

    /// Whether the list was never asked for.
    #[must_use]
    pub fn is_untouched(&self) -> bool {
        self.pending.is_none() && self.completed.is_none() && self.failure.is_none()
    }

    /// Why the list is not complete.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    /// When the list was last read to its end.
    #[must_use]
    pub fn completed(&self) -> Option<DateTime<Utc>> {
        self.completed
    }

    /// Whether this call is the one whose page is awaited.
    pub(crate) fn awaits(&self, call: CallId) -> bool {
        self.pending == Some(call)
    }

    /// The list is begun from its first page.
    pub(super) fn asked(&mut self, call: CallId) {
        self.pending = Some(call);
        self.guard = PaginationGuard::default();
        self.failure = None;
    }

    /// The next page is asked for.
    pub(super) fn next_asked(&mut self, call: CallId) {
        self.pending = Some(call);
    }

    /// Takes a page that is awaited; what it holds, and what follows.
    ///
    /// A marker that was seen before means that the list goes in circles: it is given up and
    /// called incomplete, and so is one that does not end.
    pub(super) fn take<T>(
        &mut self,
        call: CallId,
        now: DateTime<Utc>,
        operation: Operation,
        page: Result<Page<T>, Failure>,
    ) -> Option<(Vec<T>, NextPage)> {
        if self.pending != Some(call) {
            return None;
        }
        self.pending = None;
        let page = match page {
            Ok(page) => page,
            Err(failure) => {
                self.failure = Some(failure);
                return None;
            }
        };
        let rest = match self.guard.next_page(operation, page.next, MOST_PAGES) {
            Ok(Some(marker)) => NextPage::More(marker),
            Ok(None) => {
                self.completed = Some(now);
                NextPage::Nothing
            }
            Err(failure) => {
                self.failure = Some(failure);
                NextPage::Lost
            }
        };
        Some((page.items, rest))
    }

    /// An answer still on its way will not be taken.
    pub(super) fn give_up(&mut self) {
        self.pending = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::FailureKind;

    fn page(next: &str) -> Page<()> {
        Page { items: Vec::new(), next: Some(Marker(next.to_owned())) }
    }

    fn take(listing: &mut PagedList, call: CallId, next: &str) -> Option<(Vec<()>, NextPage)> {
        listing.take(call, DateTime::UNIX_EPOCH, Operation::ListUsers, Ok(page(next)))
    }

    #[test]
    fn a_list_in_circles_is_called_incomplete() {
        let mut listing = PagedList::default();
        listing.asked(CallId(1));
        assert!(matches!(take(&mut listing, CallId(1), "m"), Some((_, NextPage::More(_)))));
        listing.next_asked(CallId(2));
        assert!(matches!(take(&mut listing, CallId(2), "m"), Some((_, NextPage::Lost))));
        assert_eq!(listing.failure().map(|f| f.kind), Some(FailureKind::Incomplete));
        assert!(listing.completed().is_none() && !listing.is_loading());
    }

    #[test]
    fn a_list_without_end_is_given_up() {
        let mut listing = PagedList::default();
        listing.asked(CallId(0));
        let mut pages: u64 = 0;
        while let Some((_, NextPage::More(_))) =
            take(&mut listing, CallId(pages), &format!("page {pages}"))
        {
            pages += 1;
            listing.next_asked(CallId(pages));
        }
        assert!((1_000..10_000).contains(&pages), "{pages}");
        assert_eq!(listing.failure().map(|f| f.kind), Some(FailureKind::Incomplete));
    }
}
