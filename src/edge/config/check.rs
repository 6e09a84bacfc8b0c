//! Every key of a file against the published schema: unknown keys, wrong types, impossible values.

use serde_json::Value;

use super::tree::{Kind, Node};
use super::{Problem, values};

/// Every problem of a tree, in the order of its keys. `complete` asks for required keys too.
pub fn check(schema: &Value, root: &Node, complete: bool) -> Vec<Problem> {
    let mut walk = Walk { problems: Vec::new(), complete };
    walk.node(schema, root, "");
    walk.problems
}

struct Walk {
    problems: Vec<Problem>,
    complete: bool,
}

/// A value as it stands in a sentence.
fn shown(node: &Node) -> String {
    match &node.kind {
        Kind::Table(_) => "a table".to_owned(),
        Kind::List(_) => "a list".to_owned(),
        Kind::Leaf(value) => value.to_string(),
    }
}

fn joined(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// Words as a choice: `a, b or c`.
fn choice(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
    }
}

/// The word that was probably meant, when one is near enough.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let far = |other: &str| strsim::damerau_levenshtein(&lower, &other.to_lowercase());
    let limit = (word.chars().count() / 3).max(1);
    let near = |other: &&str| {
        (far(other) <= limit && far(other) < lower.chars().count())
            || (3 < lower.len() && (other.starts_with(&lower) || lower.starts_with(other)))
    };
    known.into_iter().filter(near).min_by_key(|other| far(other))
}

/// The end of a sentence about a word that is not one of the known ones.
pub fn did_you_mean(word: &str, known: &[&str]) -> String {
    match nearest(word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("it can be {}", choice(known)),
    }
}

impl Walk {
    fn say(&mut self, node: &Node, text: String) {
        self.problems.push(Problem { origin: node.origin.clone(), text });
    }

    fn wrong(&mut self, node: &Node, path: &str, why: &str) {
        self.say(node, format!("`{path}` is {}: {why}", shown(node)));
    }

    fn node(&mut self, schema: &Value, node: &Node, path: &str) {
        if let Some(options) = schema["oneOf"].as_array() {
            if options.iter().all(|option| option.get("const").is_some()) {
                let words: Vec<&str> = options.iter().filter_map(|option| option["const"].as_str()).collect();
                return self.one_of(&words, node, path);
            }
            return self.variant(options, node, path);
        }
        if let Some(options) = schema["enum"].as_array() {
            let words: Vec<&str> = options.iter().filter_map(Value::as_str).collect();
            return self.one_of(&words, node, path);
        }
        if let Some(options) = schema["anyOf"].as_array() {
            let of_type = |wanted: &str| options.iter().find(|option| option["type"] == wanted);
            let fitting = if matches!(node.kind, Kind::Table(_)) { of_type("object") } else { of_type("string") };
            return fitting.into_iter().for_each(|option| self.node(option, node, path));
        }
        match schema["type"].as_str() {
            Some("object") => self.table(schema, node, path),
            Some("array") => self.list(schema, node, path),
            Some("string") => self.text(schema, node, path),
            Some("integer") => self.whole(schema, node, path),
            Some("boolean") if node.value().as_bool().is_none() => self.wrong(node, path, "it must be true or false"),
            _ => {}
        }
    }

    fn table(&mut self, schema: &Value, node: &Node, path: &str) {
        let Kind::Table(entries) = &node.kind else { return self.wrong(node, path, "it must be a table of keys") };
        let no_keys = serde_json::Map::new();
        let properties = schema["properties"].as_object().unwrap_or(&no_keys);
        for (key, value) in entries {
            let place = joined(path, key);
            match (properties.get(key), &schema["additionalProperties"]) {
                (Some(schema), _) => self.node(schema, value, &place),
                (None, Value::Object(each)) => self.each(schema, &Value::Object(each.clone()), value, &place),
                (None, _) => {
                    let known: Vec<&str> = properties.keys().map(String::as_str).collect();
                    self.say(value, format!("`{place}` is not a key; {}", did_you_mean(key, &known)));
                }
            }
        }
        let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        for key in required.filter(|key| self.complete && !entries.contains_key(*key)).collect::<Vec<_>>() {
            let what = properties.get(key).and_then(|schema| schema["description"].as_str()).unwrap_or_default();
            let what = what.trim_end_matches('.').split(';').next().unwrap_or_default();
            self.say(node, format!("`{}` is missing: {}", joined(path, key), lower_first(what)));
        }
    }

