//! Rendered answers by path and query, bounded by weight, each valid for one version of its site.

use super::prepared::Prepared;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use std::sync::Arc;

/// Bytes of all answers together.
const CAPACITY: u64 = 32 * 1024 * 1024;

/// About how many answers that is.
const ANSWERS: usize = 4_096;

/// An answer and what it is valid for.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// The site and its version then; nothing for what is the same for all.
    pub(super) site: Option<(usize, u64)>,
    pub(super) prepared: Arc<Prepared>,
}

#[derive(Clone, Debug)]
struct ByBytes;

impl Weighter<String, Entry> for ByBytes {
    fn weight(&self, key: &String, entry: &Entry) -> u64 {
        entry.prepared.weight + u64::try_from(key.len()).unwrap_or(u64::MAX)
    }
}

#[derive(Debug)]
pub(super) struct Answers(Cache<String, Entry, ByBytes>);

impl Answers {
    pub(super) fn new() -> Self {
        Self(Cache::with_weighter(ANSWERS, CAPACITY, ByBytes))
    }

    /// The answer for a path and query; the caller compares its version.
    pub(super) fn get(&self, path: &str) -> Option<Entry> {
        self.0.get(path)
    }

    pub(super) fn insert(&self, path: &str, entry: Entry) {
        self.0.insert(path.to_owned(), entry);
    }
}
