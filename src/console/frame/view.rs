//! How the console is drawn: header, page, news, keys, and the dialogs on top.

use crate::console::Console;
use crate::console::input::bindings::{self, Action};
use crate::console::model::Model;
use crate::console::model::{Message, Tone};
use crate::console::next_step::next_step;
use crate::domain::{AccessKeyId, Connection, LastUsed, MfaChallenge, UserName, ago};
use crate::ui::{self, Hint, Theme, fit, harmless};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

/// The smallest terminal that everything fits in, in columns and rows.
const SMALLEST: (u16, u16) = (60, 15);

/// The most lines that news take.
const NEWS_LINES: usize = 6;

/// Where the parts of a page are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct PageLayout {
    header: Rect,
    pub(crate) body: Rect,
    status: Rect,
    footer: Rect,
}

/// Where the parts of a page are, in a terminal of this size that shows so many lines of news.
fn page_layout(size: (u16, u16), lines: usize) -> PageLayout {
    let area = Rect { x: 0, y: 0, width: size.0, height: size.1 };
    let [header, body, status, footer] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Fill(1),
        Constraint::Length(u16::try_from(lines).unwrap_or(1)),
        Constraint::Length(1),
    ])
    .areas(area);
    PageLayout { header, body, status, footer }
}

/// News, wrapped, and marked if it is cut.
fn news_lines(text: &str, room: usize) -> Vec<String> {
    let room = room.max(1);
    let mut lines = ui::wrap(text, room);
    if lines.len() > NEWS_LINES {
        lines.truncate(NEWS_LINES);
        if let Some(last) = lines.last_mut() {
            // One column too long, so that it is cut, and marked.
            let cut = fit(last, room.saturating_sub(2));
            *last = format!("{} …", cut.trim_end_matches(['…', ' ']));
        }
    }
    if lines.is_empty() { vec![String::new()] } else { lines }
}

/// Whether a terminal of this size is too small to show what one is asked.
pub(crate) fn is_too_small(size: (u16, u16)) -> bool {
    size.0 < SMALLEST.0 || size.1 < SMALLEST.1
}

impl Console {
    /// Draws everything.
    pub fn view(&self, frame: &mut Frame, theme: Theme) {
        let area = frame.area();
        if is_too_small((area.width, area.height)) {
            return too_small(frame, area);
        }
        let layout = self.layout();
        self.draw_header(frame, layout.header, theme);
        match (&self.credentials, self.cx.model.session.caller()) {
            (Some(page), _) => page.view(&&self.cx.model, theme, frame, layout.body),
            (None, Some(_)) => self.users.view(&&self.cx.model, theme, frame, layout.body),
            (None, None) => self.draw_waiting(frame, layout.body, theme),
        }
        self.draw_status(frame, layout.status, theme);
        if let Some(dialog) = self.dialogs.last() {
            let above =
                Rect { height: layout.footer.y.saturating_sub(layout.status.height), ..area };
            dialog.view(&&self.cx.model, theme, frame, above);
        }
        self.draw_footer(frame, layout.footer, theme);
    }

    pub(crate) fn layout(&self) -> PageLayout {
        let standing = || self.standing_failure();
        let news = self.cx.model.message.clone().or_else(standing);
        page_layout(
            self.cx.model.size,
            news.map_or(1, |news| news_lines(&news.text, self.news_room()).len()),
        )
    }

    /// How many columns news has: what the position beside it does not need.
    fn news_room(&self) -> usize {
        usize::from(self.cx.model.size.0).saturating_sub(ui::width(&self.position()) + 3)
    }

    /// Which rows of the table are in view; nothing where there is no table.
    fn position(&self) -> String {
        let table = self.credentials.is_none() && self.cx.model.message.is_none();
        if table { self.users.position(&&self.cx.model) } else { String::new() }
    }

