//! This process, and the machine it runs on.

use rustix::process::{Resource, Rlimit, setrlimit};

/// Keeps the process's memory out of core dumps and, on Linux, away from other processes of the
/// same user (`ptrace`, `/proc/<pid>/mem`).
///
/// Errors are ignored on purpose: a sandbox may refuse either, and a program that did not start
/// for it would protect nobody.
pub fn harden() {
    let nothing = Rlimit { current: Some(0), maximum: Some(0) };
    let _refused = setrlimit(Resource::Core, nothing);
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _refused = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}

/// The name of this machine, to tell whose path a path is.
#[must_use]
pub fn host_name() -> String {
    gethostname::gethostname().to_string_lossy().into_owned()
}
