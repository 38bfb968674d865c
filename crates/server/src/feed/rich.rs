//! Turns cleaned HTML into a [`RichText`] tree in normal form, and back into HTML.
//!
//! The tree is safe by construction: it has no place for anything but the listed elements and
//! `http(s)` links. Normal form means: text stands in paragraphs, list items or preformatted blocks
//! only; white space is single; nothing is empty; formats do not repeat. Reading what [`to_html`]
//! wrote gives the same tree again.

use super::flow::{Depth, Flow};
use super::item::ItemImage;
use super::line::Format;
use super::markup::{Piece, pieces};
use teilbar_domain::choice::Choice;
use teilbar_domain::post::{Node, RichText, Tag};
use url::Url;

/// What becomes of an element that the sanitiser lets through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Role {
    /// Formats text inside a line.
    Format(Tag),
    /// A list, a quote, preformatted text.
    Block(Tag),
    Item,
    Link,
    Break,
    Image,
    /// Begins and ends a line: paragraphs, headings (in bold) and everything boxed.
    Line,
    Heading,
}

/// Every element that is read; all others lose their tags, and some of them their content too.
pub(super) const ROLES: &[(&str, Role)] = &[
    ("p", Role::Line),
    ("br", Role::Break),
    ("a", Role::Link),
    ("em", Role::Format(Tag::Emphasis)),
    ("i", Role::Format(Tag::Emphasis)),
    ("cite", Role::Format(Tag::Emphasis)),
    ("strong", Role::Format(Tag::Strong)),
    ("b", Role::Format(Tag::Strong)),
    ("code", Role::Format(Tag::Code)),
    ("kbd", Role::Format(Tag::Code)),
    ("samp", Role::Format(Tag::Code)),
    ("tt", Role::Format(Tag::Code)),
    ("ul", Role::Block(Tag::List)),
    ("ol", Role::Block(Tag::OrderedList)),
    ("li", Role::Item),
    ("blockquote", Role::Block(Tag::Quote)),
    ("pre", Role::Block(Tag::Preformatted)),
    ("h1", Role::Heading),
    ("h2", Role::Heading),
    ("h3", Role::Heading),
    ("h4", Role::Heading),
    ("h5", Role::Heading),
    ("h6", Role::Heading),
    ("img", Role::Image),
    ("address", Role::Line),
    ("article", Role::Line),
    ("aside", Role::Line),
    ("caption", Role::Line),
    ("center", Role::Line),
    ("dd", Role::Line),
    ("details", Role::Line),
    ("div", Role::Line),
    ("dl", Role::Line),
    ("dt", Role::Line),
    ("figcaption", Role::Line),
    ("figure", Role::Line),
    ("footer", Role::Line),
    ("header", Role::Line),
    ("hr", Role::Line),
    ("main", Role::Line),
    ("nav", Role::Line),
    ("section", Role::Line),
    ("summary", Role::Line),
    ("table", Role::Line),
    ("tbody", Role::Line),
    ("td", Role::Line),
    ("tfoot", Role::Line),
    ("th", Role::Line),
    ("thead", Role::Line),
    ("tr", Role::Line),
];

/// Elements without an end tag.
const VOID: &[&str] = &["br", "hr", "img"];
/// Bytes of a link's address; longer ones are not linked.
const MAX_LINK: usize = 2_048;
/// Pictures up to this many pixels wide or high count readers instead of showing something.
const PIXEL: u32 = 2;

/// Reads HTML that has passed the sanitiser: the tree and the first picture in it.
pub(super) fn read(clean: &str) -> (RichText, Option<ItemImage>) {
    let mut reader = Reader {
        flow: Flow::new(),
        opened: Vec::new(),
        image: None,
    };
    for piece in pieces(clean) {
        match piece {
            Piece::Text(text) => reader.flow.text(&text),
            Piece::Open { name, attributes } => reader.open(name, &attributes),
            Piece::Close(name) => reader.close(name),
        }
    }
    (reader.flow.finish(), reader.image)
}

/// Plain text as a tree: blank lines part paragraphs, line ends are kept.
pub(super) fn from_plain(text: &str) -> RichText {
    let mut flow = Flow::new();
    for line in text.lines() {
        flow.text(line);
        flow.line_break();
        if line.trim().is_empty() {
            flow.end_line();
        }
    }
    flow.finish()
}

/// Writes a tree as HTML.
pub(crate) fn to_html(text: &RichText) -> String {
    let mut out = String::new();
    write_nodes(&text.0, &mut out);
    out
}

