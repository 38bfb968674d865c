//! Linear passes over HTML: into pieces after the sanitiser, a weight and bare text before it.

use std::borrow::Cow;

/// A piece of HTML as the sanitiser writes it.
pub(super) enum Piece<'a> {
    Open {
        name: &'a str,
        attributes: Vec<(&'a str, String)>,
    },
    Close(&'a str),
    Text(Cow<'a, str>),
}

/// Splits HTML written by the sanitiser; what does not look like it is text.
pub(super) fn pieces(html: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = html;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let tag = rest
            .strip_prefix('<')
            .and_then(|inner| inner.split_once('>'));
        let Some((tag, after)) = tag else {
            let skip = usize::from(rest.starts_with('<'));
            let end = rest[skip..].find('<').map_or(rest.len(), |at| at + skip);
            let (text, after) = rest.split_at(end);
            rest = after;
            return Some(Piece::Text(unescape(text)));
        };
        rest = after;
        Some(match tag.strip_prefix('/') {
            Some(name) => Piece::Close(name),
            None => {
                let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
                Piece::Open {
                    name,
                    attributes: split_attributes(attributes),
                }
            }
        })
    })
}

/// `name="value"` pairs, quoted and escaped as the sanitiser does.
fn split_attributes(text: &str) -> Vec<(&str, String)> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((name, after)) = rest.split_once("=\"") {
        let Some((value, after)) = after.split_once('"') else {
            break;
        };
        out.push((name.trim(), unescape(value).into_owned()));
        rest = after;
    }
    out
}

/// The entities of bare text; names beyond these stay as they are.
const ENTITIES: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
];

/// Replaces numeric and the basic named entities, each once.
pub(super) fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let entity = &rest[at + 1..];
        let end = entity.bytes().take(10).position(|byte| byte == b';');
        match end.and_then(|end| Some((character(&entity[..end])?, end))) {
            Some((c, end)) => {
                out.push(c);
                rest = &entity[end + 1..];
            }
            None => {
                out.push('&');
                rest = entity;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return code.ok().filter(|code| *code != 0).and_then(char::from_u32);
    }
    let mut known = ENTITIES.iter();
    known.find(|(entity, _)| *entity == name).map(|(_, c)| *c)
}

/// Start and end tags of one text; more is not given to the sanitiser.
const MAX_TAGS: usize = 10_000;
/// Open elements at any place.
const MAX_DEPTH: usize = 64;
/// Elements that never hold anything.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];
/// Elements that end by themselves where the next one begins.
const SELF_ENDING: &[&str] = &["p", "li", "dt", "dd"];
/// Drawing elements that are written `<path/>`; in HTML itself a slash at the end means nothing.
const SHAPES: &[&str] = &[
    "circle", "ellipse", "line", "path", "polygon", "polyline", "rect", "stop", "use",
];

/// An upper estimate of the sanitiser's work on a text, in element visits; `None` if it is over
/// the gates.
///
/// The sanitiser takes quadratic time on nested elements and reopens unclosed formats in every
/// paragraph, so the estimate is the sum of the depths at all tags. An end tag counts only if it
/// ends the innermost element: whatever else a parser makes of it, that one is closed then.
pub(super) fn weight(html: &str) -> Option<usize> {
    let mut open: Vec<&str> = Vec::new();
    let (mut tags, mut weight) = (0, 0);
    for tag in tags_of(html) {
        tags += 1;
        weight += open.len() + 1;
        if tags > MAX_TAGS {
            return None;
        }
        if tag.closing {
            if open
                .last()
                .is_some_and(|name| name.eq_ignore_ascii_case(tag.name))
            {
                open.pop();
            }
            continue;
        }
        let known = |list: &[&str]| list.iter().any(|name| name.eq_ignore_ascii_case(tag.name));
        if !(known(VOID) || known(SELF_ENDING) || tag.slash && known(SHAPES)) {
            open.push(tag.name);
        }
        if open.len() > MAX_DEPTH {
            return None;
        }
    }
    Some(weight)
}

