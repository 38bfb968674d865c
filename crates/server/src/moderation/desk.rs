//! What people do by hand: looking for posts, deciding, and having decisions about several confirmed.

use super::state::State;
use super::{Seen, seen};
use crate::config::{Config, Site, Source};
use crate::store::Store;
use crate::store::audit::Proposal;
use crate::store::moderation::{By, Decision, Row, Target};
use anyhow::{Context, bail, ensure};
use std::collections::HashMap;
use teilbar_domain::date::Timestamp;
use teilbar_domain::link::truncate;

/// The posts of a site and what became of each.
#[derive(Debug)]
pub struct Desk<'a> {
    config: &'a Config,
    store: &'a Store,
    site: &'a Site,
    /// Newest first.
    pub posts: Vec<(Seen, Row)>,
}

/// What came of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// So many posts were decided about.
    Done(usize),
    /// Somebody else has to confirm this proposal.
    Proposed(String),
}

/// Shorter beginnings of an id are too easy to mistype.
const SHORTEST_ID: usize = 6;

impl<'a> Desk<'a> {
    /// # Errors
    /// If the database cannot be used.
    pub async fn open(
        config: &'a Config,
        store: &'a Store,
        site: &'a Site,
    ) -> anyhow::Result<Self> {
        let posts = seen(config, store, site).await?;
        let mut known = store.moderation().of(&site.id).await?;
        let with_row = |seen: Seen| {
            let row = known.remove(&seen.listed.digest).unwrap_or_default();
            (seen, row)
        };
        let mut posts: Vec<_> = posts.into_iter().map(with_row).collect();
        posts.reverse();
        Ok(Self {
            config,
            store,
            site,
            posts,
        })
    }

    /// What became of a post.
    pub fn state(&self, seen: &Seen, row: &Row) -> State {
        let pinned = row.is_pinned();
        match &row.decided[..] {
            "killed" => State::Killed,
            "hidden" => State::Hidden,
            _ if row.is_shown(seen.listed.edition, self.site.is_strict()) && pinned => {
                State::Pinned
            }
            _ if row.is_shown(seen.listed.edition, self.site.is_strict()) => State::Shown,
            _ if row.action == "hide" => State::Hidden,
            _ if !row.same_as.is_empty() => State::Merged,
            // Held by a rule, or not yet seen by any.
            _ => State::Held,
        }
    }

    /// The ids of all posts that wait.
    pub fn held(&self) -> Vec<String> {
        let held = self
            .posts
            .iter()
            .filter(|(seen, row)| self.state(seen, row) == State::Held);
        held.map(|(seen, _)| seen.listed.digest.clone()).collect()
    }

    /// The one post whose id begins so.
    fn post(&self, id: &str) -> anyhow::Result<&(Seen, Row)> {
        let id = id.to_ascii_lowercase();
        ensure!(
            id.len() >= SHORTEST_ID,
            "\"{id}\" is too short: write at least {SHORTEST_ID} characters of the id"
        );
        let begins = |(seen, _): &&(Seen, Row)| seen.listed.digest.starts_with(&id);
        let mut found = self.posts.iter().filter(begins);
        match (found.next(), found.next()) {
            (Some(post), None) => Ok(post),
            (Some(_), Some(_)) => {
                bail!("several posts have ids that begin with \"{id}\": write more of it")
            }
            (None, _) => bail!(
                "the site \"{}\" has no post \"{id}\": `teilbar moderate list --state all` tells the ids",
                self.site.id
            ),
        }
    }

    /// Decides about one post at once; about several, somebody else has to confirm it.
    ///
    /// # Errors
    /// If an id names no post or several, a name or reason is missing, or the database cannot be used.
    pub async fn decide(
        &self,
        ids: &[String],
        decision: &Decision,
        by: &By,
        now: Timestamp,
    ) -> anyhow::Result<Outcome> {
        ensure!(!by.who.trim().is_empty(), "say who you are with --by NAME");
        ensure!(!by.reason.trim().is_empty(), "say why with --reason TEXT");
        let mut digests = Vec::new();
        for id in ids {
            let digest = &self.post(id)?.0.listed.digest;
            if !digests.contains(digest) {
                digests.push(digest.clone());
            }
        }
        ensure!(!digests.is_empty(), "there is nothing to decide about");
        if digests.len() == 1 {
            return Ok(Outcome::Done(
                self.carry_out(&digests, decision, by, now).await?,
            ));
        }
        let alt = match decision {
            Decision::Alt(text) => text.clone(),
            _ => String::new(),
        };
        let proposal = Proposal {
            site: self.site.id.clone(),
            action: decision.word().to_owned(),
            alt,
            posts: digests.join(" "),
            who: by.who.clone(),
            reason: by.reason.clone(),
            ..Proposal::default()
        };
        Ok(Outcome::Proposed(
            self.store.audit().propose(&proposal).await?,
        ))
    }

