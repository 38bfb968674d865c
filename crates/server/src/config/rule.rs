//! `[[sites.rules]]`: what is shown, and in which order.

use super::problem::suggest;
use super::reader::{At, Table};
use super::section::{Section, Unique};
use super::source::Source;
use super::values::duration;
use std::time::Duration;
use teilbar_domain::choice::Choice;
use teilbar_domain::rule::{self, Action, Condition, Phrase};

/// A compiled regular expression; it takes time linear in the text.
#[derive(Clone, Debug)]
pub struct Pattern(regex::Regex);

impl rule::Pattern for Pattern {
    fn first<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.0.find(text).map(|found| found.as_str())
    }
}

/// A rule of a site.
pub type Rule = rule::Rule<Pattern>;

const RULE: &[&str] = &["name", "reason", "action", "any", "all"];

const CONDITIONS: &[&str] = &[
    "words",
    "word_files",
    "regex",
    "hashtags",
    "authors",
    "languages",
    "sources",
    "has",
    "is",
    "over_per_day",
];

/// Bytes of memory that one compiled expression may take, and again for matching with it.
const REGEX_SIZE: usize = 1 << 20;
const REGEX_LENGTH: usize = 1_000;
const REGEX_DEPTH: u32 = 50;

/// What a source's posts wait for if it is `review = true`; no rule can be called so.
pub const REVIEW: &str = "review";

/// Posts that are this far apart are never the same.
const MERGE_WITHIN: Duration = Duration::from_secs(48 * 3_600);

