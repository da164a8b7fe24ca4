//! A list that is read in pages: how far it is, and whether it was read to its end.

use crate::console::effect::CallId;
use crate::domain::{Failure, Marker, Operation, Page, PaginationGuard};
use chrono::{DateTime, Utc};

/// The most pages that a list may have. IAM's quotas allow for a few dozen.
const MOST_PAGES: usize = 2_000;

/// How far a list is.
#[derive(Debug, Default)]
pub struct PagedList {
    pending: Option<CallId>,
    guard: PaginationGuard,
    completed: Option<DateTime<Utc>>,
    failure: Option<Failure>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum NextPage {
    More(Marker),
    /// The list is complete.
    End,
    /// The list is incomplete, and where it continues is not known.
    Lost,
}

impl PagedList {
    pub(crate) fn is_loading(&self) -> bool {
        self.pending.is_some()
    }

    pub(crate) fn is_untouched(&self) -> bool {
        self.pending.is_none() && self.completed.is_none() && self.failure.is_none()
    }

    pub(crate) fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    /// When the list was last read to its end.
    #[must_use]
    pub fn completed(&self) -> Option<DateTime<Utc>> {
        self.completed
    }

    pub(crate) fn awaits(&self, call: CallId) -> bool {
        self.pending == Some(call)
    }

    /// The first page is requested.
    pub(super) fn begin(&mut self, call: CallId) {
        self.pending = Some(call);
        self.guard = PaginationGuard::default();
        self.failure = None;
    }

    pub(super) fn request_next(&mut self, call: CallId) {
        self.pending = Some(call);
    }

    /// Takes a page, if it is awaited. Returns its items and what follows.
    ///
    /// A marker that was seen before means that the list goes in circles. Such a list, and one that
    /// does not end, is incomplete.
    pub(super) fn take<T>(
        &mut self,
        call: CallId,
        now: DateTime<Utc>,
        operation: Operation,
        page: Result<Page<T>, Failure>,
    ) -> Option<(Vec<T>, NextPage)> {
        self.pending.take_if(|pending| *pending == call)?;
        let page = match page {
            Ok(page) => page,
            Err(failure) => {
                self.failure = Some(failure);
                return None;
            }
        };
        let next = match self.guard.next_page(operation, page.next, MOST_PAGES) {
            Ok(Some(marker)) => NextPage::More(marker),
            Ok(None) => {
                self.completed = Some(now);
                NextPage::End
            }
            Err(failure) => {
                self.failure = Some(failure);
                NextPage::Lost
            }
        };
        Some((page.items, next))
    }

    /// The page in flight will not be taken.
    pub(super) fn abandon(&mut self) {
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

    fn take(list: &mut PagedList, call: CallId, next: &str) -> Option<(Vec<()>, NextPage)> {
        list.take(call, DateTime::UNIX_EPOCH, Operation::ListUsers, Ok(page(next)))
    }

    #[test]
    fn a_list_in_circles_is_incomplete() {
        let mut list = PagedList::default();
        list.begin(CallId(1));
        assert!(matches!(take(&mut list, CallId(1), "m"), Some((_, NextPage::More(_)))));
        list.request_next(CallId(2));
        assert!(matches!(take(&mut list, CallId(2), "m"), Some((_, NextPage::Lost))));
        assert_eq!(list.failure().map(|f| f.kind), Some(FailureKind::Incomplete));
        assert!(list.completed().is_none() && !list.is_loading());
    }

    #[test]
    fn a_list_without_end_is_incomplete() {
        let mut list = PagedList::default();
        list.begin(CallId(0));
        let mut pages: u64 = 0;
        while let Some((_, NextPage::More(_))) =
            take(&mut list, CallId(pages), &format!("page {pages}"))
        {
            pages += 1;
            list.request_next(CallId(pages));
        }
        assert!((1_000..10_000).contains(&pages), "{pages}");
        assert_eq!(list.failure().map(|f| f.kind), Some(FailureKind::Incomplete));
    }
}