fn write_nodes(nodes: &[Node], out: &mut String) {
    for node in nodes {
        match node {
            Node::Text(text) => escape(text, out),
            Node::Element(Tag::Break, _) => out.push_str("<br>"),
            Node::Element(tag, children) => {
                let name = tag.word();
                out.extend(["<", name, ">"]);
                write_nodes(children, out);
                out.extend(["</", name, ">"]);
            }
            Node::Link(href, children) => {
                out.push_str("<a href=\"");
                escape(href, out);
                out.push_str("\" rel=\"nofollow noopener noreferrer ugc\">");
                write_nodes(children, out);
                out.push_str("</a>");
            }
        }
    }
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
}

/// What an open element has done, to be undone when it closes.
enum Opened {
    Nothing,
    Format,
    Line,
    Heading,
    Block(Depth),
}

struct Reader {
    flow: Flow,
    opened: Vec<(String, Opened)>,
    image: Option<ItemImage>,
}

impl Reader {
    fn open(&mut self, name: &str, attributes: &[(&str, String)]) {
        let Some((_, role)) = ROLES.iter().find(|(known, _)| *known == name) else {
            return;
        };
        let attribute = |wanted| {
            attributes
                .iter()
                .find(|(name, _)| *name == wanted)
                .map(|(_, value)| &value[..])
        };
        let opened = match role {
            Role::Format(tag) => self.format(Format::Tag(*tag)),
            Role::Link => attribute("href")
                .and_then(link)
                .map_or(Opened::Nothing, |href| self.format(Format::Link(href))),
            Role::Line => self.line(),
            Role::Heading => self.heading(),
            Role::Item => self.flow.item().map_or(Opened::Line, Opened::Block),
            Role::Block(tag) => self.flow.block(*tag).map_or(Opened::Line, Opened::Block),
            Role::Break => {
                self.flow.line_break();
                Opened::Nothing
            }
            Role::Image => {
                self.image(attribute);
                Opened::Nothing
            }
        };
        if !VOID.contains(&name) {
            self.opened.push((name.to_owned(), opened));
        }
    }

    fn close(&mut self, name: &str) {
        if self.opened.last().is_none_or(|(open, _)| open != name) {
            return;
        }
        match self.opened.pop().map(|(_, opened)| opened) {
            None | Some(Opened::Nothing) => {}
            Some(Opened::Format) => self.flow.unformat(),
            Some(Opened::Line) => self.flow.end_line(),
            Some(Opened::Heading) => {
                self.flow.unformat();
                self.flow.end_line();
            }
            Some(Opened::Block(depth)) => self.flow.close(depth),
        }
    }

    fn format(&mut self, format: Format) -> Opened {
        if self.flow.format(format) {
            Opened::Format
        } else {
            Opened::Nothing
        }
    }

    fn line(&mut self) -> Opened {
        self.flow.end_line();
        Opened::Line
    }

    fn heading(&mut self) -> Opened {
        self.flow.end_line();
        if self.flow.format(Format::Tag(Tag::Strong)) {
            Opened::Heading
        } else {
            Opened::Line
        }
    }

    fn image<'a>(&mut self, attribute: impl Fn(&'static str) -> Option<&'a str>) {
        let pixel = |name| {
            attribute(name)
                .and_then(|size| size.trim().parse().ok())
                .is_some_and(|size: u32| size <= PIXEL)
        };
        if self.image.is_some() || pixel("width") || pixel("height") {
            return;
        }
        let Some(url) = attribute("src").and_then(link) else {
            return;
        };
        let alt = attribute("alt").unwrap_or_default();
        let alt = alt.split_whitespace().collect::<Vec<_>>().join(" ");
        self.image = Some(ItemImage { url, alt });
    }
}

