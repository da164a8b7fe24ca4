//! The columns of the table: the AWS console's, in the order in which they are given up when the
//! terminal is too narrow for all that are chosen.

/// A column.
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
    /// Every column, the most important first.
    pub const EVERY: [Self; 15] = [
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

    /// The columns that are shown until others are chosen.
    pub const DEFAULT: [Self; 6] =
        [C::UserName, C::AccessKeyId, C::ActiveKeyAge, C::LastUsed, C::Mfa, C::LastSignIn];

    /// As the AWS console calls it.
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

    /// As it is written in files: `access-key-id`.
    pub(crate) fn word(self) -> String {
        self.heading().to_ascii_lowercase().replace(' ', "-")
    }

    /// The column that a word in a file names.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|column| column.word() == word)
    }

    /// Whether every key has a value of its own.
    pub(crate) fn is_of_keys(self) -> bool {
        matches!(self, C::AccessKeyId | C::LastUsed | C::Description)
    }

    /// Whether its values come with `GetAccountAuthorizationDetails`.
    pub(crate) fn needs_authorization(self) -> bool {
        matches!(self, C::Description | C::Groups)
    }

    /// Whether the credential report alone has its values for all users.
    pub(crate) fn needs_report(self) -> bool {
        matches!(self, C::Mfa | C::PasswordAge | C::ConsoleAccess | C::SigningCertificates)
    }

    /// Whether the largest value, or the latest, is what one looks for.
    pub(super) fn sorts_downwards(self) -> bool {
        matches!(self, C::ActiveKeyAge | C::PasswordAge)
    }

    /// The heading in two lines.
    pub(crate) fn two_lines(self) -> [&'static str; 2] {
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

    /// How many columns of the terminal its values take, without the heading.
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

    /// Whether its values stand at the right.
    pub(crate) fn is_number(self) -> bool {
        matches!(self, C::ActiveKeyAge | C::PasswordAge | C::SigningCertificates)
    }
}

/// A column and where it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct PlacedColumn {
    pub(crate) column: Column,
    pub(crate) width: usize,
}

/// The columns that fit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Layout {
    pub(crate) columns: Vec<PlacedColumn>,
    pub(crate) two_line_heading: bool,
    /// How many of those chosen do not fit.
    pub(crate) left_out: usize,
}

/// What stands between two columns.
pub(crate) const GAP: usize = 2;

/// The widest that a user name gets: IAM's longest, and a little.
const WIDEST_NAME: usize = 66;
/// The narrowest that it gets before a column beyond the first four is left out.
const COMFORTABLE_NAME: usize = 20;
/// The narrowest that it gets before headings take two lines.
const ROOMY_NAME: usize = 18;
/// The narrowest that it gets before any column is left out.
const NARROWEST_NAME: usize = 12;

/// Lays the chosen columns out in so many columns of the terminal: as many as fit, with headings in
/// one line where that costs none of them.
pub(crate) fn fit_columns(chosen: &[Column], width: u16, sorted: Column) -> Layout {
    let room = usize::from(width).saturating_sub(1);
    for count in (1..=chosen.len()).rev() {
        let mut kept = chosen.get(..count).unwrap_or_default().to_vec();
        // What the rows are sorted by is seen.
        if count > 1 && chosen.contains(&sorted) && !kept.contains(&sorted) {
            kept.pop();
            kept.push(sorted);
        }
        for two_line_heading in [false, true] {
            let of_others = kept.iter().filter(|column| **column != C::UserName);
            let others: usize =
                of_others.map(|column| width_of(*column, two_line_heading, sorted) + GAP).sum();
            let name = room.saturating_sub(others);
            let enough = if count > 4 { COMFORTABLE_NAME } else { NARROWEST_NAME };
            let roomy = two_line_heading || name >= ROOMY_NAME;
            if (name >= enough && roomy) || count == 1 {
                let placed = |column: &Column| PlacedColumn {
                    column: *column,
                    width: match column {
                        C::UserName => name.min(WIDEST_NAME),
                        other => width_of(*other, two_line_heading, sorted),
                    },
                };
                return Layout {
                    columns: kept.iter().map(placed).collect(),
                    two_line_heading,
                    left_out: chosen.len() - count,
                };
            }
        }
    }
    Layout { columns: Vec::new(), two_line_heading: false, left_out: chosen.len() }
}

fn width_of(column: Column, two_line_heading: bool, sorted: Column) -> usize {
    let [first, second] =
        if two_line_heading { column.two_lines() } else { ["", column.heading()] };
    let mark = if column == sorted { " ▲".chars().count() } else { 0 };
    column.value_width().max(first.len()).max(second.len() + mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_given_up_from_the_end() {
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
    fn the_column_that_rows_are_sorted_by_is_given_up_last() {
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
