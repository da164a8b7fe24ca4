//! Sentences shared by pages and dialogs.

use crate::console::model::Model;
use crate::domain::{AccessKeyId, LastUsed, UserName, ago};
use crate::ui;

/// When, where and for which service a key was last used.
pub(crate) fn describe_last_used(model: &Model, user: &UserName, key: &AccessKeyId) -> String {
    last_used(model, user, key, true)
}

/// The same in at most so many columns, if leaving out the date is enough for that.
pub(crate) fn describe_last_used_within(
    model: &Model,
    user: &UserName,
    key: &AccessKeyId,
    columns: usize,
) -> String {
    let text = describe_last_used(model, user, key);
    if ui::width(&text) <= columns { text } else { last_used(model, user, key, false) }
}

fn last_used(model: &Model, user: &UserName, key: &AccessKeyId, with_date: bool) -> String {
    let Some(usage) = model.directory.record(user).and_then(|record| record.usage.get(key)) else {
        return "not read yet".to_owned();
    };
    let last_used = match (usage.value(), usage.failure()) {
        (Some(usage), _) => &usage.last_used,
        (None, Some(failure)) => return format!("not known: {failure}"),
        (None, None) => return "being read…".to_owned(),
    };
    match last_used {
        LastUsed::Never => "Never".to_owned(),
        LastUsed::At { date, region, service } => {
            let service = service.as_deref().unwrap_or("N/A");
            let region = region.as_deref().unwrap_or("N/A");
            let mut text = format!("{} · {service} · {region}", ago(*date, model.now));
            if with_date {
                text.push_str(&date.format(" (%Y-%m-%d %H:%MZ)").to_string());
            }
            text
        }
    }
}

/// What stops working if the session's own key is deactivated or deleted.
pub(crate) fn own_key_warning(model: &Model) -> String {
    let from = model.session.connection().map_or("", |connection| &connection.credentials_from);
    let from = if from.is_empty() { String::new() } else { format!(" (from {from})") };
    format!(
        "⚠ This very session is signed with this key{from}: akia stops working with it at once, and \
         so does everything else that uses it. It cannot be activated again from here."
    )
}
