//! What the sections of a site have in common: ids, addresses, networks, dated numbers.

use super::problem::suggest;
use super::reader::{At, Document, Table};
use super::values::web_address;
use std::collections::BTreeMap;
use std::path::Path;
use teilbar_domain::count::Count;
use teilbar_domain::date::Date;
use teilbar_domain::network::{Lookup, Network, lookup};

/// Notices what is given twice.
pub(super) struct Unique {
    what: &'static str,
    lines: BTreeMap<String, usize>,
}

impl Unique {
    pub(super) fn new(what: &'static str) -> Self {
        Self {
            what,
            lines: BTreeMap::new(),
        }
    }

    pub(super) fn check(&mut self, document: &Document<'_>, name: &str, line: usize) {
        if let Some(first) = self.lines.insert(name.to_owned(), line) {
            let what = format!("{} \"{name}\" is already used in line {first}", self.what);
            document.error(line, what, "choose another or delete one of them");
        }
    }
}

/// A table of a site and what it is read with.
#[derive(Clone, Copy)]
pub(super) struct Section<'a> {
    pub(super) document: &'a Document<'a>,
    pub(super) table: Table<'a>,
    pub(super) folder: &'a Path,
    /// Whether letters can be sent.
    pub(super) has_mail: bool,
}

impl<'a> Section<'a> {
    /// The tables `[[key]]` in this one.
    pub(super) fn each(self, key: &'a str, keys: &[&str]) -> impl Iterator<Item = Self> {
        let tables = self.table.tables(key, keys).into_iter();
        tables.map(move |table| Self { table, ..self })
    }

    pub(super) fn error(&self, line: usize, what: impl Into<String>, help: impl Into<String>) {
        self.document.error(line, what, help);
    }

    /// The id of a site or source: it stands in addresses and attributes.
    pub(super) fn id(&self, seen: &mut Unique, example: &str) -> Option<String> {
        let Some(id) = self.table.text("id") else {
            if !self.table.has("id") {
                self.table.missing("id", example);
            }
            return None;
        };
        seen.check(self.document, id.value, id.line);
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if !(1..=40).contains(&id.value.len()) || !id.value.bytes().all(plain) {
            let what = format!("\"{}\" cannot be an id", id.value);
            self.error(id.line, what, "use 1 to 40 of a-z, 0-9 and -");
            return None;
        }
        Some(id.value.to_owned())
    }

    pub(super) fn address(&self, text: At<&str>, key: &str) -> String {
        let url = web_address(text.value).map(String::from);
        if url.is_none() {
            let what = format!("{key} = \"{}\" is no web address", text.value);
            self.error(text.line, what, "write it in full, starting with https://");
        }
        url.unwrap_or_default()
    }

    pub(super) fn network(&self) -> Option<Network> {
        let Some(name) = self.table.text("network") else {
            if !self.table.has("network") {
                self.table.missing("network", "\"mastodon\"");
            }
            return None;
        };
        match lookup(name.value) {
            Lookup::Live(network) => return Some(network),
            Lookup::Dead(dead) => {
                let what = format!("{} {}", dead.name, dead.en);
                self.error(
                    name.line,
                    what,
                    format!("use {} instead", dead.instead.join(" or ")),
                );
            }
            Lookup::Unknown => {
                let slugs: Vec<_> = Network::ALL.iter().map(|network| network.slug()).collect();
                let what = format!("there is no network \"{}\"", name.value);
                self.error(name.line, what, suggest(name.value, &slugs));
            }
        }
        None
    }

    /// A number and the day it was read off: one without the other is worth nothing.
    pub(super) fn counted(&self) -> Option<(Count, Date)> {
        let count = self.table.number("count");
        let date = self.table.text("date");
        for key in ["count", "date"]
            .into_iter()
            .filter(|key| !self.table.has(key))
        {
            let example = if key == "count" {
                "1234"
            } else {
                "\"2026-03-03\""
            };
            self.table.missing(key, example);
        }
        let date = date.and_then(|text| {
            let date = Date::parse(text.value);
            if date.is_none() {
                let what = format!("\"{}\" is no day of the calendar", text.value);
                self.error(text.line, what, "write year, month and day: \"2026-03-03\"");
            }
            date
        });
        Some((Count(count?.value), date?))
    }
}
