//! Streams: what open pages are told, from where they go on, and who gets none. On both databases.

mod streams;

use crate::server::{ORIGIN, Reply};
use crate::store::on_both;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use teilbar_domain::date::Timestamp;
use teilbar_domain::post::{Node, RichText};
use teilbar_server::config::{self, Config};
use teilbar_server::http::{Door, Limits, serve};
use teilbar_server::moderation::{judge, watch};
use teilbar_server::store::Store;
use teilbar_server::store::moderation::{By, Decision, Target};
use teilbar_server::store::posts::{Kind, Listed, Stored};
use teilbar_server::versions::Versions;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

const NEWS: &str = "feed https://www.nordlicht.example/feed.xml";
const TOOTS: &str = "mastodon @nordlicht@social.example";
const NOW: Timestamp = Timestamp(1_790_000_000);
const LIVE: &str = "/api/v1/sites/corporate/live";

const CONFIG: &str = r#"
public_url = "https://teilbar.example"
[live]
streams = 4
per_client = 2
poll = "90s"
[[sites]]
id = "corporate"
name = "Nordlicht AG"
origins = ["https://www.nordlicht.example"]
# Not in the order of what the store calls them.
[[sites.sources]]
id = "toots"
mastodon = "@nordlicht@social.example"
[[sites.sources]]
id = "news"
feed = "https://www.nordlicht.example/feed.xml"
[[sites.topics]]
id = "wind"
origins = ["https://www.partner.example"]
tags = ["wind"]
[[sites.topics]]
id = "sun"
origins = ["https://www.partner.example"]
tags = ["sun"]
[[sites.topics]]
id = "coal"
tags = ["coal"]
"#;

/// A server process: it shares the database with others, and nothing else.
struct Process {
    config: Arc<Config>,
    store: Store,
    versions: Arc<Versions>,
    door: Door,
}

impl Process {
    async fn start(database: &str) -> Self {
        let (config, problems) = Config::read(CONFIG, Path::new(""), &|_| None);
        assert_eq!(config::errors(&problems), 0, "{problems:?}");
        let (config, versions) = (Arc::new(config), Arc::new(Versions::new(1)));
        let store = Store::open(database).await.unwrap();
        let door = Door::new(config.clone(), store.clone(), versions.clone());
        let known = store.moderation().revisions().await.unwrap();
        tokio::spawn(watch(
            config.clone(),
            store.clone(),
            versions.clone(),
            known,
        ));
        Self {
            config,
            store,
            versions,
            door,
        }
    }

    /// As a job does: stores posts, then judges them.
    async fn put(&self, source: &str, posts: &[(&str, &str, &str)]) {
        let posts: Vec<_> = posts.iter().map(|post| stored(source, *post)).collect();
        self.store.sources().enlist(source, NOW).await.unwrap();
        let table = self.store.posts();
        table.store(source, &posts, Kind::Real, NOW).await.unwrap();
        let site = &self.config.sites[0];
        judge(&self.config, &self.store, site, NOW).await.unwrap();
    }

    async fn decide(&self, id: &str, decision: Decision) {
        let target = Target {
            site: "corporate".into(),
            post: self.digest(id).await,
            edition: 1,
        };
        let by = By {
            who: "Ada".into(),
            reason: "test".into(),
            ..By::default()
        };
        let moderation = self.store.moderation();
        moderation
            .decide(&[target], &decision, &by, NOW)
            .await
            .unwrap();
    }

    async fn digest(&self, id: &str) -> String {
        let keys = self.config.sites[0].source_keys();
        let mut found = None;
        let look = |listed: Listed| {
            if listed.post.id == id {
                found = Some(listed.digest);
            }
        };
        self.store.posts().each(&keys, look).await.unwrap();
        found.unwrap()
    }

    async fn ask(&self, path: &str, headers: &[(&str, &str)], peer: &str) -> Response<Body> {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let door = self.door.facing(peer.parse().unwrap());
        let request = request.body(Body::empty()).unwrap();
        door.oneshot(request).await.unwrap().map(Body::new)
    }

    async fn open(&self, query: &str, headers: &[(&str, &str)]) -> Stream {
        let reply = self
            .ask(&format!("{LIVE}?{query}"), headers, "127.0.0.1")
            .await;
        assert_eq!(reply.status(), StatusCode::OK, "{query}");
        Stream::of(reply)
    }

