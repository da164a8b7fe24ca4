//! Any events in any order.
