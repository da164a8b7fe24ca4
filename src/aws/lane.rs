//! How urgent a read is.

/// Whether somebody waits for a read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lane {
    /// Somebody does: retried quickly, and given up within seconds.
    Interactive,
    /// It fills rows in view: sent through the rate limiter, before what nobody sees.
    InView,
    /// Nobody does: slows down when AWS throttles, and leaves room for the other lanes.
    Background,
}
