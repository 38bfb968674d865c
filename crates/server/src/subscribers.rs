//! Who follows what Teilbar itself sends out: feeds, of which feed readers tell how many they fetch
//! them for, and letters.

use crate::config::{Config, Profile};
use crate::store::subscribers::Told;
use crate::store::{self, Store};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Mutex, PoisonError};
use teilbar_domain::count::Count;
use teilbar_domain::date::Timestamp;

/// The names of the feeds that are sent out, as they end their addresses.
pub(crate) const ATOM: &str = "feed.atom";
pub(crate) const RSS: &str = "feed.rss";
pub(crate) const JSON: &str = "feed.json";

/// Something of ours that can be subscribed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Channel {
    /// The feeds of a site, or with a topic's id those of the topic, in all formats.
    Feeds { site: String, topic: String },
    /// Letters about a topic.
    Letters { site: String, topic: String },
}

impl Channel {
    /// What this address of ours leads to, if it can be subscribed to.
    fn at(config: &Config, url: &str) -> Option<Self> {
        let path = url.strip_prefix(&config.public_url)?;
        if let Some((site, topic, _)) = feed(config, path) {
            let (site, topic) = (site.to_owned(), topic.to_owned());
            return Some(Self::Feeds { site, topic });
        }
        let (site, topic) = path.strip_prefix("/alerts/")?.split_once('/')?;
        let letters = config.site(site)?.topic(topic)?.alerts;
        let (site, topic) = (site.to_owned(), topic.to_owned());
        letters.map(|_| Self::Letters { site, topic })
    }

    /// What a profile leads to, if it is ours.
    pub(crate) fn of(config: &Config, profile: &Profile) -> Option<Self> {
        Self::at(config, &profile.url)
    }

    /// How many are known to have subscribed; `None` if nobody told lately.
    pub(crate) async fn count(
        &self,
        store: &Store,
        now: Timestamp,
    ) -> store::Result<Option<Count>> {
        match self {
            Self::Feeds { site, topic } => store.subscribers().count(site, topic, now).await,
            Self::Letters { site, topic } => {
                let place = store::alerts::Place { site, topic };
                store.alerts().confirmed(place).await.map(Some)
            }
        }
    }
}

/// Under which name the store keeps a profile's count: the handle as configured, or for something of
/// ours the address, because only that says which.
pub(crate) fn key<'a>(config: &Config, profile: &'a Profile) -> &'a str {
    match Channel::of(config, profile) {
        Some(_) => &profile.url,
        None => &profile.handle,
    }
}

/// Site, topic and file of the feed at this path.
fn feed<'a>(config: &Config, path: &'a str) -> Option<(&'a str, &'a str, &'static str)> {
    let mut parts = path.strip_prefix("/sites/")?.split('/');
    let site = parts.next()?;
    let known = config.site(site)?;
    let (topic, file) = match (parts.next()?, parts.next(), parts.next()) {
        (file, None, None) => ("", file),
        ("topics", Some(topic), Some(file)) => {
            known.topic(topic)?;
            (topic, file)
        }
        _ => return None,
    };
    let file = [ATOM, RSS, JSON].into_iter().find(|name| *name == file)?;
    parts.next().is_none().then_some((site, topic, file))
}

/// Services that fetch a feed once for all their users and say in the `User-Agent` how many these are,
/// by a word of theirs in it. As they describe it themselves, or as servers see them; 2026-11.
const READERS: [&str; 10] = [
    "bazqux",
    "feedbin",
    "feedhq",
    "feedly",
    "feedspot",
    "g2reader",
    "inoreader",
    "newsblur",
    "overcast",
    "theoldreader",
];

/// Which reader this `User-Agent` names, and how many subscribers.
fn told(user_agent: &str) -> Option<(&'static str, Count)> {
    let text = user_agent.to_ascii_lowercase();
    let end = text.find(" subscriber").or_else(|| text.find(" reader"))?;
    let number = text[..end]
        .rsplit(|c: char| !c.is_ascii_digit() && c != ',')
        .next()?;
    let count = number.replace(',', "").parse().ok()?;
    let reader = READERS.into_iter().find(|name| text.contains(name))?;
    Some((reader, Count(count)))
}

