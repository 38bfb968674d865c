//! What rules, twins, topics and people make of stored posts, on both databases and through the
//! real binary.

mod desk;
mod twins;

use crate::server::{Server, post};
use crate::store::on_both;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};
use teilbar_domain::date::Timestamp;
use teilbar_domain::post::{Node, RichText};
use teilbar_server::config::{self, Config};
use teilbar_server::http::Door;
use teilbar_server::moderation::desk::{Desk, Outcome};
use teilbar_server::moderation::{Turns, judge, watch};
use teilbar_server::store::Store;
use teilbar_server::store::moderation::{By, Decision};
use teilbar_server::store::posts::{Kind, Selection, Stored};
use teilbar_server::versions::Versions;

const NEWS: &str = "feed https://www.nordlicht.example/feed.xml";
const TOOTS: &str = "mastodon @nordlicht@social.example";
const NOW: Timestamp = Timestamp(1_790_000_000);

const CONFIG: &str = r#"
public_url = "https://teilbar.example"
[[sites]]
id = "corporate"
name = "Nordlicht AG"
origins = ["https://www.nordlicht.example"]
[[sites.sources]]
id = "news"
name = "Blog"
feed = "https://www.nordlicht.example/feed.xml"
[[sites.sources]]
id = "toots"
name = "Mastodon"
mastodon = "@nordlicht@social.example"
"#;

const RULES: &str = r#"
[[sites.rules]]
name = "no adverts"
reason = "our page is no market"
action = "hide"
any = { words = ["casino"], regex = ["(?i)rabatt\\s*code"] }
[[sites.rules]]
name = "foreign"
action = "hold"
all = { languages = ["fr"], sources = ["toots"] }
[[sites.rules]]
name = "important"
action = "pin"
any = { hashtags = ["wichtig"] }
[[sites.rules]]
name = "quiet"
action = "hide"
all = { sources = ["toots"], over_per_day = 3 }
"#;

const TOPICS: &str = r#"
[[sites.topics]]
id = "wind"
name = "Windkraft"
origins = ["https://www.partner.example"]
tags = ["wind"]
[[sites.topics]]
id = "other"
words = ["kohle"]
"#;

fn read(text: &str) -> Config {
    let (config, problems) = Config::read(text, Path::new(""), &|_| None);
    assert_eq!(config::errors(&problems), 0, "{problems:?}");
    config
}

fn stored(source: &str, id: &str, text: &str, at: i64) -> Stored {
    Stored {
        source: source.into(),
        id: id.into(),
        url: format!("https://social.example/{id}"),
        author: "Ada".into(),
        body: RichText(vec![Node::Text(text.to_owned())]),
        published: Some(Timestamp(NOW.0 - 1_000_000 + at)),
        ..Stored::default()
    }
}

async fn put(store: &Store, posts: &[Stored]) {
    let source = &posts[0].source;
    store.sources().enlist(source, NOW).await.unwrap();
    let table = store.posts();
    table.store(source, posts, Kind::Real, NOW).await.unwrap();
}

/// The ids of what the first site shows.
async fn shown(config: &Config, store: &Store, topic: &str) -> Vec<String> {
    shown_of(config, store, topic, &config.sites[0].source_keys()).await
}

async fn shown_of(config: &Config, store: &Store, topic: &str, sources: &[String]) -> Vec<String> {
    let site = &config.sites[0];
    let selection = Selection {
        site: &site.id,
        sources,
        topic,
        strict: site.is_strict(),
    };
    let mut ids = Vec::new();
    let mut after = None;
    // Page by page, so that pins and cursors have to agree.
    loop {
        let page = store.posts().shown(&selection, after.as_ref(), 2).await;
        let page = page.unwrap();
        ids.extend(page.posts.into_iter().map(|listed| listed.post.id));
        after = page.next;
        if after.is_none() {
            return ids;
        }
    }
}

fn by(who: &str) -> By {
    By {
        who: who.into(),
        second: String::new(),
        reason: "test".into(),
    }
}

