//! What a site shows and how that has changed lately: what streams are told, and where they resume.

use super::shown::{Id, Shown, name, shown};
use crate::config::Site;
use crate::store::{self, Store};
use serde::Serialize;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use utoipa::ToSchema;

/// More steps are not remembered.
const STEPS: usize = 128;
/// Nor more changes in all of them: some hundred kilobytes.
const CHANGES: usize = 4_000;

/// The posts that a stream is about.
#[derive(Debug, Default)]
pub(super) struct Selection {
    /// Empty means all.
    pub(super) sources: Vec<usize>,
    /// Empty means all posts.
    pub(super) topics: Vec<usize>,
}

/// From one state to the next: each post that changed, before and after.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) to: Id,
    changes: Vec<(String, Option<Shown>, Option<Shown>)>,
}

/// What has changed in what is shown; ids of posts.
#[derive(Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(in crate::http) struct News {
    /// Posts that are shown and were not.
    new: Vec<String>,
    /// Posts that are shown in another form.
    changed: Vec<String>,
    /// Posts that are to be shown no longer.
    gone: Vec<String>,
}

/// Where a stream begins.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Opening {
    /// The number of the step that comes next.
    pub(super) at: u64,
    pub(super) id: Id,
    /// Whether the state it wanted to go on from is remembered.
    pub(super) known: bool,
}

/// What comes next on a stream.
#[derive(Debug)]
pub(super) enum Next {
    Nothing,
    Step(Arc<Step>),
    /// The stream was too slow; where it can go on.
    Lost(Opening),
}

/// Of one site.
#[derive(Debug, Default)]
pub(super) struct Log {
    now: Mutex<Now>,
    /// One look at the database at a time, for however many streams.
    looking: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Now {
    /// The version of the site that was looked at.
    version: Option<u64>,
    shown: BTreeMap<String, Shown>,
    id: Id,
    steps: VecDeque<Arc<Step>>,
    /// The number of the first of them.
    first: u64,
    /// The state before it.
    base: Id,
}

impl Log {
    /// Looks at what the site shows unless that has been done since it changed last; the state's name.
    pub(super) async fn look(
        &self,
        store: &Store,
        site: &Site,
        version: impl Fn() -> u64,
    ) -> store::Result<Id> {
        let fresh = |now: &Now| (now.version == Some(version())).then_some(now.id);
        if let Some(id) = fresh(&self.now()) {
            return Ok(id);
        }
        let _looking = self.looking.lock().await;
        if let Some(id) = fresh(&self.now()) {
            return Ok(id);
        }
        // Read before the store is: what changes meanwhile is looked at once more.
        let seen = version();
        let shown = shown(store, site).await?;
        let mut now = self.now();
        now.take(name(site, &shown), shown);
        now.version = Some(seen);
        Ok(now.id)
    }

    /// A stream that goes on from a state, or begins with the present one.
    pub(super) fn open(&self, since: Option<Id>) -> Opening {
        self.now().open(since)
    }

