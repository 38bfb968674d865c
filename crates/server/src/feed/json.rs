//! JSON Feed (jsonfeed.org, versions 1 and 1.1).

use super::item::{Draft, ItemImage, Marks, Text};
use super::{FeedError, MAX_ITEMS, Raw};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

/// Objects in one document; each takes some hundred bytes of memory while it is read.
const MAX_OBJECTS: usize = 20_000;

/// Reads a document whose first character is `{`.
pub(super) fn read(text: &str, base: &Url) -> Result<Raw, FeedError> {
    gate(text)?;
    let document: Document =
        serde_json::from_str(text).map_err(|error| FeedError::Unreadable(error.to_string()))?;
    if !document
        .version
        .starts_with("https://jsonfeed.org/version/1")
    {
        return Err(FeedError::NotAFeed);
    }
    let home = document
        .home_page_url
        .and_then(|home| base.join(&home).ok());
    let title = document.title.unwrap_or_default();
    let everybody = names(document.author, document.authors);
    let items = document.items.into_iter().take(MAX_ITEMS);
    let drafts = items
        .map(|item| {
            let lang = item.language.as_str().or(document.language.as_str());
            let tags = item.tags.as_array().into_iter().flatten();
            let tags = tags.filter_map(Value::as_str).map(str::to_owned);
            let own = item.own.as_object();
            let text = |name| own?.get(name)?.as_str().map(str::to_owned);
            let is = |name| {
                own.and_then(|own| own.get(name)?.as_bool())
                    .unwrap_or(false)
            };
            let is_film = |attachment: &Attachment| attachment.mime_type.starts_with("video/");
            let marks = Marks {
                warning: text("warning").unwrap_or_default(),
                sensitive: is("sensitive"),
                video: item.attachments.iter().any(is_film),
                ..Marks::new(lang, tags)
            };
            let base = home.as_ref().unwrap_or(base);
            Draft {
                marks,
                ..draft(item, &everybody, base)
            }
        })
        .collect();
    Ok(Raw {
        title: Text::Plain(title),
        drafts,
    })
}

/// Counts objects outside strings.
fn gate(text: &str) -> Result<(), FeedError> {
    let (mut objects, mut quoted, mut escaped) = (0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            b'{' if !quoted => objects += 1,
            _ => {}
        }
    }
    if objects > MAX_OBJECTS {
        Err(FeedError::TooManyTags(MAX_OBJECTS))
    } else {
        Ok(())
    }
}

fn draft(item: Entry, everybody: &str, base: &Url) -> Draft {
    let author = names(item.author, item.authors);
    let content = match (item.content_html, item.content_text, item.summary) {
        (Some(html), ..) => Text::Html(html),
        (None, Some(text), _) | (None, None, Some(text)) => Text::Plain(text),
        (None, None, None) => Text::default(),
    };
    let attached = item
        .attachments
        .into_iter()
        .filter(|attachment| attachment.mime_type.starts_with("image/"));
    let attached =
        attached.map(|attachment| (attachment.url, attachment.title.unwrap_or_default()));
    let pictures = item
        .image
        .into_iter()
        .chain(item.banner_image)
        .map(|url| (url, String::new()));
    Draft {
        id: item
            .id
            .map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned))
            .unwrap_or_default(),
        url: item.url.or(item.external_url).unwrap_or_default(),
        title: Text::Plain(item.title.unwrap_or_default()),
        content,
        published: item
            .date_published
            .as_deref()
            .and_then(seconds)
            .or(item.date_modified.as_deref().and_then(seconds)),
        author: if author.is_empty() {
            everybody.to_owned()
        } else {
            author
        },
        image: pictures
            .chain(attached)
            .next()
            .map(|(url, alt)| ItemImage { url, alt }),
        base: base.clone(),
        marks: Marks::default(),
    }
}

fn seconds(text: &str) -> Option<i64> {
    text.trim()
        .parse::<jiff::Timestamp>()
        .ok()
        .map(jiff::Timestamp::as_second)
}

fn names(one: Option<Author>, many: Vec<Author>) -> String {
    // Version 1.1 keeps the single author of 1.0 for old readers.
    let authors = if many.is_empty() {
        Vec::from_iter(one)
    } else {
        many
    };
    authors
        .into_iter()
        .filter_map(|author| author.name)
        .collect::<Vec<_>>()
        .join(", ")
}

#[derive(Deserialize)]
struct Document {
    version: String,
    title: Option<String>,
    home_page_url: Option<String>,
    author: Option<Author>,
    #[serde(default)]
    authors: Vec<Author>,
    /// A string; whatever else is there does not spoil the feed.
    #[serde(default)]
    language: Value,
    items: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    /// A string; numbers are found too.
    id: Option<Value>,
    url: Option<String>,
    external_url: Option<String>,
    title: Option<String>,
    content_html: Option<String>,
    content_text: Option<String>,
    summary: Option<String>,
    image: Option<String>,
    banner_image: Option<String>,
    date_published: Option<String>,
    date_modified: Option<String>,
    author: Option<Author>,
    #[serde(default)]
    authors: Vec<Author>,
    #[serde(default)]
    attachments: Vec<Attachment>,
    #[serde(default)]
    language: Value,
    /// Strings.
    #[serde(default)]
    tags: Value,
    /// What JSON Feed has no words for: `{"warning": "…", "sensitive": true}`.
    #[serde(default, rename = "_teilbar")]
    own: Value,
}

#[derive(Deserialize)]
struct Author {
    name: Option<String>,
}

#[derive(Deserialize)]
struct Attachment {
    url: String,
    mime_type: String,
    title: Option<String>,
}