    fn draw_header(&self, frame: &mut Frame, area: Rect, theme: Theme) {
        let mut left =
            Line::from(vec![Span::styled(" akia", theme.title()), " · IAM users".into()]);
        let mut right = where_you_are(&&self.cx.model, theme);
        let columns = usize::from(area.width).saturating_sub(2);
        if let Some(page) = &self.credentials {
            // However long the name: the account, which comes first, and the badges stay.
            let always = [right.first(), right.last().filter(|_| right.len() > 1)];
            let always: usize = always.into_iter().flatten().map(Span::width).sum();
            let room = columns.saturating_sub(left.width() + always + ui::width(" › ") + 2);
            let name = fit(page.user().as_str(), room);
            let rotate = if page.is_rotating() { " › Rotate" } else { "" };
            let fits = ui::width(&name) + ui::width(rotate) <= room;
            left.push_span(Span::raw(format!(" › {name}{}", if fits { rotate } else { "" })));
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

    /// Before anything can be shown: what is waited for, or what went wrong.
    fn draw_waiting(&self, frame: &mut Frame, area: Rect, theme: Theme) {
        let mut body = crate::console::dialogs::Body::new("Sign in", area, theme);
        let profile = self.cx.model.settings.profile.as_ref();
        let back = self.cx.model.way_back();
        // While it is asked for, nothing is cancelled yet.
        let left = self.cx.model.mfa.wanted.as_ref().filter(|_| self.dialogs.is_empty());
        if let Some(failure) = self.cx.model.session.trouble() {
            let with = profile.map_or(String::new(), |profile| format!(" with profile {profile}"));
            if left.is_some() {
                let text = format!("Signing in{with} was cancelled: no MFA code was given.");
                body.say(theme.title(), &text).gap();
            } else if profile.is_some()
                && back.is_some()
                && self.cx.model.mfa.wanted.as_ref().is_none()
            {
                body.say(theme.title(), &format!("Signing in{with} did not work.")).gap();
            }
            body.failure(failure);
        } else if self.cx.model.session.connection().is_some() {
            body.waiting(&&self.cx.model, "Asking AWS who you are (sts:GetCallerIdentity)…");
        } else {
            let of = profile.map_or(String::new(), |profile| format!(" of profile {profile}"));
            body.waiting(&&self.cx.model, &format!("Waiting for the credentials{of}…"));
        }
        if left.is_some_and(MfaChallenge::can_do_without) {
            body.gap().text("M, then esc, offers to go on without MFA.");
        }
        let mut ways = Vec::new();
        if let Some(before) = back {
            ways.push(format!("esc goes back to {}", before.from));
        }
        if back.is_some() || self.cx.model.session.trouble().is_some() {
            ways.push("p chooses another profile".to_owned());
        }
        if self.cx.model.session.trouble().is_some() {
            ways.push("r tries again".to_owned());
        }
        if !ways.is_empty() {
            body.gap().keep(theme.plain(), &format!("{}.", ways.join("; ")));
        }
        body.draw(frame, area);
    }

    fn draw_status(&self, frame: &mut Frame, area: Rect, theme: Theme) {
        let news = self.cx.model.message.clone().or_else(|| self.standing_failure());
        let news = news.unwrap_or_else(|| self.progress(self.news_room()));
        let style = match news.tone {
            Tone::Info => theme.plain(),
            Tone::Good => theme.good(),
            Tone::Warning => theme.warning(),
            Tone::Error => theme.danger(),
        };
        let lines = news_lines(&news.text, self.news_room()).into_iter();
        let lines: Vec<Line> = lines.map(|line| Line::styled(format!(" {line}"), style)).collect();
        frame.render_widget(Paragraph::new(lines), area);
        let last = Rect { y: area.bottom().saturating_sub(1), height: 1.min(area.height), ..area };
        let position = Line::styled(format!("{} ", self.position()), theme.muted());
        frame.render_widget(position.right_aligned(), last);
    }

    /// Whether the page itself says what is waited for, or what is wrong.
    pub(crate) fn is_signing_in(&self) -> bool {
        self.cx.model.session.caller().is_none() && self.credentials.is_none()
    }

    /// What has failed or is dangerous, as long as it is so.
    fn standing_failure(&self) -> Option<Message> {
        let model = &self.cx.model;
        if self.is_signing_in() {
            return None;
        }
        let news = |tone, text| Some(Message { tone, text });
        if let Some(failure) = model.session.trouble() {
            return news(Tone::Error, format!("{} {failure}", next_step(failure)));
        }
        if self.credentials.is_none() {
            if let Some(failure) = model.directory.list().failure() {
                let since = model.directory.list().completed();
                let since =
                    since.map_or(String::new(), |at| format!(" As of {}.", ago(at, model.now)));
                let text = format!("Not all users:{since} {failure} {}", next_step(failure));
                return news(Tone::Error, text);
            }
            if let Some(failure) = self.users.selected_failure(model) {
                return news(Tone::Warning, format!("{} {failure}", next_step(failure)));
            }
        }
        None
    }

    /// Whether an action is of use before anybody is signed in.
    fn helps_to_sign_in(&self, action: Action) -> bool {
        match action {
            Action::Profiles | Action::Refresh | Action::Help | Action::Quit => true,
            Action::SignInMfa => self.cx.model.mfa.wanted.as_ref().is_some(),
            _ => false,
        }
    }

    fn draw_footer(&self, frame: &mut Frame, area: Rect, theme: Theme) {
        let signing_in = self.is_signing_in() && self.dialogs.is_empty();
        let back = signing_in && self.cx.model.way_back().is_some();
        // Where nobody is signed in, the key that clears a search leads back.
        let back = back.then(|| Hint {
            key: "esc".to_owned(),
            label: "back".to_owned(),
            priority: 70,
            available: true,
        });
        let helps = |action: Action| !signing_in || self.helps_to_sign_in(action);
        let hints: Vec<Hint> = bindings::at(self.key_context())
            .filter(|binding| binding.priority > 0 && helps(binding.action))
            .filter_map(|binding| {
                Some(Hint {
                    key: binding.keys.first()?.to_string(),
                    label: binding.label.to_owned(),
                    priority: binding.priority,
                    available: self.unavailable(binding.action).is_none(),
                })
            })
            .chain(back)
            .collect();
        frame.render_widget(ui::footer(&hints, usize::from(area.width), theme), area);
    }
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
    let new_key = session.connection().is_some_and(Connection::is_moved);
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

fn too_small(frame: &mut Frame, area: Rect) {
    let text = format!(
        "akia needs {}×{}; this terminal has {}×{}.",
        SMALLEST.0, SMALLEST.1, area.width, area.height
    );
    let lines: Vec<Line> =
        ui::wrap(&text, usize::from(area.width)).into_iter().map(Line::raw).collect();
    frame.render_widget(Paragraph::new(lines), area);
}

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
