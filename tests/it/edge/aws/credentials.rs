//! Which provider failed and what to do about it; and keys that are rotated under way.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::time::Duration;

use serde_json::json;
use tempfile::TempDir;
use tidegate::app::ask::{Answer, Feed, Outcome};
use tidegate::domain::fault::{Fault, FaultKind};
use tidegate::edge::aws::{Aws, Connection};
use tokio::time::{Instant, sleep};

use super::canned::{Canned, Wire, ask_of, now, ok, pipeline, refusal};

/// A home with two AWS files.
struct Home {
    directory: TempDir,
}

impl Home {
    fn new(config: &str, credentials: &str) -> Self {
        let home = Self { directory: tempfile::tempdir().unwrap() };
        home.write("config", config);
        home.write("credentials", credentials);
        home
    }

    fn write(&self, name: &str, content: &str) {
        fs::write(self.directory.path().join(name), content).unwrap();
    }

    fn aws(&self, profile: &str, wire: &Wire) -> Aws {
        let file = |name: &str| self.directory.path().join(name);
        Aws::new(Connection {
            profile: Some(profile.to_owned()),
            region: Some("eu-west-1".to_owned()),
            http_client: Some(wire.client()),
            files: Some((file("config"), file("credentials"))),
            ..Connection::default()
        })
    }
}

async fn ask(aws: &Aws) -> Outcome {
    aws.perform(&pipeline(), &ask_of(Feed::Limits, None), now()).await
}

fn limits() -> Canned {
    ok(json!({ "ShardLimit": 500, "OpenShardCount": 2 }))
}

async fn fault(config: &str, profile: &str, canned: Canned) -> Fault {
    let home = Home::new(config, "");
    ask(&home.aws(profile, &Wire::always(canned))).await.unwrap_err()
}

#[tokio::test]
async fn a_profile_that_does_not_exist_is_named_with_those_that_do() {
    let fault = fault("[profile prod]\n[profile dev]\n", "live", limits()).await;
    assert_eq!(fault.kind, FaultKind::Credentials);
    assert_eq!(fault.message, "there is no AWS profile live: there are dev, prod");
}

#[tokio::test]
async fn a_profile_without_credentials_says_so() {
    let fault = fault("[profile prod]\nregion = eu-west-1\n", "prod", limits()).await;
    assert_eq!(fault.kind, FaultKind::Credentials);
    assert_eq!(fault.message, "profile prod gave none: profile prod holds no credentials: run aws configure --profile prod");
}

#[tokio::test]
async fn an_sso_session_that_was_never_opened_names_the_command() {
    let config = "[profile prod]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = OnCall\n\
        [sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://tidegate-test-nobody.awsapps.com/start\n";
    let fault = fault(config, "prod", limits()).await;
    assert_eq!(fault.kind, FaultKind::Credentials);
    assert_eq!(fault.message, "the SSO session of profile prod has expired or was never opened: run aws sso login --profile prod");
}

#[tokio::test]
async fn a_role_that_may_not_be_assumed_says_what_sts_said() {
    let config = "[profile base]\naws_access_key_id = AKIAEXAMPLEEXAMPLE00\naws_secret_access_key = s\n\
        [profile prod]\nrole_arn = arn:aws:iam::123456789012:role/OnCall\nsource_profile = base\n";
    let xml = "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>AccessDenied</Code>\
        <Message>User: arn:aws:iam::1:user/me is not authorized to perform: sts:AssumeRole</Message></Error><RequestId>1</RequestId></ErrorResponse>";
    let fault = fault(config, "prod", Canned::Raw(403, "text/xml", xml.to_owned())).await;
    assert_eq!(fault.kind, FaultKind::Credentials);
    assert!(
        fault.message.starts_with("the role arn:aws:iam::123456789012:role/OnCall of profile prod (assumed with base) failed"),
        "{fault}"
    );
    assert!(fault.message.contains("sts:AssumeRole"), "{fault}");
}

#[tokio::test(start_paused = true)]
async fn a_role_behind_a_dead_network_is_unreachable() {
    let config = "[profile base]\naws_access_key_id = AKIAEXAMPLEEXAMPLE00\naws_secret_access_key = s\n\
        [profile prod]\nrole_arn = arn:aws:iam::123456789012:role/OnCall\nsource_profile = base\n";
    let fault = fault(config, "prod", Canned::Io("network is unreachable")).await;
    assert_eq!(fault.kind, FaultKind::Unreachable, "{fault}");
}

