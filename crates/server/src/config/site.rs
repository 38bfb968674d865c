//! `[[sites]]`: who embeds, with which profiles, sources and defaults.

use super::problem::suggest;
use super::reader::{At, Document, Table};
use super::values::{Origin, web_address};
use crate::connectors::SourceSpec;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use teilbar_domain::choice::Choice;
use teilbar_domain::config::{CssMode, Options};
use teilbar_domain::count::Count;
use teilbar_domain::date::Date;
use teilbar_domain::link;
use teilbar_domain::network::{Lookup, Network, lookup};
use teilbar_domain::text::Lang;

/// One website, or a group of pages with the same profiles and settings.
#[derive(Clone, Debug)]
pub struct Site {
    pub id: String,
    pub name: String,
    /// Pages of no other origin may ask from a browser.
    pub origins: Vec<Origin>,
    /// Shared where a page names no address.
    pub home: String,
    pub lang: Lang,
    pub css: CssMode,
    /// Defaults for the elements' attributes.
    pub options: Options,
    pub profiles: Vec<Profile>,
    pub sources: Vec<Source>,
    pub counts: Vec<ManualCount>,
}

/// An account to follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    pub network: Network,
    pub handle: String,
    pub url: String,
    pub manual: Option<(Count, Date)>,
}

/// Where posts come from.
#[derive(Clone, Debug)]
pub struct Source {
    pub id: String,
    /// Shown instead of the name the feed gives itself.
    pub name: Option<String>,
    pub spec: SourceSpec,
    /// A feed file shown, marked as sample, until something real was stored.
    pub sample: Option<PathBuf>,
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

/// A share count read off by a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManualCount {
    pub url: String,
    pub network: Network,
    pub count: Count,
    pub date: Date,
}

const SITE: &[&str] = &[
    "id", "name", "origins", "home", "lang", "css", "options", "profiles", "sources", "counts",
];
const PROFILE: &[&str] = &["network", "handle", "url", "manual"];
const SOURCE: &[&str] = &[
    "id", "name", "feed", "file", "mastodon", "bluesky", "youtube", "sample",
];
const COUNT: &[&str] = &["url", "network", "count", "date"];

pub(super) fn read_all(document: &Document<'_>, root: &Table<'_>, folder: &Path) -> Vec<Site> {
    let tables = root.tables("sites", SITE);
    if tables.is_empty() && !root.has("sites") {
        document.warning(
            1,
            "no site is configured",
            "add a [[sites]] section with id and origins",
        );
    }
    let mut seen = Unique::new("site id");
    let read = |table| {
        Reader {
            document,
            table,
            folder,
        }
        .site(&mut seen)
    };
    tables.into_iter().filter_map(read).collect()
}

/// Notices what is given twice.
struct Unique {
    what: &'static str,
    lines: BTreeMap<String, usize>,
}

impl Unique {
    fn new(what: &'static str) -> Self {
        Self {
            what,
            lines: BTreeMap::new(),
        }
    }

    fn check(&mut self, document: &Document<'_>, name: &str, line: usize) {
        if let Some(first) = self.lines.insert(name.to_owned(), line) {
            let what = format!("{} \"{name}\" is already used in line {first}", self.what);
            document.error(line, what, "choose another or delete one of them");
        }
    }
}

struct Reader<'a> {
    document: &'a Document<'a>,
    table: Table<'a>,
    folder: &'a Path,
}

impl<'a> Reader<'a> {
    fn error(&self, line: usize, what: impl Into<String>, help: impl Into<String>) {
        self.document.error(line, what, help);
    }

    fn site(&self, seen: &mut Unique) -> Option<Site> {
        let id = self.id(seen, "\"corporate\"")?;
        let origins = self.origins();
        Some(Site {
            name: self
                .table
                .text("name")
                .map_or(&id[..], |name| name.value)
                .to_owned(),
            home: self.home(&origins),
            lang: self.lang(),
            css: self.css(),
            options: self.options(),
            profiles: self.profiles(),
            sources: self.sources(),
            counts: self.counts(),
            origins,
            id,
        })
    }

    /// The id of a site or source: it stands in addresses and attributes.
    fn id(&self, seen: &mut Unique, example: &str) -> Option<String> {
        let Some(id) = self.table.text("id") else {
            if !self.table.has("id") {
                self.table.missing("id", example);
            }
            return None;
        };
        seen.check(self.document, id.value, id.line);
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if !(1..=40).contains(&id.value.len()) || !id.value.bytes().all(plain) {
            let what = format!("\"{}\" cannot be an id", id.value);
            self.error(id.line, what, "use 1 to 40 of a-z, 0-9 and -");
            return None;
        }
        Some(id.value.to_owned())
    }

    fn origins(&self) -> Vec<Origin> {
        let list = self
            .table
            .texts("origins")
            .map(|list| list.value)
            .unwrap_or_default();
        let read = |text: At<&str>| {
            let origin = Origin::parse(text.value);
            origin
                .map_err(|(what, help)| self.error(text.line, what, help))
                .ok()
        };
        list.into_iter().filter_map(read).collect()
    }

    fn home(&self, origins: &[Origin]) -> String {
        if let Some(home) = self.table.text("home") {
            return self.address(home, "home");
        }
        if origins.is_empty() {
            self.table.missing("home", "\"https://www.example.org/\"");
        }
        origins
            .first()
            .map(|origin| format!("{}/", origin.as_str()))
            .unwrap_or_default()
    }

    fn address(&self, text: At<&str>, key: &str) -> String {
        let url = web_address(text.value).map(String::from);
        if url.is_none() {
            let what = format!("{key} = \"{}\" is no web address", text.value);
            self.error(text.line, what, "write it in full, starting with https://");
        }
        url.unwrap_or_default()
    }