/// What was told today, so that the store is written to when something is new, not at each request.
#[derive(Debug, Default)]
pub(crate) struct Heard(Mutex<HashMap<(String, &'static str), Today>>);

#[derive(Debug)]
struct Today {
    day: i64,
    least: Count,
    /// Times the store was written to.
    writes: u8,
}

/// A feed's reader is written about so often on one day. Whoever claims a little less each time gets
/// no more.
const WRITES: u8 = 8;

impl Heard {
    /// What the store has to learn of this request for a feed of ours.
    pub(crate) fn hear(
        &self,
        config: &Config,
        path: &str,
        user_agent: &str,
        now: Timestamp,
    ) -> Option<Told> {
        let (site, topic, file) = feed(config, path)?;
        let (reader, count) = told(user_agent)?;
        let day = now.0.div_euclid(86_400);
        let first = Today {
            day,
            least: count,
            writes: 1,
        };
        let mut heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match heard.entry((path.to_owned(), reader)) {
            Entry::Vacant(entry) => {
                entry.insert(first);
            }
            Entry::Occupied(mut entry) => {
                let today = entry.get_mut();
                if today.day != day {
                    *today = first;
                } else if count < today.least && today.writes < WRITES {
                    (today.least, today.writes) = (count, today.writes + 1);
                } else {
                    return None;
                }
            }
        }
        Some(Told {
            site: site.to_owned(),
            topic: topic.to_owned(),
            file,
            reader,
            count,
        })
    }

    /// Lets it be told again, because the store could not learn it.
    pub(crate) fn forget(&self, path: &str, reader: &'static str) {
        let mut heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        heard.remove(&(path.to_owned(), reader));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_tell_their_subscribers() {
        for (user_agent, expected) in [
            (
                "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 16 subscribers; like FeedFetcher-Google)",
                Some(("feedly", 16)),
            ),
            (
                "Inoreader/1.0 (+http://www.inoreader.com/feed-fetcher; 3 subscribers; )",
                Some(("inoreader", 3)),
            ),
            (
                "Feedbin feed-id:1373711 - 192 subscribers",
                Some(("feedbin", 192)),
            ),
            ("Feedbin feed-id:12345 - 1 subscriber", Some(("feedbin", 1))),
            (
                "NewsBlur Feed Fetcher - 1,234 subscribers - https://www.newsblur.com/site/6865328/x",
                Some(("newsblur", 1_234)),
            ),
            (
                "Mozilla/5.0 (compatible; theoldreader.com; 2 subscribers; feed-id=abc9)",
                Some(("theoldreader", 2)),
            ),
            (
                "Overcast/1.0 Podcast Sync (123 subscribers; feed-id=456789; +http://overcast.fm/)",
                Some(("overcast", 123)),
            ),
            ("Feedly/1.0 (+http://www.feedly.com/fetcher.html)", None),
            ("Feedly (no subscribers)", None),
            ("Feedly (99999999999999999999999 subscribers)", None),
            ("NetNewsWire (RSS Reader; https://netnewswire.com/)", None),
            ("Somebody/1.0 (250000 subscribers)", None),
            ("", None),
            ("ß subscribers Feedly", None),
        ] {
            let expected = expected.map(|(reader, count)| (reader, Count(count)));
            assert_eq!(told(user_agent), expected, "{user_agent}");
        }
    }

    #[test]
    fn a_day_costs_few_writes() {
        let text = "[[sites]]\nid = \"a\"\nhome = \"https://a.example/\"";
        let (config, _) = Config::read(text, std::path::Path::new(""), &|_| None);
        let heard = Heard::default();
        let hear = |path: &str, count: u64, at: i64| {
            let agent = format!("Feedly/1.0 ({count} subscribers)");
            let told = heard.hear(&config, path, &agent, Timestamp(at));
            told.map(|told| told.count.0)
        };
        assert_eq!(hear("/sites/a/feed.atom", 16, 0), Some(16));
        assert_eq!(hear("/sites/a/feed.atom", 16, 60), None, "known");
        assert_eq!(
            hear("/sites/a/feed.atom", 1_000_000, 60),
            None,
            "more than the least"
        );
        assert_eq!(hear("/sites/a/feed.rss", 4, 60), Some(4), "another feed");
        assert_eq!(
            hear("/sites/a/feed.atom", 17, 86_400),
            Some(17),
            "another day"
        );
        let fewer = (0..1_000).filter_map(|less| hear("/sites/a/feed.json", 5_000 - less, 60));
        assert_eq!(fewer.count(), usize::from(WRITES));
        for path in [
            "/sites/b/feed.atom",
            "/sites/a/feed.xml",
            "/sites/a/topics/x/feed.atom",
            "/sites/a/feed.atom/x",
        ] {
            assert_eq!(hear(path, 1, 0), None, "{path}");
        }
        heard.forget("/sites/a/feed.atom", "feedly");
        assert_eq!(hear("/sites/a/feed.atom", 18, 86_400), Some(18));
    }
}
