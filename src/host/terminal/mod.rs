//! The person's terminal: taken over, drawn on, and always given back as it was.

mod frame;
mod hang_up;
mod panic;
mod screen;

pub(crate) use hang_up::{HangUp, is_disconnected};
pub use panic::install_panic_hook;
pub use screen::EnterError;
pub(crate) use screen::Screen;
