//! The SDK against the built-in account, with faults.
