//! What a person can do about a failure.
//!
//! A step is data, because how it is taken depends on where the person is: on the screen by a key,
//! at a shell's prompt by a command.

use super::key_id::AccessKeyId;
use super::operation::Operation;
use super::shell;
use super::text::capitalise;

/// What a person can do next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NextStep {
    /// Get the permission for a call that no policy allows.
    RequestPermission(Operation),
    /// Refresh what may have been deleted.
    RefreshDeleted,
    /// Make room for a new access key.
    DeleteKeyFirst,
    /// Have IAM generate a credential report.
    GenerateReport,
    /// Ask for a credential report later, since IAM limits how often.
    WaitForReport,
    /// Try again more slowly.
    SlowDown,
    /// Find out why AWS cannot be reached.
    CheckNetwork,
    /// Try again when AWS works.
    RetryLater,
    /// Find out what answers in AWS's place.
    CheckForProxy,
    /// Read an incomplete list again.
    ReadAgain,
    /// Correct the configuration.
    FixConfiguration,
    /// Nothing: AWS refused the call, and changed nothing.
    NothingChanged,
    /// Nothing: the call was not sent.
    NothingSent,
    /// Find out which endpoint answers.
    CheckEndpoint,
    /// Check the clock, and the secret access key.
    CheckClock,
    /// Name a region.
    NameRegion,
    /// Name an endpoint.
    NameEndpoint,
    /// Run this command, which is quoted for a shell.
    Run(String),
    /// Get credentials that work.
    Credentials(CredentialStep),
    /// Sign in with MFA, or without.
    Mfa(MfaStep),
}

/// What a person can do about credentials.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CredentialStep {
    /// Sign in again, the way the session was created.
    SignInElsewhere,
    /// Choose credentials that AWS accepts.
    Choose,
    /// Choose credentials other than those from this source.
    Replace(String),
    /// Choose another profile.
    ChooseProfile,
    /// Create a profile, since there is none.
    CreateProfile,
    /// Choose a profile, or set one up.
    SetUp,
    /// Put fresh credentials into the environment.
    RenewEnvironment,
    /// Renew the credentials of this profile.
    RenewProfile(String),
    /// Find out why the `credential_process` of this profile fails.
    CheckProcess(String),
    /// Ask the machine for its role's credentials again.
    RefreshMachineRole,
    /// Correct the policies that decide who may assume a role.
    AllowAssumeRole,
    /// Start with the profile that the new key was saved in.
    UseSavedKey,
    /// Put another key into this source, since akia deactivated its key.
    ReplaceDeactivatedKey(String),
    /// Return to the configured credentials, since akia deactivated the new key.
    LeaveDeactivatedKey,
    /// Wait until all of AWS accepts this new key.
    WaitForNewKey(AccessKeyId),
}

/// What a person can do about MFA.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MfaStep {
    /// Sign in with MFA, which a policy may require for this call.
    SignIn(Operation),
    /// Begin a new session with a new MFA code.
    RenewSession,
    /// Enter the code of an MFA device.
    EnterCode,
    /// Enter the next code, since this one was refused.
    EnterNextCode,
    /// Enter the next code, since this one may be used up.
    ReplaceSentCode,
    /// Correct the serial of the MFA device.
    CheckDevice,
    /// Name the profile whose user has the MFA device.
    AddSourceProfile,
    /// Choose a profile that needs no MFA code.
    ChooseProfileWithoutMfa,
    /// Have the AWS CLI ask for the MFA code of this profile.
    ExportCredentials(String),
}

/// How the person takes a step, as a part of a sentence.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StepActions<'a> {
    /// Asks AWS again, and signs in again if needed.
    pub(crate) refresh: &'a str,
    /// Signs in with an MFA code.
    pub(crate) sign_in_mfa: &'a str,
}

impl NextStep {
    /// The step in a sentence or two.
    pub(crate) fn sentence(&self, actions: StepActions<'_>) -> String {
        let refresh = actions.refresh;
        match self {
            Self::Credentials(step) => step.sentence(refresh),
            Self::Mfa(step) => step.sentence(actions),
            Self::RequestPermission(operation) => format!(
                "Ask for the permission {}; a permissions boundary or an SCP can also be the cause.",
                operation.permission()
            ),
            Self::RefreshDeleted => {
                format!("It may have been deleted meanwhile: {refresh} to refresh.")
            }
            Self::DeleteKeyFirst => {
                "Delete one first: inactive access keys count toward the limit.".to_owned()
            }
            Self::GenerateReport => {
                "IAM makes one when it is asked to, in a minute or so.".to_owned()
            }
            Self::WaitForReport => "Wait a few minutes, then ask again.".to_owned(),
            Self::SlowDown => format!("AWS asks for fewer calls: wait a little, then {refresh}."),
            Self::CheckNetwork => {
                format!("Check the network, proxy and --endpoint-url, then {refresh} to try again.")
            }
            Self::RetryLater => format!("AWS has trouble: {refresh} to try again in a moment."),
            Self::CheckForProxy => format!(
                "Something between here and AWS may be answering (a proxy, a sign-in page): check \
                 the network, then {refresh}."
            ),
            Self::ReadAgain => {
                format!("What is shown is not everything: {refresh} to read it again.")
            }
            Self::FixConfiguration => format!("Mend the configuration, then {refresh}."),
            Self::NothingChanged => "Nothing was changed by this call.".to_owned(),
            Self::NothingSent => "Nothing was changed.".to_owned(),
            Self::CheckEndpoint => "Check the endpoint settings.".to_owned(),
            Self::CheckClock => format!(
                "Check that this machine's clock is right, and that the secret access key is whole; \
                 then {refresh}."
            ),
            Self::NameRegion => "Give a region such as us-east-1: with --region, AWS_REGION or \
                 the profile's region."
                .to_owned(),
            Self::NameEndpoint => "Give it as in --endpoint-url http://localhost:5000.".to_owned(),
            Self::Run(command) => format!("Run {command}, then {refresh}."),
        }
    }
}

