//! Who may listen, how many, for how long, and to what.

use super::*;

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
