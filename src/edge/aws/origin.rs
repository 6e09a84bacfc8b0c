//! Where the credentials come from, so that a failure can say who failed and what to do.

use std::error::Error;

use aws_config::profile::{Profile, ProfileSet};
use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::result::ConnectorError;

use super::faults::chain;
use crate::domain::fault::FaultKind;

/// The provider that answers, as far as the configuration tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// The embedded world takes anything.
    Embedded,
    /// `AWS_ACCESS_KEY_ID` and its siblings.
    Environment,
    /// A named profile and what it rests on.
    Profile { name: String, rests_on: RestsOn },
    /// `AWS_WEB_IDENTITY_TOKEN_FILE`.
    WebIdentity,
    /// A container's credentials endpoint.
    Container,
    /// An instance's role, or nothing at all.
    Instance,
}

/// How a profile gets credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RestsOn {
    /// Keys written in the file.
    Keys,
    /// IAM Identity Center.
    Sso,
    /// A role assumed with the credentials of another profile or source.
    Role { arn: String, source: String },
    /// A role assumed with a token file.
    WebIdentity { arn: String },
    /// A command that prints credentials.
    Process,
    /// `aws login`.
    Login,
    /// Nothing that gives credentials.
    Nothing,
}

impl RestsOn {
    /// Reads it from the profile's own keys, in the order in which the SDK prefers them.
    pub(super) fn of(profile: &Profile) -> Self {
        let get = |key: &str| profile.get(key).map(str::to_owned);
        if let Some(arn) = get("role_arn") {
            if profile.get("web_identity_token_file").is_some() {
                return RestsOn::WebIdentity { arn };
            }
            let source = get("source_profile").or_else(|| get("credential_source")).unwrap_or_else(|| "no source".to_owned());
            return RestsOn::Role { arn, source };
        }
        if profile.get("sso_session").is_some() || profile.get("sso_start_url").is_some() {
            RestsOn::Sso
        } else if profile.get("login_session").is_some() {
            RestsOn::Login
        } else if profile.get("credential_process").is_some() {
            RestsOn::Process
        } else if profile.get("aws_access_key_id").is_some() {
            RestsOn::Keys
        } else {
            RestsOn::Nothing
        }
    }
}

