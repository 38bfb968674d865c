//! Refreshing one source of posts.

use super::{Context, LEASE, NAP, Next, chain, pause, schedule, spending};
use crate::config::Config;
use crate::connectors::{self, Conditional, ConnectorError, MicroUsd, Posts, SourceSpec};
use crate::feed;
use crate::store;
use crate::store::posts::{Kind, Stored};
use crate::store::sources::{Answer, Row};
use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::time::Duration;
use teilbar_domain::date::Timestamp;
use url::Url;

/// A source and the sites that show it.
#[derive(Debug)]
pub(super) struct Feed {
    key: String,
    spec: SourceSpec,
    /// A feed file, and what its links are relative to.
    sample: Option<(PathBuf, Url)>,
    sites: Vec<usize>,
    interval: Duration,
    /// Of the state that the sites' caches show.
    revision: Option<i64>,
}

/// Every source once, however many sites show it.
pub(super) fn all(config: &Config) -> Vec<Feed> {
    let mut feeds: BTreeMap<String, Feed> = BTreeMap::new();
    for (index, site) in config.sites.iter().enumerate() {
        for source in &site.sources {
            let feed = feeds.entry(source.key()).or_insert_with(|| Feed {
                key: source.key(),
                spec: source.spec.clone(),
                sample: None,
                sites: Vec::new(),
                interval: spending::interval(
                    connectors::price_of_posts(&source.spec),
                    config.refresh.feeds,
                ),
                revision: None,
            });
            feed.sites.push(index);
            let sample = source.sample.clone().zip(Url::parse(&site.home).ok());
            feed.sample = feed.sample.take().or(sample);
        }
    }
    feeds.into_values().collect()
}

impl Feed {
    /// Makes the source known and shows its sample until something real is there.
    pub(super) async fn enlist(&self, context: &Context) -> store::Result<()> {
        let now = schedule::now();
        let sources = context.store.sources();
        // A start is no reason to pay again.
        if self.price() == MicroUsd(0) || sources.get(&self.key).await?.is_none() {
            sources.enlist(&self.key, now).await?;
        }
        let sample = self.sample();
        sources.name_sample(&self.key, &sample.title).await?;
        let posts = self.stored(sample.items);
        let store = context.store.posts();
        store.store(&self.key, &posts, Kind::Sample, now).await?;
        Ok(())
    }

    fn price(&self) -> MicroUsd {
        connectors::price_of_posts(&self.spec)
    }

    /// The sample; empty if there is none or it cannot be read.
    fn sample(&self) -> feed::Feed {
        let nothing = feed::Feed {
            title: String::new(),
            items: Vec::new(),
        };
        let Some((path, base)) = &self.sample else {
            return nothing;
        };
        let read = || anyhow::Ok(feed::read(&std::fs::read(path)?, None, base)?);
        read().unwrap_or_else(|error| {
            tracing::warn!(file = %path.display(), "a sample cannot be read: {error:#}");
            nothing
        })
    }

    pub(super) async fn run(mut self, context: Context) {
        while let Some(wait) = pause(self.turn(&context).await, NAP.min(self.interval)) {
            tokio::time::sleep(wait).await;
        }
    }

    async fn turn(&mut self, context: &Context) -> store::Result<Next> {
        let now = schedule::now();
        let sources = context.store.sources();
        if let Some(row) = sources
            .claim(&self.key, now, schedule::ahead(now, LEASE))
            .await?
        {
            self.fetch(context, &row).await?;
        }
        let Some(row) = sources.get(&self.key).await? else {
            return Ok(Next::Never);
        };
        // Another process may have been the one that fetched.
        if self.revision.replace(row.revision) != Some(row.revision) {
            context.bump(&self.sites);
        }
        Ok(if row.gone == 0 {
            Next::At(Timestamp(row.next_fetch_at))
        } else {
            Next::Never
        })
    }

    async fn fetch(&self, context: &Context, row: &Row) -> store::Result<()> {
        let (etag, last_modified) = (row.etag.clone(), row.last_modified.clone());
        let known = Conditional {
            etag,
            last_modified,
        };
        let (client, settings) = (&context.client, &context.settings);
        let answer = match context.pay(self.spec.network(), self.price()).await? {
            Ok(()) => connectors::posts(client, settings, &self.spec, &known).await,
            Err(error) => Err(error),
        };
        let now = schedule::now();
        let next = schedule::usual(now, self.interval);
        let sources = context.store.sources();
        match answer {
            Err(error) => self.fail(context, row, &error).await,
            Ok(Posts::NotModified) => sources.unchanged(&self.key, now, next).await,
            Ok(Posts::Gone) => {
                tracing::warn!(source = self.key, "gone for good");
                sources.gone(&self.key).await
            }
            Ok(Posts::Fresh {
                title,
                items,
                etag,
                last_modified,
                complete_since,
            }) => {
                let posts = self.stored(items);
                let store = context.store.posts();
                let mut changed = store.store(&self.key, &posts, Kind::Real, now).await?;
                if let Some(since) = complete_since {
                    let ids: HashSet<&str> = posts.iter().map(|post| &post.id[..]).collect();
                    changed += store.retract(&self.key, since, &ids).await?;
                }
                if changed > 0 {
                    context.turns.want(&self.sites);
                }
                // Also what an earlier turn could not.
                context.turns.take(&context.store, &self.sites, now).await?;
                let answer = Answer {
                    title,
                    etag,
                    last_modified,
                };
                sources.answered(&self.key, &answer, now, next).await
            }
        }
    }

    async fn fail(
        &self,
        context: &Context,
        row: &Row,
        error: &ConnectorError,
    ) -> store::Result<()> {
        tracing::warn!(source = self.key, error = chain(error), "cannot be fetched");
        let (now, retry) = (schedule::now(), error.retry_after());
        let next = match self.price() {
            MicroUsd(0) => schedule::back_off(now, self.interval, row.failures, retry),
            MicroUsd(_) => schedule::usual(now, self.interval),
        };
        let sources = context.store.sources();
        // After any other failure the stored posts stay; here their author wants them seen no more.
        if matches!(error, ConnectorError::Private) {
            let (store, ever) = (context.store.posts(), Timestamp(i64::MIN));
            if store.retract(&self.key, ever, &HashSet::new()).await? > 0 {
                sources.retracted(&self.key).await?;
                // Moderation is what every process looks at most often.
                context.turns.want(&self.sites);
                context.turns.take(&context.store, &self.sites, now).await?;
            }
        }
        sources.fail(&self.key, error.in_public(), next).await
    }

    fn stored(&self, items: Vec<feed::Item>) -> Vec<Stored> {
        let stored = |item: feed::Item| Stored {
            source: self.key.clone(),
            id: item.id,
            url: item.url,
            title: item.title,
            author: item.author,
            body: item.body,
            image: item.image.map(|image| (image.url, image.alt)),
            published: item.published,
            lang: item.marks.lang,
            tags: item.marks.tags,
            repost: item.marks.repost,
            warning: item.marks.warning,
            sensitive: item.marks.sensitive,
            video: item.marks.video,
        };
        items.into_iter().map(stored).collect()
    }
}
