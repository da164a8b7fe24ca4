//! Sentences that pages and dialogs share.

use crate::console::model::Model;
use crate::domain::{AccessKeyId, LastUsed, UserName, ago};
use crate::ui;

/// When, where and for what a key was last used, in words.
pub(crate) fn describe_last_used(model: &Model, user: &UserName, key: &AccessKeyId) -> String {
    last_used(model, user, key, true)
}

/// The same in so many columns, if it can be without the date, which says no more than how long
/// ago it was.
pub(crate) fn describe_last_used_within(
    model: &Model,
    user: &UserName,
    key: &AccessKeyId,
    columns: usize,
) -> String {
    let words = describe_last_used(model, user, key);
    if ui::width(&words) <= columns { words } else { last_used(model, user, key, false) }
}

fn last_used(model: &Model, user: &UserName, key: &AccessKeyId, dated: bool) -> String {
    let usage = model.directory.record(user).and_then(|record| record.usage.get(key));
    match usage {
        Some(usage) => match (usage.value(), usage.failure()) {
            (Some(usage), _) => match &usage.last_used {
                LastUsed::Never => "Never".to_owned(),
                LastUsed::At { date, region, service } => {
                    let service = service.as_deref().unwrap_or("N/A");
                    let region = region.as_deref().unwrap_or("N/A");
                    let at = if dated {
                        date.format(" (%Y-%m-%d %H:%MZ)").to_string()
                    } else {
                        String::new()
                    };
                    format!("{} · {service} · {region}{at}", ago(*date, model.now))
                }
            },
            (None, Some(failure)) => format!("not known: {failure}"),
            (None, None) => "being read…".to_owned(),
        },
        None => "not read yet".to_owned(),
    }
}

/// What stops working when the session's own key is switched off.
pub(crate) fn own_key_warning(model: &Model) -> String {
    let from = model.session.connection().map_or("", |connection| &connection.credentials_from);
    let from = if from.is_empty() { String::new() } else { format!(" (from {from})") };
    format!(
        "⚠ This very session is signed with this key{from}: akia stops working with it at once, and \
         so does everything else that uses it. It cannot be activated again from here."
    )
}
