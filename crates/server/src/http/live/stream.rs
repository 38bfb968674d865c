//! One page's stream.

use super::super::accept::Needed;
use super::super::places::Place;
use super::super::{App, Shared};
use super::log::{Log, Next, Selection};
use super::shown::Id;
use crate::error::Error;
use axum::http::Extensions;
use axum::response::sse::Event;
use futures_util::stream::{self, Stream as Events};
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// A stream ends after this time, and the page opens another: so a connection on which nobody listens
/// any more is found out.
const LIFE: Duration = Duration::from_secs(30 * 60);
/// Streams end, and pages come back, spread over these times and not all at once.
const LIFE_SPREAD: Duration = Duration::from_secs(10 * 60);
const RETRY: Duration = Duration::from_secs(2);
const RETRY_SPREAD: Duration = Duration::from_secs(4);

/// A database that cannot be used is tried again then.
const PAUSE: Duration = Duration::from_secs(2);

/// A page that is told what changes.
pub(super) struct Stream {
    app: Shared,
    site: usize,
    selection: Selection,
    /// The number of the step that comes next.
    at: u64,
    first: Option<Event>,
    changes: watch::Receiver<u64>,
    closing: watch::Receiver<bool>,
    ends: Instant,
}

impl Stream {
    /// `since` is the state to go on from, `Some(None)` if it is none that anybody could have named.
    pub(super) async fn open(
        app: Shared,
        site: usize,
        selection: Selection,
        since: Option<Option<Id>>,
        number: u64,
    ) -> Result<Self, Error> {
        let changes = app.versions.changes(site).ok_or(Error::NotFound)?;
        app.look(site).await?;
        let log = app.live.logs.get(site).ok_or(Error::NotFound)?;
        let opening = log.open(since.flatten());
        let known = opening.known && since != Some(None);
        let first = event(if known { "hello" } else { "reload" }, opening.id);
        Ok(Self {
            at: opening.at,
            first: Some(first.retry(RETRY + spread(number, RETRY_SPREAD))),
            changes,
            closing: app.live.closing.subscribe(),
            ends: Instant::now() + LIFE + spread(number, LIFE_SPREAD),
            app,
            site,
            selection,
        })
    }

    /// Lets the connection live as long as the stream does.
    pub(super) fn outlast(&self, extensions: &Extensions) {
        if let Some(needed) = extensions.get::<Needed>() {
            needed.until(self.ends + PAUSE);
        }
    }

    /// The events, as long as anybody listens; `place` is held until then.
    pub(super) fn events(self, place: Place) -> impl Events<Item = Result<Event, Infallible>> {
        stream::unfold((self, place), async |(mut stream, place)| {
            let event = stream.next().await?;
            Some((Ok(event), (stream, place)))
        })
    }

    async fn next(&mut self) -> Option<Event> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        loop {
            self.changes.mark_unchanged();
            let looked = self.app.look(self.site).await;
            if let Err(error) = &looked {
                tracing::debug!(%error, "a stream cannot be told what has changed");
            }
            match log(&self.app, self.site)?.next(self.at) {
                Next::Step(step) => {
                    self.at += 1;
                    return Some(match step.news(&self.selection) {
                        Some(news) => Event::default()
                            .event("posts")
                            .id(step.to.to_string())
                            .json_data(news)
                            .ok()?,
                        // Nothing to tell, but a place to resume from.
                        None => Event::default().id(step.to.to_string()),
                    });
                }
                Next::Lost(opening) => {
                    self.at = opening.at;
                    return Some(event("reload", opening.id));
                }
                Next::Nothing => {}
            }
            tokio::select! {
                changed = self.changes.changed() => changed.ok()?,
                () = tokio::time::sleep(PAUSE), if looked.is_err() => {}
                _ = self.closing.wait_for(|closing| *closing) => return None,
                () = tokio::time::sleep_until(self.ends) => return None,
            }
        }
    }
}

fn log(app: &App, site: usize) -> Option<&Log> {
    app.live.logs.get(site)
}

/// An event without further words; browsers pass on none that is empty.
fn event(name: &str, id: Id) -> Event {
    Event::default().event(name).id(id.to_string()).data("{}")
}

/// A part of a time, another one for each stream.
fn spread(number: u64, over: Duration) -> Duration {
    const PARTS: u32 = 61;
    let part = u32::try_from(number * 23 % u64::from(PARTS)).unwrap_or_default();
    over / PARTS * part
}
