//! The built-in users as a table, with invented names, ages in days, and last uses in minutes.

use super::super::ids::Generation;
use super::super::users::Policy;

/// A user, with ages in place of dates.
#[derive(Clone, Copy, Debug)]
pub(super) struct UserRow {
    pub(super) name: &'static str,
    pub(super) path: &'static str,
    /// Days since it was created.
    pub(super) days: u32,
    pub(super) policy: Policy,
    pub(super) mfa: bool,
    pub(super) password: Password,
    pub(super) keys: &'static [KeyRow],
    pub(super) tags: &'static [(&'static str, &'static str)],
    pub(super) groups: &'static [&'static str],
    /// Signing certificates: whether active, and days since the upload.
    pub(super) certificates: &'static [(bool, u32)],
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Password {
    None,
    NeverUsed,
    UsedHoursAgo(u32),
}

/// An access key, with ages in place of dates.
#[derive(Clone, Copy, Debug)]
pub(super) struct KeyRow {
    pub(super) status: &'static str,
    /// Days since it was created.
    pub(super) days: u32,
    /// The ID, unless it is to be generated.
    pub(super) id: Option<&'static str>,
    pub(super) generation: Generation,
    /// Minutes since its last use, the service and the Region.
    pub(super) used: Option<(u32, &'static str, &'static str)>,
    pub(super) description: &'static str,
}

/// An employee, who may manage their own keys.
const fn person(name: &'static str, days: u32) -> UserRow {
    UserRow {
        name,
        path: "/engineering/",
        days,
        policy: Policy::OwnKeys,
        mfa: false,
        password: Password::None,
        keys: &[],
        tags: &[],
        groups: &["engineering"],
        certificates: &[],
    }
}

/// A program, which may do nothing in IAM.
const fn service(name: &'static str, days: u32) -> UserRow {
    UserRow { policy: Policy::Nothing, groups: &[], ..person(name, days).path("/service/") }
}

/// A step of the build pipeline.
const fn ci(name: &'static str, days: u32) -> UserRow {
    service(name, days).path("/service/ci/").groups(&["ci"])
}

impl UserRow {
    const fn path(self, path: &'static str) -> Self {
        Self { path, ..self }
    }

    const fn may(self, policy: Policy) -> Self {
        Self { policy, ..self }
    }

    const fn mfa(self) -> Self {
        Self { mfa: true, ..self }
    }

    const fn console(self, hours_ago: u32) -> Self {
        Self { password: Password::UsedHoursAgo(hours_ago), ..self }
    }

    const fn console_unused(self) -> Self {
        Self { password: Password::NeverUsed, ..self }
    }

    const fn keys(self, keys: &'static [KeyRow]) -> Self {
        Self { keys, ..self }
    }

    const fn groups(self, groups: &'static [&'static str]) -> Self {
        Self { groups, ..self }
    }

    const fn certificates(self, certificates: &'static [(bool, u32)]) -> Self {
        Self { certificates, ..self }
    }

    const fn tags(self, tags: &'static [(&'static str, &'static str)]) -> Self {
        Self { tags, ..self }
    }
}

const fn key(status: &'static str, days: u32) -> KeyRow {
    let generation = Generation::Newer;
    KeyRow { status, days, id: None, generation, used: None, description: "" }
}

const fn active(days: u32) -> KeyRow {
    key("Active", days)
}

const fn inactive(days: u32) -> KeyRow {
    key("Inactive", days)
}

impl KeyRow {
    const fn used(self, minutes: u32, service: &'static str, region: &'static str) -> Self {
        Self { used: Some((minutes, service, region)), ..self }
    }

    const fn described(self, description: &'static str) -> Self {
        Self { description, ..self }
    }

    const fn id(self, id: &'static str) -> Self {
        Self { id: Some(id), ..self }
    }

    const fn older(self) -> Self {
        Self { generation: Generation::Older, ..self }
    }
}

const HOUR: u32 = 60;
const DAY: u32 = 24 * HOUR;

/// The key that the session signs with.
pub(super) const OPS_ADMIN_KEY: KeyRow =
    active(34).used(0, "iam", "us-east-1").described("akia on the bastion");

/// The user who is signed in.
pub(super) const OPS_ADMIN: UserRow = person("ops-admin", 1_200)
    .path("/")
    .may(Policy::Admin)
    .mfa()
    .console(5)
    .groups(&["administrators", "engineering"])
    .keys(&[OPS_ADMIN_KEY])
    .tags(&[("team", "platform")]);

