//! Tables that other parts own, and the configuration commands.

use super::*;

#[tokio::test]
async fn keys_are_listed_as_they_are_bound() {
    let stage = Stage::bare();
    stage.write("tidegate.toml", "[keys]\nfreeze = \"ctrl-f\"\n");
    let ended = stage.run(&["keys", "--output", "json"]).await;
    let rows = ended.json();
    let row = rows.as_array().unwrap().iter().find(|row| row["command"] == "freeze").unwrap().clone();
    assert_eq!(row["keys"], serde_json::json!(["Ctrl-F"]));
    let text = stage.run(&["keys"]).await.out;
    assert!(text.contains("Ctrl-F") && text.contains("freeze"), "{text}");
}

#[tokio::test]
async fn ids_and_themes_are_listed() {
    let stage = Stage::bare();
    stage.write("home/.config/tidegate/themes/mine.toml", "base = \"tide\"\n");
    let ids = stage.run(&["ids"]).await;
    assert!(ids.out.lines().any(|line| line.starts_with("write-throttles ")), "{}", ids.out);
    let themes = stage.run(&["themes"]).await.out;
    assert!(themes.lines().any(|line| line.starts_with("tide ")) && themes.lines().any(|line| line.starts_with("mine ")), "{themes}");
    assert_eq!(stage.run(&["themes", "--output", "json"]).await.json()["own"], serde_json::json!(["mine"]));
}

#[tokio::test]
async fn the_configuration_is_printed_with_its_sources() {
    let stage = Stage::bare().set("AWS_REGION", "eu-west-1");
    stage.write("tidegate.toml", PRICES);
    let printed = stage.run(&["config", "print", "--theme", "paper"]).await.out;
    let line =
        |start: &str| printed.lines().find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{start}\n{printed}")).to_owned();
    assert!(line("region = \"eu-west-1\"").ends_with("# environment AWS_REGION"));
    assert!(line("theme = \"paper\"").ends_with("# flag --theme"));
    assert!(line("stream = ").ends_with("# tidegate.toml:5"));
    assert!(line("lag = ").ends_with("# built-in"));
}

#[tokio::test]
async fn the_template_and_the_schema_are_printed() {
    let stage = Stage::bare();
    let template = stage.run(&["config", "template"]).await;
    stage.write("tidegate.toml", &template.out);
    assert_eq!(stage.run(&["config", "validate"]).await.exit, 0);
    let schema = stage.run(&["config", "schema"]).await.json();
    assert!(schema["properties"]["pipeline"]["items"]["properties"]["stream"].is_object());
}
