//! The calls that change IAM. Each is sent exactly once: without an answer the outcome is unknown,
//! and the keys are listed again to find out.

use super::account::Account;
use super::{convert, errors};
use crate::domain::{
    AccessKey, AccessKeyId, Description, Failure, InactiveKey, NewAccessKey, Operation, Secret,
    Status, UserName,
};
use aws_sdk_iam::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_iam::operation::RequestId;
use aws_sdk_iam::types::{AccessKey as SdkAccessKey, Tag};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use std::error::Error;

/// The methods that change IAM return AWS's request ID, or a [`Failure`] whose
/// [`outcome_unknown`](Failure::outcome_unknown) says whether IAM may have made the change.
impl Account {
    /// Creates an access key. AWS gives its secret here only.
    pub(crate) async fn create_access_key(&self, user: &UserName) -> Result<NewAccessKey, Failure> {
        let operation = Operation::CreateAccessKey;
        let client = self.for_one_write();
        let request = client.create_access_key().user_name(user.as_str());
        let mut answer = self.call(operation, request.send()).await?;
        let request_id = answer.request_id().map(str::to_owned);
        let is_complete =
            |key: &SdkAccessKey| !key.access_key_id.is_empty() && !key.secret_access_key.is_empty();
        let Some(key) = answer.access_key.take().filter(is_complete) else {
            let message = "the answer lacks the new key's ID or its secret";
            return Err(errors::unreadable_answer(operation, message, request_id.as_deref()));
        };
        if convert::names_another(user, Some(&key.user_name)) {
            let message = "the answer has a key of another user";
            return Err(errors::unreadable_answer(operation, message, request_id.as_deref()));
        }
        Ok(NewAccessKey {
            key: AccessKey {
                id: AccessKeyId::from_iam(&key.access_key_id),
                user: user.clone(),
                status: Status::from_iam(key.status.as_str()),
                created: key.create_date.as_ref().and_then(convert::time),
            },
            secret: Secret::new(key.secret_access_key),
            request_id,
        })
    }

    /// Activates or deactivates a key: `UpdateAccessKey`.
    ///
    /// # Errors
    /// When the call fails.
    pub async fn set_status(
        &self,
        user: &UserName,
        key: &AccessKeyId,
        status: Status,
    ) -> Result<Option<String>, Failure> {
        let client = self.for_one_write();
        let request = client
            .update_access_key()
            .user_name(user.as_str())
            .access_key_id(key.as_str())
            .status(convert::status_type(status));
        self.write(Operation::UpdateAccessKey, request.send()).await
    }

    /// Deletes a key that a listing showed to be inactive.
    pub(crate) async fn delete_access_key(
        &self,
        key: &InactiveKey,
    ) -> Result<Option<String>, Failure> {
        let client = self.for_one_write();
        let request = client
            .delete_access_key()
            .user_name(key.key().user.as_str())
            .access_key_id(key.key().id.as_str());
        self.write(Operation::DeleteAccessKey, request.send()).await
    }

    /// Describes a key, with a tag on its user: `TagUser`.
    pub(crate) async fn tag(
        &self,
        user: &UserName,
        key: &AccessKeyId,
        description: &Description,
    ) -> Result<Option<String>, Failure> {
        let operation = Operation::TagUser;
        let tag = Tag::builder().key(key.as_str()).value(description.as_str()).build();
        let tag = tag.map_err(|error| errors::not_sent(operation, &error))?;
        let client = self.for_one_write();
        let request = client.tag_user().user_name(user.as_str()).tags(tag);
        self.write(operation, request.send()).await
    }

    /// Removes a key's description: `UntagUser`.
    pub(crate) async fn untag(
        &self,
        user: &UserName,
        key: &AccessKeyId,
    ) -> Result<Option<String>, Failure> {
        let client = self.for_one_write();
        let request = client.untag_user().user_name(user.as_str()).tag_keys(key.as_str());
        self.write(Operation::UntagUser, request.send()).await
    }

    /// Sends a write whose answer is no more than its request ID.
    async fn write<T, E>(
        &self,
        operation: Operation,
        request: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> Result<Option<String>, Failure>
    where
        T: RequestId,
        E: ProvideErrorMetadata + Error + 'static,
    {
        let answer = self.call(operation, request).await?;
        Ok(answer.request_id().map(str::to_owned))
    }
}