impl CredentialStep {
    fn sentence(&self, refresh: &str) -> String {
        match self {
            Self::SignInElsewhere => {
                format!("Sign in again in another shell, then {refresh} to carry on.")
            }
            Self::Choose => format!(
                "Choose other credentials with --profile, or run aws configure or aws login, then \
                 {refresh}."
            ),
            Self::Replace(source) => format!(
                "AWS does not accept the credentials from {source}: the key may be deleted, \
                 inactive or of another partition. Choose others with --profile."
            ),
            Self::ChooseProfile => "Choose one with --profile.".to_owned(),
            Self::CreateProfile => format!(
                "Create one with aws configure, aws configure sso or aws login, then {refresh}."
            ),
            Self::SetUp => format!(
                "Choose a profile with --profile, or run aws configure, aws configure sso or aws \
                 login; then {refresh}. Or look around with --demo."
            ),
            Self::RenewEnvironment => "Put fresh credentials into the environment \
                 (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN) and start again, or \
                 choose a profile with --profile."
                .to_owned(),
            Self::RenewProfile(profile) => {
                format!("Renew the credentials of profile {profile}, then {refresh}.")
            }
            Self::CheckProcess(profile) => {
                format!("Check the credential_process of profile {profile}, then {refresh}.")
            }
            Self::RefreshMachineRole => format!(
                "{} to ask the machine for its role's credentials again.",
                capitalise(refresh)
            ),
            Self::AllowAssumeRole => "Both the role's trust policy and your own policies must \
                 allow sts:AssumeRole."
                .to_owned(),
            Self::UseSavedKey => "The new key is in memory only: if it is saved in a profile, \
                 start akia with that (--profile)."
                .to_owned(),
            Self::ReplaceDeactivatedKey(source) => format!(
                "The key this session is signed with was switched off here: put another into \
                 {source}, then {refresh}; or quit, and start akia with other credentials \
                 (--profile)."
            ),
            Self::LeaveDeactivatedKey => format!(
                "The new key this session was moved to was switched off here: {refresh} to sign in \
                 with what the environment and the files have; or quit, and start akia with other \
                 credentials (--profile)."
            ),
            Self::WaitForNewKey(key) => format!(
                "This session was moved to the new key {key}. Soon after it was made, AWS may not \
                 know it everywhere: {refresh} in a moment. Else it was switched off elsewhere: \
                 quit, and start akia with other credentials (--profile)."
            ),
        }
    }
}

impl MfaStep {
    fn sentence(&self, StepActions { refresh, sign_in_mfa }: StepActions<'_>) -> String {
        match self {
            Self::SignIn(operation) => format!(
                "A policy denies {}; if it does so only without MFA, {sign_in_mfa} to sign in with \
                 an MFA code.",
                operation.permission()
            ),
            Self::RenewSession => {
                format!("{} to sign in with a new MFA code.", capitalise(refresh))
            }
            Self::EnterCode => format!("{} to enter one.", capitalise(sign_in_mfa)),
            Self::EnterNextCode => "The code was wrong, late, or used before: wait until the \
                 device shows the next one, and enter that. If it goes on, the device's clock may \
                 be wrong."
                .to_owned(),
            Self::ReplaceSentCode => "The code was sent once, and is not sent again: wait for the \
                 next one, and enter that."
                .to_owned(),
            Self::CheckDevice => "AWS does not know this device as one of this user's: check \
                 the serial (mfa_serial; aws iam list-mfa-devices tells it), or wait for the next \
                 code."
                .to_owned(),
            Self::AddSourceProfile => "Give the profile a source_profile with a user's access \
                 keys; or take mfa_serial out of it, if the role asks for no MFA."
                .to_owned(),
            Self::ChooseProfileWithoutMfa => {
                "Run akia in a terminal; or choose a profile without mfa_serial.".to_owned()
            }
            Self::ExportCredentials(profile) => format!(
                "Run akia in a terminal; or run eval \"$(aws configure export-credentials \
                 --profile {} --format env)\" in one first, then akia without --profile.",
                shell::quote(profile)
            ),
        }
    }
}
