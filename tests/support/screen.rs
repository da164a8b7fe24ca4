//! What is on a screen, as text.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr as _;

/// The rows of a screen, without the spaces at their ends.
pub(crate) fn text(buffer: &Buffer) -> String {
    let rows: Vec<String> = rows(buffer).map(|row| row_text(&row).trim_end().to_owned()).collect();
    rows.join("\n")
}

/// Each row's runs of one style: `12 red+bold ‖Delete‖`.
pub(crate) fn styles(buffer: &Buffer) -> String {
    let mut lines = String::new();
    for (index, row) in rows(buffer).enumerate() {
        for run in row.chunk_by(|one, other| style(one) == style(other)) {
            let (style, text) = (style(run[0]), row_text(run));
            if !style.is_empty() && !text.trim().is_empty() {
                // Writing to a String cannot fail.
                let _ = writeln!(lines, "{index:>2} {style} ‖{}‖", text.trim());
            }
        }
    }
    lines
}

/// The cells that hold something a terminal would obey.
pub(crate) fn control_characters(buffer: &Buffer) -> Vec<String> {
    let symbols = buffer.content.iter().map(Cell::symbol);
    symbols.filter(|text| text.contains(char::is_control)).map(str::to_owned).collect()
}

fn rows(buffer: &Buffer) -> impl Iterator<Item = Vec<&Cell>> {
    let width = usize::from(buffer.area.width);
    buffer.content.chunks(width).map(|row| row.iter().collect())
}

/// The text of some cells; the second cell of a wide character says nothing.
fn row_text(cells: &[&Cell]) -> String {
    let mut text = String::new();
    let mut covered = 0;
    for cell in cells {
        if covered == 0 {
            text.push_str(cell.symbol());
            covered = cell.symbol().width();
        }
        covered = covered.saturating_sub(1);
    }
    text
}

/// A cell's style in words; nothing for ordinary text.
fn style(cell: &Cell) -> String {
    let mut words = Vec::new();
    if cell.fg != Color::Reset {
        words.push(cell.fg.to_string().to_lowercase());
    }
    let modifiers = [
        (Modifier::BOLD, "bold"),
        (Modifier::DIM, "dim"),
        (Modifier::UNDERLINED, "underlined"),
        (Modifier::REVERSED, "reversed"),
    ];
    let set = modifiers.iter().filter(|(modifier, _)| cell.modifier.contains(*modifier));
    words.extend(set.map(|(_, word)| (*word).to_owned()));
    words.join("+")
}
