//! The console's reads and changes as calls of AWS, and their answers as replies.

use crate::aws::{Account, Lane};
use crate::console::{AwsAnswer, AwsRead, Reply, Start, Urgency};
use crate::domain::{Failure, JournalEntry, KeyChange, Outcome, Status};

/// Requests the first page of users before the console does, if it begins with their table: the
/// first rows then do not wait for `GetCallerIdentity`.
pub(super) fn prefetch(account: &Account, start: &Start) {
    if *start == Start::Users {
        account.prefetch_users();
    }
}

/// Reads from AWS. `None` when another account takes the place of this one: no request is signed
/// with former credentials.
pub(super) async fn read(account: &Account, read: AwsRead) -> Option<AwsAnswer> {
    tokio::select! {
        biased;
        () = account.retired() => None,
        answer = request(account, read) => Some(answer),
    }
}

async fn request(account: &Account, read: AwsRead) -> AwsAnswer {
    match read {
        AwsRead::Caller => AwsAnswer::Caller(account.caller().await),
        AwsRead::Alias => AwsAnswer::Alias(account.alias().await),
        AwsRead::Summary => AwsAnswer::Summary(account.summary().await),
        AwsRead::Users(marker) => {
            AwsAnswer::Users(account.users_page(Lane::Interactive, marker).await)
        }
        AwsRead::Report => AwsAnswer::Report(account.credential_report().await),
        AwsRead::NewReport => AwsAnswer::NewReport(account.new_credential_report().await),
        AwsRead::Authorization(marker) => {
            AwsAnswer::Authorization(account.authorization_details_page(marker).await)
        }
        AwsRead::OwnUser => AwsAnswer::OwnUser(account.own_user().await),
        AwsRead::User(user) => {
            let answer = account.user(Lane::Interactive, &user).await;
            AwsAnswer::User(user, answer)
        }
        AwsRead::Keys(user, urgency) => {
            let answer = account.access_keys(lane(urgency), &user).await;
            AwsAnswer::Keys(user, urgency, answer)
        }
        AwsRead::Usage(user, key, urgency) => {
            let answer = account.last_used_of(lane(urgency), &user, &key).await;
            AwsAnswer::Usage(user, key, answer)
        }
        AwsRead::Owner(key, known) => {
            let answer = account.owner_of(Lane::Interactive, &key, known.as_ref()).await;
            AwsAnswer::Owner(key, answer)
        }
        AwsRead::Mfa(user) => {
            let answer = account.mfa_devices(&user).await.map(|all| all.len());
            AwsAnswer::Mfa(user, answer)
        }
        AwsRead::OwnDevices(user) => AwsAnswer::OwnDevices(account.mfa_devices(&user).await),
        AwsRead::ConsoleAccess(user) => {
            let answer = account.console_access(&user).await;
            AwsAnswer::ConsoleAccess(user, answer)
        }
    }
}

fn lane(urgency: Urgency) -> Lane {
    match urgency {
        Urgency::Asked => Lane::Interactive,
        Urgency::InView => Lane::InView,
        Urgency::Background | Urgency::Gentle => Lane::Background,
    }
}

/// Changes IAM, once.
pub(super) async fn write(account: &Account, write: KeyChange) -> Reply {
    Reply::Written(match write {
        KeyChange::Create(user) => return Reply::Created(account.create_access_key(&user).await),
        KeyChange::Activate(key) => account.set_status(&key.user, &key.id, Status::Active).await,
        KeyChange::Deactivate(key) => {
            account.set_status(&key.user, &key.id, Status::Inactive).await
        }
        KeyChange::Delete(key) => account.delete_access_key(&key).await,
        KeyChange::Describe(user, key, description) => account.tag(&user, &key, &description).await,
        KeyChange::RemoveDescription(user, key) => account.untag(&user, &key).await,
    })
}

/// How the write that `entry` announced ended.
pub(super) fn outcome(mut entry: JournalEntry, reply: &Reply) -> JournalEntry {
    let failure = match reply {
        Reply::Created(Ok(new)) => {
            entry.key = Some(new.key.id.clone());
            entry.request_id.clone_from(&new.request_id);
            None
        }
        Reply::Written(Ok(request_id)) => {
            entry.request_id.clone_from(request_id);
            None
        }
        Reply::Created(Err(failure)) | Reply::Written(Err(failure)) => Some(failure),
        _ => None,
    };
    if let Some(failure) = failure {
        entry.request_id.clone_from(&failure.request_id);
    }
    entry.outcome = failure.map_or(Outcome::Done, failed);
    entry
}

fn failed(failure: &Failure) -> Outcome {
    if failure.outcome_unknown() {
        Outcome::Unknown(failure.to_string())
    } else {
        Outcome::Failed(failure.to_string())
    }
}