impl Origin {
    /// The provider that the default chain will reach first.
    pub(super) fn find(chosen: Option<&str>, profiles: &ProfileSet, has_variable: impl Fn(&str) -> bool) -> Self {
        if chosen.is_none() && has_variable("AWS_ACCESS_KEY_ID") {
            return Origin::Environment;
        }
        let name = chosen.unwrap_or_else(|| profiles.selected_profile());
        match profiles.get_profile(name).map(RestsOn::of) {
            Some(rests_on) if chosen.is_some() || rests_on != RestsOn::Nothing => Origin::Profile { name: name.to_owned(), rests_on },
            _ if has_variable("AWS_WEB_IDENTITY_TOKEN_FILE") => Origin::WebIdentity,
            _ if has_variable("AWS_CONTAINER_CREDENTIALS_FULL_URI") || has_variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") => {
                Origin::Container
            }
            _ => Origin::Instance,
        }
    }

    /// Who provides, in words.
    pub(super) fn who(&self) -> String {
        match self {
            Origin::Embedded => "the embedded AWS".to_owned(),
            Origin::Environment => "the keys in the environment (AWS_ACCESS_KEY_ID)".to_owned(),
            Origin::WebIdentity => "the web identity token (AWS_WEB_IDENTITY_TOKEN_FILE)".to_owned(),
            Origin::Container => "the container's credentials".to_owned(),
            Origin::Instance => "the instance's role".to_owned(),
            Origin::Profile { name, rests_on } => match rests_on {
                RestsOn::Keys => format!("the keys of profile {name}"),
                RestsOn::Sso => format!("the SSO session of profile {name}"),
                RestsOn::Role { arn, source } => format!("the role {arn} of profile {name} (assumed with {source})"),
                RestsOn::WebIdentity { arn } => format!("the role {arn} of profile {name} (web identity)"),
                RestsOn::Process => format!("the credential process of profile {name}"),
                RestsOn::Login => format!("the login of profile {name}"),
                RestsOn::Nothing => format!("profile {name}"),
            },
        }
    }

    /// What to do about it.
    pub(super) fn cure(&self) -> String {
        match self {
            Origin::Embedded => String::new(),
            Origin::Environment => "export new keys and start tidegate again".to_owned(),
            Origin::WebIdentity => "look at the token file and the role's trust".to_owned(),
            Origin::Container => "look at the task's role".to_owned(),
            Origin::Instance => "run aws configure sso, set AWS_PROFILE or give --profile".to_owned(),
            Origin::Profile { name, rests_on } => match rests_on {
                RestsOn::Keys => format!("put new keys into profile {name}: they are read again by themselves"),
                RestsOn::Sso => format!("run aws sso login --profile {name}"),
                RestsOn::Role { source, .. } => format!("look at {source} and at the role's trust"),
                RestsOn::WebIdentity { .. } => "look at the token file and the role's trust".to_owned(),
                RestsOn::Process => format!("run the credential_process of profile {name} by hand"),
                RestsOn::Login => format!("run aws login --profile {name}"),
                RestsOn::Nothing => format!("profile {name} holds no credentials: run aws configure --profile {name}"),
            },
        }
    }

    /// The provider gave no credentials: who failed, its own first words, and what to do.
    pub(super) fn explain(&self, error: &CredentialsError) -> (FaultKind, String) {
        if matches!(error, CredentialsError::CredentialsNotLoaded(_)) {
            let message = match self {
                Origin::Instance => format!("no credentials were found anywhere: {}", self.cure()),
                _ => format!("{} gave none: {}", self.who(), self.cure()),
            };
            return (FaultKind::Credentials, message);
        }
        if matches!(error, CredentialsError::ProviderTimedOut(_)) {
            return (FaultKind::Credentials, format!("{} did not answer in time: {}", self.who(), self.cure()));
        }
        if chain(error).any(is_network) {
            return (FaultKind::Unreachable, format!("{} could not be asked: no connection to AWS", self.who()));
        }
        let why = first_words(error);
        let expired = ["expired", "cached SSO token", "UnauthorizedException", "Session token not found"];
        let message = match self {
            Origin::Profile { rests_on: RestsOn::Sso | RestsOn::Login, .. } if expired.iter().any(|word| why.contains(word)) => {
                format!("{} has expired or was never opened: {}", self.who(), self.cure())
            }
            Origin::Profile { rests_on: RestsOn::Process, .. } => {
                // What the command wrote may hold a secret: only its exit is told.
                let exit = why.split(". Stderr").next().unwrap_or_default().split("Stderr:").next().unwrap_or_default();
                format!("{} failed ({}): {}", self.who(), exit.trim_end_matches(['.', ' ']), self.cure())
            }
            _ => format!("{} failed ({}): {}", self.who(), why.trim_end_matches('.'), self.cure()),
        };
        (FaultKind::Credentials, message)
    }

    /// AWS did not take the credentials that were sent.
    pub(super) fn refused(&self, code: &str, message: &str) -> String {
        let clock = ["RequestTimeTooSkewed", "RequestExpired"].contains(&code) || message.starts_with("Signature expired");
        if clock || message.starts_with("Signature not yet current") {
            return "AWS says that this machine's clock is wrong: set it by NTP".to_owned();
        }
        let what = if code.contains("Expired") || message.contains("expired") { "have expired" } else { "are not accepted" };
        match self.cure() {
            cure if cure.is_empty() => format!("the credentials {what} ({code})"),
            cure => format!("the credentials of {} {what} ({code}): {cure}", self.who()),
        }
    }
}

/// A connection that failed below a provider.
fn is_network(error: &(dyn Error + 'static)) -> bool {
    error.downcast_ref::<ConnectorError>().is_some_and(|error| error.is_io() || error.is_timeout())
}

/// The first message of the chain that says something; wrappers say nothing and later messages say less.
fn first_words(error: &(dyn Error + 'static)) -> String {
    const EMPTY: [&str; 7] = [
        "an error occurred while loading",
        "unexpected credentials error",
        "unexpected token error",
        "the credentials provider was not properly configured",
        "service error",
        "unhandled error",
        "dispatch failure",
    ];
    let says_something = |text: &String| !EMPTY.iter().any(|empty| text.starts_with(empty));
    chain(error).map(ToString::to_string).find(says_something).unwrap_or_else(|| error.to_string())
}
