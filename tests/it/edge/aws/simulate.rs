//! IAM's simulation on the wire: the form that is sent, whom it is about, where it goes, and the XML that comes back.

use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use tidegate::app::ask::{Answer, Feed, Outcome};
use tidegate::domain::fault::FaultKind;
use tidegate::domain::permission::{Decision, Simulation};
use tidegate::domain::pipeline::{FlagStore, Pipeline};
use tidegate::edge::aws::{Aws, Connection};
use tidegate::sim::world::fault::{WireFault, WireFaultKind};
use tidegate::sim::{Options, Sim};

use super::canned::{Canned, Seen, Wire, ask_of, now, pipeline};
use super::plain::machine;

const SESSION: &str = "arn:aws:sts::123456789012:assumed-role/OnCall/me";

fn xml(status: u16, body: String) -> Canned {
    Canned::Raw(status, "text/xml", body)
}

/// The answer of the simulation: its results as they stand, and what follows them.
fn answer(results: &str, more: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<SimulatePrincipalPolicyResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">\
         <SimulatePrincipalPolicyResult>{more}<EvaluationResults>{results}</EvaluationResults></SimulatePrincipalPolicyResult>\
         <ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></SimulatePrincipalPolicyResponse>"
    )
}

/// One result with what it says beside its decision.
fn result(action: &str, decision: &str, more: &str) -> String {
    format!("<member><EvalActionName>{action}</EvalActionName><EvalDecision>{decision}</EvalDecision>{more}</member>")
}

fn refused(code: &str) -> String {
    format!("<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>no &amp; never</Message></Error></ErrorResponse>")
}

/// A wire that knows the caller and leaves the rest to `simulation`.
fn wire(caller: &str, simulation: impl Fn(&Seen) -> Canned + Send + Sync + 'static) -> Wire {
    let identity = format!(
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
         <Arn>{caller}</Arn><UserId>U</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
    );
    Wire::new(move |seen| if seen.operation == "GetCallerIdentity" { xml(200, identity.clone()) } else { simulation(seen) })
}

async fn ask(aws: &Aws, pipeline: &Pipeline, actions: &[&str]) -> Outcome {
    let actions = actions.iter().map(|action| (*action).to_owned()).collect();
    aws.perform(pipeline, &ask_of(Feed::Simulation(actions), None), now()).await
}

/// What IAM was asked.
fn forms(wire: &Wire) -> Vec<Value> {
    wire.seen().into_iter().filter(|seen| seen.operation == "SimulatePrincipalPolicy").map(|seen| seen.input).collect()
}

/// What is made of one body for two actions.
async fn of_body(status: u16, body: &str) -> Outcome {
    let body = body.to_owned();
    let wire = wire(SESSION, move |_| xml(status, body.clone()));
    ask(&wire.aws(), &pipeline(), &["kinesis:MergeShards", "kinesis:SplitShard"]).await
}

#[expect(clippy::unnecessary_wraps, reason = "it is compared with what an ask comes to")]
fn simulation(told: &[(&str, Decision)]) -> Outcome {
    let told: Simulation = told.iter().map(|(action, decision)| ((*action).to_owned(), *decision)).collect();
    Ok(Answer::Simulation(told))
}

#[tokio::test]
async fn a_form_asks_for_the_actions_on_what_they_are_done_to() {
    let wire = wire(SESSION, |_| xml(200, answer("", "")));
    let both = ["kinesis:MergeShards", "kinesis:SplitShard"];
    ask(&wire.aws(), &pipeline(), &both).await.unwrap();
    assert_eq!(
        forms(&wire),
        [json!({
            "Action": "SimulatePrincipalPolicy",
            "Version": "2010-05-08",
            "PolicySourceArn": "arn:aws:iam::123456789012:role/OnCall",
            "ActionNames.member.1": "kinesis:SplitShard",
            "ActionNames.member.2": "kinesis:MergeShards",
            "ResourceArns.member.1": "arn:aws:kinesis:us-east-1:123456789012:stream/PriceTicks",
        })]
    );
    let seen = wire.seen().pop().unwrap();
    assert_eq!(seen.content_type, "application/x-www-form-urlencoded");
    assert!(seen.agent.contains("app/tidegate") && seen.agent.contains("api/iam"), "{}", seen.agent);
}

