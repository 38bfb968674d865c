//! Connections: accepting, limiting and ending them.
//!
//! An own loop, because `axum::serve` waits for ever for half-sent request heads.

use super::Door;
use super::places::{Place, Places};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use std::future::Future;
use std::io;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;

/// What a client may take up.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at the same time; more wait to be accepted.
    pub connections: usize,
    /// For a whole request head to arrive, the first one included.
    pub head: Duration,
    /// Nobody needs a connection for longer, except for a stream.
    pub connection: Duration,
    /// For answers under way when the server stops.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 10_000,
            head: Duration::from_secs(5),
            connection: Duration::from_secs(600),
            grace: Duration::from_secs(5),
        }
    }
}

const MAX_HEADERS: usize = 64;
const MAX_HEAD: usize = 32 * 1024;

/// Serves until `stop` is done, then lets answers under way finish.
///
/// # Errors
/// None today; accepting is tried again when it fails.
pub async fn serve(
    listener: TcpListener,
    door: Door,
    limits: Limits,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let places = Places::new(limits.connections, door.connections());
    let builder = builder(limits);
    let graceful = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let free = tokio::select! {
            free = places.free() => free,
            () = &mut stop => break,
        };
        let (stream, peer) = tokio::select! {
            accepted = accept(&listener) => accepted,
            () = &mut stop => break,
        };
        let Some(place) = places.take(free, door.connected(peer)) else {
            continue;
        };
        let connection = Connection {
            builder: builder.clone(),
            door: door.facing(peer),
            limits,
        };
        tokio::spawn(connection.run(stream, graceful.watcher(), place));
    }
    drop(listener);
    door.close();
    if tokio::time::timeout(limits.grace, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("some answers were not finished in time");
    }
    Ok(())
}

/// The next connection and who is at its other end.
async fn accept(listener: &TcpListener) -> (TcpStream, IpAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return (stream, peer.ip()),
            Err(error) => {
                // Out of file descriptors, most likely: some will be free in a moment.
                tracing::warn!(%error, "a connection cannot be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

fn builder(limits: Limits) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_headers(MAX_HEADERS)
        .max_buf_size(MAX_HEAD);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(128)
        .max_header_list_size(32 * 1024)
        .keep_alive_interval(Duration::from_secs(20))
        .keep_alive_timeout(limits.head);
    builder
}

struct Connection {
    builder: Builder<TokioExecutor>,
    door: Door,
    limits: Limits,
}

impl Connection {
    async fn run(self, stream: TcpStream, watcher: Watcher, _place: Place) {
        // Without it small answers wait for acknowledgements; if it cannot be set, they do.
        let _ = stream.set_nodelay(true);
        let asked = Arc::new(AtomicBool::new(false));
        let needed = self.door.needed().clone();
        let service = Noticing {
            door: self.door,
            asked: asked.clone(),
        };
        let connection = self.builder.serve_connection(TokioIo::new(stream), service);
        let mut serving = pin!(watcher.watch(connection.into_owned()));
        let mut end = Instant::now() + self.limits.connection;
        // The builder waits for ever for the first bytes, from which it tells HTTP/1 from HTTP/2.
        let first = tokio::time::timeout(self.limits.head, &mut serving).await;
        if first.is_err() && asked.load(Ordering::Relaxed) {
            // Errors are the client's: it went away, or sent no HTTP.
            while tokio::time::timeout_at(end, &mut serving).await.is_err() {
                let Some(later) = needed.later_than(end) else {
                    return;
                };
                end = later;
            }
        }
    }
}

/// Until when a connection is needed beyond its time; shared with the streams on it.
#[derive(Clone, Debug, Default)]
pub(super) struct Needed(Arc<Mutex<Option<Instant>>>);

impl Needed {
    pub(super) fn until(&self, end: Instant) {
        let mut until = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *until = Some(until.map_or(end, |known| known.max(end)));
    }

    fn later_than(&self, end: Instant) -> Option<Instant> {
        let until = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        until.filter(|until| *until > end)
    }
}

/// Notices that a request has come.
#[derive(Clone)]
struct Noticing {
    door: Door,
    asked: Arc<AtomicBool>,
}

impl hyper::service::Service<hyper::Request<hyper::body::Incoming>> for Noticing {
    type Response =
        <Door as hyper::service::Service<hyper::Request<hyper::body::Incoming>>>::Response;
    type Error = <Door as hyper::service::Service<hyper::Request<hyper::body::Incoming>>>::Error;
    type Future = <Door as hyper::service::Service<hyper::Request<hyper::body::Incoming>>>::Future;

    fn call(&self, request: hyper::Request<hyper::body::Incoming>) -> Self::Future {
        self.asked.store(true, Ordering::Relaxed);
        hyper::service::Service::call(&self.door, request)
    }
}
