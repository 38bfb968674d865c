//! `[[sites.sources]]`: where posts come from.

use super::reader::{At, Document, Table};
use super::section::{Section, Unique};
use super::values::{is_host, is_user, web_address};
use crate::connectors::{BlueskyKind, BlueskyList, SourceSpec};
use std::path::{Path, PathBuf};
use teilbar_domain::network::Network;

/// Where posts come from.
#[derive(Clone, Debug)]
pub struct Source {
    pub id: String,
    /// Shown instead of the name the feed gives itself.
    pub name: Option<String>,
    pub spec: SourceSpec,
    /// A feed file shown, marked as sample, until something real was stored.
    pub sample: Option<PathBuf>,
    /// Whether its posts wait until somebody approves them.
    pub review: bool,
}

impl Source {
    /// What the store calls the source: its address, so that sites share it and a new address starts anew.
    pub fn key(&self) -> String {
        match &self.spec {
            SourceSpec::Feed(url) => format!("feed {url}"),
            SourceSpec::File(path) => format!("file {}", path.display()),
            SourceSpec::Page(url) => format!("page {url}"),
            SourceSpec::Wordpress(site) => format!("wordpress {site}"),
            SourceSpec::Mastodon { host, user } => format!("mastodon @{user}@{host}"),
            SourceSpec::MastodonTag { host, tag } => format!("mastodon #{tag}@{host}"),
            SourceSpec::Bluesky { actor } => format!("bluesky {actor}"),
            SourceSpec::BlueskyList(BlueskyList { kind, actor, key }) => match kind {
                BlueskyKind::Feed => format!("bluesky {actor}/feed/{key}"),
                BlueskyKind::List => format!("bluesky {actor}/lists/{key}"),
            },
            SourceSpec::Youtube { channel } => format!("youtube {channel}"),
            SourceSpec::Github { owner, repository } => format!("github {owner}/{repository}"),
            SourceSpec::Telegram { channel } => format!("telegram {channel}"),
            SourceSpec::Pinterest { user, board } => format!("pinterest {user}/{board}"),
            SourceSpec::Account(network, handle) => format!("{} {handle}", network.slug()),
        }
    }
}

const SOURCE: &[&str] = &[
    "id",
    "name",
    "feed",
    "file",
    "page",
    "mastodon",
    "bluesky",
    "youtube",
    "github",
    "wordpress",
    "telegram",
    "pinterest",
    "facebook",
    "instagram",
    "threads",
    "linkedin",
    "tiktok",
    "tumblr",
    "x",
    "sample",
    "review",
];

/// A network whose accounts are read with a key.
macro_rules! account {
    ($key:literal, $network:ident) => {
        Way {
            key: $key,
            read: |value| named(value).map(|name| SourceSpec::Account(Network::$network, name)),
            help: "write the name that stands in the account's address",
        }
    };
}

/// A way to name a source: its key, how its value is read, and how to write one that can be.
struct Way {
    key: &'static str,
    read: fn(&str) -> Option<SourceSpec>,
    help: &'static str,
}

/// A file is the one that is not here: whether it is there depends on the configuration's folder.
const WAYS: [Way; 16] = [
    Way {
        key: "feed",
        read: feed,
        help: "write the feed's full address, starting with https://",
    },
    Way {
        key: "page",
        read: |value| web_address(value).map(|url| SourceSpec::Page(url.into())),
        help: "write the page's full address, starting with https://",
    },
    Way {
        key: "mastodon",
        read: mastodon,
        help: "write it as \"@user@host\", or \"#tag@host\" for a hashtag",
    },
    Way {
        key: "bluesky",
        read: bluesky,
        help: "write the handle, \"name.bsky.social\", or the full address of a feed or list",
    },
    Way {
        key: "youtube",
        read: youtube,
        help: "write the channel's id: 24 characters that start with UC",
    },
    Way {
        key: "github",
        read: |value| {
            pair(value).map(|(owner, repository)| SourceSpec::Github { owner, repository })
        },
        help: "write owner and repository: \"rust-lang/rust\"",
    },
    Way {
        key: "wordpress",
        read: wordpress,
        help: "write the address of the site, starting with https://",
    },
    Way {
        key: "telegram",
        read: |value| named(value).map(|channel| SourceSpec::Telegram { channel }),
        help: "write the channel's public name: \"nordlicht\"",
    },
    Way {
        key: "pinterest",
        read: |value| pair(value).map(|(user, board)| SourceSpec::Pinterest { user, board }),
        help: "write account and board, as in the board's address: \"nordlicht/boats\"",
    },
    account!("facebook", Facebook),
    account!("instagram", Instagram),
    account!("threads", Threads),
    account!("linkedin", Linkedin),
    account!("tiktok", Tiktok),
    account!("tumblr", Tumblr),
    account!("x", X),
];

impl Section<'_> {
    pub(super) fn sources(&self) -> Vec<Source> {
        let mut seen = Unique::new("source id");
        let sections = self.each("sources", SOURCE);
        sections
            .filter_map(|section| section.source(&mut seen))
            .collect()
    }

    fn source(&self, seen: &mut Unique) -> Option<Source> {
        let id = self.id(seen, "\"news\"");
        let spec = read(self.document, &self.table, self.folder);
        let name = self.table.text("name").map(|name| name.value.to_owned());
        let sample = self
            .table
            .text("sample")
            .map(|path| existing(self.document, self.folder, path));
        Some(Source {
            id: id?,
            name,
            spec: spec?,
            sample,
            review: super::rule::flag(&self.table, "review"),
        })
    }
}

