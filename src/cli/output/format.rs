//! The forms that rows are written in.

use crate::domain::DataFormat;
use clap::ValueEnum;

/// `--output`
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub enum Output {
    /// Aligned columns, for people; in a terminal, find writes a block for each key
    #[default]
    Table,
    /// One array of objects
    Json,
    /// One object a line
    Jsonl,
    /// The field names, then a row a line
    Csv,
}

impl Output {
    /// The data format for programs; `None` for the table.
    pub(crate) fn data(self) -> Option<DataFormat> {
        match self {
            Self::Table => None,
            Self::Json => Some(DataFormat::Json),
            Self::Jsonl => Some(DataFormat::JsonLines),
            Self::Csv => Some(DataFormat::Csv),
        }
    }
}
