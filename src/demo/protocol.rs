//! An HTTP client for the SDK that leads to the account instead of AWS.

use super::account::DemoAccount;
use super::action::Service;
use super::actions::find_action;
use super::api_error::ApiError;
use super::call::Call;
use super::caller::Caller;
use super::faults::{ActiveFaults, Fault};
use super::request::Request;
use super::xml::Xml;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use http_body_util::BodyExt as _;
use std::future::pending;
use std::io;
use std::mem;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};
use zeroize::Zeroizing;

/// The page of a network that wants a sign-in first.
const CAPTIVE_PORTAL: &str = "<!DOCTYPE html><html><head><title>Guest Wi-Fi</title></head><body>Please sign in.</body></html>";

impl DemoAccount {
    /// An HTTP client for the SDK's configuration that leads to this account.
    #[must_use]
    pub fn http_client(&self) -> SharedHttpClient {
        SharedHttpClient::new(DemoHttpClient(self.clone()))
    }
}

/// Makes connections to an account.
#[derive(Clone, Debug)]
pub(super) struct DemoHttpClient(pub(super) DemoAccount);

impl HttpClient for DemoHttpClient {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(DemoConnector {
            account: self.0.clone(),
            read_timeout: settings.read_timeout(),
        })
    }
}

/// A connection to an account, with the SDK's read timeout.
#[derive(Clone, Debug)]
struct DemoConnector {
    account: DemoAccount,
    read_timeout: Option<Duration>,
}

impl HttpConnector for DemoConnector {
    fn call(&self, mut request: HttpRequest) -> HttpConnectorFuture {
        let Self { account, read_timeout } = self.clone();
        let parsed = Request::read(&request);
        let body = request.take_body();
        HttpConnectorFuture::new(async move {
            // The SDK takes a body that nobody reads for a stalled connection.
            body.collect().await.map_err(ConnectorError::user)?;
            let answer = exchange(&account, &parsed);
            let answer = match read_timeout {
                None => answer.await?,
                Some(limit) => timeout(limit, answer)
                    .await
                    .map_err(|elapsed| ConnectorError::timeout(elapsed.into()))??,
            };
            answer.into_response()
        })
    }
}

#[derive(Debug)]
struct Answer {
    status: u16,
    content_type: &'static str,
    request_id: Option<String>,
    body: Zeroizing<String>,
}

impl Answer {
    /// Moves the answer to the SDK. No copy of its body is left here.
    fn into_response(mut self) -> Result<HttpResponse, ConnectorError> {
        let invalid = |error: &str| ConnectorError::other(error.to_owned().into(), None);
        let status = StatusCode::try_from(self.status).map_err(|e| invalid(&e.to_string()))?;
        let mut response = HttpResponse::new(status, SdkBody::from(mem::take(&mut *self.body)));
        let headers = response.headers_mut();
        headers
            .try_insert("content-type", self.content_type)
            .map_err(|e| invalid(&e.to_string()))?;
        if let Some(id) = self.request_id {
            headers.try_insert("x-amzn-requestid", id).map_err(|e| invalid(&e.to_string()))?;
        }
        Ok(response)
    }
}

/// Answers a request, with its faults.
async fn exchange(account: &DemoAccount, request: &Request) -> Result<Answer, ConnectorError> {
    account.record(request);
    let faults = account.faults().active_for(&request.action);
    sleep(faults.latency / 2).await;
    match &faults.fault {
        Some(Fault::Refuse) => return Err(refused()),
        Some(Fault::Hang { carried_out: false }) => return pending().await,
        Some(Fault::CaptivePortal) => return Ok(captive_portal()),
        _ => {}
    }
    let mut answer = answer(account, request, &faults);
    for run in account.take_due_hooks(&request.action) {
        run(account);
    }
    sleep(faults.latency / 2).await;
    match faults.fault {
        Some(Fault::DropAnswer) => Err(dropped()),
        Some(Fault::Hang { .. }) => pending().await,
        Some(Fault::CutShort) => {
            let half = answer.body.floor_char_boundary(answer.body.len() / 2);
            answer.body.truncate(half);
            Ok(answer)
        }
        _ => Ok(answer),
    }
}

/// Executes a request, and writes what IAM or STS would answer.
fn answer(account: &DemoAccount, request: &Request, faults: &ActiveFaults) -> Answer {
    let service = Service::of_version(request.version());
    let request_id = account.next_request_id();
    let (status, body) = match execute(account, service, request, faults) {
        Ok(result) => (200, wrap_result(&request.action, service, &result, &request_id)),
        Err(error) => (error.status, error.body(service.namespace(), &request_id)),
    };
    Answer { status, content_type: "text/xml", request_id: Some(request_id), body }
}

/// The result of a call. The checks are in AWS's order: capacity, caller, action, permission.
fn execute(
    account: &DemoAccount,
    service: Service,
    request: &Request,
    faults: &ActiveFaults,
) -> Result<Xml, ApiError> {
    if faults.throttled {
        return Err(ApiError::new("Throttling", 400, "Rate exceeded"));
    }
    if let Some(Fault::Error { code, status, message }) = faults.fault {
        return Err(ApiError::new(code, status, message));
    }
    let now = account.now();
    account.change(|state| {
        let signature = request.signature.as_ref();
        let caller = Caller::of(signature, state, now, faults)?;
        if let Some(signature) = signature {
            state.record_use(&signature.key, now, &signature.region, &signature.service);
        }
        let action = find_action(service, &request.action).ok_or_else(|| {
            let (action, version) = (&request.action, request.version());
            let message = format!("Could not find operation {action} for version {version}");
            ApiError::new("InvalidAction", 400, message)
        })?;
        let call = Call {
            parameters: &request.parameters,
            caller: &caller,
            now,
            arrived: Instant::now(),
            lag: faults.lag,
            fault: faults.fault.as_ref(),
        };
        caller.authorize(action, &call, state, faults.fault == Some(Fault::Deny))?;
        let mut result = Xml::new();
        (action.execute)(state, &call, &mut result)?;
        Ok(result)
    })
}

/// A result in the response element.
fn wrap_result(
    action: &str,
    service: Service,
    result: &Xml,
    request_id: &str,
) -> Zeroizing<String> {
    let mut xml = Xml::new();
    xml.root(&format!("{action}Response"), service.namespace(), |xml| {
        if !result.is_empty() {
            xml.element(&format!("{action}Result"), |xml| xml.append(result));
        }
        xml.element("ResponseMetadata", |xml| xml.text("RequestId", request_id));
    });
    xml.into_text()
}

fn captive_portal() -> Answer {
    Answer {
        status: 200,
        content_type: "text/html",
        request_id: None,
        body: Zeroizing::new(CAPTIVE_PORTAL.to_owned()),
    }
}

fn refused() -> ConnectorError {
    let error = io::Error::new(io::ErrorKind::ConnectionRefused, "connection refused");
    ConnectorError::io(error.into()).never_connected()
}

/// The error of a connection that was closed before the answer.
fn dropped() -> ConnectorError {
    let error = io::Error::new(
        io::ErrorKind::ConnectionReset,
        "connection closed before message completed",
    );
    ConnectorError::io(error.into())
}
