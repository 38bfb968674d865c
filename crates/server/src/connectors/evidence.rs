//! What a profile shows of whose it is.

use super::{ConnectorError, Settings, ask, bluesky, github, json, list, mastodon, text};
use crate::feed::{FeedError, read_me};
use crate::fetch::{Client, Request};
use bytes::Bytes;
use teilbar_domain::network::Network;

/// What a profile shows of whose it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Addresses that the profile says are its owner's own.
    pub links: Vec<String>,
    /// A domain that the network found to be the profile's.
    pub domain: Option<String>,
    /// All that was answered about the profile.
    pub text: Bytes,
}

impl Evidence {
    /// Whether a text that nobody else knows to write is in the profile.
    pub fn has(&self, token: &str) -> bool {
        let mut windows = self.text.windows(token.len().max(1));
        windows.any(|window| window == token.as_bytes())
    }
}

/// Asks a network what a profile shows; where no interface tells, its page for people.
///
/// # Errors
/// What went wrong; nothing is known of the profile then.
pub async fn evidence(
    client: &Client,
    settings: &Settings,
    network: Network,
    handle: &str,
    url: &str,
) -> Result<Evidence, ConnectorError> {
    match network {
        Network::Mastodon => of_mastodon(mastodon::profile(client, settings, handle).await?),
        Network::Bluesky => of_bluesky(bluesky::profile(client, settings, handle).await?),
        Network::Github => of_github(github::profile(client, settings, handle).await?),
        _ => of_page(client, url).await,
    }
}

/// Links that the account's server found to link back (`verified_at`).
fn of_mastodon(answer: Bytes) -> Result<Evidence, ConnectorError> {
    let document = json(&answer)?;
    let fields = list(&document, "/fields")?.iter();
    let verified = fields.filter(|field| field["verified_at"].is_string());
    let values = verified.filter_map(|field| field["value"].as_str());
    let links = values.map(|value| Ok(read_me(value.as_bytes(), None)?));
    let links: Result<Vec<_>, ConnectorError> = links.collect();
    Ok(Evidence {
        links: links?.concat(),
        domain: None,
        text: answer,
    })
}

/// The domain that is the account's handle, which the network checks: one that does not lead to the
/// account is answered as `handle.invalid`, a reserved name.
fn of_bluesky(answer: Bytes) -> Result<Evidence, ConnectorError> {
    let domain = text(&json(&answer)?, "/handle");
    if domain.is_empty() {
        return Err(ConnectorError::Missing("handle"));
    }
    Ok(Evidence {
        links: Vec::new(),
        domain: Some(domain),
        text: answer,
    })
}

/// The website that the profile names.
fn of_github(answer: Bytes) -> Result<Evidence, ConnectorError> {
    let document = json(&answer)?;
    if text(&document, "/login").is_empty() {
        return Err(ConnectorError::Missing("login"));
    }
    Ok(Evidence {
        links: vec![text(&document, "/blog")],
        domain: None,
        text: answer,
    })
}

async fn of_page(client: &Client, url: &str) -> Result<Evidence, ConnectorError> {
    let asked = Request {
        url: url.to_owned(),
        accept: "text/html, application/xhtml+xml;q=0.9".to_owned(),
        ..Request::default()
    };
    let answer = ask(client, asked).await?;
    let (bytes, content_type) = (answer.body.clone(), answer.content_type);
    // Off the threads that serve requests: pages of networks have megabytes.
    let read = tokio::task::spawn_blocking(move || read_me(&bytes, content_type.as_deref())).await;
    let links = read.unwrap_or_else(|error| Err(FeedError::Unreadable(error.to_string())))?;
    Ok(Evidence {
        links,
        domain: None,
        text: answer.body,
    })
}
