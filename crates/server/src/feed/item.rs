//! An item of a feed in its one shape, whatever it came from.

use super::html::{Clean, Cleaner};
use super::rich::link;
use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};
use teilbar_domain::date::Timestamp;
use teilbar_domain::post::RichText;
use teilbar_domain::repost::Repost;
use teilbar_domain::rule;
use url::Url;

/// A post of a feed or network, cleaned; what is stored and shown.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Item {
    /// The source's own id, else the address, else a hash of the content; unique within the feed.
    pub id: String,
    /// Where the post lives; `http` or `https`. The feed's own address if the item has none.
    pub url: String,
    /// Plain text; empty where there is no title.
    pub title: String,
    /// Safe HTML, written from [`Item::body`].
    pub html: String,
    #[serde(skip)]
    pub body: RichText,
    /// As the source says, or when it was last changed; years 1970 to 9999 only.
    #[serde(serialize_with = "rfc3339")]
    pub published: Option<Timestamp>,
    /// Who wrote it, without mail addresses; the feed's title where nobody is named.
    pub author: String,
    pub image: Option<ItemImage>,
    #[serde(skip)]
    pub marks: Marks,
}

/// What a source says about an item besides its text and picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// BCP 47 tag; empty where the source declares none.
    pub lang: String,
    /// Categories, in the form in which they are compared.
    pub tags: Vec<String>,
    /// Who passed it on, where another wrote it.
    pub repost: Option<Repost>,
    /// The author's words before what not everybody wants to see; plain text, empty if there are none.
    pub warning: String,
    /// Whether the picture is one that not everybody wants to see.
    pub sensitive: bool,
    /// Whether there is a video where the post lives; the picture is a still of it.
    pub video: bool,
}

impl Marks {
    /// Marks made of a language tag and categories, as far as both can be what they should be.
    pub(crate) fn new(lang: Option<&str>, tags: impl IntoIterator<Item = String>) -> Self {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let lang = lang.unwrap_or_default().trim();
        let known = (1..=MAX_LANG).contains(&lang.len()) && lang.chars().all(plain);
        let tags = tags
            .into_iter()
            .map(|one| rule::tag(&super::html::one_line(&one)));
        Self {
            lang: if known {
                lang.to_owned()
            } else {
                String::new()
            },
            tags: tags
                .filter(|one| (1..=MAX_TAG).contains(&one.len()))
                .take(MAX_TAGS)
                .collect(),
            ..Self::default()
        }
    }
}

/// A picture where the source has it; to be fetched by the server, never by visitors.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ItemImage {
    /// `http` or `https`.
    pub url: String,
    /// Alternative text; empty where the source gives none.
    pub alt: String,
}

/// What an item is made from: raw values of the source.
pub(crate) struct Draft {
    pub(crate) id: String,
    /// May be relative.
    pub(crate) url: String,
    pub(crate) title: Text,
    pub(crate) content: Text,
    /// Unix seconds.
    pub(crate) published: Option<i64>,
    pub(crate) author: String,
    /// Preferred over a picture in the content.
    pub(crate) image: Option<ItemImage>,
    /// What relative addresses in the item are relative to.
    pub(crate) base: Url,
    pub(crate) marks: Marks,
}

/// Text as the source has it.
pub(crate) enum Text {
    Plain(String),
    Html(String),
}

impl Default for Text {
    fn default() -> Self {
        Text::Plain(String::new())
    }
}

const MAX_ID: usize = 500;
const MAX_TITLE: usize = 500;
const MAX_ALT: usize = 1_500;
const MAX_AUTHOR: usize = 200;
const MAX_LANG: usize = 35;
const MAX_TAG: usize = 100;
const MAX_TAGS: usize = 50;
/// 9999-12-31T23:59:59Z.
const LAST_SECOND: i64 = 253_402_300_799;

impl Draft {
    /// Cleans a draft; `None` if there would be nothing to show.
    pub(crate) fn finish(self, cleaner: &mut Cleaner) -> Option<Item> {
        let base = &self.base;
        let content = match &self.content {
            Text::Plain(text) => Clean::from_plain(text),
            Text::Html(html) => cleaner.clean(html, base),
        };
        let title = match &self.title {
            Text::Plain(text) => super::html::one_line(text),
            Text::Html(html) => cleaner.line(html, base),
        };
        let image = self
            .image
            .and_then(|image| absolute(image, base))
            .or(content.image);
        if content.html.is_empty() && title.is_empty() && image.is_none() {
            return None;
        }
        let own = base
            .join(self.url.trim())
            .ok()
            .filter(|_| !self.url.trim().is_empty());
        let own = own.and_then(|url| link(url.as_str()));
        let url = own.clone().unwrap_or_else(|| base.to_string());
        let repost = self.marks.repost.map(|repost| Repost {
            by: shorten(&super::html::one_line(&repost.by), MAX_AUTHOR),
            ..repost
        });
        let marks = Marks {
            repost,
            warning: shorten(&super::html::one_line(&self.marks.warning), MAX_TITLE),
            video: self.marks.video || super::youtube(&url).is_some(),
            ..self.marks
        };
        Some(Item {
            id: id(self.id.trim(), own.as_deref(), [&title, &content.html]),
            url,
            title: shorten(&title, MAX_TITLE),
            html: content.html,
            body: content.body,
            published: self
                .published
                .filter(|at| (0..=LAST_SECOND).contains(at))
                .map(Timestamp),
            author: shorten(&super::html::one_line(&self.author), MAX_AUTHOR),
            image,
            marks,
        })
    }
}

fn id(own: &str, url: Option<&str>, content: [&str; 2]) -> String {
    match (own, url) {
        ("", Some(url)) => url.to_owned(),
        ("", None) => hash(&content),
        (own, _) if own.len() > MAX_ID => hash(&[own]),
        (own, _) => own.to_owned(),
    }
}

fn hash(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.len().to_le_bytes());
        hasher.update(part);
    }
    hasher
        .finalize()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn absolute(image: ItemImage, base: &Url) -> Option<ItemImage> {
    let url = base
        .join(image.url.trim())
        .ok()
        .filter(|_| !image.url.trim().is_empty())?;
    let alt = shorten(&super::html::one_line(&image.alt), MAX_ALT);
    Some(ItemImage {
        url: link(url.as_str())?,
        alt,
    })
}

/// At most `most` characters; what is cut is marked.
pub(crate) fn shorten(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

fn rfc3339<S: Serializer>(published: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    let moment = published.and_then(|at| jiff::Timestamp::from_second(at.0).ok());
    moment.map(|at| at.to_string()).serialize(serializer)
}

/// Gives every item an id of its own: of two with the same id and address the first stays, and
/// where only the id is the same, the address is the better one.
pub(crate) fn deduplicate(items: Vec<Item>) -> Vec<Item> {
    let mut seen = std::collections::HashSet::new();
    let mut out = Vec::with_capacity(items.len());
    for mut item in items {
        if seen.contains(&item.id) {
            item.id.clone_from(&item.url);
        }
        if seen.insert(item.id.clone()) {
            seen.insert(item.url.clone());
            out.push(item);
        }
    }
    out
}
