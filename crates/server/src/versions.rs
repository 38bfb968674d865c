//! A number per site that grows whenever something it shows has changed.

use std::sync::atomic::{AtomicU64, Ordering};

/// Written by the jobs, read by the caches. Sites are counted as in the configuration.
#[derive(Debug)]
pub struct Versions(Vec<AtomicU64>);

impl Versions {
    pub fn new(sites: usize) -> Self {
        Self((0..sites).map(|_| AtomicU64::new(0)).collect())
    }

    /// Makes everything rendered for the site before now stale.
    pub fn bump(&self, site: usize) {
        if let Some(version) = self.0.get(site) {
            version.fetch_add(1, Ordering::Release);
        }
    }

    pub fn get(&self, site: usize) -> u64 {
        self.0
            .get(site)
            .map_or(0, |version| version.load(Ordering::Acquire))
    }
}
