//! Atom (RFC 4287).

use super::xml::Document;
use super::{Channel, Entry};
use crate::error::Error;
use teilbar_domain::choice::Choice;
use teilbar_domain::date::Timestamp;

pub(super) fn write(channel: &Channel, entries: &[Entry]) -> Result<Vec<u8>, Error> {
    let mut document = Document::new()?;
    let spaces = [
        ("xmlns", "http://www.w3.org/2005/Atom"),
        ("xml:lang", channel.lang.word()),
    ];
    document.nest("feed", &spaces, |out| {
        out.text("id", &[], &channel.address)?;
        out.text("title", &[], &channel.title)?;
        out.text("updated", &[], &date(channel.updated))?;
        out.empty("link", &[("rel", "self"), ("href", &channel.address)])?;
        let home = [
            ("rel", "alternate"),
            ("type", "text/html"),
            ("href", &channel.home),
        ];
        out.empty("link", &home)?;
        author(out, &channel.author)?;
        entries.iter().try_for_each(|post| entry(out, post))
    })?;
    Ok(document.finish())
}

fn entry(out: &mut Document, entry: &Entry) -> Result<(), Error> {
    let lang = [("xml:lang", &entry.lang[..])];
    let lang = if entry.lang.is_empty() {
        &[][..]
    } else {
        &lang
    };
    out.nest("entry", lang, |out| {
        out.text("id", &[], &entry.id)?;
        // Atom insists on a title.
        let title = [&entry.title, &entry.beginning, &entry.url];
        let title = title.into_iter().find(|title| !title.is_empty());
        out.text("title", &[], title.map_or("", |title| title))?;
        out.text("updated", &[], &date(entry.updated))?;
        if let Some(at) = entry.published {
            out.text("published", &[], &date(at))?;
        }
        out.empty("link", &[("rel", "alternate"), ("href", &entry.url)])?;
        author(out, &entry.author)?;
        for tag in &entry.tags {
            out.empty("category", &[("term", tag)])?;
        }
        out.text("content", &[("type", "html")], &entry.html)
    })
}

fn author(out: &mut Document, name: &str) -> Result<(), Error> {
    out.nest("author", &[], |out| out.text("name", &[], name))
}

pub(super) fn date(at: Timestamp) -> String {
    jiff::Timestamp::from_second(at.0)
        .unwrap_or_default()
        .to_string()
}
