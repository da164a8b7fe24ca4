//! Locks that are never poisoned for good.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks a mutex whose content is only ever replaced as a whole: it is valid also when its last
/// holder panicked.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
