//! NodeInfo: which software a server runs.

use super::lookup::{Document, Lookup};
use serde_json::Value;
use teilbar_domain::fediverse::template;

const WELL_KNOWN: &str = "/.well-known/nodeinfo";
const ACCEPT: &str = "application/json";

/// What the links to the document are called, up to the version.
const REL: &str = "http://nodeinfo.diaspora.software/ns/schema/";

/// Links looked at; servers have one for each of three versions.
const LINKS: usize = 100;

/// The longest name of a software that is one.
const LONGEST: usize = 40;

/// What runs where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct About {
    /// In lower case.
    pub(super) software: String,
    /// Where its pages are; not always the host that handles name.
    pub(super) host: String,
}

/// What a server says about itself; `None` if it does not.
pub(super) async fn ask(lookup: &Lookup, host: &str) -> Option<About> {
    let links = lookup.json(host, WELL_KNOWN, ACCEPT).await?;
    let (host, path) = document(&links)?;
    let about = lookup.json(host, path, ACCEPT).await?;
    Some(About {
        software: software(&about.json)?,
        host: host.to_owned(),
    })
}

/// Host and path of the newest version of the document, on a host that may speak for the server.
fn document(links: &Document) -> Option<(&str, &str)> {
    let list = links.json.get("links").and_then(Value::as_array)?;
    let places = list.iter().take(LINKS).filter_map(|link| {
        let version = link.get("rel")?.as_str()?.strip_prefix(REL)?;
        let address = link.get("href")?.as_str()?;
        let host = template::host(address).filter(|host| links.speaks(host))?;
        let path = &address["https://".len() + host.len()..];
        path.starts_with('/').then_some((version, (host, path)))
    });
    places
        .max_by_key(|(version, _)| *version)
        .map(|(_, place)| place)
}

fn software(about: &Value) -> Option<String> {
    let name = about.pointer("/software/name")?.as_str()?.trim();
    let plain = |b: u8| b.is_ascii_alphanumeric() || b" _-.".contains(&b);
    let valid = (1..=LONGEST).contains(&name.len()) && name.bytes().all(plain);
    valid.then(|| name.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_newest_document_of_the_server_is_read() {
        let link =
            |version: &str, href: &str| json!({ "rel": format!("{REL}{version}"), "href": href });
        for (links, expected) in [
            (
                json!([link("2.0", "https://h.example/nodeinfo/2.0")]),
                Some(("h.example", "/nodeinfo/2.0")),
            ),
            (
                json!([
                    link("2.1", "https://h.example/b"),
                    link("2.0", "https://h.example/a")
                ]),
                Some(("h.example", "/b")),
            ),
            (
                json!([
                    link("2.1", "https://evil.example/b"),
                    link("2.0", "https://www.h.example/a")
                ]),
                Some(("www.h.example", "/a")),
            ),
            (json!([link("2.0", "http://h.example/a")]), None),
            (json!([link("2.0", "https://127.0.0.1/a")]), None),
            (json!([link("2.0", "https://h.example:81/a")]), None),
            (json!([link("2.0", "https://h.example")]), None),
            (
                json!([{ "rel": "other", "href": "https://h.example/a" }, 3]),
                None,
            ),
            (json!("x"), None),
        ] {
            let document = Document {
                json: json!({ "links": links }),
                hosts: vec!["h.example".into()],
            };
            assert_eq!(super::document(&document), expected, "{links}");
        }
    }

    #[test]
    fn names_are_plain() {
        for (name, expected) in [
            (json!("mastodon"), Some("mastodon")),
            (json!(" Iceshrimp.NET "), Some("iceshrimp.net")),
            (json!("GNU social"), Some("gnu social")),
            (json!("<script>"), None),
            (json!(""), None),
            (json!("x".repeat(41)), None),
            (json!(7), None),
        ] {
            let about = json!({ "software": { "name": name } });
            assert_eq!(software(&about).as_deref(), expected, "{about}");
        }
    }
}
