//! One look at a site at a time, for however many reasons.

use super::judge;
use crate::config::Config;
use crate::store::{self, Store};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use teilbar_domain::date::Timestamp;
use tokio::sync::Mutex;

/// Lets sources that bring something at the same time share a look at their site.
#[derive(Debug)]
pub struct Turns {
    config: Arc<Config>,
    sites: Vec<Turn>,
}

#[derive(Debug, Default)]
struct Turn {
    wanted: AtomicBool,
    busy: Mutex<()>,
}

impl Turns {
    pub fn new(config: Arc<Config>) -> Self {
        let sites = config.sites.iter().map(|_| Turn::default()).collect();
        Self { config, sites }
    }

    /// Notes that something new is stored for these sites.
    pub fn want(&self, sites: &[usize]) {
        let turns = sites.iter().filter_map(|index| self.sites.get(*index));
        turns.for_each(|turn| turn.wanted.store(true, Ordering::Release));
    }

    /// Judges what was wanted for these sites by now; done when it has been, by whomever.
    ///
    /// # Errors
    /// If the database cannot be used; the next turn tries again.
    pub async fn take(&self, store: &Store, sites: &[usize], now: Timestamp) -> store::Result<()> {
        for index in sites {
            let (Some(turn), Some(site)) = (self.sites.get(*index), self.config.sites.get(*index))
            else {
                continue;
            };
            let _busy = turn.busy.lock().await;
            // Whoever held the lock may have begun after the wish.
            if turn.wanted.swap(false, Ordering::AcqRel)
                && let Err(error) = judge(&self.config, store, site, now).await
            {
                turn.wanted.store(true, Ordering::Release);
                return Err(error);
            }
        }
        Ok(())
    }
}
