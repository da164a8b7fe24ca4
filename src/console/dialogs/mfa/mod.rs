//! The code of an MFA device, for a session that requires one or that could do more with one.
//!
//! No code is sent twice: the codes that were sent are remembered after the dialog is closed.

mod view;

#[cfg(test)]
mod tests;

use super::{Answer, Body, Buttons, Canvas, Dialog, TextTarget, Transition, move_selection};
use crate::console::context::Context;
use crate::console::effect::CallId;
use crate::console::event::Reply;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::{Model, Tone};
use crate::console::reads::{AwsAnswer, AwsRead};
use crate::domain::{
    Caller, Failure, MfaAnswer, MfaChallenge, MfaCode, MfaPurpose, Operation, gives_codes,
};
use std::fmt;
use tui_input::Input;

/// The choices of somebody who has a long-term key and gives no code.
const WITHOUT: [&str; 3] = [
    "Enter a code",
    "Go on without MFA: the long-term access key signs by itself",
    "Stay signed out",
];

/// The last entry of the list of devices.
const ANOTHER: &str = "Another device: type its serial";

/// A code that is being typed: shown on the screen, and nowhere else.
#[derive(Default)]
struct TypedCode(Input);

impl fmt::Debug for TypedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TypedCode(redacted)")
    }
}

#[derive(Debug)]
pub(crate) struct SignInMfa {
    profile: Option<String>,
    purpose: MfaPurpose,
    /// Without a code, there is no session.
    required: bool,
    /// The serial that is suggested where no device is known.
    suggested_serial: Option<String>,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// The user's devices are being listed.
    Listing,
    Devices {
        devices: Vec<String>,
        selected: usize,
    },
    /// No device is known, so a serial is typed. `failure`: why the devices cannot be listed.
    Serial {
        input: Input,
        buttons: Buttons,
        failure: Option<Failure>,
    },
    Code {
        device: String,
        code: TypedCode,
        buttons: Buttons,
        refused: Option<Failure>,
    },
    Sending {
        device: String,
    },
    /// No code is given. What then?
    Without {
        device: String,
        selected: usize,
    },
}

impl Stage {
    fn code(device: String, refused: Option<Failure>) -> Self {
        let buttons = Buttons::confirm_by_default();
        Self::Code { device, code: TypedCode::default(), buttons, refused }
    }
}

impl SignInMfa {
    /// A session requires a code.
    pub(crate) fn required(challenge: MfaChallenge) -> Self {
        let MfaChallenge { serial, profile, purpose, refused } = challenge;
        let stage = Stage::code(serial, refused);
        Self { profile, purpose, required: true, suggested_serial: None, stage }
    }

    /// The user, who is signed in with a long-term key, wants a session with MFA.
    pub(crate) fn optional(cx: &mut Context, caller: &Caller) -> Self {
        let partition = cx.model.session.connection().map_or("aws", |c| c.partition.as_str());
        let suggested_serial = suggest_serial(partition, caller);
        let stage = match (cx.model.mfa.device.as_deref().map(str::to_owned), caller.user_name()) {
            (Some(device), _) => Stage::code(device, None),
            (None, Some(user)) => {
                cx.read(AwsRead::OwnDevices(user));
                Stage::Listing
            }
            (None, None) => Stage::code(suggested_serial.clone().unwrap_or_default(), None),
        };
        let profile = cx.model.profile().map(str::to_owned);
        Self { profile, purpose: MfaPurpose::Session, required: false, suggested_serial, stage }
    }

    fn on_devices_listed(&mut self, answer: Result<Vec<String>, Failure>) {
        self.stage = match answer {
            Ok(devices) => match devices.as_slice() {
                [only] if gives_codes(only) => Stage::code(only.clone(), None),
                [] => self.type_serial(None),
                _ => Stage::Devices { devices, selected: 0 },
            },
            Err(failure) => self.type_serial(Some(failure)),
        };
    }

    fn type_serial(&self, failure: Option<Failure>) -> Stage {
        let input = self
            .suggested_serial
            .as_ref()
            .map_or_else(Input::default, |usual| usual.clone().into());
        Stage::Serial { input, buttons: Buttons::confirm_by_default(), failure }
    }

    /// Takes a key where a serial or a code is typed.
    fn act_on_input(&mut self, cx: &mut Context, action: Action) -> Transition {
        let (Stage::Serial { buttons, .. } | Stage::Code { buttons, .. }) = &mut self.stage else {
            return Transition::Stay;
        };
        match buttons.answer(action) {
            Answer::Cancelled => self.cancel(cx),
            Answer::Pending => Transition::Stay,
            Answer::Confirmed(()) => {
                self.confirm(cx);
                Transition::Stay
            }
        }
    }

