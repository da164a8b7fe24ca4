//! Where the person sits, as far as environment variables show.

use std::env;

/// What clipboards and paths depend on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Environment {
    /// The person is connected over SSH: their screen is another machine's.
    pub ssh: bool,
    /// The program runs inside tmux.
    pub tmux: bool,
    /// This machine has a desktop, which may have a clipboard.
    pub desktop: bool,
}

impl Environment {
    /// Reads the variables that SSH, tmux and desktops set.
    pub(crate) fn read() -> Self {
        Self::from_variables(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
    }

    fn from_variables(is_set: impl Fn(&str) -> bool) -> Self {
        Self {
            ssh: is_set("SSH_CONNECTION") || is_set("SSH_TTY"),
            tmux: is_set("TMUX"),
            desktop: cfg!(target_os = "macos") || is_set("WAYLAND_DISPLAY") || is_set("DISPLAY"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(&[], false, false)]
    #[case(&["SSH_TTY"], true, false)]
    #[case(&["SSH_CONNECTION", "TMUX"], true, true)]
    #[case(&["TMUX"], false, true)]
    fn ssh_and_tmux_are_known_by_their_variables(
        #[case] set: &[&str],
        #[case] ssh: bool,
        #[case] tmux: bool,
    ) {
        let read = Environment::from_variables(|name| set.contains(&name));
        assert_eq!((read.ssh, read.tmux), (ssh, tmux));
    }
}
