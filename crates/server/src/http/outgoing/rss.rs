//! RSS 2.0.

use super::xml::Document;
use super::{Channel, Entry};
use crate::error::Error;
use teilbar_domain::choice::Choice;
use teilbar_domain::date::Timestamp;

const SPACES: &[(&str, &str)] = &[
    ("version", "2.0"),
    ("xmlns:atom", "http://www.w3.org/2005/Atom"),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
];

pub(super) fn write(channel: &Channel, entries: &[Entry]) -> Result<Vec<u8>, Error> {
    let mut document = Document::new()?;
    document.nest("rss", SPACES, |rss| {
        rss.nest("channel", &[], |out| {
            out.text("title", &[], &channel.title)?;
            out.text("link", &[], &channel.home)?;
            out.text("description", &[], &channel.title)?;
            out.text("language", &[], channel.lang.word())?;
            out.text("lastBuildDate", &[], &date(channel.updated))?;
            let own = [
                ("href", &channel.address[..]),
                ("rel", "self"),
                ("type", "application/rss+xml"),
            ];
            out.empty("atom:link", &own)?;
            entries.iter().try_for_each(|entry| item(out, entry))
        })
    })?;
    Ok(document.finish())
}

fn item(out: &mut Document, entry: &Entry) -> Result<(), Error> {
    out.nest("item", &[], |out| {
        if !entry.title.is_empty() {
            out.text("title", &[], &entry.title)?;
        }
        out.text("link", &[], &entry.url)?;
        out.text("guid", &[("isPermaLink", "false")], &entry.id)?;
        if let Some(at) = entry.published {
            out.text("pubDate", &[], &date(at))?;
        }
        out.text("dc:creator", &[], &entry.author)?;
        for tag in &entry.tags {
            out.text("category", &[], tag)?;
        }
        // An item needs a title or a description.
        out.text("description", &[], &entry.html)
    })
}

/// As RFC 822 wants it, with the year in full.
fn date(at: Timestamp) -> String {
    let at = jiff::Timestamp::from_second(at.0).unwrap_or_default();
    at.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}
