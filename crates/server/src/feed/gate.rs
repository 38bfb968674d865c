//! Looks over XML before it is parsed: refuses what would cost too much, repairs known slips.

use super::{FeedError, MAX_ITEMS, repair};
use std::borrow::Cow;
use std::ops::Range;

/// Elements within elements.
const MAX_DEPTH: usize = 100;
/// Start tags of the part that is parsed.
const MAX_TAGS: usize = 50_000;
/// Bytes of one tag with its attributes.
const MAX_TAG: usize = 64 * 1024;
/// Elements that are entries of a feed, and how deep they may stand.
const ITEMS: &[&str] = &["item", "entry"];
const ITEM_DEPTH: usize = 3;

/// The document as the parser gets it: without XML declaration and document type, with at most
/// [`MAX_ITEMS`] items and a root element that the parser knows.
pub(super) fn prepare(text: &str) -> Result<String, FeedError> {
    let Survey {
        root, mut changes, ..
    } = survey(text)?;
    let Some(root) = root else {
        return Err(FeedError::NotAFeed);
    };
    changes.push((root.clone(), repair::root(&text[root]).into()));
    changes.sort_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (range, replacement) in changes {
        // What is inside of a dropped part is dropped with it.
        if range.start >= from {
            out.push_str(&text[from..range.start]);
            out.push_str(&replacement);
            from = range.end;
        }
    }
    out.push_str(&text[from..]);
    Ok(out)
}

/// What one pass over all tags finds.
#[derive(Default)]
struct Survey {
    /// The start tag of the outermost element.
    root: Option<Range<usize>>,
    /// What goes, and what comes in its place.
    changes: Vec<(Range<usize>, Cow<'static, str>)>,
    depth: usize,
    tags: usize,
    items: usize,
    /// The depth of the item at hand.
    item_depth: Option<usize>,
    /// From the first item too many to the end of the last.
    surplus: Option<Range<usize>>,
}

fn survey(text: &str) -> Result<Survey, FeedError> {
    let mut found = Survey::default();
    let mut at = 0;
    while let Some(start) = text[at..].find('<').map(|offset| at + offset) {
        let Some((token, end)) = token(text, start)? else {
            break;
        };
        at = end;
        match token {
            Token::Skip => {}
            Token::Drop => found.changes.push((start..end, "".into())),
            Token::Close => found.close(end),
            Token::Open { name, empty } => {
                found.open(name, start..end)?;
                let tag = &text[start..end];
                let repaired = [
                    repair::text_type(name, tag, start),
                    repair::base(tag, start),
                ];
                found.changes.extend(repaired.into_iter().flatten());
                if empty {
                    found.close(end);
                }
            }
        }
    }
    let surplus = found.surplus.take();
    found
        .changes
        .extend(surplus.map(|range| (range, "".into())));
    Ok(found)
}

impl Survey {
    fn open(&mut self, name: &str, tag: Range<usize>) -> Result<(), FeedError> {
        if self.root.is_none() && name.eq_ignore_ascii_case("html") {
            return Err(FeedError::WebPage);
        }
        let start = tag.start;
        self.root.get_or_insert(tag);
        self.depth += 1;
        let may_be_item = self.item_depth.is_none() && (2..=ITEM_DEPTH).contains(&self.depth);
        if may_be_item && ITEMS.contains(&local(name)) {
            self.item_depth = Some(self.depth);
            self.items += 1;
            if self.items > MAX_ITEMS {
                self.surplus.get_or_insert(start..start);
            }
        }
        self.tags += usize::from(self.items <= MAX_ITEMS || self.item_depth.is_none());
        match () {
            () if self.depth > MAX_DEPTH => Err(FeedError::TooDeep(MAX_DEPTH)),
            () if self.tags > MAX_TAGS => Err(FeedError::TooManyTags(MAX_TAGS)),
            () => Ok(()),
        }
    }

    fn close(&mut self, end: usize) {
        if self.item_depth == Some(self.depth) {
            self.item_depth = None;
            if let Some(surplus) = &mut self.surplus {
                surplus.end = end;
            }
        }
        self.depth = self.depth.saturating_sub(1);
    }
}

enum Token<'a> {
    /// A comment or a text section.
    Skip,
    /// A declaration the parser does not need.
    Drop,
    Open {
        name: &'a str,
        empty: bool,
    },
    Close,
}