/// The one source a section names; `None` if it names none, several or an impossible one.
fn read(document: &Document<'_>, table: &Table<'_>, folder: &Path) -> Option<SourceSpec> {
    let file = table.has("file").then_some("file");
    let mut ways = WAYS.iter().filter(|way| table.has(way.key));
    let mut named = ways.clone().map(|way| way.key).chain(file);
    match (named.next(), named.next()) {
        (None, _) => {
            table.missing("feed", "\"https://www.example.org/feed.xml\"");
            None
        }
        (Some(first), Some(second)) => {
            let what = format!("a source has both \"{first}\" and \"{second}\"");
            let help = "make two sections, each with an id of its own";
            document.error(table.line, what, help);
            None
        }
        (Some(key), None) => {
            let text = table.text(key)?;
            match ways.next() {
                None => Some(SourceSpec::File(existing(document, folder, text))),
                Some(way) => way.spec(document, text),
            }
        }
    }
}

impl Way {
    fn spec(&self, document: &Document<'_>, text: At<&str>) -> Option<SourceSpec> {
        let spec = (self.read)(text.value);
        if spec.is_none() {
            let what = format!("{} = \"{}\" cannot be a source", self.key, text.value);
            document.error(text.line, what, self.help);
        }
        spec
    }
}

fn feed(value: &str) -> Option<SourceSpec> {
    web_address(value).map(|url| SourceSpec::Feed(url.into()))
}

fn mastodon(value: &str) -> Option<SourceSpec> {
    if let Some((tag, host)) = value.strip_prefix('#').and_then(|tag| tag.split_once('@')) {
        let word = |c: char| c.is_alphanumeric() || c == '_';
        let (tag, host) = (tag.to_owned(), host.to_ascii_lowercase());
        let valid = !tag.is_empty() && tag.chars().all(word) && is_host(&host);
        return valid.then_some(SourceSpec::MastodonTag { host, tag });
    }
    let (user, host) = value.trim_start_matches('@').split_once('@')?;
    let (user, host) = (user.to_owned(), host.to_ascii_lowercase());
    (is_user(&user) && is_host(&host)).then_some(SourceSpec::Mastodon { host, user })
}

fn bluesky(value: &str) -> Option<SourceSpec> {
    if value.contains("://") {
        return bluesky_list(value).map(SourceSpec::BlueskyList);
    }
    let actor = value.trim_start_matches('@').to_owned();
    (actor.starts_with("did:") || is_host(&actor)).then_some(SourceSpec::Bluesky { actor })
}

/// A feed or list, by the address of its page or by the one that programs use.
fn bluesky_list(value: &str) -> Option<BlueskyList> {
    let (kinds, path) = match value.strip_prefix("at://") {
        Some(path) => (["app.bsky.feed.generator", "app.bsky.graph.list"], path),
        None => (
            ["feed", "lists"],
            value.strip_prefix("https://bsky.app/profile/")?,
        ),
    };
    let mut parts = path.trim_end_matches('/').split('/');
    let (actor, kind, key) = (parts.next()?, parts.next()?, parts.next()?);
    let known = actor.starts_with("did:") && actor.bytes().all(|b| b != b'?' && b != b'#');
    let valid = (known || is_host(actor)) && is_user(key) && parts.next().is_none();
    let kind = match kinds.iter().position(|known| *known == kind)? {
        0 => BlueskyKind::Feed,
        _ => BlueskyKind::List,
    };
    let (actor, key) = (actor.to_owned(), key.to_owned());
    valid.then_some(BlueskyList { kind, actor, key })
}

fn wordpress(value: &str) -> Option<SourceSpec> {
    let url = web_address(value).filter(|url| url.query().is_none())?;
    Some(SourceSpec::Wordpress(
        url.as_str().trim_end_matches('/').to_owned(),
    ))
}

/// A name that becomes part of an address.
fn named(value: &str) -> Option<String> {
    let name = value.trim_start_matches('@');
    let led = name.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    (led && is_user(name)).then(|| name.to_owned())
}

/// Two such names with a slash between them.
fn pair(value: &str) -> Option<(String, String)> {
    let (first, second) = value.split_once('/')?;
    Some((named(first)?, named(second)?))
}

fn youtube(value: &str) -> Option<SourceSpec> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_".contains(&b);
    let valid = value.starts_with("UC") && value.len() == 24 && value.bytes().all(plain);
    let channel = value.to_owned();
    valid.then_some(SourceSpec::Youtube { channel })
}

/// The path of a file that has to be there, relative to the configuration.
fn existing(document: &Document<'_>, folder: &Path, path: At<&str>) -> PathBuf {
    let full = folder.join(path.value);
    if !full.is_file() {
        document.error(
            path.line,
            format!("there is no file \"{}\"", path.value),
            "name one relative to this file",
        );
    }
    full
}
