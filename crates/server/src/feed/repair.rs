//! Slips that many feeds make and that harm nobody, put right before parsing.

use std::borrow::Cow;
use std::ops::Range;
use url::{ParseError, Url};

/// The versions of `<rss>` that the parser knows; all others are compatible with the newest.
const RSS_VERSIONS: &[&str] = &["2.0", "0.92", "0.91", ""];
/// Names that old feeds use for what is the same.
const NAMESPACES: &[(&str, &str)] = &[
    ("http://purl.org/atom/ns#", "http://www.w3.org/2005/Atom"),
    (
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://purl.org/rss/1.0/",
    ),
    (
        "http://channel.netscape.com/rdf/simple/0.9/",
        "http://purl.org/rss/1.0/",
    ),
    (
        "http://my.netscape.com/publish/formats/rss-0.91.dtd",
        "http://purl.org/rss/1.0/",
    ),
    (
        "http://backend.userland.com/rss2",
        "http://purl.org/rss/1.0/",
    ),
    (
        "http://backend.userland.com/RSS2",
        "http://purl.org/rss/1.0/",
    ),
    (
        "http://blogs.law.harvard.edu/tech/rss",
        "http://purl.org/rss/1.0/",
    ),
];

/// Elements of Atom whose `type` says how their text is written, and old or mistaken words for it.
const TYPED: &[&str] = &[
    "title",
    "subtitle",
    "tagline",
    "summary",
    "content",
    "info",
    "rights",
    "copyright",
];
const TYPES: &[(&str, &str)] = &[
    ("application/xhtml+xml", "xhtml"),
    ("text/plain", "text"),
    ("", "text"),
];

/// The start tag of the outermost element, as the parser knows it.
pub(super) fn root(tag: &str) -> String {
    let mut tag = tag.to_owned();
    if let Some((range, _)) = base(&tag, 0) {
        tag.replace_range(range, "");
    }
    for (old, new) in NAMESPACES {
        tag = tag
            .replace(&format!("\"{old}\""), &format!("\"{new}\""))
            .replace(&format!("'{old}'"), &format!("'{new}'"));
    }
    let name = tag[1..]
        .split(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
        .next()
        .unwrap_or_default();
    if name != "rss" {
        return tag;
    }
    match attribute(&tag, "version") {
        Some(range) if RSS_VERSIONS.contains(&&tag[range.clone()]) => {}
        Some(range) => tag.replace_range(range, "2.0"),
        None => tag.insert_str("<rss".len(), " version=\"2.0\""),
    }
    tag
}

/// What to put in place of the `type` of a tag that begins at `start`.
pub(super) fn text_type(
    name: &str,
    tag: &str,
    start: usize,
) -> Option<(Range<usize>, Cow<'static, str>)> {
    let name = name.strip_prefix("atom:").unwrap_or(name);
    // What lies elsewhere (`src`) is typed by its media type.
    let inline = TYPED.contains(&name) && attribute(tag, "src").is_none();
    let value = attribute(tag, "type").filter(|_| inline)?;
    let (_, word) = TYPES.iter().find(|(old, _)| *old == &tag[value.clone()])?;
    Some((start + value.start..start + value.end, (*word).into()))
}

/// What to put in place of the `xml:base` of a tag that begins at `start`: the parser gives the whole
/// feed up for one that is no address.
pub(super) fn base(tag: &str, start: usize) -> Option<(Range<usize>, Cow<'static, str>)> {
    let value = attribute(tag, "xml:base")?;
    let is_known = match Url::parse(&tag[value.clone()]) {
        Ok(_) | Err(ParseError::RelativeUrlWithoutBase) => true,
        Err(_) => false,
    };
    (!is_known).then(|| (start + value.start..start + value.end, "".into()))
}

/// Where the value of an attribute is.
fn attribute(tag: &str, name: &str) -> Option<Range<usize>> {
    let mut found = tag.match_indices(name);
    let (at, _) = found.find(|(at, _)| tag[..*at].ends_with(|c: char| c.is_whitespace()))?;
    let after = tag[at + name.len()..]
        .trim_start()
        .strip_prefix('=')?
        .trim_start();
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let start = tag.len() - after.len() + 1;
    Some(start..start + tag[start..].find(quote)?)
}
