//! How often home servers are asked, however many visitors there are.

use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, RateLimiter};
use std::num::NonZeroU32;

/// Questions to all servers together: this many a second, after as many at once.
const ALL: NonZeroU32 = NonZeroU32::new(40).unwrap();
/// Questions to one server: one a second, after this many at once. Made-up accounts of one server
/// would otherwise let anybody aim us at it.
const HOST: NonZeroU32 = NonZeroU32::new(20).unwrap();
const MINUTE: NonZeroU32 = NonZeroU32::new(60).unwrap();

/// Servers remembered before the idle ones are forgotten.
const HOSTS: usize = 4_096;

pub(super) struct Quota {
    all: DefaultDirectRateLimiter,
    hosts: DefaultKeyedRateLimiter<String>,
}

impl Quota {
    pub(super) fn new() -> Self {
        Self {
            all: RateLimiter::direct(governor::Quota::per_second(ALL)),
            hosts: RateLimiter::keyed(governor::Quota::per_minute(MINUTE).allow_burst(HOST)),
        }
    }

    /// The right to ask a server now; `None` if it or all were asked enough.
    pub(super) fn take(&self, host: &str) -> Option<()> {
        self.all.check().ok()?;
        if self.hosts.len() > HOSTS {
            self.hosts.retain_recent();
        }
        self.hosts.check_key(&host.to_owned()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_server_is_not_asked_for_ever_and_others_still_are() {
        let quota = Quota::new();
        let burst = (0..30).filter(|_| quota.take("a.example").is_some());
        assert!((20..=25).contains(&burst.count()));
        assert!(quota.take("b.example").is_some());
        let rest = (0..1_000).filter(|i| quota.take(&format!("{i}.example")).is_some());
        assert!(rest.count() < 100, "all together have a limit too");
    }
}