    fn lang(&self) -> Lang {
        let Some(text) = self.table.text("lang") else {
            return Lang::default();
        };
        Lang::from_tag(text.value).unwrap_or_else(|| {
            let what = format!("there is no translation for lang = \"{}\"", text.value);
            self.error(text.line, what, suggest(text.value, Lang::WORDS));
            Lang::default()
        })
    }

    fn css(&self) -> CssMode {
        let Some(text) = self.table.text("css") else {
            return CssMode::default();
        };
        CssMode::parse(text.value).unwrap_or_else(|| {
            let what = format!("css = \"{}\" is unknown", text.value);
            self.error(text.line, what, suggest(text.value, CssMode::WORDS));
            CssMode::default()
        })
    }

    fn options(&self) -> Options {
        let table = self.table.table("options", &[]);
        table
            .map(|table| super::options::read(self.document, &table))
            .unwrap_or_default()
    }

    fn profiles(&self) -> Vec<Profile> {
        let mut seen = Unique::new("profile");
        let tables = self.table.tables("profiles", PROFILE).into_iter();
        tables
            .filter_map(|table| Reader { table, ..*self }.profile(&mut seen))
            .collect()
    }

    fn profile(&self, seen: &mut Unique) -> Option<Profile> {
        let network = self.network()?;
        let Some(handle) = self.table.text("handle") else {
            self.table.missing("handle", "\"name\"");
            return None;
        };
        seen.check(
            self.document,
            &format!("{} {}", network.slug(), handle.value),
            handle.line,
        );
        let url = match self.table.text("url") {
            Some(url) => self.address(url, "url"),
            None => self.profile_url(network, handle)?,
        };
        let handle = handle.value.to_owned();
        Some(Profile {
            network,
            handle,
            url,
            manual: self.manual(),
        })
    }

    fn profile_url(&self, network: Network, handle: At<&str>) -> Option<String> {
        let url = link::profile(network, handle.value);
        if url.is_none() {
            let name = network.name();
            let what = format!("\"{}\" is no profile on {name}", handle.value);
            let help = match network.row().profile {
                "" => format!("{name} has no profile pages; write url = \"https://…\""),
                "{handle}" => "write the full address, starting with https://".to_owned(),
                slots if slots.contains("{host}") => "write it as \"@user@host\"".to_owned(),
                slots => format!("write what stands in its address: {slots}"),
            };
            self.error(handle.line, what, help);
        }
        url
    }

    fn manual(&self) -> Option<(Count, Date)> {
        let table = self.table.table("manual", &["count", "date"])?;
        Reader { table, ..*self }.counted()
    }

    /// A number and the day it was read off: one without the other is worth nothing.
    fn counted(&self) -> Option<(Count, Date)> {
        let count = self.table.number("count");
        let date = self.table.text("date");
        for key in ["count", "date"]
            .into_iter()
            .filter(|key| !self.table.has(key))
        {
            let example = if key == "count" {
                "1234"
            } else {
                "\"2026-03-03\""
            };
            self.table.missing(key, example);
        }
        let date = date.and_then(|text| {
            let date = Date::parse(text.value);
            if date.is_none() {
                let what = format!("\"{}\" is no day of the calendar", text.value);
                self.error(text.line, what, "write year, month and day: \"2026-03-03\"");
            }
            date
        });
        Some((Count(count?.value), date?))
    }

    fn network(&self) -> Option<Network> {
        let Some(name) = self.table.text("network") else {
            if !self.table.has("network") {
                self.table.missing("network", "\"mastodon\"");
            }
            return None;
        };
        match lookup(name.value) {
            Lookup::Live(network) => return Some(network),
            Lookup::Dead(dead) => {
                let what = format!("{} {}", dead.name, dead.en);
                self.error(
                    name.line,
                    what,
                    format!("use {} instead", dead.instead.join(" or ")),
                );
            }
            Lookup::Unknown => {
                let slugs: Vec<_> = Network::ALL.iter().map(|network| network.slug()).collect();
                let what = format!("there is no network \"{}\"", name.value);
                self.error(name.line, what, suggest(name.value, &slugs));
            }
        }
        None
    }

    fn sources(&self) -> Vec<Source> {
        let mut seen = Unique::new("source id");
        let tables = self.table.tables("sources", SOURCE).into_iter();
        tables
            .filter_map(|table| Reader { table, ..*self }.source(&mut seen))
            .collect()
    }

    fn source(&self, seen: &mut Unique) -> Option<Source> {
        let id = self.id(seen, "\"news\"");
        let spec = super::source::read(self.document, &self.table, self.folder);
        let name = self.table.text("name").map(|name| name.value.to_owned());
        let sample = self.table.text("sample").map(|path| self.file(path));
        Some(Source {
            id: id?,
            name,
            spec: spec?,
            sample,
        })
    }

    fn file(&self, path: At<&str>) -> PathBuf {
        super::source::existing(self.document, self.folder, path)
    }

    fn counts(&self) -> Vec<ManualCount> {
        let tables = self.table.tables("counts", COUNT).into_iter();
        tables
            .filter_map(|table| Reader { table, ..*self }.count())
            .collect()
    }

    fn count(&self) -> Option<ManualCount> {
        let url = self.table.text("url").map(|url| self.address(url, "url"));
        if !self.table.has("url") {
            self.table
                .missing("url", "\"https://www.example.org/page\"");
        }
        let network = self.network();
        let (count, date) = self.counted()?;
        Some(ManualCount {
            url: url?,
            network: network?,
            count,
            date,
        })
    }
}
