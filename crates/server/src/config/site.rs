//! `[[sites]]`: who embeds, with which profiles, sources and defaults.

use super::lookalike::own_names;
use super::problem::suggest;
use super::profile::{ManualCount, Profile};
use super::reader::{At, Document, Table};
use super::rule::Rule;
use super::section::{Section, Unique};
use super::source::Source;
use super::topic::Topic;
use super::values::{Origin, web_address};
use std::path::Path;
use std::time::Duration;
use teilbar_domain::choice::Choice;
use teilbar_domain::config::{CssMode, Options};
use teilbar_domain::own::Own;
use teilbar_domain::rule::Action;
use teilbar_domain::text::Lang;
use url::Url;

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
    /// The first part of the elements' names: `teil` in `teil-bar`.
    pub prefix: String,
    /// Defaults for the elements' attributes.
    pub options: Options,
    /// Networks that the catalogue does not have.
    pub networks: Vec<Own>,
    pub profiles: Vec<Profile>,
    pub sources: Vec<Source>,
    pub counts: Vec<ManualCount>,
    pub rules: Vec<Rule>,
    pub topics: Vec<Topic>,
    /// Posts of two networks that say the same within this time are shown as one.
    pub merge_within: Option<Duration>,
}

impl Site {
    /// Whether posts have to wait until the rules have seen them.
    pub fn is_strict(&self) -> bool {
        let keeps = |rule: &Rule| rule.action != Action::Pin;
        self.rules.iter().any(keeps) || self.sources.iter().any(|source| source.review)
    }

    /// What the store calls the site's sources, each once.
    pub fn source_keys(&self) -> Vec<String> {
        let mut keys: Vec<_> = self.sources.iter().map(Source::key).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// Whether an address, which may lack its scheme, is the site's own: its home, or the root of an
    /// origin. Scheme, `www.` and the end of the path make no difference, as for who writes it by hand.
    pub fn is_own(&self, address: &str) -> bool {
        let wanted = bare(address);
        let origins = self.origins.iter().map(Origin::as_str);
        let mut own = origins.chain([&self.home[..]]).map(bare);
        wanted.is_some() && own.any(|own| own == wanted)
    }

    /// Whether a host is that of the site's home, or below it.
    pub fn has_domain(&self, host: &str) -> bool {
        let home = web_address(&self.home);
        let home = home.as_ref().and_then(Url::host_str).unwrap_or_default();
        let home = home.strip_prefix("www.").unwrap_or(home);
        let host = host.to_ascii_lowercase();
        let below = host.strip_suffix(home);
        below.is_some_and(|rest| !home.is_empty() && (rest.is_empty() || rest.ends_with('.')))
    }

    /// The topic of this id.
    pub fn topic(&self, id: &str) -> Option<&Topic> {
        self.topics.iter().find(|topic| topic.cut.id == id)
    }
}

const SITE: &[&str] = &[
    "id",
    "name",
    "origins",
    "home",
    "lang",
    "css",
    "prefix",
    "options",
    "networks",
    "profiles",
    "sources",
    "counts",
    "rules",
    "topics",
    "merge_within",
];

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
    let section = |table| Section {
        document,
        table,
        folder,
        has_mail: root.has("mail"),
    };
    let sections = tables.into_iter().map(section);
    sections
        .filter_map(|section| section.site(&mut seen))
        .collect()
}

impl Section<'_> {
    fn site(&self, seen: &mut Unique) -> Option<Site> {
        let id = self.id(seen, "\"corporate\"")?;
        let origins = self.origins();
        let sources = self.sources();
        let networks = self.own_networks(&id);
        let name = self.table.text("name").map_or(&id[..], |name| name.value);
        let home = self.home(&origins);
        Some(Site {
            name: name.to_owned(),
            lang: self.lang(),
            css: self.css(),
            prefix: self.prefix(),
            options: self.options(&networks),
            networks,
            profiles: self.profiles(own_names(&id, name, &home)),
            home,
            rules: self.rules(&sources),
            topics: self.topics(&sources),
            merge_within: self.merge_within(),
            sources,
            counts: self.counts(),
            origins,
            id,
        })
    }

    pub(super) fn origins(&self) -> Vec<Origin> {
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

    fn lang(&self) -> Lang {
        let Some(text) = self.table.text("lang") else {
            return Lang::default();
        };
        Lang::from_tag(text.value).unwrap_or_else(|| {
            let what = format!("there is no translation for lang = \"{}\"", text.value);
            // Nearly every two letters are near some language's.
            self.error(
                text.line,
                what,
                format!("use one of: {}", Lang::WORDS.join(", ")),
            );
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

    fn prefix(&self) -> String {
        const TEIL: &str = "teil";
        let Some(text) = self.table.text("prefix") else {
            return TEIL.to_owned();
        };
        if is_prefix(text.value) {
            return text.value.to_owned();
        }
        let what = format!("prefix = \"{}\" cannot begin an element's name", text.value);
        let help = "write a letter, then letters and digits, all small, such as \"acme\"";
        self.error(text.line, what, help);
        TEIL.to_owned()
    }

    fn options(&self, own: &[Own]) -> Options {
        let table = self.table.table("options", &[]);
        table
            .map(|table| super::options::read(self.document, &table, own))
            .unwrap_or_default()
    }
}

/// Host, port and path of a web address.
fn bare(address: &str) -> Option<(String, Option<u16>, String)> {
    let whole = address.trim();
    let url = web_address(whole).or_else(|| web_address(&format!("https://{whole}")))?;
    let host = url.host_str()?;
    let host = host.strip_prefix("www.").unwrap_or(host).to_owned();
    Some((
        host,
        url.port(),
        url.path().trim_end_matches('/').to_owned(),
    ))
}

/// As `www/define.js` takes it.
fn is_prefix(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(plain)
}
