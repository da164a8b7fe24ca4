//! IAM's long lists as streams, with one page in memory at a time.

use crate::aws::{Account, Lane};
use crate::domain::{
    AuthorizationDetails, Failure, FailureKind, Marker, Operation, Page, PaginationGuard, User,
    UserName,
};
use futures_util::{Stream, TryStreamExt as _, stream};

/// The number of users or keys that are read at a time. The rate limiter decides how fast.
pub(super) const IN_FLIGHT: usize = 16;

/// The most pages of a list. With IAM's quotas a list has a few dozen, even if its pages are short.
const MAX_PAGES: usize = 2_000;

/// A list that could not be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct ReadFailure {
    /// The user whose keys were to be read; `None` for the list of users itself.
    pub(super) user: Option<UserName>,
    pub(super) failure: Failure,
}

/// The account's users, in IAM's order. The stream ends after a failure.
pub(super) fn users(account: &Account) -> impl Stream<Item = Result<User, Failure>> {
    items(Operation::ListUsers, |marker| account.users_page(Lane::InView, marker))
}

/// The account's users with their tags. The stream ends after a failure.
pub(super) fn details(
    account: &Account,
) -> impl Stream<Item = Result<AuthorizationDetails, Failure>> {
    items(Operation::GetAccountAuthorizationDetails, |marker| {
        account.authorization_details_page(marker)
    })
}

/// Whether the session has expired, so that all further calls would fail.
pub(super) fn ends_the_session(failure: &Failure) -> bool {
    matches!(failure.kind, FailureKind::Expired | FailureKind::Credentials)
}

/// The items of all pages. Pages that repeat, or never end, are a failure.
fn items<T, F>(
    operation: Operation,
    fetch: impl Fn(Option<Marker>) -> F,
) -> impl Stream<Item = Result<T, Failure>>
where
    F: Future<Output = Result<Page<T>, Failure>>,
{
    let begin = (Some(None), PaginationGuard::default(), fetch);
    let pages = stream::try_unfold(begin, move |(next, mut guard, fetch)| async move {
        let Some(marker) = next else { return Ok::<_, Failure>(None) };
        let page = fetch(marker).await?;
        let next = guard.next_page(operation, page.next, MAX_PAGES)?.map(Some);
        Ok(Some((stream::iter(page.items.into_iter().map(Ok)), (next, guard, fetch))))
    });
    pages.try_flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::StreamExt as _;
    use rstest::rstest;

    /// The numbers on pages, of which each names the next one by the table.
    async fn read(next: &'static [Option<usize>]) -> (Vec<usize>, Option<FailureKind>) {
        let fetch = |marker: Option<Marker>| async move {
            let at = marker.map_or(0, |marker| marker.0.parse().unwrap());
            Ok(Page { items: vec![at], next: next[at].map(|next| Marker(next.to_string())) })
        };
        let all: Vec<_> = items(Operation::ListUsers, fetch).collect().await;
        let failure = all.iter().find_map(|item| item.as_ref().err().map(|failure| failure.kind));
        (all.into_iter().filter_map(Result::ok).collect(), failure)
    }

    #[rstest]
    #[case(&[None], &[0], None)]
    #[case(&[Some(1), Some(2), None], &[0, 1, 2], None)]
    #[case(&[Some(1), Some(2), Some(1)], &[0, 1], Some(FailureKind::Incomplete))]
    #[tokio::test]
    async fn pages_follow_one_another_and_not_in_a_circle(
        #[case] next: &'static [Option<usize>],
        #[case] expected: &[usize],
        #[case] failure: Option<FailureKind>,
    ) {
        assert_eq!(read(next).await, (expected.to_vec(), failure));
    }
}
