//! Background refreshing against a source on this machine: what is stored, asked again and left alone.

use crate::server::until;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use teilbar_server::config::{self, Config};
use teilbar_server::fetch::{Client, Policy};
use teilbar_server::jobs::{self, Jobs};
use teilbar_server::store::Store;
use teilbar_server::store::posts::Listed;
use teilbar_server::store::sources::Row;
use teilbar_server::versions::Versions;
use tempfile::TempDir;
use tokio::net::TcpListener;

/// A source whose answers the test decides, and what it was asked.
#[derive(Clone, Default)]
struct Upstream(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    answers: HashMap<String, Answer>,
    asked: Vec<(String, HeaderMap)>,
}

#[derive(Clone)]
enum Answer {
    Feed(&'static str),
    Status(u16),
    /// Too many requests, with seconds to wait.
    Later(u64),
    Silence,
}

impl Upstream {
    async fn start() -> (Self, SocketAddr) {
        let upstream = Self::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new()
            .route("/{name}", get(answer))
            .with_state(upstream.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let service = TowerToHyperService::new(router.clone());
                let builder = hyper::server::conn::http1::Builder::new();
                tokio::spawn(builder.serve_connection(TokioIo::new(stream), service));
            }
        });
        (upstream, address)
    }

    fn set(&self, name: &str, answer: Answer) {
        self.0
            .lock()
            .unwrap()
            .answers
            .insert(name.to_owned(), answer);
    }

    fn asked(&self, name: &str) -> Vec<HeaderMap> {
        let inner = self.0.lock().unwrap();
        let asked = inner.asked.iter().filter(|(known, _)| known == name);
        asked.map(|(_, headers)| headers.clone()).collect()
    }
}

