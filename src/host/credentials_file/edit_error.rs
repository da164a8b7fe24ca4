//! Why a text is not edited: AWS programs read it differently, or would do so after the edit.

use super::parsers::ParseError;

/// The parsers of the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ParserKind {
    /// Python's configparser, in the AWS CLI and boto3.
    Cli,
    /// The parser that AWS specifies for its SDKs.
    Sdk,
}

/// Why a text is not edited. Lines are counted from 1.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages describe the variants")]
pub enum EditError {
    #[error(
        "it begins with a byte order mark, with which no AWS program can read it: save it without"
    )]
    ByteOrderMark,
    #[error(
        "line {0} has a control character in it, which AWS programs read differently: remove it"
    )]
    ControlCharacter(usize),
    #[error("{} cannot read it, because of line {line}: {reason}. Mend that first", parser.name())]
    Parse { line: usize, parser: ParserKind, reason: &'static str },
    #[error("line {line} is not read as [{profile}] by all AWS programs: write just that")]
    Header { line: usize, profile: String },
    #[error("line {0} is read differently by the AWS CLI and the SDKs: begin it without blanks")]
    Ambiguous(usize),
    #[error("the profile is there twice, on lines {0} and {1}: leave one of them")]
    DuplicateProfile(usize, usize),
    #[error(
        "line {line} is read differently by the AWS CLI and the SDKs: write {setting} = … there, \
         with nothing indented below it"
    )]
    Setting { line: usize, setting: &'static str },
    #[error("[DEFAULT] has a session token, which the AWS CLI sends with the key of every profile")]
    DefaultSessionToken,
    #[error("the access key ID is not of a kind that such a file can hold")]
    UnsafeId,
    #[error(
        "the secret access key is not of a kind that all AWS programs would read back from such a \
         file: save it otherwise"
    )]
    UnsafeSecret,
    /// The parsers would not read the result as intended. No text is known that leads here.
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