#[test]
fn nothing_is_shown_before_the_rules_have_seen_it() {
    on_both(async |url| {
        let config = read(&format!("{CONFIG}{RULES}"));
        let store = Store::open(&url).await.unwrap();
        let mut posts = vec![
            stored(TOOTS, "a", "Guten Morgen", 0),
            stored(TOOTS, "b", "Ins Ca\u{ad}sino!", 1),
            stored(TOOTS, "c", "RABATT  CODE 12", 2),
            stored(TOOTS, "d", "#Wichtig", -5),
            stored(TOOTS, "e", "Bonjour", 90_000),
        ];
        posts[4].lang = "fr-CA".into();
        put(&store, &posts).await;
        assert_eq!(shown(&config, &store, "").await, [""; 0]);
        judge(&config, &store, &config.sites[0], NOW).await.unwrap();
        // The fourth of the day is over the limit, too, but an advert all the same.
        assert_eq!(shown(&config, &store, "").await, ["d", "a"]);

        // What the source changes waits again.
        let worse = stored(TOOTS, "a", "Guten Morgen im Casino", 0);
        put(&store, &[worse]).await;
        assert_eq!(shown(&config, &store, "").await, ["d"]);
        judge(&config, &store, &config.sites[0], NOW).await.unwrap();
        assert_eq!(shown(&config, &store, "").await, ["d"]);

        // Other rules, other posts.
        let config = read(CONFIG);
        judge(&config, &store, &config.sites[0], NOW).await.unwrap();
        assert_eq!(shown(&config, &store, "").await, ["e", "c", "b", "a", "d"]);
    });
}

#[tokio::test]
async fn a_topic_is_for_its_own_origins_and_nothing_else_is() {
    let server = Server::new(&format!("{CONFIG}{TOPICS}")).await;
    put(
        &server.store,
        &[
            stored(NEWS, "w", "Mehr #Wind", 0),
            stored(NEWS, "k", "Ohne Kohle", 1),
        ],
    )
    .await;
    let config = read(&format!("{CONFIG}{TOPICS}"));
    judge(&config, &server.store, &config.sites[0], NOW)
        .await
        .unwrap();
    let (own, partner) = (
        "https://www.nordlicht.example",
        "https://www.partner.example",
    );
    let api = "/api/v1/sites/corporate";
    for (origin, path, status) in [
        (partner, "feed?topic=wind", 200),
        (partner, "feed?limit=3&topic=wind&lang=de", 200),
        (partner, "fragment/feed?topic=wind", 200),
        (own, "feed?topic=wind", 200),
        (own, "feed", 200),
        (partner, "feed", 403),
        (partner, "feed?topic=other", 403),
        (partner, "feed?topic=none", 403),
        (partner, "feed?topic=wind&topic=other", 403),
        (partner, "feed?topic=wind&topic=", 403),
        (partner, "fragment/feed?topic=wind&Topic=other", 403),
        (partner, "fragment/feed?Topic=wind", 403),
        (partner, "feed?TOPIC=wind", 403),
        (partner, "feed?topic=&x=topic%3Dwind", 403),
        (partner, "followers?topic=wind", 403),
        (partner, "fragment/bar?topic=wind", 403),
        (partner, "topics", 403),
        ("https://evil.example", "feed?topic=wind", 403),
        ("null", "feed?topic=wind", 403),
        (own, "feed?topic=none", 400),
    ] {
        // Twice: the second comes from the cache.
        for _ in 0..2 {
            let reply = server
                .get_with(&format!("{api}/{path}"), &[("origin", origin)])
                .await;
            assert_eq!(reply.status.as_u16(), status, "{origin} {path}");
            let allowed = (status != 403).then_some(origin);
            assert_eq!(
                reply.header("access-control-allow-origin"),
                allowed,
                "{path}"
            );
        }
    }
    let json = server.get(&format!("{api}/feed?topic=wind")).await.json();
    assert_eq!(json["posts"].as_array().unwrap().len(), 1);
    let html = server.get(&format!("{api}/fragment/feed?topic=wind")).await;
    assert!(html.text().contains("Mehr #Wind") && !html.text().contains("Kohle"));
    assert!(
        html.text().contains("&topic=wind&cursor="),
        "{}",
        html.text()
    );
    let topics = server.get(&format!("{api}/topics")).await.json();
    assert_eq!(topics["topics"][0]["name"], "Windkraft");
    assert_eq!(
        topics["topics"][0]["rss"],
        "https://teilbar.example/sites/corporate/topics/wind/feed.rss"
    );
}
