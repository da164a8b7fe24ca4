//! The console driven without a terminal: its effects are carried out against the built-in
//! account, through the real SDK, and the answers told to it.