/// The text of HTML without its tags, in linear time; for what is over the gates.
pub(super) fn bare(html: &str) -> String {
    let mut out = String::new();
    let mut from = 0;
    for tag in tags_of(html) {
        // A comment or the content of a script may reach beyond what was taken for tags.
        if tag.start >= from {
            out.push_str(&html[from..tag.start]);
            out.push(' ');
            from = if tag.closing {
                tag.end
            } else {
                skip_raw(html, &tag)
            };
        }
    }
    out.push_str(html.get(from..).unwrap_or_default());
    unescape(&out).into_owned()
}

/// Elements whose content is no text for reading.
const RAW: &[&str] = &["script", "style"];

fn skip_raw(html: &str, tag: &Tag<'_>) -> usize {
    if !RAW.iter().any(|name| name.eq_ignore_ascii_case(tag.name)) {
        return tag.end;
    }
    let mut tags = tags_of(&html[tag.end..]);
    let end = tags.find(|other| other.closing && other.name.eq_ignore_ascii_case(tag.name));
    end.map_or(html.len(), |end| tag.end + end.end)
}

struct Tag<'a> {
    name: &'a str,
    closing: bool,
    /// Ends in `/>`.
    slash: bool,
    start: usize,
    end: usize,
}

/// What looks like a tag or a comment, without regard to quotes: more tags may be seen than there
/// are, never fewer.
fn tags_of(html: &str) -> impl Iterator<Item = Tag<'_>> {
    let bytes = html.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + html.get(at..)?.find('<')?;
            let closing = bytes.get(start + 1) == Some(&b'/');
            let from = start + 1 + usize::from(closing);
            at = from;
            let first = *bytes.get(from)?;
            if !first.is_ascii_alphabetic() && first != b'!' && first != b'?' {
                continue;
            }
            let ends = |byte: &u8| matches!(byte, b'>' | b'/' | b'<') || byte.is_ascii_whitespace();
            let name = bytes[from..]
                .iter()
                .position(ends)
                .map_or(html.len(), |length| from + length);
            let close = bytes[name..]
                .iter()
                .position(|byte| matches!(byte, b'>' | b'<'));
            let end = close.map_or(html.len(), |length| name + length);
            at = end;
            let slash = bytes[end - 1] == b'/';
            let end = end + usize::from(bytes.get(end) == Some(&b'>'));
            return Some(Tag {
                name: &html[from..name],
                closing,
                slash,
                start,
                end,
            });
        }
    })
}

/// The largest character boundary up to a position.
pub(super) fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weight_grows_with_depth() {
        for (html, expected) in [
            ("", Some(0)),
            ("a < b <3 </ >", Some(0)),
            ("<p>a<p>b<br><br/>", Some(4)),
            ("<div><b>x</b><i>y</i></div>", Some(13)),
            ("<b></x><b></x><b>", Some(11)),
            ("<svg><path/><path/></svg><b>", Some(8)),
            ("<b/><b/>", Some(3)),
        ] {
            assert_eq!(weight(html), expected, "{html}");
        }
        assert!(weight(&"<div>".repeat(64)).is_some());
        assert!(weight(&"<div>".repeat(65)).is_none());
        assert!(weight(&"<p>".repeat(10_000)).is_some());
        assert!(weight(&"</p>".repeat(10_001)).is_none());
    }

    #[test]
    fn bare_text_has_no_tags() {
        for (html, expected) in [
            ("a <b>c</b>d", "a  c d"),
            ("1 < 2 &amp;&#33; &auml;", "1 < 2 &! &auml;"),
            ("a<script>x < y</script>b", "a b"),
            ("a<script>never closed", "a "),
            ("ü<br", "ü "),
            ("&#0;&#x110000;&amp", "&#0;&#x110000;&amp"),
        ] {
            assert_eq!(bare(html), expected, "{html}");
        }
    }
}
