//! This process and its machine.

use rustix::process::{Resource, Rlimit, setrlimit};

/// Keeps the process's memory out of core dumps and, on Linux, away from other processes of the
/// same user (`ptrace`, `/proc/<pid>/mem`).
///
/// Errors are ignored: a sandbox may refuse either, and refusing to start would protect nobody.
pub fn harden() {
    let no_core = Rlimit { current: Some(0), maximum: Some(0) };
    let _refused = setrlimit(Resource::Core, no_core);
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _refused = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}

/// The name of this machine, for paths that are shown to somebody who sits at another.
pub(crate) fn host_name() -> String {
    gethostname::gethostname().to_string_lossy().into_owned()
}
