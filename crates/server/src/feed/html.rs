//! Cleans foreign HTML: gates, sanitiser, tree.

use super::item::ItemImage;
use super::markup::{bare, floor, weight};
use super::rich::{self, ROLES};
use ammonia::{Builder, UrlRelative};
use teilbar_domain::post::RichText;
use url::Url;

/// Elements dropped with all that is in them; every other unknown element keeps its content.
const DROPPED: &[&str] = &[
    "audio", "canvas", "iframe", "math", "noembed", "noframes", "noscript", "object", "script",
    "select", "style", "svg", "template", "textarea", "title", "video",
];
/// The attributes that are read, each on its element; all others are dropped.
const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("a", &["href"]),
    ("img", &["src", "alt", "width", "height"]),
];
/// Links and pictures lead to the web only.
const SCHEMES: &[&str] = &["http", "https"];
/// Bytes of one text; longer ones lose their formatting.
const MAX_BYTES: usize = 512 * 1024;
/// Element visits (see [`weight`]) per text and for all texts that one cleaner sees.
const MAX_WEIGHT: usize = 50_000;
const MAX_TOTAL: usize = 250_000;

/// Foreign text made safe, in its two shapes, and the first picture that was in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clean {
    pub body: RichText,
    /// The same as [`Clean::body`], written as HTML.
    pub html: String,
    pub image: Option<ItemImage>,
}

impl Clean {
    fn new(body: RichText, image: Option<ItemImage>) -> Self {
        Self {
            html: rich::to_html(&body),
            body,
            image,
        }
    }

    /// Plain text: blank lines part paragraphs, nothing in it is markup.
    pub fn from_plain(text: &str) -> Self {
        Self::new(rich::from_plain(&text[..floor(text, MAX_BYTES)]), None)
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.html.is_empty()
    }
}

/// Cleans the texts of one feed, with one budget of work for all of them.
pub struct Cleaner {
    left: usize,
}

impl Default for Cleaner {
    fn default() -> Self {
        Self { left: MAX_TOTAL }
    }
}

impl Cleaner {
    /// Cleans HTML; links and pictures are resolved against `base`.
    ///
    /// What is too large, too deep or too costly to sanitise is given back as plain text, in time
    /// linear in its length.
    pub fn clean(&mut self, html: &str, base: &Url) -> Clean {
        let cost = weight(html).filter(|cost| *cost <= MAX_WEIGHT.min(self.left));
        let Some(cost) = cost.filter(|_| html.len() <= MAX_BYTES) else {
            return Clean::from_plain(&bare(&html[..floor(html, MAX_BYTES)]));
        };
        self.left -= cost;
        let safe = sanitiser(base).clean(html).to_string();
        let (body, image) = rich::read(&safe);
        Clean::new(body, image)
    }

    /// The text of HTML on one line, for titles and names.
    pub fn line(&mut self, html: &str, base: &Url) -> String {
        match html.contains(['<', '&']) {
            true => self.clean(html, base).body.plain(),
            false => one_line(html),
        }
    }
}

/// Plain text on one line, without control characters.
pub(super) fn one_line(text: &str) -> String {
    let words = text
        .split_whitespace()
        .map(|word| word.chars().filter(|c| !c.is_control()).collect::<String>());
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn sanitiser(base: &Url) -> Builder<'static> {
    let mut builder = Builder::empty();
    builder
        .tags(ROLES.iter().map(|(name, _)| *name).collect())
        .clean_content_tags(DROPPED.iter().copied().collect())
        .tag_attributes(
            ATTRIBUTES
                .iter()
                .map(|(tag, names)| (*tag, names.iter().copied().collect()))
                .collect(),
        )
        .url_schemes(SCHEMES.iter().copied().collect())
        .url_relative(UrlRelative::RewriteWithBase(base.clone()))
        .link_rel(None)
        .strip_comments(true);
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(html: &str) -> Clean {
        Cleaner::default().clean(html, &Url::parse("https://a.example/blog/").unwrap())
    }

    #[test]
    fn addresses_are_made_absolute() {
        let result = clean(
            "<a href='../x?a&b'>x</a> <a href='//b.example'>y</a><img src=pic.png alt='A &amp; B'>",
        );
        assert!(
            result.html.contains("href=\"https://a.example/x?a&amp;b\""),
            "{}",
            result.html
        );
        assert!(
            result.html.contains("href=\"https://b.example/\""),
            "{}",
            result.html
        );
        let image = result.image.unwrap();
        assert_eq!(
            (&image.url[..], &image.alt[..]),
            ("https://a.example/blog/pic.png", "A & B")
        );
    }

    #[test]
    fn over_the_gates_the_text_stays() {
        let deep = "<div>".repeat(1_000) + "deep <b>text</b>";
        let long = "<b>word</b> ".repeat(60_000);
        assert_eq!(clean(&deep).html, "<p>deep text</p>");
        assert!(clean(&long).html.starts_with("<p>word word "));
    }

    #[test]
    fn a_feed_has_one_budget() {
        let (mut cleaner, base) = (
            Cleaner::default(),
            Url::parse("https://a.example/").unwrap(),
        );
        let costly = "<b id=1>".repeat(60) + &"<p>x".repeat(700);
        let formatted = (0..100)
            .filter(|_| cleaner.clean(&costly, &base).html.contains("<strong>"))
            .count();
        assert_eq!(formatted, MAX_TOTAL / (700 * 61 + 60 * 61 / 2));
    }
}
