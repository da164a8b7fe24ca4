//! An account with scripted answers.

use super::account::Account;
use super::{Options, Transport, connect};
use aws_credential_types::Credentials;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex};

/// What comes back for one request.
#[derive(Clone, Debug)]
pub(super) enum Reply {
    Answer(u16, String),
    /// The connection fails in this way.
    Broken(io::ErrorKind),
    /// Nothing, ever.
    Silence,
}

/// The replies in their order (the last one for ever), and the requests that came.
#[derive(Clone, Debug)]
pub(super) struct Script {
    replies: Arc<Mutex<VecDeque<Reply>>>,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Script {
    pub(super) fn new(replies: impl IntoIterator<Item = Reply>) -> Self {
        let replies = Arc::new(Mutex::new(replies.into_iter().collect()));
        Self { replies, requests: Arc::default() }
    }

    /// The bodies of the requests so far.
    pub(super) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    pub(super) async fn account(&self) -> Account {
        connect(&self.options()).await.unwrap()
    }

    pub(super) fn options(&self) -> Options {
        let credentials = Credentials::new("AKIAIOSFODNN7EXAMPLE", "secret", None, None, "test");
        let http = SharedHttpClient::new(self.clone());
        Options::through(Transport::InProcess { http, credentials })
    }
}

impl HttpClient for Script {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Script {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let body = String::from_utf8_lossy(request.body().bytes().unwrap()).into_owned();
        self.requests.lock().unwrap().push(body);
        let mut replies = self.replies.lock().unwrap();
        let reply = match replies.len() {
            0 | 1 => replies.front().cloned(),
            _ => replies.pop_front(),
        };
        match reply.expect("a script has a reply") {
            Reply::Answer(status, body) => {
                let answer = http::Response::builder()
                    .status(status)
                    .header("x-amzn-requestid", "request-1")
                    .body(SdkBody::from(body))
                    .unwrap();
                HttpConnectorFuture::ready(Ok(HttpResponse::try_from(answer).unwrap()))
            }
            Reply::Broken(kind) => {
                HttpConnectorFuture::ready(Err(ConnectorError::io(io::Error::from(kind).into())))
            }
            Reply::Silence => HttpConnectorFuture::new(std::future::pending()),
        }
    }
}

/// A success of `operation` with this inside its result.
pub(super) fn success(operation: &str, result: &str) -> Reply {
    Reply::Answer(
        200,
        format!(
            "<{operation}Response xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">\
             <{operation}Result>{result}</{operation}Result></{operation}Response>\n"
        ),
    )
}

pub(super) fn refusal(status: u16, code: &str, message: &str) -> Reply {
    Reply::Answer(
        status,
        format!(
            "<ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><Error>\
             <Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>\
             <RequestId>request-1</RequestId></ErrorResponse>"
        ),
    )
}
