//! Asking, and reading an answer without believing it.

use super::ConnectorError;
use crate::fetch::{Client, Request, Response};
use serde_json::Value;
use teilbar_domain::network::Network;
use url::Url;

/// Sends a request; every status but success and "not modified" is an error.
pub(super) async fn ask(client: &Client, request: Request) -> Result<Response, ConnectorError> {
    ask_as(client, request, |_, _| None).await
}

/// As [`ask`], for networks that explain themselves: `meaning` reads status and body of any answer
/// that is JSON, and what it finds comes before what the status alone says.
pub(super) async fn ask_as(
    client: &Client,
    request: Request,
    meaning: fn(u16, &Value) -> Option<ConnectorError>,
) -> Result<Response, ConnectorError> {
    let answer = client.get(request).await?;
    let by_status = ConnectorError::of_status(&answer);
    let explained = serde_json::from_slice(&answer.body)
        .ok()
        .and_then(|body| meaning(answer.status, &body));
    match (explained, by_status) {
        // How long to wait stands in a header, if at all.
        (Some(ConnectorError::Limited { retry_after: None }), Some(status)) => {
            Err(ConnectorError::Limited {
                retry_after: status.retry_after(),
            })
        }
        (Some(error), _) | (None, Some(error)) => Err(error),
        (None, None) => Ok(answer),
    }
}

/// A request for JSON at an address with a query.
pub(super) fn json_request(
    base: &str,
    path: &str,
    query: &[(&str, &str)],
) -> Result<Request, ConnectorError> {
    let address = format!("{}{path}", base.trim_end_matches('/'));
    let mut url = Url::parse(&address).map_err(|_| ConnectorError::Setting(address))?;
    if !query.is_empty() {
        url.query_pairs_mut().extend_pairs(query);
    }
    Ok(Request {
        url: url.into(),
        accept: "application/json".to_owned(),
        ..Request::default()
    })
}

pub(super) fn json(bytes: &[u8]) -> Result<Value, ConnectorError> {
    if bytes.trim_ascii_start().starts_with(b"<") {
        return Err(ConnectorError::Html);
    }
    serde_json::from_slice(bytes).map_err(|error| ConnectorError::Json(error.to_string()))
}

/// More people than there are; a number beyond it is a mistake.
pub(super) const MOST: u64 = 10_000_000_000;

/// A count at a JSON pointer: a whole number that somebody could have.
pub(super) fn count(document: &Value, pointer: &'static str) -> Result<u64, ConnectorError> {
    let field = pointer.trim_start_matches('/');
    let value = document.pointer(pointer).filter(|value| !value.is_null());
    let value = value.ok_or(ConnectorError::Missing(field))?;
    match value.as_u64() {
        Some(count) if count <= MOST => Ok(count),
        _ => Err(ConnectorError::NotACount {
            field,
            found: crate::feed::shorten(&value.to_string(), 40),
        }),
    }
}

/// The text at a JSON pointer; empty if there is none.
pub(super) fn text(document: &Value, pointer: &str) -> String {
    let value = document.pointer(pointer).and_then(Value::as_str);
    value.unwrap_or_default().to_owned()
}

/// The list at a JSON pointer.
pub(super) fn list<'a>(
    document: &'a Value,
    pointer: &'static str,
) -> Result<&'a [Value], ConnectorError> {
    let list = document.pointer(pointer).and_then(Value::as_array);
    let missing = ConnectorError::Missing(pointer.trim_start_matches('/'));
    list.map(Vec::as_slice).ok_or(missing)
}

/// Unix seconds of an RFC 3339 time; Meta writes its zone without a colon.
pub(super) fn seconds(time: &str) -> Option<i64> {
    let strict = time.parse::<jiff::Timestamp>().ok();
    let loose = || jiff::Timestamp::strptime("%Y-%m-%dT%H:%M:%S%z", time).ok();
    strict.or_else(loose).map(jiff::Timestamp::as_second)
}

/// A name as networks write them, without `@`; it becomes part of an address.
pub(super) fn name<'a>(
    network: Network,
    handle: &'a str,
    example: &'static str,
) -> Result<&'a str, ConnectorError> {
    let bare = handle.trim().trim_start_matches('@');
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    // A name of dots alone would lead up in the path.
    let named = bare
        .bytes()
        .any(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !named || !bare.bytes().all(plain) {
        return Err(ConnectorError::Handle {
            network: network.name(),
            handle: handle.to_owned(),
            example,
        });
    }
    Ok(bare)
}

/// Refuses the answer for somebody else: a token is somebody's, and says only who that is.
pub(super) fn same(found: &str, handle: &str) -> Result<(), ConnectorError> {
    match found.eq_ignore_ascii_case(handle) {
        true => Ok(()),
        false => Err(ConnectorError::Stranger {
            found: crate::feed::shorten(found, 60),
            handle: handle.to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plausible_whole_numbers_are_counts() {
        let verdict =
            |text: &str| match json(text.as_bytes()).and_then(|document| count(&document, "/n")) {
                Ok(count) => count.to_string(),
                Err(error) => error.to_string(),
            };
        for (text, expected) in [
            (r#"{"n": 0}"#, "0"),
            (r#"{"n": 12345}"#, "12345"),
            (r#"{}"#, "the answer has no `n`"),
            (r#"{"n": null}"#, "the answer has no `n`"),
            (r#"{"n": -1}"#, "`n` is -1, which is no count"),
            (r#"{"n": 1.5}"#, "`n` is 1.5, which is no count"),
            (r#"{"n": "12K"}"#, "`n` is \"12K\", which is no count"),
            (r#"{"n": "12"}"#, "`n` is \"12\", which is no count"),
            (r#"{"n": "١٢"}"#, "`n` is \"١٢\", which is no count"),
            (r#"{"n": true}"#, "`n` is true, which is no count"),
            (r#"{"n": [1]}"#, "`n` is [1], which is no count"),
            (r#"{"n": 1e30}"#, "`n` is 1e+30, which is no count"),
            (
                r#"{"n": 1000000000000}"#,
                "`n` is 1000000000000, which is no count",
            ),
            (r#"{"n": NaN}"#, "the answer is not JSON: "),
            ("", "the answer is not JSON: "),
            (
                " <!doctype html><p>Log in",
                "the answer is a web page where data was expected",
            ),
        ] {
            let found = verdict(text);
            assert!(found.starts_with(expected), "{text}: {found}");
        }
    }

    #[test]
    fn queries_are_escaped() {
        let request = json_request("https://a.example/", "/x", &[("q", "a&b=c d")]).unwrap();
        assert_eq!(request.url, "https://a.example/x?q=a%26b%3Dc+d");
        assert!(json_request("not an address", "/x", &[]).is_err());
    }
}
