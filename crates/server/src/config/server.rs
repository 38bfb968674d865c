//! The top level of the file: how the server listens, stores, fetches and refreshes.

use super::reader::{Document, Table};
use super::{Env, Refresh, values};
use crate::fetch::AllowedTarget;
use ipnet::IpNet;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// `sqlite://…` or `postgres://…`; debug output tells no more than which of them.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(pub(super) String);

impl Deref for DatabaseUrl {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = self.split(':').next().unwrap_or_default();
        write!(f, "DatabaseUrl({scheme}:…)")
    }
}

const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8787);

pub(super) fn listen(document: &Document<'_>, root: &Table<'_>) -> SocketAddr {
    let Some(text) = root.text("listen") else {
        return LISTEN;
    };
    text.value.parse().unwrap_or_else(|_| {
        let what = format!("listen = \"{}\" is no address to listen on", text.value);
        document.error(
            text.line,
            what,
            "write an IP address and a port: \"127.0.0.1:8787\"",
        );
        LISTEN
    })
}

pub(super) fn public_url(document: &Document<'_>, root: &Table<'_>, listen: SocketAddr) -> String {
    let default = default_url(listen);
    let Some(text) = root.text("public_url") else {
        if listen.ip().is_unspecified() {
            let what = format!("no browser can reach the server at {default}");
            let help = "add public_url with the address that browsers use";
            document.warning(root.line_of("listen"), what, help);
        }
        return default;
    };
    let url = values::web_address(text.value).filter(|url| url.query().is_none());
    if url.is_none() {
        let what = format!("public_url = \"{}\" is no web address", text.value);
        document.error(
            text.line,
            what,
            "write where browsers reach the server: \"https://teilbar.example\"",
        );
    }
    url.map_or(default, |url| url.as_str().trim_end_matches('/').to_owned())
}

/// Where browsers reach the server if nothing else is said.
pub(super) fn default_url(listen: SocketAddr) -> String {
    format!("http://{listen}")
}

/// The database's address: a path, or a URL, or the environment variable that holds one.
pub(super) fn database(
    document: &Document<'_>,
    root: &Table<'_>,
    folder: &Path,
    env: Env<'_>,
) -> String {
    let default = sqlite_url(&folder.join("teilbar.db"));
    if root.has("database") && !root.is_text("database") {
        return super::networks::variable(document, root, "database", env).unwrap_or(default);
    }
    let Some(text) = root.text("database") else {
        return default;
    };
    let has_password = url::Url::parse(text.value).is_ok_and(|url| url.password().is_some());
    match text.value.split_once(':') {
        Some(("postgres" | "postgresql", _)) if has_password => {
            let help = "keep the address in an environment variable and write database = { env = \"NAME\" }";
            document.error(
                text.line,
                "database holds a password written into the file",
                help,
            );
            default
        }
        Some(("postgres" | "postgresql", _)) => text.value.to_owned(),
        Some(("sqlite", path)) => sqlite_url(&folder.join(path.trim_start_matches("//"))),
        Some((scheme, _)) if scheme.len() > 1 => {
            let what = format!("there is no database \"{scheme}:\"");
            document.error(
                text.line,
                what,
                "write a file path, sqlite:PATH or postgres://…",
            );
            default
        }
        _ => sqlite_url(&folder.join(text.value)),
    }
}

/// `sqlite://` and the path, with what a URL would take for itself encoded.
fn sqlite_url(path: &Path) -> String {
    let mut path = path.to_string_lossy().into_owned();
    for (plain, encoded) in [("%", "%25"), ("?", "%3f"), ("#", "%23")] {
        path = path.replace(plain, encoded);
    }
    format!("sqlite://{path}")
}

