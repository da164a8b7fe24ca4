//! Which lines of a dialog are shown where not all of them fit.
//!
//! Whose key it is, what is to be chosen and the buttons stay. Explanations go before warnings, and
//! nothing is left out silently but empty lines and commands of other programs.

use crate::ui::{self, Theme};
use ratatui::text::Line;

/// A list keeps so many lines before explanations do.
const SCROLLED: usize = 6;

/// A list keeps so many lines before notices do.
const LEAST: usize = 3;

/// What a line is worth where there is little room: the first of these are left out first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Weight {
    /// The command of another program.
    Command,
    /// An empty line.
    Gap,
    Explanation,
    /// What speaks for or against, and what went wrong.
    Notice,
    /// Facts and buttons.
    Fact,
    /// The line to type in.
    Input,
    /// Where the list goes.
    List,
}

pub(super) type WeighedLine = (Weight, Line<'static>);

/// A list to choose from.
#[derive(Debug)]
pub(super) struct List {
    pub(super) labels: Vec<String>,
    pub(super) selected: usize,
}

impl List {
    /// So many lines around the selected one, with how much there is above and below.
    fn lines(&self, room: usize, columns: usize, theme: Theme) -> Vec<Line<'static>> {
        let count = self.labels.len();
        let room = room.clamp(1, count.max(1));
        let first = self.selected.saturating_sub((room - 1) / 2);
        let first = first.min(count.saturating_sub(room));
        let end = first + room;
        let mut lines = Vec::new();
        for (index, label) in self.labels.iter().enumerate().skip(first).take(room) {
            let (mark, style) = if index == self.selected {
                ("▸ ", theme.selected())
            } else {
                ("  ", theme.plain())
            };
            let more = match (index == first && first > 0, index + 1 == end && end < count) {
                (true, true) => format!(" … {} more", count - 1),
                (true, false) => format!(" … {first} above"),
                (false, true) => format!(" … {} below", count - end),
                (false, false) => String::new(),
            };
            let columns = columns.saturating_sub(ui::width(mark) + ui::width(&more));
            lines.push(Line::styled(format!("{mark}{}{more}", ui::fit(label, columns)), style));
        }
        lines
    }
}

/// The lines that are shown in so many rows and columns.
pub(super) fn fit_lines(
    mut lines: Vec<WeighedLine>,
    list: Option<&List>,
    (rows, columns): (usize, usize),
    theme: Theme,
) -> Vec<WeighedLine> {
    // The line where the list goes takes no row itself.
    let rows = rows + usize::from(list.is_some());
    let entries = list.map_or(0, |list| list.labels.len());
    // How many rows are left beside a list that keeps so many lines.
    let beside = |list_lines: usize| rows.saturating_sub(entries.min(list_lines));

    if lines.len() > beside(entries) {
        lines.retain(|(weight, _)| *weight != Weight::Command);
    }
    drop_last(&mut lines, Weight::Gap, beside(entries));
    if lines.len() > beside(SCROLLED) {
        // The mark takes a row, too.
        let removed_at =
            drop_last(&mut lines, Weight::Explanation, beside(SCROLLED).saturating_sub(1));
        if let Some(at) = removed_at.filter(|_| lines.len() < beside(LEAST)) {
            let mark = Line::styled("… enlarge the terminal to read it all", theme.warning());
            lines.insert(at, (Weight::Explanation, mark));
        }
    }
    drop_last(&mut lines, Weight::Explanation, beside(LEAST));
    if lines.len() > beside(LEAST) {
        let before = lines.len();
        let removed_at = drop_last(&mut lines, Weight::Notice, beside(LEAST).saturating_sub(1));
        if let Some(at) = removed_at {
            let text = format!("… {} more lines: enlarge the terminal", before - lines.len());
            lines.insert(at, (Weight::Notice, Line::styled(text, theme.warning())));
        }
        drop_last(&mut lines, Weight::Notice, beside(1));
    }
    if lines.len() > beside(1) {
        // Only facts are left, and they are too many. The first says whose key it is, and the last
        // are the buttons.
        let first = usize::from(beside(1) > 1);
        lines.drain(first..first + lines.len().saturating_sub(beside(1)));
    }
    insert_list(&mut lines, list, rows, columns, theme);
    lines
}

