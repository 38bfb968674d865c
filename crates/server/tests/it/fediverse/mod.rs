//! Sharing and following from a home server: every kind of it, honest and hostile, on this machine.

mod home;
mod hostile;
mod kinds;
mod questions;
mod visitors;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use home::{
    Act, Home, failure, intent, missing, nodeinfo, nodeinfo_links, raw, redirect, reply, subscribe,
};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use teilbar_server::config::{self, Config};
use teilbar_server::fediverse::{Resolver, Settings};
use teilbar_server::http::Door;
use teilbar_server::store::Store;
use teilbar_server::versions::Versions;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

const CONFIG: &str = r#"
public_url = "https://teilbar.example"
[[sites]]
id = "corporate"
lang = "de"
origins = ["https://www.nordlicht.example"]
home = "https://nordlicht.example/"
[[sites.profiles]]
network = "mastodon"
handle = "@nordlicht@firm.example"
[[sites.profiles]]
network = "bluesky"
handle = "nordlicht.example"
"#;

const PATH: &str = "/api/v1/sites/corporate/fediverse";
/// What is shared, and how it looks in an address.
const PAGE: &str =
    "text=K%C3%A4se%20%26%20Brot&url=https%3A%2F%2Fwww.nordlicht.example%2Fa%3Fb%3D1";
const TEXT: &str = "K%C3%A4se%20%26%20Brot";
const URL: &str = "https%3A%2F%2Fwww.nordlicht.example%2Fa%3Fb%3D1";
const FOLLOW: &str = "intent=follow&actor=@nordlicht@firm.example";
const ACTOR: &str = "https%3A%2F%2Ffirm.example%2F%40nordlicht";
const SHARE_PAGE: &str = "https://share.joinmastodon.org/#text={T}%0A%0A{U}";
const PROFILE: &str = "https://firm.example/@nordlicht";

/// A host that no test asks for another answer.
const HOST: &str = "home.example";

/// Our server, with what it needs to ask home servers.
#[derive(Clone)]
struct Server {
    door: Door,
    config: Arc<Config>,
    store: Store,
    _folder: Arc<TempDir>,
}

#[derive(Debug)]
struct Reply {
    status: StatusCode,
    headers: header::HeaderMap,
    json: Value,
}

impl Server {
    /// One that asks no home servers.
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (config, problems) = Config::read(CONFIG, folder.path(), &|_| None);
        assert_eq!(config::errors(&problems), 0, "{problems:?}");
        let store = Store::open(&config.database).await.unwrap();
        let (config, versions) = (Arc::new(config), Arc::new(Versions::new(1)));
        Self {
            door: Door::new(config.clone(), store.clone(), versions),
            config,
            store,
            _folder: Arc::new(folder),
        }
    }

    /// The same, as it asks home servers and knows none yet.
    fn asking(&self, settings: Settings) -> Self {
        let homes = Resolver::new(settings).unwrap();
        let (config, store) = (self.config.clone(), self.store.clone());
        let versions = Arc::new(Versions::new(1));
        Self {
            door: Door::with_homes(config, store, versions, homes),
            ..self.clone()
        }
    }

    /// One that reaches a home server as `home.example`.
    async fn with(home: &Home) -> Self {
        Self::new().await.asking(settings(&[(HOST, home)]))
    }

    async fn get(&self, query: &str) -> Reply {
        self.get_with(query, &[]).await
    }

    async fn get_with(&self, query: &str, headers: &[(&str, &str)]) -> Reply {
        let mut request = Request::get(format!("{PATH}?{query}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).unwrap();
        let response = self.door.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Reply {
            status: head.status,
            headers: head.headers,
            json: serde_json::from_slice(&body).unwrap(),
        }
    }
}

impl Reply {
    /// Address and who said so.
    fn destination(&self) -> (&str, &str) {
        assert_eq!(self.status, StatusCode::OK, "{self:?}");
        let part = |name: &str| self.json[name].as_str().unwrap();
        (part("url"), part("by"))
    }

    fn cache_control(&self) -> &str {
        self.headers[header::CACHE_CONTROL].to_str().unwrap()
    }
}

fn settings(homes: &[(&str, &Home)]) -> Settings {
    let allow = homes
        .iter()
        .map(|(_, home)| home.address.to_string().parse().unwrap());
    let origins = homes
        .iter()
        .map(|(host, home)| ((*host).to_owned(), home.origin()));
    Settings {
        allow: allow.collect(),
        origins: origins.collect(),
        // What is not about time must not fail on a busy machine.
        limit: Duration::from_secs(9),
        ..Settings::default()
    }
}

fn filled(template: &str) -> String {
    let filled = template.replace("{T}", TEXT).replace("{U}", URL);
    filled.replace("{A}", ACTOR)
}