    fn confirm(&mut self, cx: &mut Context) {
        match &self.stage {
            Stage::Serial { input, .. } => match input.value().trim() {
                "" => cx.notify(Tone::Warning, "Type the serial of the device first."),
                serial if !gives_codes(serial) => cx.notify(Tone::Warning, NO_CODES),
                serial => self.stage = Stage::code(serial.to_owned(), None),
            },
            Stage::Code { device, code, .. } => match MfaCode::parse(code.0.value()) {
                Ok(code) => self.send(cx, MfaAnswer { serial: device.clone(), code }),
                Err(_) => cx.notify(Tone::Warning, "A code is six digits: type those shown now."),
            },
            _ => {}
        }
    }

    fn send(&mut self, cx: &mut Context, answer: MfaAnswer) {
        let device = answer.serial.clone();
        match cx.send_code(answer) {
            Ok(()) => self.stage = Stage::Sending { device },
            Err(why) => {
                cx.notify(Tone::Warning, why);
                // A code that is left there invites to press Enter again.
                if let Stage::Code { code, .. } = &mut self.stage {
                    *code = TypedCode::default();
                }
            }
        }
    }

    fn choose(&mut self, cx: &mut Context) -> Transition {
        match &mut self.stage {
            Stage::Devices { devices, selected } => match devices.get(*selected) {
                Some(device) if !gives_codes(device) => cx.notify(Tone::Warning, NO_CODES),
                Some(device) => self.stage = Stage::code(device.clone(), None),
                None => self.stage = self.type_serial(None),
            },
            Stage::Without { device, selected } => match *selected {
                0 => self.stage = Stage::code(device.clone(), None),
                1 => {
                    cx.decline_mfa();
                    return Transition::Close;
                }
                _ => {
                    cx.notify_no_code();
                    return Transition::Close;
                }
            },
            _ => {}
        }
        Transition::Stay
    }

    fn cancel(&mut self, cx: &mut Context) -> Transition {
        if let Stage::Code { device, .. } = &self.stage
            && self.required
            && self.purpose == MfaPurpose::Session
        {
            self.stage = Stage::Without { device: device.clone(), selected: 0 };
            return Transition::Stay;
        }
        if self.required {
            cx.notify_no_code();
        }
        Transition::Close
    }

    /// The operation that the code is sent with.
    fn operation(&self) -> Operation {
        match self.purpose {
            MfaPurpose::Session => Operation::GetSessionToken,
            MfaPurpose::Role(_) => Operation::AssumeRole,
        }
    }
}

const NO_CODES: &str = "A passkey or security key gives no codes for AWS's API: it takes a virtual \
                        or hardware device.";

impl Dialog for SignInMfa {
    fn key_context(&self) -> KeyContext {
        match self.stage {
            Stage::Sending { .. } => KeyContext::Waiting,
            // While the devices are listed, the dialog can be left.
            Stage::Listing | Stage::Devices { .. } | Stage::Without { .. } => KeyContext::Choice,
            Stage::Serial { .. } | Stage::Code { .. } => KeyContext::Input,
        }
    }

    fn act(&mut self, cx: &mut Context, action: Action) -> Transition {
        match (action, &mut self.stage) {
            (_, Stage::Serial { .. } | Stage::Code { .. }) => {
                return self.act_on_input(cx, action);
            }
            (Action::Choose, _) => return self.choose(cx),
            (Action::Cancel, _) => return self.cancel(cx),
            (_, Stage::Devices { devices, selected }) => {
                move_selection(selected, devices.len() + 1, action);
            }
            (_, Stage::Without { selected, .. }) => {
                move_selection(selected, WITHOUT.len(), action);
            }
            (_, Stage::Listing | Stage::Sending { .. }) => {}
        }
        Transition::Stay
    }

    fn text_target(&mut self) -> Option<&mut dyn TextTarget> {
        match &mut self.stage {
            Stage::Serial { input, .. } => Some(input),
            Stage::Code { code, .. } => Some(&mut code.0),
            _ => None,
        }
    }

    fn paste(&mut self, _cx: &mut Context, text: &str) {
        if let Stage::Serial { input, .. } = &mut self.stage {
            // A paste replaces the serial that is suggested.
            input.reset();
        }
        if let Some(target) = self.text_target() {
            target.paste(text);
        }
    }

    fn reply(&mut self, _cx: &mut Context, _call: CallId, reply: Reply) -> Transition {
        if let Reply::Aws(AwsAnswer::OwnDevices(answer)) = reply {
            self.on_devices_listed(answer);
        }
        Transition::Stay
    }

    fn signs_in(&self) -> bool {
        true
    }

    fn view(&self, model: &Model, canvas: Canvas) -> Body<'_> {
        self.body(model, canvas)
    }
}

/// Most virtual devices have the user's name.
fn suggest_serial(partition: &str, caller: &Caller) -> Option<String> {
    let user = caller.user_name()?;
    Some(format!("arn:{partition}:iam::{}:mfa/{user}", caller.account))
}
