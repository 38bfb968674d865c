//! Who follows what we send out: told by feed readers, counted, and shown on the button that leads there.

use crate::server::Running;
use crate::store::{NOW, after, on_both};
use axum::body::Body;
use axum::http::Request;
use serde_json::json;
use teilbar_domain::count::Count;
use teilbar_server::store::Store;
use teilbar_server::store::subscribers::Told;

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

async fn read_by(server: &Running, path: &str, reader: &str) {
    let request = Request::get(path).header("user-agent", reader);
    let reply = server.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.text());
}

#[test]
fn what_feed_readers_tell_is_shown_where_the_button_leads_there() {
    on_both(async |database| {
        let server = Running::start(CONFIG, &database).await;
        server.tells("corporate", "count", json!([null])).await;
        read_by(&server, "/sites/corporate/feed.rss", FEEDLY).await;
        read_by(&server, "/sites/corporate/feed.atom", NEWSBLUR).await;
        read_by(&server, "/sites/corporate/topics/wind/feed.json", NEWSBLUR).await;
        server.tells("corporate", "count", json!([20])).await;
        server.tells("blog", "count", json!([4, null])).await;

        // Others are not believed, and nobody is believed who claims more than before on the same day.
        let rss = "/sites/corporate/feed.rss?again";
        read_by(&server, rss, "Scraper/1.0 (250000 subscribers)").await;
        read_by(&server, rss, &FEEDLY.replace("16", "250000")).await;
        // This one comes after them, and to an answer that is at hand.
        let rss = "/sites/corporate/feed.rss";
        read_by(&server, rss, &FEEDLY.replace("16", "9")).await;
        server.tells("corporate", "count", json!([13])).await;
        let bar = server.get("/api/v1/sites/corporate/fragment/follow").await;
        assert!(bar.text().contains(">13<"), "{}", bar.text());
        let health = server.get("/healthz").await.json();
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
