//! Feeds out: valid for validators and readers that are not ours, and asked about cheaply.

use crate::server::{Server, post};
use axum::http::StatusCode;
use rss::validation::Validate;
use teilbar_domain::date::Timestamp;
use teilbar_domain::post::{Node, RichText, Tag};
use teilbar_server::moderation::Turns;
use teilbar_server::store::posts::{Kind, Stored};
use url::Url;

const FEED: &str = "feed https://www.nordlicht.example/feed.xml";

const CONFIG: &str = r#"
public_url = "https://teilbar.example"
[[sites]]
id = "corporate"
name = "Nordlicht & Söhne <AG>"
origins = ["https://www.nordlicht.example"]
[[sites.sources]]
id = "news"
name = "Blog"
feed = "https://www.nordlicht.example/feed.xml"
[[sites.topics]]
id = "wind"
name = "Windkraft"
origins = ["https://www.partner.example"]
tags = ["wind"]
[[sites]]
id = "empty"
home = "https://empty.example/"
"#;

/// Posts with everything that XML and HTML could trip over.
fn posts() -> Vec<Stored> {
    let mut posts: Vec<_> = (0..3).map(post).collect();
    posts[0].title = "]]> & <b> \u{1} \u{fffe} 👩‍👩‍👧".into();
    posts[0].tags = vec!["wind".into(), "a & b".into()];
    posts[0].lang = "de-AT".into();
    posts[0].url = "https://www.nordlicht.example/a?b=1&c=\"2\"".into();
    posts[1].title = String::new();
    posts[1].author = "Ada <ada@a.example>".into();
    posts[1].published = None;
    let link = Node::Link(
        "https://a.example/?x=1&y=2".into(),
        vec![Node::Text("<script>alert(1)</script>".into())],
    );
    posts[2].body = RichText(vec![Node::Element(Tag::Paragraph, vec![link])]);
    posts
}

async fn server() -> Server {
    let server = Server::new(CONFIG).await;
    let (store, now) = (&server.store, Timestamp(1_790_000_000));
    store.sources().enlist(FEED, now).await.unwrap();
    let table = store.posts();
    table.store(FEED, &posts(), Kind::Real, now).await.unwrap();
    judge(&server).await;
    server
}

async fn judge(server: &Server) {
    let (config, _) = teilbar_server::config::Config::read(CONFIG, server.folder.path(), &|_| None);
    let turns = Turns::new(std::sync::Arc::new(config));
    turns.want(&[0]);
    let now = Timestamp(jiff::Timestamp::now().as_second());
    turns.take(&server.store, &[0], now).await.unwrap();
    server.versions.bump(0);
}

/// Readers show what they get at once.
#[tokio::test]
async fn a_post_with_a_warning_goes_out_as_the_warning() {
    let server = server().await;
    let warned = Stored {
        id: "warned".into(),
        title: String::new(),
        warning: "Spinnen <groß>".into(),
        ..post(7)
    };
    let (table, now) = (server.store.posts(), Timestamp(1_790_000_000));
    let stored = table.store(FEED, &[warned], Kind::Real, now).await;
    assert_eq!(stored.unwrap(), 1);
    judge(&server).await;
    for file in ["feed.atom", "feed.rss", "feed.json"] {
        let reply = server.get(&format!("/sites/corporate/{file}")).await;
        let text = String::from_utf8(reply.body.to_vec()).unwrap();
        assert!(text.contains("Spinnen"), "{file}");
        assert!(!text.contains("Text 7"), "{file}");
    }
    // A page has both, and covers the text.
    let page = server.get("/api/v1/sites/corporate/feed?limit=9").await;
    let page: serde_json::Value = serde_json::from_slice(&page.body).unwrap();
    let mut posts = page["posts"].as_array().unwrap().iter();
    let post = posts.find(|post| post["warning"] == "Spinnen <groß>");
    assert!(post.unwrap()["body"].to_string().contains("Text 7"));
}