#[tokio::test]
async fn each_action_is_asked_about_its_own_resources() {
    let mut pipeline = pipeline();
    pipeline.flag = Some(FlagStore::Ssm { enabled: "/prices/on".to_owned(), percentage: "share".to_owned() });
    let parameters = ["prices/on", "share"].map(|name| format!("arn:aws:ssm:us-east-1:123456789012:parameter/{name}"));
    for (action, resources) in [
        ("kinesis:UpdateShardCount", vec!["*"]),
        ("ssm:PutParameter", parameters.iter().map(String::as_str).collect()),
        ("lambda:UpdateEventSourceMapping", vec!["arn:aws:lambda:us-east-1:123456789012:event-source-mapping:*"]),
        ("cloudwatch:PutMetricAlarm", vec!["arn:aws:cloudwatch:us-east-1:123456789012:alarm:*"]),
    ] {
        let wire = wire(SESSION, |_| xml(200, answer("", "")));
        ask(&wire.aws(), &pipeline, &[action]).await.unwrap();
        let form = forms(&wire).pop().unwrap();
        let asked: Vec<&str> = (1..).map_while(|number| form[format!("ResourceArns.member.{number}")].as_str()).collect();
        assert_eq!(asked, resources, "{action}");
    }
}

#[tokio::test]
async fn a_session_is_asked_about_by_its_role_and_who_has_no_policies_is_not() {
    for (caller, principal) in [
        (SESSION, Some("arn:aws:iam::123456789012:role/OnCall")),
        ("arn:aws-cn:sts::123456789012:assumed-role/OnCall/a-session", Some("arn:aws-cn:iam::123456789012:role/OnCall")),
        ("arn:aws:iam::123456789012:user/team/anna", Some("arn:aws:iam::123456789012:user/team/anna")),
        ("arn:aws:iam::123456789012:root", None),
        ("arn:aws:sts::123456789012:federated-user/anna", None),
        ("arn:aws:sts::123456789012:assumed-role", None),
        ("somebody", None),
    ] {
        let wire = wire(caller, |_| xml(200, answer(&result("kinesis:SplitShard", "allowed", ""), "")));
        let outcome = ask(&wire.aws(), &pipeline(), &["kinesis:SplitShard"]).await;
        let forms = forms(&wire);
        assert_eq!(forms.first().and_then(|form| form["PolicySourceArn"].as_str()), principal, "{caller}");
        let allowed: &[_] = if principal.is_some() { &[("kinesis:SplitShard", Decision::Allowed)] } else { &[] };
        assert_eq!(outcome, simulation(allowed), "{caller}");
    }
}

#[tokio::test]
async fn a_decision_is_the_worst_of_its_resources_and_rests_on_what_the_simulation_was_told() {
    let (action, missing) =
        ("kinesis:SplitShard", "<MissingContextValues><member>aws:MultiFactorAuthPresent</member></MissingContextValues>");
    let on = |decisions: &[&str]| {
        let each = |decision: &&str| format!("<member><EvalResourceDecision>{decision}</EvalResourceDecision></member>");
        format!("<ResourceSpecificResults>{}</ResourceSpecificResults>", decisions.iter().map(each).collect::<String>())
    };
    for (results, decision) in [
        (result(action, "allowed", ""), Some(Decision::Allowed)),
        (result(action, "implicitDeny", ""), Some(Decision::NotGranted)),
        (result(action, "explicitDeny", "<MissingContextValues/>"), Some(Decision::Denied)),
        (result(action, "allowed", missing), Some(Decision::Allowed)),
        (result(action, "implicitDeny", missing), None),
        (result(action, "explicitDeny", missing), None),
        (result(action, "perhaps", ""), None),
        (result(action, "allowed", &on(&["allowed", "allowed"])), Some(Decision::Allowed)),
        (result(action, "allowed", &on(&["allowed", "implicitDeny"])), Some(Decision::NotGranted)),
        (result(action, "implicitDeny", &on(&["explicitDeny", "allowed"])), Some(Decision::Denied)),
        (result(action, "allowed", &on(&["allowed", "perhaps"])), None),
        (result(action, "explicitDeny", "") + &result(action, "allowed", ""), Some(Decision::Denied)),
        (result(action, "allowed", "") + &result(action, "perhaps", ""), None),
        (result("kinesis:DeleteStream", "allowed", ""), None),
        (String::new(), None),
    ] {
        let told: Vec<_> = decision.into_iter().map(|decision| (action, decision)).collect();
        assert_eq!(of_body(200, &answer(&results, "<IsTruncated>false</IsTruncated>")).await, simulation(&told), "{results}");
    }
}

