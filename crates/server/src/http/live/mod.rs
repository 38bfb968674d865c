//! Telling open pages what has changed: one stream of Server-Sent Events per page, for all its feeds.
//!
//! A stream tells which posts changed, never what is in them: pages ask for those as always, and get
//! the answer from the cache. Each stream waits for its site's version to grow; the first one that
//! notices looks at the database, for all of them.

mod log;
mod shown;
mod stream;

use log::News;
use shown::{Id, places};

use super::cors::preflight;
use super::places::Places;
use super::sites::Asked;
use super::{App, Shared};
use crate::config::{Config, Site};
use crate::error::{Error, ErrorBody};
use axum::Router;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::sse::{KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use log::{Log, Selection};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use stream::Stream;
use teilbar_domain::state;
use tokio::sync::watch;

/// What is known of each site, and who is told.
#[derive(Debug)]
pub(super) struct Live {
    logs: Vec<Log>,
    places: Arc<Places>,
    /// True once the server stops.
    closing: watch::Sender<bool>,
    /// How many streams there have been.
    opened: AtomicU64,
}

/// A line now and then, so that neither proxies nor browsers take the stream for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(20);

/// When to try again if there is no room.
const LATER: Duration = Duration::from_secs(60);

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// Tells nginx, and whoever does as it does, to pass on each event at once.
const UNBUFFERED: (HeaderName, HeaderValue) = (
    HeaderName::from_static("x-accel-buffering"),
    HeaderValue::from_static("no"),
);

pub(super) fn router() -> Router<Shared> {
    Router::new().route(
        "/api/v1/sites/{site}/live",
        get(follow_posts).options(preflight),
    )
}

impl Live {
    pub(super) fn new(config: &Config) -> Self {
        let number = |number: NonZeroU32| usize::try_from(number.get()).unwrap_or(usize::MAX);
        let limits = config.live;
        Self {
            logs: config.sites.iter().map(|_| Log::default()).collect(),
            places: Places::new(number(limits.streams), number(limits.per_client)),
            closing: watch::Sender::new(false),
            opened: AtomicU64::new(0),
        }
    }

    /// Ends all streams, for good.
    pub(super) fn close(&self) {
        self.closing.send_replace(true);
    }
}

impl App {
    /// The name of what the site shows now. Read it before the posts are, and a stream that goes on from
    /// it misses nothing.
    pub(super) async fn look(&self, site: usize) -> Result<Id, Error> {
        let (Some(log), Some(known)) = (self.live.logs.get(site), self.config.sites.get(site))
        else {
            return Err(Error::NotFound);
        };
        let version = || self.versions.get(site);
        Ok(log.look(&self.store, known, version).await?)
    }
}

#[utoipa::path(
    get, path = "/api/v1/sites/{site}/live", tag = "sites",
    params(
        ("site" = String, Path, description = "The site's id"),
        ("sources" = Option<String>, Query, description = "Ids of the site's sources, separated by commas; all by default"),
        ("topic" = Option<String>, Query, description = "Ids of the site's topics, separated by commas; all posts by default"),
        ("since" = Option<String>, Query, description = "The id of the state to go on from, if there is no `Last-Event-ID`; the present one by default"),
    ),
    responses(
        (status = 200, description = "Server-Sent Events without end. `hello` comes first; `posts` says which posts are new, have changed or are gone; `reload` says that this is not known any more, so that the page of posts has to be asked for anew. Each has an id, to be sent as `Last-Event-ID`", body = News, content_type = "text/event-stream"),
        (status = 400, description = "No such source or topic", body = ErrorBody),
        (status = 403, description = "The asking page's origin is not allowed", body = ErrorBody),
        (status = 404, description = "No such site", body = ErrorBody),
        (status = 429, description = "This address has too many streams; Retry-After says when to come back", body = ErrorBody),
        (status = 503, description = "There are too many streams, or the server stops; Retry-After says when to come back", body = ErrorBody),
    )
)]
/// Which posts of a site change, as it happens.
pub(super) async fn follow_posts(asked: Asked, parts: Parts) -> Result<Response, Error> {
    let site = asked.site()?;
    let selection = selection(&asked, site)?;
    let header = parts.headers.get(LAST_EVENT_ID);
    let since = header.and_then(|id| id.to_str().ok()).map(str::trim);
    let since = since
        .filter(|id| !id.is_empty())
        .or(asked.parameter("since"));
    let live = &asked.app.live;
    if *live.closing.borrow() {
        return Err(Error::Full(LATER));
    }
    let free = live.places.try_free().ok_or(Error::Full(LATER))?;
    let client = asked.app.client(&parts.extensions, &parts.headers);
    let place = live.places.take(Some(free), client);
    let place = place.ok_or(Error::TooManyStreams(LATER))?;
    let number = live.opened.fetch_add(1, Ordering::Relaxed);
    let (app, index) = (asked.app.clone(), asked.site);
    let stream = Stream::open(app, index, selection, since.map(Id::parse), number).await?;
    stream.outlast(&parts.extensions);
    let events = Sse::new(stream.events(place)).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    let mut response = events.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(UNBUFFERED.0, UNBUFFERED.1);
    Ok(response)
}

/// What a page has to know to be told what changes in these sources and this topic.
pub(super) async fn told(
    app: &App,
    site: &Site,
    api: &str,
    (sources, topic): (&[String], &str),
) -> Result<state::Live, Error> {
    let id = app.look(app.access.site(&site.id)?).await?;
    Ok(state::Live {
        url: format!("{api}/live"),
        since: id.to_string(),
        sources: sources.join(","),
        topic: topic.to_owned(),
        poll: app.config.live.poll.as_secs(),
    })
}

fn selection(asked: &Asked, site: &Site) -> Result<Selection, Error> {
    let places = places(site);
    let sources = named(asked, "sources", |id| {
        let source = site.sources.iter().find(|source| source.id == id)?;
        places.get(&source.key()).copied()
    })?;
    let topics = named(asked, "topic", |id| {
        site.topics.iter().position(|topic| topic.cut.id == id)
    })?;
    Ok(Selection { sources, topics })
}

/// The numbers of what a parameter lists by id.
fn named(
    asked: &Asked,
    name: &'static str,
    place: impl Fn(&str) -> Option<usize>,
) -> Result<Vec<usize>, Error> {
    let list = asked.parameter(name).unwrap_or_default().split([',', ' ']);
    let wrong = |id: &str| Error::Parameter {
        name,
        why: format!("the site has nothing of the id \"{id}\""),
    };
    list.filter(|id| !id.is_empty())
        .map(|id| place(id).ok_or_else(|| wrong(id)))
        .collect()
}
