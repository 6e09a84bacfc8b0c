//! Who wins: flags, then the environment, then the project's file, then the user's file, then what is built in.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::Value;

use super::tree::{Kind, Node, Origin, parse};
use super::{Config, Problem, Problems, build, check, schema, values};

/// A file's text and what it is called in messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What messages call it: the path as it was given or found.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
}

/// One value from the environment or a flag.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// A key of the file, or of each of its pipelines.
    pub key: &'static str,
    /// Whether it is a key of each pipeline.
    pub of_pipeline: bool,
    /// What it is set to.
    pub value: String,
    /// The flag or variable.
    pub origin: Origin,
}

/// All layers, unread.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Inputs {
    /// The user's own file: what it says about safety cannot be loosened by a project.
    pub user: Option<Source>,
    /// The project's file, `./tidegate.toml` or the one of `--config`.
    pub project: Option<Source>,
    /// Environment and flags, lowest first.
    pub settings: Vec<Setting>,
    /// A single stream to watch, with or without a file.
    pub stream: Option<(String, Option<Origin>)>,
}

/// Puts the layers together, or tells every problem of them.
pub fn assemble(inputs: &Inputs) -> Result<Config, Problems> {
    let schema = schema::schema();
    let mut problems = Vec::new();
    let mut read = |source: &Option<Source>| {
        let source = source.as_ref()?;
        let (root, mut wrong) = parse(&source.name, &source.text);
        if wrong.is_empty() {
            wrong = check::check(&schema, &root, false);
        }
        problems.append(&mut wrong);
        Some(root)
    };
    let user = read(&inputs.user);
    let project = read(&inputs.project);
    let user_name = inputs.user.as_ref().map(|source| source.name.as_str());
    let mut said = merge(user.unwrap_or_else(|| Node::table(Origin::BuiltIn)), project);
    for setting in &inputs.settings {
        apply(&mut said, setting);
    }
    choose_stream(&mut said, inputs);
    if problems.is_empty() {
        problems = check::check(&schema, &said, true);
    }
    let built = if problems.is_empty() { build::build(said, user_name) } else { Err(problems) };
    let mut config = built.map_err(in_order)?;
    config.files = [&inputs.user, &inputs.project].into_iter().flatten().map(|source| source.path.clone()).collect();
    Ok(config)
}

/// Problems file by file, each file's in the order of its lines.
fn in_order(mut problems: Vec<Problem>) -> Problems {
    problems.sort_by_key(|problem| match &problem.origin {
        Origin::File { name, line } => (name.clone(), *line),
        other => (other.to_string(), 0),
    });
    problems.dedup();
    Problems(problems)
}

/// What a pipeline is called before it is built.
fn name_of(pipeline: &Node) -> &str {
    pipeline.text("name").or_else(|| pipeline.text("stream")).unwrap_or_default()
}

fn pipelines_of(root: &Node) -> Vec<Node> {
    root.get("pipeline").map(|list| list.items().to_vec()).unwrap_or_default()
}

/// The project's file over the user's: pipelines of the same name are laid over each other.
fn merge(user: Node, project: Option<Node>) -> Node {
    let Some(project) = project else { return user };
    let mut below = pipelines_of(&user);
    let guards = below.clone();
    let mut pipelines = Vec::new();
    for upper in pipelines_of(&project) {
        let same = below.iter().position(|lower| name_of(lower) == name_of(&upper));
        let mut merged = same.map_or_else(|| Node::table(upper.origin.clone()), |index| below.remove(index));
        merged.cover(upper);
        for guard in &guards {
            if guard.text("stream") == merged.text("stream") || name_of(guard) == name_of(&merged) {
                keep_safe(&mut merged, guard);
            }
        }
        pipelines.push(merged);
    }
    pipelines.append(&mut below);
    let origin = project.get("pipeline").or_else(|| user.get("pipeline")).map_or(Origin::BuiltIn, |list| list.origin.clone());
    let mut root = user;
    root.cover(project);
    if !pipelines.is_empty() {
        root.set("pipeline", Node { kind: Kind::List(pipelines), origin });
    }
    root
}

/// Puts back what the user's file said about safety, wherever the project's file loosened it.
fn keep_safe(merged: &mut Node, user: &Node) {
    if user.text("writes") == Some("never") {
        restore(merged, user, &["writes"]);
    }
    restore(merged, user, &["protected", "hours"]);
    restore(merged, user, &["environment"]);
    for consent in ["auto_promote", "auto_rollback"] {
        if user.at(&["rollout", consent]).is_some_and(|node| node.value() == Value::Bool(false)) {
            restore(merged, user, &["rollout", consent]);
        }
    }
    let length = |node: &Node| node.text("arm_for").and_then(|text| values::duration(text).ok());
    if length(user).is_some_and(|mine: Duration| length(merged).is_none_or(|theirs| mine < theirs)) {
        restore(merged, user, &["arm_for"]);
    }
}

fn restore(merged: &mut Node, user: &Node, path: &[&str]) {
    let Some(value) = user.at(path) else { return };
    let (Some((last, holders)), value) = (path.split_last(), value.clone()) else { return };
    let mut wrapped = Node::table(value.origin.clone());
    wrapped.set(last, value);
    for holder in holders.iter().rev() {
        let mut outer = Node::table(wrapped.origin.clone());
        outer.set(holder, wrapped);
        wrapped = outer;
    }
    let origin = merged.origin.clone();
    merged.cover(wrapped);
    merged.origin = origin;
}

fn apply(root: &mut Node, setting: &Setting) {
    let node = Node::leaf(setting.value.clone(), setting.origin.clone());
    if !setting.of_pipeline {
        return root.set(setting.key, node);
    }
    if let Kind::Table(entries) = &mut root.kind
        && let Some(Node { kind: Kind::List(pipelines), .. }) = entries.get_mut("pipeline")
    {
        for pipeline in pipelines {
            pipeline.set(setting.key, node.clone());
        }
    }
}

/// A stream named on the command line: its configured pipelines, or one that knows only the stream.
fn choose_stream(root: &mut Node, inputs: &Inputs) {
    let Some((stream, origin)) = &inputs.stream else { return };
    let origin = origin.clone().unwrap_or_else(|| Origin::Flag("--stream".to_owned()));
    let mut chosen: Vec<Node> = pipelines_of(root).into_iter().filter(|pipeline| pipeline.text("stream") == Some(stream)).collect();
    let unknown = chosen.is_empty();
    if unknown {
        let mut pipeline = Node::table(origin.clone());
        pipeline.set("stream", Node::leaf(stream.clone(), origin.clone()));
        chosen.push(pipeline);
    }
    root.set("pipeline", Node { kind: Kind::List(chosen), origin });
    if unknown {
        inputs.settings.iter().filter(|setting| setting.of_pipeline).for_each(|setting| apply(root, setting));
    }
}
