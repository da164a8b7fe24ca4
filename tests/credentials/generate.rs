//! Credentials files, made up: the usual ones, and what people and other programs leave in them.
//!
//! Also for the tests against the AWS CLI (`tests/moto/profile.rs`).

use akia::domain::{AccessKey, AccessKeyId, NewAccessKey, ProfileName, Secret, Status, UserName};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// A file, and what is to be put into it.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) text: String,
    pub(crate) profile: &'static str,
    pub(crate) id: &'static str,
    pub(crate) secret: String,
}

impl Case {
    /// The profile's name.
    pub(crate) fn profile(&self) -> ProfileName {
        ProfileName::parse(self.profile).unwrap()
    }

    /// The key.
    pub(crate) fn key(&self) -> NewAccessKey {
        let user = UserName::from_iam("alice");
        let id = AccessKeyId::from_iam(self.id);
        let key = AccessKey { id, user, status: Status::Active, created: None };
        NewAccessKey { key, secret: Secret::new(self.secret.clone()), request_id: None }
    }
}

const HEADERS: [&str; 8] =
    ["[a]", "[b]", "[default]", "[a-b]", "[profile a]", "[\"b\"]", "[my b]", "[x/y.z@1%:+]"];

/// Headers that are not read alike by all, or not by any.
const ODD_HEADERS: [&str; 14] = [
    "[a] # the first",
    "[a] ; [b]",
    "[ a ]",
    "[a]]",
    "[a",
    "[]",
    "  [a]",
    "\t[b]",
    "[a]b",
    "[DEFAULT]",
    "[A]",
    "[a#b]",
    "[a;]",
    "[a]\u{a0}",
];

const NAMES: [&str; 12] = [
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_session_token",
    "AWS_ACCESS_KEY_ID",
    "Aws_Secret_Access_Key",
    "aws_security_token",
    "region",
    "output",
    "role_arn",
    "source_profile",
    "credential_process",
    "x_security_token_expires",
];

const SEPARATORS: [&str; 7] = [" = ", "=", " =", "= ", "\t=\t", "   =  ", " = "];

const VALUES: [&str; 12] = [
    "AKIAIOSFODNN7EXAMPLE",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "eu-west-1",
    "x=y",
    "a:b",
    "ab#cd",
    "eu-west-1 # there",
    "abc ; d",
    "\"quoted\"",
    "50%",
    "%(region)s",
    "",
];

/// Lines that are in files now and then.
const ODD_LINES: [&str; 22] = [
    "region: eu-west-1",
    "aws_access_key_id: AKIAIOSFODNN7EXAMPLE",
    "aws_secret_access_key : abc=",
    "  # indented",
    "  indented",
    "  aws_access_key_id = AKIAIOSFODNN7EXAMPLE",
    "\taws_session_token = nested",
    "no separator",
    "= no name",
    " = no name",
    "region #= eu",
    "a b = c",
    "\u{a0}region = eu",
    "region\u{a0}= eu",
    "aws_access_key_id =\u{a0}AKIAIOSFODNN7EXAMPLE",
    "AWS_ACCESS_\u{212a}EY_ID = AKIAIOSFODNN7EXAMPLE",
    "\u{b}",
    "\u{2003}",
    "\u{85}",
    "# zoë ☂",
    "  ; aws_access_key_id = AKIAIOSFODNN7EXAMPLE",
    "#",
];

fn setting() -> impl Strategy<Value = String> {
    let comment =
        prop_oneof![12 => Just(""), 1 => Just(" # old"), 1 => Just("  "), 1 => Just("\t; x")];
    (select(&NAMES[..]), select(&SEPARATORS[..]), select(&VALUES[..]), comment)
        .prop_map(|(name, separator, value, comment)| format!("{name}{separator}{value}{comment}"))
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        14 => setting(),
        3 => select(&["", "", "  ", "\t"][..]).prop_map(str::to_owned),
        3 => select(&["# a comment", ";", "# aws_secret_access_key = old", "#[a]"][..])
            .prop_map(str::to_owned),
        2 => select(&["s3 =\n  max_concurrent = 5\n  # x=y\n\n    deeper = 1", "s3=\n\tmax = 5"][..])
            .prop_map(str::to_owned),
        2 => select(&ODD_LINES[..]).prop_map(str::to_owned),
    ]
}

/// A section with settings: mostly those of a key, each once.
fn section() -> impl Strategy<Value = String> {
    let header = prop_oneof![
        8 => select(&HEADERS[..]),
        1 => select(&ODD_HEADERS[..]),
    ];
    let key = (any::<bool>(), any::<bool>(), select(&SEPARATORS[..]), any::<bool>());
    (header, key, vec(line(), 0..3), any::<bool>(), 0_u8..8).prop_map(
        |(header, (id, secret, separator, swapped), more, before, twice)| {
            let mut lines = vec![
                id.then(|| format!("aws_access_key_id{separator}AKIAIOSFODNN7EXAMPLE")),
                secret.then(|| format!("aws_secret_access_key{separator}old/secret+")),
            ];
            if swapped {
                lines.reverse();
            }
            let own: Vec<String> = lines.into_iter().flatten().collect();
            let mut settings = if before { [more, own].concat() } else { [own, more].concat() };
            if twice > 0 {
                // Mostly no setting is there twice.
                let name = |line: &str| line.split('=').next().unwrap_or("").trim().to_lowercase();
                let mut seen = std::collections::BTreeSet::new();
                settings.retain(|line| !line.contains('=') || seen.insert(name(line)));
            }
            [vec![header.to_owned()], settings].concat().join("\n") + "\n"
        },
    )
}

/// A file.
fn text() -> impl Strategy<Value = String> {
    let beginning = prop_oneof![
        20 => Just(""),
        3 => Just("# of ada\n\n"),
        1 => Just("\u{feff}"),
        1 => Just("region = early\n"),
        1 => Just("   \n"),
    ];
    let ends = prop_oneof![6 => Just(0_u8), 2 => Just(1), 1 => Just(2)];
    (beginning, vec(section(), 0..5), ends, any::<bool>(), 0_u8..8).prop_map(
        |(beginning, mut sections, ends, cut, once)| {
            let once = once > 0;
            if once {
                // Mostly no profile is there twice.
                let mut seen = std::collections::BTreeSet::new();
                sections.retain(|section| seen.insert(section.lines().next().map(str::to_owned)));
            }
            let mut text = beginning.to_owned() + &sections.join("\n");
            if cut {
                text.truncate(text.trim_end_matches('\n').len());
            }
            match ends {
                0 => text,
                1 => text.replace('\n', "\r\n"),
                // Mixed, and with a carriage return that stands alone.
                _ => text.replacen('\n', "\r\n", 2).replacen("= ", "= \r", usize::from(once)),
            }
        },
    )
}

/// A secret: mostly like AWS's.
fn secret() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => "[A-Za-z0-9/+]{40}",
        3 => "[!-~]{1,40}",
        1 => "[ -~]{0,12}",
        1 => select(&["a\nb", "a\rb", "\u{e9}t\u{e9}", "a\u{7}", "", " ", "x "][..]).prop_map(str::to_owned),
    ]
}

/// Anything.
pub(crate) fn case() -> impl Strategy<Value = Case> {
    let id = prop_oneof![40 => Just("AKIAI44QH8DHBEXAMPLE"), 1 => Just("AK IA"), 1 => Just("#")];
    (text(), select(&["a", "b", "default", "a", "b", "a-b", "new"][..]), id, secret())
        .prop_map(|(text, profile, id, secret)| Case { text, profile, id, secret })
}
