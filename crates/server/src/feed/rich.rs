//! Turns cleaned HTML into a [`RichText`] tree in normal form, and back into HTML.
//!
//! The tree is safe by construction: it has no place for anything but the listed elements and
//! `http(s)` links. Normal form means: text stands in paragraphs, list items or preformatted blocks
//! only; white space is single; nothing is empty; formats do not repeat. Reading what [`to_html`]
//! wrote gives the same tree again.

use super::item::ItemImage;
use super::markup::{Piece, pieces};
use std::borrow::Cow;
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
/// Blocks within blocks; deeper ones become lines.
const MAX_DEPTH: usize = 12;
/// Nodes of one text; what comes after them is left out.
const MAX_NODES: usize = 5_000;
/// Bytes of a link's address; longer ones are not linked.
const MAX_LINK: usize = 2_048;
/// Pictures up to this many pixels wide or high count readers instead of showing something.
const PIXEL: u32 = 2;

/// Reads HTML that has passed the sanitiser: the tree and the first picture in it.
pub(super) fn read(clean: &str) -> (RichText, Option<ItemImage>) {
    let mut builder = Builder::new();
    for piece in pieces(clean) {
        match piece {
            Piece::Text(text) => builder.text(&text),
            Piece::Open { name, attributes } => builder.open(name, &attributes),
            Piece::Close(name) => builder.close(name),
        }
    }
    builder.finish()
}

/// Plain text as a tree: blank lines part paragraphs, line ends are kept.
pub(super) fn from_plain(text: &str) -> RichText {
    let mut builder = Builder::new();
    for line in text.lines() {
        builder.text(line);
        builder.breaks += 1;
        if line.trim().is_empty() {
            builder.end_line();
        }
    }
    builder.finish().0
}

/// Writes a tree as HTML.
pub(super) fn to_html(text: &RichText) -> String {
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

/// An open format; a path of them leads from a line to its text.
#[derive(Clone, Debug, PartialEq)]
enum Format {
    Tag(Tag),
    Link(String),
}

impl Format {
    fn same_kind(&self, other: &Self) -> bool {
        match (self, other) {
            (Format::Link(_), Format::Link(_)) => true,
            _ => self == other,
        }
    }

    fn wrap(&self, children: Vec<Node>) -> Node {
        match self {
            Format::Tag(tag) => Node::Element(*tag, children),
            Format::Link(href) => Node::Link(href.clone(), children),
        }
    }

    /// The children of a node that is this format.
    fn inside<'a>(&self, node: &'a mut Node) -> Option<&'a mut Vec<Node>> {
        match (self, node) {
            (Format::Tag(tag), Node::Element(other, children)) => {
                (tag == other).then_some(children)
            }
            (Format::Link(href), Node::Link(other, children)) => {
                (href == other).then_some(children)
            }
            _ => None,
        }
    }
}

/// A block being filled; the outermost has no tag.
struct Block {
    tag: Option<Tag>,
    /// Opened by us and not by the source.
    implied: bool,
    children: Vec<Node>,
}

/// What an open element has done, to be undone when it closes.
enum Opened {
    Nothing,
    Format,
    Line,
    Heading,
    /// A block, and how many were open before it.
    Block(usize),
}

struct Builder {
    blocks: Vec<Block>,
    formats: Vec<Format>,
    opened: Vec<(String, Opened)>,
    /// Line breaks waiting for text to come after them.
    breaks: usize,
    /// White space waiting likewise.
    space: bool,
    /// The formats of the last text, for placing the space.
    last: Vec<Format>,
    nodes: usize,
    image: Option<ItemImage>,
}

