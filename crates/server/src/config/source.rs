//! `[[sites.sources]]`: where posts come from.

use super::reader::{At, Document, Table};
use super::section::{Section, Unique};
use super::values::web_address;
use crate::connectors::SourceSpec;
use std::path::{Path, PathBuf};

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
            SourceSpec::Mastodon { host, user } => format!("mastodon @{user}@{host}"),
            SourceSpec::Bluesky { actor } => format!("bluesky {actor}"),
            SourceSpec::Youtube { channel } => format!("youtube {channel}"),
        }
    }
}

const SOURCE: &[&str] = &[
    "id", "name", "feed", "file", "mastodon", "bluesky", "youtube", "sample", "review",
];

/// A way to name a source: its key, how its value is read, and how to write one that can be.
struct Way {
    key: &'static str,
    read: fn(&str) -> Option<SourceSpec>,
    help: &'static str,
}

/// A file is the one that is not here: whether it is there depends on the configuration's folder.
const WAYS: [Way; 4] = [
    Way {
        key: "feed",
        read: feed,
        help: "write the feed's full address, starting with https://",
    },
    Way {
        key: "mastodon",
        read: mastodon,
        help: "write it as \"@user@host\"",
    },
    Way {
        key: "bluesky",
        read: bluesky,
        help: "write the handle: \"name.bsky.social\"",
    },
    Way {
        key: "youtube",
        read: youtube,
        help: "write the channel's id: 24 characters that start with UC",
    },
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
    let (user, host) = value.trim_start_matches('@').split_once('@')?;
    let (user, host) = (user.to_owned(), host.to_ascii_lowercase());
    (is_user(&user) && is_host(&host)).then_some(SourceSpec::Mastodon { host, user })
}

fn bluesky(value: &str) -> Option<SourceSpec> {
    let actor = value.trim_start_matches('@').to_owned();
    (actor.starts_with("did:") || is_host(&actor)).then_some(SourceSpec::Bluesky { actor })
}

fn youtube(value: &str) -> Option<SourceSpec> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_".contains(&b);
    let valid = value.starts_with("UC") && value.len() == 24 && value.bytes().all(plain);
    let channel = value.to_owned();
    valid.then_some(SourceSpec::Youtube { channel })
}

fn is_user(user: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    !user.is_empty() && user.bytes().all(plain)
}

fn is_host(host: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-.:".contains(&b);
    let (name, port) = host.split_once(':').unwrap_or((host, "443"));
    let dotted = name.contains('.') && !name.starts_with('.') && !name.ends_with('.');
    dotted && name.bytes().all(plain) && port.parse::<u16>().is_ok()
}

/// The path of a file that has to be there, relative to the configuration.
fn existing(document: &Document<'_>, folder: &Path, path: At<&str>) -> PathBuf {
    let full = folder.join(path.value);
    if !full.is_file() {
        let what = format!("there is no file \"{}\"", path.value);
        document.error(path.line, what, "name one relative to this file");
    }
    full
}
