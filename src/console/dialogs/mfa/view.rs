//! How the dialog is drawn.

use super::super::{Body, Buttons};
use super::{ANOTHER, NO_CODES, SignInMfa, Stage, WITHOUT};
use crate::console::model::Model;
use crate::console::next_step::next_step;
use crate::domain::{Failure, MfaPurpose, gives_codes};
use crate::ui::{self, Theme, harmless};
use ratatui::Frame;
use ratatui::layout::Rect;
use tui_input::Input;

impl SignInMfa {
    pub(super) fn draw(&self, model: &Model, theme: Theme, frame: &mut Frame, area: Rect) {
        let mut body = Body::new("MFA code", area, theme);
        let input = match &self.stage {
            Stage::Listing(_) => {
                self.facts(&mut body, theme, None);
                body.gap().waiting(model, "Listing your MFA devices (iam:ListMFADevices)…");
                None
            }
            Stage::Devices { devices, selected } => {
                devices_to_choose(&mut body, theme, devices, *selected);
                None
            }
            Stage::Serial { input, buttons, failure } => {
                self.facts(&mut body, theme, None);
                serial(&mut body, theme, buttons, failure.as_ref());
                Some((input, "arn:aws:iam::123456789012:mfa/name, or a number"))
            }
            Stage::Code { device, code, buttons, refused } => {
                self.facts(&mut body, theme, Some(device));
                ask_for_code(&mut body, theme, buttons, refused.as_ref());
                Some((&code.0, "six digits"))
            }
            Stage::Sending { device } => {
                self.facts(&mut body, theme, Some(device));
                let what = format!("The code is sent, once (sts:{})…", self.operation());
                body.gap().waiting(model, &what);
                None
            }
            Stage::Without { device, selected } => {
                self.facts(&mut body, theme, Some(device));
                body.gap().text(
                    "Without MFA, what the account's policies allow only with MFA is denied; \
                     M asks for a code at any time.",
                );
                body.gap().choices(&WITHOUT.map(str::to_owned), *selected);
                None
            }
        };
        let at = body.draw(frame, area);
        if let (Some(at), Some((input, placeholder))) = (at, input) {
            let input: &Input = input;
            ui::input(frame, at, input, placeholder, theme);
        }
    }

    /// What the code is for.
    fn facts(&self, body: &mut Body, theme: Theme, device: Option<&str>) {
        if let Some(profile) = &self.profile {
            body.short_fact("Profile", profile, theme.plain());
        }
        match &self.purpose {
            MfaPurpose::Session => {
                let what = "a session of your own user (sts:GetSessionToken)";
                body.fact("Code for", what, theme.plain());
            }
            MfaPurpose::Role(arn) => {
                body.fact("Code for", "assuming a role (sts:AssumeRole)", theme.plain());
                body.fact("Role", arn, theme.plain());
            }
        }
        if let Some(device) = device {
            body.fact("MFA device", device, theme.title());
        }
    }
}

fn ask_for_code(body: &mut Body, theme: Theme, buttons: &Buttons, refused: Option<&Failure>) {
    if let Some(refused) = refused {
        // What to do first: AWS's own words are for whoever looks into it.
        body.gap().say(theme.danger(), &next_step(refused));
        body.text(&refused.to_string());
    } else {
        body.gap().text(
            "AWS takes each code once. The session that comes of it is kept in memory only, and \
             used until it ends.",
        );
    }
    body.gap().say(theme.plain(), "Type or paste the code that the device shows now:");
    body.input();
    body.buttons(buttons, &Buttons::row("Sign in", false, true));
}

fn devices_to_choose(body: &mut Body, theme: Theme, devices: &[String], selected: usize) {
    body.say(theme.plain(), "Which device gives the code?");
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

fn serial(body: &mut Body, theme: Theme, buttons: &Buttons, failure: Option<&Failure>) {
    body.gap();
    match failure {
        Some(failure) => body.text(&format!("Your devices cannot be listed: {failure}")),
        None => body.text("IAM lists no MFA device of yours."),
    };
    body.gap().say(theme.plain(), "The serial of the device: its ARN, or the number on it.");
    body.input();
    body.buttons(buttons, &Buttons::row("Next", false, true));
}
