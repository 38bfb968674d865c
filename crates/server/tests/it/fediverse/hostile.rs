//! Home servers that mean harm, lie, or tell half of it.

use super::*;

/// WebFinger answers that must lead nowhere, by what is wrong with them.
fn hostile(canary: SocketAddr) -> Vec<(&'static str, Act)> {
    let head = |headers: &str| format!("HTTP/1.1 200 OK\r\n{headers}").into_bytes();
    let json = "content-type: application/json\r\n";
    let jrd = |template: &str| {
        let links = json!({ "links": [intent("Create", template)] });
        reply("application/jrd+json", &links.to_string())
    };
    let good = json!({ "links": [intent("Create", "https://home.example/share?text={content}")] });
    let mut links = vec![json!({ "rel": "x", "href": "https://home.example/" }); 1_000];
    links.push(good["links"][0].clone());
    let many = json!({ "links": links }).to_string();
    // Right in all but their length.
    let long = format!("{good}{}", " ".repeat(65_536));
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut bomb, long.as_bytes()).unwrap();
    let bomb = bomb.finish().unwrap();
    vec![
        (
            "10 GB",
            Act::Endless(
                head(&format!("{json}content-length: 10000000000\r\n\r\n")),
                vec![b' '; 65_536],
            ),
        ),
        (
            "a body without end",
            Act::Endless(head(&format!("{json}\r\n")), vec![b' '; 65_536]),
        ),
        (
            "chunks without end",
            Act::Endless(
                head(&format!("{json}transfer-encoding: chunked\r\n\r\n")),
                b"4\r\n    \r\n".repeat(1_000),
            ),
        ),
        ("a long answer", reply("application/json", &long)),
        (
            "long headers",
            raw(
                &format!("{json}x-more: {}\r\n", "x".repeat(20_000)),
                good.to_string().as_bytes(),
            ),
        ),
        ("a failure with a good body", failure(&good)),
        (
            "a compressed bomb",
            raw(&format!("{json}content-encoding: gzip\r\n"), &bomb),
        ),
        (
            "headers without end",
            Act::Endless(head(json), b"x-more: and more\r\n".repeat(100)),
        ),
        (
            "one header without end",
            Act::Endless(head("x-more: "), vec![b'x'; 65_536]),
        ),
        ("headers a byte at a time", Act::Drip(head("x-more: "))),
        (
            "a body a byte at a time",
            Act::Drip(head(&format!("{json}content-length: 60000\r\n\r\n"))),
        ),
        ("silence", Act::Silence),
        ("nothing", Act::Bytes(Vec::new())),
        ("no HTTP", Act::Bytes(vec![0; 1_000])),
        (
            "a cut answer",
            Act::Bytes(head(&format!("{json}content-length: 60000\r\n\r\n{{"))),
        ),
        (
            "a failure",
            Act::Bytes(b"HTTP/1.1 500 Oops\r\ncontent-length: 0\r\n\r\n".into()),
        ),
        (
            "a redirect to itself",
            redirect("/.well-known/webfinger?resource=again"),
        ),
        (
            "a redirect to another port",
            redirect(&format!("http://{canary}/")),
        ),
        ("a redirect to this machine", redirect("http://127.0.0.1/")),
        (
            "a redirect to the cloud's own",
            redirect("http://169.254.169.254/latest/meta-data/"),
        ),
        (
            "a redirect to a private network",
            redirect("http://10.0.0.1/"),
        ),
        ("a redirect to a file", redirect("file:///etc/passwd")),
        ("a script", jrd("javascript:alert(1)//{content}")),
        (
            "a hidden script",
            jrd("javascript://home.example/%0aalert(1)//{content}"),
        ),
        (
            "another host",
            jrd("https://evil.example/share?text={content}"),
        ),
        (
            "another host that looks like it",
            jrd("https://home.example.evil.example/share?text={content}"),
        ),
        ("a host above", jrd("https://example/share?text={content}")),
        (
            "user information",
            jrd("https://home.example@evil.example/share?text={content}"),
        ),
        (
            "a port",
            jrd("https://home.example:8443/share?text={content}"),
        ),
        (
            "no encryption",
            jrd("http://home.example/share?text={content}"),
        ),
        ("a host made of the text", jrd("https://{content}/")),
        ("no place for the text", jrd("https://home.example/share")),
        (
            "a place that is not encoded",
            jrd("https://home.example/share?text={+content}"),
        ),
        (
            "a web page",
            reply("text/html", "<!doctype html><title>Hello</title>"),
        ),
        (
            "a web page that is said to be JSON",
            reply("application/json", "<!doctype html><title>Hello</title>"),
        ),
        (
            "JSON that is said to be a web page",
            reply("text/html", &good.to_string()),
        ),
        ("JSON without a label", raw("", good.to_string().as_bytes())),
        ("deep JSON", reply("application/json", &"[".repeat(60_000))),
        (
            "deep links",
            reply(
                "application/json",
                &format!("{{\"links\":{}", "[".repeat(60_000)),
            ),
        ),
        ("a thousand links", reply("application/json", &many)),
        (
            "JSON of another shape",
            reply("application/json", "{\"links\": {\"rel\": 7}}"),
        ),
        ("a number", reply("application/json", "1e999")),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_servers_cost_the_limit_at_most_and_lead_nowhere() {
    let limit = Duration::from_millis(900);
    let ours = Server::new().await;
    let canary = Home::serve(|_| reply("application/json", "{}")).await;
    for (what, act) in hostile(canary.address) {
        let home = Home::serve(move |_| act.clone()).await;
        let server = ours.asking(Settings {
            limit,
            ..settings(&[(HOST, &home)])
        });
        let start = Instant::now();
        let reply = server.get(&format!("server=ada@{HOST}&{PAGE}")).await;
        let took = start.elapsed();
        assert!(took < limit + Duration::from_secs(2), "{what}: {took:?}");
        assert!(!home.heads().is_empty(), "{what}: was not asked");
        assert_eq!(
            reply.destination(),
            (&filled(SHARE_PAGE)[..], "fallback"),
            "{what}"
        );
        assert_eq!(reply.json["software"], Value::Null, "{what}");
        assert_eq!(reply.cache_control(), "no-store", "{what}");
    }
    assert_eq!(canary.heads().len(), 0, "nobody was led to another port");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_half_of_a_server_is_enough() {
    let home = Home::serve(|path| match path {
        "/.well-known/nodeinfo" => nodeinfo_links(HOST),
        "/nodeinfo/2.1" => nodeinfo("friendica"),
        _ => Act::Silence,
    })
    .await;
    let server = Server::new().await.asking(Settings {
        limit: Settings::default().limit,
        ..settings(&[(HOST, &home)])
    });
    let reply = server.get(&format!("server=ada@{HOST}&{PAGE}")).await;
    let expected = filled("https://home.example/compose?body={T}%0A%0A{U}");
    assert_eq!(reply.destination(), (&expected[..], "nodeinfo"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_hides_its_software_is_still_understood() {
    let home = Home::serve(|path| match path {
        "/.well-known/nodeinfo" => nodeinfo_links(HOST),
        "/nodeinfo/2.1" => Act::Silence,
        _ => {
            let share = intent("Create", "https://home.example/share?text={content}");
            reply(
                "application/jrd+json",
                &json!({ "links": [share] }).to_string(),
            )
        }
    })
    .await;
    let server = Server::new().await.asking(Settings {
        limit: Settings::default().limit,
        ..settings(&[(HOST, &home)])
    });
    let reply = server.get(&format!("server=ada@{HOST}&{PAGE}")).await;
    let expected = filled("https://home.example/share?text={T}%0A%0A{U}");
    assert_eq!(reply.destination(), (&expected[..], "intent"));
    assert_eq!(reply.json["software"], Value::Null);
}

#[tokio::test]
async fn software_is_named_by_the_server_only() {
    let ours = Server::new().await;
    for (link, software) in [
        ("https://evil.example/nodeinfo/2.1", json!("mastodon")),
        ("http://home.example/nodeinfo/2.1", json!("mastodon")),
        (
            "https://home.example/nodeinfo/2.1",
            json!("<script>alert(1)</script>"),
        ),
        ("https://home.example/nodeinfo/2.1", json!(["mastodon"])),
    ] {
        let rel = "http://nodeinfo.diaspora.software/ns/schema/2.1";
        let links = json!({ "links": [{ "rel": rel, "href": link }] }).to_string();
        let about = json!({ "software": { "name": software } }).to_string();
        let home = Home::serve(move |path| match path {
            "/.well-known/nodeinfo" => reply("application/json", &links),
            "/nodeinfo/2.1" => reply("application/json", &about),
            _ => missing(),
        })
        .await;
        let reply = ours
            .asking(settings(&[(HOST, &home)]))
            .get(&format!("server={HOST}&{PAGE}"))
            .await;
        assert_eq!(reply.destination().1, "fallback", "{link}");
        assert_eq!(reply.json["software"], Value::Null, "{link}");
    }
}