/// Puts a list where it goes, as long as the other lines leave room for it.
fn insert_list(
    lines: &mut Vec<WeighedLine>,
    list: Option<&List>,
    rows: usize,
    columns: usize,
    theme: Theme,
) {
    let at = lines.iter().position(|(weight, _)| *weight == Weight::List);
    if let (Some(list), Some(at)) = (list, at) {
        let shown = list.lines(rows.saturating_sub(lines.len()), columns, theme);
        lines.splice(at..=at, shown.into_iter().map(|line| (Weight::Fact, line)));
    }
}

/// Removes the last lines of a weight until no more lines are left than so many. Returns where the
/// last one removed was.
fn drop_last(lines: &mut Vec<WeighedLine>, weight: Weight, at_most: usize) -> Option<usize> {
    let mut removed_at = None;
    while lines.len() > at_most {
        let Some(at) = lines.iter().rposition(|(other, _)| *other == weight) else { break };
        lines.remove(at);
        removed_at = Some(at);
    }
    removed_at
}

#[cfg(test)]
mod tests {
    use super::*;
    use Weight::{Command, Explanation, Fact, Gap, Input, Notice};

    fn words(lines: &[(Weight, &'static str)], list: Option<&List>, room: usize) -> String {
        let lines = lines.iter().map(|(weight, text)| (*weight, Line::raw(*text))).collect();
        let left = fit_lines(lines, list, (room, 20), Theme { colour: false });
        assert!(left.len() <= room, "{left:?}");
        left.iter().map(|(_, line)| line.to_string()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_a_decision_rests_on_is_left_out_last() {
        let lines = [
            (Fact, "user"),
            (Fact, "key"),
            (Gap, "."),
            (Explanation, "why"),
            (Notice, "in use"),
            (Notice, "too soon"),
            (Explanation, "how"),
            (Gap, "."),
            (Command, "aws"),
            (Input, "›"),
            (Gap, "."),
            (Fact, "buttons"),
        ];
        let left = |room| words(&lines, None, room);
        assert_eq!(left(12), "user key . why in use too soon how . aws › . buttons");
        assert_eq!(left(10), "user key . why in use too soon how . › buttons");
        assert_eq!(left(8), "user key why in use too soon how › buttons");
        assert_eq!(
            left(7),
            "user key … enlarge the terminal to read it all in use too soon › buttons"
        );
        assert_eq!(left(6), "user key in use too soon › buttons");
        assert_eq!(left(5), "user key … 2 more lines: enlarge the terminal › buttons");
        assert_eq!(left(4), "user key › buttons");
        assert_eq!(left(2), "user buttons");
        assert_eq!((left(1).as_str(), left(0).as_str()), ("buttons", ""));
    }

    #[test]
    fn a_list_scrolls_around_what_is_selected_and_says_what_is_hidden() {
        let labels: Vec<String> = (1..=8).map(|number| format!("n{number}")).collect();
        let left = |selected, room| {
            let lines = [(Explanation, "why"), (Weight::List, ""), (Fact, "tick")];
            words(&lines, Some(&List { labels: labels.clone(), selected }), room)
        };
        assert_eq!(left(0, 10), "why ▸ n1   n2   n3   n4   n5   n6   n7   n8 tick");
        assert_eq!(left(0, 8), "why ▸ n1   n2   n3   n4   n5   n6 … 2 below tick");
        assert_eq!(left(7, 4), "  n6 … 5 above   n7 ▸ n8 tick");
        assert_eq!(left(4, 4), "  n4 … 3 above ▸ n5   n6 … 2 below tick");
        assert_eq!(left(4, 2), "▸ n5 … 7 more tick");
    }
}
