//! The console itself, pure.
