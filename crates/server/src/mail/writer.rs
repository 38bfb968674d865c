//! Writes the letters about one topic.

use super::letter::{self, Letter, News};
use super::words::{Words, words};
use crate::config::{Config, Site, Source, Topic};
use crate::store::alerts::Alert;
use crate::store::posts::Listed;
use std::collections::HashMap;
use teilbar_domain::date::{Date, Timestamp};
use teilbar_domain::link::truncate;
use teilbar_domain::text::Lang;

/// What letters about a topic have in common.
#[derive(Debug)]
pub(crate) struct Writer {
    /// The topic's and the site's.
    names: (String, String),
    /// Names of sources by what the store calls them.
    sources: HashMap<String, String>,
    /// Where the links in letters lead.
    base: String,
    zone: jiff::tz::TimeZone,
}

/// Characters of a text that stand for a title.
const BEGINNING: usize = 120;

impl Writer {
    pub(crate) fn new(config: &Config, site: &Site, topic: &Topic) -> Self {
        let name = |source: &Source| source.name.as_ref().unwrap_or(&source.id).clone();
        let sources = site.sources.iter();
        Self {
            names: (topic.name.clone(), site.name.clone()),
            sources: sources.map(|source| (source.key(), name(source))).collect(),
            base: config.public_url.clone(),
            zone: config.time_zone.clone(),
        }
    }

    /// Asks whether the address' owner wants letters.
    pub(crate) fn question(&self, alert: &Alert) -> Letter {
        letter::ask(word_list(alert), self.names(), &self.link(alert))
    }

    /// Tells of the posts of `fresh` that are still shown; `None` if none is. `last` is the number of
    /// the last of them.
    pub(crate) fn news(
        &self,
        alert: &Alert,
        shown: &[Listed],
        fresh: &[(String, i64)],
        last: i64,
    ) -> Option<Letter> {
        let is_fresh = |post: &&Listed| fresh.iter().any(|(digest, _)| *digest == post.digest);
        // Nobody should take made-up posts for news.
        let posts = shown.iter().filter(is_fresh).filter(|post| !post.sample);
        let posts: Vec<_> = posts.map(|post| self.post(post, lang(alert))).collect();
        let link = self.link(alert);
        let letter = || letter::news(word_list(alert), self.names(), &posts, &link, last);
        (!posts.is_empty()).then(letter)
    }

    fn post(&self, listed: &Listed, lang: Lang) -> News {
        let post = &listed.post;
        let title = match &post.title[..] {
            "" => truncate(&post.opening(), BEGINNING),
            title => title.to_owned(),
        };
        let source = self.sources.get(&post.source).cloned().unwrap_or_default();
        let day = post.published.and_then(|at| self.day(at, lang));
        News {
            title,
            origin: day.map_or(source.clone(), |day| format!("{source}, {day}")),
            url: post.url.clone(),
        }
    }

    fn day(&self, at: Timestamp, lang: Lang) -> Option<String> {
        let at = jiff::Timestamp::from_second(at.0).ok()?;
        let local = at.to_zoned(self.zone.clone());
        let day = Date::parse(&local.strftime("%Y-%m-%d").to_string());
        day.map(|day| day.long(lang))
    }

    fn names(&self) -> letter::Names<'_> {
        (&self.names.0, &self.names.1)
    }

    fn link(&self, alert: &Alert) -> String {
        format!("{}/letters/{}", self.base, alert.token)
    }
}

fn word_list(alert: &Alert) -> &'static Words {
    words(lang(alert))
}

fn lang(alert: &Alert) -> Lang {
    Lang::from_tag(&alert.lang).unwrap_or_default()
}
