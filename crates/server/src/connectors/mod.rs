//! Asks networks for follower counts and posts.
//!
//! A connector is a file with a pure `request` and a pure `parse`; what differs by data only is a
//! row in the catalogue, not a connector. Everything goes out through [`crate::fetch`], and every
//! text through [`crate::feed`].

mod bluesky;
mod error;
mod facets;
mod feeds;
mod github;
mod mastodon;
mod youtube;

pub use error::ConnectorError;

use crate::feed::Item;
use crate::fetch::{Client, Request, Response};
use secrecy::SecretString;
use serde_json::Value;
use std::path::PathBuf;
use teilbar_domain::network::Network;
use url::Url;

/// Where the networks' interfaces are, and what is shown to them. They move every few years, so
/// all of them can be set.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The public view of Bluesky, without a trailing slash.
    pub bluesky_api: String,
    pub youtube_api: String,
    /// Where YouTube serves its Atom feeds.
    pub youtube_feeds: String,
    pub github_api: String,
    /// `https`; `http` for tests only.
    pub mastodon_scheme: String,
    /// Needed for subscriber counts of YouTube; the feeds need none.
    pub youtube_key: Option<SecretString>,
    /// Raises the limit of GitHub from 60 to 5,000 questions an hour.
    pub github_token: Option<SecretString>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            bluesky_api: "https://public.api.bsky.app".to_owned(),
            youtube_api: "https://www.googleapis.com".to_owned(),
            youtube_feeds: "https://www.youtube.com".to_owned(),
            github_api: "https://api.github.com".to_owned(),
            mastodon_scheme: "https".to_owned(),
            youtube_key: None,
            github_token: None,
        }
    }
}

/// Where posts come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceSpec {
    /// The address of an RSS, Atom or JSON feed.
    Feed(String),
    /// Such a feed on this machine's disk.
    File(PathBuf),
    Mastodon {
        host: String,
        user: String,
    },
    /// A handle (`name.bsky.social`) or DID.
    Bluesky {
        actor: String,
    },
    /// A channel id (`UC…`).
    Youtube {
        channel: String,
    },
}

/// What is known of the copy at hand, so that it need not be sent again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conditional {
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}

/// What a source answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Posts {
    /// Nothing new since the copy at hand.
    NotModified,
    /// The source has ended for good (410); it should not be asked again.
    Gone,
    Fresh {
        /// The source's own name, plain text; empty if it names none.
        title: String,
        items: Vec<Item>,
        etag: Option<String>,
        last_modified: Option<String>,
    },
}

/// Who tells follower counts. A variant that [`Counter::of`] does not name is dead code, and one
/// without an arm in [`followers`] does not compile.
#[derive(Clone, Copy, Debug)]
enum Counter {
    Mastodon,
    Bluesky,
    Youtube,
    Github,
}

impl Counter {
    fn of(network: Network) -> Option<Self> {
        Some(match network {
            Network::Mastodon => Self::Mastodon,
            Network::Bluesky => Self::Bluesky,
            Network::Youtube => Self::Youtube,
            Network::Github => Self::Github,
            _ => return None,
        })
    }
}

/// Whether the network tells its counts to a server with these settings.
pub fn tells_followers(network: Network, settings: &Settings) -> bool {
    match Counter::of(network) {
        Some(Counter::Youtube) => settings.youtube_key.is_some(),
        Some(Counter::Mastodon | Counter::Bluesky | Counter::Github) => true,
        None => false,
    }
}

/// The number of followers that a network states for a profile.
///
/// `handle` is written as on the network. The number is the network's own; whatever is missing,
/// hidden, negative or no number is an error and never 0.
///
/// # Errors
/// [`ConnectorError::NoCount`] for a network that cannot be asked, else what went wrong.
pub async fn followers(
    client: &Client,
    settings: &Settings,
    network: Network,
    handle: &str,
) -> Result<u64, ConnectorError> {
    let unasked = || ConnectorError::NoCount(network.name().to_owned());
    match Counter::of(network).ok_or_else(unasked)? {
        Counter::Mastodon => mastodon::followers(client, settings, handle).await,
        Counter::Bluesky => bluesky::followers(client, settings, handle).await,
        Counter::Youtube => youtube::followers(client, settings, handle).await,
        Counter::Github => github::followers(client, settings, handle).await,
    }
}

/// The latest posts of a source, cleaned.
///
/// `conditional` is what the last [`Posts::Fresh`] carried.
pub async fn posts(
    client: &Client,
    settings: &Settings,
    source: &SourceSpec,
    conditional: &Conditional,
) -> Result<Posts, ConnectorError> {
    let asked = match source {
        SourceSpec::Feed(url) => feeds::posts(client, url, conditional).await,
        SourceSpec::File(path) => feeds::file(path, conditional).await,
        SourceSpec::Mastodon { host, user } => {
            mastodon::posts(client, settings, host, user, conditional).await
        }
        SourceSpec::Bluesky { actor } => bluesky::posts(client, settings, actor, conditional).await,
        SourceSpec::Youtube { channel } => {
            youtube::posts(client, settings, channel, conditional).await
        }
    };
    match asked {
        Err(ConnectorError::Gone) => Ok(Posts::Gone),
        asked => asked,
    }
}

/// Sends a request; every status but success and "not modified" is an error.
async fn ask(client: &Client, request: Request) -> Result<Response, ConnectorError> {
    let answer = client.get(request).await?;
    match ConnectorError::of_status(&answer) {
        Some(error) => Err(error),
        None => Ok(answer),
    }
}

/// A request for JSON at an address with a query.
fn json_request(base: &str, path: &str, query: &[(&str, &str)]) -> Result<Request, ConnectorError> {
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

impl Conditional {
    fn on(&self, request: Request) -> Request {
        Request {
            etag: self.etag.clone(),
            last_modified: self.last_modified.clone(),
            ..request
        }
    }
}

fn fresh(title: String, items: Vec<Item>, answer: Response) -> Posts {
    Posts::Fresh {
        title,
        items,
        etag: answer.etag,
        last_modified: answer.last_modified,
    }
}

fn json(bytes: &[u8]) -> Result<Value, ConnectorError> {
    if bytes.trim_ascii_start().starts_with(b"<") {
        return Err(ConnectorError::Html);
    }
    serde_json::from_slice(bytes).map_err(|error| ConnectorError::Json(error.to_string()))
}

/// More people than there are; a number beyond it is a mistake.
const MOST: u64 = 10_000_000_000;

/// A count at a JSON pointer: a whole number that somebody could have.
fn count(document: &Value, pointer: &'static str) -> Result<u64, ConnectorError> {
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
    fn debug_output_tells_no_secret() {
        let settings = Settings {
            youtube_key: Some("AIza-canary".into()),
            github_token: Some("ghp-canary".into()),
            ..Settings::default()
        };
        let request = Request {
            bearer: settings.github_token.clone(),
            ..Request::default()
        };
        for shown in [format!("{settings:?}"), format!("{request:?}")] {
            assert!(shown.contains("REDACTED"), "{shown}");
            assert!(!shown.contains("canary"), "{shown}");
        }
    }

    #[test]
    fn queries_are_escaped() {
        let request = json_request("https://a.example/", "/x", &[("q", "a&b=c d")]).unwrap();
        assert_eq!(request.url, "https://a.example/x?q=a%26b%3Dc+d");
        assert!(json_request("not an address", "/x", &[]).is_err());
    }
}
