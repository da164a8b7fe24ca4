//! Who signs the calls.

use super::account::{Account, unreadable};
use super::convert;
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
        let operation = Operation::GetUser;
        let request = self.iam(Lane::Interactive).get_user();
        let answer = self.call(operation, request.send()).await?;
        let named = answer.user().filter(|user| !user.user_name().is_empty());
        let user = named.ok_or_else(|| unreadable(operation, "the answer has no user", &answer))?;
        let tags = convert::tags(user.tags());
        let user = convert::user(user).map_err(|fault| unreadable(operation, fault, &answer))?;
        Ok(UserDetails { user, tags })
    }

    /// The account's ID, if a call told it already.
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
