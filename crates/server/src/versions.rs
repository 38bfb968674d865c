//! A number per site that grows whenever something it shows has changed.

use tokio::sync::watch;

/// Written by the jobs, read by the caches, waited for by open streams. Sites are counted as in the
/// configuration.
#[derive(Debug)]
pub struct Versions(Vec<watch::Sender<u64>>);

impl Versions {
    pub fn new(sites: usize) -> Self {
        Self((0..sites).map(|_| watch::Sender::new(0)).collect())
    }

    /// Makes everything rendered for the site before now stale.
    pub fn bump(&self, site: usize) {
        if let Some(version) = self.0.get(site) {
            version.send_modify(|version| *version += 1);
        }
    }

    pub fn get(&self, site: usize) -> u64 {
        self.0.get(site).map_or(0, |version| *version.borrow())
    }

    /// Tells of every change from now on; `None` if there is no such site.
    pub fn changes(&self, site: usize) -> Option<watch::Receiver<u64>> {
        Some(self.0.get(site)?.subscribe())
    }
}
