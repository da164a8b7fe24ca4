//! The shipped program in a pseudo-terminal, against moto.
