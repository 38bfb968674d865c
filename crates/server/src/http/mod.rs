//! Answers to browsers and to whoever includes fragments. Reads the store, to which only `alerts` and,
//! for what feed readers tell, `door` write, never the network; only `fediverse` waits for somebody
//! else, and for a short time.

mod accept;
mod alerts;
mod assets;
mod cache;
mod client;
mod cors;
mod counts;
mod demo;
mod dialogs;
mod door;
mod fediverse;
mod feed;
mod followers;
mod fragments;
mod growth;
mod headers;
mod health;
mod live;
mod media;
mod moment;
mod openapi;
mod outgoing;
mod page;
mod places;
mod prepared;
mod rate;
mod shariff;
mod sites;
mod topic;
mod video;
mod whose;

pub use accept::{Limits, serve};
pub use door::Door;
pub use openapi::document as openapi;

use crate::config::Config;
use crate::error::Error;
use crate::fediverse::Resolver;
use crate::store::Store;
use crate::subscribers;
use crate::versions::Versions;
use axum::Router;
use axum::http::StatusCode;
use axum::middleware;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use cache::Answers;
use std::any::Any;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;
use teilbar_domain::date::Timestamp;
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

/// What every handler works with.
pub(crate) struct App {
    config: Arc<Config>,
    store: Store,
    versions: Arc<Versions>,
    /// Without one, home servers are not asked.
    homes: Option<Resolver>,
    answers: Answers,
    /// Rendering and compressing keep a core busy: not more at once than there are cores.
    renders: Semaphore,
    access: cors::Access,
    assets: assets::Compressed,
    proxies: client::Proxies,
    rate: rate::Rate,
    live: live::Live,
    subscribers: subscribers::Heard,
    /// Letters that clients may have sent to addresses they give.
    letters: rate::Rate,
    /// Nothing answered is older.
    started: Timestamp,
}

pub(crate) type Shared = Arc<App>;

/// No request of ours has a body worth the name.
const BODY: usize = 64 * 1024;

/// A minute, of one client.
const LETTERS: NonZeroU32 = NonZeroU32::new(5).unwrap();

/// Every request is answered within this.
const TIME: Duration = Duration::from_secs(10);

impl App {
    fn new(
        config: Arc<Config>,
        store: Store,
        versions: Arc<Versions>,
        homes: Option<Resolver>,
    ) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            access: cors::Access::new(&config),
            answers: Answers::new(),
            assets: assets::Compressed::default(),
            proxies: client::Proxies::new(&config),
            rate: rate::Rate::per_minute(config.per_client.requests),
            live: live::Live::new(&config),
            subscribers: subscribers::Heard::default(),
            letters: rate::Rate::per_minute(LETTERS),
            renders: Semaphore::new(cores),
            started: Timestamp(jiff::Timestamp::now().as_second()),
            config,
            store,
            versions,
            homes,
        }
    }
}

fn router(app: Shared) -> Router {
    let demo = app.config.demo.is_some();
    let mut router = Router::new()
        .merge(health::router())
        .merge(openapi::router())
        .merge(media::router())
        .merge(alerts::router())
        .merge(sites::router(&app))
        .merge(assets::router());
    if demo {
        let home = get(async || Redirect::temporary("/demo/"));
        router = router.merge(demo::router()).route("/", home);
    }
    router
        .fallback(async || Error::NotFound)
        .method_not_allowed_fallback(async || Error::Method)
        .with_state(app.clone())
        .layer(RequestBodyLimitLayer::new(BODY))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            TIME,
        ))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(app, rate::check))
        .layer(middleware::from_fn(headers::secured))
}

fn panicked(cause: Box<dyn Any + Send>) -> Response {
    let text = cause.downcast_ref::<&str>().copied().map(str::to_owned);
    let text = text.or_else(|| cause.downcast_ref::<String>().cloned());
    Error::Internal(text.unwrap_or_else(|| "panic".to_owned())).into_response()
}
