//! The SDK's errors, which say what went wrong only in the errors they come from.

use aws_sdk_iam::error::ErrorMetadata;
use std::error::Error;
use std::iter::successors;

/// The longest message that is kept, in characters.
const MAX_MESSAGE: usize = 400;

/// What an error comes down to.
pub(super) struct RootCause {
    /// AWS's code, if AWS refused the call.
    pub(super) code: Option<String>,
    /// AWS's message, or that of the innermost error.
    pub(super) message: String,
    /// The messages of all errors in the chain, to be searched for words.
    pub(super) texts: String,
}

/// The error and those it comes from.
pub(super) fn chain<'a>(
    error: &'a (dyn Error + 'static),
) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    successors(Some(error), |&error| error.source())
}

pub(super) fn root_cause(error: &(dyn Error + 'static)) -> RootCause {
    let texts: Vec<String> = chain(error).map(ToString::to_string).collect();
    let from_aws = chain(error).find_map(|error| error.downcast_ref::<ErrorMetadata>());
    let message = match from_aws.and_then(ErrorMetadata::message) {
        Some(message) => message.to_owned(),
        None => innermost(&texts),
    };
    RootCause {
        code: from_aws.and_then(ErrorMetadata::code).map(str::to_owned),
        message: plain(&message),
        texts: texts.join("; "),
    }
}

/// The last text. One that only names an error of the operating system does not say what failed:
/// the text before it does.
fn innermost(texts: &[String]) -> String {
    match texts {
        [.., outer, last] if last.contains("(os error") => format!("{outer}: {last}"),
        [.., last] => last.clone(),
        [] => String::new(),
    }
}

/// A library's message on one line, without the parts that only its authors understand.
fn plain(message: &str) -> String {
    let message = message.split(" (os error").next().unwrap_or(message);
    let message = ["ProfileFile provider could not be built: ", "Error retrieving credentials: "]
        .iter()
        .find_map(|prefix| message.strip_prefix(prefix))
        .unwrap_or(message);
    let words: Vec<&str> = message.split_whitespace().collect();
    words.join(" ").trim_end_matches('.').chars().take(MAX_MESSAGE).collect()
}
