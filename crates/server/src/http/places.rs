//! How many connections or streams there may be, of all clients and of each.

use super::client::{Client, Prefix};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The places, and who has how many. A client is known while it is connected, and no longer.
#[derive(Debug)]
pub(super) struct Places {
    free: Arc<Semaphore>,
    taken: Mutex<HashMap<Prefix, usize>>,
    each: usize,
}

/// The place of a connection or stream, until it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    _free: Option<OwnedSemaphorePermit>,
    of: Option<(Prefix, Arc<Places>)>,
}

impl Places {
    /// Places for `all` connections, `each` of them for one client.
    pub(super) fn new(all: usize, each: usize) -> Arc<Self> {
        Arc::new(Self {
            free: Arc::new(Semaphore::new(all)),
            taken: Mutex::default(),
            each,
        })
    }

    /// Waits until there is a place for somebody.
    pub(super) async fn free(&self) -> Option<OwnedSemaphorePermit> {
        // The semaphore is never closed.
        self.free.clone().acquire_owned().await.ok()
    }

    /// A place for somebody, if there is one right now.
    pub(super) fn try_free(&self) -> Option<OwnedSemaphorePermit> {
        self.free.clone().try_acquire_owned().ok()
    }

    /// Gives the place to a client; `None` if it has too many.
    pub(super) fn take(
        self: &Arc<Self>,
        free: Option<OwnedSemaphorePermit>,
        client: Client,
    ) -> Option<Place> {
        let of = match client {
            Client::Own => None,
            Client::Visitor(prefix) => {
                let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
                let taken = taken.entry(prefix).or_default();
                if *taken >= self.each {
                    return None;
                }
                *taken += 1;
                Some((prefix, self.clone()))
            }
        };
        Some(Place { _free: free, of })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some((prefix, places)) = self.of.take() else {
            return;
        };
        let mut taken = places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let left = taken
            .get(&prefix)
            .map_or(0, |taken| taken.saturating_sub(1));
        if left == 0 {
            taken.remove(&prefix);
        } else {
            taken.insert(prefix, left);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::client::Proxies;
    use super::*;
    use crate::config::Config;

    #[test]
    fn a_client_has_its_share_and_is_forgotten_when_it_goes() {
        let (config, _) = Config::read("", std::path::Path::new(""), &|_| None);
        let client = |address: &str| Proxies::new(&config).connected(address.parse().unwrap());
        let places = Places::new(10, 2);
        let take = |address| places.take(None, client(address));
        let (first, second) = (take("198.51.100.1"), take("198.51.100.1"));
        assert!(first.is_some() && second.is_some());
        assert!(take("198.51.100.1").is_none());
        assert!(take("198.51.100.2").is_some());
        let own: Vec<_> = (0..9).filter_map(|_| take("127.0.0.1")).collect();
        assert_eq!(own.len(), 9);
        drop(first);
        let again = take("198.51.100.1");
        assert!(again.is_some());
        drop((second, again));
        assert!(places.taken.lock().unwrap().is_empty());
    }
}
