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

/// A stored post and what rules see of it.
#[derive(Debug)]
pub struct Seen {
    pub listed: Listed,
    pub facts: Facts,
}

/// Every stored post of a site, oldest first, with what rules see of it.
pub async fn seen(config: &Config, store: &Store, site: &Site) -> store::Result<Vec<Seen>> {
    let posts = store.posts().all(&site.source_keys()).await?;
    Ok(facts::of(config, site, posts))
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
    let posts = seen(config, store, site).await?;
    let moderation = store.moderation();
    let known = moderation.of(&site.id).await?;
    let topics = moderation.topics(&site.id).await?;
    let changes = changes(site, &posts, &known, &topics);
    moderation.judge(&site.id, &changes, now).await
}

/// The difference between what is known and what is so.
fn changes(
    site: &Site,
    posts: &[Seen],
    known: &HashMap<String, Row>,
    topics: &BTreeSet<(String, String)>,
) -> Changes {
    let mut verdicts: Vec<_> = posts.iter().map(|post| verdict(site, post)).collect();
    if let Some(within) = site.merge_within {
        twins::merge(posts, &mut verdicts, known, within);
    }
    let gathered = gathered(site, posts, &verdicts);
    let strict = site.is_strict();
    let worth_telling = |verdict: &Verdict| match known.get(&verdict.post) {
        Some(row) => !is_same(row, verdict),
        // Where nothing has to wait, no row says the same as one without a finding.
        None => strict || !verdict.action.is_empty() || !verdict.same_as.is_empty(),
    };
    let stored: HashSet<_> = posts.iter().map(|post| &post.listed.digest).collect();
    let gone = |(post, row): (&String, &Row)| {
        (!stored.contains(post) && !row.is_off()).then(|| post.clone())
    };
    Changes {
        verdicts: verdicts.into_iter().filter(worth_telling).collect(),
        forgotten: known.iter().filter_map(gone).collect(),
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
fn gathered(site: &Site, posts: &[Seen], verdicts: &[Verdict]) -> BTreeSet<(String, String)> {
    let mut out = BTreeSet::new();
    for topic in &site.topics {
        for (post, verdict) in posts.iter().zip(verdicts) {
            if topic.cut.has(&post.facts) {
                let mut add = |digest: &str| out.insert((topic.cut.id.clone(), digest.to_owned()));
                add(&post.listed.digest);
                if !verdict.same_as.is_empty() {
                    add(&verdict.same_as);
                }
            }
        }
    }
    out
}
