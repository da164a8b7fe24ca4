//! Key scripts and answers, for the tests beside the code.