#[tokio::test]
async fn what_is_not_granted_on_everything_may_be_granted_on_the_thing_itself() {
    let alarms = "cloudwatch:PutMetricAlarm";
    for (action, word, decision) in [
        (alarms, "implicitDeny", None),
        (alarms, "explicitDeny", Some(Decision::Denied)),
        (alarms, "allowed", Some(Decision::Allowed)),
        // Kinesis knows no resource for this: whoever lacks it on everything lacks it.
        ("kinesis:UpdateShardCount", "implicitDeny", Some(Decision::NotGranted)),
    ] {
        let wire = wire(SESSION, move |_| xml(200, answer(&result(action, word, ""), "")));
        let told: Vec<_> = decision.into_iter().map(|decision| (action, decision)).collect();
        assert_eq!(ask(&wire.aws(), &pipeline(), &[action]).await, simulation(&told), "{action} {word}");
    }
}

#[tokio::test(start_paused = true)]
async fn pages_are_read_to_their_end_by_their_markers() {
    let wire = wire(SESSION, |seen| {
        let (split, merge) = (result("kinesis:SplitShard", "allowed", ""), result("kinesis:MergeShards", "implicitDeny", ""));
        match seen.input["Marker"].as_str() {
            None => xml(200, answer(&split, "<IsTruncated>true</IsTruncated><Marker>a&amp;&#98;</Marker>")),
            Some(marker) => {
                assert_eq!(marker, "a&b");
                xml(200, answer(&merge, "<IsTruncated>false</IsTruncated><Marker>left over</Marker>"))
            }
        }
    });
    let outcome = ask(&wire.aws(), &pipeline(), &["kinesis:MergeShards", "kinesis:SplitShard"]).await;
    assert_eq!(outcome, simulation(&[("kinesis:SplitShard", Decision::Allowed), ("kinesis:MergeShards", Decision::NotGranted)]));
    assert_eq!(forms(&wire).len(), 2);
    let endless = of_body(200, &answer("", "<IsTruncated>true</IsTruncated><Marker>m</Marker>")).await.unwrap_err();
    assert_eq!(endless.kind, FaultKind::Unreadable);
}

