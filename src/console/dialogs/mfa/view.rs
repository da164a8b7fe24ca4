//! How the dialog is drawn.

use super::{ANOTHER, NO_CODES, SignInMfa, Stage, WITHOUT};
use crate::console::dialogs::{Body, Buttons, Canvas};
use crate::console::model::Model;
use crate::console::next_step::next_step;
use crate::domain::{Failure, MfaPurpose, gives_codes};
use crate::ui::harmless;
use tui_input::Input;

impl SignInMfa {
    pub(super) fn body(&self, model: &Model, canvas: Canvas) -> Body<'_> {
        let mut body = Body::new("MFA code", canvas);
        match &self.stage {
            Stage::Listing => {
                self.show_facts(&mut body, None);
                body.gap().waiting(model, "Listing your MFA devices (iam:ListMFADevices)…");
            }
            Stage::Devices { devices, selected } => show_devices(&mut body, devices, *selected),
            Stage::Serial { input, buttons, failure } => {
                self.show_facts(&mut body, None);
                show_serial(&mut body, input, failure.as_ref());
                body.buttons(buttons, &Buttons::row("Next", false, true));
            }
            Stage::Code { device, code, buttons, refused } => {
                self.show_facts(&mut body, Some(device));
                show_code(&mut body, &code.0, refused.as_ref());
                body.buttons(buttons, &Buttons::row("Sign in", false, true));
            }
            Stage::Sending { device } => {
                self.show_facts(&mut body, Some(device));
                let text = format!("The code is sent, once (sts:{})…", self.operation());
                body.gap().waiting(model, &text);
            }
            Stage::Without { device, selected } => {
                self.show_facts(&mut body, Some(device));
                body.gap().text(
                    "Without MFA, what the account's policies allow only with MFA is denied; \
                     M asks for a code at any time.",
                );
                body.gap().choices(&WITHOUT.map(str::to_owned), *selected);
            }
        }
        body
    }

    /// What the code is for.
    fn show_facts(&self, body: &mut Body<'_>, device: Option<&str>) {
        if let Some(profile) = &self.profile {
            body.short_fact("Profile", profile);
        }
        match &self.purpose {
            MfaPurpose::Session => {
                let what = "a session of your own user (sts:GetSessionToken)";
                body.fact("Code for", what);
            }
            MfaPurpose::Role(arn) => {
                body.fact("Code for", "assuming a role (sts:AssumeRole)");
                body.fact("Role", arn);
            }
        }
        if let Some(device) = device {
            body.main_fact("MFA device", device);
        }
    }
}

fn show_code<'a>(body: &mut Body<'a>, code: &'a Input, refused: Option<&Failure>) {
    if let Some(refused) = refused {
        // What to do comes first; AWS's own message is for finding out more.
        body.gap().danger(&next_step(refused));
        body.text(&refused.to_string());
    } else {
        body.gap().text(
            "AWS takes each code once. The session that comes of it is kept in memory only, and \
             used until it ends.",
        );
    }
    body.gap().notice("Type or paste the code that the device shows now:");
    body.input(code, "six digits");
}

fn show_devices(body: &mut Body<'_>, devices: &[String], selected: usize) {
    body.notice("Which device gives the code?");
    if devices.iter().any(|device| !gives_codes(device)) {
        body.text(NO_CODES);
    }
    let label = |device: &String| {
        let mark = if gives_codes(device) { "" } else { " (gives no codes)" };
        format!("{}{mark}", harmless(device))
    };
    let mut labels: Vec<String> = devices.iter().map(label).collect();
    labels.push(ANOTHER.to_owned());
    body.gap().choices(&labels, selected);
}

fn show_serial<'a>(body: &mut Body<'a>, serial: &'a Input, failure: Option<&Failure>) {
    body.gap();
    match failure {
        Some(failure) => body.text(&format!("Your devices cannot be listed: {failure}")),
        None => body.text("IAM lists no MFA device of yours."),
    };
    body.gap().notice("The serial of the device: its ARN, or the number on it.");
    body.input(serial, "arn:aws:iam::123456789012:mfa/name, or a number");
}
