//! A screen as SVG: a dark window, a line of text for each run of one style.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use std::fmt::Write as _;

/// The size of a cell, in pixels: a monospace font of 14 pixels is 8.4 wide.
const CELL: (f64, f64) = (8.4, 18.0);
/// Between the window's edge and the first cell.
const MARGIN: f64 = 16.0;
/// Where letters stand in a cell.
const BASELINE: f64 = 13.5;
const BACKGROUND: &str = "#16181d";
const FOREGROUND: &str = "#d6d9e0";
const FONTS: &str = "ui-monospace,'SF Mono',Menlo,Consolas,'DejaVu Sans Mono',monospace";

/// The picture of a screen.
pub(crate) fn of(buffer: &Buffer) -> String {
    let width = f64::from(buffer.area.width) * CELL.0 + 2.0 * MARGIN;
    let height = f64::from(buffer.area.height) * CELL.1 + 2.0 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         font-family=\"{FONTS}\" font-size=\"14\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"10\" fill=\"{BACKGROUND}\"/>\n"
    );
    let columns = usize::from(buffer.area.width);
    for (row, cells) in (0_u16..).zip(buffer.content.chunks(columns)) {
        let mut column = 0_u16;
        for run in cells.chunk_by(|one, other| look(one) == look(other)) {
            draw_run(&mut svg, row, column, run);
            column += u16::try_from(run.len()).unwrap_or(0);
        }
    }
    svg.push_str("</svg>\n");
    svg
}

type Look = (Color, Modifier);

fn look(cell: &Cell) -> Look {
    (cell.fg, cell.modifier)
}

fn draw_run(svg: &mut String, row: u16, column: u16, run: &[Cell]) {
    let (colour, modifier) = look(&run[0]);
    let text: String = run.iter().map(Cell::symbol).collect();
    let reversed = modifier.contains(Modifier::REVERSED);
    if text.trim().is_empty() && !reversed {
        return;
    }
    let (x, y) = (MARGIN + f64::from(column) * CELL.0, MARGIN + f64::from(row) * CELL.1);
    let width = CELL.0 * f64::from(u16::try_from(run.len()).unwrap_or(0));
    let mut fill = hex(colour);
    if reversed {
        // Writing to a String cannot fail.
        let _ = writeln!(
            svg,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{}\" fill=\"{fill}\"/>",
            CELL.1
        );
        fill = BACKGROUND;
    }
    let mut style = String::new();
    if modifier.contains(Modifier::BOLD) {
        style.push_str(" font-weight=\"bold\"");
    }
    if modifier.contains(Modifier::UNDERLINED) {
        style.push_str(" text-decoration=\"underline\"");
    }
    // The length is given so that columns stay in line whatever font there is.
    let _ = writeln!(
        svg,
        "<text x=\"{x:.1}\" y=\"{:.1}\" textLength=\"{width:.1}\" fill=\"{fill}\"{style} \
         xml:space=\"preserve\">{}</text>",
        y + BASELINE,
        escaped(&text)
    );
}

/// The terminal's colours, as a dark theme shows them.
fn hex(colour: Color) -> &'static str {
    match colour {
        Color::Red => "#ff6b68",
        Color::Green => "#7ec98f",
        Color::Yellow => "#e5c07b",
        Color::Cyan => "#62c3d9",
        Color::DarkGray => "#7d8494",
        _ => FOREGROUND,
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
