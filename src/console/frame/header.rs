//! The header: the page on the left, where the person is on the right.

use crate::console::model::Model;
use crate::domain::{Connection, UserName};
use crate::ui::{self, Theme, fit, harmless};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// The user whose page is open, and the page on top of that.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Breadcrumb<'a> {
    pub(crate) user: &'a UserName,
    /// Such as ` › Rotate`; empty for the user's own page.
    pub(crate) above: &'static str,
}

/// Draws the header.
pub(crate) fn draw(
    model: &Model,
    breadcrumb: Option<Breadcrumb<'_>>,
    theme: Theme,
    frame: &mut Frame,
    area: Rect,
) {
    let mut left = Line::from(vec![Span::styled(" akia", theme.title()), " · IAM users".into()]);
    let mut right = where_you_are(model, theme);
    let columns = usize::from(area.width).saturating_sub(2);
    if let Some(Breadcrumb { user, above }) = breadcrumb {
        // However long the name: the account, which comes first, and the badges stay.
        let always = [right.first(), right.last().filter(|_| right.len() > 1)];
        let always: usize = always.into_iter().flatten().map(Span::width).sum();
        let room = columns.saturating_sub(left.width() + always + ui::width(" › ") + 2);
        let name = fit(user.as_str(), room);
        let fits = ui::width(&name) + ui::width(above) <= room;
        left.push_span(Span::raw(format!(" › {name}{}", if fits { above } else { "" })));
    }
    let room = columns.saturating_sub(left.width());
    // The least important is left out first: it is at the end but for the badges.
    while right.iter().map(Span::width).sum::<usize>() >= room && right.len() > 1 {
        right.remove(right.len() - 2);
    }
    right.insert(right.len().saturating_sub(1), Span::raw(" "));
    frame.render_widget(left, area);
    frame.render_widget(Line::from(right).right_aligned(), area);
}

/// The header's right side, the most important first, badges last.
fn where_you_are(model: &Model, theme: Theme) -> Vec<Span<'static>> {
    let mut parts: Vec<(String, Style)> = Vec::new();
    let session = &model.session;
    match (session.alias(), session.caller()) {
        (Some(alias), Some(caller)) => {
            parts.push((format!("{alias} {}", caller.account.grouped()), theme.title()));
        }
        (None, Some(caller)) => parts.push((caller.account.grouped(), theme.title())),
        _ => {}
    }
    if let Some(caller) = session.caller() {
        parts.push((caller.label(), theme.plain()));
    }
    if session.connection().is_some_and(|connection| connection.mfa.is_some()) {
        parts.push(("MFA".to_owned(), theme.good()));
    }
    if let Some(connection) = session.connection() {
        if connection.partition != "aws" {
            parts.push((connection.partition.clone(), theme.warning()));
        }
        if let Some(endpoint) = &connection.endpoint {
            parts.push((endpoint.clone(), theme.warning()));
        }
    }
    let new_key = session.connection().is_some_and(Connection::is_moved_to_new_key);
    match model.profile() {
        Some(profile) if new_key => {
            parts.push((format!("profile {profile}, new key"), theme.plain()));
        }
        Some(profile) => parts.push((format!("profile {profile}"), theme.plain())),
        None if new_key => parts.push(("new key".to_owned(), theme.plain())),
        None => {}
    }
    let mut spans: Vec<Span> = Vec::new();
    for (text, style) in parts {
        let dot = if spans.is_empty() { "" } else { " · " };
        spans.push(Span::styled(format!("{dot}{}", harmless(&text)), style));
    }
    let mut badges = String::new();
    if model.settings.demo {
        badges.push_str(" DEMO ");
    }
    if model.settings.read_only {
        badges.push_str(" READ ONLY ");
    }
    spans.push(Span::styled(badges, theme.badge()));
    spans
}
