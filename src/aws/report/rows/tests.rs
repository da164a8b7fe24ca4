use super::*;
use rstest::rstest;

/// The header of AWS's reports.
const HEADER: &str = "user,arn,user_creation_time,password_enabled,password_last_used,\
password_last_changed,password_next_rotation,mfa_active,access_key_1_active,\
access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,\
access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,\
access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,\
cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";

const ROOT_ROW: &str = "<root_account>,arn:aws:iam::123456789012:root,2020-01-01T00:00:00+00:00,\
not_supported,2026-11-01T08:00:00+00:00,not_supported,not_supported,true,false,N/A,N/A,N/A,N/A,\
false,N/A,N/A,N/A,N/A,false,N/A,false,N/A";

const ALICE: &str = "alice,arn:aws:iam::123456789012:user/alice,2024-02-03T04:05:06+00:00,true,\
2026-11-22T09:00:00+00:00,2026-01-02T03:04:05+00:00,N/A,true,\
true,2025-10-06T10:00:00+00:00,2026-11-22T09:00:00+00:00,us-east-1,s3,\
false,2024-05-06T07:08:09+00:00,N/A,N/A,N/A,true,2024-05-06T07:08:09+00:00,false,N/A";

const BOB: &str = "bob,arn:aws:iam::123456789012:user/bob,2024-02-03T04:05:06+00:00,true,\
no_information,N/A,N/A,false,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,\
false,N/A,false,N/A";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn read(text: &str) -> Result<CredentialReport, String> {
    report(at("2026-11-22T12:00:00Z"), text.as_bytes())
}

fn of<'a>(report: &'a CredentialReport, name: &str) -> &'a ReportedUser {
    report.users.get(&UserName::from_iam(name)).unwrap()
}

/// The report with alice's row alone, this text in it changed.
fn alice_with(from: &str, to: &str) -> Result<CredentialReport, String> {
    assert!(ALICE.contains(from));
    read(&format!("{HEADER}\n{}\n", ALICE.replacen(from, to, 1)))
}

#[test]
fn a_report_says_what_aws_wrote() {
    let report = read(&[HEADER, ROOT_ROW, ALICE, BOB].join("\n")).unwrap();
    assert_eq!((report.generated, report.users.len()), (at("2026-11-22T12:00:00Z"), 2));
    let root = report.root.as_ref().unwrap();
    assert_eq!((root.console_access, root.mfa_active), (None, Some(true)));
    assert!(!report.root_has_keys());
    let alice = of(&report, "alice");
    assert_eq!(
        *alice,
        ReportedUser {
            arn: "arn:aws:iam::123456789012:user/alice".to_owned(),
            created: Some(at("2024-02-03T04:05:06Z")),
            console_access: Some(ConsoleAccess::Enabled),
            password_last_used: Some(at("2026-11-22T09:00:00Z")),
            password_last_changed: Some(at("2026-01-02T03:04:05Z")),
            mfa_active: Some(true),
            keys: vec![
                ReportedKey {
                    active: true,
                    created_or_changed: Some(at("2025-10-06T10:00:00Z")),
                    last_used: LastUsed::At {
                        date: at("2026-11-22T09:00:00Z"),
                        region: Some("us-east-1".to_owned()),
                        service: Some("s3".to_owned()),
                    },
                },
                // Inactive, and there all the same.
                ReportedKey {
                    active: false,
                    created_or_changed: Some(at("2024-05-06T07:08:09Z")),
                    last_used: LastUsed::Never,
                },
            ],
            signing_certificates: 1,
        }
    );
    let bob = of(&report, "bob");
    assert_eq!(bob.console_access, Some(ConsoleAccess::Enabled));
    assert_eq!((bob.password_last_used, bob.password_last_changed), (None, None));
    assert_eq!((bob.keys.as_slice(), bob.signing_certificates), ([].as_slice(), 0));
}

#[test]
fn columns_are_known_by_their_names() {
    let reversed = |line: &str| line.split(',').rev().collect::<Vec<_>>().join(",");
    let usual = read(&[HEADER, ALICE, BOB].join("\n"));
    assert!(usual.is_ok());
    assert_eq!(read(&[HEADER, ALICE, BOB].map(reversed).join("\r\n")), usual);
    let wider = [format!("new,{HEADER},newer"), format!("\"a,b\",{ALICE},"), format!(",{BOB},x")];
    assert_eq!(read(&wider.join("\n")), usual);
    assert_eq!(read(&format!("\u{feff}{}\n", [HEADER, ALICE, BOB].join("\n"))), usual);
}

