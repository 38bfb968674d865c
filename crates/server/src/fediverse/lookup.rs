//! One question to a home server: a small JSON document at a well-known place.

use super::Settings;
use crate::fetch::{Client, FetchError, Policy, Request};
use serde_json::Value;
use std::collections::HashMap;
use teilbar_domain::fediverse::home::is_ascii_host;
use url::Url;

/// What a home server says about itself is a few kilobytes.
const BODY: usize = 64 * 1024;
const HEADERS: usize = 16 * 1024;

pub(super) struct Lookup {
    client: Client,
    origins: HashMap<String, String>,
}

/// What a server answered, and the names under which it did: the one asked, and the one that it
/// redirects to. A domain's owner may have handles there and the server elsewhere, and says so by
/// redirecting.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) json: Value,
    pub(super) hosts: Vec<String>,
}

impl Document {
    /// Whether a host may speak for the one asked: it is among [`Self::hosts`] or below one of them.
    pub(super) fn speaks(&self, host: &str) -> bool {
        let below = |known: &String| {
            let rest = host.strip_suffix(&known[..]);
            rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        self.hosts.iter().any(below)
    }
}

impl Lookup {
    pub(super) fn new(settings: &Settings) -> Result<Self, FetchError> {
        let client = Client::new(Policy {
            allow: settings.allow.clone(),
            deadline: settings.limit,
            max_body: BODY,
            max_headers: HEADERS,
            // WebFinger and NodeInfo at the same time, with a second visitor beside.
            per_host: 4,
            ..Policy::default()
        })?;
        Ok(Self {
            client,
            origins: settings.origins.clone(),
        })
    }

    /// The JSON at a path of a host; `None` if it has none there. Only what is labelled as JSON is
    /// read, so that no other file of the host is taken for an answer.
    pub(super) async fn json(&self, host: &str, path: &str, accept: &str) -> Option<Document> {
        let url = Url::parse(&format!("{}{path}", self.origin(host))).ok()?;
        let asked = url.origin();
        let request = Request {
            url: url.into(),
            accept: accept.to_owned(),
            ..Request::default()
        };
        let answer = self.client.get(request).await.ok()?;
        let labelled = answer.content_type.as_deref().is_some_and(is_json);
        if answer.status != 200 || !labelled {
            return None;
        }
        let json = serde_json::from_slice(&answer.body).ok()?;
        let mut hosts = vec![host.to_owned()];
        if answer.final_url.origin() != asked {
            hosts.extend(self.name(&answer.final_url));
        }
        Some(Document { json, hosts })
    }

    fn origin(&self, host: &str) -> String {
        let set = self.origins.get(host).cloned();
        set.unwrap_or_else(|| format!("https://{host}"))
    }

    /// The host of an address as a name; the reverse of [`Self::origin`].
    fn name(&self, url: &Url) -> Option<String> {
        let origin = url.origin().ascii_serialization();
        let set = self.origins.iter().find(|(_, known)| **known == origin);
        let name = set.map_or_else(|| url.host_str().unwrap_or_default(), |(name, _)| name);
        is_ascii_host(name).then(|| name.to_owned())
    }
}

/// `application/json` and everything that ends in `+json`.
fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default();
    let essence = essence.trim().to_ascii_lowercase();
    let subtype = essence.strip_prefix("application/").unwrap_or_default();
    subtype == "json" || subtype.ends_with("+json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_known_by_its_label() {
        for (label, ok) in [
            ("application/json", true),
            ("Application/JRD+JSON; charset=utf-8", true),
            ("application/json ; profile=\"x\"", true),
            ("text/html", false),
            ("text/json", false),
            ("application/octet-stream", false),
            ("application/xrd+xml", false),
            ("application/jsonp", false),
            ("", false),
        ] {
            assert_eq!(is_json(label), ok, "{label}");
        }
    }

    #[test]
    fn a_host_and_what_is_below_it_speak_for_it() {
        let document = Document {
            json: Value::Null,
            hosts: vec!["a.example".into(), "social.b.example".into()],
        };
        for (host, ok) in [
            ("a.example", true),
            ("social.a.example", true),
            ("social.b.example", true),
            ("b.example", false),
            ("evil-a.example", false),
            ("example", false),
            ("a.example.evil.example", false),
            ("", false),
        ] {
            assert_eq!(document.speaks(host), ok, "{host}");
        }
    }
}
