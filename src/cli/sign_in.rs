//! Signing in for a command. If the code of an MFA device is needed, the terminal asks for it.

use super::output::Diagnostics;
use crate::aws::{self, Account, Options};
use crate::domain::{
    ConnectError, Failure, FailureKind, MfaAnswer, MfaChallenge, MfaCode, MfaPurpose, MfaStep,
    MfaUse, NextStep, Operation, Secret, SentCodes,
};
use crate::ui::harmless;
use std::io;

/// How many codes are asked for, at most, for one purpose.
const TRIES: usize = 3;

/// Connects, asking for codes with `ask`. `None` if that fails; `diagnostics` says why.
pub(crate) async fn sign_in(
    options: &Options,
    diagnostics: &Diagnostics<'_>,
    ask: impl AsyncFn(&str) -> io::Result<Secret>,
) -> Option<Account> {
    let mut mfa = MfaUse::FromProfile;
    let mut codes = CodePrompts::default();
    loop {
        let wanted = match aws::connect_with(options, &mfa, None).await {
            Ok(account) => return Some(account),
            Err(ConnectError::MfaRequired(wanted)) => wanted,
            Err(ConnectError::Failed(failure)) => {
                diagnostics.failure(None, &failure);
                return None;
            }
        };
        if let Some(refused) = &wanted.refused {
            diagnostics.failure(None, refused);
        }
        mfa = MfaUse::Code(codes.next(&wanted, diagnostics, &ask).await?);
    }
}

/// The codes asked for so far.
#[derive(Debug, Default)]
struct CodePrompts {
    sent: SentCodes,
    /// The purpose of the last code, and how many were asked for.
    asked: Option<(MfaPurpose, usize)>,
}

impl CodePrompts {
    /// A code that was not sent before; `None` after too many tries, and without a terminal.
    async fn next(
        &mut self,
        wanted: &MfaChallenge,
        diagnostics: &Diagnostics<'_>,
        ask: impl AsyncFn(&str) -> io::Result<Secret>,
    ) -> Option<MfaAnswer> {
        loop {
            let tries = match &self.asked {
                Some((purpose, tries)) if *purpose == wanted.purpose => *tries,
                _ => 0,
            };
            if tries == TRIES {
                diagnostics.message("No code was taken. Run akia again for another try.");
                return None;
            }
            self.asked = Some((wanted.purpose.clone(), tries + 1));
            // The AWS CLI's wording.
            let question = format!("Enter MFA code for {}: ", harmless(&wanted.serial));
            let typed = match ask(&question).await {
                Ok(typed) => typed,
                Err(error) => {
                    diagnostics.failure(None, &no_terminal(wanted, &error));
                    return None;
                }
            };
            let Ok(code) = MfaCode::parse_secret(&typed) else {
                diagnostics.message("That is no MFA code: a code is six digits.");
                continue;
            };
            let answer = MfaAnswer { serial: wanted.serial.clone(), code };
            if self.sent.insert(&answer) {
                return Some(answer);
            }
            diagnostics.message(
                "This code was sent already, and AWS takes each once: wait for the next one.",
            );
        }
    }
}

/// The failure when there is no terminal to ask on, or nothing was entered.
fn no_terminal(wanted: &MfaChallenge, error: &io::Error) -> Failure {
    let name = wanted.profile.as_deref().unwrap_or("default");
    let advice = match wanted.purpose {
        MfaPurpose::Role(_) => NextStep::Mfa(MfaStep::ExportCredentials(name.to_owned())),
        MfaPurpose::Session => NextStep::Mfa(MfaStep::ChooseProfileWithoutMfa),
    };
    let why = match error.kind() {
        io::ErrorKind::UnexpectedEof => "nothing was entered",
        _ => "there is no terminal to ask for it on",
    };
    let message =
        format!("profile {name} wants the code of an MFA device ({}), and {why}", wanted.serial);
    Failure::new(Operation::Connect, FailureKind::Credentials, message).with_advice(advice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::next_step::next_step;
    use std::cell::RefCell;

    fn wanted(purpose: MfaPurpose) -> MfaChallenge {
        let (serial, profile) = ("arn:aws:iam::1:mfa/ada".to_owned(), Some("my prod".to_owned()));
        MfaChallenge { serial, profile, purpose, refused: None }
    }

    /// Which of these typed codes is taken, how often it was asked for, and the diagnostics.
    async fn taken(codes: &mut CodePrompts, typed: &[&str]) -> (Option<String>, usize, String) {
        let typed = RefCell::new(typed.iter());
        let asked = RefCell::new(0);
        let mut err = Vec::new();
        let diagnostics = Diagnostics::new(&mut err, false);
        let ask = async |question: &str| {
            assert_eq!(question, "Enter MFA code for arn:aws:iam::1:mfa/ada: ");
            *asked.borrow_mut() += 1;
            let next = typed.borrow_mut().next().copied();
            next.map(|text| Secret::new(text.to_owned()))
                .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
        };
        let answer = codes.next(&wanted(MfaPurpose::Session), &diagnostics, ask).await;
        let code = answer.map(|answer| answer.code.read(str::to_owned));
        (code, asked.into_inner(), String::from_utf8(err).unwrap())
    }

    #[tokio::test]
    async fn a_code_is_asked_for_three_times_and_none_is_sent_twice() {
        let mut codes = CodePrompts::default();
        let (code, asked, diagnostics) = taken(&mut codes, &["x", "271 828"]).await;
        assert_eq!((code.as_deref(), asked), (Some("271828"), 2));
        assert_eq!(diagnostics, "akia: That is no MFA code: a code is six digits.\n");
        let (code, asked, diagnostics) = taken(&mut codes, &["271828"]).await;
        assert_eq!((code, asked), (None, 1));
        assert!(
            diagnostics.contains("was sent already") && diagnostics.contains("Run akia again"),
            "{diagnostics}"
        );
    }

    #[tokio::test]
    async fn without_a_terminal_there_is_advice() {
        let (code, _, diagnostics) = taken(&mut CodePrompts::default(), &[]).await;
        assert_eq!(code, None);
        assert!(
            diagnostics.contains("Profile my prod wants the code of an MFA device"),
            "{diagnostics}"
        );
        assert!(diagnostics.contains("choose a profile without mfa_serial"), "{diagnostics}");
        let error = io::Error::from(io::ErrorKind::NotFound);
        let of_role = no_terminal(&wanted(MfaPurpose::Role("r".to_owned())), &error);
        assert!(next_step(&of_role).contains("export-credentials --profile 'my prod'"));
    }
}
