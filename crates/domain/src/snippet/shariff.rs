//! Shariff: `<div class="shariff" data-…>`.
//!
//! `www/shariff.js` reads the same attributes in the browser; who changes one changes the other.

use super::draft::Draft;
use super::note::Why;
use super::scan::{Tag, decode};
use crate::network::Network;
use crate::problem::Problem;
use crate::text::Lang;

/// Every service that a version of Shariff had a button for.
pub const SERVICES: [&str; 27] = [
    "addthis",
    "buffer",
    "clipboard",
    "diaspora",
    "facebook",
    "fediverse",
    "flattr",
    "flipboard",
    "googleplus",
    "info",
    "linkedin",
    "mail",
    "pinterest",
    "pocket",
    "print",
    "qzone",
    "reddit",
    "stumbleupon",
    "telegram",
    "tencent-weibo",
    "threema",
    "tumblr",
    "twitter",
    "vk",
    "weibo",
    "whatsapp",
    "xing",
];

/// Shariff's word for a network: what its backend calls a count.
pub fn service(network: Network) -> &'static str {
    match network {
        Network::X => "twitter",
        Network::Mastodon => "fediverse",
        Network::Email => "mail",
        Network::Copy => "clipboard",
        other => other.slug(),
    }
}

pub(super) fn read(div: &Tag<'_>, draft: &mut Draft) {
    let services = div.get("data-services");
    // Some pages escape twice; what is left of that is decoded here.
    let services = services.map_or("twitter facebook info".to_owned(), |list| decode(&list));
    let is_word = |c: char| c.is_ascii_alphanumeric() || "_+*-".contains(c);
    for name in services.split(|c| !is_word(c)) {
        match name {
            "info" => draft.left("info", Why::Info),
            name => draft.button(name),
        }
    }
    for (name, value) in div.data() {
        attribute(&name, value, draft);
    }
    track(div, draft);
}

fn attribute(name: &str, value: String, draft: &mut Draft) {
    let lower = value.to_ascii_lowercase();
    match (name, &lower[..]) {
        ("data-services" | "data-referrer-track", _) => {}
        ("data-site", _) => draft.set("site", Some(value)),
        ("data-url", _) => draft.set("url", Some(value)),
        ("data-title", _) => draft.set("title", Some(value)),
        ("data-lang", _) => lang(value, draft),
        ("data-media-url", _) => draft.set("image", Some(value)),
        ("data-twitter-via", _) => draft.set("via", Some(value)),
        ("data-mail-body", _) => draft.set("text", Some(without_address(&value))),
        ("data-mail-subject", _) => draft.left(name, Why::Subject),
        ("data-mail-url", _) => draft.left(name, Why::MailPage),
        ("data-backend-url", _) => draft.left(name, Why::Backend),
        ("data-info-url" | "data-info-display", _) => draft.left(name, Why::Info),
        ("data-theme", "grey") => draft.set("colors", Some("mono".to_owned())),
        ("data-theme", "white") => draft.set("colors", Some("outline".to_owned())),
        ("data-button-style", "icon") => draft.set("look", Some("icon".to_owned())),
        ("data-button-style", "icon-count") => draft.set("look", Some("count".to_owned())),
        ("data-orientation", "vertical") => draft.set("orientation", Some("vertical".to_owned())),
        ("data-theme", "standard" | "color")
        | ("data-button-style", "standard")
        | ("data-orientation", "horizontal")
        | ("data-flattr-user" | "data-flattr-category", _) => {}
        _ => draft.left(name, Why::Unknown),
    }
}

/// Shariff speaks English where it lacks a language.
fn lang(value: String, draft: &mut Draft) {
    let known = Lang::from_tag(&value).is_some();
    draft.set(
        "lang",
        Some(if known {
            value.clone()
        } else {
            "en".to_owned()
        }),
    );
    if !known {
        draft.problem(Problem::NotTranslated { value });
    }
}

/// Our e-mails end in the address anyway.
fn without_address(body: &str) -> String {
    let mark = body.to_ascii_lowercase().find("{url}");
    mark.map_or(body.to_owned(), |at| {
        let (before, after) = (body[..at].trim_end(), body[at + 5..].trim_start());
        format!("{before} {after}").trim().to_owned()
    })
}

fn track(div: &Tag<'_>, draft: &mut Draft) {
    let Some(track) = div.get("data-referrer-track") else {
        return;
    };
    let url = draft.get("url");
    if url.is_empty() {
        return draft.left("data-referrer-track", Why::Track);
    }
    let joint = if url.contains('?') { '&' } else { '?' };
    let url = format!("{url}{joint}{}", track.trim_start_matches(['?', '&']));
    draft.replace("url", &url);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{Lookup, lookup};

    #[test]
    fn every_service_of_shariff_is_known() {
        for name in SERVICES.iter().filter(|name| **name != "info") {
            assert_ne!(lookup(name), Lookup::Unknown, "{name}");
            if let Lookup::Live(network) = lookup(name) {
                assert_eq!(service(network), *name);
            }
        }
    }
}
