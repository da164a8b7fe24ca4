//! The bindings of a context, and the action of a key.

use super::binding::{Action, Binding, KeyContext};
use super::table::BINDINGS;
use crossterm::event::KeyEvent;

/// The bindings of a context.
pub(crate) fn at(context: KeyContext) -> impl Iterator<Item = &'static Binding> {
    BINDINGS.iter().filter(move |binding| binding.contexts.contains(&context))
}

/// The action of a key in a context.
pub(crate) fn resolve(context: KeyContext, key: &KeyEvent) -> Option<Action> {
    let mut bindings = at(context);
    let binding = bindings.find(|row| row.keys.iter().any(|press| press.matches(key)))?;
    Some(binding.action)
}

#[cfg(test)]
mod tests {
    use super::super::binding::Press;
    use super::super::table::EVERYWHERE;
    use super::*;
    use std::collections::HashSet;
    use std::fmt::Write as _;

    /// The table as the README shows it, in Markdown.
    fn markdown() -> String {
        let mut text = String::new();
        for (context, heading) in KeyContext::ALL {
            let rows: Vec<_> = at(context).filter(|row| !row.is_everywhere()).collect();
            if rows.is_empty() {
                continue;
            }
            // Writing to a String cannot fail.
            let _ = write!(text, "\n**{heading}**\n\n| key | |\n|---|---|\n");
            for binding in rows {
                let keys: Vec<String> = binding.keys.iter().map(|key| format!("`{key}`")).collect();
                let _ = writeln!(text, "| {} | {} |", keys.join(" "), binding.help);
            }
        }
        text.push_str("\n**Everywhere**\n\n| key | |\n|---|---|\n");
        for binding in BINDINGS.iter().filter(|row| row.is_everywhere()) {
            let _ = writeln!(text, "| `{}` | {} |", binding.names(), binding.help);
        }
        text
    }

    #[test]
    fn no_key_means_two_things_in_one_context() {
        for (context, _) in KeyContext::ALL {
            let mut seen = HashSet::new();
            for press in at(context).flat_map(|binding| binding.keys) {
                assert!(seen.insert(*press), "{press} in {context:?}");
            }
        }
    }

    #[test]
    fn where_text_is_typed_no_character_is_an_action() {
        for (context, _) in KeyContext::ALL.into_iter().filter(|(context, _)| context.takes_text())
        {
            for press in at(context).flat_map(|binding| binding.keys) {
                assert!(!matches!(press, Press::Char(_)), "{press} in {context:?}");
            }
        }
    }

    #[test]
    fn the_readme_has_this_table() {
        let readme = include_str!("../../../../README.md");
        assert!(readme.contains(&markdown()), "put this into README.md:\n{}", markdown());
    }

    #[test]
    fn every_context_is_on_the_help_page_and_can_be_left() {
        for context in EVERYWHERE {
            assert!(KeyContext::ALL.iter().any(|(listed, _)| listed == context));
            assert!(at(*context).any(|binding| binding.action == Action::QuitAnywhere));
        }
    }
}
