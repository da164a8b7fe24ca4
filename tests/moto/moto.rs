//! moto's server: started for one test, and asked what became of the account.
//!
//! It checks every signature and every permission from when the administrator is there.

use aws_sdk_iam::Client;
use aws_sdk_iam::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_iam::types::{AccessKey, Tag};
use std::env;
use std::fmt;
use std::future::Future;
use std::io::{BufRead as _, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use tokio::runtime::{Builder, Runtime};

/// What allows the administrator everything.
const EVERYTHING: &str = r#"{"Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#;

/// What lets the administrator assume a role. (moto compares principals as texts: the account's
/// root is nobody else to it.)
const BY_THE_ADMINISTRATOR: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::123456789012:user/administrator"},
    "Action": "sts:AssumeRole"}]}"#;

/// The requests that make the administrator, which nobody can sign yet.
const BEFORE_THE_ADMINISTRATOR: u32 = 3;

/// An access key with its secret.
#[derive(Clone)]
pub(crate) struct KeyPair {
    pub(crate) id: String,
    pub(crate) secret: String,
}

impl From<AccessKey> for KeyPair {
    fn from(key: AccessKey) -> Self {
        Self { id: key.access_key_id, secret: key.secret_access_key }
    }
}

/// A server with an account of its own; it ends with this.
pub(crate) struct Moto {
    server: Child,
    url: String,
    runtime: Runtime,
    administrator: KeyPair,
    iam: Client,
}

impl Moto {
    /// Starts a server whose account has one user, `administrator`, who may do everything.
    pub(crate) fn start() -> Self {
        Self::checking_signatures_after(BEFORE_THE_ADMINISTRATOR)
    }

    /// The same, but whatever is signed is believed.
    pub(crate) fn that_checks_no_signatures() -> Self {
        Self::checking_signatures_after(u32::MAX)
    }

