//! The query protocol: a POST of a form that names the operation, and XML back, answers and errors alike.

use std::fmt::Debug;

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::error::ErrorMetadata;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, Event};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::Protocol;
use super::answer::{Output, body};
use crate::edge::aws::operation::Operation;

/// A service of this protocol, whose version every form names.
#[derive(Debug, Clone, Copy)]
pub(in crate::edge::aws) struct Query {
    version: &'static str,
}

impl Query {
    pub(super) const fn version(version: &'static str) -> Self {
        Self { version }
    }
}

impl Protocol for Query {
    /// Members by their names in the form: `ActionNames.member.1`.
    type Input = Vec<(String, String)>;

    fn request(&self, operation: Operation, input: Self::Input) -> Result<HttpRequest, BoxError> {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("Action", operation.name()).append_pair("Version", self.version).extend_pairs(input);
        let form = form.finish();
        let mut request = HttpRequest::new(SdkBody::empty());
        request.set_method("POST")?;
        request.set_uri("/")?;
        let headers = request.headers_mut();
        headers.try_insert("content-type", "application/x-www-form-urlencoded")?;
        headers.try_insert("content-length", form.len().to_string())?;
        *request.body_mut() = SdkBody::from(form);
        Ok(request)
    }
}

/// An answer in XML: what is in its outermost element. Elements that are not named are passed over.
#[derive(Debug)]
pub(in crate::edge::aws) struct Xml<T>(pub(in crate::edge::aws) T);

impl<T: DeserializeOwned + Debug + Send + Sync + 'static> Output for Xml<T> {
    fn of(response: &HttpResponse) -> Result<Self, BoxError> {
        // The parser's own words may repeat what the answer says.
        serde_json::from_value(members(body(response))?).map(Self).map_err(|_| "another kind of answer".into())
    }
}

/// An answer in XML whose outermost element is a part of it: what is called otherwise is another kind of answer.
#[derive(Debug)]
pub(in crate::edge::aws) struct Document<T>(pub(in crate::edge::aws) T);

impl<T: DeserializeOwned + Debug + Send + Sync + 'static> Output for Document<T> {
    fn of(response: &HttpResponse) -> Result<Self, BoxError> {
        let (name, content) = document(body(response))?;
        let whole = Value::Object(Map::from_iter([(name, content)]));
        serde_json::from_value(whole).map(Self).map_err(|_| "another kind of answer".into())
    }
}

/// The service's own error: `<ErrorResponse><Error><Code>…`, or S3's `<Error><Code>…`.
pub(super) fn error(body: &[u8]) -> Result<ErrorMetadata, BoxError> {
    let members = members(body)?;
    let error = members.get("Error").unwrap_or(&members);
    let Some(code) = error["Code"].as_str() else { return Err("the error has no name".into()) };
    Ok(ErrorMetadata::builder().code(code).message(error["Message"].as_str().unwrap_or_default()).build())
}

/// An element that is being read.
#[derive(Default)]
struct Element {
    name: String,
    text: String,
    inside: Vec<(String, Value)>,
}

impl Element {
    /// Its content as JSON: a list of what is called `member`, else members by name, else text. Nothing for an empty one.
    /// What stands there several times under one name, as lists do in S3's answers, is a list.
    fn content(self) -> Value {
        let text = self.text.trim();
        if self.inside.is_empty() {
            return if text.is_empty() { Value::Null } else { text.into() };
        }
        if self.inside.iter().all(|(name, _)| name == "member") {
            return self.inside.into_iter().map(|(_, value)| value).collect();
        }
        let mut members = Map::new();
        for (name, value) in self.inside.into_iter().filter(|(_, value)| !value.is_null()) {
            match members.get_mut(&name) {
                None => drop(members.insert(name, value)),
                Some(Value::Array(all)) => all.push(value),
                Some(first) => *first = Value::Array(vec![first.take(), value]),
            }
        }
        Value::Object(members)
    }
}

/// Most elements within each other: AWS's answers have fewer than ten.
const DEPTH: usize = 32;

/// What is in the outermost element, as JSON.
fn members(body: &[u8]) -> Result<Value, BoxError> {
    document(body).map(|(_, content)| content)
}

/// The outermost element's name, and what is in it as JSON. A document that ends early is none.
fn document(body: &[u8]) -> Result<(String, Value), BoxError> {
    let mut reader = Reader::from_str(std::str::from_utf8(body)?);
    reader.config_mut().expand_empty_elements = true;
    let mut open: Vec<Element> = Vec::new();
    loop {
        match reader.read_event()? {
            Event::Start(_) if DEPTH <= open.len() => return Err("the answer is too deep".into()),
            Event::Start(start) => {
                open.push(Element { name: start.local_name().into_inner().to_owned(), ..Element::default() });
            }
            Event::End(_) => {
                let Some(mut element) = open.pop() else { return Err("an element ends that did not begin".into()) };
                let name = std::mem::take(&mut element.name);
                match open.last_mut() {
                    Some(around) => around.inside.push((name, element.content())),
                    None => return Ok((name, element.content())),
                }
            }
            Event::Text(text) => append(&mut open, &text.xml10_content()),
            Event::CData(text) => append(&mut open, &text.xml10_content()),
            Event::GeneralRef(reference) => append(&mut open, &resolved(&reference)?),
            Event::Eof => return Err("the answer broke off".into()),
            _ => {}
        }
    }
}

fn append(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

/// `&amp;` and `&#38;`. What a document declares by itself is not resolved.
fn resolved(reference: &BytesRef<'_>) -> Result<String, BoxError> {
    if let Some(character) = reference.resolve_char_ref()? {
        return Ok(character.into());
    }
    resolve_predefined_entity(reference).map(str::to_owned).ok_or_else(|| "a reference that is not known".into())
}
