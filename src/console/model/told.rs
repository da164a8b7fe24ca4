//! What this machine is asked for, such as its profiles: the last answer, and the question that is
//! open.

use crate::console::effect::CallId;

/// An answer that may not be there yet, or not any more be the newest.
#[derive(Debug)]
pub(crate) struct Told<T> {
    asked: Option<CallId>,
    answer: Option<Result<T, String>>,
}

impl<T> Told<T> {
    /// Asked for by this call, if it could be asked.
    pub(crate) fn asked(call: Option<CallId>) -> Self {
        Self { asked: call, answer: None }
    }

    /// Asked for anew; until that is answered, the last answer stands.
    pub(crate) fn ask_again(&mut self, call: CallId) {
        self.asked = Some(call);
    }

    /// Whether the answer to this call is awaited.
    pub(crate) fn waits_for(&self, call: CallId) -> bool {
        self.asked == Some(call)
    }

    /// Takes an answer, unless another is awaited.
    pub(crate) fn take(&mut self, call: CallId, answer: Result<T, String>) {
        if self.waits_for(call) {
            *self = Self { asked: None, answer: Some(answer) };
        }
    }

    /// The last answer: what was asked for, or what is wrong, in words.
    pub(crate) fn answer(&self) -> Option<Result<&T, &str>> {
        self.answer.as_ref().map(|answer| answer.as_ref().map_err(String::as_str))
    }

    /// What was asked for, if it could be told.
    pub(crate) fn value(&self) -> Option<&T> {
        self.answer()?.ok()
    }

    /// What is wrong, in words.
    pub(crate) fn trouble(&self) -> Option<&str> {
        self.answer()?.err()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_answer_stands_until_the_question_asked_anew_is_answered() {
        let mut told = Told::asked(Some(CallId(1)));
        assert_eq!(told.answer(), None);
        told.take(CallId(1), Ok("first"));
        told.ask_again(CallId(2));
        told.ask_again(CallId(3));
        assert_eq!(told.value(), Some(&"first"));
        told.take(CallId(2), Ok("late"));
        assert_eq!(told.value(), Some(&"first"));
        told.take(CallId(3), Err("broken".to_owned()));
        told.take(CallId(3), Ok("twice"));
        assert_eq!((told.value(), told.trouble()), (None, Some("broken")));
    }
}
