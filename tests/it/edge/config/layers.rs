//! Who wins, and what a project file cannot loosen.

use std::time::Duration;

use pretty_assertions::assert_eq;
use tidegate::domain::pipeline::Writes;

use super::*;

fn both(user: &str, project: &str) -> Config {
    assemble(&Inputs { user: Some(source("config.toml", user)), project: Some(source("tidegate.toml", project)), ..Inputs::default() })
        .unwrap()
}

fn setting(key: &'static str, of_pipeline: bool, value: &str, origin: Origin) -> Setting {
    Setting { key, of_pipeline, value: value.to_owned(), origin }
}

fn origin(config: &Config, key: &str) -> String {
    print::by_key(config)[key].origin.to_string()
}

#[test]
fn flags_win_over_environment_over_project_over_user_over_built_in() {
    let flag = setting("region", true, "us-west-2", Origin::Flag("--region".to_owned()));
    let variable = setting("region", true, "eu-west-1", Origin::Environment("AWS_REGION".to_owned()));
    let mut inputs = Inputs {
        user: Some(source("config.toml", "[[pipeline]]\nstream = 's'\nregion = 'ap-south-1'\ntable = 't'")),
        project: Some(source("tidegate.toml", "[[pipeline]]\nstream = 's'\nregion = 'us-east-2'")),
        settings: vec![variable, flag],
        stream: None,
    };
    let region = |inputs: &Inputs| {
        let config = assemble(inputs).unwrap();
        assert_eq!(config.pipelines.len(), 1);
        (config.pipelines[0].region.clone().unwrap(), origin(&config, "pipeline[0].region"))
    };
    assert_eq!(region(&inputs), ("us-west-2".to_owned(), "flag --region".to_owned()));
    inputs.settings.pop();
    assert_eq!(region(&inputs), ("eu-west-1".to_owned(), "environment AWS_REGION".to_owned()));
    inputs.settings.pop();
    assert_eq!(region(&inputs), ("us-east-2".to_owned(), "tidegate.toml:3".to_owned()));
    let config = assemble(&inputs).unwrap();
    assert_eq!(config.pipelines[0].table.as_deref(), Some("t"), "keys of the same pipeline are laid over each other");
    assert_eq!(origin(&config, "pipeline[0].table"), "config.toml:4");
    assert_eq!(origin(&config, "pipeline[0].limits.lag"), "built-in");
    inputs.project = None;
    assert_eq!(region(&inputs), ("ap-south-1".to_owned(), "config.toml:3".to_owned()));
}

#[test]
fn a_project_file_cannot_loosen_safety() {
    let user = "[[pipeline]]\nname = 'prices'\nstream = 's'\nenvironment = 'prod'\nwrites = 'never'\narm_for = '5m'\n\
                protected.hours = 'Fri 16:00 - Mon 08:00 UTC'\nrollout.auto_promote = false";
    let loose = "stream = 's'\nenvironment = 'toy'\nwrites = 'arm'\narm_for = '1h'\nprotected.hours = 'Sun 01:00 - Sun 02:00 UTC'\n\
                 rollout.auto_promote = true";
    // Under the same name, and under another name for the same stream.
    for name in ["prices", "harmless"] {
        let config = both(user, &format!("[[pipeline]]\nname = '{name}'\n{loose}"));
        let pipeline = config.pipelines.iter().find(|pipeline| pipeline.name == name).unwrap();
        assert_eq!(pipeline.writes, Writes::Never);
        assert_eq!(pipeline.environment, "prod");
        assert_eq!(pipeline.arm_for, Duration::from_mins(5));
        assert_eq!(pipeline.protected_hours.as_deref(), Some("Fri 16:00 - Mon 08:00 UTC"));
        assert!(!pipeline.rollout.auto_promote);
        assert_eq!(origin(&config, "pipeline[0].writes"), "config.toml:5");
    }
}

#[test]
fn a_project_file_can_be_stricter() {
    let config =
        both("[[pipeline]]\nstream = 's'\nwrites = 'arm'\narm_for = '1h'", "[[pipeline]]\nstream = 's'\nwrites = 'never'\narm_for = '2m'");
    assert_eq!(config.pipelines[0].writes, Writes::Never);
    assert_eq!(config.pipelines[0].arm_for, Duration::from_mins(2));
}

