//! The exit statuses of the commands.

/// How a command ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exit {
    /// Everything was found or read.
    Done,
    /// Something was not found or read.
    Failed,
    /// The arguments are wrong.
    WrongUsage,
    /// Everything is known, and some keys are not of this account.
    NotOfThisAccount,
}

impl Exit {
    pub(crate) const EVERY: [Self; 4] =
        [Self::Done, Self::Failed, Self::WrongUsage, Self::NotOfThisAccount];

    /// The number.
    #[must_use]
    pub fn status(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::WrongUsage => 2,
            Self::NotOfThisAccount => 3,
        }
    }

    /// The status of two outcomes together: a failure outweighs a key of another account.
    pub(crate) fn and(self, other: Self) -> Self {
        let weight = |exit| match exit {
            Self::Done => 0,
            Self::NotOfThisAccount => 1,
            Self::Failed => 2,
            Self::WrongUsage => 3,
        };
        if weight(other) > weight(self) { other } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(Exit::Done, Exit::Done, 0)]
    #[case(Exit::Done, Exit::NotOfThisAccount, 3)]
    #[case(Exit::Failed, Exit::NotOfThisAccount, 1)]
    #[case(Exit::Done, Exit::Failed, 1)]
    fn what_failed_goes_first(#[case] one: Exit, #[case] other: Exit, #[case] status: u8) {
        assert_eq!((one.and(other).status(), other.and(one).status()), (status, status));
    }
}
