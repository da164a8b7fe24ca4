//! Which lines of a dialog are shown where not all of them fit.
//!
//! Whose key it is, what is to be chosen and the buttons stay; what explains goes before what
//! warns, and nothing goes unsaid but air and the commands of other programs.

use crate::ui::{self, Theme};
use ratatui::text::Line;

/// A list keeps so many lines before explanations do.
const SCROLLED: usize = 6;

/// A list keeps so many lines before reasons do.
const LEAST: usize = 3;

/// What a line is worth when there is little room: the least goes first, and of equals the last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Weight {
    /// The command of another program.
    Command,
    /// Air.
    Gap,
    /// Explanation.
    Prose,
    /// What speaks for or against, and what went wrong.
    Reason,
    /// Facts and buttons.
    Kept,
    /// The line to type in.
    Input,
    /// Where the list is.
    List,
}

/// A line, and what it is worth.
pub(super) type Weighed = (Weight, Line<'static>);

/// A list to choose from.
#[derive(Debug)]
pub(super) struct List {
    pub(super) labels: Vec<String>,
    pub(super) selected: usize,
}

impl List {
    /// So many lines around the selected one; how much there is above and below is said.
    fn lines(&self, room: usize, columns: usize, theme: Theme) -> Vec<Line<'static>> {
        let count = self.labels.len();
        let room = room.clamp(1, count.max(1));
        let first = self.selected.saturating_sub((room - 1) / 2);
        let first = first.min(count.saturating_sub(room));
        let last = first + room;
        let shown = self.labels.iter().enumerate().skip(first).take(room);
        let line = |(index, label): (usize, &String)| {
            let (mark, style) = if index == self.selected {
                ("▸ ", theme.selected())
            } else {
                ("  ", theme.plain())
            };
            let more = match (index == first && first > 0, index + 1 == last && last < count) {
                (true, true) => format!(" … {} more", count - 1),
                (true, false) => format!(" … {first} above"),
                (false, true) => format!(" … {} below", count - last),
                (false, false) => String::new(),
            };
            let room = columns.saturating_sub(ui::width(mark) + ui::width(&more));
            Line::styled(format!("{mark}{}{more}", ui::fit(label, room)), style)
        };
        shown.map(line).collect()
    }
}

/// The lines that fit into so many rows and columns, the weightiest.
pub(super) fn fitted(
    mut lines: Vec<Weighed>,
    list: Option<&List>,
    (room, columns): (usize, usize),
    theme: Theme,
) -> Vec<Weighed> {
    // The line that says where the list is takes none itself.
    let place = usize::from(list.is_some());
    let entries = list.map_or(0, |list| list.labels.len());
    let beside = |least: usize| (room + place).saturating_sub(entries.min(least));
    if lines.len() > beside(entries) {
        lines.retain(|(weight, _)| *weight != Weight::Command);
    }
    drop_last(&mut lines, Weight::Gap, beside(entries));
    if lines.len() > beside(SCROLLED) {
        // The mark takes a line itself.
        let at = drop_last(&mut lines, Weight::Prose, beside(SCROLLED).saturating_sub(1));
        if let Some(at) = at.filter(|_| lines.len() < beside(LEAST)) {
            let mark = Line::styled("… enlarge the terminal to read it all", theme.warning());
            lines.insert(at, (Weight::Prose, mark));
        }
    }
    if lines.len() > beside(LEAST) {
        drop_last(&mut lines, Weight::Prose, beside(LEAST));
    }
    if lines.len() > beside(LEAST) {
        let before = lines.len();
        if let Some(at) = drop_last(&mut lines, Weight::Reason, beside(LEAST).saturating_sub(1)) {
            let text = format!("… {} more lines: enlarge the terminal", before - lines.len());
            lines.insert(at, (Weight::Reason, Line::styled(text, theme.warning())));
        }
        drop_last(&mut lines, Weight::Reason, beside(1));
    }
    if lines.len() > beside(1) {
        // Nothing but facts is left, and they are too many: the first says whose key it is, and the
        // end has the buttons.
        let first = usize::from(beside(1) > 1);
        lines.drain(first..first + lines.len().saturating_sub(beside(1)));
    }
    let Some(list) = list else { return lines };
    let at = lines.iter().position(|(weight, _)| *weight == Weight::List);
    let room = (room + place).saturating_sub(lines.len());
    let shown = list.lines(room, columns, theme).into_iter().map(|line| (Weight::Kept, line));
    if let Some(at) = at {
        lines.splice(at..=at, shown);
    }
    lines
}

/// Removes lines of a weight, the last first, until so many lines are left; says where the last
/// one removed was.
fn drop_last(lines: &mut Vec<Weighed>, weight: Weight, room: usize) -> Option<usize> {
    let mut removed = None;
    while lines.len() > room {
        let Some(at) = lines.iter().rposition(|(other, _)| *other == weight) else { break };
        lines.remove(at);
        removed = Some(at);
    }
    removed
}

#[cfg(test)]
mod tests {
    use super::*;
    use Weight::{Command, Gap, Input, Kept, Prose, Reason};

    fn words(lines: &[(Weight, &'static str)], list: Option<&List>, room: usize) -> String {
        let lines = lines.iter().map(|(weight, text)| (*weight, Line::raw(*text))).collect();
        let left = fitted(lines, list, (room, 20), Theme { colour: false });
        assert!(left.len() <= room, "{left:?}");
        left.iter().map(|(_, line)| line.to_string()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_a_decision_rests_on_is_left_out_last() {
        let lines = [
            (Kept, "user"),
            (Kept, "key"),
            (Gap, "."),
            (Prose, "why"),
            (Reason, "in use"),
            (Reason, "too soon"),
            (Prose, "how"),
            (Gap, "."),
            (Command, "aws"),
            (Input, "›"),
            (Gap, "."),
            (Kept, "buttons"),
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
            let lines = [(Prose, "why"), (Weight::List, ""), (Kept, "tick")];
            words(&lines, Some(&List { labels: labels.clone(), selected }), room)
        };
        assert_eq!(left(0, 10), "why ▸ n1   n2   n3   n4   n5   n6   n7   n8 tick");
        assert_eq!(left(0, 8), "why ▸ n1   n2   n3   n4   n5   n6 … 2 below tick");
        assert_eq!(left(7, 4), "  n6 … 5 above   n7 ▸ n8 tick");
        assert_eq!(left(4, 4), "  n4 … 3 above ▸ n5   n6 … 2 below tick");
        assert_eq!(left(4, 2), "▸ n5 … 7 more tick");
    }
}
