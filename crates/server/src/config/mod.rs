//! `teilbar.toml`: what the operator decides.
//!
//! Reading never stops at a mistake: it yields a usable [`Config`] and every [`Problem`] found.

mod limits;
mod live;
mod lookalike;
mod mail;
mod media;
mod networks;
mod options;
mod own;
pub mod problem;
mod profile;
mod reader;
mod rule;
mod section;
mod server;
mod site;
mod source;
mod topic;
mod values;
mod wordlist;

pub use limits::{ForwardedHeader, PerClient};
pub use live::Live;
pub use mail::{Mail, Security};
pub use media::Media;
pub use problem::{Problem, Severity};
pub use profile::{ManualCount, Profile, Verify};
pub use rule::{Pattern, REVIEW, Rule};
pub use server::DatabaseUrl;
pub use site::Site;
pub use source::Source;
pub use topic::Topic;
pub use values::Origin;
pub(crate) use values::web_address;

use crate::connectors;
use crate::fetch::AllowedTarget;
use ipnet::IpNet;
use reader::Document;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The whole configuration, checked.
#[derive(Clone, Debug)]
pub struct Config {
    pub listen: SocketAddr,
    /// Where browsers reach the server, without a slash at the end.
    pub public_url: String,
    /// `sqlite://…` or `postgres://…`.
    pub database: DatabaseUrl,
    /// Proxies whose word about a client's address counts.
    pub trusted_proxies: Vec<IpNet>,
    /// Where they write that word.
    pub forwarded_header: ForwardedHeader,
    pub per_client: PerClient,
    pub live: Live,
    pub time_zone: jiff::tz::TimeZone,
    /// Private addresses that feeds and networks may be fetched from.
    pub allow: Vec<AllowedTarget>,
    pub refresh: Refresh,
    pub networks: connectors::Settings,
    /// Copies of posts' pictures; `None` if there are to be none.
    pub media: Option<Media>,
    /// Where letters go out; without it, nobody gets any.
    pub mail: Option<Mail>,
    /// Where the demo's pages lie.
    pub demo: Option<PathBuf>,
    pub sites: Vec<Site>,
}

/// How often the world outside is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refresh {
    pub followers: Duration,
    pub feeds: Duration,
    /// For whether profiles still show that they are the site's.
    pub profiles: Duration,
}

/// Where values come from that are not in the file; tests bring their own.
pub type Env<'a> = &'a dyn Fn(&str) -> Option<String>;

const KEYS: &[&str] = &[
    "listen",
    "public_url",
    "database",
    "trusted_proxies",
    "forwarded_header",
    "limits",
    "live",
    "time_zone",
    "fetch",
    "refresh",
    "mail",
    "media",
    "keys",
    "api",
    "demo",
    "sites",
];

impl Config {
    /// Reads the file; an error only if it cannot be read at all.
    pub fn load(file: &Path) -> anyhow::Result<(Self, Vec<Problem>)> {
        use anyhow::Context;
        let advice = "write one, see `teilbar check --help`, or name another with --config";
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("cannot read {}; {advice}", file.display()))?;
        let folder = file.parent().unwrap_or(Path::new(""));
        let secret = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        Ok(Self::read(&text, folder, &secret))
    }

    /// Reads the text of a file that lies in `folder`.
    pub fn read(text: &str, folder: &Path, env: Env<'_>) -> (Self, Vec<Problem>) {
        let document = Document::new(text);
        let (parsed, errors) = toml::de::DeTable::parse_recoverable(text);
        errors.iter().for_each(|error| document.syntax(error));
        // What a parser makes of a broken file would only be confusing to complain about.
        let nothing = toml::de::DeTable::new();
        let entries = if errors.is_empty() {
            parsed.get_ref()
        } else {
            &nothing
        };
        let config = Self::from_root(&document, entries, folder, env);
        let mut problems = document.into_problems();
        if !errors.is_empty() {
            problems.retain(|problem| problem.severity == Severity::Error);
        }
        (config, problems)
    }

    fn from_root(
        document: &Document<'_>,
        entries: &toml::de::DeTable<'_>,
        folder: &Path,
        env: Env<'_>,
    ) -> Self {
        let root = document.root(entries, KEYS);
        let listen = server::listen(document, &root);
        Self {
            listen,
            public_url: server::public_url(document, &root, listen),
            database: DatabaseUrl(server::database(document, &root, folder, env)),
            trusted_proxies: server::trusted_proxies(document, &root),
            forwarded_header: limits::forwarded_header(document, &root),
            per_client: limits::read(document, &root),
            live: live::read(document, &root),
            time_zone: server::time_zone(document, &root),
            allow: server::allow(document, &root),
            refresh: server::refresh(document, &root),
            networks: networks::read(document, &root, env),
            mail: mail::read(document, &root, env),
            media: media::read(document, &root),
            demo: server::demo(document, &root, folder),
            sites: site::read_all(document, &root, folder),
        }
    }

    /// Notes where the server really listens; browsers reach it there if the file says nothing else.
    pub fn listen_on(&mut self, address: SocketAddr) {
        if self.public_url == server::default_url(self.listen) {
            self.public_url = server::default_url(address);
        }
        self.listen = address;
    }

    /// The site of this id.
    pub fn site(&self, id: &str) -> Option<&Site> {
        self.sites.iter().find(|site| site.id == id)
    }
}

/// The problems of one kind: errors keep the server from starting.
pub fn errors(problems: &[Problem]) -> usize {
    problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .count()
}
