//! Links: what a share button and a follow button point at.
//!
//! A template holds slots (`{url}`, `{title}`, …). Each value is percent-encoded as RFC 3986
//! asks, with `%20` and never `+`, because mail and messenger apps show a `+` as it is.
//! A query parameter whose slots are all empty is left out; a slot marked `{image!}` has to have
//! a value, else there is no link. `{url+a%3Db}` adds a parameter, encoded already, to the value.

use crate::network::{Network, Share};
use crate::room::room;

/// What is being shared. Empty text means "not known".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Shared {
    /// Absolute `http` or `https` address; the caller has checked it.
    pub url: String,
    pub title: String,
    /// A longer text: `{text}` falls back to the title, `{summary}` is left out without it.
    pub text: String,
    /// Absolute address of a picture, for networks that need one.
    pub image: String,
    /// The site's account on X, without `@`.
    pub via: String,
    /// Words without `#`.
    pub hashtags: Vec<String>,
}

/// The share link of a network; `None` if it has none or lacks something it needs.
pub fn share(network: Network, what: &Shared) -> Option<String> {
    match network.row().share {
        Share::Link(t) | Share::Mobile(t) | Share::Mail(t) => expand(t, 0, what),
        Share::Limited(t, limit) => expand(t, room(limit, &what.title, what), what),
        Share::Act(_) | Share::None { .. } => None,
    }
}

/// The address of a profile; `None` if the network has no profiles or the handle cannot be one.
pub fn profile(network: Network, handle: &str) -> Option<String> {
    let template = network.row().profile;
    let handle = handle.trim();
    if template.is_empty() || handle.is_empty() {
        return None;
    }
    if template == "{handle}" {
        return is_web_url(handle).then(|| handle.to_owned());
    }
    let (user, host) = match handle.trim_start_matches('@').split_once('@') {
        Some((user, host)) => (user, host),
        None => (handle.trim_start_matches('@'), ""),
    };
    if template.contains("{host}") {
        let valid = !user.is_empty() && is_host(host);
        let address = template
            .replacen("{host}", host, 1)
            .replacen("{user}", &encode(user), 1);
        return valid.then_some(address);
    }
    let bare = if network == Network::Email {
        handle
    } else {
        handle.trim_start_matches('@')
    };
    // A handle may be a path ("r/rust", "in/jane"): its slashes stay.
    let parts: Vec<_> = bare.split('/').map(encode).collect();
    Some(template.replacen("{handle}", &parts.join("/"), 1))
}