    async fn refused(&self, query: &str, origin: &str, peer: &str) -> Reply {
        let path = format!("{LIVE}?{query}");
        let reply = self.ask(&path, &[("origin", origin)], peer).await;
        assert_ne!(reply.status(), StatusCode::OK, "{query} from {origin}");
        Reply::read(reply).await
    }
}

fn stored(source: &str, (id, text, tag): (&str, &str, &str)) -> Stored {
    Stored {
        source: source.into(),
        id: id.into(),
        url: format!("https://social.example/{id}"),
        body: RichText(vec![Node::Text(text.to_owned())]),
        published: Some(NOW),
        tags: vec![tag.to_owned()],
        ..Stored::default()
    }
}

/// A page's stream.
struct Stream {
    body: Body,
    text: String,
}

#[derive(Debug, PartialEq)]
struct Event {
    name: String,
    id: String,
    data: Value,
}

impl Stream {
    fn of(reply: Response<Body>) -> Self {
        Self {
            body: reply.into_body(),
            text: String::new(),
        }
    }

    /// The next event; what is only a comment or an id is passed over, as browsers do.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let field = |name: &str| {
                    let mut lines = block.lines().filter_map(|line| line.split_once(": "));
                    lines
                        .find(|(known, _)| *known == name)
                        .map(|(_, value)| value.to_owned())
                };
                let event = field("data").map(|data| Event {
                    name: field("event").unwrap_or_default(),
                    id: field("id").unwrap_or_default(),
                    data: serde_json::from_str(&data).unwrap(),
                });
                self.text = rest.to_owned();
                match event {
                    Some(event) => return Some(event),
                    None => continue,
                }
            }
            let frame = tokio::time::timeout(Duration::from_secs(10), self.body.frame()).await;
            let frame = frame.expect("nothing comes")?.unwrap();
            let data = frame.into_data().unwrap();
            self.text.push_str(std::str::from_utf8(&data).unwrap());
        }
    }

    async fn expect(&mut self, name: &str) -> Event {
        let event = self.next().await.expect("the stream ended");
        assert_eq!(event.name, name, "{event:?}");
        event
    }

    /// The next event's posts: new, changed, gone.
    async fn posts(&mut self) -> (String, [Vec<String>; 3]) {
        let event = self.expect("posts").await;
        let list = |name: &str| serde_json::from_value(event.data[name].clone()).unwrap();
        (event.id.clone(), ["new", "changed", "gone"].map(list))
    }
}

fn only<const N: usize>(lists: [&[&String]; N]) -> [Vec<String>; N] {
    lists.map(|list| list.iter().map(|id| (*id).clone()).collect())
}

#[test]
fn every_process_tells_each_change_once_and_in_a_second() {
    on_both(async |url| {
        let (one, two) = (Process::start(&url).await, Process::start(&url).await);
        one.put(NEWS, &[("a", "Alt", "")]).await;
        let mut streams = [one.open("", &[]).await, two.open("", &[]).await];
        let mut ids = Vec::new();
        for stream in &mut streams {
            ids.push(stream.expect("hello").await.id);
        }
        assert_eq!(ids[0], ids[1], "a state has one name");

        let begun = Instant::now();
        one.put(NEWS, &[("b", "Neu", "")]).await;
        let (a, b) = (one.digest("a").await, one.digest("b").await);
        for stream in &mut streams {
            let (id, lists) = stream.posts().await;
            assert_eq!(lists, only([&[&b], &[], &[]]));
            ids.push(id);
        }
        assert!(
            begun.elapsed() < Duration::from_secs(1),
            "{:?}",
            begun.elapsed()
        );

        one.put(NEWS, &[("a", "Berichtigt", "")]).await;
        for stream in &mut streams {
            assert_eq!(stream.posts().await.1, only([&[], &[&a], &[]]));
        }

        let begun = Instant::now();
        two.decide("b", Decision::Kill).await;
        for stream in &mut streams {
            let (id, lists) = stream.posts().await;
            assert_eq!(lists, only([&[], &[], &[&b]]));
            ids.push(id);
        }
        assert!(
            begun.elapsed() < Duration::from_secs(1),
            "{:?}",
            begun.elapsed()
        );
        assert_eq!((&ids[2], &ids[4]), (&ids[3], &ids[5]));

        // What was deleted upstream, and what comes back.
        one.store
            .posts()
            .retract(NEWS, Timestamp(0), &["b"].into())
            .await
            .unwrap();
        let site = &one.config.sites[0];
        judge(&one.config, &one.store, site, NOW).await.unwrap();
        for stream in &mut streams {
            assert_eq!(stream.posts().await.1, only([&[], &[], &[&a]]));
        }
        two.decide("b", Decision::Approve).await;
        for stream in &mut streams {
            assert_eq!(stream.posts().await.1, only([&[&b], &[], &[]]));
        }
    });
}

