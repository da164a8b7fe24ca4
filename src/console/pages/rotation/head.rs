//! The head of the page: the six steps with the current one marked, and the next step.

use super::decision::Decision;
use super::describe::describe_next_step;
use crate::console::input::bindings::Action;
use crate::domain::{Recommendation, Status, capitalise};
use crate::ui::{Theme, fit, width, wrap};
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

const STEPS: [&str; 6] = ["Create", "Update", "Quiet", "Deactivate", "Wait", "Delete"];

/// With fewer rows than this, the title is left out.
const LOW: u16 = 14;

pub(super) fn head_lines(
    decision: &Decision,
    is_available: impl Fn(Action) -> bool,
    theme: Theme,
    area: Rect,
) -> Vec<Line<'static>> {
    let room = usize::from(area.width.saturating_sub(2)).max(1);
    let number = decision.recommendation.step_number();
    let done = decision.snapshot.completed_steps(&decision.recommendation);
    let steps = stepper(number.unwrap_or(0), &done, theme, room);
    let title = title(decision, theme, room);
    let mut lines = match number {
        // The marked step says the same as the title.
        Some(_) if area.height < LOW => vec![steps],
        None if area.height < LOW => vec![title],
        _ => vec![steps, title],
    };
    let key = if decision.recommendation.needs_no_action() && is_available(Action::Create) {
        "c "
    } else if is_available(Action::NextStep) {
        "↵ "
    } else {
        "  "
    };
    push_wrapped(&mut lines, key, &describe_next_step(decision, &is_available), theme, room);
    if can_activate_old_again(decision) && is_available(Action::Activate) {
        let text = "activates it again, if something broke";
        push_wrapped(&mut lines, "a ", text, theme, room);
    }
    lines
}

fn title(decision: &Decision, theme: Theme, room: usize) -> Line<'static> {
    let name = decision.recommendation.title();
    let title = match decision.recommendation.step_number() {
        Some(number) => format!("Step {number} of 6: {name}"),
        None => capitalise(name),
    };
    let title = Span::styled(format!(" {}", fit(&title, room)), theme.title());
    let idle_time = format!("  quiet time {} (w)", decision.snapshot.describe_idle_time());
    if title.width() + width(&idle_time) > room {
        return Line::from(title);
    }
    Line::from(vec![title, Span::styled(idle_time, theme.muted())])
}

fn push_wrapped(lines: &mut Vec<Line<'static>>, key: &str, text: &str, theme: Theme, room: usize) {
    let mut mark = key;
    for part in wrap(text, room.saturating_sub(3)) {
        lines.push(Line::from(vec![
            Span::styled(format!(" {mark:<2}"), theme.key()),
            Span::styled(part, theme.plain()),
        ]));
        mark = "";
    }
}

/// Whether the old key is inactive, and not expired.
fn can_activate_old_again(decision: &Decision) -> bool {
    let is_stage = matches!(
        decision.recommendation,
        Recommendation::WaitBeforeDelete { .. }
            | Recommendation::Delete { .. }
            | Recommendation::ReadLastUse { .. }
            | Recommendation::Decide { .. }
    );
    is_stage && decision.old_key().is_some_and(|old| old.status == Status::Inactive)
}

/// The six steps with the current one marked. Earlier steps are marked as done or as skipped,
/// unless none is known to be done.
fn stepper(current: u8, done: &[u8], theme: Theme, room: usize) -> Line<'static> {
    let steps = |named: bool| -> Vec<(String, Style)> {
        let step = |(number, name): (u8, &str)| {
            let rest = if named { format!(" {name}") } else { String::new() };
            match number {
                number if number < current && done.contains(&number) => {
                    (format!("✓{number}{rest}"), theme.good())
                }
                number if number < current && !done.is_empty() => {
                    (format!("–{number}{rest}"), theme.muted())
                }
                number if number == current => {
                    (format!("▸{number} {name}◂"), theme.title().patch(theme.selected()))
                }
                number => (format!("{number}{rest}"), theme.muted()),
            }
        };
        (1_u8..).zip(STEPS).map(step).collect()
    };
    let total_width =
        |steps: &[(String, Style)]| -> usize { steps.iter().map(|(text, _)| width(text)).sum() };
    // If there is no room for all names, only the current step is named.
    let named = steps(true);
    let fits = total_width(&named) + STEPS.len() <= room;
    let steps = if fits { named } else { steps(false) };
    let used = total_width(&steps);
    let gap = (room.saturating_sub(used) / STEPS.len()).clamp(1, 4);
    let mut spans = vec![Span::raw(" ")];
    for (text, style) in steps {
        spans.push(Span::styled(text, style));
        spans.push(Span::raw(" ".repeat(gap)));
    }
    Line::from(spans)
}
