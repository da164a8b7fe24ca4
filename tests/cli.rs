//! The commands that do without the screen: `akia find` and `akia export`.

mod commands;
mod documentation;
mod export;
mod find;
mod process;
mod sign_in;
