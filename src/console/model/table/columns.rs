//! The columns of the table, those of the AWS console, and which of them fit in the terminal.

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Column {
    UserName,
    AccessKeyId,
    ActiveKeyAge,
    LastUsed,
    Mfa,
    LastSignIn,
    Description,
    LastActivity,
    PasswordAge,
    ConsoleAccess,
    Groups,
    CreationTime,
    Path,
    Arn,
    SigningCertificates,
}

use Column as C;

impl Column {
    /// In the order of the table. If it is too narrow, the last ones are left out.
    pub(crate) const EVERY: [Self; 15] = [
        C::UserName,
        C::AccessKeyId,
        C::ActiveKeyAge,
        C::LastUsed,
        C::Mfa,
        C::LastSignIn,
        C::Description,
        C::LastActivity,
        C::PasswordAge,
        C::ConsoleAccess,
        C::Groups,
        C::CreationTime,
        C::Path,
        C::Arn,
        C::SigningCertificates,
    ];

    pub(crate) const DEFAULT: [Self; 6] =
        [C::UserName, C::AccessKeyId, C::ActiveKeyAge, C::LastUsed, C::Mfa, C::LastSignIn];

    /// As in the AWS console.
    pub(crate) fn heading(self) -> &'static str {
        match self {
            C::UserName => "User name",
            C::AccessKeyId => "Access key ID",
            C::ActiveKeyAge => "Active key age",
            C::LastUsed => "Access key last used",
            C::Mfa => "MFA",
            C::LastSignIn => "Console last sign-in",
            C::Description => "Description",
            C::LastActivity => "Last activity",
            C::PasswordAge => "Password age",
            C::ConsoleAccess => "Console access",
            C::Groups => "Groups",
            C::CreationTime => "Creation time",
            C::Path => "Path",
            C::Arn => "ARN",
            C::SigningCertificates => "Signing certs",
        }
    }

    /// As in files: `access-key-id`.
    pub(crate) fn word(self) -> String {
        self.heading().to_ascii_lowercase().replace(' ', "-")
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|column| column.word() == word)
    }

    /// Whether every key has its own value.
    pub(crate) fn has_value_per_key(self) -> bool {
        matches!(self, C::AccessKeyId | C::LastUsed | C::Description)
    }

    /// Whether its values come from `GetAccountAuthorizationDetails`.
    pub(crate) fn needs_authorization(self) -> bool {
        matches!(self, C::Description | C::Groups)
    }

    /// Whether only the credential report has its values for all users.
    pub(crate) fn needs_report(self) -> bool {
        matches!(self, C::Mfa | C::PasswordAge | C::ConsoleAccess | C::SigningCertificates)
    }

    pub(super) fn is_descending_by_default(self) -> bool {
        matches!(self, C::ActiveKeyAge | C::PasswordAge)
    }

    pub(crate) fn heading_in_two_lines(self) -> [&'static str; 2] {
        match self {
            C::ActiveKeyAge => ["Active", "key age"],
            C::LastUsed => ["Access key", "last used"],
            C::LastSignIn => ["Console", "last sign-in"],
            C::LastActivity => ["Last", "activity"],
            C::PasswordAge => ["Password", "age"],
            C::ConsoleAccess => ["Console", "access"],
            C::CreationTime => ["Creation", "time"],
            C::SigningCertificates => ["Signing", "certs"],
            other => ["", other.heading()],
        }
    }

    /// How wide its values are, in terminal columns.
    fn value_width(self) -> usize {
        match self {
            C::UserName => 0,
            // An ID of 20 characters, and ` (Inactive)`.
            C::AccessKeyId => 31,
            // `‼ ~9999 days`
            C::ActiveKeyAge => 12,
            // `~59 minutes ago`
            C::LastUsed | C::LastSignIn | C::LastActivity => 15,
            // `denied`
            C::Mfa => 6,
            C::Description => 28,
            C::ConsoleAccess => 9,
            C::Groups => 20,
            C::PasswordAge | C::CreationTime => 10,
            C::Path => 16,
            C::Arn => 56,
            C::SigningCertificates => 3,
        }
    }

    pub(crate) fn is_right_aligned(self) -> bool {
        matches!(self, C::ActiveKeyAge | C::PasswordAge | C::SigningCertificates)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct PlacedColumn {
    pub(crate) column: Column,
    pub(crate) width: usize,
}

/// The columns that fit in the terminal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Layout {
    pub(crate) columns: Vec<PlacedColumn>,
    pub(crate) two_line_heading: bool,
    /// How many of the chosen columns do not fit.
    pub(crate) left_out: usize,
}

