//! A home folder for one run of the program, with nothing of the machine's own in it.

use crate::moto::{KeyPair, Moto};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A person's home, and the environment of programs started there.
pub(crate) struct Home {
    folder: TempDir,
    environment: BTreeMap<String, String>,
}

impl Home {
    /// A home without credentials.
    pub(crate) fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut home = Self { folder, environment: BTreeMap::new() };
        for (variable, below) in [
            ("HOME", ""),
            ("XDG_CONFIG_HOME", ".config"),
            ("XDG_STATE_HOME", ".state"),
            ("XDG_DATA_HOME", ".data"),
            ("XDG_CACHE_HOME", ".cache"),
            ("XDG_DOWNLOAD_DIR", "Downloads"),
        ] {
            fs::create_dir_all(home.path(below)).unwrap();
            let path = home.path(below).display().to_string();
            home.set(variable, &path);
        }
        fs::create_dir(home.path(".aws")).unwrap();
        home.set("AWS_EC2_METADATA_DISABLED", "true");
        home.set("TERM", "xterm-256color");
        home
    }

    /// A home whose default profile is moto's administrator.
    pub(crate) fn of_administrator(moto: &Moto) -> Self {
        let mut home = Self::empty();
        home.write_credentials(moto.administrator());
        home.set("AWS_ENDPOINT_URL", moto.url());
        home
    }

    /// Writes the default profile's key.
    pub(crate) fn write_credentials(&self, key: &KeyPair) {
        let text = format!(
            "[default]\naws_access_key_id = {}\naws_secret_access_key = {}\n",
            key.id, key.secret
        );
        fs::write(self.path(".aws/credentials"), text).unwrap();
    }

    /// Sets an environment variable.
    pub(crate) fn set(&mut self, variable: &str, value: &str) {
        self.environment.insert(variable.to_owned(), value.to_owned());
    }

    /// The whole environment.
    pub(crate) fn environment(&self) -> &BTreeMap<String, String> {
        &self.environment
    }

    /// A path in this home.
    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    /// The journal.
    pub(crate) fn journal(&self) -> Journal {
        Journal { path: self.path(".state/akia/journal.jsonl") }
    }

    /// The .csv file of a user.
    pub(crate) fn csv(&self, user: &str) -> PathBuf {
        self.path("Downloads").join(format!("{user}_accessKeys.csv"))
    }
}

/// The permissions of a file, as `chmod` takes them.
pub(crate) fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

/// The journal's file.
pub(crate) struct Journal {
    pub(crate) path: PathBuf,
}

impl Journal {
    /// Everything in it.
    pub(crate) fn text(&self) -> String {
        fs::read_to_string(&self.path).unwrap()
    }

    /// What was done and how far it came, such as `CreateAccessKey sending`, in order.
    pub(crate) fn steps(&self) -> Vec<String> {
        let line = |text: &str| -> serde_json::Value { serde_json::from_str(text).unwrap() };
        let step = |line: serde_json::Value| {
            let word = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
            let status = match word("status").as_str() {
                "" => String::new(),
                status => format!(" {status}"),
            };
            format!("{}{status} {}", word("action"), word("outcome"))
        };
        self.text().lines().map(|text| step(line(text))).collect()
    }
}
