//! `[[sites.topics]]`: which posts belong together, and who may show them.

use super::rule::Pattern;
use super::section::{Section, Unique};
use super::source::Source;
use super::values::Origin;
use teilbar_domain::rule::{self, Condition, Cut};

/// A part of a site's posts, for pages here and elsewhere.
#[derive(Clone, Debug)]
pub struct Topic {
    pub name: String,
    /// Pages of these origins may ask for this topic, though for nothing else of the site.
    pub origins: Vec<Origin>,
    pub cut: Cut<Pattern>,
}

const TOPIC: &[&str] = &[
    "id",
    "name",
    "origins",
    "tags",
    "authors",
    "languages",
    "sources",
    "words",
];

impl Section<'_> {
    pub(super) fn topics(&self, sources: &[Source]) -> Vec<Topic> {
        let mut seen = Unique::new("topic id");
        let sections = self.each("topics", TOPIC);
        sections
            .filter_map(|section| section.topic(&mut seen, sources))
            .collect()
    }

    fn topic(&self, seen: &mut Unique, sources: &[Source]) -> Option<Topic> {
        let id = self.id(seen, "\"energy\"")?;
        let name = self
            .table
            .text("name")
            .map_or(&id[..], |name| name.value)
            .to_owned();
        let pairs = [
            ("tags", "hashtags"),
            ("authors", "authors"),
            ("languages", "languages"),
            ("sources", "sources"),
            ("words", "words"),
        ];
        let named: Vec<_> = pairs
            .into_iter()
            .filter(|(key, _)| self.table.has(key))
            .collect();
        if named.is_empty() {
            self.table.missing("tags", "[\"energy\"]");
        }
        let all: Vec<_> = named
            .into_iter()
            .map(|(key, kind)| self.cut(key, kind, sources))
            .collect();
        let all: Option<Vec<_>> = all.into_iter().collect();
        let all = all.filter(|all| !all.is_empty())?;
        let origins = self.origins();
        Some(Topic {
            name,
            origins,
            cut: Cut { id, all },
        })
    }

    fn cut(&self, key: &str, kind: &str, sources: &[Source]) -> Option<Condition<Pattern>> {
        if key == kind {
            return self.condition(key, sources);
        }
        let list = self.list(key)?;
        Some(Condition::Tags(
            list.iter().map(|text| rule::tag(text.value)).collect(),
        ))
    }
}
