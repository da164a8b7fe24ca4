//! A call that is being answered, and the paging of its list.

use super::api_error::ApiError;
use super::caller::Caller;
use super::faults::Fault;
use super::request::Parameters;
use super::state::State;
use super::users::Users;
use super::xml::Xml;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// The outcome of an action; its result is written to the XML.
pub(super) type ActionResult = Result<(), ApiError>;

#[derive(Debug)]
pub(super) struct Call<'a> {
    pub(super) parameters: &'a Parameters,
    pub(super) caller: &'a Caller,
    pub(super) now: DateTime<Utc>,
    pub(super) arrived: Instant,
    pub(super) lag: Duration,
    pub(super) fault: Option<&'a Fault>,
}

impl Call<'_> {
    /// The user the call is about: `UserName`, or else the caller.
    pub(super) fn subject(&self, state: &State) -> Result<&str, ApiError> {
        let named = match self.parameters.get("UserName") {
            // The account may have users with names that IAM would refuse.
            Some(name) if state.users.contains_key(name) => Some(name),
            _ => self.parameters.user_name()?,
        };
        named.or(self.caller.user.as_deref()).ok_or_else(|| {
            ApiError::validation("Must specify userName when calling with non-User credentials")
        })
    }

    /// The users as a list shows them, which may lag.
    pub(super) fn listed(&self, state: &State) -> Arc<Users> {
        state.users_before(self.arrived, self.lag)
    }

    /// Writes the page of a list that the call asks for.
    pub(super) fn page<T>(
        &self,
        xml: &mut Xml,
        list: &str,
        items: impl Iterator<Item = T>,
        content: impl FnMut(&mut Xml, T),
    ) -> Result<(), ApiError> {
        let most = match self.fault {
            Some(Fault::EmptyPage) => 0,
            Some(Fault::ShortPage) => 1,
            _ => self.parameters.max_items()?,
        };
        let start = self.parameters.get("Marker").map_or(Ok(0), page_start)?;
        let mut items = items.skip(start).peekable();
        xml.members(list, items.by_ref().take(most), content);
        let has_more = items.peek().is_some();
        let (truncated, next) = match self.fault {
            Some(Fault::SameMarker) => (true, Some(marker(&start.to_string()))),
            Some(Fault::NoMarker) => (true, None),
            // Another marker for the same start.
            Some(Fault::EmptyPage) => (true, Some(marker(&format!("{start:030}")))),
            _ if has_more => (true, Some(marker(&(start + most).to_string()))),
            _ => (false, None),
        };
        xml.text("IsTruncated", if truncated { "true" } else { "false" });
        if let Some(next) = next {
            xml.text("Marker", &next);
        }
        Ok(())
    }
}

/// What a decoded marker begins with. To clients, markers are opaque.
const MARKER_PREFIX: &str = "next item ~> ";

fn marker(start: &str) -> String {
    STANDARD.encode(format!("{MARKER_PREFIX}{start}"))
}

fn page_start(marker: &str) -> Result<usize, ApiError> {
    decode_marker(marker).ok_or_else(|| ApiError::validation("Invalid Marker."))
}

fn decode_marker(marker: &str) -> Option<usize> {
    let decoded = String::from_utf8(STANDARD.decode(marker).ok()?).ok()?;
    decoded.strip_prefix(MARKER_PREFIX)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_opaque_and_forgeries_are_refused() {
        assert_eq!(page_start(&marker("700")), Ok(700));
        assert!(!marker("700").contains("700"));
        assert_eq!(page_start("700").unwrap_err().code, "ValidationError");
    }
}
