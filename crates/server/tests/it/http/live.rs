//! Streams: what open pages are told, from where they go on, and who gets none. On both databases.

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

#[test]
fn streams_are_told_of_their_own_posts() {
    on_both(async |url| {
        let process = Process::start(&url).await;
        process.put(NEWS, &[("a", "Alt", "")]).await;
        let mut all = process.open("", &[]).await;
        all.expect("hello").await;
        let mut streams = Vec::new();
        for query in ["sources=toots", "topic=wind,sun", "sources=news&topic=sun"] {
            let mut stream = process.open(query, &[]).await;
            stream.expect("hello").await;
            streams.push(stream);
        }
        for (source, id, tag) in [
            (NEWS, "w", "wind"),
            (NEWS, "s", "sun"),
            (TOOTS, "t", "wind"),
        ] {
            process.put(source, &[(id, id, tag)]).await;
            all.posts().await;
        }
        let [w, s, t] = ["w", "s", "t"];
        for (stream, expected) in streams.iter_mut().zip([&[t][..], &[w, s, t], &[s]]) {
            for id in expected {
                let digest = process.digest(id).await;
                assert_eq!(stream.posts().await.1, only([&[&digest], &[], &[]]));
            }
        }
        // It leaves its topic.
        process.put(NEWS, &[("s", "Sonne", "coal")]).await;
        let gone = process.digest("s").await;
        for stream in &mut streams[1..] {
            assert_eq!(stream.posts().await.1, only([&[], &[], &[&gone]]));
        }
    });
}

#[test]
fn who_may_listen_and_how_the_answer_is_sent() {
    on_both(async |url| {
        let process = Process::start(&url).await;
        let reply = process.ask(LIVE, &[("origin", ORIGIN)], "127.0.0.1").await;
        for (name, value) in [
            ("content-type", "text/event-stream"),
            ("cache-control", "no-store"),
            ("x-accel-buffering", "no"),
            ("access-control-allow-origin", ORIGIN),
            ("vary", "Origin"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(reply.headers()[name], value, "{name}");
        }
        let partner = "https://www.partner.example";
        for query in ["topic=wind", "topic=wind,sun"] {
            let path = format!("{LIVE}?{query}");
            let reply = process
                .ask(&path, &[("origin", partner)], "127.0.0.1")
                .await;
            assert_eq!(reply.status(), StatusCode::OK, "{query}");
            assert_eq!(reply.headers()["access-control-allow-origin"], partner);
        }
        for (query, origin, status) in [
            ("", "https://foreign.example", 403),
            ("", partner, 403),
            ("topic=", partner, 403),
            ("topic=,", partner, 403),
            ("topic=wind,", partner, 403),
            ("topic=coal", partner, 403),
            ("topic=wind,coal", partner, 403),
            ("topic=wind&topic=coal", partner, 403),
            ("topic=wind&Topic=sun", partner, 403),
            ("topic=wind%20coal", partner, 403),
            ("sources=none", ORIGIN, 400),
            ("topic=none", ORIGIN, 400),
        ] {
            let reply = process.refused(query, origin, "127.0.0.1").await;
            assert_eq!(reply.error().0, status, "{query} from {origin}");
        }
    });
}

#[test]
fn a_page_that_does_not_listen_is_told_to_look_anew() {
    on_both(async |url| {
        let process = Process::start(&url).await;
        process.put(NEWS, &[("a", "0", "")]).await;
        let mut slow = process.open("", &[]).await;
        let mut quick = process.open("", &[]).await;
        slow.expect("hello").await;
        quick.expect("hello").await;
        let mut last = String::new();
        for edition in 1..=140 {
            process.put(NEWS, &[("a", &edition.to_string(), "")]).await;
            // As a job does; to wait for the watch would take a minute.
            process.versions.bump(0);
            last = quick.posts().await.0;
        }
        assert_eq!(slow.expect("reload").await.id, last);
        process.decide("a", Decision::Hide).await;
        let gone = process.digest("a").await;
        assert_eq!(slow.posts().await.1, only([&[], &[], &[&gone]]));
    });
}

#[test]
fn there_are_as_many_streams_as_there_may_be() {
    on_both(async |url| {
        let process = Process::start(&url).await;
        let open = async |peer: &str| {
            let reply = process.ask(LIVE, &[], peer).await;
            assert_eq!(reply.status(), StatusCode::OK, "{peer}");
            let mut stream = Stream::of(reply);
            stream.expect("hello").await;
            stream
        };
        let refused = async |peer: &str, status: u16| {
            let reply = process.refused("", ORIGIN, peer).await;
            assert_eq!(reply.error().0, status, "{peer}");
            assert!(reply.header(header::RETRY_AFTER).is_some());
            assert_eq!(
                reply.header(header::ACCESS_CONTROL_ALLOW_ORIGIN),
                Some(ORIGIN)
            );
        };
        let (one, two) = ("198.51.100.1", "198.51.100.2");
        let first = open(one).await;
        let mut all = vec![open(one).await];
        refused(one, 429).await;
        all.push(open(two).await);
        all.push(open(two).await);
        refused("198.51.100.3", 503).await;
        refused("127.0.0.1", 503).await;
        drop(first);
        let again = open("198.51.100.3").await;
        drop((again, all));
        // Once the server stops there is no room for anybody.
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let served = serve(listener, process.door.clone(), Limits::default(), async {});
        served.await.unwrap();
        refused(one, 503).await;
    });
}

#[test]
fn connections_live_as_long_as_their_stream_and_end_with_the_server() {
    on_both(async |url| {
        let process = Process::start(&url).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let limits = Limits {
            head: Duration::from_millis(200),
            connection: Duration::from_millis(600),
            ..Limits::default()
        };
        let stopped = async move { stopped.await.unwrap_or_default() };
        let served = tokio::spawn(serve(listener, process.door.clone(), limits, stopped));
        let ask = async |path: &str| {
            let mut stream = TcpStream::connect(address).await.unwrap();
            let head = format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n");
            stream.write_all(head.as_bytes()).await.unwrap();
            stream
        };
        let mut live = ask(LIVE).await;
        read_until(&mut live, "hello").await;
        // By the time others are put out, the limits for heads and connections are over.
        for _ in 0..2 {
            let mut other = ask("/healthz").await;
            let mut answer = Vec::new();
            let ended = other.read_to_end(&mut answer);
            let ended = tokio::time::timeout(Duration::from_secs(5), ended).await;
            let _ = ended.expect("a connection without a stream ends");
            assert!(answer.starts_with(b"HTTP/1.1 200"));
        }
        process.put(NEWS, &[("a", "Neu", "")]).await;
        let digest = process.digest("a").await;
        read_until(&mut live, &digest).await;
        let begun = Instant::now();
        stop.send(()).unwrap();
        served.await.unwrap().unwrap();
        assert!(
            begun.elapsed() < Duration::from_secs(2),
            "{:?}",
            begun.elapsed()
        );
        let mut rest = Vec::new();
        live.read_to_end(&mut rest).await.unwrap();
        assert!(rest.ends_with(b"0\r\n\r\n"), "the stream ends in order");
    });
}

async fn read_until(stream: &mut TcpStream, text: &str) {
    let mut found = Vec::new();
    while !String::from_utf8_lossy(&found).contains(text) {
        let mut bytes = [0; 4_096];
        let read = tokio::time::timeout(Duration::from_secs(5), stream.read(&mut bytes)).await;
        let read = read.expect("nothing comes").unwrap();
        assert_ne!(read, 0, "the connection ended before {text}");
        found.extend(&bytes[..read]);
    }
}