const ALL: [&str; 3] = [
    "/sites/corporate",
    "/sites/corporate/topics/wind",
    "/sites/empty",
];

#[tokio::test]
async fn rss_is_valid() {
    let server = server().await;
    for (base, items) in ALL.into_iter().zip([3, 1, 0]) {
        let reply = server.get(&format!("{base}/feed.rss")).await;
        assert_eq!(
            reply.header("content-type"),
            Some("application/rss+xml; charset=utf-8")
        );
        let channel = rss::Channel::read_from(&reply.body[..]).unwrap();
        channel.validate().unwrap();
        assert_eq!(channel.items().len(), items, "{base}");
        assert_eq!(channel.language(), Some("de"));
        for item in channel.items() {
            let guid = item.guid().unwrap();
            assert!(!guid.is_permalink() && guid.value().starts_with("https://teilbar.example/"));
            assert!(item.link().is_some() && item.description().is_some());
            assert!(!item.description().unwrap().contains("<script"), "{item:?}");
        }
    }
    let reply = server.get("/sites/corporate/feed.rss").await;
    let channel = rss::Channel::read_from(&reply.body[..]).unwrap();
    assert_eq!(channel.title(), "Nordlicht & Söhne <AG>");
    assert_eq!(channel.link(), "https://www.nordlicht.example/");
    let odd = channel
        .items()
        .iter()
        .find(|item| item.categories().len() == 2)
        .unwrap();
    assert_eq!(odd.title(), Some("]]> & <b>   👩‍👩‍👧"));
    assert_eq!(
        odd.link(),
        Some("https://www.nordlicht.example/a?b=1&c=\"2\"")
    );
    assert_eq!(odd.pub_date(), Some("Thu, 28 May 2026 20:26:40 +0000"));
}

#[tokio::test]
async fn atom_is_valid() {
    let server = server().await;
    for (base, entries) in ALL.into_iter().zip([3, 1, 0]) {
        let reply = server.get(&format!("{base}/feed.atom")).await;
        assert_eq!(
            reply.header("content-type"),
            Some("application/atom+xml; charset=utf-8")
        );
        // Fails where an id, a title or a time that Atom insists on is missing or impossible.
        let feed = atom_syndication::Feed::read_from(&reply.body[..]).unwrap();
        let own = format!("https://teilbar.example{base}/feed.atom");
        assert_eq!(feed.id(), own);
        let links = feed.links().iter();
        let of = |rel: &str| links.clone().filter(|link| link.rel() == rel).count();
        assert_eq!((of("self"), of("alternate")), (1, 1));
        assert_eq!(feed.entries().len(), entries, "{base}");
        assert!(!feed.authors()[0].name().is_empty());
        let mut ids: Vec<_> = feed.entries().iter().map(|entry| entry.id()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), entries);
        for entry in feed.entries() {
            assert!(!entry.title().value.is_empty() && Url::parse(entry.id()).is_ok());
            assert_eq!(entry.links().len(), 1);
            let content = entry.content().unwrap();
            assert_eq!(content.content_type(), Some("html"));
            assert!(!content.value().unwrap().contains("<script"));
            assert!(*entry.updated() <= *feed.updated());
        }
    }
}

#[tokio::test]
async fn json_feed_is_valid() {
    let server = server().await;
    for (base, items) in ALL.into_iter().zip([3, 1, 0]) {
        let reply = server.get(&format!("{base}/feed.json")).await;
        assert_eq!(reply.header("content-type"), Some("application/feed+json"));
        let json = reply.json();
        assert_eq!(json["version"], "https://jsonfeed.org/version/1.1");
        assert_eq!(
            json["feed_url"],
            format!("https://teilbar.example{base}/feed.json")
        );
        assert!(json["title"].is_string() && json["items"].as_array().unwrap().len() == items);
        for item in json["items"].as_array().unwrap() {
            assert!(
                item["id"].is_string() && item["content_html"].is_string(),
                "{item}"
            );
            assert!(item.get("title").is_none_or(|title| title != ""), "{item}");
        }
    }
}