#[tokio::test]
async fn a_credential_process_is_told_by_its_exit_and_never_by_its_words() {
    let fault = fault("[profile prod]\ncredential_process = sh -c 'echo hunter2 >&2; exit 3'\n", "prod", limits()).await;
    assert_eq!(fault.kind, FaultKind::Credentials);
    assert!(fault.message.starts_with("the credential process of profile prod failed"), "{fault}");
    assert!(fault.message.contains('3') && !fault.message.contains("hunter2"), "{fault}");
}

#[tokio::test]
async fn a_token_file_that_is_not_there_names_the_role() {
    let config = "[profile prod]\nrole_arn = arn:aws:iam::123456789012:role/Pod\nweb_identity_token_file = /nowhere/token\n";
    let fault = fault(config, "prod", limits()).await;
    assert_eq!(fault.kind, FaultKind::Credentials);
    assert!(fault.message.contains("role/Pod of profile prod (web identity)"), "{fault}");
}

const KEYS: &str = "[prod]\naws_access_key_id = AKIAOLDOLDOLDOLDOLD0\naws_secret_access_key = s\n";

#[tokio::test]
async fn a_refused_key_names_the_profile_and_never_the_key() {
    let home = Home::new("", KEYS);
    for (status, code, words) in [
        (400, "ExpiredTokenException", "the credentials of the keys of profile prod have expired"),
        (403, "InvalidClientTokenId", "the credentials of the keys of profile prod are not accepted"),
    ] {
        let wire = Wire::always(refusal(status, code, "The security token AKIAOLDOLDOLDOLDOLD0 is wrong"));
        let fault = ask(&home.aws("prod", &wire)).await.unwrap_err();
        assert!(fault.message.starts_with(words), "{fault}");
        assert!(!fault.to_string().contains("AKIA"), "{fault}");
    }
}

#[tokio::test]
async fn a_wrong_clock_is_called_a_wrong_clock() {
    let home = Home::new("", KEYS);
    let skewed = "Signature expired: 20261123T031200Z is now earlier than 20261123T040700Z (20261123T041200Z - 5 min.)";
    let fault = ask(&home.aws("prod", &Wire::always(refusal(400, "InvalidSignatureException", skewed)))).await.unwrap_err();
    assert_eq!(fault.message, "AWS says that this machine's clock is wrong: set it by NTP");
}

#[tokio::test(start_paused = true)]
async fn rotated_keys_are_taken_up_by_themselves() {
    let home = Home::new("", KEYS);
    let wire = Wire::new(|seen| {
        if seen.authorization.contains("AKIANEWNEWNEWNEWNEW0") { limits() } else { refusal(400, "ExpiredTokenException", "expired") }
    });
    let aws = home.aws("prod", &wire);
    assert_eq!(ask(&aws).await.map_err(|fault| fault.kind), Err(FaultKind::Credentials));
    home.write("credentials", &KEYS.replace("OLD", "NEW"));
    sleep(Duration::from_secs(5)).await;
    assert!(matches!(ask(&aws).await, Ok(Answer::Limits(_))));
}

#[tokio::test(start_paused = true)]
async fn a_profile_written_later_is_found() {
    let home = Home::new("", "");
    let wire = Wire::always(limits());
    let aws = home.aws("prod", &wire);
    assert_eq!(ask(&aws).await.map_err(|fault| fault.kind), Err(FaultKind::Credentials));
    home.write("credentials", KEYS);
    sleep(Duration::from_secs(5)).await;
    assert!(ask(&aws).await.is_ok());
}

#[tokio::test]
async fn a_missing_region_is_told_at_once() {
    // The test cannot take the caller's own Region away, but it can say what follows from it.
    let given = ["AWS_REGION", "AWS_DEFAULT_REGION"].iter().any(|name| std::env::var_os(name).is_some());
    let home = Home::new("", KEYS);
    let wire = Wire::always(limits());
    let file = |name: &str| home.directory.path().join(name);
    let connection = Connection {
        profile: Some("prod".to_owned()),
        http_client: Some(wire.client()),
        files: Some((file("config"), file("credentials"))),
        ..Connection::default()
    };
    let began = Instant::now();
    let outcome = ask(&Aws::new(connection)).await;
    assert_eq!(outcome.is_ok(), given);
    if let Err(fault) = outcome {
        assert_eq!((fault.kind, fault.code.as_deref()), (FaultKind::Rejected, Some("MissingRegion")));
        assert!(fault.message.contains("--region"));
        assert!(wire.seen().is_empty());
    }
    assert!(began.elapsed() < Duration::from_secs(3));
}
