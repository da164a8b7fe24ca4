//! A command that does without the screen, from the session to the exit status.
//!
//! Signals are left as they are: they end the program at once, as a shell expects it, and what was
//! written until then is whole lines.

use super::exit::Exit;
use super::export;
use super::find::{self, KeySource};
use super::output::{Diagnostics, Output, OutputWidth};
use super::sign_in::sign_in;
use crate::aws::Options;
use crate::domain::{Filter, Limits};
use crate::host::prompt;
use chrono::Utc;
use rustix::termios::tcgetwinsize;
use std::env;
use std::io::{self, IsTerminal as _};
use tokio::runtime::Builder;

/// What a terminal has if it does not say.
const USUAL_COLUMNS: usize = 80;

/// A command and all it needs.
#[derive(Debug)]
pub struct Command {
    aws: Options,
    output: Output,
    what: Task,
}

#[derive(Debug)]
enum Task {
    Find(KeySource),
    Export(Filter, Limits),
}

impl Command {
    pub(super) fn find(aws: Options, output: Output, source: KeySource) -> Self {
        Self { aws, output, what: Task::Find(source) }
    }

    pub(super) fn export(aws: Options, output: Output, filter: Filter, limits: Limits) -> Self {
        Self { aws, output, what: Task::Export(filter, limits) }
    }

    /// Runs it on standard input, output and error.
    ///
    /// # Errors
    /// When there can be no runtime for it.
    pub fn run(self) -> io::Result<Exit> {
        // One thread, as the screen's calls have: the calls are small, and wait for the network.
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let exit = runtime.block_on(self.execute());
        // Whatever is still waiting for the network is not waited for.
        runtime.shutdown_background();
        Ok(exit)
    }

    async fn execute(self) -> Exit {
        let (mut out, mut err) = (io::stdout(), io::stderr());
        let output_width = output_width(&out);
        let progress = err.is_terminal() && !is_dumb();
        let diagnostics = Diagnostics::new(&mut err, progress);
        // Boxed: what waits for AWS is large.
        let Some(account) = Box::pin(sign_in(&self.aws, &diagnostics, prompt::ask)).await else {
            return Exit::Failed;
        };
        let (output, now) = (self.output, Utc::now());
        // Boxed: what waits for IAM is large.
        match self.what {
            Task::Find(source) => {
                let request = find::Request { output, output_width, now };
                let given = source.given(|| io::stdin().lock());
                Box::pin(find::run(&account, &request, given, &mut out, &diagnostics)).await
            }
            Task::Export(filter, limits) => {
                let request = export::Request { filter, limits, output, output_width, now };
                Box::pin(export::run(&account, &request, &mut out, &diagnostics)).await
            }
        }
    }
}

/// What tables are written on.
fn output_width(out: &io::Stdout) -> OutputWidth {
    if !out.is_terminal() {
        return OutputWidth::default();
    }
    let columns = tcgetwinsize(out).ok().map(|size| usize::from(size.ws_col));
    let columns = columns.filter(|columns| *columns > 0).unwrap_or(USUAL_COLUMNS);
    OutputWidth { columns: Some(columns), bold: !is_dumb() }
}

/// Whether the terminal takes no escape sequences.
fn is_dumb() -> bool {
    env::var_os("TERM").is_some_and(|term| term == "dumb")
}
