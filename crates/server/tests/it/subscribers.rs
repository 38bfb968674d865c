//! Who follows what we send out: told by feed readers, counted, and shown on the button that leads there.

use crate::server::{Reply, until};
use crate::store::{NOW, after, on_both};
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use teilbar_domain::count::Count;
use teilbar_server::config::{self, Config};
use teilbar_server::fetch::{Client, Policy};
use teilbar_server::http::Door;
use teilbar_server::jobs::{self, Jobs};
use teilbar_server::store::Store;
use teilbar_server::store::subscribers::Told;
use teilbar_server::versions::Versions;
use tower::ServiceExt;

/// Two profiles of one network, of which only the address says what they lead to.
const CONFIG: &str = r#"
public_url = "https://teilbar.example"
[refresh]
followers = "1s"
[[sites]]
id = "corporate"
name = "Nordlicht"
home = "https://nordlicht.example/"
[[sites.profiles]]
network = "rss"
handle = "news"
url = "https://teilbar.example/sites/corporate/feed.rss"
[[sites.topics]]
id = "wind"
tags = ["wind"]
[[sites]]
id = "blog"
home = "https://blog.example/"
[[sites.profiles]]
network = "rss"
handle = "news"
url = "https://teilbar.example/sites/corporate/topics/wind/feed.atom"
[[sites.profiles]]
network = "rss"
handle = "https://blog.example/feed"
"#;

const FEEDLY: &str =
    "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 16 subscribers; like FeedFetcher-Google)";
const NEWSBLUR: &str = "NewsBlur Feed Fetcher - 4 subscribers - https://www.newsblur.com/site/1/x";

/// The server with its jobs.
struct Server {
    door: Door,
    store: Store,
    _jobs: Jobs,
}

impl Server {
    async fn start(database: &str) -> Self {
        let (config, problems) = Config::read(CONFIG, Path::new("/nowhere"), &|_| None);
        assert_eq!(config::errors(&problems), 0, "{problems:?}");
        let store = Store::open(database).await.unwrap();
        let versions = Arc::new(Versions::new(config.sites.len()));
        let client = Client::new(Policy::default()).unwrap();
        let jobs = jobs::start(&config, &store, client, versions.clone()).await;
        Self {
            _jobs: jobs.unwrap(),
            door: Door::new(Arc::new(config), store.clone(), versions),
            store,
        }
    }

    async fn get(&self, path: &str, reader: &str) -> Reply {
        let request = Request::get(path).header("user-agent", reader);
        let request = request.body(Body::empty()).unwrap();
        let reply = Reply::read(self.door.clone().oneshot(request).await.unwrap()).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text());
        reply
    }

    async fn counts(&self, site: &str) -> Value {
        let reply = self
            .get(&format!("/api/v1/sites/{site}/followers"), "")
            .await;
        let profiles = reply.json()["profiles"].as_array().unwrap().clone();
        profiles
            .iter()
            .map(|profile| profile["count"].clone())
            .collect()
    }

    async fn shows(&self, site: &str, counts: Value) {
        let what = format!("{site} shows {counts}");
        until(&what, async || self.counts(site).await == counts).await;
    }
}

#[test]
fn what_feed_readers_tell_is_shown_where_the_button_leads_there() {
    on_both(async |database| {
        let server = Server::start(&database).await;
        assert_eq!(server.counts("corporate").await, json!([null]));
        server.get("/sites/corporate/feed.rss", FEEDLY).await;
        server.get("/sites/corporate/feed.atom", NEWSBLUR).await;
        server
            .get("/sites/corporate/topics/wind/feed.json", NEWSBLUR)
            .await;
        server.shows("corporate", json!([20])).await;
        server.shows("blog", json!([4, null])).await;

        // Others are not believed, and nobody is believed who claims more than before on the same day.
        let rss = "/sites/corporate/feed.rss?again";
        server.get(rss, "Scraper/1.0 (250000 subscribers)").await;
        server.get(rss, &FEEDLY.replace("16", "250000")).await;
        // This one comes after them, and to an answer that is at hand.
        server
            .get("/sites/corporate/feed.rss", &FEEDLY.replace("16", "9"))
            .await;
        server.shows("corporate", json!([13])).await;
        let bar = server
            .get("/api/v1/sites/corporate/fragment/follow", "")
            .await;
        assert!(bar.text().contains(">13<"), "{}", bar.text());
        let health = server.get("/healthz", "").await.json();
        assert_eq!(health["profiles"][0]["failures"], 0, "{health}");
        server.store.close().await;
    });
}

#[test]
fn a_reader_counts_for_a_week_and_by_the_least_of_a_day() {
    on_both(async |database| {
        let store = Store::open(&database).await.unwrap();
        let table = store.subscribers();
        let told = |file, reader, count| Told {
            site: "a".into(),
            topic: String::new(),
            file,
            reader,
            count: Count(count),
        };
        let count = async |at| table.count("a", "", after(at)).await.unwrap();
        assert_eq!(count(0).await, None);
        table
            .note(&told("feed.rss", "feedly", 16), NOW)
            .await
            .unwrap();
        table
            .note(&told("feed.rss", "feedly", 900), NOW)
            .await
            .unwrap();
        table
            .note(&told("feed.atom", "feedly", 3), NOW)
            .await
            .unwrap();
        assert_eq!(count(0).await, Some(Count(19)));
        table
            .note(&told("feed.rss", "feedly", 15), NOW)
            .await
            .unwrap();
        assert_eq!(count(0).await, Some(Count(18)));
        let next = after(86_400);
        table
            .note(&told("feed.rss", "feedly", 17), next)
            .await
            .unwrap();
        assert_eq!(count(86_400).await, Some(Count(20)));
        assert_eq!(
            count(7 * 86_400).await,
            Some(Count(17)),
            "one has not come again"
        );
        assert_eq!(count(9 * 86_400).await, None);
        assert_eq!(table.count("a", "wind", NOW).await.unwrap(), None);
        store.close().await;
    });
}
