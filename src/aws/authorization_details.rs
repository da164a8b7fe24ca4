//! Users with their tags and groups, up to a thousand in one call.

use super::account::{Account, unreadable};
use super::clients::for_a_long_answer;
use super::lane::Lane;
use super::{convert, pagination};
use crate::domain::{AuthorizationDetails, Failure, Marker, Operation, Page};
use aws_sdk_iam::types::EntityType;

/// Nobody waits for them, but a page fills many rows in view.
const LANE: Lane = Lane::InView;

/// IAM's longest page. IAM may send fewer users.
const PAGE_SIZE: i32 = 1_000;

impl Account {
    /// One page of the account's users with their tags and groups:
    /// `GetAccountAuthorizationDetails`, of users only.
    ///
    /// # Errors
    /// When the call fails, or the page does not say where the list continues.
    pub async fn authorization_details_page(
        &self,
        marker: Option<Marker>,
    ) -> Result<Page<AuthorizationDetails>, Failure> {
        let operation = Operation::GetAccountAuthorizationDetails;
        let request = self
            .iam(LANE)
            .get_account_authorization_details()
            .filter(EntityType::User)
            .max_items(PAGE_SIZE)
            .set_marker(marker.as_ref().map(|marker| marker.0.clone()));
        let send = || request.clone().customize().config_override(for_a_long_answer()).send();
        let answer = self.rate_limited(LANE, operation, send).await?;
        let described: Result<Vec<_>, _> =
            answer.user_detail_list().iter().map(convert::authorization_details).collect();
        let described = described.map_err(|fault| unreadable(operation, fault, &answer))?;
        let rest = (answer.is_truncated(), answer.marker());
        pagination::page(operation, marker.as_ref(), described, rest)
    }
}
