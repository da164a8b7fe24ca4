//! The keys' descriptions. They are tags of the users, which `ListUsers` does not return.

use crate::aws::{Account, Lane};
use crate::cli::listing;
use crate::cli::output::Diagnostics;
use crate::domain::{AccessKeyId, Failure, FailureKind, UserName};
use crate::ui::grouped;
use futures_util::TryStreamExt as _;
use std::cell::Cell;
use std::collections::HashMap;
use std::pin::pin;

/// Tags of a user: key and value.
type Tags = Vec<(String, String)>;

/// The tags of each user that can describe a key.
///
/// All are in memory at once. IAM's quotas limit them: 5,000 users with at most 50 tags each, of
/// which only those named like an access key ID are kept.
#[derive(Debug, Default)]
pub(super) struct Descriptions {
    by_user: HashMap<UserName, Tags>,
    denied: Cell<bool>,
}

impl Descriptions {
    /// Reads them for many users at once. Users for whom that fails are read one by one later.
    pub(super) async fn read(account: &Account, diagnostics: &Diagnostics<'_>) -> Self {
        let mut by_user = HashMap::new();
        let mut details = pin!(listing::details(account));
        // A failure here only costs more calls later.
        while let Ok(Some(user)) = details.try_next().await {
            let details = user.details;
            by_user.insert(details.user.name, of_keys(details.tags));
            diagnostics
                .progress(|| format!("descriptions read, of users: {}", grouped(by_user.len())));
        }
        Self { by_user, denied: Cell::new(false) }
    }

    /// The tags of a user that can describe a key. None if a policy denies reading them, which is
    /// reported the first time.
    pub(super) async fn of(
        &self,
        account: &Account,
        user: &UserName,
        diagnostics: &Diagnostics<'_>,
    ) -> Result<Tags, Failure> {
        if let Some(tags) = self.by_user.get(user) {
            return Ok(tags.clone());
        }
        match account.user(Lane::Background, user).await {
            Ok(details) => Ok(of_keys(details.tags)),
            Err(failure) if failure.kind == FailureKind::Denied => {
                if !self.denied.replace(true) {
                    let what = "Not all descriptions can be read; where not, they are left out";
                    diagnostics.failure(Some(what), &failure);
                }
                Ok(Tags::new())
            }
            Err(failure) => Err(failure),
        }
    }

    pub(super) fn were_denied(&self) -> bool {
        self.denied.get()
    }
}

/// The tags whose key could be an access key ID.
fn of_keys(mut tags: Tags) -> Tags {
    tags.retain(|(key, _)| AccessKeyId::parse(key).is_ok());
    tags
}
