//! Start, and exit code.

use akia::cli::{Arguments, Exit, Run, UsageError};
use akia::host::{process, terminal};
use akia::runtime::{self, Ended};
use anyhow::Context as _;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Mutex;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use zeroizing_alloc::ZeroAlloc;

/// Zeroes freed memory, because the SDK, TLS and the terminal's buffers copy secrets.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<std::alloc::System> = ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    process::harden();
    let arguments = Arguments::read();
    match run(arguments) {
        Ok(code) => code,
        Err(error) => {
            report(&error);
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    if let Some(path) = &arguments.log_file {
        log_to(path)?;
    }
    let arguments = match arguments.run() {
        Ok(Run::Command(command)) => return Ok(ExitCode::from(command.run()?.status())),
        Ok(Run::Screen(arguments)) => arguments,
        Err(error) => return Ok(wrong_usage(error)),
    };
    let options = match arguments.launch_options() {
        Ok(options) => options,
        Err(error) => return Ok(wrong_usage(error)),
    };
    terminal::install_panic_hook();
    let loop_runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let ended = loop_runtime.block_on(runtime::run_in_terminal(options));
    // Do not wait for a file system that does not answer.
    loop_runtime.shutdown_background();
    match ended? {
        Ended::ByUser => Ok(ExitCode::SUCCESS),
        // As a shell reports a signal.
        Ended::BySignal(number) => Ok(ExitCode::from(128 + number)),
    }
}

fn wrong_usage(error: UsageError) -> ExitCode {
    report(&error.into());
    ExitCode::from(Exit::WrongUsage.status())
}

/// Logs only this program's own lines, because the SDK's can contain secrets.
fn log_to(path: &Path) -> anyhow::Result<()> {
    let file = OpenOptions::new()
        .append(true)
        .create(true)
        .open(path)
        .with_context(|| format!("the log file {} cannot be opened", path.display()))?;
    let own = Targets::new().with_target("akia", LevelFilter::DEBUG);
    let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(Mutex::new(file));
    tracing_subscriber::registry().with(own).with(lines).init();
    Ok(())
}

fn report(error: &anyhow::Error) {
    let text = format!("{error:#}");
    // Standard error may be gone with the terminal. The exit status shows the failure, too.
    let _ = writeln!(io::stderr(), "akia: {}", akia::ui::harmless(&text));
}