impl Builder {
    fn new() -> Self {
        let root = Block {
            tag: None,
            implied: false,
            children: Vec::new(),
        };
        Self {
            blocks: vec![root],
            formats: Vec::new(),
            opened: Vec::new(),
            breaks: 0,
            space: false,
            last: Vec::new(),
            nodes: 0,
            image: None,
        }
    }

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
            Role::Link => match attribute("href").and_then(link) {
                Some(href) => self.format(Format::Link(href)),
                None => Opened::Nothing,
            },
            Role::Break => {
                self.breaks += 1;
                Opened::Nothing
            }
            Role::Image => {
                self.image(attribute);
                Opened::Nothing
            }
            Role::Line => {
                self.end_line();
                Opened::Line
            }
            Role::Heading => {
                self.end_line();
                match self.format(Format::Tag(Tag::Strong)) {
                    Opened::Format => Opened::Heading,
                    _ => Opened::Line,
                }
            }
            Role::Item => self.item(),
            Role::Block(tag) => self.block(*tag),
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
            Some(Opened::Format) => drop(self.formats.pop()),
            Some(Opened::Line) => self.end_line(),
            Some(Opened::Heading) => {
                self.formats.pop();
                self.end_line();
            }
            Some(Opened::Block(depth)) => {
                while self.blocks.len() > depth {
                    self.pop();
                }
            }
        }
    }

    fn finish(mut self) -> (RichText, Option<ItemImage>) {
        while self.blocks.len() > 1 {
            self.pop();
        }
        let root = self.blocks.pop().map(|block| block.children);
        (RichText(root.unwrap_or_default()), self.image)
    }

    fn format(&mut self, format: Format) -> Opened {
        if self.formats.iter().any(|open| open.same_kind(&format)) {
            return Opened::Nothing;
        }
        self.formats.push(format);
        Opened::Format
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

    fn block(&mut self, tag: Tag) -> Opened {
        self.end_line();
        if self.blocks.len() >= MAX_DEPTH || self.top() == Some(Tag::Preformatted) {
            return Opened::Line;
        }
        self.settle();
        let depth = self.blocks.len();
        self.push(tag, false);
        Opened::Block(depth)
    }

    fn item(&mut self) -> Opened {
        self.end_line();
        if self.top() == Some(Tag::Item) && self.blocks.last().is_some_and(|block| block.implied) {
            self.pop();
        }
        if !self.in_list() {
            if self.blocks.len() >= MAX_DEPTH || self.top() == Some(Tag::Preformatted) {
                return Opened::Line;
            }
            self.push(Tag::List, true);
        }
        let depth = self.blocks.len();
        self.push(Tag::Item, false);
        Opened::Block(depth)
    }

    /// Ends the paragraph, or the line where there are no paragraphs.
    fn end_line(&mut self) {
        match self.top() {
            Some(Tag::Paragraph) => self.pop(),
            Some(Tag::Item | Tag::Preformatted) => self.breaks = self.breaks.max(1),
            _ => {}
        }
    }

    /// Leaves or enters what blocks and text cannot stand in or without.
    fn settle(&mut self) {
        if self.in_list() {
            match self.blocks.last().is_some_and(|block| block.implied) {
                true => self.pop(),
                false => self.push(Tag::Item, true),
            }
        }
    }

    fn text(&mut self, text: &str) {
        if self.top() == Some(Tag::Preformatted) {
            return self.verbatim(text);
        }
        let mut rest = text;
        while let Some(start) = rest.find(|c: char| !c.is_ascii_whitespace()) {
            self.space |= start > 0;
            let end = rest[start..]
                .find(|c: char| c.is_ascii_whitespace())
                .map_or(rest.len(), |end| start + end);
            self.word(&rest[start..end]);
            rest = &rest[end..];
        }
        self.space |= !rest.is_empty();
    }

    fn word(&mut self, word: &str) {
        let word = without_controls(word);
        if word.is_empty() {
            return;
        }
        self.settle();
        if matches!(self.top(), None | Some(Tag::Quote)) {
            self.push(Tag::Paragraph, true);
        }
        let path = std::mem::take(&mut self.formats);
        if self.line_begun() {
            if self.breaks > 0 {
                (0..self.breaks.min(2)).for_each(|_| self.leaf(&[], Leaf::Break));
            } else if self.space {
                // Outside of what only one of the two neighbours has, so that links begin with a letter.
                let shared = self
                    .last
                    .iter()
                    .zip(&path)
                    .take_while(|(a, b)| a == b)
                    .count();
                self.leaf(&path[..shared], Leaf::Text(" "));
            }
        }
        (self.breaks, self.space) = (0, false);
        self.leaf(&path, Leaf::Text(&word));
        self.last.clone_from(&path);
        self.formats = path;
    }

    /// Text of a preformatted block: white space stays, except line ends at its edges.
    fn verbatim(&mut self, text: &str) {
        let text = without_controls(text);
        let body = text.trim_matches('\n');
        self.breaks += text.len() - text.trim_start_matches('\n').len();
        if body.is_empty() {
            return;
        }
        let path = std::mem::take(&mut self.formats);
        if self.line_begun() {
            let lines = "\n".repeat(self.breaks);
            self.leaf(&path, Leaf::Text(&lines));
        }
        self.leaf(&path, Leaf::Text(body));
        self.breaks = text.len() - text.trim_end_matches('\n').len();
        self.formats = path;
    }

    fn leaf(&mut self, path: &[Format], leaf: Leaf<'_>) {
        if self.nodes >= MAX_NODES {
            return;
        }
        if let Some(block) = self.blocks.last_mut() {
            self.nodes += place(&mut block.children, path, leaf);
        }
    }

    fn top(&self) -> Option<Tag> {
        self.blocks.last().and_then(|block| block.tag)
    }

    fn in_list(&self) -> bool {
        matches!(self.top(), Some(Tag::List | Tag::OrderedList))
    }

    /// Whether the block's last child is part of a line.
    fn line_begun(&self) -> bool {
        let last = self.blocks.last().and_then(|block| block.children.last());
        match last {
            None => false,
            Some(Node::Text(_) | Node::Link(..)) => true,
            Some(Node::Element(tag, _)) => {
                matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Code | Tag::Break)
            }
        }
    }

    fn push(&mut self, tag: Tag, implied: bool) {
        (self.breaks, self.space) = (0, false);
        self.blocks.push(Block {
            tag: Some(tag),
            implied,
            children: Vec::new(),
        });
    }

    /// Closes the innermost block and puts it into the next one, unless it is empty.
    fn pop(&mut self) {
        (self.breaks, self.space) = (0, false);
        let Some(Block {
            tag: Some(tag),
            children,
            ..
        }) = self.blocks.pop()
        else {
            return;
        };
        let node = Node::Element(tag, children);
        let blank = match &node {
            Node::Element(Tag::Preformatted, children) => RichText(children.clone()).is_empty(),
            Node::Element(_, children) => children.is_empty(),
            _ => false,
        };
        if let Some(outer) = self.blocks.last_mut().filter(|_| !blank) {
            self.nodes += 1;
            outer.children.push(node);
        }
    }
}