#[test]
fn a_deploy_command_of_a_project_file_is_not_trusted() {
    let file = "[[pipeline]]\nstream = 's'\nflag = { store = 'command', argv = ['make', 'deploy'] }";
    let project = assemble(&Inputs { project: Some(source("tidegate.toml", file)), ..Inputs::default() }).unwrap();
    assert_eq!(project.untrusted_commands, ["s"]);
    let user = assemble(&Inputs { user: Some(source("config.toml", file)), ..Inputs::default() }).unwrap();
    assert_eq!(user.untrusted_commands, Vec::<String>::new());
    let changed = both(file, "[[pipeline]]\nstream = 's'\nflag.argv = ['curl', 'http://x.example']");
    assert_eq!(changed.untrusted_commands, ["s"], "an argument that the project changed is the project's");
}

#[test]
fn a_stream_needs_no_file() {
    let inputs = Inputs {
        stream: Some(("PriceTicks".to_owned(), None)),
        settings: vec![setting("endpoint_url", true, "http://127.0.0.1:1", Origin::Flag("--endpoint-url".to_owned()))],
        ..Inputs::default()
    };
    let config = assemble(&inputs).unwrap();
    assert_eq!(config.pipelines.len(), 1);
    assert_eq!((config.pipelines[0].name.as_str(), config.pipelines[0].stream.as_str()), ("PriceTicks", "PriceTicks"));
    assert_eq!(config.pipelines[0].endpoint_url.as_deref(), Some("http://127.0.0.1:1"));
}

#[test]
fn a_named_stream_finds_its_configured_pipeline() {
    let inputs = Inputs {
        project: Some(source(
            "tidegate.toml",
            "[[pipeline]]\nname = 'a'\nstream = 'A'\n[[pipeline]]\nname = 'b'\nstream = 'B'\ntable = 'T'",
        )),
        stream: Some(("B".to_owned(), None)),
        ..Inputs::default()
    };
    let config = assemble(&inputs).unwrap();
    assert_eq!(config.pipelines.len(), 1);
    assert_eq!(config.pipelines[0].table.as_deref(), Some("T"));
}

#[test]
fn the_endpoint_of_the_environment_is_left_to_the_sdk() {
    let variable = setting("endpoint_url", true, "http://127.0.0.1:9", Origin::Environment("AWS_ENDPOINT_URL".to_owned()));
    let inputs = Inputs {
        project: Some(source("tidegate.toml", "[[pipeline]]\nstream = 's'\nendpoint_url = 'http://127.0.0.1:4566'")),
        settings: vec![variable],
        ..Inputs::default()
    };
    let config = assemble(&inputs).unwrap();
    assert_eq!(config.pipelines[0].endpoint_url, None);
    let line = &print::by_key(&config)["pipeline[0].endpoint_url"];
    assert_eq!((line.value.as_str(), line.origin.to_string().as_str()), (Some("http://127.0.0.1:9"), "environment AWS_ENDPOINT_URL"));
}

#[test]
fn a_wrong_flag_is_named_like_a_wrong_key() {
    let flag = setting("refresh", false, "soon", Origin::Flag("--refresh".to_owned()));
    let problems = assemble(&Inputs { settings: vec![flag], ..Inputs::default() }).unwrap_err();
    assert_eq!(problems.to_string(), "flag --refresh: `refresh` is \"soon\": not a duration; write it as 60s, 15m or 1h 30m");
}

#[test]
fn problems_of_both_files_are_told_together() {
    let inputs = Inputs {
        user: Some(source("config.toml", "theme = 3")),
        project: Some(source("tidegate.toml", "refesh = '60s'")),
        ..Inputs::default()
    };
    let problems = assemble(&inputs).unwrap_err().to_string();
    assert_eq!(
        problems,
        "config.toml:1: `theme` is 3: it must be text in quotes\ntidegate.toml:1: `refesh` is not a key; did you mean `refresh`?"
    );
}
