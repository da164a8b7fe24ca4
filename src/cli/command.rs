//! A command without the screen, from signing in to the exit status.
//!
//! Signals keep their default action: they end the program at once, as a shell expects. What was
//! written until then is whole lines.

use super::exit::Exit;
use super::export;
use super::find::{self, KeySource};
use super::output::{Diagnostics, Output, OutputWidth};
use super::sign_in::sign_in;
use crate::aws::Options;
use crate::domain::{AgeLimits, Filter};
use crate::host::prompt;
use chrono::Utc;
use rustix::termios::tcgetwinsize;
use std::env;
use std::io::{self, IsTerminal as _};
use tokio::runtime::Builder;

/// The width of a terminal that does not report one.
const DEFAULT_COLUMNS: usize = 80;

/// A command, with everything it needs.
#[derive(Debug)]
pub struct Command {
    aws: Options,
    output: Output,
    task: Task,
}

#[derive(Debug)]
enum Task {
    Find(KeySource),
    Export(Filter, AgeLimits),
}

impl Command {
    pub(super) fn find(aws: Options, output: Output, source: KeySource) -> Self {
        Self { aws, output, task: Task::Find(source) }
    }

    pub(super) fn export(aws: Options, output: Output, filter: Filter, limits: AgeLimits) -> Self {
        Self { aws, output, task: Task::Export(filter, limits) }
    }

    /// Runs it on standard input, output and error.
    ///
    /// # Errors
    /// When the runtime cannot be built.
    pub fn run(self) -> io::Result<Exit> {
        // One thread is enough: the calls are small, and wait for the network.
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let exit = runtime.block_on(self.execute());
        // Do not wait for calls that are still waiting for the network.
        runtime.shutdown_background();
        Ok(exit)
    }

    async fn execute(self) -> Exit {
        let (mut out, mut err) = (io::stdout(), io::stderr());
        let output_width = output_width(&out);
        let progress = err.is_terminal() && !is_dumb();
        let diagnostics = Diagnostics::new(&mut err, progress);
        // Boxed, because the future is large.
        let Some(account) = Box::pin(sign_in(&self.aws, &diagnostics, prompt::read_hidden)).await
        else {
            return Exit::Failed;
        };
        let (output, now) = (self.output, Utc::now());
        match self.task {
            Task::Find(source) => {
                let request = find::Request { output, output_width, now };
                let items = source.items(|| io::stdin().lock());
                Box::pin(find::run(&account, &request, items, &mut out, &diagnostics)).await
            }
            Task::Export(filter, limits) => {
                let request = export::Request { filter, limits, output, output_width, now };
                Box::pin(export::run(&account, &request, &mut out, &diagnostics)).await
            }
        }
    }
}

/// The width that tables are laid out for.
fn output_width(out: &io::Stdout) -> OutputWidth {
    if !out.is_terminal() {
        return OutputWidth::default();
    }
    let columns = tcgetwinsize(out).ok().map(|size| usize::from(size.ws_col));
    let columns = columns.filter(|columns| *columns > 0).unwrap_or(DEFAULT_COLUMNS);
    OutputWidth { columns: Some(columns), bold: !is_dumb() }
}

/// Whether the terminal does not understand escape sequences.
fn is_dumb() -> bool {
    env::var_os("TERM").is_some_and(|term| term == "dumb")
}
