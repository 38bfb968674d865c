//! How often one client may ask.
//!
//! A cached answer is not counted: to refuse it would cost as much as to give it.

use super::client::{Client, Peer, Prefix};
use super::{App, Shared};
use crate::error::Error;
use axum::extract::{Request, State};
use axum::http::Extensions;
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::{InMemoryState, NotKeyed, StateStore};
use governor::{Quota, RateLimiter};
use std::hash::{BuildHasher, RandomState};
use std::num::NonZeroU32;
use std::time::Duration;

/// Half a megabyte, whoever comes.
const CELLS: usize = 1 << 16;

/// A limit per minute for each client, which keeps nothing of the client.
pub(super) struct Rate<C: Clock = DefaultClock> {
    limiter: RateLimiter<usize, Cells, C, NoOpMiddleware<C::Instant>>,
    /// Seeded at random with every start: nobody can choose a neighbour.
    hasher: RandomState,
}

/// When each client may ask again, by a part of its address' hash. Two clients in one cell share
/// their limit: rare, and the price of a table that neither grows nor tells addresses.
struct Cells(Box<[InMemoryState]>);

impl StateStore for Cells {
    type Key = usize;

    fn measure_and_replace<T, F, E>(&self, key: &usize, decide: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        // Never out of range: keys are made by `Rate::check`.
        match self.0.get(*key) {
            Some(cell) => cell.measure_and_replace(&NotKeyed::NonKey, decide),
            None => decide(None).map(|(outcome, _)| outcome),
        }
    }
}

impl Rate {
    pub(super) fn per_minute(requests: NonZeroU32) -> Self {
        Self::with_clock(requests, DefaultClock::default())
    }
}

impl<C: Clock> Rate<C> {
    fn with_clock(requests: NonZeroU32, clock: C) -> Self {
        let cells = Cells((0..CELLS).map(|_| InMemoryState::default()).collect());
        Self {
            limiter: RateLimiter::new(Quota::per_minute(requests), cells, clock),
            hasher: RandomState::new(),
        }
    }

    /// Counts a request; the error is how long to wait.
    fn check(&self, client: Prefix) -> Result<(), Duration> {
        let hash = self.hasher.hash_one(client);
        let cell = usize::try_from(hash % CELLS as u64).unwrap_or(0);
        let outcome = self.limiter.check_key(&cell);
        outcome.map_err(|wait| wait.wait_time_from(self.limiter.clock().now()))
    }
}

/// Counts a letter to whatever address a client has given.
///
/// # Errors
/// [`Error::TooMany`] if there were too many.
pub(super) fn letters(app: &App, peer: Option<Peer>, headers: &HeaderMap) -> Result<(), Error> {
    match peer.map(|Peer(peer)| app.proxies.client(peer, headers)) {
        Some(Client::Visitor(prefix)) => app.letters.check(prefix).map_err(Error::TooMany),
        _ => Ok(()),
    }
}

impl App {
    /// Whom a request counts for; nobody where no connection is known.
    pub(super) fn client(&self, extensions: &Extensions, headers: &HeaderMap) -> Client {
        let peer = extensions.get();
        peer.map_or(Client::Own, |Peer(peer)| {
            self.proxies.client(*peer, headers)
        })
    }
}

/// Refuses who asks too often before anything is done.
pub(super) async fn check(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let client = app.client(request.extensions(), request.headers());
    let outcome = match client {
        Client::Own => Ok(()),
        Client::Visitor(prefix) => app.rate.check(prefix),
    };
    match outcome {
        Ok(()) => next.run(request).await,
        Err(wait) => {
            let mut response = Error::TooMany(wait).into_response();
            // It tells nothing about anybody, and without it a page could not see what is wrong.
            response.headers_mut().insert(
                header::ACCESS_CONTROL_ALLOW_ORIGIN,
                HeaderValue::from_static("*"),
            );
            response
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::client::Proxies;
    use super::*;
    use crate::config::Config;
    use governor::clock::FakeRelativeClock;

    fn prefix(address: &str) -> Prefix {
        let (config, _) = Config::read("", std::path::Path::new(""), &|_| None);
        match Proxies::new(&config).connected(address.parse().unwrap()) {
            Client::Visitor(prefix) => prefix,
            Client::Own => unreachable!("{address} is public"),
        }
    }

    #[test]
    fn each_client_has_its_own_limit_and_gets_it_back() {
        let clock = FakeRelativeClock::default();
        let rate = Rate::with_clock(NonZeroU32::new(6).unwrap(), clock.clone());
        let (one, two) = (prefix("198.51.100.1"), prefix("2001:db8:7::1"));
        assert!((0..6).all(|_| rate.check(one).is_ok()));
        assert_eq!(rate.check(one), Err(Duration::from_secs(10)));
        assert_eq!(rate.check(two), Ok(()));
        assert!((0..5).all(|_| rate.check(prefix("2001:db8:7::ffff")).is_ok()));
        assert!(rate.check(two).is_err(), "one household, one limit");
        clock.advance(Duration::from_secs(10));
        assert_eq!(rate.check(one), Ok(()));
        assert_eq!(rate.check(one), Err(Duration::from_secs(10)));
        clock.advance(Duration::from_secs(3_600));
        assert!((0..6).all(|_| rate.check(one).is_ok()));
        assert!(rate.check(one).is_err(), "what is saved up is bounded");
    }

    #[test]
    fn a_flood_of_addresses_takes_no_more_memory() {
        let rate = Rate::per_minute(NonZeroU32::MIN);
        let flood = (0..200_000_u32)
            .map(|n| prefix(&format!("11.{}.{}.{}", n >> 16, n >> 8 & 255, n & 255)));
        let refused = flood.filter(|client| rate.check(*client).is_err()).count();
        assert_eq!(rate.limiter.into_state_store().0.len(), CELLS);
        assert!(refused > 100_000, "{refused}");
    }
}
