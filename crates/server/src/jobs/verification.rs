//! Looking whether a profile still shows that it is the site's.

use super::{Context, LEASE, Next, chain, pause, schedule};
use crate::config::{Config, Profile, Site, Verify};
use crate::connectors::{self, ConnectorError, Evidence};
use crate::store;
use crate::subscribers::Channel;
use std::sync::Arc;
use std::time::Duration;
use teilbar_domain::date::Timestamp;

/// As [`super::NAP`], for what changes once in a year.
const NAP: Duration = Duration::from_secs(600);

/// A profile of a site.
#[derive(Debug)]
pub(super) struct Verification {
    config: Arc<Config>,
    site: usize,
    profile: Profile,
    /// Of what the site's caches show.
    shown: Option<bool>,
}

/// Every profile that is to be verified.
pub(super) fn all(config: &Arc<Config>) -> Vec<Verification> {
    let sites = config.sites.iter().enumerate();
    let all = sites.flat_map(|(site, of)| of.profiles.iter().map(move |profile| (site, profile)));
    // Our own feeds and letters need no proof.
    let foreign =
        |profile: &Profile| profile.verify != Verify::No && Channel::of(config, profile).is_none();
    all.filter(|(_, profile)| foreign(profile))
        .map(|(site, profile)| Verification {
            config: config.clone(),
            site,
            profile: profile.clone(),
            shown: None,
        })
        .collect()
}

impl Verification {
    /// Makes the profile known.
    pub(super) async fn enlist(&self, context: &Context) -> store::Result<()> {
        let (table, now) = (context.store.verifications(), schedule::now());
        table.enlist(&self.site().id, &self.profile.url, now).await
    }

    pub(super) async fn run(mut self, context: Context) {
        let longest = NAP.min(self.config.refresh.profiles);
        while let Some(wait) = pause(self.turn(&context).await, longest) {
            tokio::time::sleep(wait).await;
        }
    }

    fn site(&self) -> &Site {
        &self.config.sites[self.site]
    }

    async fn turn(&mut self, context: &Context) -> store::Result<Next> {
        let now = schedule::now();
        let until = schedule::ahead(now, LEASE);
        let (table, url) = (context.store.verifications(), &self.profile.url);
        if let Some(failures) = table.claim(&self.site().id, url, now, until).await? {
            self.look(context, failures).await?;
        }
        let Some(row) = table.get(&self.site().id, url).await? else {
            return Ok(Next::Never);
        };
        // Another process may have been the one that looked.
        let verified = row.verified_at.is_some();
        if self.shown.replace(verified) != Some(verified) {
            context.bump(&[self.site]);
        }
        Ok(Next::At(Timestamp(row.next_at)))
    }

    async fn look(&self, context: &Context, failures: i64) -> store::Result<()> {
        let Profile {
            network,
            handle,
            url,
            ..
        } = &self.profile;
        let (client, settings) = (&context.client, &context.settings);
        let answer = connectors::evidence(client, settings, *network, handle, url).await;
        let (table, site) = (context.store.verifications(), &self.site().id);
        let (now, interval) = (schedule::now(), self.config.refresh.profiles);
        let network = network.slug();
        let verified = match answer {
            Ok(evidence) => proves(&evidence, self.site(), &self.profile.verify),
            // Who is not there any more shows nothing.
            Err(ConnectorError::NotFound | ConnectorError::Gone) => false,
            Err(error) => {
                let (error, wait) = (chain(&error), error.retry_after());
                tracing::warn!(network, handle, error, "the profile cannot be verified now");
                let next = schedule::back_off(now, interval, failures, wait);
                return table.fail(site, url, now, next).await;
            }
        };
        if !verified {
            let home = &self.site().home;
            tracing::info!(
                network,
                handle,
                home,
                "not verified: the profile does not link to the site"
            );
        }
        let next = schedule::usual(now, interval);
        table.found(site, url, verified, now, next).await
    }
}

/// Whether what a profile shows says that it is the site's.
fn proves(evidence: &Evidence, site: &Site, verify: &Verify) -> bool {
    let told = match verify {
        Verify::No => return false,
        Verify::Link => false,
        Verify::Token(token) => evidence.has(token),
    };
    let domain = evidence.domain.as_deref();
    told || domain.is_some_and(|domain| site.has_domain(domain))
        || evidence.links.iter().any(|link| site.is_own(link))
}