#[test]
fn a_stream_goes_on_where_it_was_in_whichever_process() {
    on_both(async |url| {
        let (one, two) = (Process::start(&url).await, Process::start(&url).await);
        one.put(NEWS, &[("a", "Alt", "")]).await;
        let mut told = one.open("", &[]).await;
        let mut other = two.open("", &[]).await;
        let start = told.expect("hello").await.id;
        other.expect("hello").await;
        let mut ids = vec![start.clone()];
        let mut all = Vec::new();
        for id in ["b", "c", "d"] {
            one.put(TOOTS, &[(id, id, "")]).await;
            let (id, lists) = told.posts().await;
            assert_eq!(other.posts().await, (id.clone(), lists.clone()));
            ids.push(id);
            all.push(lists);
        }
        drop((told, other));
        for (missed, id) in ids.iter().enumerate() {
            for (process, header) in [(&one, true), (&two, false)] {
                let headers = [("last-event-id", &id[..])];
                // What a browser says of itself counts more than the address it began with.
                let mut stream = if header {
                    process.open(&format!("since={start}"), &headers).await
                } else {
                    process.open(&format!("since={id}"), &[]).await
                };
                assert_eq!(stream.expect("hello").await.id, *id);
                for expected in &all[missed..] {
                    assert_eq!(stream.posts().await.1, *expected);
                }
                // Nothing more, and nothing twice: what happens now comes next.
                process.decide("a", Decision::Hide).await;
                assert_eq!(stream.posts().await.1[2], [one.digest("a").await]);
                process.decide("a", Decision::Approve).await;
                stream.posts().await;
            }
        }
        // A process that began later knows no older state.
        let three = Process::start(&url).await;
        for unknown in [&start[..], "0123456789abcdef", "nonsense"] {
            let mut stream = three.open(&format!("since={unknown}"), &[]).await;
            assert_eq!(stream.expect("reload").await.id, ids[3], "{unknown}");
        }
        let mut stream = three.open(&format!("since={}", ids[3]), &[]).await;
        stream.expect("hello").await;
    });
}

#[test]
fn a_fragment_says_from_where_its_page_goes_on() {
    on_both(async |url| {
        let process = Process::start(&url).await;
        process.put(NEWS, &[("a", "Alt", "")]).await;
        let fragment = async |query: &str| {
            let path = format!("/api/v1/sites/corporate/fragment/feed?{query}");
            let reply = process.ask(&path, &[], "127.0.0.1").await;
            let reply = Reply::read(reply).await;
            let (_, state) = reply.text().split_once("application/json\">").unwrap();
            let state = state.split_once("</script>").unwrap().0;
            serde_json::from_str::<Value>(state).unwrap()["live"].clone()
        };
        let live = fragment("live=on&sources=news,toots&topic=wind").await;
        let since = live["since"].as_str().unwrap().to_owned();
        let expected = json!({
            "url": "https://teilbar.example/api/v1/sites/corporate/live",
            "since": since, "sources": "news,toots", "topic": "wind", "poll": 90,
        });
        assert_eq!(live, expected);
        process.put(NEWS, &[("b", "Neu", "")]).await;
        let mut stream = process.open(&format!("since={since}"), &[]).await;
        stream.expect("hello").await;
        let (_, lists) = stream.posts().await;
        assert_eq!(lists[0], [process.digest("b").await]);
        for off in ["", "live=off", "live=on&load=never"] {
            assert_eq!(fragment(off).await, Value::Null, "{off}");
        }
    });
}