/// An address worth linking, normalised: `http` or `https`, with a host, without a password.
pub(super) fn link(href: &str) -> Option<String> {
    let url = Url::parse(href).ok()?;
    let plain = url.username().is_empty() && url.password().is_none();
    let web = matches!(url.scheme(), "http" | "https") && url.has_host();
    let url = url.to_string();
    (plain && web && url.len() <= MAX_LINK).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::super::flow::{MAX_DEPTH, MAX_NODES};
    use super::*;

    #[test]
    fn trees_are_in_normal_form() {
        for (input, expected) in [
            ("a  b\n c", "<p>a b c</p>"),
            ("<p>a</p> <p> </p><p>b</p>", "<p>a</p><p>b</p>"),
            ("<div>a<div>b</div>c</div>", "<p>a</p><p>b</p><p>c</p>"),
            ("<h2>T</h2>x", "<p><strong>T</strong></p><p>x</p>"),
            (
                "<b>a</b><b>b <strong>c</strong></b>",
                "<p><strong>ab c</strong></p>",
            ),
            ("a<em> b </em>c", "<p>a <em>b</em> c</p>"),
            ("<em>a</em> <em>b</em>", "<p><em>a b</em></p>"),
            ("<br>a<br><br><br>b<br>", "<p>a<br><br>b</p>"),
            ("<em>a<br>b</em>", "<p><em>a</em><br><em>b</em></p>"),
            (
                "<ul> <li>a</li> <li><p>b</p><p>c</p></li></ul>",
                "<ul><li>a</li><li>b<br>c</li></ul>",
            ),
            (
                "<ul><li>a<ul><li>b</li></ul>c</li></ul>",
                "<ul><li>a<ul><li>b</li></ul>c</li></ul>",
            ),
            (
                "<li>a</li><li>b</li>c",
                "<ul><li>a</li><li>b</li></ul><p>c</p>",
            ),
            ("<ul>a<li>b</li></ul>", "<ul><li>a</li><li>b</li></ul>"),
            (
                "<blockquote>a<p>b</p></blockquote>",
                "<blockquote><p>a</p><p>b</p></blockquote>",
            ),
            ("<pre>\n\n a\n  b\n\n</pre>", "<pre> a\n  b</pre>"),
            (
                "<pre><code>a\n</code><code>b</code></pre>",
                "<pre><code>a\nb</code></pre>",
            ),
            ("<pre> \n </pre>x", "<p>x</p>"),
            (
                "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>",
                "<p>a</p><p>b</p>",
            ),
            (
                "<strong><ul><li>a</li></ul></strong>",
                "<ul><li><strong>a</strong></li></ul>",
            ),
            (
                "a &lt;b&gt; &amp;amp; \u{a0}c",
                "<p>a &lt;b&gt; &amp;amp; \u{a0}c</p>",
            ),
        ] {
            let html = to_html(&read(input).0);
            assert_eq!(html, expected, "{input}");
            assert_eq!(to_html(&read(&html).0), html, "{input} again");
        }
    }

    #[test]
    fn links_are_web_links() {
        let rel = "rel=\"nofollow noopener noreferrer ugc\"";
        for (href, expected) in [
            (
                "https://a.example/?b=1&amp;c=2",
                Some("https://a.example/?b=1&amp;c=2"),
            ),
            ("HTTP://A.Example", Some("http://a.example/")),
            (
                "https://a.example/&quot;&gt;",
                Some("https://a.example/%22%3E"),
            ),
            ("javascript:alert(1)", None),
            ("https://user@a.example/", None),
            ("/relative", None),
            ("mailto:a@a.example", None),
        ] {
            let html = to_html(&read(&format!("<a href=\"{href}\">x</a>")).0);
            let link = expected.map(|href| format!("<p><a href=\"{href}\" {rel}>x</a></p>"));
            assert_eq!(html, link.unwrap_or("<p>x</p>".to_owned()));
        }
    }

    #[test]
    fn the_first_real_picture_is_kept() {
        let html = "<img src=\"https://a.example/p\" width=\"1\" height=\"1\"><img alt=\"x\">\
                    <img src=\"https://a.example/1.png\" alt=\" A\n dog \"><img src=\"https://a.example/2.png\">";
        let image = read(html).1.unwrap();
        assert_eq!(
            (&image.url[..], &image.alt[..]),
            ("https://a.example/1.png", "A dog")
        );
    }

    #[test]
    fn depth_and_size_are_bounded() {
        let deep = "<blockquote>".repeat(50) + "x";
        assert_eq!(
            to_html(&read(&deep).0).matches("<blockquote>").count(),
            MAX_DEPTH - 1
        );
        let long = "<p>x</p>".repeat(20_000);
        assert!(to_html(&read(&long).0).matches("<p>").count() <= MAX_NODES / 2 + 1);
    }

    #[test]
    fn plain_text_keeps_its_lines() {
        assert_eq!(
            to_html(&from_plain("a\nb\n\n\nc <d>\n")),
            "<p>a<br>b</p><p>c &lt;d&gt;</p>"
        );
    }
}
