//! JSON Feed 1.1.

use super::atom::date;
use super::{Channel, Entry};
use crate::error::Error;
use serde::Serialize;
use teilbar_domain::choice::Choice;

#[derive(Serialize)]
struct Feed<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: &'a str,
    feed_url: &'a str,
    language: &'a str,
    authors: [Author<'a>; 1],
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    url: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    title: &'a str,
    content_html: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    authors: [Author<'a>; 1],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    tags: &'a [String],
    #[serde(skip_serializing_if = "str::is_empty")]
    language: &'a str,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
}

pub(super) fn write(channel: &Channel, entries: &[Entry]) -> Result<Vec<u8>, Error> {
    let feed = Feed {
        version: "https://jsonfeed.org/version/1.1",
        title: &channel.title,
        home_page_url: &channel.home,
        feed_url: &channel.address,
        language: channel.lang.word(),
        authors: [Author {
            name: &channel.author,
        }],
        items: entries.iter().map(item).collect(),
    };
    serde_json::to_vec(&feed).map_err(|error| Error::Internal(error.to_string()))
}

fn item(entry: &Entry) -> Item<'_> {
    Item {
        id: &entry.id,
        url: &entry.url,
        title: &entry.title,
        content_html: &entry.html,
        date_published: entry.published.map(date),
        authors: [Author {
            name: &entry.author,
        }],
        tags: &entry.tags,
        language: &entry.lang,
    }
}
