//! Snapshots of every screen and dialog.
