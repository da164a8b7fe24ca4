//! A table for people: aligned columns, or a block of lines for each row on a terminal that is too
//! narrow for columns.
//!
//! The widths must be known before the first row is written, while rows arrive one after another.
//! So they are those of the rows that are there by then, and at least typical for each field; later
//! they only grow. Control characters are replaced in this output only, since only this one is made
//! for a terminal.

use crate::domain::{Record, Value};
use crate::ui::{fit_middle, harmless, width, wrap};
use std::fmt::Write as _;

/// The space between two columns.
const GAP: usize = 2;
/// What a missing value is shown as.
const NOTHING: &str = "-";
/// The minimum width of the column that shrinks.
const MIN_WIDTH: usize = 16;
/// The maximum width of a column. No value of IAM's is longer. A longer value is not cut, but does
/// not widen the rows after it.
const MAX_WIDTH: usize = 256;
const BOLD: &str = "\x1b[1m";
const PLAIN: &str = "\x1b[0m";

/// The width that a table is laid out for, and whether it may be styled.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct OutputWidth {
    /// The columns of the terminal; `None` for a pipe or a file, which have no limit.
    pub(crate) columns: Option<usize>,
    pub(crate) bold: bool,
}

/// The layout on a terminal that is too narrow for all columns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NarrowLayout {
    /// A block for each row, with a line for each field that has a value.
    Blocks,
    /// As many of these fields as there is room for, the most important first. The column of the
    /// first one shrinks.
    Fields(&'static [&'static str]),
}

/// A table that is being written.
#[derive(Debug)]
pub(super) struct Table {
    output_width: OutputWidth,
    narrow: NarrowLayout,
    fields: &'static [&'static str],
    widths: Vec<usize>,
    /// The indices of the fields that are shown.
    shown: Vec<usize>,
    /// Whether the header or a row was written.
    begun: bool,
    blocks: bool,
    /// Whether longer values are cut to the width of their column, with a mark.
    cut: bool,
}

impl Table {
    pub(super) fn of<R: Record>(output_width: OutputWidth, narrow: NarrowLayout) -> Self {
        let widths = R::FIELDS.iter().map(|name| typical_width(name).max(width(name))).collect();
        let shown = (0..R::FIELDS.len()).collect();
        Self {
            output_width,
            narrow,
            fields: R::FIELDS,
            widths,
            shown,
            begun: false,
            blocks: false,
            cut: false,
        }
    }

    /// The text of the next rows, with the header before the first.
    pub(super) fn rows<R: Record>(&mut self, rows: &[R]) -> String {
        let rows: Vec<Vec<String>> = rows.iter().map(|row| cell_texts(row)).collect();
        if !self.cut {
            for row in &rows {
                for (column, text) in self.widths.iter_mut().zip(row) {
                    *column = width(text).min(MAX_WIDTH).max(*column);
                }
            }
        }
        let mut text = String::new();
        if !self.begun {
            self.choose_layout();
            if !self.blocks {
                self.header(&mut text);
            }
        }
        for row in &rows {
            if self.blocks {
                if self.begun {
                    text.push('\n');
                }
                self.block(&mut text, row);
            } else {
                self.line(&mut text, row);
            }
            self.begun = true;
        }
        self.begun = true;
        text
    }

    /// The fields that there was no room for.
    pub(super) fn left_out(&self) -> Vec<&'static str> {
        let fields = self.fields.iter().enumerate();
        let hidden = fields.filter(|(index, _)| !self.shown.contains(index));
        hidden.map(|(_, name)| *name).collect()
    }

    /// Chooses the layout that fits the first rows.
    fn choose_layout(&mut self) {
        let Some(columns) = self.output_width.columns.filter(|columns| *columns < self.width())
        else {
            return;
        };
        let NarrowLayout::Fields(important) = self.narrow else {
            self.blocks = true;
            return;
        };
        self.cut = true;
        let important = important.iter().filter_map(|name| self.position(name));
        let important: Vec<usize> = important.collect();
        let first = important.first().copied().and_then(|first| self.widths.get_mut(first));
        if let Some(first) = first {
            *first = (*first).min(MIN_WIDTH.max(columns / 5));
        }
        self.shown.clear();
        for index in important {
            self.shown.push(index);
            // The first two, user and key, are always shown.
            if self.shown.len() > 2 && self.width() > columns {
                self.shown.pop();
            }
        }
        self.shown.sort_unstable();
    }

    fn position(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| *field == name)
    }

    /// The width of all columns that are shown.
    fn width(&self) -> usize {
        let widths = self.shown.iter().filter_map(|index| self.widths.get(*index));
        widths.sum::<usize>() + GAP * self.shown.len().saturating_sub(1)
    }

    fn header(&self, text: &mut String) {
        let names: Vec<String> = self.fields.iter().map(|name| (*name).to_owned()).collect();
        let mut header = String::new();
        self.line(&mut header, &names);
        if self.output_width.bold {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{BOLD}{}{PLAIN}", header.trim_end_matches('\n'));
        } else {
            text.push_str(&header);
        }
    }

    fn line(&self, text: &mut String, row: &[String]) {
        let mut line = String::new();
        for index in &self.shown {
            let (Some(cell), Some(column)) = (row.get(*index), self.widths.get(*index)) else {
                continue;
            };
            let cell = if self.cut { fit_middle(cell, *column) } else { cell.clone() };
            line.push_str(&cell);
            let rest = column.saturating_sub(width(&cell)) + GAP;
            line.extend(std::iter::repeat_n(' ', rest));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }

    /// A line for each field that has a value; long texts are wrapped.
    fn block(&self, text: &mut String, row: &[String]) {
        let names = self.fields.iter().map(|name| width(name)).max().unwrap_or(0) + GAP;
        let room = self.output_width.columns.unwrap_or(usize::MAX).saturating_sub(names).max(20);
        for (name, value) in self.fields.iter().zip(row) {
            if value == NOTHING {
                continue;
            }
            for (number, line) in wrap(value, room).iter().enumerate() {
                let name = if number == 0 { name } else { "" };
                let _ = writeln!(text, "{name:names$}{line}");
            }
        }
    }
}

