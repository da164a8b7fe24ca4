//! Shown until the session is signed in: what is awaited, or what went wrong.

use crate::console::dialogs::{Body, Canvas};
use crate::console::model::Model;
use crate::domain::MfaChallenge;
use crate::ui::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;

/// `has_dialog`: a dialog asks for a code.
pub(crate) fn draw(model: &Model, has_dialog: bool, theme: Theme, frame: &mut Frame, area: Rect) {
    let mut body = Body::new("Sign in", Canvas { area, theme });
    let profile = model.settings.profile.as_ref();
    let back = model.way_back();
    // While it is asked for, nothing is cancelled yet.
    let left = model.mfa.challenge.as_ref().filter(|_| !has_dialog);
    if let Some(failure) = model.session.failure() {
        let with = profile.map_or(String::new(), |profile| format!(" with profile {profile}"));
        if left.is_some() {
            let text = format!("Signing in{with} was cancelled: no MFA code was given.");
            body.headline(&text).gap();
        } else if profile.is_some() && back.is_some() && model.mfa.challenge.as_ref().is_none() {
            body.headline(&format!("Signing in{with} did not work.")).gap();
        }
        body.failure(failure);
    } else if model.session.connection().is_some() {
        body.waiting(model, "Asking AWS who you are (sts:GetCallerIdentity)…");
    } else {
        let of = profile.map_or(String::new(), |profile| format!(" of profile {profile}"));
        body.waiting(model, &format!("Waiting for the credentials{of}…"));
    }
    if left.is_some_and(MfaChallenge::is_optional) {
        body.gap().text("M, then esc, offers to go on without MFA.");
    }
    let mut ways = Vec::new();
    if let Some(before) = back {
        ways.push(format!("esc goes back to {}", before.from));
    }
    if back.is_some() || model.session.failure().is_some() {
        ways.push("p chooses another profile".to_owned());
    }
    if model.session.failure().is_some() {
        ways.push("r tries again".to_owned());
    }
    if !ways.is_empty() {
        body.gap().pinned(&format!("{}.", ways.join("; ")));
    }
    body.draw(frame);
}
