//! Theme and widgets.
