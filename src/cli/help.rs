//! What `--help` and the README say about the fields, words and exit statuses of the commands.

use super::exit::Exit;
use super::find::Found;
use crate::domain::KEY_FIELDS;

/// Each field of the commands' rows, with what it is.
pub const FIELDS: [(&str, &str); 12] = [
    ("UserName", "the IAM user who owns the key"),
    ("AccessKeyId", "the key"),
    ("AccountId", "the account the key is of, as far as that is known"),
    ("Status", "Active, Inactive or Expired"),
    ("CreateDate", "when it was created"),
    ("AgeDays", "whole days since then"),
    ("LastUsedDate", "when it was last used"),
    ("LastUsedService", "for which service, such as s3"),
    ("LastUsedRegion", "in which Region"),
    ("Description", "its description: the tag of the user named like the key"),
    ("Found", "find only: how it was found"),
    ("Note", "find only: what else there is to say"),
];

/// Each word of the field `Found`, with what it means.
pub const FOUND: [(Found, &str); 10] = [
    (Found::ByLastUsed, "IAM named the owner (none: the root user's key)"),
    (Found::ByLists, "IAM may not say, but a user's list of keys has it; no last use is known"),
    (Found::ById, "of another account, which the ID itself carries"),
    (Found::ByKeyInfo, "of another account, which STS named"),
    (
        Found::TemporaryKey,
        "a temporary key (ASIA…): no user's; Note has the command for CloudTrail",
    ),
    (Found::NotAKey, "the ID of something else, such as a role"),
    (Found::NotFound, "no key of this account, or one that is deleted"),
    (Found::Denied, "a policy keeps IAM from telling"),
    (Found::Unclear, "IAM's answers do not decide it; Note says why"),
    (Found::Failed, "IAM could not be asked; Note says why"),
];

/// Each exit status of the commands, with what it means.
pub const EXIT_STATUSES: [(Exit, &str); 4] = [
    (Exit::Done, "all keys found, or all users read"),
    (
        Exit::Failed,
        "something failed (denied, no credentials, a user who cannot be read): standard error says what",
    ),
    (Exit::WrongUsage, "wrong usage"),
    (Exit::NotOfThisAccount, "find worked, but some keys are not of this account"),
];

/// The text below the options of `akia find`.
pub(super) fn find() -> String {
    let found: Vec<_> = FOUND.iter().map(|(found, means)| (found.as_str(), *means)).collect();
    format!(
        "A row for each ID given, in their order. IAM is asked for the owner; if it may not say, \
         all lists of keys are looked through, once.\n\nFields (null or empty: there is none):\n{}\n\n\
         Found is one of:\n{}\n\n{}",
        lines(&FIELDS),
        lines(&found),
        exit_statuses(&Exit::EVERY),
    )
}

/// The text below the options of `akia export`.
pub(super) fn export() -> String {
    let fields = FIELDS.get(..KEY_FIELDS.len()).unwrap_or_default();
    format!(
        "In the order of ListUsers, as it is read. What cannot be read is told on standard error \
         and by the exit status; what was read is printed all the same.\n\n\
         Fields (null or empty: there is none):\n{}\n\n{}",
        lines(fields),
        exit_statuses(&[Exit::Done, Exit::Failed, Exit::WrongUsage]),
    )
}

fn exit_statuses(of: &[Exit]) -> String {
    let known = EXIT_STATUSES.iter().filter(|(exit, _)| of.contains(exit));
    let known: Vec<String> =
        known.map(|(exit, means)| format!("  {}  {means}", exit.status())).collect();
    format!("Exit status:\n{}\n  128 + N  ended by signal N", known.join("\n"))
}

/// Words and what they mean, in two columns.
fn lines(words: &[(&str, &str)]) -> String {
    let longest = words.iter().map(|(word, _)| word.len()).max().unwrap_or(0);
    let lines = words.iter().map(|(word, means)| format!("  {word:longest$}  {means}"));
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::find::FoundRow;
    use crate::domain::Record as _;

    #[test]
    fn everything_is_documented() {
        assert_eq!(FIELDS.map(|(name, _)| name), FoundRow::FIELDS);
        let found = [
            Found::ByLastUsed,
            Found::ByLists,
            Found::ById,
            Found::ByKeyInfo,
            Found::TemporaryKey,
            Found::NotAKey,
            Found::NotFound,
            Found::Denied,
            Found::Unclear,
            Found::Failed,
        ];
        assert_eq!(FOUND.map(|(found, _)| found), found);
        assert_eq!(EXIT_STATUSES.map(|(exit, _)| exit), Exit::EVERY);
    }
}
