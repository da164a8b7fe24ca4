//! What the console asks of AWS, as calls, and their answers as replies.

use crate::aws::{Account, Lane};
use crate::console::{Read, Reply, Start, Urgency, Write};
use crate::domain::{Failure, JournalEntry, Outcome, Status};

/// Requests the first page of users before the console asks for it, if it begins with their table:
/// the first rows then do not wait for the answer to who is calling.
pub fn prefetch(account: &Account, start: &Start) {
    if *start == Start::Users {
        account.list_users_ahead();
    }
}

/// Reads from AWS. `None` for what is not read from AWS, and once another account has replaced this
/// one: no request is signed with credentials that are not in use any more.
pub async fn read(account: &Account, read: Read) -> Option<Reply> {
    tokio::select! {
        biased;
        () = account.retired() => None,
        reply = call(account, read) => reply,
    }
}

async fn call(account: &Account, read: Read) -> Option<Reply> {
    Some(match read {
        Read::Caller => Reply::Caller(account.caller().await),
        Read::Alias => Reply::Alias(account.alias().await),
        Read::Summary => Reply::Summary(account.summary().await),
        Read::Users(marker) => Reply::Users(account.users_page(Lane::Interactive, marker).await),
        Read::Report => Reply::Report(account.credential_report().await),
        Read::NewReport => Reply::Report(account.new_credential_report().await),
        Read::Authorization(marker) => {
            Reply::Authorization(account.authorization_details_page(marker).await)
        }
        Read::OwnUser => Reply::User(account.own_user().await),
        Read::User(user) => Reply::User(account.user(Lane::Interactive, &user).await),
        Read::Keys(user, urgency) => Reply::Keys(account.access_keys(lane(urgency), &user).await),
        Read::Usage(user, key, urgency) => {
            Reply::Usage(account.last_used_of(lane(urgency), &user, &key).await)
        }
        Read::Owner(key, known) => {
            Reply::Owner(account.owner_of(Lane::Interactive, &key, known.as_ref()).await)
        }
        Read::Mfa(user) => Reply::Mfa(account.mfa_devices(&user).await.map(|all| all.len())),
        Read::OwnDevices(user) => Reply::OwnDevices(account.mfa_devices(&user).await),
        Read::ConsoleAccess(user) => Reply::ConsoleAccess(account.console_access(&user).await),
        Read::Profiles | Read::Notices { .. } | Read::Hints { .. } => return None,
    })
}

fn lane(urgency: Urgency) -> Lane {
    match urgency {
        Urgency::Asked => Lane::Interactive,
        Urgency::InView => Lane::InView,
        Urgency::Background | Urgency::Gentle => Lane::Background,
    }
}

/// Changes IAM, once.
pub async fn write(account: &Account, write: Write) -> Reply {
    Reply::Written(match write {
        Write::Create(user) => return Reply::Created(account.create_access_key(&user).await),
        Write::Activate(key) => account.set_status(&key.user, &key.id, Status::Active).await,
        Write::Deactivate(key) => account.set_status(&key.user, &key.id, Status::Inactive).await,
        Write::Delete(key) => account.delete_access_key(&key).await,
        Write::Describe(user, key, description) => account.tag(&user, &key, &description).await,
        Write::RemoveDescription(user, key) => account.untag(&user, &key).await,
    })
}

/// How the write that `entry` announced ended.
pub fn outcome(mut entry: JournalEntry, reply: &Reply) -> JournalEntry {
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
