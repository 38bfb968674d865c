//! Reads TOML values one by one and collects everything that is wrong, each with its line.
//!
//! Serde's derive stops at the first mistake; whoever writes a configuration wants all of them at
//! once. So the values are taken out of the parsed document by hand, and every table names its
//! keys: any other key is a problem, with the nearest known one as suggestion.

use super::problem::{Problem, Severity, suggest};
use std::cell::RefCell;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

type Value<'a> = Spanned<DeValue<'a>>;

/// The file and what was found wrong with it so far.
#[derive(Debug)]
pub(super) struct Document<'a> {
    text: &'a str,
    problems: RefCell<Vec<Problem>>,
}

/// A value and the line it stands in.
#[derive(Clone, Copy, Debug)]
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) line: usize,
}

/// A table whose keys are known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Table<'a> {
    document: &'a Document<'a>,
    entries: &'a DeTable<'a>,
    /// As a person would point at it: `[fetch]`.
    name: &'a str,
    /// The line of its header.
    pub(super) line: usize,
}

impl<'a> Document<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            problems: RefCell::default(),
        }
    }

    /// Notes something the server cannot run with.
    pub(super) fn error(&self, line: usize, what: impl Into<String>, help: impl Into<String>) {
        self.note(Severity::Error, line, what.into(), help.into());
    }

    /// Notes something that is left out.
    pub(super) fn warning(&self, line: usize, what: impl Into<String>, help: impl Into<String>) {
        self.note(Severity::Warning, line, what.into(), help.into());
    }

    fn note(&self, severity: Severity, line: usize, what: String, help: String) {
        self.problems.borrow_mut().push(Problem {
            severity,
            line,
            what,
            help,
        });
    }

    /// Notes a mistake in the TOML itself.
    pub(super) fn syntax(&self, error: &toml::de::Error) {
        let line = error.span().map_or(1, |span| self.line(&span));
        let what = format!("this is not TOML: {}", error.message().replace('\n', " "));
        self.error(line, what, "see https://toml.io for how values are written");
    }

    /// Everything found, in the order of the file.
    pub(super) fn into_problems(self) -> Vec<Problem> {
        let mut problems = self.problems.into_inner();
        problems.sort_by(|a, b| (a.line, &a.what).cmp(&(b.line, &b.what)));
        problems.dedup();
        problems
    }

    fn line(&self, span: &Range<usize>) -> usize {
        let before = self.text.as_bytes().get(..span.start).unwrap_or_default();
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    }

    /// The outermost table.
    pub(super) fn root(&'a self, entries: &'a DeTable<'a>, keys: &[&str]) -> Table<'a> {
        Table::new(self, entries, "the top level", 1, keys)
    }
}

impl<'a> Table<'a> {
    fn new(
        document: &'a Document<'a>,
        entries: &'a DeTable<'a>,
        name: &'a str,
        line: usize,
        keys: &[&str],
    ) -> Self {
        for key in entries.keys() {
            let word: &str = key.get_ref();
            if !keys.is_empty() && !keys.contains(&word) {
                let what = format!("unknown key \"{word}\" in {name}");
                document.error(document.line(&key.span()), what, suggest(word, keys));
            }
        }
        Self {
            document,
            entries,
            name,
            line,
        }
    }

    /// Notes that `key` has to be there.
    pub(super) fn missing(&self, key: &str, example: &str) {
        let what = format!("{} has no \"{key}\"", self.name);
        self.document.error(
            self.line,
            what,
            format!("add a line like: {key} = {example}"),
        );
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// The text at `key`.
    pub(super) fn text(&self, key: &str) -> Option<At<&'a str>> {
        let value = self.entries.get(key)?;
        let text = value.get_ref().as_str();
        self.or_wrong(key, value, text, "a text in quotes")
    }

    pub(super) fn is_text(&self, key: &str) -> bool {
        self.entries
            .get(key)
            .is_some_and(|value| value.get_ref().is_str())
    }

