//! Asks networks for follower counts and posts.
//!
//! A connector is a file with a pure `request` and a pure `parse`; what differs by data only is a
//! row in the catalogue, not a connector. Everything goes out through [`crate::fetch`], and every
//! text through [`crate::feed`].

mod ask;
mod attachments;
mod bluesky;
mod bluesky_list;
mod discord;
mod embeds;
mod error;
mod evidence;
mod facebook;
mod facets;
mod feeds;
mod github;
mod instagram;
mod labels;
mod linkedin;
mod mastodon;
mod meta;
mod pinterest;
mod prose;
mod reddit;
mod settings;
mod spec;
mod telegram;
mod threads;
mod tiktok;
mod tumblr;
mod wordpress;
mod x;
mod youtube;

pub use error::ConnectorError;
pub use evidence::{Evidence, evidence};
pub use settings::{Api, EXPIRY_ALARM, Key, MicroUsd, Settings, expiries};
pub use spec::{BlueskyKind, BlueskyList, Posts, SourceSpec};

use crate::fetch::Client;
use ask::{MOST, ask, ask_as, count, json, json_request, list, name, same, seconds, text};
use teilbar_domain::network::Network;

/// What is known of the copy at hand, so that it need not be sent again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conditional {
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}

/// Who tells follower counts. A variant that [`Counter::of`] does not name is dead code, and one
/// without an arm in [`followers`] does not compile.
#[derive(Clone, Copy, Debug)]
enum Counter {
    Mastodon,
    Bluesky,
    Youtube,
    Github,
    Facebook,
    Instagram,
    X,
    Linkedin,
    Pinterest,
    Tiktok,
    Threads,
    Telegram,
    Discord,
    Reddit,
}

impl Counter {
    fn of(network: Network) -> Option<Self> {
        Some(match network {
            Network::Mastodon => Self::Mastodon,
            Network::Bluesky => Self::Bluesky,
            Network::Youtube => Self::Youtube,
            Network::Github => Self::Github,
            Network::Facebook => Self::Facebook,
            Network::Instagram => Self::Instagram,
            Network::X => Self::X,
            Network::Linkedin => Self::Linkedin,
            Network::Pinterest => Self::Pinterest,
            Network::Tiktok => Self::Tiktok,
            Network::Threads => Self::Threads,
            Network::Telegram => Self::Telegram,
            Network::Discord => Self::Discord,
            Network::Reddit => Self::Reddit,
            _ => return None,
        })
    }
}

/// Whether the network tells its counts to a server with these settings.
pub fn tells_followers(network: Network, settings: &Settings) -> bool {
    match Counter::of(network) {
        Some(Counter::Mastodon | Counter::Bluesky | Counter::Github | Counter::Discord) => true,
        Some(_) => settings.keys.contains_key(&network),
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
        Counter::Facebook => facebook::followers(client, settings, handle).await,
        Counter::Instagram => instagram::followers(client, settings, handle).await,
        Counter::X => x::followers(client, settings, handle).await,
        Counter::Linkedin => linkedin::followers(client, settings, handle).await,
        Counter::Pinterest => pinterest::followers(client, settings, handle).await,
        Counter::Tiktok => tiktok::followers(client, settings).await,
        Counter::Threads => threads::followers(client, settings, handle).await,
        Counter::Telegram => telegram::followers(client, settings, handle).await,
        Counter::Discord => discord::followers(client, settings, handle).await,
        Counter::Reddit => reddit::followers(client, settings, handle).await,
    }
}

/// What one answer of [`followers`] costs; nothing for nearly all networks.
pub fn price_of_followers(network: Network) -> MicroUsd {
    match network {
        Network::X => x::USER,
        _ => MicroUsd(0),
    }
}

/// What one answer of [`posts`] costs at most; nothing for nearly all sources.
pub fn price_of_posts(source: &SourceSpec) -> MicroUsd {
    match source {
        SourceSpec::Account(Network::X, _) => x::TIMELINE,
        _ => MicroUsd(0),
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
        SourceSpec::Page(url) => feeds::page(client, url, conditional).await,
        SourceSpec::Wordpress(site) => wordpress::posts(client, site, conditional).await,
        SourceSpec::Mastodon { host, user } => {
            mastodon::posts(client, settings, host, user, conditional).await
        }
        SourceSpec::MastodonTag { host, tag } => {
            mastodon::tagged(client, settings, host, tag, conditional).await
        }
        SourceSpec::Bluesky { actor } => bluesky::posts(client, settings, actor, conditional).await,
        SourceSpec::BlueskyList(kept) => {
            bluesky_list::posts(client, settings, kept, conditional).await
        }
        SourceSpec::Youtube { channel } => {
            youtube::posts(client, settings, channel, conditional).await
        }
        SourceSpec::Github { owner, repository } => {
            github::releases(client, settings, owner, repository, conditional).await
        }
        SourceSpec::Telegram { channel } => telegram::posts(client, settings, channel).await,
        SourceSpec::Pinterest { user, board } => {
            pinterest::posts(client, settings, user, board, conditional).await
        }
        SourceSpec::Account(network, handle) => account(client, settings, *network, handle).await,
    };
    match asked {
        Err(ConnectorError::Gone) => Ok(Posts::Gone),
        asked => asked,
    }
}

/// The posts of an account on a network that answers only with a key.
async fn account(
    client: &Client,
    settings: &Settings,
    network: Network,
    handle: &str,
) -> Result<Posts, ConnectorError> {
    match network {
        Network::Facebook => facebook::posts(client, settings, handle).await,
        Network::Instagram => instagram::posts(client, settings, handle).await,
        Network::Threads => threads::posts(client, settings, handle).await,
        Network::Linkedin => linkedin::posts(client, settings, handle).await,
        Network::Tiktok => tiktok::posts(client, settings).await,
        Network::X => x::posts(client, settings, handle).await,
        Network::Tumblr => tumblr::posts(client, settings, handle).await,
        _ => Err(ConnectorError::NoPosts(network.name())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fetch::Request;

    #[test]
    fn debug_output_tells_no_secret() {
        let settings = Settings {
            keys: [(Network::Youtube, "AIza-canary".into())].into(),
            ..Settings::default()
        };
        let request = Request {
            bearer: Some("canary".into()),
            basic: Some("canary".into()),
            post: Some(crate::fetch::Post {
                content_type: "text/plain",
                body: "canary".into(),
            }),
            ..Request::default()
        };
        for shown in [format!("{settings:?}"), format!("{request:?}")] {
            assert!(shown.contains("REDACTED"), "{shown}");
            assert!(!shown.contains("canary"), "{shown}");
        }
    }
}
