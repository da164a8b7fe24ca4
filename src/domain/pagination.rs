//! A guard against paginated lists whose pages repeat or never end.

use super::failure::Failure;
use super::operation::Operation;
use super::user::Marker;
use std::collections::HashSet;

/// The markers of a list's pages so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct PaginationGuard(HashSet<Marker>);

impl PaginationGuard {
    /// The marker of the next page, if there is one. Fails with
    /// [`FailureKind::Incomplete`](super::FailureKind::Incomplete) when the marker was seen before,
    /// and after `max_pages`.
    pub(crate) fn next_page(
        &mut self,
        operation: Operation,
        next: Option<Marker>,
        max_pages: usize,
    ) -> Result<Option<Marker>, Failure> {
        let Some(marker) = next else { return Ok(None) };
        if !self.0.insert(marker.clone()) {
            let message = "the list goes in circles: the same marker came twice";
            return Err(Failure::incomplete(operation, message));
        }
        if self.0.len() >= max_pages {
            let message = "the list goes on far beyond IAM's quotas";
            return Err(Failure::incomplete(operation, message));
        }
        Ok(Some(marker))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::FailureKind;

    fn follow(guard: &mut PaginationGuard, marker: &str) -> Result<Option<Marker>, FailureKind> {
        let next = Some(Marker(marker.to_owned()));
        guard.next_page(Operation::ListUsers, next, 4).map_err(|failure| failure.kind)
    }

    #[test]
    fn a_list_neither_goes_in_circles_nor_on_for_ever() {
        let mut guard = PaginationGuard::default();
        assert_eq!(follow(&mut guard, "a"), Ok(Some(Marker("a".to_owned()))));
        assert_eq!(follow(&mut guard, "a"), Err(FailureKind::Incomplete));
        assert!(follow(&mut guard, "b").is_ok() && follow(&mut guard, "c").is_ok());
        assert_eq!(follow(&mut guard, "d"), Err(FailureKind::Incomplete));
        assert_eq!(guard.next_page(Operation::ListUsers, None, 0), Ok(None));
    }
}