    /// The line of the value at `key`; of the table, if there is none.
    pub(super) fn line_of(&self, key: &str) -> usize {
        let value = self.entries.get(key);
        value.map_or(self.line, |value| self.document.line(&value.span()))
    }

    /// The whole, non-negative number at `key`.
    pub(super) fn number(&self, key: &str) -> Option<At<u64>> {
        let value = self.entries.get(key)?;
        let number = value
            .get_ref()
            .as_integer()
            .and_then(|n| u64::from_str_radix(n.as_str(), n.radix()).ok());
        self.or_wrong(
            key,
            value,
            number,
            "a whole number from 0 up, without quotes",
        )
    }

    /// The `true` or `false` at `key`.
    pub(super) fn flag(&self, key: &str) -> Option<At<bool>> {
        let value = self.entries.get(key)?;
        let flag = value.get_ref().as_bool();
        self.or_wrong(key, value, flag, "true or false, without quotes")
    }

    /// The list of texts at `key`.
    pub(super) fn texts(&self, key: &str) -> Option<At<Vec<At<&'a str>>>> {
        let value = self.entries.get(key)?;
        let read = |item: &'a Value<'a>| {
            Some(At {
                value: item.get_ref().as_str()?,
                line: self.document.line(&item.span()),
            })
        };
        let list = value
            .get_ref()
            .as_array()
            .and_then(|items| items.iter().map(read).collect());
        self.or_wrong(key, value, list, "a list of texts: [\"…\", \"…\"]")
    }

    /// The table at `key`, whose keys are `keys`; any key if that is empty.
    pub(super) fn table(&self, key: &'a str, keys: &[&str]) -> Option<Table<'a>> {
        let value = self.entries.get(key)?;
        let entries = self.or_wrong(key, value, value.get_ref().as_table(), "a table")?;
        Some(Table::new(
            self.document,
            entries.value,
            key,
            entries.line,
            keys,
        ))
    }

    /// The tables written `[[key]]`.
    pub(super) fn tables(&self, key: &'a str, keys: &[&str]) -> Vec<Table<'a>> {
        let Some(value) = self.entries.get(key) else {
            return Vec::new();
        };
        let read = |item: &'a Value<'a>| {
            Some((item.get_ref().as_table()?, self.document.line(&item.span())))
        };
        let list = value
            .get_ref()
            .as_array()
            .and_then(|items| items.iter().map(read).collect::<Option<Vec<_>>>());
        let list = self.or_wrong(key, value, list, &format!("tables, each headed [[{key}]]"));
        let list = list.map(|list| list.value).unwrap_or_default();
        let table = |(entries, line)| Table::new(self.document, entries, key, line, keys);
        list.into_iter().map(table).collect()
    }

    /// Every key with its value as an attribute would have it: lists joined by commas.
    pub(super) fn attributes(&self) -> Vec<(At<&'a str>, At<String>)> {
        let mut out = Vec::new();
        for (key, value) in self.entries {
            let word: &str = key.get_ref();
            let text = attribute(value.get_ref());
            let wanted = "a text, a number, true, false or a list of texts";
            if let Some(text) = self.or_wrong(word, value, text, wanted) {
                let key = At {
                    value: word,
                    line: self.document.line(&key.span()),
                };
                out.push((key, text));
            }
        }
        out
    }

    fn or_wrong<T>(
        &self,
        key: &str,
        value: &Value<'_>,
        read: Option<T>,
        wanted: &str,
    ) -> Option<At<T>> {
        let line = self.document.line(&value.span());
        if read.is_none() {
            let found = value.get_ref().type_str();
            let what = format!("\"{key}\" in {} is of the wrong kind ({found})", self.name);
            self.document.error(line, what, format!("write {wanted}"));
        }
        read.map(|value| At { value, line })
    }
}

fn attribute(value: &DeValue<'_>) -> Option<String> {
    Some(match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) if number.radix() == 10 => number.as_str().to_owned(),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Array(items) => {
            let texts: Option<Vec<_>> = items.iter().map(|item| item.get_ref().as_str()).collect();
            texts?.join(",")
        }
        _ => return None,
    })
}
