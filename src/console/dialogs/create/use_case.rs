//! What people want an access key for, and what AWS recommends instead.

#[derive(Clone, Copy, Debug)]
pub(super) struct UseCase {
    pub(super) label: &'static str,
    pub(super) recommendation: &'static str,
}

/// In the order of the AWS console.
pub(super) const USE_CASES: [UseCase; 6] = [
    UseCase {
        label: "Command Line Interface (CLI)",
        recommendation: "Sign in with aws login, or with the AWS CLI version 2 and IAM Identity \
                         Center (aws configure sso); or use CloudShell, in the browser.",
    },
    UseCase {
        label: "Local code",
        recommendation: "Use an IDE with the AWS Toolkit and sign in through IAM Identity Center: \
                         local code then gets temporary credentials.",
    },
    UseCase {
        label: "Application running on an AWS compute service",
        recommendation: "Attach an IAM role to the compute (EC2, ECS, Lambda…): the SDKs find its \
                         temporary credentials by themselves.",
    },
    UseCase {
        label: "Third-party service",
        recommendation: "Let the service assume an IAM role of yours, with an external ID: it gets \
                         temporary credentials that you can end.",
    },
    UseCase {
        label: "Application running outside AWS",
        recommendation: "Use IAM Roles Anywhere: the application gets temporary credentials for an \
                         X.509 certificate.",
    },
    UseCase {
        label: "Other",
        recommendation: "If it has to be an access key: never put it in code or a repository, \
                         give its user the least permissions, switch it off when it is not \
                         needed, and rotate it regularly.",
    },
];