pub(super) const ROSTER: [UserRow; 60] = [
    person("alice", 1_460)
        .mfa()
        .console(3)
        .keys(&[
            active(412)
                .id("AKIAIOSFODNN7EXAMPLE")
                .used(3 * HOUR, "s3", "us-east-1")
                .described("CLI on the old laptop"),
            inactive(903).used(420 * DAY, "ec2", "eu-central-1").described("before rotation 2025"),
        ])
        .tags(&[("team", "checkout"), ("cost-center", "4711")]),
    person("bob", 1_301).mfa().console(26).keys(&[active(61).used(40, "codecommit", "eu-west-1")]),
    person("carol", 980)
        .console(410)
        .keys(&[active(188).used(19 * DAY, "s3", "eu-west-1").described("local code")]),
    person("dana", 211)
        .mfa()
        .console(1)
        .groups(&["engineering", "security"])
        .tags(&[("team", "security")]),
    person("erin", 2_190)
        .certificates(&[(false, 2_000), (true, 1_300)])
        .console(9_000)
        .keys(&[active(2_185).older().used(95 * DAY, "s3", "us-east-1")]),
    person("frank", 720)
        .mfa()
        .console(30)
        .keys(&[
            active(45).used(2 * HOUR, "lambda", "eu-central-1"),
            active(402)
                .used(6 * HOUR, "lambda", "eu-central-1")
                .described("build box - please rotate"),
        ])
        // The description of a deleted key.
        .tags(&[("AKIAI44QH8DHBEXAMPLE", "first laptop")]),
    person("grace", 15).mfa().console(4).keys(&[active(0).described("new laptop")]),
    person("heidi", 640).mfa().console(72).keys(&[active(88).used(DAY, "dynamodb", "eu-west-1")]),
    person("ivan", 1_020).keys(&[inactive(1_000).used(700 * DAY, "sqs", "us-west-2")]),
    person("judy", 333).mfa().console_unused(),
    person("kofi", 505).mfa().console(12).keys(&[active(91).used(12, "sts", "us-east-1")]),
    person("lena", 92).console(55).keys(&[active(90).used(33 * DAY, "athena", "eu-central-1")]),
    person("mallory", 1_600).keys(&[
        active(1_598).older().used(1_100 * DAY, "iam", "us-east-1"),
        active(399).described("temporary"),
    ]),
    person("nadia", 444).mfa().console(8).keys(&[active(12).used(25, "eks", "eu-west-1")]),
    person("oscar", 365).mfa().console(20).keys(&[active(364).used(5 * DAY, "s3", "eu-west-1")]),
    person("peggy", 1_111).console(2_000).keys(&[inactive(600)]),
    person("quinn", 30).mfa().console(2),
    person("rupert", 801).mfa().console(48).keys(&[active(180).used(46 * DAY, "rds", "eu-west-1")]),
    person("sybil", 271).mfa().console(6).keys(&[active(7).used(
        90,
        "cloudformation",
        "us-east-1",
    )]),
    person("trent", 1_900).console(300).keys(&[key("Expired", 730)
        .used(366 * DAY, "s3", "eu-central-1")
        .described("ended with the project")]),
    person("ursula", 58).mfa().console(7).keys(&[active(57).used(3, "bedrock", "us-east-1")]),
    person("wendy", 128).console(900).keys(&[active(127)]),
    person("yasmin", 690).path("/finance/").groups(&["finance"]).mfa().console(22),
    person("zoe", 402)
        .path("/finance/")
        .groups(&["finance"])
        .mfa()
        .console(10)
        .tags(&[("team", "finance")]),
    OPS_ADMIN,
    person("auditor", 900)
        .path("/")
        .groups(&["auditors"])
        .may(Policy::ReadOnly)
        .mfa()
        .console(140)
        .keys(&[active(75).used(8 * DAY, "iam", "us-east-1").described("quarterly export")]),
    person("Break-Glass", 1_500)
        .path("/")
        .groups(&["administrators"])
        .may(Policy::Admin)
        .mfa()
        .console_unused(),
    ci("ci-build", 1_100).keys(&[active(23).used(1, "ecr", "eu-west-1").described("runner fleet")]),
    ci("ci-deploy", 1_090)
        .keys(&[
            active(12).used(0, "s3", "eu-west-1").described("deploy job"),
            inactive(130).used(9 * DAY, "s3", "eu-west-1"),
        ])
        .tags(&[("team", "platform"), ("repository", "acme/shop")]),
    ci("ci-docs", 610).keys(&[active(300).used(2 * DAY, "s3", "us-east-1")]),
    ci("ci-e2e-tests", 420).keys(&[active(66).used(55, "sts", "us-east-1")]),
    ci("ci-mobile", 512).keys(&[active(200).used(47 * DAY, "devicefarm", "us-west-2")]),
    ci("ci-release", 999).keys(&[
        active(89).used(4 * DAY, "cloudfront", "us-east-1"),
        active(2).used(30, "cloudfront", "us-east-1").described("rotation in progress"),
    ]),
    service("backup-agent", 2_010).keys(&[active(1_980)
        .older()
        .used(7 * HOUR, "s3", "eu-central-1")
        .described("nightly - on premises")]),
    service("billing-export", 700).keys(&[active(95).used(DAY, "s3", "us-east-1")]),
    service("cdn-invalidator", 860).keys(&[active(54).used(10, "cloudfront", "us-east-1")]),
    service("cert-renewer", 1_333).keys(&[active(40).used(13 * DAY, "route53", "us-east-1")]),
    service("dashboards-reader", 777).keys(&[active(255).used(0, "monitoring", "eu-west-1")]),
    service("dns-updater", 1_404).keys(&[active(1_400).older().used(2, "route53", "us-east-1")]),
    service("image-resizer", 390).keys(&[inactive(388).used(200 * DAY, "s3", "eu-west-1")]),
    service("invoice-pdf", 588).keys(&[active(70).used(15, "s3", "eu-central-1")]),
    service("iot-gateway", 1_250).keys(&[
        active(366).used(1, "iotdata", "ap-southeast-2").described("site 1 of 2"),
        active(366).used(4, "iotdata", "ap-southeast-2").described("site 2 of 2"),
    ]),
    service("legacy-etl", 2_191).certificates(&[(false, 2_180)]).keys(&[
        active(2_190).older().used(11 * HOUR, "redshift", "us-east-1"),
        inactive(2_100).older().used(1_800 * DAY, "s3", "us-east-1"),
        inactive(1_702).older(),
    ]),
    service("log-shipper", 930).keys(&[active(28).used(0, "logs", "eu-west-1")]),
    service("mail-sender", 1_010)
        .keys(&[active(730).used(5, "ses", "eu-west-1").described("SMTP credentials of the shop")]),
    service("metrics-exporter", 350).keys(&[active(83).used(1, "monitoring", "eu-west-1")]),
    service("on-prem-backup-01", 1_180).keys(&[active(92).used(9 * HOUR, "s3", "eu-central-1")]),
    service("on-prem-backup-02", 1_180).keys(&[active(92).used(9 * HOUR, "s3", "eu-central-1")]),
    service("print-server", 1_820).certificates(&[(true, 1_800)]).keys(&[active(1_819).older()]),
    service("search-indexer", 444).keys(&[active(120).used(21, "es", "eu-west-1")]),
    service("secrets-sync", 210).keys(&[active(5).used(18, "secretsmanager", "eu-west-1")]),
    service("sftp-bridge", 1_515).keys(&[inactive(800), inactive(420).used(100 * DAY, "s3", "")]),
    service("terraform", 1_700)
        .mfa()
        .keys(&[active(19).used(140, "ec2", "eu-west-1").described("plan only")])
        .tags(&[("managed-by", "platform"), ("on-call", "+1-555-0100")]),
    service("warehouse-scanner", 95).keys(&[active(94).used(44 * DAY, "kinesis", "eu-west-1")]),
    service("a+b=c,d.e@f-g_h", 640).path("/").keys(&[active(150).used(3 * DAY, "s3", "us-east-1")]),
    service("orders,eu-west", 480).keys(&[active(33).used(50, "sqs", "eu-west-1")]),
    service("vendor@partner.example", 260).path("/partners/").keys(&[active(250)
        .used(60 * DAY, "s3", "us-west-2")
        .described("contract ends 2027-03-31")]),
    person("MixedCase.User", 777).path("/").groups(&[]).console(5_000).keys(&[inactive(500)]),
    service("zz-Temp=Contractor", 140).keys(&[active(139)]),
    service("integration-of-the-warehouse-and-the-order-system-in-north-2-eu1", 310)
        .keys(&[active(309).used(22 * HOUR, "dynamodb", "eu-north-1")]),
];