async fn answer(
    State(upstream): State<Upstream>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    let answer = {
        let mut inner = upstream.0.lock().unwrap();
        inner.asked.push((name.clone(), headers.clone()));
        inner
            .answers
            .get(&name)
            .cloned()
            .unwrap_or(Answer::Status(404))
    };
    match answer {
        Answer::Status(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Answer::Later(seconds) => (
            StatusCode::TOO_MANY_REQUESTS,
            [(header::RETRY_AFTER, seconds.to_string())],
        )
            .into_response(),
        Answer::Silence => std::future::pending().await,
        Answer::Feed(title) => {
            let tag = format!("\"{title}\"");
            if headers
                .get(header::IF_NONE_MATCH)
                .is_some_and(|known| known == &tag[..])
            {
                return StatusCode::NOT_MODIFIED.into_response();
            }
            let xml = format!(
                "<rss version=\"2.0\"><channel><title>Quelle</title><link>https://a.example/</link>\
                 <item><guid>{title}</guid><title>{title}</title><link>https://a.example/{title}</link>\
                 <description>Text</description></item></channel></rss>"
            );
            let headers = [
                (header::CONTENT_TYPE, "application/rss+xml"),
                (header::ETAG, &tag),
            ];
            (headers, xml).into_response()
        }
    }
}

/// A server without its front: store and jobs.
struct Server {
    config: Config,
    store: Store,
    versions: Arc<Versions>,
    jobs: Option<Jobs>,
    _folder: TempDir,
}

impl Server {
    async fn start(upstream: SocketAddr, sources: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let sample = "<rss version=\"2.0\"><channel><title>S</title><item><guid>s</guid><title>Beispiel</title></item></channel></rss>";
        std::fs::write(folder.path().join("sample.xml"), sample).unwrap();
        let mut text = format!(
            "[fetch]\nallow = [\"{upstream}\"]\n[refresh]\nfeeds = \"1s\"\n[[sites]]\nid = \"a\"\nhome = \"https://a.example/\"\n"
        );
        for source in sources {
            text += &format!(
                "[[sites.sources]]\nid = \"{source}\"\nfeed = \"http://{upstream}/{source}\"\nsample = \"sample.xml\"\n"
            );
        }
        let (config, problems) = Config::read(&text, folder.path(), &|_| None);
        assert_eq!(config::errors(&problems), 0, "{problems:?}");
        let store = Store::open(&config.database).await.unwrap();
        let versions = Arc::new(Versions::new(1));
        let mut server = Self {
            config,
            store,
            versions,
            jobs: None,
            _folder: folder,
        };
        server.restart().await;
        server
    }

    async fn restart(&mut self) {
        self.jobs = None;
        let policy = Policy {
            allow: self.config.allow.clone(),
            deadline: Duration::from_secs(3),
            ..Policy::default()
        };
        let client = Client::new(policy).unwrap();
        self.jobs = Some(
            jobs::start(&self.config, &self.store, client, self.versions.clone())
                .await
                .unwrap(),
        );
    }

    /// Starts anew and waits until the task has had its first turn, which ends with the caches.
    async fn restart_and_look(&mut self) {
        let version = self.versions.get(0);
        self.restart().await;
        until("the task has had a turn", async || {
            self.versions.get(0) > version
        })
        .await;
    }

    fn key(&self, id: &str) -> String {
        self.config.sites[0]
            .sources
            .iter()
            .find(|source| source.id == id)
            .unwrap()
            .key()
    }

    /// What is known of a source.
    async fn row(&self, id: &str) -> Row {
        let row = self.store.sources().get(&self.key(id)).await;
        row.unwrap().unwrap()
    }

    async fn posts(&self, id: &str) -> Vec<Listed> {
        self.store
            .posts()
            .page(&[self.key(id)], None, 50)
            .await
            .unwrap()
            .posts
    }

    async fn titles(&self, id: &str) -> Vec<String> {
        self.posts(id)
            .await
            .into_iter()
            .map(|listed| listed.post.title)
            .collect()
    }
}

#[tokio::test]
async fn posts_arrive_replace_the_sample_and_empty_the_caches() {
    let (upstream, address) = Upstream::start().await;
    upstream.set("n", Answer::Silence);
    let server = Server::start(address, &["n"]).await;
    let sample = server.posts("n").await;
    assert_eq!(
        (sample.len(), sample[0].sample, &sample[0].post.title[..]),
        (1, true, "Beispiel")
    );
    assert_eq!(server.row("n").await.title.as_deref(), Some("S"));
    drop(server);

    upstream.set("n", Answer::Feed("eins"));
    let server = Server::start(address, &["n"]).await;
    until("the first post is there", async || {
        server.titles("n").await == ["eins"]
    })
    .await;
    let posts = server.posts("n").await;
    assert!(!posts[0].sample);
    until("the caches know", async || server.versions.get(0) > 0).await;
    upstream.set("n", Answer::Feed("zwei"));
    until("the second post is there", async || {
        server.titles("n").await.len() == 2
    })
    .await;
    assert_eq!(server.row("n").await.title.as_deref(), Some("Quelle"));
}

#[tokio::test]
async fn an_unchanged_feed_is_asked_for_politely() {
    let (upstream, address) = Upstream::start().await;
    upstream.set("n", Answer::Feed("eins"));
    let server = Server::start(address, &["n"]).await;
    until("it was asked three times", async || {
        upstream.asked("n").len() >= 3
    })
    .await;
    let asked = upstream.asked("n");
    assert_eq!(asked[0].get(header::IF_NONE_MATCH), None);
    assert_eq!(asked[1].get(header::IF_NONE_MATCH).unwrap(), "\"eins\"");
    // Nothing changed, so nothing rendered is thrown away.
    let version = server.versions.get(0);
    until("it was asked again", async || {
        upstream.asked("n").len() >= 5
    })
    .await;
    assert_eq!(server.versions.get(0), version);
    assert_eq!(server.titles("n").await, ["eins"]);
}

#[tokio::test]
async fn a_failing_source_keeps_its_posts_and_is_left_alone_longer_each_time() {
    let (upstream, address) = Upstream::start().await;
    upstream.set("n", Answer::Feed("eins"));
    let server = Server::start(address, &["n"]).await;
    until("the post is there", async || {
        !server.titles("n").await.contains(&"Beispiel".into())
    })
    .await;
    upstream.set("n", Answer::Status(500));
    let row = async || server.row("n").await;
    until("it failed three times", async || row().await.failures >= 3).await;
    let failed = row().await;
    // What the source said is for the log only.
    assert_eq!(failed.last_error.unwrap(), "it answered with an error");
    assert!(failed.next_fetch_at - jiff::Timestamp::now().as_second() >= 2);
    assert_eq!(server.titles("n").await, ["eins"]);
    upstream.set("n", Answer::Feed("zwei"));
    until("it recovered", async || row().await.failures == 0).await;
}

#[tokio::test]
async fn a_source_that_wants_to_be_left_alone_is() {
    let (upstream, address) = Upstream::start().await;
    upstream.set("n", Answer::Later(3_600));
    let mut server = Server::start(address, &["n"]).await;
    until("it failed", async || server.row("n").await.failures == 1).await;
    let next = server.row("n").await.next_fetch_at;
    assert!(next - jiff::Timestamp::now().as_second() > 3_500);
    server.restart_and_look().await;
    assert_eq!(upstream.asked("n").len(), 1);
}

#[tokio::test]
async fn a_source_that_is_gone_is_never_asked_again() {
    let (upstream, address) = Upstream::start().await;
    upstream.set("n", Answer::Status(410));
    let mut server = Server::start(address, &["n"]).await;
    until("it is known", async || server.row("n").await.gone == 1).await;
    server.restart_and_look().await;
    assert_eq!(upstream.asked("n").len(), 1);
    assert_eq!(server.titles("n").await, ["Beispiel"]);
}

#[tokio::test]
async fn one_silent_source_delays_no_other() {
    let (upstream, address) = Upstream::start().await;
    upstream.set("silent", Answer::Silence);
    upstream.set("n", Answer::Feed("eins"));
    let server = Server::start(address, &["silent", "n"]).await;
    until("the other was asked four times", async || {
        upstream.asked("n").len() >= 4
    })
    .await;
    assert_eq!(server.titles("n").await, ["eins"]);
    assert_eq!(server.titles("silent").await, ["Beispiel"]);
}

#[tokio::test]
async fn two_processes_share_the_work() {
    let (upstream, address) = Upstream::start().await;
    upstream.set("n", Answer::Feed("eins"));
    let mut first = Server::start(address, &["n"]).await;
    let versions = Arc::new(Versions::new(1));
    let policy = Policy {
        allow: first.config.allow.clone(),
        ..Policy::default()
    };
    let client = Client::new(policy).unwrap();
    let second = jobs::start(&first.config, &first.store, client, versions.clone())
        .await
        .unwrap();
    let start = Instant::now();
    until("the source was asked five times", async || {
        upstream.asked("n").len() >= 5
    })
    .await;
    // Two that did not share would ask twice a second; three are let off for what came before.
    let (asked, seconds) = (upstream.asked("n").len(), start.elapsed().as_secs_f64());
    assert!(
        asked as f64 <= seconds * 1.3 + 3.0,
        "asked {asked} times in {seconds} seconds"
    );
    until(
        "whoever did not fetch has noticed all the same",
        async || versions.get(0) > 0 && first.versions.get(0) > 0,
    )
    .await;
    first.jobs = None;
    let before = upstream.asked("n").len();
    until("the other goes on alone", async || {
        upstream.asked("n").len() >= before + 2
    })
    .await;
    drop(second);
}