pub(super) fn trusted_proxies(document: &Document<'_>, root: &Table<'_>) -> Vec<IpNet> {
    let list = root
        .texts("trusted_proxies")
        .map(|list| list.value)
        .unwrap_or_default();
    let read = |text: super::reader::At<&str>| {
        let single = || text.value.parse::<IpAddr>().ok().map(IpNet::from);
        let net = text.value.parse().ok().or_else(single);
        if net.is_none() {
            let what = format!("\"{}\" in trusted_proxies is no network", text.value);
            document.error(
                text.line,
                what,
                "write an address or a range: \"10.0.0.0/8\"",
            );
        }
        net
    };
    list.into_iter().filter_map(read).collect()
}

pub(super) fn time_zone(document: &Document<'_>, root: &Table<'_>) -> jiff::tz::TimeZone {
    let name = root.text("time_zone");
    let zone = jiff::tz::TimeZone::get(name.map_or("Europe/Berlin", |name| name.value));
    if let (Some(name), Err(_)) = (name, &zone) {
        let what = format!("there is no time zone \"{}\"", name.value);
        let known: Vec<_> = jiff::tz::db()
            .available()
            .map(|zone| zone.to_string())
            .collect();
        let near = teilbar_domain::problem::nearest(name.value, known.iter().map(|zone| &zone[..]));
        let help = near.map_or(
            "write a name such as \"Europe/Berlin\" or \"UTC\"".to_owned(),
            |near| format!("did you mean \"{near}\"?"),
        );
        document.error(name.line, what, help);
    }
    zone.unwrap_or(jiff::tz::TimeZone::UTC)
}

pub(super) fn allow(document: &Document<'_>, root: &Table<'_>) -> Vec<AllowedTarget> {
    let table = root.table("fetch", &["allow"]);
    let list = table
        .and_then(|table| table.texts("allow"))
        .map(|list| list.value)
        .unwrap_or_default();
    let read = |text: super::reader::At<&str>| {
        let address = text.value.parse().ok();
        if address.is_none() {
            let what = format!("\"{}\" in [fetch] allow is no address", text.value);
            document.error(
                text.line,
                what,
                "write host and port of one target: \"127.0.0.1:2583\"",
            );
        }
        address
    };
    list.into_iter().filter_map(read).collect()
}

pub(super) fn refresh(document: &Document<'_>, root: &Table<'_>) -> Refresh {
    let table = root.table("refresh", &["followers", "feeds", "profiles"]);
    let read = |key: &str, default: u64| {
        let default = Duration::from_secs(default);
        let Some(text) = table.and_then(|table| table.text(key)) else {
            return default;
        };
        values::duration(text.value).unwrap_or_else(|help| {
            let what = format!(
                "refresh.{key} = \"{}\" is no time between refreshes",
                text.value
            );
            document.error(text.line, what, help);
            default
        })
    };
    Refresh {
        followers: read("followers", 3_600),
        feeds: read("feeds", 900),
        profiles: read("profiles", 86_400),
    }
}

pub(super) fn demo(document: &Document<'_>, root: &Table<'_>, folder: &Path) -> Option<PathBuf> {
    let table = root.table("demo", &["pages"])?;
    let Some(pages) = table.text("pages") else {
        table.missing("pages", "\".\"");
        return None;
    };
    let path = folder.join(pages.value);
    if !path.is_dir() {
        let what = format!("there is no folder \"{}\" with demo pages", pages.value);
        document.error(
            pages.line,
            what,
            "name a folder relative to this file, or take [demo] out",
        );
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use std::path::Path;

    #[test]
    fn debug_output_of_the_configuration_tells_no_secret() {
        let text = "database = { env = \"DB\" }\n[keys]\ngithub = { env = \"KEY\" }\n[[sites]]\nid = \"a\"\nhome = \"https://a.example/\"\n";
        let env = |name: &str| match name {
            "DB" => Some("postgres://u:canary@db.example/t".to_owned()),
            _ => Some("canary".to_owned()),
        };
        let (config, problems) = Config::read(text, Path::new(""), &env);
        assert_eq!(crate::config::errors(&problems), 0, "{problems:?}");
        let shown = format!("{config:?}");
        assert!(shown.contains("DatabaseUrl(postgres:…)"), "{shown}");
        assert!(!shown.contains("canary"), "{shown}");
        assert!(config.database.contains("canary"));
    }
}
