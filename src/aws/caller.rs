//! The caller: whoever signs the requests.

use super::account::{Account, unreadable, user_details};
use super::lane::Lane;
use crate::domain::{AccountId, Caller, Failure, Operation, UserDetails};
use aws_sdk_sts::operation::get_caller_identity::GetCallerIdentityOutput;

impl Account {
    /// Who is calling: `GetCallerIdentity`, which no policy can deny.
    ///
    /// # Errors
    /// When the call fails, or the answer names no account.
    pub async fn caller(&self) -> Result<Caller, Failure> {
        let operation = Operation::GetCallerIdentity;
        let request = self.clients().sts.get_caller_identity();
        let answer = self.call(operation, request.send()).await?;
        let caller = caller_in(&answer)?;
        // Later answers cannot differ: a session does not change accounts.
        let _ = self.known_account().set(caller.account.clone());
        Ok(caller)
    }

    /// The user whose long-term key signs, with its tags: `GetUser` without a name.
    pub(crate) async fn own_user(&self) -> Result<UserDetails, Failure> {
        let request = self.iam(Lane::Interactive).get_user();
        user_details(&self.call(Operation::GetUser, request.send()).await?)
    }

    /// The account's ID, if a call has returned it already.
    pub(crate) fn known_id(&self) -> Option<&AccountId> {
        self.known_account().get()
    }

    /// The account's ID; `GetCallerIdentity` is called only if it is not known yet.
    pub(super) async fn id(&self) -> Option<AccountId> {
        match self.known_account().get() {
            Some(account) => Some(account.clone()),
            None => self.caller().await.ok().map(|caller| caller.account),
        }
    }
}

/// The caller in an answer to `GetCallerIdentity`.
pub(super) fn caller_in(answer: &GetCallerIdentityOutput) -> Result<Caller, Failure> {
    let (Some(account), Some(arn)) = (answer.account(), answer.arn()) else {
        let message = "the answer does not say who is calling";
        return Err(unreadable(Operation::GetCallerIdentity, message, answer));
    };
    Ok(Caller { account: AccountId::from_aws(account), arn: arn.to_owned() })
}
