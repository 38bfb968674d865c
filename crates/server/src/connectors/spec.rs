//! What is asked for posts, and what the answer is.

use super::Conditional;
use crate::feed::Item;
use crate::fetch::{Request, Response};
use std::path::PathBuf;
use teilbar_domain::date::Timestamp;
use teilbar_domain::network::Network;

/// Where posts come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceSpec {
    /// The address of an RSS, Atom or JSON feed.
    Feed(String),
    /// Such a feed on this machine's disk.
    File(PathBuf),
    /// The address of a page whose posts are marked up as `h-entry`.
    Page(String),
    /// The address of a site that WordPress runs, without a slash at the end.
    Wordpress(String),
    Mastodon {
        host: String,
        user: String,
    },
    /// Public posts with a hashtag, as one server knows them.
    MastodonTag {
        host: String,
        /// Without `#`.
        tag: String,
    },
    /// A handle (`name.bsky.social`) or DID.
    Bluesky {
        actor: String,
    },
    /// A feed or list that somebody keeps, as `at://` address.
    BlueskyList(BlueskyList),
    /// A channel id (`UC…`).
    Youtube {
        channel: String,
    },
    /// Releases of a repository.
    Github {
        owner: String,
        repository: String,
    },
    /// A channel of which the bot is an administrator, without `@`.
    Telegram {
        channel: String,
    },
    /// A board.
    Pinterest {
        user: String,
        board: String,
    },
    /// A page, account or organisation, named as in [`super::followers`].
    Account(Network, String),
}

/// A feed or list of Bluesky.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlueskyList {
    pub kind: BlueskyKind,
    /// Handle or DID of the one who keeps it.
    pub actor: String,
    /// The last part of its address.
    pub key: String,
}

/// What people keep on Bluesky to read by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlueskyKind {
    /// A feed generator.
    Feed,
    /// A list of accounts.
    List,
}

impl SourceSpec {
    /// The network the posts come from; [`Network::Rss`] for feeds, pages and blogs.
    pub fn network(&self) -> Network {
        match self {
            Self::Feed(_) | Self::File(_) | Self::Page(_) | Self::Wordpress(_) => Network::Rss,
            Self::Mastodon { .. } | Self::MastodonTag { .. } => Network::Mastodon,
            Self::Bluesky { .. } | Self::BlueskyList(_) => Network::Bluesky,
            Self::Youtube { .. } => Network::Youtube,
            Self::Github { .. } => Network::Github,
            Self::Telegram { .. } => Network::Telegram,
            Self::Pinterest { .. } => Network::Pinterest,
            Self::Account(network, _) => *network,
        }
    }
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
        /// From when on the answer has every post there is; one of that time that is not in it was
        /// taken back. `None` for sources that do not promise this.
        complete_since: Option<Timestamp>,
    },
}

impl Posts {
    pub(super) fn fresh(title: String, items: Vec<Item>, answer: Response) -> Self {
        Self::Fresh {
            title,
            items,
            etag: answer.etag,
            last_modified: answer.last_modified,
            complete_since: None,
        }
    }

    /// Notes that the answer has every post from the oldest of these times on.
    pub(super) fn complete_since(mut self, times: impl Iterator<Item = i64>) -> Self {
        if let Self::Fresh { complete_since, .. } = &mut self {
            *complete_since = times.min().map(Timestamp);
        }
        self
    }
}

impl Conditional {
    pub(super) fn on(&self, request: Request) -> Request {
        Request {
            etag: self.etag.clone(),
            last_modified: self.last_modified.clone(),
            ..request
        }
    }
}
