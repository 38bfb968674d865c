//! Posts of several networks that say the same: one stands for all.

use super::Seen;
use super::facts::links;
use crate::store::moderation::{Row, Verdict};
use std::collections::HashMap;
use std::time::Duration;
use teilbar_domain::rule::fold;
use teilbar_domain::same;

/// Notes in the verdicts which post stands for which.
///
/// Posts are the same if they have one address, if their words are the same, or if one links to the
/// other and repeats its title. Those with a title stand for those without, and older ones for
/// newer ones. Posts of one source are never merged, nor is what a rule hides or holds.
pub(super) fn merge(
    posts: &[Seen],
    verdicts: &mut [Verdict],
    known: &HashMap<String, Row>,
    within: Duration,
) {
    let within = i64::try_from(within.as_secs()).unwrap_or(i64::MAX);
    let mut order: Vec<usize> = (0..posts.len()).collect();
    // Stable: within both groups the older comes first.
    order.sort_by_key(|index| posts[*index].listed.post.title.is_empty());
    let mut stands: HashMap<String, Vec<usize>> = HashMap::new();
    for index in order {
        let post = &posts[index];
        let row = known.get(&post.listed.digest);
        if !takes_part(&verdicts[index], row) {
            continue;
        }
        let keys = keys(post);
        let candidates = keys.iter().filter_map(|key| stands.get(key)).flatten();
        let twin = candidates
            .copied()
            .chain(announced(post, posts, &stands))
            .find(|other| is_near(&posts[*other], post, within));
        let Some(other) = twin else {
            for key in keys {
                stands.entry(key).or_default().push(index);
            }
            continue;
        };
        let digest = &posts[other].listed.digest;
        verdicts[index].same_as.clone_from(digest);
        if known.get(digest).is_some_and(Row::is_off) {
            // Or it would come back where the one that was taken off is not asked for.
            verdicts[index].action = "hide".to_owned();
            verdicts[index].why = "the same as a post that was taken off".to_owned();
        }
    }
}

fn takes_part(verdict: &Verdict, row: Option<&Row>) -> bool {
    let approved =
        row.is_some_and(|row| row.decided == "approved" && row.decided_edition == verdict.edition);
    approved || matches!(&verdict.action[..], "" | "pin")
}

fn is_near(one: &Seen, other: &Seen, within: i64) -> bool {
    let apart = one.listed.at.0.abs_diff(other.listed.at.0);
    one.listed.post.source != other.listed.post.source
        && one.listed.sample == other.listed.sample
        && i64::try_from(apart).is_ok_and(|apart| apart <= within)
}

/// What a post is found by: its address and its words.
fn keys(post: &Seen) -> Vec<String> {
    let stored = &post.listed.post;
    let address = same::address(&stored.url).map(|key| format!("address {key}"));
    // Many feeds repeat the title at the beginning of the text, so titled ones go by both.
    let words = same::text(&post.facts.text).map(|key| format!("words {key}"));
    let body = same::text(&stored.body.plain()).map(|key| format!("words {key}"));
    let mut keys: Vec<_> = address.into_iter().chain(words).chain(body).collect();
    keys.dedup();
    keys
}

/// The posts that this one links to while it repeats their titles.
fn announced(post: &Seen, posts: &[Seen], stands: &HashMap<String, Vec<usize>>) -> Vec<usize> {
    let mut out = Vec::new();
    for link in links(&post.listed.post.body) {
        let key = same::address(link).map(|key| format!("address {key}"));
        for index in key.and_then(|key| stands.get(&key)).into_iter().flatten() {
            let title = fold(&posts[*index].listed.post.title);
            if !title.trim().is_empty() && post.facts.folded.contains(&title) {
                out.push(*index);
            }
        }
    }
    out
}
