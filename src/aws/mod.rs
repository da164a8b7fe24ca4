//! The account: session, IAM and STS calls, and what can go wrong with them.