/// The space between two columns.
pub(crate) const GAP: usize = 2;

/// IAM's longest name has 64 characters.
const WIDEST_NAME: usize = 66;
/// With a narrower name, only the first four columns are shown.
const COMFORTABLE_NAME: usize = 20;
/// With a narrower name, headings take two lines.
const ROOMY_NAME: usize = 18;
/// With a narrower name, a column is left out.
const NARROWEST_NAME: usize = 12;

/// Fits as many of the chosen columns as possible in the width of the terminal. Headings take one
/// line unless two would save a column.
pub(crate) fn fit_columns(chosen: &[Column], width: u16, sorted: Column) -> Layout {
    for count in (1..=chosen.len()).rev() {
        let mut kept = chosen.get(..count).unwrap_or_default().to_vec();
        // The column that the rows are sorted by stays visible.
        if count > 1 && chosen.contains(&sorted) && !kept.contains(&sorted) {
            kept.pop();
            kept.push(sorted);
        }
        for two_line_heading in [false, true] {
            if let Some(columns) = place(&kept, width, two_line_heading, sorted) {
                return Layout { columns, two_line_heading, left_out: chosen.len() - count };
            }
        }
    }
    Layout { columns: Vec::new(), two_line_heading: false, left_out: chosen.len() }
}

/// Gives the name the width that the other columns leave. `None` if that is too narrow.
fn place(
    columns: &[Column],
    width: u16,
    two_line_heading: bool,
    sorted: Column,
) -> Option<Vec<PlacedColumn>> {
    let mut placed = Vec::new();
    let mut name_width = usize::from(width).saturating_sub(1);
    for column in columns {
        let width = width_of(*column, two_line_heading, sorted);
        if *column != C::UserName {
            name_width = name_width.saturating_sub(width + GAP);
        }
        placed.push(PlacedColumn { column: *column, width });
    }
    let least = if columns.len() > 4 { COMFORTABLE_NAME } else { NARROWEST_NAME };
    let fits = name_width >= least && (two_line_heading || name_width >= ROOMY_NAME);
    if !fits && columns.len() > 1 {
        return None;
    }
    for placed in &mut placed {
        if placed.column == C::UserName {
            placed.width = name_width.min(WIDEST_NAME);
        }
    }
    Some(placed)
}

fn width_of(column: Column, two_line_heading: bool, sorted: Column) -> usize {
    let [first, second] =
        if two_line_heading { column.heading_in_two_lines() } else { ["", column.heading()] };
    let mark = if column == sorted { " ▲".chars().count() } else { 0 };
    column.value_width().max(first.len()).max(second.len() + mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_left_out_from_the_end() {
        let count = |width| {
            let layout = fit_columns(&Column::DEFAULT, width, C::UserName);
            (layout.columns.len(), layout.two_line_heading, layout.left_out)
        };
        assert_eq!(count(60), (3, true, 3));
        assert_eq!(count(80), (4, true, 2));
        assert_eq!(count(90), (4, false, 2));
        assert_eq!(count(100), (5, false, 1));
        assert_eq!(count(120), (6, true, 0));
        assert_eq!(count(140), (6, false, 0));
    }

    #[test]
    fn the_column_that_rows_are_sorted_by_is_left_out_last() {
        let layout = fit_columns(&Column::DEFAULT, 80, C::LastSignIn);
        let columns: Vec<Column> = layout.columns.iter().map(|placed| placed.column).collect();
        assert_eq!(columns.last(), Some(&C::LastSignIn));
        assert_eq!(columns.first(), Some(&C::UserName));
    }

    #[test]
    fn nothing_is_wider_than_the_terminal() {
        for width in 20..300 {
            for count in 1..=Column::EVERY.len() {
                let layout = fit_columns(&Column::EVERY[..count], width, C::LastUsed);
                let used: usize = layout.columns.iter().map(|placed| placed.width + GAP).sum();
                assert!(used - GAP < usize::from(width), "{count} columns in {width}");
                assert_eq!(layout.columns.len() + layout.left_out, count);
            }
        }
    }

    #[test]
    fn words_name_columns() {
        for column in Column::EVERY {
            assert_eq!(Column::from_word(&column.word()), Some(column));
        }
        assert_eq!(Column::from_word("nonsense"), None);
    }
}
