//! Prints rows on standard output, in whole lines.

use super::diagnostics::Diagnostics;
use super::format::Output;
use super::table::{NarrowLayout, OutputWidth, Table};
use crate::domain::{Record, Serialiser};
use futures_util::{Stream, StreamExt as _};
use std::fmt;
use std::io::{self, ErrorKind, Write};
use std::pin::pin;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// The number of rows that a table lays out together, so that its columns line up.
const BATCH: usize = 50;
/// How long a row waits for others to be laid out with.
const BATCH_TIMEOUT: Duration = Duration::from_millis(400);

/// Why printing stopped.
#[derive(Debug)]
pub enum PrintError {
    /// The reader closed the pipe (`| head`), which is no error.
    ReaderGone,
    /// Standard output cannot be written.
    Failed(io::Error),
}

impl From<io::Error> for PrintError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::BrokenPipe => Self::ReaderGone,
            _ => Self::Failed(error),
        }
    }
}

/// Prints rows of one kind.
pub struct Printer<'a> {
    out: &'a mut dyn Write,
    form: Form,
}

enum Form {
    Data(Serialiser),
    Table(Table),
}

impl fmt::Debug for Printer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Printer").finish_non_exhaustive()
    }
}

impl<'a> Printer<'a> {
    /// A printer for rows of type `R`. Nothing is printed yet.
    pub(crate) fn of<R: Record>(
        out: &'a mut dyn Write,
        output: Output,
        output_width: OutputWidth,
        narrow: NarrowLayout,
    ) -> Self {
        let form = match output.data() {
            Some(format) => Form::Data(Serialiser::new(format)),
            None => Form::Table(Table::of::<R>(output_width, narrow)),
        };
        Self { out, form }
    }

    /// Prints all rows, each as soon as possible, with what comes before and after them. The
    /// progress line is cleared first.
    ///
    /// Returns the names of the fields that the terminal is too narrow for.
    ///
    /// # Errors
    /// When the reader is gone, or standard output cannot be written.
    pub(crate) async fn print<R: Record>(
        mut self,
        rows: impl Stream<Item = R>,
        diagnostics: &Diagnostics<'_>,
    ) -> Result<Vec<&'static str>, PrintError> {
        let mut rows = pin!(rows);
        if let Form::Data(serialiser) = &self.form {
            let begin = serialiser.begin::<R>()?;
            self.write(&begin, diagnostics)?;
        }
        let mut held: Vec<R> = Vec::new();
        let mut until = Instant::now();
        loop {
            let next = if held.is_empty() {
                rows.next().await
            } else if let Ok(next) = timeout_at(until, rows.next()).await {
                next
            } else {
                self.lay_out(&mut held, diagnostics)?;
                continue;
            };
            let Some(row) = next else { break };
            if let Form::Data(serialiser) = &mut self.form {
                let row = serialiser.row(&row)?;
                self.write(&row, diagnostics)?;
                continue;
            }
            if held.is_empty() {
                until = Instant::now() + BATCH_TIMEOUT;
            }
            held.push(row);
            if held.len() >= BATCH {
                self.lay_out(&mut held, diagnostics)?;
            }
        }
        self.lay_out(&mut held, diagnostics)?;
        match &self.form {
            Form::Data(serialiser) => {
                let end = serialiser.end();
                self.write(end, diagnostics)?;
                Ok(Vec::new())
            }
            Form::Table(table) => Ok(table.left_out()),
        }
    }

    /// Prints the rows that a table holds back, after the header if it is not printed yet.
    fn lay_out<R: Record>(
        &mut self,
        held: &mut Vec<R>,
        diagnostics: &Diagnostics<'_>,
    ) -> io::Result<()> {
        let Form::Table(table) = &mut self.form else { return Ok(()) };
        let text = table.rows(held);
        held.clear();
        self.write(text.as_bytes(), diagnostics)
    }

    fn write(&mut self, bytes: &[u8], diagnostics: &Diagnostics<'_>) -> io::Result<()> {
        diagnostics.clear_progress();
        self.out.write_all(bytes)?;
        self.out.flush()
    }
}
