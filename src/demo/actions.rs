//! All actions that the account answers. The table of each file stands beside its functions.

use super::action::{Action, Service};
use super::{reads, report, sts, writes};

const TABLES: [&[Action]; 4] = [&reads::ACTIONS, &report::ACTIONS, &sts::ACTIONS, &writes::ACTIONS];

pub(super) fn find_action(service: Service, name: &str) -> Option<&'static Action> {
    let mut actions = TABLES.into_iter().flatten();
    actions.find(|action| action.service == service && action.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_are_found_in_their_own_service_only() {
        assert!(find_action(Service::Iam, "ListUsers").is_some());
        assert!(find_action(Service::Sts, "ListUsers").is_none());
        assert!(find_action(Service::Iam, "DeleteUser").is_none());
    }
}
