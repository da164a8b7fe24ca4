//! The line of keys at the foot of the screen.

use super::text::width;
use super::theme::Theme;
use ratatui::text::{Line, Span};

/// A key and what it does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Hint {
    pub(crate) key: String,
    pub(crate) label: String,
    /// Hints with a lower priority are left out first.
    pub(crate) priority: u8,
    /// Whether the key can be used now; if not, the hint is dimmed.
    pub(crate) available: bool,
}

/// As many hints as fit into `columns` columns, in their order; the least important are left out.
pub(crate) fn footer(hints: &[Hint], columns: usize, theme: Theme) -> Line<'static> {
    let cost = |hint: &Hint| width(&hint.key) + 1 + width(&hint.label) + 2;
    let mut kept: Vec<&Hint> = hints.iter().collect();
    while kept.iter().map(|hint| cost(hint)).sum::<usize>() > columns {
        let Some(least) = kept.iter().map(|hint| (hint.available, hint.priority)).min() else {
            break;
        };
        // Of equals, the last one goes.
        let Some(at) = kept.iter().rposition(|h| (h.available, h.priority) == least) else { break };
        kept.remove(at);
    }
    let mut spans = vec![Span::raw(" ")];
    for hint in kept {
        let (key, label) = if hint.available {
            (theme.key(), theme.plain())
        } else {
            (theme.muted(), theme.muted())
        };
        spans.push(Span::styled(hint.key.clone(), key));
        spans.push(Span::styled(format!(" {}  ", hint.label), label));
    }
    Line::from(spans)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(key: &str, priority: u8) -> Hint {
        Hint { key: key.into(), label: "label".into(), priority, available: true }
    }

    #[test]
    fn the_least_important_goes_first() {
        let hints = [hint("a", 10), hint("b", 30), hint("c", 20)];
        let text = |columns| footer(&hints, columns, Theme { colour: false }).to_string();
        assert_eq!(text(27), " a label  b label  c label  ");
        assert_eq!(text(26), " b label  c label  ");
        assert_eq!(text(9), " b label  ");
        assert_eq!(text(3), " ");
    }
}
