//! The header: the page on the left, the account and the caller on the right.

use crate::console::model::Model;
use crate::domain::{Connection, UserName};
use crate::ui::{self, Theme, fit, harmless};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// The user whose page is open.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Breadcrumb<'a> {
    pub(crate) user: &'a UserName,
    /// The page on top of the user's: ` › Rotate`, or nothing.
    pub(crate) suffix: &'static str,
}

pub(crate) fn draw(
    model: &Model,
    breadcrumb: Option<Breadcrumb<'_>>,
    theme: Theme,
    frame: &mut Frame,
    area: Rect,
) {
    let mut left = Line::from(vec![Span::styled(" akia", theme.title()), " · IAM users".into()]);
    let mut right = identity(model, theme);
    let badges = badges(model, theme);
    let columns = usize::from(area.width).saturating_sub(2);
    if let Some(Breadcrumb { user, suffix }) = breadcrumb {
        // The account, which comes first, and the badges stay, however long the name is.
        let reserved = right.first().map_or(0, Span::width) + badges.width();
        let room = columns.saturating_sub(left.width() + reserved + ui::width(" › ") + 2);
        let name = fit(user.as_str(), room);
        let fits = ui::width(&name) + ui::width(suffix) <= room;
        left.push_span(Span::raw(format!(" › {name}{}", if fits { suffix } else { "" })));
    }
    let room = columns.saturating_sub(left.width() + badges.width());
    // The least important part comes last.
    while !right.is_empty() && right.iter().map(Span::width).sum::<usize>() >= room {
        right.pop();
    }
    right.extend([Span::raw(" "), badges]);
    frame.render_widget(left, area);
    frame.render_widget(Line::from(right).right_aligned(), area);
}

/// Who is calling, in which account, with which profile: the most important first.
fn identity(model: &Model, theme: Theme) -> Vec<Span<'static>> {
    let mut parts: Vec<(String, Style)> = Vec::new();
    let session = &model.session;
    if let Some(caller) = session.caller() {
        let account = caller.account.grouped();
        let account = session.alias().map_or(account.clone(), |alias| format!("{alias} {account}"));
        parts.push((account, theme.title()));
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
    let mut credentials = Vec::new();
    credentials.extend(model.profile().map(|profile| format!("profile {profile}")));
    if session.connection().is_some_and(Connection::is_moved_to_new_key) {
        credentials.push("new key".to_owned());
    }
    if !credentials.is_empty() {
        parts.push((credentials.join(", "), theme.plain()));
    }
    let mut spans: Vec<Span> = Vec::new();
    for (text, style) in parts {
        let dot = if spans.is_empty() { "" } else { " · " };
        spans.push(Span::styled(format!("{dot}{}", harmless(&text)), style));
    }
    spans
}

fn badges(model: &Model, theme: Theme) -> Span<'static> {
    let demo = if model.settings.demo { " DEMO " } else { "" };
    let read_only = if model.settings.read_only { " READ ONLY " } else { "" };
    Span::styled(format!("{demo}{read_only}"), theme.badge())
}
