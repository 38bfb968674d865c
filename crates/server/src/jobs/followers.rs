//! Refreshing one profile's follower count: the network's, or for what is ours our own.

use super::{Context, LEASE, NAP, Next, chain, pause, schedule, spending};
use crate::config::Config;
use crate::connectors::{self, MicroUsd};
use crate::store;
use crate::store::followers::Reading;
use crate::subscribers::{Channel, key};
use std::collections::BTreeMap;
use std::time::Duration;
use teilbar_domain::count::Count;
use teilbar_domain::date::Timestamp;
use teilbar_domain::network::Network;

/// A profile and the sites that show it.
#[derive(Debug)]
pub(super) struct Profile {
    network: Network,
    /// Under which the store keeps it.
    handle: String,
    /// What it leads to, if that is ours: then nobody else is asked.
    channel: Option<Channel>,
    sites: Vec<usize>,
    interval: Duration,
    /// Of the state that the sites' caches show.
    revision: Option<i64>,
}

/// Every profile once of which somebody can tell.
pub(super) fn all(config: &Config) -> Vec<Profile> {
    let mut profiles: BTreeMap<(Network, &str), Profile> = BTreeMap::new();
    for (index, site) in config.sites.iter().enumerate() {
        for profile in &site.profiles {
            let channel = Channel::of(config, profile);
            let tells = connectors::tells_followers(profile.network, &config.networks);
            if channel.is_none() && !tells {
                continue;
            }
            let key = key(config, profile);
            let entry = profiles
                .entry((profile.network, key))
                .or_insert_with(|| Profile {
                    network: profile.network,
                    handle: key.to_owned(),
                    channel,
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
        match self.channel {
            Some(_) => MicroUsd(0),
            None => connectors::price_of_followers(self.network),
        }
    }

    pub(super) async fn run(mut self, context: Context) {
        while let Some(wait) = pause(self.turn(&context).await, NAP.min(self.interval)) {
            tokio::time::sleep(wait).await;
        }
    }

    async fn turn(&mut self, context: &Context) -> store::Result<Next> {
        let now = schedule::now();
        let (network, followers) = (self.network.slug(), context.store.followers());
        let until = schedule::ahead(now, LEASE);
        if let Some(failures) = followers.claim(network, &self.handle, now, until).await? {
            match &self.channel {
                Some(channel) => self.count(context, channel).await?,
                None => self.fetch(context, failures).await?,
            }
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

    async fn count(&self, context: &Context, channel: &Channel) -> store::Result<()> {
        let now = schedule::now();
        let next = schedule::usual(now, self.interval);
        let (network, handle) = (self.network.slug(), &self.handle[..]);
        let followers = context.store.followers();
        if let Some(count) = channel.count(&context.store, now).await? {
            return self.keep(context, count, now, next).await;
        }
        // Nobody ever told: there is nothing to be shown, so nothing is wrong with it.
        let known = followers.get(network, handle).await?;
        if known.and_then(|row| row.count).is_none() {
            return followers.leave(network, handle, next).await;
        }
        let error = "no feed reader has told its subscribers for a week";
        followers.fail(network, handle, error, now, next).await
    }

    async fn keep(
        &self,
        context: &Context,
        count: Count,
        now: Timestamp,
        next: Timestamp,
    ) -> store::Result<()> {
        let (network, handle) = (self.network.slug(), &self.handle[..]);
        let stored = context.store.followers();
        if stored.store(network, handle, count, now, next).await? == Reading::Doubted {
            tracing::warn!(
                network,
                handle,
                count = count.0,
                "a leap; the last count stays until a second reading agrees"
            );
        }
        Ok(())
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
                self.keep(context, Count(count), now, next).await
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