#[tokio::test(start_paused = true)]
async fn an_error_is_told_by_the_name_in_its_xml() {
    let denied = FaultKind::Denied { permission: "iam:SimulatePrincipalPolicy".to_owned() };
    for (status, code, kind) in [
        (403, "AccessDenied", denied),
        (404, "NoSuchEntity", FaultKind::NotFound),
        (400, "InvalidInput", FaultKind::Rejected),
        (400, "Throttling", FaultKind::Throttled),
        (403, "ExpiredToken", FaultKind::Credentials),
        (500, "ServiceFailure", FaultKind::Service),
    ] {
        let fault = of_body(status, &refused(code)).await.unwrap_err();
        assert_eq!((&fault.kind, fault.code.as_deref()), (&kind, Some(code)), "{fault:?}");
        assert!(code == "ExpiredToken" || fault.message == "no & never", "{fault:?}");
        assert_eq!(fault.call, "iam:SimulatePrincipalPolicy");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_not_the_service_s_xml_is_unreadable() {
    let whole = answer(&result("kinesis:SplitShard", "allowed", ""), "");
    let deep = "<a>".repeat(100);
    for (status, body) in [
        (200, &whole[..whole.len() / 2]),
        (200, ""),
        (200, "{}"),
        (200, "<html><body>Guest network</body></html>"),
        (200, "<SimulatePrincipalPolicyResponse/>"),
        (200, "</a>"),
        (200, "<a>&unknown;</a>"),
        (200, &answer("<member><EvalDecision>allowed</EvalDecision></member>", "")),
        (200, &deep),
        (400, "<ErrorResponse><Error><Message>no name</Message></Error></ErrorResponse>"),
        (400, "<html>"),
        (400, ""),
    ] {
        let fault = of_body(status, body).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::Unreadable, "{body}: {fault:?}");
    }
}

#[tokio::test]
async fn it_has_one_endpoint_in_a_partition_and_is_signed_for_its_region() {
    let (fips, none) = ("use_fips_endpoint = true\n", "");
    for (region, settings, host, signed) in [
        ("eu-west-1", none, "https://iam.amazonaws.com", "us-east-1"),
        ("us-west-2", none, "https://iam.amazonaws.com", "us-east-1"),
        ("ap-southeast-2", fips, "https://iam-fips.amazonaws.com", "us-east-1"),
        ("cn-northwest-1", none, "https://iam.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        ("us-gov-east-1", none, "https://iam.us-gov.amazonaws.com", "us-gov-west-1"),
        ("us-gov-east-1", fips, "https://iam.us-gov.amazonaws.com", "us-gov-west-1"),
        ("us-iso-east-1", none, "https://iam.us-iso-east-1.c2s.ic.gov", "us-iso-east-1"),
        ("eu-west-1", "endpoint_url = http://127.0.0.1:1\n", "http://127.0.0.1:1", "us-east-1"),
        (
            "eu-west-1",
            "endpoint_url = http://127.0.0.1:1\nservices = here\n[services here]\niam =\n  endpoint_url = http://127.0.0.1:2\n",
            "http://127.0.0.1:2",
            "us-east-1",
        ),
    ] {
        let home = tempfile::tempdir().unwrap();
        let wire = wire(SESSION, |_| xml(200, answer("", "")));
        let connection = Connection { region: Some(region.to_owned()), ..machine(home.path(), settings, &wire) };
        ask(&Aws::new(connection), &pipeline(), &["kinesis:SplitShard"]).await.unwrap();
        let seen = wire.seen().pop().unwrap();
        assert_eq!((seen.operation.as_str(), seen.origin.as_str()), ("SimulatePrincipalPolicy", host), "{region}");
        assert!(seen.authorization.contains(&format!("/{signed}/iam/aws4_request")), "{region}: {}", seen.authorization);
    }
}

#[tokio::test]
async fn the_embedded_world_answers_as_it_acts() {
    let sim = Sim::start(&Options { scenario: "calm".to_owned(), seed: 7, speed: 0.0, start: now() }).unwrap();
    let aws = Aws::new(Connection::embedded(sim.http_client()));
    let (split, merge) = ("kinesis:SplitShard", "kinesis:MergeShards");
    assert_eq!(ask(&aws, &Sim::pipeline(), &[split, merge]).await, simulation(&[(split, Decision::Allowed), (merge, Decision::Allowed)]));
    sim.with_world(|world| world.faults.push(WireFault::always(Some("kinesis"), Some("MergeShards"), WireFaultKind::Denied)));
    assert_eq!(
        ask(&aws, &Sim::pipeline(), &[split, merge]).await,
        simulation(&[(split, Decision::Allowed), (merge, Decision::NotGranted)])
    );
    sim.with_world(|world| world.caller = "arn:aws:iam::123456789012:user/anna".to_owned());
    assert_eq!(ask(&aws, &Sim::pipeline(), &[split]).await, simulation(&[(split, Decision::Allowed)]));
}
