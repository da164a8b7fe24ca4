//! Paginated lists, and whether they are complete.

use crate::domain::{Failure, Marker, Operation, Page, PaginationGuard};

/// The limits of a list that is read whole. A user has at most two access keys and eight MFA
/// devices, so a longer list is not IAM's.
const MAX_ITEMS: usize = 1_000;
const MAX_PAGES: usize = 100;

/// A page, checked to say whether and where the list continues. Fails with
/// [`FailureKind::Incomplete`](crate::domain::FailureKind::Incomplete) when more is promised
/// without a marker, or at the same marker.
pub(super) fn page<T>(
    operation: Operation,
    asked: Option<&Marker>,
    items: Vec<T>,
    (is_truncated, marker): (bool, Option<&str>),
) -> Result<Page<T>, Failure> {
    if !is_truncated {
        return Ok(Page { items, next: None });
    }
    match marker.filter(|marker| !marker.is_empty()) {
        None => Err(Failure::incomplete(operation, "IAM says there is more, but not where")),
        Some(marker) if asked.is_some_and(|asked| asked.0 == marker) => {
            Err(Failure::incomplete(operation, "IAM sent the same page again"))
        }
        Some(marker) => Ok(Page { items, next: Some(Marker(marker.to_owned())) }),
    }
}

/// The items of all pages.
pub(super) async fn all<T, F>(
    operation: Operation,
    fetch: impl Fn(Option<Marker>) -> F,
) -> Result<Vec<T>, Failure>
where
    F: Future<Output = Result<Page<T>, Failure>>,
{
    let mut guard = PaginationGuard::default();
    let mut page = fetch(None).await?;
    let mut items = Vec::new();
    loop {
        items.extend(page.items);
        let Some(marker) = guard.next_page(operation, page.next, MAX_PAGES)? else { break };
        if items.len() > MAX_ITEMS {
            return Err(Failure::incomplete(operation, "the list is far longer than IAM's quotas"));
        }
        page = fetch(Some(marker)).await?;
    }
    Ok(items)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::FailureKind;
    use rstest::rstest;
    use std::cell::Cell;

    const LIST: Operation = Operation::ListUsers;

    #[rstest]
    #[case(None, (false, Some("ignored")), Ok(None))]
    #[case(None, (true, Some("b")), Ok(Some("b")))]
    #[case(Some("a"), (true, Some("b")), Ok(Some("b")))]
    #[case(Some("a"), (true, Some("a")), Err(()))]
    #[case(None, (true, None), Err(()))]
    #[case(None, (true, Some("")), Err(()))]
    fn a_page_says_where_the_list_goes_on(
        #[case] asked: Option<&str>,
        #[case] said: (bool, Option<&str>),
        #[case] expected: Result<Option<&str>, ()>,
    ) {
        let marker = |text: &str| Marker(text.to_owned());
        let found = page(LIST, asked.map(marker).as_ref(), vec![1], said);
        match expected {
            Ok(next) => assert_eq!(found, Ok(Page { items: vec![1], next: next.map(marker) })),
            Err(()) => assert_eq!(found.unwrap_err().kind, FailureKind::Incomplete),
        }
    }

    #[tokio::test]
    async fn pages_in_a_circle_are_not_a_list() {
        let circle = all(LIST, |marker| async move {
            let next = if marker == Some(Marker("a".into())) { "b" } else { "a" };
            Ok(Page { items: vec![1], next: Some(Marker(next.into())) })
        });
        assert_eq!(circle.await.unwrap_err().kind, FailureKind::Incomplete);
    }

    #[rstest]
    #[case(0, 10_000, 100)]
    #[case(400, 10_000, 3)]
    #[case(1_001, 2, 1)]
    #[tokio::test]
    async fn lists_do_not_go_on_and_on(
        #[case] on_a_page: usize,
        #[case] pages: usize,
        #[case] fetched: usize,
    ) {
        let count = Cell::new(0);
        let failure = all(LIST, |_| async {
            count.set(count.get() + 1);
            let next = (count.get() < pages).then(|| Marker(count.get().to_string()));
            Ok(Page { items: vec![1; on_a_page], next })
        });
        let failure = failure.await.unwrap_err();
        assert_eq!((failure.kind, count.get()), (FailureKind::Incomplete, fetched));
    }
}
