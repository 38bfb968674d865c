//! The first thing a request meets: answers at hand are given at once, the rest goes to the router.

use super::accept::Needed;
use super::client::{Client, Peer};
use super::cors::Verdict;
use super::{App, Shared, router};
use crate::config::Config;
use crate::fediverse::Resolver;
use crate::jobs::chain;
use crate::store::Store;
use crate::versions::Versions;
use axum::body::Body;
use axum::http::{Method, Request, Response, header};
use axum::{BoxError, Router};
use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Either, Ready, ready};
use http_body_util::Full;
use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::task::{Context, Poll};
use teilbar_domain::date::Timestamp;
use tower::{Service, ServiceExt};

/// The whole server as a service; cheap to clone.
#[derive(Clone)]
pub struct Door {
    app: Shared,
    router: Router,
    peer: Option<Peer>,
    needed: Needed,
}

/// A whole answer from the cache, or whatever the router makes.
type Reply = http_body_util::Either<Full<Bytes>, Body>;

type Outcome = Result<Response<Reply>, Infallible>;

impl Door {
    /// A server that asks nobody while a visitor waits.
    pub fn new(config: Arc<Config>, store: Store, versions: Arc<Versions>) -> Self {
        Self::open(App::new(config, store, versions, None))
    }

    /// As [`Self::new`], but home servers that visitors name are asked where to send them.
    pub fn with_homes(
        config: Arc<Config>,
        store: Store,
        versions: Arc<Versions>,
        homes: Resolver,
    ) -> Self {
        Self::open(App::new(config, store, versions, Some(homes)))
    }

    fn open(app: App) -> Self {
        let app = Arc::new(app);
        Self {
            router: router(app.clone()),
            app,
            peer: None,
            needed: Needed::default(),
        }
    }

    /// The door as it stands open to one connection; without it, nobody is limited.
    pub fn facing(&self, peer: IpAddr) -> Self {
        Self {
            peer: Some(Peer(peer)),
            needed: Needed::default(),
            ..self.clone()
        }
    }

    /// Until when the connection is needed that this door is open to.
    pub(super) fn needed(&self) -> &Needed {
        &self.needed
    }

    /// Ends what would never end by itself, because the server stops.
    pub(super) fn close(&self) {
        self.app.live.close();
    }

    /// Whom a connection counts for.
    pub(super) fn connected(&self, peer: IpAddr) -> Client {
        self.app.proxies.connected(peer)
    }

    /// How many connections one client may have at the same time.
    pub(super) fn connections(&self) -> usize {
        usize::try_from(self.app.config.per_client.connections.get()).unwrap_or(usize::MAX)
    }

    /// The answer, if it is at hand and the asking page may have it.
    fn at_hand<B>(&self, request: &Request<B>) -> Option<Response<Full<Bytes>>> {
        if request.method() != Method::GET {
            return None;
        }
        let path = request.uri().path_and_query()?.as_str();
        let entry = self.app.answers.get(path)?;
        let origin = match entry.site {
            None => None,
            Some((site, version)) if version == self.app.versions.get(site) => {
                match self
                    .app
                    .access
                    .verdict_for(site, request.headers(), request.uri())
                {
                    Verdict::NotAsked => None,
                    Verdict::Allowed(origin) => Some(origin),
                    // The router words the refusal.
                    Verdict::Refused => return None,
                }
            }
            Some(_) => return None,
        };
        let mut response = entry.prepared.respond(request.headers());
        if let Some(origin) = origin {
            response
                .headers_mut()
                .insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        }
        Some(response)
    }

    /// Feed readers say how many they ask for. Nobody waits until it is noted.
    fn hear<B>(&self, request: &Request<B>) {
        let agent = request.headers().get(header::USER_AGENT);
        let (Some(agent), &Method::GET) =
            (agent.and_then(|text| text.to_str().ok()), request.method())
        else {
            return;
        };
        let (app, path) = (&self.app, request.uri().path());
        let now = Timestamp(jiff::Timestamp::now().as_second());
        let Some(told) = app.subscribers.hear(&app.config, path, agent, now) else {
            return;
        };
        let (app, path) = (app.clone(), path.to_owned());
        tokio::spawn(async move {
            if let Err(error) = app.store.subscribers().note(&told, now).await {
                tracing::warn!(error = chain(&error), "subscribers are not noted");
                app.subscribers.forget(&path, told.reader);
            }
        });
    }

    fn answer<B>(&self, request: Request<B>) -> Either<Ready<Outcome>, BoxFuture<'static, Outcome>>
    where
        B: axum::body::HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        self.hear(&request);
        if let Some(response) = self.at_hand(&request) {
            return Either::Left(ready(Ok(response.map(Reply::Left))));
        }
        let mut request = request.map(Body::new);
        if let Some(peer) = self.peer {
            request.extensions_mut().insert(peer);
            request.extensions_mut().insert(self.needed.clone());
        }
        let answer = self.router.clone().oneshot(request);
        Either::Right(
            answer
                .map(|answer| answer.map(|response| response.map(Reply::Right)))
                .boxed(),
        )
    }
}

impl<B> hyper::service::Service<Request<B>> for Door
where
    B: axum::body::HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response<Reply>;
    type Error = Infallible;
    type Future = Either<Ready<Outcome>, BoxFuture<'static, Outcome>>;

    fn call(&self, request: Request<B>) -> Self::Future {
        self.answer(request)
    }
}

impl<B> Service<Request<B>> for Door
where
    B: axum::body::HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response<Reply>;
    type Error = Infallible;
    type Future = Either<Ready<Outcome>, BoxFuture<'static, Outcome>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        self.answer(request)
    }
}
