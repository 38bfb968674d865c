//! Posts of several networks that say the same: one stands for all.

use super::facts::links;
use super::{Judged, Seen};
use crate::store::moderation::{Row, Verdict};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::time::Duration;
use teilbar_domain::rule::fold;
use teilbar_domain::same;

/// What of a post is compared with others.
pub(super) struct Marks {
    source: String,
    at: i64,
    sample: bool,
    /// Whether it has a title.
    titled: bool,
    /// Folded.
    title: String,
    /// What it is found by: its address and its words.
    keys: Vec<Key>,
    /// The addresses that it links to.
    links: Vec<Key>,
    /// The folded text, if there are links.
    folded: String,
}

/// A digest, because texts are long.
type Key = [u8; 16];

fn key(kind: &str, text: &str) -> Key {
    let digest = Sha256::digest(format!("{kind} {text}"));
    std::array::from_fn(|i| digest[i])
}

impl Marks {
    pub(super) fn of(post: &Seen) -> Self {
        let stored = &post.listed.post;
        let by_address = |url: &str| same::address(url).map(|address| key("address", &address));
        let by_words = |text: &str| same::text(text).map(|words| key("words", &words));
        // Many feeds repeat the title at the beginning of the text, so titled ones go by both.
        let words = [by_words(&post.facts.text), by_words(&stored.body.plain())];
        let all = by_address(&stored.url)
            .into_iter()
            .chain(words.into_iter().flatten());
        let mut keys: Vec<_> = all.collect();
        keys.dedup();
        let links: Vec<_> = links(&stored.body)
            .into_iter()
            .filter_map(by_address)
            .collect();
        let folded = if links.is_empty() {
            ""
        } else {
            &post.facts.folded
        };
        Self {
            source: stored.source.clone(),
            at: post.listed.at.0,
            sample: post.listed.sample,
            titled: !stored.title.is_empty(),
            title: fold(&stored.title),
            keys,
            folded: folded.to_owned(),
            links,
        }
    }

    fn is_near(&self, other: &Self, within: i64) -> bool {
        self.source != other.source
            && self.sample == other.sample
            && i64::try_from(self.at.abs_diff(other.at)).is_ok_and(|apart| apart <= within)
    }

    /// Whether it links to the other and repeats its title.
    fn announces(&self, other: &Self) -> bool {
        !other.title.trim().is_empty() && self.folded.contains(&other.title)
    }
}

/// Notes in the verdicts which post stands for which.
///
/// Posts are the same if they have one address, if their words are the same, or if one links to the
/// other and repeats its title. Those with a title stand for those without, and older ones for
/// newer ones. Posts of one source are never merged, nor is what a rule hides or holds.
pub(super) fn merge(judged: &mut [Judged], known: &HashMap<String, Row>, within: Duration) {
    let within = i64::try_from(within.as_secs()).unwrap_or(i64::MAX);
    let mut order: Vec<usize> = (0..judged.len()).collect();
    // Stable: within both groups the older comes first.
    order.sort_by_key(|index| !judged[*index].marks.titled);
    let mut stands: HashMap<Key, Vec<usize>> = HashMap::new();
    for index in order {
        let Judged { verdict, marks, .. } = &judged[index];
        if !takes_part(verdict, known.get(&verdict.post)) {
            continue;
        }
        let found = |keys: &[Key]| -> Vec<usize> {
            let found = keys.iter().filter_map(|key| stands.get(key)).flatten();
            found.copied().collect()
        };
        let of = |other: usize| &judged[other].marks;
        let alike = found(&marks.keys).into_iter();
        let announced = found(&marks.links)
            .into_iter()
            .filter(|other| marks.announces(of(*other)));
        let twin = alike
            .chain(announced)
            .find(|other| of(*other).is_near(marks, within));
        let Some(other) = twin else {
            for key in marks.keys.clone() {
                stands.entry(key).or_default().push(index);
            }
            continue;
        };
        let digest = judged[other].verdict.post.clone();
        let verdict = &mut judged[index].verdict;
        if known.get(&digest).is_some_and(Row::is_off) {
            // Or it would come back where the one that was taken off is not asked for.
            verdict.action = "hide".to_owned();
            verdict.why = "the same as a post that was taken off".to_owned();
        }
        verdict.same_as = digest;
    }
}

fn takes_part(verdict: &Verdict, row: Option<&Row>) -> bool {
    let approved =
        row.is_some_and(|row| row.decided == "approved" && row.decided_edition == verdict.edition);
    approved || matches!(&verdict.action[..], "" | "pin")
}
