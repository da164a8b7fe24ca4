//! An account in memory that answers IAM's HTTP requests, under the real SDK.