    fn checking_signatures_after(requests: u32) -> Self {
        let mut server = spawn(requests);
        let url = address(server.stderr.take().unwrap());
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let nobody = KeyPair { id: "AKIAIOSFODNN7EXAMPLE".to_owned(), secret: "none".to_owned() };
        let mut moto =
            Self { iam: client(&url, &nobody), administrator: nobody, server, url, runtime };
        moto.create_user("administrator");
        let policy =
            moto.iam.put_user_policy().user_name("administrator").policy_name("everything");
        moto.wait(policy.policy_document(EVERYTHING).send());
        moto.administrator = moto.create_key("administrator");
        moto.iam = client(&moto.url, &moto.administrator);
        moto
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The key that may do everything.
    pub(crate) fn administrator(&self) -> &KeyPair {
        &self.administrator
    }

    pub(crate) fn create_user(&self, name: &str) {
        self.wait(self.iam.create_user().user_name(name).send());
    }

    pub(crate) fn create_key(&self, user: &str) -> KeyPair {
        let answer = self.wait(self.iam.create_access_key().user_name(user).send());
        answer.access_key.unwrap().into()
    }

    /// A user with one access key.
    pub(crate) fn create_user_with_key(&self, user: &str) -> KeyPair {
        self.create_user(user);
        self.create_key(user)
    }

    /// A role that may do everything, and that the administrator may assume; its ARN.
    pub(crate) fn create_role(&self, name: &str) -> String {
        // It takes a signature for wrong where a parameter has a space.
        let without_spaces = |policy: &str| policy.replace(char::is_whitespace, "");
        let role = self.iam.create_role().role_name(name);
        let role = role.assume_role_policy_document(without_spaces(BY_THE_ADMINISTRATOR));
        let role = self.wait(role.send());
        let policy = self.iam.put_role_policy().role_name(name).policy_name("everything");
        self.wait(policy.policy_document(without_spaces(EVERYTHING)).send());
        role.role.unwrap().arn
    }

    /// The IDs of a user's access keys, each with its status.
    pub(crate) fn keys(&self, user: &str) -> Vec<(String, String)> {
        let answer = self.wait(self.iam.list_access_keys().user_name(user).send());
        let keys = answer.access_key_metadata.into_iter();
        keys.map(|key| (key.access_key_id.unwrap(), key.status.unwrap().to_string())).collect()
    }

    /// The status of a user's access key, if it is there.
    pub(crate) fn status(&self, user: &str, id: &str) -> Option<String> {
        let keys = self.keys(user).into_iter();
        keys.filter(|(known, _)| known == id).map(|(_, status)| status).next()
    }

    /// From now on the test itself signs with this key, which may do everything.
    pub(crate) fn ask_with(&mut self, key: &KeyPair) {
        self.iam = client(&self.url, key);
    }

    /// The user's only access key.
    pub(crate) fn only_key(&self, user: &str) -> (String, String) {
        let keys = self.keys(user);
        assert_eq!(keys.len(), 1, "{keys:?}");
        keys[0].clone()
    }

    /// A user's tags.
    pub(crate) fn tags(&self, user: &str) -> Vec<(String, String)> {
        let answer = self.wait(self.iam.list_user_tags().user_name(user).send());
        answer.tags.into_iter().map(|Tag { key, value, .. }| (key, value)).collect()
    }

    /// The ARN of whoever signs with this key, or the HTTP status of moto's refusal.
    pub(crate) fn caller(&self, key: &KeyPair) -> Result<String, u16> {
        let config = aws_sdk_sts::Config::builder()
            .behavior_version(aws_sdk_sts::config::BehaviorVersion::latest())
            .region(aws_sdk_sts::config::Region::new("us-east-1"))
            .endpoint_url(&self.url)
            .credentials_provider(Credentials::new(&key.id, &key.secret, None, None, "test"));
        let request = aws_sdk_sts::Client::from_conf(config.build()).get_caller_identity().send();
        match self.runtime.block_on(request) {
            Ok(answer) => Ok(answer.arn.unwrap()),
            Err(error) => Err(error.raw_response().unwrap().status().as_u16()),
        }
    }

    fn wait<T, E: fmt::Debug>(&self, request: impl Future<Output = Result<T, E>>) -> T {
        self.runtime.block_on(request).expect("moto does what the test needs")
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn client(url: &str, key: &KeyPair) -> Client {
    let config = aws_sdk_iam::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(url)
        .credentials_provider(Credentials::new(&key.id, &key.secret, None, None, "test"));
    Client::from_conf(config.build())
}

/// A program beside moto's server: `aws`, `python`.
pub(crate) fn beside_moto(program: &str) -> PathBuf {
    server_program().with_file_name(program)
}

fn server_program() -> PathBuf {
    let ours = concat!(env!("CARGO_MANIFEST_DIR"), "/target/moto-venv/bin/moto_server");
    env::var_os("AKIA_MOTO_SERVER").map_or_else(|| ours.into(), PathBuf::from)
}

fn spawn(unchecked_requests: u32) -> Child {
    let program = server_program();
    let server = Command::new(&program)
        .args(["--host", "127.0.0.1", "--port", "0"])
        .env_clear()
        .env("PYTHONUNBUFFERED", "1")
        .env("INITIAL_NO_AUTH_ACTION_COUNT", unchecked_requests.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn();
    server.unwrap_or_else(|error| {
        panic!(
            "{}: {error}. Run .ci/run, which installs moto, or set AKIA_MOTO_SERVER to the \
             moto_server of moto 5.2.1 (pip install 'moto[server]==5.2.1' awscli==1.46.3)",
            program.display()
        )
    })
}

/// The address that the server says it listens on; what else it says is read and dropped.
fn address(stderr: impl Read + Send + 'static) -> String {
    let mut lines = BufReader::new(stderr).lines();
    let mut said = String::new();
    let url = lines.by_ref().map_while(Result::ok).find_map(|line| {
        said.push_str(&line);
        said.push('\n');
        line.split_once("Running on ").map(|(_, url)| url.trim().to_owned())
    });
    thread::spawn(move || lines.for_each(drop));
    url.unwrap_or_else(|| panic!("moto's server did not start:\n{said}"))
}
