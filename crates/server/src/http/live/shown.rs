//! What a site shows, and a name for it.
//!
//! A state is named by a digest of all that is shown. So a name means the same in every process and
//! after a restart, and nothing has to be stored: who names a state that nobody remembers is told to
//! look at everything anew.

use crate::config::Site;
use crate::store::{self, Store};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::fmt;

/// The name of a state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::http) struct Id(pub(super) u64);

/// A post as far as streams need to know it. Sources and topics are counted as in the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) source: usize,
    /// The source of a post that stands for this one where that source is shown.
    pub(super) behind: Option<usize>,
    pub(super) topics: Vec<usize>,
    pub(super) edition: i64,
    pub(super) alt: String,
}

impl Id {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let plain = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = u64::from_str_radix(text, 16).ok()?;
        plain.then_some(Self(number))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// Every post that the site shows, by digest.
pub(super) async fn shown(store: &Store, site: &Site) -> store::Result<BTreeMap<String, Shown>> {
    let keys = site.source_keys();
    let marks = store
        .posts()
        .marks(&site.id, &keys, site.is_strict())
        .await?;
    let mut topics: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (topic, post) in store.moderation().topics(&site.id).await? {
        let mut known = site.topics.iter();
        if let Some(place) = known.position(|known| known.cut.id == topic) {
            topics.entry(post).or_default().push(place);
        }
    }
    let places = places(site);
    let place = |source: &String| places.get(source).copied();
    let shown = marks.into_iter().filter_map(|mark| {
        let mut topics = topics.remove(&mark.post).unwrap_or_default();
        topics.sort_unstable();
        let shown = Shown {
            source: place(&mark.source)?,
            behind: place(&mark.behind),
            topics,
            edition: mark.edition,
            alt: mark.alt,
        };
        Some((mark.post, shown))
    });
    Ok(shown.collect())
}

/// The number of each source by what the store calls it; of two that are the same, the first's.
pub(super) fn places(site: &Site) -> HashMap<String, usize> {
    let mut places = HashMap::new();
    for (place, source) in site.sources.iter().enumerate() {
        places.entry(source.key()).or_insert(place);
    }
    places
}

/// The name of what is shown. Sources and topics count by name: their numbers change with the
/// configuration.
pub(super) fn name(site: &Site, shown: &BTreeMap<String, Shown>) -> Id {
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        hash.update(text);
        hash.update([0]);
    };
    let source = |place: usize| site.sources.get(place).map_or("", |source| &source.id[..]);
    for (post, shown) in shown {
        add(post);
        add(source(shown.source));
        add(shown.behind.map_or("", source));
        for topic in shown
            .topics
            .iter()
            .filter_map(|place| site.topics.get(*place))
        {
            add(&topic.cut.id);
        }
        add(&shown.edition.to_string());
        add(&shown.alt);
    }
    let hash = hash.finalize();
    Id(hash
        .iter()
        .take(8)
        .fold(0, |id, byte| id << 8 | u64::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        let id = Id(0x0123_4567_89ab_cdef);
        assert_eq!(Id::parse(&id.to_string()), Some(id));
        for wrong in [
            "",
            "1",
            "+123456789abcdef",
            "0123456789abcdeg",
            "0123456789abcdef0",
        ] {
            assert_eq!(Id::parse(wrong), None, "{wrong}");
        }
    }
}