#[test]
fn names_may_hold_what_csv_has_to_quote() {
    let row = |name: &str| ALICE.replacen("alice", name, 1);
    let odd = "a \"quoted\",\nname\u{1b}";
    let rows =
        [HEADER.to_owned(), row("\"a+b=c,d.e@f-g_h\""), row("\"a \"\"quoted\"\",\nname\u{1b}\"")];
    let report = read(&rows.join("\n")).unwrap();
    assert_eq!(report.users.len(), 2);
    assert_eq!(of(&report, "a+b=c,d.e@f-g_h").keys.len(), 2);
    assert_eq!(of(&report, odd).keys.len(), 2);
}

#[rstest]
#[case::no_text("", "the report has no column user")]
#[case::another_text("<html>\n<body>Sign in</body>", "the report has no column user")]
#[case::a_column_is_missing(
    &[&HEADER.replace("access_key_2_last_used_date", "x"), BOB].join("\n"),
    "the report has no column access_key_2_last_used_date"
)]
#[case::a_column_is_there_twice(
    &format!("{HEADER},user\n{BOB},bob"),
    "the report has the column user more than once"
)]
#[case::nobodys_row(&[HEADER, &BOB.replacen("bob", "", 1)].join("\n"), "a row of the report has no user")]
#[case::twice(&[HEADER, BOB, ALICE, BOB].join("\n"), "the report has bob more than once")]
#[case::twice_but_for_case(
    &[HEADER, BOB, &BOB.replacen("bob", "BOB", 1)].join("\n"),
    "the report has BOB more than once"
)]
#[case::root_twice(&[HEADER, ROOT_ROW, ROOT_ROW].join("\n"), "the report has <root_account> more than once")]
fn what_is_not_a_report_is_refused(#[case] text: &str, #[case] fault: &str) {
    assert_eq!(read(text).unwrap_err(), fault);
}

#[test]
fn a_report_cut_off_within_a_row_is_refused() {
    let whole = [HEADER, ROOT_ROW, BOB, ALICE].join("\n");
    for end in HEADER.len() + 1..whole.len() {
        let cut = whole.get(..end).unwrap();
        let row = cut.rsplit('\n').next().unwrap();
        // The last cell is not read.
        let is_whole = row.is_empty() || row.split(',').count() == HEADER.split(',').count();
        assert_eq!(read(cut).is_ok(), is_whole, "cut off at {end}");
    }
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let mut bytes = [HEADER, BOB].join("\n").into_bytes();
    bytes.push(0xff);
    let fault = report(at("2026-11-22T12:00:00Z"), &bytes).unwrap_err();
    assert_eq!(fault, "the report is not UTF-8");
}

#[test]
fn dates_of_creation_that_cannot_be_read_are_not_known() {
    let report = alice_with("2025-10-06T10:00:00+00:00", "yesterday").unwrap();
    let [key, other] = of(&report, "alice").keys.as_slice() else { panic!("two keys") };
    assert_eq!((key.created_or_changed, key.active), (None, true));
    assert!(key.last_used.date().is_some() && other.created_or_changed.is_some());
    let report = alice_with("2024-02-03T04:05:06+00:00", "99999-99-99T99:99:99+00:00").unwrap();
    assert_eq!(of(&report, "alice").created, None);
}

#[rstest]
#[case::password("true,2026-11-22T09:00:00+00:00,2026-01", "true,22/11/2026,2026-01")]
#[case::key("2026-11-22T09:00:00+00:00,us-east-1", "22/11/2026,us-east-1")]
fn a_date_of_use_that_cannot_be_read_does_not_become_never(#[case] from: &str, #[case] to: &str) {
    assert_eq!(
        alice_with(from, to).unwrap_err(),
        "no date of use: 22/11/2026, in the row of alice"
    );
}

#[rstest]
#[case::word("true,2025-10", "maybe,2025-10", true)]
#[case::capitals("true,2025-10", "FALSE,2025-10", false)]
#[case::no_word("true,2025-10", "not_supported,2025-10", true)]
fn a_key_that_is_not_said_to_be_inactive_counts_as_active(
    #[case] from: &str,
    #[case] to: &str,
    #[case] active: bool,
) {
    let report = alice_with(from, to).unwrap();
    assert_eq!(of(&report, "alice").keys[0].active, active);
}

#[rstest]
#[case::active_without_dates("N/A,false,false,N/A,N/A", "N/A,false,true,N/A,N/A", 1)]
#[case::used_but_without_age("false,false,N/A,N/A", "false,false,N/A,2026-11-22T09:00:00+00:00", 1)]
#[case::neither("N/A,false,false,N/A,N/A", "N/A,false,false,not_supported,no_information", 0)]
fn a_key_is_there_if_anything_says_so(#[case] from: &str, #[case] to: &str, #[case] keys: usize) {
    assert!(BOB.contains(from));
    let report = read(&format!("{HEADER}\n{}\n", BOB.replacen(from, to, 1))).unwrap();
    assert_eq!(of(&report, "bob").keys.len(), keys);
}
