//! What a person does in akia, step by step.

use crate::terminal::{DOWN, ENTER, TAB, Terminal};

/// Presses a key that begins a change, once it is known which account the user is of: until then
/// none is offered.
pub(crate) fn change<'a>(akia: &'a Terminal, key: &str) -> &'a Terminal {
    akia.wait_until_idle().press(key)
}

/// From a user's page through the wizard to the page with the new secret.
pub(crate) fn create_key(akia: &Terminal, description: &str) {
    change(akia, "c").wait_for("1 of 3").wait_for("▸ Command Line Interface");
    akia.press(DOWN).wait_for("▸ Local code").wait_for("AWS Toolkit");
    akia.press(ENTER).wait_for("Tick the acknowledgement first");
    akia.press(" ").wait_for("[✓] I understand");
    akia.press(ENTER).wait_for("2 of 3");
    akia.type_text(description);
    akia.press(ENTER).wait_for("3 of 3").wait_for("••••••••••••••••••••");
    akia.wait_for("Not saved yet");
    if !description.is_empty() {
        akia.wait_for(description).wait_without("being written");
    }
}

/// Opens akia on a user's page, and creates an access key there.
pub(crate) fn create_key_at_once(akia: &Terminal) {
    akia.wait_for("No access keys. Press c to create one.");
    create_key(akia, "");
}

/// From the page with the secret: its .csv file.
pub(crate) fn download(akia: &Terminal) {
    akia.press("w").wait_for("✓ Saved");
}

/// From the page with the secret: into a new AWS profile of this name.
pub(crate) fn save_to_new_profile(akia: &Terminal, name: &str) {
    akia.press("p").wait_for("Save to an AWS profile · 1 of 3").wait_without("Reading your");
    akia.type_text(name).wait_for("new profile");
    akia.press(ENTER).wait_for("2 of 3 · Review").wait_for("+ aws_secret_access_key = ••••••••");
    akia.wait_for("▸ Cancel ◂").press(TAB).wait_for("▸ Save ◂");
    akia.press(ENTER).wait_for("3 of 3 · Saved");
}

/// From a user's page: deactivates the selected key.
pub(crate) fn deactivate(akia: &Terminal, id: &str) {
    change(akia, "d").wait_for("Deactivate access key").wait_for("▸ Cancel ◂");
    akia.press(TAB).wait_for("▸ Deactivate ◂");
    akia.press(ENTER).wait_for(&format!("{id} is inactive"));
}

/// From a user's page: activates the selected key.
pub(crate) fn activate(akia: &Terminal, id: &str) {
    change(akia, "a").wait_for("Activate access key").wait_for("▸ Activate ◂");
    akia.press(ENTER).wait_for(&format!("{id} is active"));
}

/// From a user's page: deletes the selected key, which is active.
pub(crate) fn delete(akia: &Terminal, id: &str) {
    change(akia, "x").wait_for("deactivate it first");
    akia.press(TAB).wait_for("▸ Deactivate ◂");
    akia.press(ENTER).wait_for("gone for good").wait_for("▸ Cancel ◂");
    akia.type_text(id).wait_for("▸ Delete ◂");
    akia.press(ENTER).wait_for(&format!("{id} is deleted"));
}
