//! Why a text is not edited: it would not be read alike by everybody, before or after.

use super::parsers::ParseError;

/// Who reads the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ParserKind {
    /// Python's, of the AWS CLI and boto3.
    Cli,
    /// The one that AWS's specification describes.
    Sdk,
}

/// Why the text is left as it is. Lines are counted from 1.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum EditError {
    /// Its first character is invisible.
    #[error(
        "it begins with a byte order mark, with which no AWS program can read it: save it without"
    )]
    ByteOrderMark,
    /// A character that is no text.
    #[error(
        "line {0} has a control character in it, which AWS programs read differently: remove it"
    )]
    ControlCharacter(usize),
    /// A reader stops at this line.
    #[error("{} cannot read it, because of line {line}: {reason}. Mend that first", parser.name())]
    Parse {
        /// The line.
        line: usize,
        /// Who.
        parser: ParserKind,
        /// Why.
        reason: &'static str,
    },
    /// A header is read as two names.
    #[error("line {line} is not read as [{profile}] by all AWS programs: write just that")]
    Header {
        /// The line.
        line: usize,
        /// The profile.
        profile: String,
    },
    /// A line belongs to one profile for some and to another for others.
    #[error("line {0} is read differently by the AWS CLI and the SDKs: begin it without blanks")]
    Ambiguous(usize),
    /// The profile is there twice, for some reader.
    #[error("the profile is there twice, on lines {0} and {1}: leave one of them")]
    DuplicateProfile(usize, usize),
    /// A setting that is to be changed is not the same for all.
    #[error(
        "line {line} is read differently by the AWS CLI and the SDKs: write {setting} = … there, \
         with nothing indented below it"
    )]
    Setting {
        /// The line.
        line: usize,
        /// The setting.
        setting: &'static str,
    },
    /// A session token that is every profile's.
    #[error("[DEFAULT] has a session token, which the AWS CLI sends with the key of every profile")]
    DefaultSessionToken,
    /// The ID cannot be written as a value.
    #[error("the access key ID is not of a kind that such a file can hold")]
    UnsafeId,
    /// The secret cannot be written as a value.
    #[error(
        "the secret access key is not of a kind that all AWS programs would read back from such a \
         file: save it otherwise"
    )]
    UnsafeSecret,
    /// What was written would not be read back: nothing is known that leads here.
    #[error("AWS programs would not read back what would be written: edit it by hand")]
    ReadBack,
}

impl ParserKind {
    fn name(self) -> &'static str {
        match self {
            Self::Cli => "the AWS CLI",
            Self::Sdk => "the AWS SDKs",
        }
    }
}

impl EditError {
    pub(super) fn parse(parser: ParserKind, error: ParseError) -> Self {
        Self::Parse { line: error.line + 1, parser, reason: error.reason }
    }
}
