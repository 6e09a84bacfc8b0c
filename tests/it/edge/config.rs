//! The configuration: a corpus of files through one check, layers, and what is printed.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use pretty_assertions::assert_eq;
use serde_json::Value;
use tidegate::edge::config::layers::{Inputs, Setting, Source, assemble};
use tidegate::edge::config::tree::Origin;
use tidegate::edge::config::{Config, Problems, TEMPLATE, print, schema};

mod layers;
pub(super) mod schema_walk;

fn corpus(kind: &str) -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/corpus/config").join(kind);
    let mut files: Vec<PathBuf> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

fn source(name: &str, text: &str) -> Source {
    Source { name: name.to_owned(), path: PathBuf::from(name), text: text.to_owned() }
}

fn read(text: &str) -> Result<Config, Problems> {
    assemble(&Inputs { project: Some(source("tidegate.toml", text)), ..Inputs::default() })
}

/// The sentences that a file of the corpus expects: its lines that begin with `#! `.
fn expected(text: &str) -> Vec<&str> {
    text.lines().filter_map(|line| line.strip_prefix("#! ")).collect()
}

#[test]
fn every_valid_file_is_taken() {
    for path in corpus("valid") {
        let text = fs::read_to_string(&path).unwrap();
        let read = read(&text);
        assert!(read.is_ok(), "{}: {}", path.display(), read.unwrap_err());
    }
}

#[test]
fn every_invalid_file_is_refused_in_the_expected_sentences() {
    let (mut found, mut wanted) = (Vec::new(), Vec::new());
    for path in corpus("invalid") {
        let text = fs::read_to_string(&path).unwrap();
        let problems = read(&text).map(|_| ()).unwrap_err().to_string();
        let of_file = |lines: Vec<&str>| format!("{}\n{}", path.display(), lines.join("\n"));
        found.push(of_file(problems.lines().collect()));
        wanted.push(of_file(expected(&text)));
    }
    assert_eq!(found, wanted);
}

#[test]
fn each_problem_is_one_line_with_file_and_line() {
    for path in corpus("invalid") {
        for line in expected(&fs::read_to_string(&path).unwrap()) {
            let rest = line.strip_prefix("tidegate.toml:").unwrap();
            let number = rest.split(':').next().unwrap();
            assert!(number.parse::<usize>().is_ok(), "{line}");
        }
    }
}

#[test]
fn the_schema_takes_the_valid_corpus_and_refuses_unknown_keys() {
    let schema = schema::schema();
    for path in corpus("valid") {
        let value: toml::Value = toml::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        schema_walk::accept(&schema, &serde_json::to_value(value).unwrap()).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    }
    let wrong = serde_json::json!({ "pipeline": [{ "stream": "a", "steam": "b" }] });
    assert!(schema_walk::accept(&schema, &wrong).unwrap_err().contains("steam"));
    let wrong = serde_json::json!({ "pipeline": [{ "stream": "a", "scaling": { "min": 0 } }] });
    assert!(schema_walk::accept(&schema, &wrong).unwrap_err().contains("min"));
}

#[test]
fn the_template_is_valid_and_names_every_key_of_the_schema() {
    assert_eq!(read(TEMPLATE).unwrap().pipelines[0].stream, "PriceTicks");
    let mut missing = Vec::new();
    names(&schema::schema(), &mut missing);
    missing.retain(|name| !TEMPLATE.contains(&format!("{name} = ")) && !TEMPLATE.contains(&format!("{name}]")));
    assert_eq!(missing, Vec::<String>::new());
}

fn names(schema: &Value, into: &mut Vec<String>) {
    if let Some(properties) = schema["properties"].as_object() {
        for (name, inner) in properties {
            into.push(name.clone());
            names(inner, into);
        }
    }
    names_of_each(&schema["oneOf"], into);
    if schema["items"].is_object() {
        names(&schema["items"], into);
    }
}

fn names_of_each(options: &Value, into: &mut Vec<String>) {
    options.as_array().into_iter().flatten().for_each(|option| names(option, into));
}

#[test]
fn the_template_with_every_comment_of_a_section_taken_away_is_valid() {
    // One store at a time, since a file has one.
    for store in ["lambda-env", "ssm", "appconfig", "command", "file"] {
        let mut text = String::new();
        let mut in_flag = false;
        let mut of_store = false;
        for line in TEMPLATE.lines() {
            let bare = line.strip_prefix("# ").unwrap_or(line);
            in_flag = if bare.starts_with('[') { bare.starts_with("[pipeline.flag]") } else { in_flag && !line.is_empty() };
            if bare.starts_with("store = ") {
                of_store = bare.starts_with(&format!("store = \"{store}\""));
            }
            let is_value = bare.starts_with('[')
                || bare.split_once(" = ").is_some_and(|(key, _)| key.chars().all(|sign| sign.is_ascii_lowercase() || "_-".contains(sign)));
            if is_value && (!in_flag || of_store || bare.starts_with('[')) {
                text.push_str(bare);
            }
            text.push('\n');
        }
        let config = read(&text).unwrap_or_else(|problems| panic!("{problems}\n{text}"));
        assert!(config.pipelines[0].flag.is_some());
        assert_eq!(config.pipelines[0].region.as_deref(), Some("us-east-1"));
    }
}

#[test]
fn what_is_printed_is_a_file_that_says_the_same() {
    for path in corpus("valid") {
        let config = read(&fs::read_to_string(&path).unwrap()).unwrap();
        let printed = print::toml(&config);
        let again = read(&printed).unwrap_or_else(|problems| panic!("{}: {problems}\n{printed}", path.display()));
        assert_eq!((again.pipelines, again.keys, again.prices), (config.pipelines, config.keys, config.prices), "{}", path.display());
    }
}
