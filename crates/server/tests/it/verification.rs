//! Profiles that show that they are the site's: found out, looked at again, and shown on the button.

use crate::server::{Reply, until};
use crate::store::on_both;
use crate::upstream::{Upstream, ok};
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::{Arc, Mutex};
use teilbar_server::config::{self, Config};
use teilbar_server::fetch::{Client, Policy};
use teilbar_server::http::Door;
use teilbar_server::jobs::{self, Jobs};
use teilbar_server::store::Store;
use teilbar_server::versions::Versions;
use tower::ServiceExt;

const LINK: &str = "<a rel=me href=http://www.nordlicht.example>Web</a>";

/// The server with its jobs, and the page that one profile has.
struct Server {
    door: Door,
    store: Store,
    page: Arc<Mutex<Vec<u8>>>,
    upstream: Upstream,
    _jobs: Jobs,
}

impl Server {
    async fn start(database: &str) -> Self {
        let page = Arc::new(Mutex::new(html(LINK)));
        let own = page.clone();
        let upstream = Upstream::serve(move |_| own.lock().unwrap().clone()).await;
        let (config, problems) = Config::read(&text(&upstream), Path::new("/nowhere"), &|_| None);
        assert_eq!(config::errors(&problems), 0, "{problems:?}");
        let store = Store::open(database).await.unwrap();
        let versions = Arc::new(Versions::new(config.sites.len()));
        let policy = Policy {
            allow: config.allow.clone(),
            ..Policy::default()
        };
        let client = Client::new(policy).unwrap();
        let jobs = jobs::start(&config, &store, client, versions.clone()).await;
        Self {
            _jobs: jobs.unwrap(),
            door: Door::new(Arc::new(config), store.clone(), versions),
            store,
            page,
            upstream,
        }
    }

    async fn get(&self, path: &str) -> Reply {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let reply = Reply::read(self.door.clone().oneshot(request).await.unwrap()).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text());
        reply
    }

    async fn verified(&self, site: &str) -> Value {
        let reply = self.get(&format!("/api/v1/sites/{site}/followers")).await;
        let profiles = reply.json()["profiles"].as_array().unwrap().clone();
        profiles
            .iter()
            .map(|profile| profile["verified"].clone())
            .collect()
    }

    async fn shows(&self, site: &str, verified: Value) {
        let what = format!("{site} shows {verified}");
        until(&what, async || self.verified(site).await == verified).await;
    }

    fn answers(&self, bytes: Vec<u8>) {
        *self.page.lock().unwrap() = bytes;
    }
}

fn html(content: &str) -> Vec<u8> {
    ok("content-type: text/html\r\n", content.as_bytes())
}

/// One profile, which two sites claim and a third has to know a token for.
fn text(upstream: &Upstream) -> String {
    let (host, url) = (upstream.address, upstream.url("/ada"));
    let site = |id: &str, home: &str, more: &str| {
        format!(
            "[[sites]]\nid = \"{id}\"\nhome = \"{home}\"\n[[sites.profiles]]\nnetwork = \"telegram\"\n\
             handle = \"ada\"\nurl = \"{url}\"\n{more}\n"
        )
    };
    format!(
        "[fetch]\nallow = [\"{host}\"]\n[refresh]\nprofiles = \"1s\"\n{}{}{}{}",
        site("a", "https://nordlicht.example/", "verify = true"),
        site("b", "https://impostor.example/", "verify = true"),
        site("c", "https://c.example/", "token = \"teilbar-7fK2mQ\""),
        site("d", "https://nordlicht.example/", ""),
    )
}

#[test]
fn a_profile_is_verified_as_long_as_it_links_back() {
    on_both(async |database| {
        let server = Server::start(&database).await;
        server.shows("a", json!([true])).await;
        let bar = server.get("/api/v1/sites/a/fragment/follow?lang=de").await;
        let bar = bar.text();
        assert!(
            bar.contains("aria-label=\"Uns auf Telegram folgen. Bestätigtes Profil\""),
            "{bar}"
        );
        assert!(
            bar.contains("title=\"Bestätigtes Profil\" aria-hidden=\"true\">✓<"),
            "{bar}"
        );
        for site in ["b", "c", "d"] {
            assert_eq!(server.verified(site).await, json!([false]), "{site}");
        }
        let bar = server.get("/api/v1/sites/b/fragment/follow?lang=de").await;
        assert!(!bar.text().contains('✓'));

        // Nobody can tell: what was found stays.
        server
            .answers(b"HTTP/1.1 503 X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_vec());
        let failed = async || {
            let row = server.store.verifications().of("a").await.unwrap();
            row[0].failures > 0
        };
        until("the profile cannot be looked at", failed).await;
        assert_eq!(server.verified("a").await, json!([true]));

        // The link is gone, a text is there.
        server.answers(html("<p>Neu: teilbar-7fK2mQ</p>"));
        server.shows("a", json!([false])).await;
        server.shows("c", json!([true])).await;

        // The profile is gone.
        server
            .answers(b"HTTP/1.1 404 X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_vec());
        server.shows("c", json!([false])).await;
        let heads = server.upstream.heads();
        assert!(
            heads.iter().all(|head| head.starts_with("GET /ada ")),
            "{heads:?}"
        );
        server.store.close().await;
    });
}

#[test]
fn what_nobody_can_tell_stays_for_a_week() {
    use crate::store::{NOW, after};
    on_both(async |database| {
        let store = Store::open(&database).await.unwrap();
        let table = store.verifications();
        let (site, url) = ("a", "https://a.example/ada");
        table.enlist(site, url, NOW).await.unwrap();
        let claim = async |at: i64| {
            table
                .claim(site, url, after(at), after(at + 60))
                .await
                .unwrap()
        };
        assert_eq!(claim(0).await, Some(0));
        assert_eq!(claim(1).await, None, "somebody else is at it");
        table.found(site, url, true, NOW, after(100)).await.unwrap();
        let verified_at = async || table.get(site, url).await.unwrap().unwrap().verified_at;
        assert_eq!(verified_at().await, Some(NOW.0));
        let days = |days: i64| after(days * 86_400);
        table.fail(site, url, days(6), days(6)).await.unwrap();
        assert_eq!(verified_at().await, Some(NOW.0));
        table.fail(site, url, days(8), days(8)).await.unwrap();
        assert_eq!(verified_at().await, None);
        assert_eq!(claim(9 * 86_400).await, Some(2));
        table
            .found(site, url, false, days(9), days(10))
            .await
            .unwrap();
        let row = table.of(site).await.unwrap().remove(0);
        assert_eq!((row.failures, row.verified_at), (0, None));
        store.close().await;
    });
}
