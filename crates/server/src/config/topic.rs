//! `[[sites.topics]]`: which posts belong together, and who may show them.

use super::rule::Pattern;
use super::section::{Section, Unique};
use super::source::Source;
use super::values::Origin;
use std::time::Duration;
use teilbar_domain::rule::{self, Condition, Cut};

/// A part of a site's posts, for pages here and elsewhere.
#[derive(Clone, Debug)]
pub struct Topic {
    pub name: String,
    /// Pages of these origins may ask for this topic, though for nothing else of the site.
    pub origins: Vec<Origin>,
    /// How long readers by e-mail wait for the next letter; `None` if there are none.
    pub alerts: Option<Duration>,
    pub cut: Cut<Pattern>,
}

const TOPIC: &[&str] = &[
    "id",
    "name",
    "origins",
    "alerts",
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
            alerts: self.alerts(),
            cut: Cut { id, all },
        })
    }

    fn alerts(&self) -> Option<Duration> {
        let text = self.table.text("alerts")?;
        let hours = match text.value {
            "hourly" => 1,
            "daily" => 24,
            "weekly" => 7 * 24,
            _ => {
                let what = format!("alerts = \"{}\" is no rhythm of letters", text.value);
                let help = "write \"hourly\", \"daily\" or \"weekly\"";
                self.error(text.line, what, help);
                return None;
            }
        };
        if !self.has_mail {
            let what = "there is no mail server for the letters about this topic";
            let help = "add [mail] with server and from, or take alerts out";
            self.error(text.line, what, help);
        }
        Some(Duration::from_secs(hours * 3_600))
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
