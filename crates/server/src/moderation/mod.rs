//! The newsroom: rules judge what is stored, twins become one item, topics gather what belongs
//! together, and every process notices what another has decided.
//!
//! [`judge`] looks at all posts of a site and writes what has changed. It runs at the start, so that
//! a changed configuration counts, and after a source has brought something new. On a site whose
//! rules can take posts off ([`Site::is_strict`]) a post is not shown before that.

pub mod desk;
mod facts;
pub mod state;
mod turns;
mod twins;
mod watch;

pub use turns::Turns;
pub use watch::watch;

use crate::config::{Config, REVIEW, Site};
use crate::store::moderation::{Changes, Row, Verdict};
use crate::store::posts::Listed;
use crate::store::{self, Store};
use std::collections::{BTreeSet, HashMap, HashSet};
use teilbar_domain::choice::Choice;
use teilbar_domain::date::Timestamp;
use teilbar_domain::rule::{Action, Facts, Finding, strongest};
use twins::Marks;

/// A stored post and what rules see of it.
#[derive(Debug)]
pub struct Seen {
    pub listed: Listed,
    pub facts: Facts,
}

/// Every stored post of a site, oldest first, with what rules see of it.
pub async fn seen(config: &Config, store: &Store, site: &Site) -> store::Result<Vec<Seen>> {
    let (mut reader, mut seen) = (facts::Reader::new(config, site), Vec::new());
    let posts = store.posts();
    posts
        .each(&site.source_keys(), |listed| seen.push(reader.read(listed)))
        .await?;
    Ok(seen)
}

/// Everything that the site's rules find in a post, in their order; the source's review last.
pub fn findings(site: &Site, seen: &Seen) -> Vec<Finding> {
    let found = site.rules.iter().filter_map(|rule| rule.find(&seen.facts));
    let mut sources = site.sources.iter();
    let waits = sources.any(|source| source.review && source.id == seen.facts.source);
    let review = waits.then(|| Finding {
        action: Action::Hold,
        rule: REVIEW.to_owned(),
        why: format!("source {} is held for review", seen.facts.source),
    });
    found.chain(review).collect()
}

/// Looks at all posts of a site, writes what has changed, and notes that something has: it is called
/// when there is something new.
///
/// # Errors
/// If the database cannot be used.
pub async fn judge(
    config: &Config,
    store: &Store,
    site: &Site,
    now: Timestamp,
) -> store::Result<()> {
    let (mut reader, mut judged) = (facts::Reader::new(config, site), Vec::new());
    let posts = store.posts();
    // Of each post only what judging the others needs is kept: all their texts would be much.
    posts
        .each(&site.source_keys(), |listed| {
            judged.push(Judged::new(site, &reader.read(listed)));
        })
        .await?;
    let moderation = store.moderation();
    let known = moderation.of(&site.id).await?;
    let topics = moderation.topics(&site.id).await?;
    let changes = changes(site, judged, &known, &topics);
    moderation.judge(&site.id, &changes, now).await
}

/// What is kept of a post that the rules have seen.
struct Judged {
    verdict: Verdict,
    marks: Marks,
    /// Those it belongs to, by their place in the configuration.
    topics: Vec<usize>,
}

impl Judged {
    fn new(site: &Site, post: &Seen) -> Self {
        let topics = site.topics.iter().enumerate();
        let own = topics.filter(|(_, topic)| topic.cut.has(&post.facts));
        Self {
            verdict: verdict(site, post),
            marks: Marks::of(post),
            topics: own.map(|(index, _)| index).collect(),
        }
    }
}

/// The difference between what is known and what is so.
fn changes(
    site: &Site,
    mut judged: Vec<Judged>,
    known: &HashMap<String, Row>,
    topics: &BTreeSet<(String, String)>,
) -> Changes {
    if let Some(within) = site.merge_within {
        twins::merge(&mut judged, known, within);
    }
    let gathered = gathered(site, &judged);
    let strict = site.is_strict();
    let worth_telling = |verdict: &Verdict| match known.get(&verdict.post) {
        Some(row) => !is_same(row, verdict),
        // Where nothing has to wait, no row says the same as one without a finding.
        None => strict || !verdict.action.is_empty() || !verdict.same_as.is_empty(),
    };
    let stored: HashSet<_> = judged.iter().map(|one| &one.verdict.post).collect();
    let gone = |(post, row): (&String, &Row)| {
        (!stored.contains(post) && !row.is_off()).then(|| post.clone())
    };
    let forgotten = known.iter().filter_map(gone).collect();
    let verdicts = judged.into_iter().map(|one| one.verdict);
    Changes {
        verdicts: verdicts.filter(worth_telling).collect(),
        forgotten,
        gained: gathered.difference(topics).cloned().collect(),
        lost: topics.difference(&gathered).cloned().collect(),
    }
}

fn verdict(site: &Site, post: &Seen) -> Verdict {
    let finding = strongest(findings(site, post));
    let (action, rule, why) = finding.map_or_else(Default::default, |finding| {
        (finding.action.word().to_owned(), finding.rule, finding.why)
    });
    Verdict {
        post: post.listed.digest.clone(),
        edition: post.listed.edition,
        action,
        rule,
        why,
        same_as: String::new(),
    }
}

fn is_same(row: &Row, verdict: &Verdict) -> bool {
    let known = (&row.action, &row.rule, &row.why, &row.same_as, row.edition);
    let new = (
        &verdict.action,
        &verdict.rule,
        &verdict.why,
        &verdict.same_as,
        verdict.edition,
    );
    known == new
}

/// Topics and their posts. What stands for another post belongs where that one does.
fn gathered(site: &Site, judged: &[Judged]) -> BTreeSet<(String, String)> {
    let mut out = BTreeSet::new();
    for Judged {
        verdict, topics, ..
    } in judged
    {
        for topic in topics.iter().filter_map(|index| site.topics.get(*index)) {
            let mut add = |digest: &str| out.insert((topic.cut.id.clone(), digest.to_owned()));
            add(&verdict.post);
            if !verdict.same_as.is_empty() {
                add(&verdict.same_as);
            }
        }
    }
    out
}