/// The token at a `<`, and its end; `None` if it does not end.
fn token(text: &str, start: usize) -> Result<Option<(Token<'_>, usize)>, FeedError> {
    let rest = &text[start..];
    let until = |end: &str| rest.find(end).map(|at| start + at + end.len());
    let simple = |token, end: &str| Ok(until(end).map(|end| (token, end)));
    if rest.starts_with("<!--") {
        return simple(Token::Skip, "-->");
    }
    if rest.starts_with("<![CDATA[") {
        return simple(Token::Skip, "]]>");
    }
    if rest.starts_with("<?") {
        return simple(Token::Drop, "?>");
    }
    if rest.starts_with("<!") {
        return document_type(rest).map(|end| end.map(|end| (Token::Drop, start + end)));
    }
    if rest.starts_with("</") {
        return simple(Token::Close, ">");
    }
    let Some(length) = tag_length(rest)? else {
        return Ok(None);
    };
    let inner = &rest[1..length - 1];
    let name = inner
        .split(|c: char| c.is_whitespace() || c == '/')
        .next()
        .unwrap_or_default();
    Ok(Some((
        Token::Open {
            name,
            empty: inner.ends_with('/'),
        },
        start + length,
    )))
}

/// The length of a start tag; a `>` in quotes does not end it.
fn tag_length(rest: &str) -> Result<Option<usize>, FeedError> {
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate() {
        match (byte, quote) {
            _ if at >= MAX_TAG => return Err(FeedError::LongTag(MAX_TAG)),
            (b'>', None) => return Ok(Some(at + 1)),
            (b'"' | b'\'', None) => quote = Some(byte),
            (_, Some(open)) if byte == open => quote = None,
            _ => {}
        }
    }
    Ok(None)
}

/// The length of a document type declaration. One that declares entities is refused: nothing
/// expands them here, and no feed needs them.
fn document_type(rest: &str) -> Result<Option<usize>, FeedError> {
    let end_of_simple = rest.find('>');
    let Some(subset) = rest
        .find('[')
        .filter(|at| end_of_simple.is_none_or(|end| at < &end))
    else {
        return match rest[..end_of_simple.unwrap_or(rest.len())]
            .to_ascii_lowercase()
            .starts_with("<!doctype html")
        {
            true => Err(FeedError::WebPage),
            false => Ok(end_of_simple.map(|end| end + 1)),
        };
    };
    let end = rest[subset..].find("]>").map(|at| subset + at + 2);
    let end = end.or_else(|| {
        rest[subset..]
            .find(']')
            .and_then(|at| rest[subset + at..].find('>').map(|gt| subset + at + gt + 1))
    });
    let inside = &rest[subset..end.unwrap_or(rest.len())];
    match inside.contains("<!ENTITY") {
        true => Err(FeedError::Entities),
        false => Ok(end),
    }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_repaired() {
        for (input, expected) in [
            (
                "<rss><channel/></rss>",
                "<rss version=\"2.0\"><channel/></rss>",
            ),
            ("<rss version = '0.94'/>", "<rss version = '2.0'/>"),
            ("<rss version=\"0.91\"/>", "<rss version=\"0.91\"/>"),
            (
                "<?xml version='1.0' encoding='koi8-r'?>\n<rss version='2.0'/>",
                "\n<rss version='2.0'/>",
            ),
            (
                "<!DOCTYPE rss PUBLIC \"-//N//DTD\" \"x\"><rdf:RDF/>",
                "<rdf:RDF/>",
            ),
            ("<!DOCTYPE rss [<!ELEMENT a (b)>]><rdf:RDF/>", "<rdf:RDF/>"),
            (
                "<feed><title type=\"text/plain\"/></feed>",
                "<feed><title type=\"text\"/></feed>",
            ),
            (
                "<feed><summary x='y' type=''>a</summary>",
                "<feed><summary x='y' type='text'>a</summary>",
            ),
            (
                "<feed><link type='text/plain'/></feed>",
                "<feed><link type='text/plain'/></feed>",
            ),
            (
                "<feed xmlns='http://purl.org/atom/ns#'/>",
                "<feed xmlns='http://www.w3.org/2005/Atom'/>",
            ),
        ] {
            assert_eq!(prepare(input).unwrap(), expected);
        }
    }

    #[test]
    fn only_the_first_items_are_parsed() {
        let items: String = (0..1_000)
            .map(|n| format!("<item><title>{n}</title><item/></item>"))
            .collect();
        let text = format!("<rss version='2.0'><channel>{items}<ttl>1</ttl></channel></rss>");
        let prepared = prepare(&text).unwrap();
        assert_eq!(prepared.matches("<title>").count(), MAX_ITEMS);
        assert!(prepared.ends_with("<title>499</title><item/></item><ttl>1</ttl></channel></rss>"));
    }

    #[test]
    fn what_costs_too_much_is_refused() {
        let reason = |text: &str| prepare(text).unwrap_err().to_string();
        assert!(reason(&"<a>".repeat(101)).contains("100"));
        assert!(reason(&format!("<a>{}</a>", "<b/>".repeat(50_001))).contains("50000"));
        assert!(reason(&format!("<a {}>", "x".repeat(70_000))).contains("65536"));
        assert!(reason("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>").contains("entities"));
        assert!(reason("<!DOCTYPE a [<!ENTITY % b SYSTEM 'c'> ").contains("entities"));
        assert!(reason("<!doctype HTML><html></html>").contains("web page"));
        assert!(reason("<html></html>").contains("web page"));
    }
}
