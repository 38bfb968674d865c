//! What a post of Bluesky has beside its text: a quoted post, a link card, a picture.

use super::bluesky::{Author, WEB};
use super::facets::{escaped, html};
use super::labels::{HIDDEN, Label, any};
use crate::feed::ItemImage;
use serde_json::Value;

/// A post that is quoted, alone or beside media; nothing if it may not be shown.
pub(super) fn quoted(embed: &Value) -> String {
    let record = embed.get("record").filter(|record| record.is_object());
    // Beside media, the quote is one level deeper.
    let record = record.map(|record| {
        record
            .get("record")
            .filter(|r| r.is_object())
            .unwrap_or(record)
    });
    let read = |record: &Value| {
        let author = serde_json::from_value::<Author>(record.get("author")?.clone()).ok()?;
        let labels = record.get("labels").cloned().unwrap_or_default();
        let labels: Vec<Label> = serde_json::from_value(labels).unwrap_or_default();
        let text = record.pointer("/value/text")?.as_str()?;
        let (_, key) = record
            .get("uri")?
            .as_str()?
            .split_once("/app.bsky.feed.post/")?;
        let unseen = any(&author.labels, HIDDEN) || any(&labels, HIDDEN);
        let facets = record.pointer("/value/facets").and_then(Value::as_array);
        let words = html(text, facets.map(Vec::as_slice).unwrap_or_default());
        let href = escaped(&format!("{WEB}/profile/{}/post/{key}", author.did));
        let name = escaped(&author.name());
        let quote = format!("<blockquote><p><a href=\"{href}\">{name}</a></p>{words}</blockquote>");
        (!unseen).then_some(quote)
    };
    record.and_then(read).unwrap_or_default()
}

/// Whether the post has a film.
pub(super) fn is_video(embed: &Value) -> bool {
    embed
        .get("media")
        .unwrap_or(embed)
        .get("playlist")
        .is_some()
}

/// The link card (address and title) and the first picture of an embed.
pub(super) fn embedded(embed: &Value) -> (Option<(&str, &str)>, Option<ItemImage>) {
    // A quoted post may come with media of its own.
    let media = embed.get("media").unwrap_or(embed);
    let text =
        |value: &'_ Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let card = media.get("external").and_then(|card| {
        let title = card
            .get("title")
            .and_then(Value::as_str)
            .unwrap_or_default();
        Some((card.get("uri")?.as_str()?, title))
    });
    let image = media.pointer("/images/0").and_then(|image| {
        let url = text(image, "thumb").or_else(|| text(image, "fullsize"))?;
        Some(ItemImage {
            url,
            alt: text(image, "alt").unwrap_or_default(),
        })
    });
    let still = media
        .get("thumbnail")
        .and_then(Value::as_str)
        .map(|url| ItemImage {
            url: url.to_owned(),
            alt: text(media, "alt").unwrap_or_default(),
        });
    let cover = media.pointer("/external/thumb").and_then(Value::as_str);
    let cover = cover.map(|url| ItemImage {
        url: url.to_owned(),
        alt: String::new(),
    });
    (card, image.or(still).or(cover))
}
