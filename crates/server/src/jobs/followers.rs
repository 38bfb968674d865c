//! Refreshing one profile's follower count.

use super::{Context, LEASE, Next, chain, pause, schedule, spending};
use crate::config::Config;
use crate::connectors::{self, MicroUsd};
use crate::store;
use crate::store::followers::Reading;
use std::collections::BTreeMap;
use std::time::Duration;
use teilbar_domain::count::Count;
use teilbar_domain::date::Timestamp;
use teilbar_domain::network::Network;

/// A profile and the sites that show it.
#[derive(Debug)]
pub(super) struct Profile {
    network: Network,
    handle: String,
    sites: Vec<usize>,
    interval: Duration,
    /// Of the state that the sites' caches show.
    revision: Option<i64>,
}

/// Every profile once whose network can be asked.
pub(super) fn all(config: &Config) -> Vec<Profile> {
    let mut profiles: BTreeMap<(Network, &str), Profile> = BTreeMap::new();
    for (index, site) in config.sites.iter().enumerate() {
        let asked = site
            .profiles
            .iter()
            .filter(|profile| connectors::tells_followers(profile.network, &config.networks));
        for profile in asked {
            let entry = profiles
                .entry((profile.network, &profile.handle))
                .or_insert_with(|| Profile {
                    network: profile.network,
                    handle: profile.handle.clone(),
                    sites: Vec::new(),
                    interval: spending::interval(
                        connectors::price_of_followers(profile.network),
                        config.refresh.followers,
                    ),
                    revision: None,
                });
            entry.sites.push(index);
        }
    }
    profiles.into_values().collect()
}

impl Profile {
    /// Makes the profile known.
    pub(super) async fn enlist(&self, context: &Context) -> store::Result<()> {
        let followers = context.store.followers();
        // A start is no reason to pay again.
        if self.price() > MicroUsd(0) {
            let known = followers.get(self.network.slug(), &self.handle).await?;
            if known.is_some() {
                return Ok(());
            }
        }
        followers
            .enlist(self.network.slug(), &self.handle, schedule::now())
            .await
    }

    fn price(&self) -> MicroUsd {
        connectors::price_of_followers(self.network)
    }

    pub(super) async fn run(mut self, context: Context) {
        while let Some(wait) = pause(self.turn(&context).await, self.interval) {
            tokio::time::sleep(wait).await;
        }
    }

    async fn turn(&mut self, context: &Context) -> store::Result<Next> {
        let now = schedule::now();
        let (network, followers) = (self.network.slug(), context.store.followers());
        let until = schedule::ahead(now, LEASE);
        if let Some(failures) = followers.claim(network, &self.handle, now, until).await? {
            self.fetch(context, failures).await?;
        }
        let Some(row) = followers.get(network, &self.handle).await? else {
            return Ok(Next::Never);
        };
        // Another process may have been the one that fetched.
        if self.revision.replace(row.revision) != Some(row.revision) {
            context.bump(&self.sites);
        }
        Ok(Next::At(Timestamp(row.next_fetch_at)))
    }

    async fn fetch(&self, context: &Context, failures: i64) -> store::Result<()> {
        let (network, handle) = (self.network.slug(), &self.handle[..]);
        let (client, settings) = (&context.client, &context.settings);
        let answer = match context.pay(self.network, self.price()).await? {
            Ok(()) => connectors::followers(client, settings, self.network, handle).await,
            Err(error) => Err(error),
        };
        let now = schedule::now();
        let followers = context.store.followers();
        match answer {
            Ok(count) => {
                let next = schedule::usual(now, self.interval);
                let stored = followers.store(network, handle, Count(count), now, next);
                if stored.await? == Reading::Doubted {
                    tracing::warn!(
                        network,
                        handle,
                        count,
                        "a leap; the last count stays until a second reading agrees"
                    );
                }
                Ok(())
            }
            Err(error) => {
                tracing::warn!(
                    network,
                    handle,
                    error = chain(&error),
                    "cannot be asked; the last count stays"
                );
                let (interval, wait) = (self.interval, error.retry_after());
                let next = match self.price() {
                    MicroUsd(0) => schedule::back_off(now, interval, failures, wait),
                    MicroUsd(_) => schedule::usual(now, interval),
                };
                let public = error.in_public();
                followers.fail(network, handle, public, now, next).await
            }
        }
    }
}
