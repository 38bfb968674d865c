//! The whole server with nobody in front of it, on a real store.

use axum::body::Body;
use axum::http::{HeaderMap, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use teilbar_domain::date::Timestamp;
use teilbar_domain::post::{Node, RichText, Tag};
use teilbar_server::config::{self, Config};
use teilbar_server::fetch::{Client, Policy};
use teilbar_server::http::Door;
use teilbar_server::jobs::{self, Jobs};
use teilbar_server::store::Store;
use teilbar_server::store::posts::{Kind, Stored};
use teilbar_server::versions::Versions;
use tempfile::TempDir;
use tower::ServiceExt;

pub(crate) const ORIGIN: &str = "https://www.nordlicht.example";
pub(crate) const SITE: &str = "/api/v1/sites/corporate";
pub(crate) const BAR: &str = "/api/v1/sites/corporate/fragment/bar?url=https%3A%2F%2Fwww.nordlicht.example%2Fa&title=K%C3%A4se";
pub(crate) const FEED: &str = "feed https://www.nordlicht.example/feed.xml";

pub(crate) const CONFIG: &str = r#"
public_url = "https://teilbar.example"
time_zone = "Europe/Berlin"
[[sites]]
id = "corporate"
name = "Nordlicht AG"
origins = ["https://www.nordlicht.example", "http://localhost:8000", "https://xn--bcher-kva.example"]
home = "https://nordlicht.example/"
[sites.options]
networks = ["linkedin", "mastodon", "email"]
[[sites.profiles]]
network = "mastodon"
handle = "@nordlicht@social.example"
manual = { count = 1234, date = "2026-03-03" }
[[sites.profiles]]
network = "linkedin"
handle = "nordlicht"
[[sites.sources]]
id = "news"
name = "Nordlicht-Blog"
feed = "https://www.nordlicht.example/feed.xml"
[[sites.sources]]
id = "toots"
mastodon = "@nordlicht@social.example"
[[sites.counts]]
url = "https://www.nordlicht.example/a"
network = "facebook"
count = 12
date = "2026-03-03"
[[sites]]
id = "closed"
origins = []
home = "https://closed.example/"
"#;

pub(crate) const DEMO: &str = "[demo]\npages = \"pages\"\n";

/// A server with nobody in front of it.
pub(crate) struct Server {
    pub(crate) door: Door,
    pub(crate) store: Store,
    pub(crate) versions: Arc<Versions>,
    pub(crate) folder: TempDir,
}

impl Server {
    pub(crate) async fn new(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("pages")).unwrap();
        let (config, problems) = Config::read(text, folder.path(), &|_| Some("canary".into()));
        assert_eq!(config::errors(&problems), 0, "{problems:?}");
        let store = Store::open(&config.database).await.unwrap();
        let versions = Arc::new(Versions::new(config.sites.len()));
        let door = Door::new(Arc::new(config), store.clone(), versions.clone());
        Self {
            door,
            store,
            versions,
            folder,
        }
    }

    pub(crate) async fn with_posts() -> Self {
        let server = Self::new(CONFIG).await;
        server
            .store
            .sources()
            .enlist(FEED, Timestamp(0))
            .await
            .unwrap();
        let posts: Vec<_> = (0..8).map(post).collect();
        server
            .store
            .posts()
            .store(FEED, &posts, Kind::Real, Timestamp(1_790_000_000))
            .await
            .unwrap();
        server
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.door.clone().oneshot(request).await.unwrap();
        Reply::read(response).await
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.get_with(path, &[]).await
    }

    pub(crate) async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }
}

/// A server with its jobs.
pub(crate) struct Running {
    pub(crate) door: Door,
    pub(crate) store: Store,
    pub(crate) config: Arc<Config>,
    _jobs: Jobs,
}

impl Running {
    /// With a configuration that has to be right, on a database that need not be there yet.
    pub(crate) async fn start(text: &str, database: &str) -> Self {
        let (config, problems) = Config::read(text, Path::new("/nowhere"), &|_| None);
        assert_eq!(config::errors(&problems), 0, "{problems:?}");
        let config = Arc::new(config);
        let store = Store::open(database).await.unwrap();
        let versions = Arc::new(Versions::new(config.sites.len()));
        let client = Client::new(Policy {
            allow: config.allow.clone(),
            ..Policy::default()
        });
        let jobs = jobs::start(&config, &store, client.unwrap(), versions.clone()).await;
        Self {
            _jobs: jobs.unwrap(),
            door: Door::new(config.clone(), store.clone(), versions),
            store,
            config,
        }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Reply {
        Reply::read(self.door.clone().oneshot(request).await.unwrap()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        let request = Request::get(path).body(Body::empty());
        self.send(request.unwrap()).await
    }

    /// What `/followers` tells about each profile, by the name of the field.
    pub(crate) async fn followers(&self, site: &str, field: &str) -> Value {
        let reply = self.get(&format!("/api/v1/sites/{site}/followers")).await;
        let profiles = reply.json()["profiles"].as_array().unwrap().clone();
        profiles
            .iter()
            .map(|profile| profile[field].clone())
            .collect()
    }

    /// Waits until `/followers` tells this.
    pub(crate) async fn tells(&self, site: &str, field: &str, expected: Value) {
        let what = format!("{field} of {site} is {expected}");
        until(&what, async || {
            self.followers(site, field).await == expected
        })
        .await;
    }
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) async fn read<B: axum::body::HttpBody>(response: Response<B>) -> Self
    where
        B::Error: std::fmt::Debug,
    {
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Self {
            status: head.status,
            headers: head.headers,
            body,
        }
    }

    pub(crate) fn header(&self, name: impl header::AsHeaderName) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The body of an error says what is wrong and what to do.
    pub(crate) fn error(&self) -> (u16, String, String) {
        let json = self.json();
        let part = |name: &str| json[name].as_str().unwrap().to_owned();
        assert_eq!(json.as_object().unwrap().len(), 2);
        assert_eq!(self.header(header::CACHE_CONTROL), Some("no-store"));
        (self.status.as_u16(), part("error"), part("help"))
    }
}

pub(crate) fn post(i: i64) -> Stored {
    Stored {
        source: FEED.into(),
        id: format!("urn:{i}"),
        url: format!("https://www.nordlicht.example/{i}"),
        title: format!("Beitrag {i}"),
        author: String::new(),
        body: RichText(vec![Node::Element(
            Tag::Paragraph,
            vec![Node::Text(format!("Text {i} <b>"))],
        )]),
        image: None,
        published: Some(Timestamp(1_780_000_000 + i * 86_400)),
        ..Stored::default()
    }
}

/// Waits for a condition, and fails if it does not come.
pub(crate) async fn until<F: Future<Output = bool>>(what: &str, condition: impl Fn() -> F) {
    let start = Instant::now();
    while !condition().await {
        assert!(
            start.elapsed() < Duration::from_secs(30),
            "waited in vain until {what}"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
