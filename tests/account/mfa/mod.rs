//! Codes of MFA devices: profiles that want them, accounts that deny without, sessions that end.

mod console;
mod sessions;

use akia::demo::{DemoAccount, DemoKey, DemoRole, DemoUser, Policy};
use chrono::{TimeDelta, Utc};
use std::time::Duration;

/// ada's key.
const KEY: &str = "AKIAIOSFODNN7EXAMPLE";

/// ada's virtual device.
const PHONE: &str = "arn:aws:iam::123456789012:mfa/ada";

/// How long a device shows a code.
const STEP: Duration = Duration::from_secs(30);

const CONFIG: &str = "\
[profile keys]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = none
[profile ada]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = none
mfa_serial = arn:aws:iam::123456789012:mfa/ada
duration_seconds = 900
[profile admin]
role_arn = arn:aws:iam::123456789012:role/Admin
source_profile = keys
mfa_serial = arn:aws:iam::123456789012:mfa/ada
external_id = acme
role_session_name = ada-at-work
duration_seconds = 1800
[profile self]
role_arn = arn:aws:iam::123456789012:role/Admin
source_profile = self
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = none
mfa_serial = arn:aws:iam::123456789012:mfa/ada
external_id = acme
[profile above]
role_arn = arn:aws:iam::123456789012:role/Reader
source_profile = admin
[profile strange]
role_arn = arn:aws:iam::123456789012:role/Admin
source_profile = keys
mfa_serial = arn:aws:iam::123456789012:mfa/somebody-else
[profile wrong]
role_arn = arn:aws:iam::123456789012:role/Nowhere
source_profile = keys
mfa_serial = arn:aws:iam::123456789012:mfa/ada
";

/// ada may do everything with MFA; the role Admin may, too, and is assumed with MFA.
fn demo() -> DemoAccount {
    // Sessions end by the machine's clock, too.
    let now = Utc::now();
    let mut ada = DemoUser::new("ada", now - TimeDelta::days(300));
    ada.policy = Policy::AdminWithMfa;
    ada.mfa = true;
    ada.keys = vec![DemoKey::new(KEY, now - TimeDelta::days(200))];
    let demo = DemoAccount::with_users(now, vec![ada]);
    demo.put_role(DemoRole {
        name: "Admin".to_owned(),
        policy: Policy::Admin,
        needs_mfa: true,
        external_id: Some("acme".to_owned()),
    });
    demo.put_role(DemoRole {
        name: "Reader".to_owned(),
        policy: Policy::ReadOnly,
        needs_mfa: false,
        external_id: None,
    });
    demo
}

fn sent(demo: &DemoAccount, action: &str) -> usize {
    demo.requests().iter().filter(|request| request.action == action).count()
}