impl Section<'_> {
    /// How far apart posts of two networks may be that are shown as one; `None` merges nothing.
    pub(super) fn merge_within(&self) -> Option<Duration> {
        let Some(text) = self.table.text("merge_within") else {
            return Some(MERGE_WITHIN);
        };
        if text.value == "never" {
            return None;
        }
        let read = duration(text.value);
        read.map_err(|help| {
            let what = format!("merge_within = \"{}\" is no duration", text.value);
            self.error(text.line, what, format!("{help}, or \"never\""));
        })
        .ok()
    }

    pub(super) fn rules(&self, sources: &[Source]) -> Vec<Rule> {
        let mut seen = Unique::new("rule");
        let sections = self.each("rules", RULE);
        sections
            .filter_map(|section| section.rule(&mut seen, sources))
            .collect()
    }

    fn rule(&self, seen: &mut Unique, sources: &[Source]) -> Option<Rule> {
        let name = self.required("name", "\"no adverts\"");
        if let Some(name) = name {
            seen.check(self.document, name.value, name.line);
            if name.value == REVIEW {
                let what = format!("a rule cannot be called \"{REVIEW}\"");
                let help = "choose another name: sources with review = true use this one";
                self.error(name.line, what, help);
            }
        }
        let action = self
            .required("action", "\"hide\"")
            .and_then(|text| self.action(text));
        let reason = self.table.text("reason").map_or("", |text| text.value);
        let [all, any] = ["all", "any"].map(|key| self.conditions(key, sources));
        if !self.table.has("all") && !self.table.has("any") {
            self.table.missing("any", "{ words = [\"casino\"] }");
        }
        Some(Rule {
            name: name?.value.to_owned(),
            reason: reason.to_owned(),
            action: action?,
            all: all?,
            any: any?,
        })
    }

    fn required(&self, key: &str, example: &str) -> Option<At<&str>> {
        if !self.table.has(key) {
            self.table.missing(key, example);
        }
        self.table.text(key)
    }

    fn action(&self, text: At<&str>) -> Option<Action> {
        let action = Action::parse(text.value);
        if action.is_none() {
            let what = format!("action = \"{}\" is unknown", text.value);
            self.error(text.line, what, suggest(text.value, Action::WORDS));
        }
        action
    }

    /// The conditions of the table at `key`, one per key; `None` if one of them cannot be read, for
    /// a rule without a part of its conditions would find what it was not meant for.
    fn conditions(&self, key: &str, sources: &[Source]) -> Option<Vec<Condition<Pattern>>> {
        // The name of the table stands in messages and lives as long as they are made.
        let key = if key == "all" { "all" } else { "any" };
        if !self.table.has(key) {
            return Some(Vec::new());
        }
        let table = self.table.table(key, CONDITIONS)?;
        let inner = Section { table, ..*self };
        let lists = CONDITIONS.iter().filter(|key| table.has(key));
        // All of them are read, so that every mistake is told.
        let read: Vec<_> = lists.map(|key| inner.condition(key, sources)).collect();
        if read.is_empty() {
            let what = format!("\"{key}\" has no condition");
            self.error(table.line, what, suggest("", CONDITIONS));
            return None;
        }
        read.into_iter().collect()
    }

    pub(super) fn condition(&self, key: &str, sources: &[Source]) -> Option<Condition<Pattern>> {
        if key == "over_per_day" {
            let most = self.table.number(key)?;
            return Some(Condition::OverPerDay(
                u32::try_from(most.value).unwrap_or(u32::MAX),
            ));
        }
        let list = self.list(key)?;
        Some(match key {
            "words" => Condition::Words(self.each_of(&list, |text| self.phrase(text))?),
            "word_files" => Condition::Words(self.word_files(&list)?),
            "regex" => Condition::Patterns(self.each_of(&list, |text| self.pattern(text))?),
            "hashtags" => Condition::Tags(self.each_of(&list, |text| Some(rule::tag(text.value)))?),
            "authors" => Condition::Authors(owned(&list)),
            "languages" => Condition::Languages(owned(&list)),
            "sources" => Condition::Sources(self.each_of(&list, |text| self.known(text, sources))?),
            "has" => self.one_of(
                key,
                &list,
                &[("link", Condition::Link), ("media", Condition::Media)],
            )?,
            _ => self.one_of(key, &list, &[("repost", Condition::Repost)])?,
        })
    }

    /// A list of texts with something in it.
    pub(super) fn list(&self, key: &str) -> Option<Vec<At<&str>>> {
        let list = self.table.texts(key)?;
        let blank = list.value.iter().any(|text| text.value.trim().is_empty());
        if list.value.is_empty() || blank {
            let what = format!("\"{key}\" has an empty list or an empty text in its list");
            self.error(list.line, what, "write what is to be found, or take it out");
            return None;
        }
        Some(list.value)
    }

    /// Every entry read; all of them are, so that every mistake is told.
    fn each_of<'t, T>(
        &self,
        list: &[At<&'t str>],
        read: impl Fn(At<&'t str>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let read: Vec<_> = list.iter().map(|text| read(*text)).collect();
        read.into_iter().collect()
    }

    fn phrase(&self, text: At<&str>) -> Option<Phrase> {
        let phrase = Phrase::parse(text.value);
        if phrase.is_none() {
            let what = format!("\"{}\" is no word", text.value);
            let help = "write letters or digits; a star may stand at the end: \"werb*\"";
            self.error(text.line, what, help);
        }
        phrase
    }

    fn pattern(&self, text: At<&str>) -> Option<Pattern> {
        let fail = |why: String| {
            let what = format!("\"{}\" cannot be a pattern: {why}", text.value);
            self.error(
                text.line,
                what,
                "see https://docs.rs/regex for how they are written",
            );
            None
        };
        if text.value.len() > REGEX_LENGTH {
            return fail(format!("it is longer than {REGEX_LENGTH} bytes"));
        }
        let built = regex::RegexBuilder::new(text.value)
            .size_limit(REGEX_SIZE)
            .dfa_size_limit(REGEX_SIZE)
            .nest_limit(REGEX_DEPTH)
            .build();
        match built {
            Ok(regex) if regex.is_match("") => fail("it is met by every text".to_owned()),
            Ok(regex) => Some(Pattern(regex)),
            Err(regex::Error::CompiledTooBig(_)) => {
                fail("it would take too much memory".to_owned())
            }
            Err(error) => {
                let said = error.to_string();
                fail(
                    said.lines()
                        .last()
                        .unwrap_or_default()
                        .trim_start_matches("error: ")
                        .to_owned(),
                )
            }
        }
    }

    fn known(&self, text: At<&str>, sources: &[Source]) -> Option<String> {
        let ids: Vec<_> = sources.iter().map(|source| &source.id[..]).collect();
        if !ids.contains(&text.value) {
            let what = format!("the site has no source \"{}\"", text.value);
            let help = match &ids[..] {
                [] => "add a [[sites.sources]] section with this id".to_owned(),
                ids => suggest(text.value, ids),
            };
            self.error(text.line, what, help);
            return None;
        }
        Some(text.value.to_owned())
    }

    fn one_of(
        &self,
        key: &str,
        list: &[At<&str>],
        known: &[(&str, Condition<Pattern>)],
    ) -> Option<Condition<Pattern>> {
        let [text] = list else {
            let line = self.table.line_of(key);
            self.error(
                line,
                format!("\"{key}\" takes one word"),
                "write a rule for each",
            );
            return None;
        };
        let found = known.iter().find(|(word, _)| *word == text.value);
        if found.is_none() {
            let words: Vec<_> = known.iter().map(|(word, _)| *word).collect();
            let reply = if text.value == "reply" {
                "; replies are never taken over"
            } else {
                ""
            };
            let what = format!("{key} = [\"{}\"] is unknown{reply}", text.value);
            self.error(text.line, what, suggest(text.value, &words));
        }
        found.map(|(_, condition)| condition.clone())
    }
}

/// A switch in a table, off if it is not there.
pub(super) fn flag(table: &Table<'_>, key: &str) -> bool {
    table.flag(key).is_some_and(|flag| flag.value)
}

fn owned(list: &[At<&str>]) -> Vec<String> {
    list.iter()
        .map(|text| text.value.trim().to_owned())
        .collect()
}
