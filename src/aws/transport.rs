//! What requests travel over.

use aws_credential_types::Credentials;
use aws_smithy_runtime_api::client::http::SharedHttpClient;

/// What requests travel over.
#[derive(Clone, Debug)]
pub enum Transport {
    /// HTTPS, with the machine's environment and files.
    Network,
    /// An account in this process: no environment, no files, no network.
    InProcess {
        /// What answers the requests.
        http: SharedHttpClient,
        /// What they are signed with.
        credentials: Credentials,
    },
    /// An account in this process, reached through the profiles of a configuration file. For tests
    /// of where profiles lead.
    InProcessProfiles {
        /// What answers the requests.
        http: SharedHttpClient,
        /// The content of `~/.aws/config`.
        config: String,
    },
}
