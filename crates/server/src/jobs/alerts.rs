//! Letters about topics: asking for confirmation, and telling what is new.

use super::{Context, LEASE, NAP, chain, schedule};
use crate::config::{Config, Site, Topic};
use crate::mail::{MailError, Mailer, Writer};
use crate::store;
use crate::store::alerts::{Alert, Place};
use crate::store::posts::{Listed, Selection};
use std::sync::Arc;
use std::time::{Duration, Instant};
use teilbar_domain::date::Timestamp;

/// The letters about one topic of a site.
#[derive(Debug)]
pub(super) struct Letters {
    site: usize,
    /// The site's and the topic's, in this order.
    ids: (String, String),
    /// What the store calls the site's sources.
    sources: Vec<String>,
    strict: bool,
    rhythm: Duration,
    writer: Writer,
    mailer: Arc<Mailer>,
    /// This process, among those on the same database.
    holder: String,
    /// Until when the turn is ours.
    held: Timestamp,
    /// What the site showed when it was last looked at, and when that was.
    looked: Option<(u64, Instant)>,
    /// The server was not there: not before this.
    rest: Option<Instant>,
}

/// Whoever has just asked for letters is waiting in front of an empty inbox.
const PACE: Duration = Duration::from_secs(1);

/// A database that fails is tried again, though not as often as its errors would fill the log.
const AFTER_ERROR: Duration = Duration::from_secs(5);

/// Posts that a letter can be about.
const POSTS: u32 = 50;

/// Letters between two looks at what is shown.
const BATCH: u32 = 20;

/// An address that was refused so often in a row, over some weeks, is gone.
const REFUSALS: i64 = 10;

/// Every topic with readers by e-mail.
pub(super) fn all(config: &Config, mailer: &Arc<Mailer>, holder: &str) -> Vec<Letters> {
    let letters = |(index, site): (usize, &Site), topic: &Topic| {
        Some(Letters {
            site: index,
            ids: (site.id.clone(), topic.cut.id.clone()),
            sources: site.source_keys(),
            strict: site.is_strict(),
            rhythm: topic.alerts?,
            writer: Writer::new(config, site, topic),
            mailer: mailer.clone(),
            holder: holder.to_owned(),
            held: Timestamp(0),
            looked: None,
            rest: None,
        })
    };
    let mut all = Vec::new();
    for site in config.sites.iter().enumerate() {
        all.extend(
            site.1
                .topics
                .iter()
                .filter_map(|topic| letters(site, topic)),
        );
    }
    all
}

impl Letters {
    pub(super) async fn run(mut self, context: Context) {
        loop {
            let wait = match self.turn(&context).await {
                Ok(true) => PACE,
                Ok(false) => NAP,
                Err(error) => {
                    tracing::error!(error = chain(&error), "letters cannot use the database");
                    AFTER_ERROR
                }
            };
            tokio::time::sleep(wait).await;
        }
    }

    /// Writes what is due; whether the turn was ours.
    async fn turn(&mut self, context: &Context) -> store::Result<bool> {
        if !self.hold(context).await? {
            // The next turn of ours begins with a look.
            self.looked = None;
            return Ok(false);
        }
        let version = context.versions.get(self.site);
        let seen = |(known, at): (u64, Instant)| known == version && at.elapsed() < NAP;
        if !self.looked.is_some_and(seen) {
            self.look(context).await?;
            self.looked = Some((version, Instant::now()));
        }
        while self.rest.is_none_or(|until| until <= Instant::now()) {
            if self.batch(context).await? < BATCH as usize {
                break;
            }
        }
        Ok(true)
    }

    /// Takes or keeps the turn; without a word to the database while half of it is still ahead.
    async fn hold(&mut self, context: &Context) -> store::Result<bool> {
        let now = schedule::now();
        if schedule::ahead(now, LEASE / 2) < self.held {
            return Ok(true);
        }
        let (alerts, until) = (context.store.alerts(), schedule::ahead(now, LEASE));
        let ours = alerts.hold(self.place(), &self.holder, now, until).await?;
        self.held = if ours { until } else { Timestamp(0) };
        Ok(ours)
    }