/// Whether an address is absolute `http` or `https` with a host and free of blanks and controls.
pub fn is_web_url(address: &str) -> bool {
    let lower = address.get(..8).unwrap_or(address).to_ascii_lowercase();
    let rest = match (lower.starts_with("https://"), lower.starts_with("http://")) {
        (true, _) => &address[8..],
        (_, true) => &address[7..],
        _ => return false,
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    !host.is_empty()
        && !host.contains(['@', '\\'])
        && !address.contains(|c: char| c <= ' ' || c == '\u{7f}')
}

/// Whether this can be the name of a server on the web, with or without a port.
pub fn is_host(host: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || "-.:".contains(c);
    host.contains('.') && !host.starts_with(['.', ':', '-']) && host.chars().all(plain)
}

fn value(slot: &str, what: &Shared) -> String {
    match slot {
        "url" => what.url.clone(),
        "title" => what.title.clone(),
        "text" if what.text.is_empty() => what.title.clone(),
        "text" | "summary" => what.text.clone(),
        "image" => what.image.clone(),
        "via" => what.via.clone(),
        "hashtags" => what.hashtags.join(","),
        "tag" => first_tag(&what.hashtags).to_owned(),
        "tags" => {
            let tags = what.hashtags.iter();
            tags.flat_map(|tag| [" #", tag]).collect()
        }
        _ => String::new(),
    }
}

/// What a template can ask for.
pub const SLOTS: &[&str] = &[
    "url", "title", "text", "summary", "image", "via", "hashtags", "tag", "tags",
];

/// The first hashtag of at most 50 characters, which is what Threads takes; empty if there is none.
pub(crate) fn first_tag(hashtags: &[String]) -> &str {
    let mut tags = hashtags.iter();
    tags.find(|tag| tag.chars().count() <= 50)
        .map_or("", String::as_str)
}

/// The text cut at a word so that it has at most `max` characters, an ellipsis included.
pub fn truncate(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let Some(room) = max.checked_sub(1).filter(|room| *room > 0) else {
        return String::new();
    };
    let mut signs: Vec<char> = text.chars().take(room + 1).collect();
    // Half an emoji would be another one.
    while let [.., before, after] = signs[..]
        && joins(before, after)
    {
        signs.pop();
    }
    signs.pop();
    let cut: String = signs.into_iter().collect();
    let words = cut
        .rfind(char::is_whitespace)
        .filter(|at| *at > cut.len() / 2);
    let mut short = cut[..words.unwrap_or(cut.len())].trim_end().to_owned();
    short.push('…');
    short
}

/// Whether two characters are drawn as one sign: marks, joiners, skin tones, flags.
///
/// A rule for what titles have, not the whole of Unicode's, whose tables would weigh more than the
/// rest of this file.
fn joins(before: char, after: char) -> bool {
    let flag = |c| ('\u{1f1e6}'..='\u{1f1ff}').contains(&c);
    before == '\u{200d}'
        || flag(before) && flag(after)
        || matches!(after, '\u{300}'..='\u{36f}' | '\u{200d}' | '\u{20d0}'..='\u{20ff}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}')
}

/// Fills a template; `None` if what a slot marked `!` needs is not known.
///
/// The title is cut to `limit` characters; 0 is no limit.
pub fn expand(template: &str, limit: usize, what: &Shared) -> Option<String> {
    let at = template.find(['?', '#']).unwrap_or(template.len());
    let (path, query) = template.split_at(at);
    let mut out = fill(path, limit, what)?.text;
    let mut parameters = query.split(['?', '#', '&']).skip(1);
    let mut joint = query.get(..1).unwrap_or_default();
    parameters.try_for_each(|parameter| {
        let filled = fill(parameter, limit, what)?;
        if !filled.is_empty {
            out.push_str(joint);
            out.push_str(&filled.text);
            joint = "&";
        }
        Some(())
    })?;
    Some(out)
}

/// One piece of a template with its slots filled.
struct Filled {
    text: String,
    /// Whether it has slots, and all of them were empty.
    is_empty: bool,
}

fn fill(piece: &str, limit: usize, what: &Shared) -> Option<Filled> {
    let mut text = String::new();
    let (mut slots, mut empty) = (0, 0);
    let mut rest = piece;
    while let Some((before, after)) = rest.split_once('{') {
        let (slot, after) = after.split_once('}').unwrap_or((after, ""));
        let name = slot.trim_end_matches('!');
        let (name, added) = name.split_once('+').unwrap_or((name, ""));
        let mut value = value(name, what);
        if limit > 0 && name == "title" {
            value = truncate(&value, limit);
        }
        if value.is_empty() && slot.ends_with('!') {
            return None;
        }
        slots += 1;
        empty += usize::from(value.is_empty());
        text.push_str(before);
        text.push_str(&encode(&value));
        if !added.is_empty() {
            text.push_str(if value.contains('?') { "%26" } else { "%3F" });
            text.push_str(added);
        }
        rest = after;
    }
    text.push_str(rest);
    Some(Filled {
        text,
        is_empty: slots > 0 && slots == empty,
    })
}

/// Percent-encodes everything but RFC 3986's unreserved characters.
pub fn encode(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article() -> Shared {
        Shared {
            url: "https://a.example/ä?b=1&c=2".into(),
            title: "Käse & Brot + 50%".into(),
            ..Shared::default()
        }
    }

    #[test]
    fn texts_are_cut_at_words_and_never_inside_an_emoji() {
        for (text, max, expected) in [
            ("kurz", 4, "kurz"),
            ("zwei Wörter hier", 12, "zwei Wörter…"),
            ("ab", 1, ""),
            ("abcdef", 4, "abc…"),
            ("aa👨‍👩‍👧b", 7, "aa…"),
            ("aa👨‍👩‍👧b", 8, "aa👨‍👩‍👧b"),
            ("aaa👍🏽bcd", 5, "aaa…"),
            ("aaa👍🏽bcd", 6, "aaa👍🏽…"),
            ("aaa🇩🇪bcd", 5, "aaa…"),
            ("aaae\u{301}bcd", 5, "aaa…"),
        ] {
            assert_eq!(truncate(text, max), expected, "{text} {max}");
        }
    }

    #[test]
    fn parameters_can_be_added_to_the_address() {
        let mut what = article();
        for (url, expected) in [
            ("https://a.example/", "https%3A%2F%2Fa.example%2F%3Fa%3Db"),
            (
                "https://a.example/?c",
                "https%3A%2F%2Fa.example%2F%3Fc%26a%3Db",
            ),
        ] {
            what.url = url.into();
            let link = expand("https://b.example/?u={url+a%3Db}", 0, &what);
            assert_eq!(link, Some(format!("https://b.example/?u={expected}")));
        }
    }

    #[test]
    fn profiles() {
        for (network, handle, expected) in [
            ("mastodon", "@a@b.example", Some("https://b.example/@a")),
            ("mastodon", "a", None),
            ("mastodon", "@a@b.example/../x", None),
            (
                "bluesky",
                "a.bsky.social",
                Some("https://bsky.app/profile/a.bsky.social"),
            ),
            ("youtube", "@kanal", Some("https://www.youtube.com/@kanal")),
            ("reddit", "r/rust", Some("https://www.reddit.com/r/rust")),
            ("github", "a b\"", Some("https://github.com/a%20b%22")),
            (
                "rss",
                "https://a.example/feed",
                Some("https://a.example/feed"),
            ),
            ("rss", "javascript:alert(1)", None),
            ("threema", "X", None),
            ("facebook", " ", None),
        ] {
            let link = profile(Network::parse(network).unwrap(), handle);
            assert_eq!(link.as_deref(), expected, "{network} {handle}");
        }
    }

    #[test]
    fn only_absolute_web_addresses_pass() {
        for (address, ok) in [
            ("https://a.example", true),
            ("HTTP://a.example/x?y#z", true),
            ("https://", false),
            ("https:///x", false),
            ("//a.example", false),
            ("javascript:alert(1)//https://", false),
            ("https://user@a.example/", false),
            ("https://a.example/ x", false),
            ("https://a.example\\@b", false),
            ("data:text/html,x", false),
            ("ähttps://", false),
        ] {
            assert_eq!(is_web_url(address), ok, "{address}");
        }
    }
}