    /// What comes next for a stream that has got to this step.
    pub(super) fn next(&self, at: u64) -> Next {
        let now = self.now();
        let place = at
            .checked_sub(now.first)
            .and_then(|n| usize::try_from(n).ok());
        match place {
            Some(place) => now
                .steps
                .get(place)
                .cloned()
                .map_or(Next::Nothing, Next::Step),
            None => Next::Lost(now.open(None)),
        }
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Now {
    /// The number of the step that is still to come.
    fn end(&self) -> u64 {
        self.first + self.steps.len() as u64
    }

    fn open(&self, since: Option<Id>) -> Opening {
        let (at, id, known) = match since {
            None => (self.end(), self.id, true),
            // The last time it was so: what was undone since need not be told.
            Some(id) if id == self.id => (self.end(), id, true),
            Some(id) => {
                let place = self.steps.iter().rposition(|step| step.to == id);
                let at = place.map(|place| self.first + place as u64 + 1);
                let at = at.or((id == self.base && !self.steps.is_empty()).then_some(self.first));
                at.map_or((self.end(), self.id, false), |at| (at, id, true))
            }
        };
        Opening { at, id, known }
    }

    fn take(&mut self, id: Id, shown: BTreeMap<String, Shown>) {
        let before = std::mem::replace(&mut self.shown, shown);
        let from = std::mem::replace(&mut self.id, id);
        if self.version.is_none() {
            self.base = id;
        } else if from != id {
            let changes = changes(before, &self.shown);
            self.steps.push_back(Arc::new(Step { to: id, changes }));
        }
        let weigh = |now: &Self| {
            now.steps
                .iter()
                .map(|step| step.changes.len())
                .sum::<usize>()
        };
        while self.steps.len() > STEPS || weigh(self) > CHANGES {
            if let Some(step) = self.steps.pop_front() {
                self.base = step.to;
                self.first += 1;
            }
        }
    }
}

fn changes(
    before: BTreeMap<String, Shown>,
    after: &BTreeMap<String, Shown>,
) -> Vec<(String, Option<Shown>, Option<Shown>)> {
    let new = |post: &&String| !before.contains_key(*post);
    let new = after.keys().filter(new).cloned().collect::<Vec<_>>();
    let old = before.into_iter().filter_map(|(post, before)| {
        let after = after.get(&post).cloned();
        (after.as_ref() != Some(&before)).then_some((post, Some(before), after))
    });
    let mut changes: Vec<_> = old.collect();
    changes.extend(new.into_iter().map(|post| {
        let shown = after.get(&post).cloned();
        (post, None, shown)
    }));
    changes
}

impl Step {
    /// What has changed for a stream about these posts; `None` if nothing has.
    pub(super) fn news(&self, selection: &Selection) -> Option<News> {
        let mut news = News::default();
        let is = |shown: &Option<Shown>| shown.as_ref().is_some_and(|shown| selection.has(shown));
        for (post, before, after) in &self.changes {
            let list = match (is(before), is(after)) {
                (false, true) => &mut news.new,
                (true, true) => &mut news.changed,
                (true, false) => &mut news.gone,
                (false, false) => continue,
            };
            list.push(post.clone());
        }
        (news != News::default()).then_some(news)
    }
}

impl Selection {
    fn has(&self, shown: &Shown) -> bool {
        let all = self.sources.is_empty();
        let source = |source| all || self.sources.contains(&source);
        let topic = |topic| self.topics.contains(topic);
        source(shown.source)
            && !shown.behind.is_some_and(source)
            && (self.topics.is_empty() || shown.topics.iter().any(topic))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(source: usize, edition: i64) -> Shown {
        Shown {
            source,
            behind: None,
            topics: Vec::new(),
            edition,
            alt: String::new(),
        }
    }

    /// A log that has seen these states, each a list of posts.
    fn log(states: &[(u64, &[&str])]) -> Log {
        let log = Log::default();
        for (id, posts) in states {
            let shown = posts.iter().map(|id| ((*id).to_owned(), post(0, 1)));
            log.now().take(Id(*id), shown.collect());
            log.now().version = Some(0);
        }
        log
    }

    fn told(log: &Log, since: Option<u64>) -> Vec<(u64, News)> {
        let opening = log.open(since.map(Id));
        assert!(opening.known);
        let mut at = opening.at;
        let mut told = Vec::new();
        while let Next::Step(step) = log.next(at) {
            at += 1;
            told.push((
                step.to.0,
                step.news(&Selection::default()).unwrap_or_default(),
            ));
        }
        told
    }

    #[test]
    fn a_stream_resumes_where_it_was_and_is_told_each_change_once() {
        let log = log(&[(1, &["a"]), (2, &["a", "b"]), (3, &["b"]), (4, &["b", "c"])]);
        let news = |new: &[&str], gone: &[&str]| News {
            new: new.iter().map(|id| (*id).to_owned()).collect(),
            gone: gone.iter().map(|id| (*id).to_owned()).collect(),
            ..News::default()
        };
        let all = [
            (2, news(&["b"], &[])),
            (3, news(&[], &["a"])),
            (4, news(&["c"], &[])),
        ];
        assert_eq!(told(&log, Some(1)), all);
        assert_eq!(told(&log, Some(2)), all[1..]);
        assert_eq!(told(&log, Some(4)), []);
        assert_eq!(told(&log, None), []);
        let unknown = log.open(Some(Id(9)));
        assert_eq!((unknown.known, unknown.id), (false, Id(4)));
    }

    #[test]
    fn a_state_that_comes_back_is_the_last_one_of_its_name() {
        let log = log(&[(1, &["a"]), (2, &[]), (1, &["a"]), (3, &["c"])]);
        assert_eq!(told(&log, Some(1)).len(), 1);
        assert_eq!(told(&log, Some(2)).len(), 2);
    }

    #[test]
    fn what_is_remembered_is_bounded_and_who_is_too_slow_is_told() {
        let log = Log::default();
        for id in 0..1_000_u64 {
            let shown = BTreeMap::from([(id.to_string(), post(0, 1))]);
            log.now().take(Id(id), shown);
            log.now().version = Some(0);
        }
        assert_eq!(log.now().steps.len(), STEPS);
        let Next::Lost(opening) = log.next(3) else {
            panic!("a step is remembered for ever");
        };
        assert_eq!((opening.id, opening.at), (Id(999), log.now().end()));
        assert!(matches!(log.next(opening.at), Next::Nothing));
        assert_eq!(told(&log, Some(999 - STEPS as u64)).len(), STEPS);
        assert!(!log.open(Some(Id(999 - STEPS as u64 - 1))).known);
        // More at once than is remembered: everybody is told to look anew.
        let many = (0..=CHANGES).map(|n| (format!("n{n}"), post(0, 1)));
        log.now().take(Id(5_000), many.collect());
        assert!(log.now().steps.is_empty());
        assert!(matches!(log.next(opening.at), Next::Lost(_)));
        assert!(!log.open(Some(Id(999))).known);
        assert!(log.open(Some(Id(5_000))).known);
    }

    #[test]
    fn each_stream_is_told_what_changes_in_its_own_posts() {
        let with = |behind, topics: &[usize]| Shown {
            behind,
            topics: topics.to_vec(),
            ..post(1, 1)
        };
        let step = |before, after| Step {
            to: Id(1),
            changes: vec![("a".to_owned(), before, after)],
        };
        let about = |sources: &[usize], topics: &[usize]| Selection {
            sources: sources.to_vec(),
            topics: topics.to_vec(),
        };
        for (before, after, sources, topics, expected) in [
            (None, Some(post(1, 1)), &[][..], &[][..], "n"),
            (None, Some(post(1, 1)), &[0], &[], ""),
            (None, Some(post(1, 1)), &[1], &[7], ""),
            (None, Some(with(None, &[7])), &[1], &[6, 7], "n"),
            (Some(post(1, 1)), Some(post(1, 2)), &[], &[], "c"),
            (Some(post(1, 1)), None, &[], &[], "g"),
            (Some(post(1, 1)), None, &[0], &[], ""),
            // It left the topic.
            (Some(with(None, &[7])), Some(post(1, 1)), &[], &[7], "g"),
            (Some(with(None, &[7])), Some(post(1, 1)), &[], &[], "c"),
            // Another post stands for it, where that one is shown.
            (Some(post(1, 1)), Some(with(Some(0), &[])), &[], &[], "g"),
            (Some(post(1, 1)), Some(with(Some(0), &[])), &[1], &[], "c"),
        ] {
            let step = step(before, after);
            let news = step.news(&about(sources, topics)).unwrap_or_default();
            let found = [("n", news.new), ("c", news.changed), ("g", news.gone)];
            let found = found.into_iter().filter(|(_, list)| !list.is_empty());
            let found: String = found.map(|(kind, _)| kind).collect();
            assert_eq!(found, expected, "{step:?} for {sources:?} {topics:?}");
        }
    }
}