    /// Numbers what is new, and forgets who never confirmed.
    async fn look(&self, context: &Context) -> store::Result<()> {
        let mut shown: Vec<_> = self
            .shown(context)
            .await?
            .into_iter()
            .map(|post| post.digest)
            .collect();
        shown.reverse();
        let (alerts, now) = (context.store.alerts(), schedule::now());
        alerts.number(self.place(), &shown, now).await?;
        alerts.expire(now).await?;
        Ok(())
    }

    /// Writes some letters; how many were due.
    async fn batch(&mut self, context: &Context) -> store::Result<usize> {
        let due = context
            .store
            .alerts()
            .due(self.place(), schedule::now(), BATCH)
            .await?;
        if due.is_empty() {
            return Ok(0);
        }
        // Read for each batch: what was taken off a moment ago is in no letter.
        let shown = self.shown(context).await?;
        for alert in &due {
            if self.rest.is_some_and(|until| until > Instant::now()) || !self.hold(context).await? {
                break;
            }
            self.write(context, alert, &shown).await?;
        }
        Ok(due.len())
    }

    async fn write(
        &mut self,
        context: &Context,
        alert: &Alert,
        shown: &[Listed],
    ) -> store::Result<()> {
        let alerts = context.store.alerts();
        let (letter, last) = if alert.confirmed_at.is_none() {
            (Some(self.writer.question(alert)), alert.seen)
        } else {
            let fresh = alerts.after(self.place(), alert.seen).await?;
            let last = fresh.last().map_or(alert.seen, |(_, number)| *number);
            (self.writer.news(alert, shown, &fresh, last), last)
        };
        let now = schedule::now();
        let Some(letter) = letter else {
            // What was new is gone again.
            return alerts.settle(&alert.token, last, now).await;
        };
        match self.mailer.send(&alert.address, &letter).await {
            Ok(()) if alert.confirmed_at.is_none() => alerts.asked(&alert.token).await,
            Ok(()) => {
                let next = schedule::ahead(now, self.rhythm);
                alerts.settle(&alert.token, last, next).await
            }
            Err(error) => self.failed(context, alert, &error).await,
        }
    }

    async fn failed(
        &mut self,
        context: &Context,
        alert: &Alert,
        error: &MailError,
    ) -> store::Result<()> {
        let (alerts, now) = (context.store.alerts(), schedule::now());
        let (site, topic) = (&self.ids.0, &self.ids.1);
        // No address in the log: it is the reader's.
        tracing::warn!(
            site,
            topic,
            failures = alert.failures,
            error = chain(error),
            "a letter was not sent"
        );
        match error {
            MailError::Server(_) => {
                self.rest = Some(Instant::now() + NAP);
                Ok(())
            }
            MailError::Later(_) => {
                let next = schedule::back_off(now, self.rhythm, alert.failures, None);
                alerts.fail(&alert.token, next).await
            }
            _ if alert.failures + 1 >= REFUSALS => alerts.end(&alert.token).await,
            _ => {
                let hours = 1_u32 << alert.failures.clamp(0, 7);
                let next = schedule::ahead(now, Duration::from_secs(3_600) * hours);
                alerts.fail(&alert.token, next).await
            }
        }
    }

    async fn shown(&self, context: &Context) -> store::Result<Vec<Listed>> {
        let selection = Selection {
            site: &self.ids.0,
            sources: &self.sources,
            topic: &self.ids.1,
            strict: self.strict,
        };
        Ok(context
            .store
            .posts()
            .shown(&selection, None, POSTS)
            .await?
            .posts)
    }

    fn place(&self) -> Place<'_> {
        Place {
            site: &self.ids.0,
            topic: &self.ids.1,
        }
    }
}
