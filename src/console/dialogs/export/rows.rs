//! The rows of the file. Only what was read from IAM is in them.

use crate::console::model::Model;
use crate::console::model::changes::ShownKey;
use crate::console::model::directory::UserRecord;
use crate::domain::{KeyRow, UserName};

#[derive(Debug)]
pub(super) struct Rows {
    pub(super) rows: Vec<KeyRow>,
    /// How many users could not be read.
    pub(super) unreadable: usize,
}

/// `None` while something is still to be read.
pub(super) fn rows(model: &Model, users: &[UserName]) -> Option<Rows> {
    if model.directory.authorization().is_loading() {
        return None;
    }
    let (mut all, mut unreadable) = (Vec::new(), 0);
    for user in users {
        let Some(record) = model.directory.record(user) else { continue };
        if model.directory.is_completely_read(user)? {
            all.extend(of_user(model, user, record));
        } else {
            unreadable += 1;
        }
    }
    Some(Rows { rows: all, unreadable })
}

fn of_user(model: &Model, user: &UserName, record: &UserRecord) -> Vec<KeyRow> {
    let account = model.session.caller().map(|caller| caller.account.clone());
    let keys = model.keys(user).unwrap_or_default();
    if keys.is_empty() {
        return vec![KeyRow { user: Some(user.clone()), account, ..KeyRow::default() }];
    }
    let row = |shown: &ShownKey| {
        let read = record.usage.get(&shown.key.id).and_then(|usage| usage.value());
        KeyRow {
            account: account.clone(),
            last_used: read.map(|usage| usage.last_used.clone()),
            description: model.description(user, &shown.key.id).map(str::to_owned),
            ..KeyRow::of_key(&shown.key, model.now)
        }
    };
    keys.iter().map(row).collect()
}