    /// Carries out a proposal of somebody else; how many posts were decided about.
    ///
    /// # Errors
    /// If it is one's own, or of a newer teilbar, or the database cannot be used.
    pub async fn confirm(
        &self,
        proposal: &Proposal,
        second: &str,
        now: Timestamp,
    ) -> anyhow::Result<usize> {
        let same = |a: &str, b: &str| a.trim().to_lowercase() == b.trim().to_lowercase();
        ensure!(
            !second.trim().is_empty(),
            "say who you are with --second NAME"
        );
        ensure!(
            !same(second, &proposal.who),
            "{} has proposed it: somebody else has to confirm it",
            proposal.who
        );
        let decision = proposal.decision();
        let decision = decision.with_context(|| {
            format!(
                "this teilbar does not know \"{}\": update it",
                proposal.action
            )
        })?;
        let stored = |id: &&str| self.post(id).is_ok();
        let digests: Vec<_> = proposal
            .posts
            .split(' ')
            .filter(stored)
            .map(str::to_owned)
            .collect();
        // Of two who confirm at the same moment one is told so.
        ensure!(
            self.store.audit().settle(&proposal.id).await?,
            "somebody has confirmed or withdrawn it meanwhile"
        );
        let by = By {
            who: proposal.who.clone(),
            second: second.to_owned(),
            reason: proposal.reason.clone(),
        };
        self.carry_out(&digests, &decision, &by, now).await
    }

    async fn carry_out(
        &self,
        digests: &[String],
        decision: &Decision,
        by: &By,
        now: Timestamp,
    ) -> anyhow::Result<usize> {
        let mut targets = Vec::new();
        for digest in digests {
            for target in self.targets(self.post(digest)?, decision) {
                if !targets.contains(&target) {
                    targets.push(target);
                }
            }
        }
        let moderation = self.store.moderation();
        moderation.decide(&targets, decision, by, now).await?;
        Ok(targets.len())
    }

    /// What a decision about a post touches: what is taken off goes with all that says the same, and
    /// what is killed goes from every site.
    fn targets(&self, (seen, row): &(Seen, Row), decision: &Decision) -> Vec<Target> {
        let whole = matches!(decision, Decision::Hide | Decision::Kill);
        let own = &seen.listed.digest;
        let stands = if row.same_as.is_empty() {
            own
        } else {
            &row.same_as
        };
        let belongs = |(other, row): &&(Seen, Row)| {
            let digest = &other.listed.digest;
            digest == own || (whole && (digest == stands || row.same_as == *stands))
        };
        let mut out = Vec::new();
        for (post, _) in self.posts.iter().filter(belongs) {
            let sites = self.config.sites.iter();
            let shows = |site: &&Site| {
                let has = || {
                    site.sources
                        .iter()
                        .map(Source::key)
                        .any(|key| key == post.listed.post.source)
                };
                site.id == self.site.id || (*decision == Decision::Kill && has())
            };
            out.extend(sites.filter(shows).map(|site| Target {
                site: site.id.clone(),
                post: post.listed.digest.clone(),
                edition: post.listed.edition,
            }));
        }
        out
    }
}

/// A post in a few words, for lists.
pub fn headline(seen: &Seen) -> String {
    truncate(&seen.listed.post.opening(), 70)
}

/// What every rule finds, in the order of the configuration; the review of sources last.
pub fn by_rule<'s>(
    site: &Site,
    posts: &'s [(Seen, Row)],
) -> Vec<(String, Vec<(&'s Seen, String)>)> {
    let names = site.rules.iter().map(|rule| rule.name.clone());
    let names: Vec<_> = names.chain([crate::config::REVIEW.to_owned()]).collect();
    let mut found: HashMap<String, Vec<(&Seen, String)>> = HashMap::new();
    for (post, _) in posts {
        for finding in super::findings(site, post) {
            found
                .entry(finding.rule)
                .or_default()
                .push((post, finding.why));
        }
    }
    let lists = names.into_iter().map(|name| {
        let list = found.remove(&name).unwrap_or_default();
        (name, list)
    });
    lists.collect()
}