/// The values of a row as text.
fn cell_texts<R: Record>(row: &R) -> Vec<String> {
    let text = |value: Option<Value<'_>>| match value {
        Some(value) => harmless(&value.into_text()).into_owned(),
        None => NOTHING.to_owned(),
    };
    row.values().into_iter().map(text).collect()
}

/// The typical width of a field's values, so that later rows line up with earlier ones.
fn typical_width(name: &str) -> usize {
    match name {
        "UserName" => 16,
        "AccessKeyId" | "CreateDate" | "LastUsedDate" => 20,
        "AccountId" => 12,
        "Status" => 8,
        "LastUsedRegion" => 14,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Pair(&'static str, Option<&'static str>, Option<&'static str>);

    impl Record for Pair {
        const FIELDS: &'static [&'static str] = &["UserName", "Description", "AgeDays"];

        fn values(&self) -> Vec<Option<Value<'_>>> {
            vec![Some(Value::text(self.0)), self.1.map(Value::text), self.2.map(Value::text)]
        }
    }

    fn output_width(columns: usize) -> OutputWidth {
        OutputWidth { columns: Some(columns), bold: false }
    }

    #[test]
    fn columns_line_up_by_what_a_terminal_shows() {
        let mut table = Table::of::<Pair>(OutputWidth::default(), NarrowLayout::Blocks);
        let rows = [Pair("日本", Some("x"), None), Pair("a\u{1b}[31m", None, Some("4"))];
        assert_eq!(
            table.rows(&rows),
            "UserName          Description  AgeDays\n\
             日本              x            -\n\
             a␛[31m            -            4\n"
        );
        let later = table.rows(&[Pair("b", Some("longer than the others"), Some("5"))]);
        assert_eq!(later, "b                 longer than the others  5\n");
    }

    #[test]
    fn a_piped_table_is_never_cut() {
        let mut table =
            Table::of::<Pair>(OutputWidth::default(), NarrowLayout::Fields(&["UserName"]));
        let long: &'static str = "x".repeat(500).leak();
        assert!(table.rows(&[Pair("a", Some(long), Some("9"))]).contains(&format!("{long}  9\n")));
        assert_eq!(table.left_out(), [""; 0]);
    }

    #[test]
    fn a_narrow_terminal_shows_the_fields_there_is_room_for() {
        let narrow = NarrowLayout::Fields(&["UserName", "AgeDays", "Description"]);
        let mut table = Table::of::<Pair>(output_width(30), narrow);
        let rows = [Pair("alice", Some("something long"), Some("412"))];
        assert_eq!(table.rows(&rows), "UserName          AgeDays\nalice             412\n");
        assert_eq!(table.left_out(), ["Description"]);
        // What comes later and is too long is cut with a mark.
        let name: &'static str = "n".repeat(40).leak();
        assert_eq!(table.rows(&[Pair(name, None, None)]), "nnnnnnn…nnnnnnnn  -\n");
    }

    #[test]
    fn a_narrow_terminal_shows_blocks_with_nothing_left_out() {
        let mut table = Table::of::<Pair>(output_width(35), NarrowLayout::Blocks);
        let rows =
            [Pair("alice", Some("the key of the old laptop"), None), Pair("bob", None, Some("3"))];
        assert_eq!(
            table.rows(&rows),
            "UserName     alice\n\
             Description  the key of the old\n             laptop\n\
             \n\
             UserName     bob\n\
             AgeDays      3\n"
        );
        assert_eq!(table.rows(&[Pair("c", None, None)]), "\nUserName     c\n");
        assert_eq!(table.left_out(), [""; 0]);
    }

    /// IAM has no such names; what answers in its place may.
    #[test]
    fn one_endless_value_does_not_widen_the_rows_after_it() {
        let mut table = Table::of::<Pair>(OutputWidth::default(), NarrowLayout::Blocks);
        let endless: &'static str = "x".repeat(100_000).leak();
        assert!(table.rows(&[Pair(endless, None, None)]).contains(endless));
        assert!(table.rows(&[Pair("a", None, Some("1"))]).len() < 1_000);
    }

    #[test]
    fn without_rows_there_is_the_header() {
        let mut table =
            Table::of::<Pair>(OutputWidth { columns: None, bold: true }, NarrowLayout::Blocks);
        assert_eq!(
            table.rows::<Pair>(&[]),
            "\u{1b}[1mUserName          Description  AgeDays\u{1b}[0m\n"
        );
        assert_eq!(table.rows::<Pair>(&[]), "");
    }
}
