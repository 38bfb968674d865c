//! Refreshing one source of posts.

use super::{Context, LEASE, Next, chain, pause, schedule};
use crate::config::Config;
use crate::connectors::{self, Conditional, ConnectorError, SourceSpec};
use crate::feed;
use crate::store::posts::{Kind, Stored};
use crate::store::sources::{Answer, Row};
use crate::store::{self};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;
use teilbar_domain::date::Timestamp;
use url::Url;

/// A source and the sites that show it.
#[derive(Debug)]
pub(super) struct Feed {
    key: String,
    spec: SourceSpec,
    sample: Option<(PathBuf, Option<Url>)>,
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
                interval: config.refresh.feeds,
                revision: None,
            });
            feed.sites.push(index);
            let sample = source.sample.clone();
            feed.sample = feed
                .sample
                .take()
                .or(sample.map(|path| (path, Url::parse(&site.home).ok())));
        }
    }
    feeds.into_values().collect()
}

impl Feed {
    /// Makes the source known and shows its sample until something real is there.
    pub(super) async fn enlist(&self, context: &Context) -> store::Result<()> {
        let now = schedule::now();
        context.store.sources().enlist(&self.key, now).await?;
        let sample = self
            .sample
            .as_ref()
            .map(|(path, base)| self.read_sample(path, base.as_ref()));
        let posts = sample.unwrap_or_default();
        context
            .store
            .posts()
            .store(&self.key, &posts, Kind::Sample, now)
            .await?;
        Ok(())
    }

    fn read_sample(&self, path: &Path, base: Option<&Url>) -> Vec<Stored> {
        let nowhere = || Url::parse("https://sample.invalid/").ok();
        let read = || -> anyhow::Result<Vec<feed::Item>> {
            let base = base
                .cloned()
                .or_else(nowhere)
                .ok_or(url::ParseError::EmptyHost)?;
            Ok(feed::read(&std::fs::read(path)?, None, &base)?.items)
        };
        let items = read().unwrap_or_else(|error| {
            tracing::warn!(file = %path.display(), "a sample cannot be read: {error:#}");
            Vec::new()
        });
        items.into_iter().map(|item| self.stored(item)).collect()
    }

    pub(super) async fn run(mut self, context: Context) {
        while let Some(wait) = pause(self.turn(&context).await, self.interval) {
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
        let conditional = Conditional {
            etag: row.etag.clone(),
            last_modified: row.last_modified.clone(),
        };
        let answer =
            connectors::posts(&context.client, &context.settings, &self.spec, &conditional).await;
        let now = schedule::now();
        let next = schedule::usual(now, self.interval);
        let sources = context.store.sources();
        match answer {
            Ok(connectors::Posts::NotModified) => sources.unchanged(&self.key, now, next).await,
            Ok(connectors::Posts::Gone) => {
                tracing::warn!(
                    source = self.key,
                    "gone for good; take it out of the configuration"
                );
                sources.gone(&self.key).await
            }
            Ok(connectors::Posts::Fresh {
                title,
                items,
                etag,
                last_modified,
            }) => {
                let posts: Vec<_> = items.into_iter().map(|item| self.stored(item)).collect();
                context
                    .store
                    .posts()
                    .store(&self.key, &posts, Kind::Real, now)
                    .await?;
                let answer = Answer {
                    title,
                    etag,
                    last_modified,
                };
                sources.answered(&self.key, &answer, now, next).await
            }
            Err(error) => self.fail(context, row, &error).await,
        }
    }

    async fn fail(
        &self,
        context: &Context,
        row: &Row,
        error: &ConnectorError,
    ) -> store::Result<()> {
        let text = chain(error);
        tracing::warn!(
            source = self.key,
            error = text,
            "cannot be fetched; the stored posts stay"
        );
        let retry = error.retry_after();
        let next = schedule::back_off(schedule::now(), self.interval, row.failures, retry);
        context.store.sources().fail(&self.key, &text, next).await
    }

    fn stored(&self, item: feed::Item) -> Stored {
        Stored {
            source: self.key.clone(),
            id: item.id,
            url: item.url,
            title: item.title,
            author: item.author,
            body: item.body,
            image: item.image.map(|image| (image.url, image.alt)),
            published: item.published,
        }
    }
}