    /// A value of a list or of a table with free keys; the holder's schema may name the kind of each.
    fn each(&mut self, holder: &Value, each: &Value, node: &Node, path: &str) {
        let Some(kind) = holder["x-each"].as_str() else { return self.node(each, node, path) };
        match &node.kind {
            Kind::Table(entries) if kind == "price" && each.get("anyOf").is_some() => {
                for (key, value) in entries {
                    self.kind(kind, (None, None), value, &joined(path, key));
                }
            }
            Kind::List(items) if kind == "key" => {
                for item in items {
                    self.kind(kind, (None, None), item, path);
                }
            }
            _ if kind == "percent" => match node.value().as_i64() {
                Some(1..=100) => {}
                _ => self.wrong(node, path, "a percentage is a whole number from 1 to 100"),
            },
            _ => self.kind(kind, (None, None), node, path),
        }
    }

    fn list(&mut self, schema: &Value, node: &Node, path: &str) {
        let Kind::List(items) = &node.kind else {
            let how = if schema["items"]["type"] == "object" { format!("write it as [[{path}]]") } else { "it must be a list".to_owned() };
            return self.wrong(node, path, &how);
        };
        if items.is_empty() && schema["minItems"].as_u64().is_some_and(|least| 1 <= least) {
            self.say(node, format!("`{path}` is empty: write at least one value, or leave the key out"));
        }
        let before = self.problems.len();
        for item in items {
            self.each(schema, &schema["items"], item, path);
        }
        let steps: Vec<i64> = items.iter().filter_map(|item| item.value().as_i64()).collect();
        let rising = steps.windows(2).all(|pair| pair[0] < pair[1]);
        if schema["x-rising"] == true && before == self.problems.len() && !rising {
            let steps = steps.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
            self.say(node, format!("`{path}` is [{steps}]: each value must be larger than the one before"));
        }
    }

    fn text(&mut self, schema: &Value, node: &Node, path: &str) {
        let bounds = (schema["x-least"].as_str(), schema["x-most"].as_str());
        self.kind(schema["x-kind"].as_str().unwrap_or("text"), bounds, node, path);
    }

    fn kind(&mut self, kind: &str, (least, most): (Option<&str>, Option<&str>), node: &Node, path: &str) {
        let value = node.value();
        let Some(text) = value.as_str() else {
            return self.wrong(node, path, &format!("it must be {}", values::example(kind)));
        };
        if let Err(why) = values::check(kind, text, least, most) {
            self.wrong(node, path, &why);
        }
    }

    fn whole(&mut self, schema: &Value, node: &Node, path: &str) {
        let least = schema["minimum"].as_i64().unwrap_or(0);
        let most = schema["maximum"].as_i64().unwrap_or(i64::MAX);
        match node.value().as_i64() {
            Some(number) if least <= number && number <= most => {}
            Some(_) => self.wrong(node, path, &format!("it must be from {least} to {most}")),
            None => self.wrong(node, path, &format!("it must be a whole number from {least} to {most}")),
        }
    }

    fn one_of(&mut self, words: &[&str], node: &Node, path: &str) {
        let value = node.value();
        match value.as_str() {
            Some(word) if words.contains(&word) => {}
            Some(word) => self.wrong(node, path, &did_you_mean(word, words)),
            None => self.wrong(node, path, &format!("it can be {}", choice(words))),
        }
    }

    /// A table whose `store` says which keys it has.
    fn variant(&mut self, options: &[Value], node: &Node, path: &str) {
        let name = |option: &Value| option["properties"]["store"]["const"].as_str().unwrap_or_default().to_owned();
        let names: Vec<String> = options.iter().map(name).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let Kind::Table(entries) = &node.kind else { return self.wrong(node, path, "it must be a table of keys") };
        let Some(store) = entries.get("store") else {
            if self.complete {
                self.say(node, format!("`{path}.store` is missing: it can be {}", choice(&names)));
            }
            return;
        };
        match options.iter().find(|option| Some(name(option).as_str()) == store.value().as_str()) {
            Some(option) => self.table(option, node, path),
            None => self.one_of(&names, store, &joined(path, "store")),
        }
    }
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    let second_is_small = text.chars().nth(1).is_none_or(|letter| !letter.is_uppercase());
    match letters.next() {
        Some(first) if second_is_small => first.to_lowercase().collect::<String>() + letters.as_str(),
        _ => text.to_owned(),
    }
}
