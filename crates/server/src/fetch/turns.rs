//! Few requests at a time, and fewer still to one host.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Hands out turns; waiting ones are served in order.
pub(super) struct Turns {
    all: Arc<Semaphore>,
    hosts: Mutex<HashMap<String, Arc<Semaphore>>>,
    per_host: usize,
}

/// The right to talk to a host, given back when dropped.
pub(super) struct Turn {
    _host: OwnedSemaphorePermit,
    _all: OwnedSemaphorePermit,
}

impl Turns {
    pub(super) fn new(at_once: usize, per_host: usize) -> Self {
        let all = Arc::new(Semaphore::new(at_once.max(1)));
        Self {
            all,
            hosts: Mutex::default(),
            per_host: per_host.max(1),
        }
    }

    /// Waits for the host first, so that a slow host's queue holds no place of the others.
    pub(super) async fn take(&self, host: &str) -> Turn {
        let _host = acquire(self.host(host)).await;
        let _all = acquire(Arc::clone(&self.all)).await;
        Turn { _host, _all }
    }

    fn host(&self, host: &str) -> Arc<Semaphore> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.retain(|_, semaphore| Arc::strong_count(semaphore) > 1);
        let new = || Arc::new(Semaphore::new(self.per_host));
        Arc::clone(hosts.entry(host.to_owned()).or_insert_with(new))
    }
}

#[expect(
    clippy::expect_used,
    reason = "the semaphores are private and never closed"
)]
async fn acquire(semaphore: Arc<Semaphore>) -> OwnedSemaphorePermit {
    semaphore.acquire_owned().await.expect("never closed")
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    #[test]
    fn a_busy_host_blocks_itself_only() {
        let turns = Turns::new(3, 2);
        let now = |host| turns.take(host).now_or_never();
        let (first, second) = (now("slow").unwrap(), now("slow"));
        assert!(second.is_some() && now("slow").is_none());
        let other = now("other");
        assert!(other.is_some() && now("third").is_none(), "three at once");
        drop(first);
        assert!(now("slow").is_some() && now("third").is_some());
        drop((second, other));
        drop(now("last"));
        assert!(
            turns.hosts.lock().unwrap().len() <= 1,
            "idle hosts are forgotten"
        );
    }
}