#[tokio::test]
async fn our_own_reader_understands_every_format() {
    let server = server().await;
    let base = Url::parse("https://teilbar.example/").unwrap();
    for file in ["feed.rss", "feed.atom", "feed.json"] {
        let reply = server.get(&format!("/sites/corporate/{file}")).await;
        let feed = teilbar_server::feed::read(&reply.body, reply.header("content-type"), &base);
        let feed = feed.unwrap();
        assert_eq!(feed.items.len(), 3, "{file}");
        let odd = feed
            .items
            .iter()
            .find(|item| item.marks.tags.len() == 2)
            .unwrap();
        assert_eq!(odd.marks.tags, ["wind", "a & b"], "{file}");
        let bodies: Vec<_> = feed.items.iter().map(|item| item.body.plain()).collect();
        assert!(
            bodies.contains(&"<script>alert(1)</script>".to_owned()),
            "{file} {bodies:?}"
        );
    }
}

#[tokio::test]
async fn readers_ask_cheaply_and_find_the_feeds() {
    let server = server().await;
    let path = "/sites/corporate/feed.atom";
    let first = server.get(path).await;
    let tag = first.header("etag").unwrap().to_owned();
    let modified = first.header("last-modified").unwrap().to_owned();
    for (name, value, status) in [
        ("if-none-match", &tag[..], 304),
        ("if-none-match", "\"other\"", 200),
        ("if-modified-since", &modified, 304),
        ("if-modified-since", "Tue, 03 Mar 2020 12:00:00 GMT", 200),
        ("if-modified-since", "yesterday", 200),
    ] {
        let reply = server.get_with(path, &[(name, value)]).await;
        assert_eq!(reply.status.as_u16(), status, "{name}: {value}");
    }
    // The tag counts before the time.
    let both = [
        ("if-none-match", "\"other\""),
        ("if-modified-since", &modified[..]),
    ];
    assert_eq!(server.get_with(path, &both).await.status, StatusCode::OK);

    // A new post is news for those who know the time alone, too.
    let new = Stored {
        id: "new".into(),
        ..post(5)
    };
    let stored = server.store.posts();
    stored
        .store(FEED, &[new], Kind::Real, Timestamp(1_790_000_000))
        .await
        .unwrap();
    judge(&server).await;
    let again = server.get_with(path, &[("if-none-match", &tag)]).await;
    assert_eq!(again.status, StatusCode::OK);

    let link = server.get("/api/v1/sites/corporate/feed?topic=wind").await;
    let expected = "<https://teilbar.example/sites/corporate/topics/wind/feed.atom>; rel=\"alternate\"; type=\"application/atom+xml\"";
    assert!(
        link.header("link").unwrap().starts_with(expected),
        "{link:?}"
    );
    for (path, origin, status) in [
        (
            "/sites/corporate/topics/wind/feed.rss",
            "https://www.partner.example",
            200,
        ),
        (
            "/sites/corporate/feed.rss",
            "https://www.partner.example",
            403,
        ),
        (
            "/sites/corporate/topics/none/feed.rss",
            "https://www.nordlicht.example",
            404,
        ),
        (
            "/sites/corporate/feed.txt",
            "https://www.nordlicht.example",
            404,
        ),
        ("/sites/none/feed.rss", "https://www.nordlicht.example", 404),
    ] {
        let reply = server.get_with(path, &[("origin", origin)]).await;
        assert_eq!(reply.status.as_u16(), status, "{path}");
    }
}

#[tokio::test]
async fn made_up_posts_stay_at_home() {
    let server = Server::new(CONFIG).await;
    let now = Timestamp(1_790_000_000);
    let stored = server.store.posts();
    stored
        .store(FEED, &posts(), Kind::Sample, now)
        .await
        .unwrap();
    let json = server.get("/sites/corporate/feed.json").await.json();
    assert_eq!(json["items"], serde_json::json!([]));
}