/// What stands in a line.
#[derive(Clone, Copy)]
enum Leaf<'a> {
    Text(&'a str),
    Break,
}

/// Puts a leaf behind the last one, into the formats of its path; counts the nodes it took.
fn place(children: &mut Vec<Node>, path: &[Format], leaf: Leaf<'_>) -> usize {
    let Some((format, rest)) = path.split_first() else {
        match (children.last_mut(), leaf) {
            (_, Leaf::Text("")) => return 0,
            (Some(Node::Text(last)), Leaf::Text(more)) => {
                last.push_str(more);
                return 0;
            }
            (_, Leaf::Text(text)) => children.push(Node::Text(text.to_owned())),
            (_, Leaf::Break) => children.push(Node::Element(Tag::Break, Vec::new())),
        }
        return 1;
    };
    if let Some(inner) = children.last_mut().and_then(|last| format.inside(last)) {
        return place(inner, rest, leaf);
    }
    let mut inner = Vec::new();
    let count = place(&mut inner, rest, leaf);
    if !inner.is_empty() {
        children.push(format.wrap(inner));
    }
    count + 1
}

/// Text without what terminals and old parsers take for commands; line ends and tabs stay.
fn without_controls(text: &str) -> Cow<'_, str> {
    let control = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    match text.contains(control) {
        true => Cow::Owned(text.replace(control, "")),
        false => Cow::Borrowed(text),
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
