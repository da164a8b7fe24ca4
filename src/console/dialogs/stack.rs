//! The open dialogs, and which of them waits for which answer.
//!
//! An answer goes to the dialog that asked for it. What is asked for in the step that opens a
//! dialog is that dialog's, such as the list that it shows. Once a dialog is closed or replaced,
//! nobody waits for its answers any more.

use super::{Dialog, Transition};
use crate::console::context::Context;
use crate::console::effect::CallId;
use crate::console::event::Reply;
use crate::console::input::bindings::Action;
use crossterm::event::KeyEvent;

#[derive(Debug, Default)]
pub(crate) struct DialogStack {
    /// The topmost is last.
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    dialog: Box<dyn Dialog>,
    /// What the dialog asked for, and has no answer to.
    calls: Vec<CallId>,
}

/// Opening and closing.
impl DialogStack {
    /// Opens a dialog on top.
    pub(crate) fn open<D: Dialog + 'static>(
        &mut self,
        cx: &mut Context,
        build: impl FnOnce(&mut Context) -> D,
    ) {
        let (dialog, calls) = cx.track_calls(build);
        self.entries.push(Entry { dialog: Box::new(dialog), calls });
    }

    /// Opens a dialog below those that are open, which keep the keys.
    pub(crate) fn open_below<D: Dialog + 'static>(
        &mut self,
        cx: &mut Context,
        build: impl FnOnce(&mut Context) -> D,
    ) {
        let (dialog, calls) = cx.track_calls(build);
        self.entries.insert(0, Entry { dialog: Box::new(dialog), calls });
    }

    /// Opens a dialog that a page asked for, in a step that asked for these calls.
    pub(crate) fn open_for_page(&mut self, dialog: Box<dyn Dialog>, calls: Vec<CallId>) {
        self.entries.push(Entry { dialog, calls });
    }

    pub(crate) fn retain(&mut self, keep: impl Fn(&dyn Dialog) -> bool) {
        self.entries.retain(|entry| keep(entry.dialog.as_ref()));
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The dialog that gets the keys.
    pub(crate) fn top(&self) -> Option<&dyn Dialog> {
        self.iter().next_back()
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &dyn Dialog> {
        self.entries.iter().map(|entry| entry.dialog.as_ref())
    }
}

/// What happens to the dialogs. What follows for the console is returned.
impl DialogStack {
    pub(crate) fn type_key(&mut self, key: KeyEvent) {
        if let Some(top) = self.entries.last_mut() {
            top.dialog.type_key(key);
        }
    }

    pub(crate) fn paste(&mut self, cx: &mut Context, text: &str) {
        if let Some(top) = self.entries.last_mut() {
            top.dialog.paste(cx, text);
        }
    }

    pub(crate) fn act(&mut self, cx: &mut Context, action: Action) -> Transition {
        let top = self.len().saturating_sub(1);
        self.step(cx, top, |dialog, cx| dialog.act(cx, action))
    }

    pub(crate) fn tick(&mut self, cx: &mut Context, at: usize) -> Transition {
        self.step(cx, at, |dialog, cx| dialog.tick(cx))
    }

    /// Which dialog waits for the answer to a call.
    pub(crate) fn waiting_for(&self, call: CallId) -> Option<usize> {
        self.entries.iter().position(|entry| entry.calls.contains(&call))
    }

    pub(crate) fn reply(
        &mut self,
        cx: &mut Context,
        at: usize,
        call: CallId,
        reply: Reply,
    ) -> Transition {
        if let Some(entry) = self.entries.get_mut(at) {
            entry.calls.retain(|asked| *asked != call);
        }
        self.step(cx, at, |dialog, cx| dialog.reply(cx, call, reply))
    }

    fn step(
        &mut self,
        cx: &mut Context,
        at: usize,
        step: impl FnOnce(&mut dyn Dialog, &mut Context) -> Transition,
    ) -> Transition {
        let Some(entry) = self.entries.get_mut(at) else { return Transition::Stay };
        let (transition, calls) = cx.track_calls(|cx| step(entry.dialog.as_mut(), cx));
        match transition {
            Transition::Close => {
                self.entries.remove(at);
            }
            // Whatever lies on top was opened later, by the person: it stays on top.
            Transition::Open(dialog) => self.entries.insert(at + 1, Entry { dialog, calls }),
            Transition::Replace(dialog) => *entry = Entry { dialog, calls },
            Transition::FindOwners(_)
            | Transition::OpenOwner(..)
            | Transition::AnswerJournalQuestion(..) => {
                self.entries.remove(at);
                return transition;
            }
            Transition::Stay
            | Transition::OpenUser(..)
            | Transition::OpenRotation(_)
            | Transition::ClosePage
            | Transition::OpenNeighbour(_)
            | Transition::SwitchProfile(..)
            | Transition::SwitchBack
            | Transition::Quit => {
                entry.calls.extend(calls);
                return transition;
            }
        }
        Transition::Stay
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::dialogs::{Body, Canvas};
    use crate::console::input::bindings::KeyContext;
    use crate::console::model::Model;
    use crate::console::reads::{LocalAnswer, LocalRead};
    use crate::console::testing::{noon, settings};

    /// Asks for something when it opens, and again with each key but Esc.
    #[derive(Debug)]
    struct Asking;

    impl Asking {
        fn new(cx: &mut Context) -> Self {
            cx.read_local(LocalRead::Profiles);
            Self
        }
    }

    impl Dialog for Asking {
        fn key_context(&self) -> KeyContext {
            KeyContext::Reading
        }

        fn act(&mut self, cx: &mut Context, action: Action) -> Transition {
            match action {
                Action::Cancel => Transition::Close,
                Action::Open => Transition::Open(Box::new(Self::new(cx))),
                Action::Choose => Transition::Replace(Box::new(Self::new(cx))),
                _ => {
                    Self::new(cx);
                    Transition::Stay
                }
            }
        }

        fn view(&self, _model: &Model, canvas: Canvas) -> Body<'_> {
            Body::new("", canvas)
        }
    }

    #[test]
    fn an_answer_is_for_the_dialog_that_asked_until_it_is_closed_or_replaced() {
        let mut cx = Context::new(settings(), noon(), (100, 40));
        let mut stack = DialogStack::default();
        let waiting =
            |stack: &DialogStack| [1, 2, 3, 4, 5].map(|call| stack.waiting_for(CallId(call)));
        stack.open(&mut cx, Asking::new);
        stack.act(&mut cx, Action::Confirm);
        stack.act(&mut cx, Action::Open);
        stack.act(&mut cx, Action::Confirm);
        assert_eq!(waiting(&stack), [Some(0), Some(0), Some(1), Some(1), None]);

        let answer = Reply::Local(LocalAnswer::Profiles(Ok(Vec::new())));
        stack.reply(&mut cx, 0, CallId(1), answer);
        assert_eq!(waiting(&stack), [None, Some(0), Some(1), Some(1), None]);

        stack.act(&mut cx, Action::Choose);
        assert_eq!(waiting(&stack), [None, Some(0), None, None, Some(1)]);
        stack.act(&mut cx, Action::Cancel);
        assert_eq!(waiting(&stack), [None, Some(0), None, None, None]);
    }
}
