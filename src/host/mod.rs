//! The machine the person sits at.
