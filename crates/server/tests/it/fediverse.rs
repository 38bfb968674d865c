//! Sharing and following from a home server: every kind of it, honest and hostile, on this machine.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
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

// ---- home servers ----

/// What a home server does with a request.
#[derive(Clone)]
enum Act {
    /// These bytes, and the end.
    Bytes(Vec<u8>),
    /// A beginning, and then the same again for ever.
    Endless(Vec<u8>, Vec<u8>),
    /// As [`Act::Endless`], a byte at a time.
    Drip(Vec<u8>),
    /// Nothing, for ever.
    Silence,
}

/// A home server, and what it was asked.
#[derive(Clone)]
struct Home {
    address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Home {
    /// A server that decides by the path and query of each request.
    async fn serve(answer: impl Fn(&str) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heads = Arc::new(Mutex::new(Vec::new()));
        let (answer, seen) = (Arc::new(answer), Arc::clone(&heads));
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (answer, seen) = (Arc::clone(&answer), Arc::clone(&seen));
                tokio::spawn(async move {
                    let head = read_head(&mut stream).await;
                    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                    seen.lock().unwrap().push(head);
                    // The client hangs up when it has had enough.
                    let _ = act(&mut stream, answer(&path)).await;
                });
            }
        });
        Self { address, heads }
    }

    /// An honest one: its WebFinger links for accounts and for itself, and its software.
    async fn honest(accounts: Value, itself: Option<Value>, software: Option<&str>) -> Self {
        let software = software.map(str::to_owned);
        Self::serve(move |path| {
            let links = |links: &Value| {
                let jrd = json!({ "subject": "acct:ada@home.example", "links": links });
                reply("application/jrd+json; charset=utf-8", &jrd.to_string())
            };
            match (path.split('?').next().unwrap(), &software, &itself) {
                ("/.well-known/webfinger", _, itself) => {
                    match (path.split_once("resource=").unwrap().1, itself) {
                        ("acct%3Aada%40home.example", _) => links(&accounts),
                        ("https%3A%2F%2Fhome.example", Some(itself)) => links(itself),
                        _ => missing(),
                    }
                }
                ("/.well-known/nodeinfo", Some(_), _) => nodeinfo_links(HOST),
                ("/nodeinfo/2.1", Some(software), _) => nodeinfo(software),
                _ => missing(),
            }
        })
        .await
    }

    fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }

    /// How often a path was asked for.
    fn asked(&self, path: &str) -> usize {
        let start = format!("GET {path}");
        let heads = self.heads();
        heads.iter().filter(|head| head.starts_with(&start)).count()
    }
}

async fn read_head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8(head).unwrap()
}

async fn act(stream: &mut TcpStream, act: Act) -> std::io::Result<()> {
    match act {
        Act::Bytes(bytes) => {
            stream.write_all(&bytes).await?;
            stream.shutdown().await
        }
        Act::Endless(start, again) => {
            stream.write_all(&start).await?;
            loop {
                stream.write_all(&again).await?;
            }
        }
        Act::Drip(start) => {
            stream.write_all(&start).await?;
            let mut drops = tokio::time::interval(Duration::from_millis(20));
            loop {
                drops.tick().await;
                stream.write_all(b" ").await?;
            }
        }
        // Until the client is gone.
        Act::Silence => stream.read_u8().await.map(drop),
    }
}

fn reply(content_type: &str, body: &str) -> Act {
    raw(
        &format!("content-type: {content_type}\r\n"),
        body.as_bytes(),
    )
}

fn raw(headers: &str, body: &[u8]) -> Act {
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n{headers}\r\n",
        body.len()
    );
    Act::Bytes([head.as_bytes(), body].concat())
}

fn missing() -> Act {
    Act::Bytes(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".into())
}

fn failure(body: &Value) -> Act {
    let body = body.to_string();
    let head = "HTTP/1.1 500 Oops\r\ncontent-type: application/json\r\ncontent-length:";
    Act::Bytes(format!("{head} {}\r\n\r\n{body}", body.len()).into_bytes())
}

fn redirect(to: &str) -> Act {
    let head = format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n");
    Act::Bytes(head.into_bytes())
}

fn nodeinfo_links(host: &str) -> Act {
    let schema = |version: &str| {
        json!({
            "rel": format!("http://nodeinfo.diaspora.software/ns/schema/{version}"),
            "href": format!("https://{host}/nodeinfo/{version}"),
        })
    };
    let links = json!({ "links": [schema("2.0"), schema("2.1")] });
    reply("application/json", &links.to_string())
}

fn nodeinfo(software: &str) -> Act {
    let about = json!({
        "version": "2.1",
        "software": { "name": software, "version": "1.0.0" },
        "protocols": ["activitypub"],
    });
    reply(
        "application/json; profile=\"http://nodeinfo.diaspora.software/ns/schema/2.1#\"",
        &about.to_string(),
    )
}

fn link(rel: &str, template: &str) -> Value {
    json!({ "rel": rel, "template": template })
}

fn intent(name: &str, template: &str) -> Value {
    link(&format!("https://w3id.org/fep/3b86/{name}"), template)
}

fn subscribe(template: &str) -> Value {
    link("http://ostatus.org/schema/1.0/subscribe", template)
}

// ---- our server ----

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

// ---- the kinds ----

/// A kind of home server, and where its visitors go to share and to follow.
struct Kind {
    software: Option<&'static str>,
    /// Links of an account.
    account: Value,
    create: (&'static str, &'static str),
    follow: (&'static str, &'static str),
}

fn kinds() -> Vec<Kind> {
    let kind = |software, account, create, follow| Kind {
        software,
        account,
        create,
        follow,
    };
    let share = "https://home.example/share?text={T}%0A%0A{U}";
    let authorize = "https://home.example/authorize_interaction?uri={A}";
    let old_mastodon = json!([subscribe(
        "https://home.example/authorize_interaction?uri={uri}"
    )]);
    let new_mastodon = json!([
        { "rel": "self", "type": "application/activity+json", "href": "https://home.example/users/ada" },
        intent("Create", "https://home.example/share?text={content}"),
        intent("Object", "https://home.example/authorize_interaction?uri={object}"),
        subscribe("https://home.example/authorize_interaction?uri={uri}"),
    ]);
    let misskey = json!([subscribe(
        "https://home.example/authorize-follow?acct={uri}"
    )]);
    let misskey_follow = "https://home.example/authorize-follow?acct={A}";
    let pleroma = json!([subscribe(
        "https://home.example/ostatus_subscribe?acct={uri}"
    )]);
    let pleroma_follow = "https://home.example/ostatus_subscribe?acct={A}";
    let fallback = (SHARE_PAGE, "fallback");
    let profile = (PROFILE, "fallback");
    vec![
        kind(
            Some("mastodon"),
            new_mastodon,
            (share, "intent"),
            (authorize, "intent"),
        ),
        kind(
            Some("mastodon"),
            old_mastodon,
            (share, "nodeinfo"),
            (authorize, "intent"),
        ),
        kind(
            Some("mastodon"),
            json!([]),
            (share, "nodeinfo"),
            (authorize, "nodeinfo"),
        ),
        kind(
            Some("hometown"),
            json!([]),
            (share, "nodeinfo"),
            (authorize, "nodeinfo"),
        ),
        kind(
            Some("misskey"),
            misskey.clone(),
            (share, "nodeinfo"),
            (misskey_follow, "intent"),
        ),
        kind(
            Some("sharkey"),
            misskey.clone(),
            (share, "nodeinfo"),
            (misskey_follow, "intent"),
        ),
        kind(
            Some("firefish"),
            json!([]),
            (share, "nodeinfo"),
            (misskey_follow, "nodeinfo"),
        ),
        kind(
            Some("iceshrimp"),
            misskey.clone(),
            (share, "nodeinfo"),
            (misskey_follow, "intent"),
        ),
        kind(
            Some("Iceshrimp.NET"),
            misskey,
            fallback,
            (misskey_follow, "intent"),
        ),
        kind(
            Some("pleroma"),
            pleroma.clone(),
            fallback,
            (pleroma_follow, "intent"),
        ),
        kind(
            Some("pleroma"),
            json!([
                intent("Create", "https://home.example/share?text={content}"),
                intent(
                    "Object",
                    "https://home.example/authorize_interaction?uri={object}"
                ),
            ]),
            (share, "intent"),
            (authorize, "intent"),
        ),
        kind(
            Some("akkoma"),
            json!([]),
            fallback,
            (pleroma_follow, "nodeinfo"),
        ),
        kind(
            Some("friendica"),
            json!([]),
            ("https://home.example/compose?body={T}%0A%0A{U}", "nodeinfo"),
            (authorize, "nodeinfo"),
        ),
        kind(
            Some("hubzilla"),
            json!([subscribe("https://home.example/follow?f=&url={uri}")]),
            ("https://home.example/rpost?body={T}%0A%0A{U}", "nodeinfo"),
            ("https://home.example/follow?f=&url={A}", "intent"),
        ),
        kind(
            Some("gnusocial"),
            json!([subscribe(
                "https://home.example/main/ostatussub?profile={uri}"
            )]),
            (
                "https://home.example/notice/new?status_textarea={T}%0A%0A{U}",
                "nodeinfo",
            ),
            ("https://home.example/main/ostatussub?profile={A}", "intent"),
        ),
        kind(
            Some("lemmy"),
            json!([subscribe(
                "https://home.example/activitypub/externalInteraction?uri={uri}"
            )]),
            (
                "https://home.example/create_post?url={U}&title={T}",
                "nodeinfo",
            ),
            (
                "https://home.example/activitypub/externalInteraction?uri={A}",
                "intent",
            ),
        ),
        kind(
            Some("piefed"),
            json!([intent("Create", "https://home.example/share?url={object}")]),
            ("https://home.example/share?url={U}", "intent"),
            profile,
        ),
        kind(
            Some("peertube"),
            json!([subscribe(
                "https://home.example/remote-interaction?uri={uri}"
            )]),
            fallback,
            ("https://home.example/remote-interaction?uri={A}", "intent"),
        ),
        kind(
            Some("loops"),
            json!([intent(
                "Follow",
                "https://home.example/intents/follow?object={object}"
            )]),
            fallback,
            ("https://home.example/intents/follow?object={A}", "intent"),
        ),
        kind(
            Some("wordpress"),
            json!([
                intent(
                    "Create",
                    "https://home.example/wp-json/interactions?uri={inReplyTo}&intent=create"
                ),
                intent(
                    "Follow",
                    "https://home.example/wp-json/interactions?uri={object}&intent=follow"
                ),
            ]),
            fallback,
            (
                "https://home.example/wp-json/interactions?uri={A}&intent=follow",
                "intent",
            ),
        ),
        kind(
            Some("emissary"),
            json!([intent(
                "Create",
                "https://home.example/.intents/create?name={name}&content={content}&inReplyTo={inReplyTo}",
            )]),
            (
                "https://home.example/.intents/create?name={T}&content={U}&inReplyTo=",
                "intent",
            ),
            profile,
        ),
        kind(Some("gotosocial"), json!([]), fallback, profile),
        kind(Some("pixelfed"), json!([]), fallback, profile),
        kind(None, json!([]), fallback, profile),
    ]
}

#[tokio::test]
async fn every_kind_of_home_server_gets_its_visitors() {
    let ours = Server::new().await;
    for kind in kinds() {
        let home = Home::honest(kind.account.clone(), None, kind.software).await;
        let server = ours.asking(settings(&[(HOST, &home)]));
        for (query, (url, by)) in [(PAGE, kind.create), (FOLLOW, kind.follow)] {
            let reply = server.get(&format!("server=@ada@{HOST}&{query}")).await;
            let software = kind.software.map(str::to_lowercase);
            assert_eq!(reply.destination(), (&filled(url)[..], by), "{software:?}");
            assert_eq!(reply.json["software"].as_str(), software.as_deref());
            let kept = match by {
                "fallback" => "no-store",
                _ => "private, max-age=600",
            };
            assert_eq!(reply.cache_control(), kept, "{software:?}");
        }
    }
}

#[tokio::test]
async fn a_server_can_be_named_without_an_account() {
    let share = json!([intent(
        "Create",
        "https://home.example/share?text={content}"
    )]);
    let home = Home::honest(json!([]), Some(share), None).await;
    let server = Server::with(&home).await;
    let expected = filled("https://home.example/share?text={T}%0A%0A{U}");
    for name in [
        "home.example",
        "https%3A%2F%2FHome.example%2Fabout",
        "%20home.example.%20",
    ] {
        let reply = server.get(&format!("server={name}&{PAGE}")).await;
        assert_eq!(reply.destination(), (&expected[..], "intent"), "{name}");
    }
    for resource in [
        "https%3A%2F%2Fhome.example",
        "acct%3Ahome.example%40home.example",
    ] {
        let path = format!("/.well-known/webfinger?resource={resource} ");
        assert_eq!(home.asked(&path), 1, "{resource}");
    }
}

#[tokio::test]
async fn a_page_without_text_shares_the_site_s_home() {
    let home = Home::honest(json!([]), None, Some("mastodon")).await;
    let server = Server::with(&home).await;
    let reply = server.get(&format!("server={HOST}")).await;
    let expected = "https://home.example/share?text=https%3A%2F%2Fnordlicht.example%2F";
    assert_eq!(reply.destination(), (expected, "nodeinfo"));
}

#[tokio::test]
async fn handles_may_have_another_host_than_the_server() {
    let social = Home::serve(|path| match path.split('?').next().unwrap() {
        "/.well-known/nodeinfo" => nodeinfo_links("social.other.example"),
        "/nodeinfo/2.1" => nodeinfo("mastodon"),
        "/.well-known/webfinger" => {
            let follow = intent("Follow", "https://social.other.example/follow?of={object}");
            let jrd = json!({ "links": [follow] });
            reply("application/jrd+json", &jrd.to_string())
        }
        _ => missing(),
    })
    .await;
    let origin = social.origin();
    let handles = Home::serve(move |path| redirect(&format!("{origin}{path}"))).await;
    let settings = settings(&[(HOST, &handles), ("social.other.example", &social)]);
    let server = Server::new().await.asking(settings);
    for (query, url, by) in [
        (
            PAGE,
            "https://social.other.example/share?text={T}%0A%0A{U}",
            "nodeinfo",
        ),
        (
            FOLLOW,
            "https://social.other.example/follow?of={A}",
            "intent",
        ),
    ] {
        let reply = server.get(&format!("server=ada@{HOST}&{query}")).await;
        assert_eq!(reply.destination(), (&filled(url)[..], by));
    }
}

// ---- hostile servers ----

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

// ---- how often, and what is said ----

#[tokio::test]
async fn answers_are_kept_and_failures_too() {
    let home = Home::honest(json!([]), None, Some("mastodon")).await;
    let server = Server::with(&home).await;
    for query in [PAGE, FOLLOW, PAGE] {
        server.get(&format!("server=ada@{HOST}&{query}")).await;
    }
    assert_eq!(home.asked("/.well-known/webfinger"), 1);
    assert_eq!(home.asked("/.well-known/nodeinfo"), 1);
    server.get(&format!("server=bob@{HOST}&{PAGE}")).await;
    assert_eq!(home.asked("/.well-known/webfinger"), 2, "accounts differ");
    assert_eq!(
        home.asked("/.well-known/nodeinfo"),
        1,
        "the software does not"
    );

    let silent = Home::serve(|_| missing()).await;
    let server = server.asking(settings(&[(HOST, &silent)]));
    for _ in 0..3 {
        server.get(&format!("server=ada@{HOST}&{PAGE}")).await;
    }
    assert_eq!(silent.heads().len(), 2);
    let server = server.asking(Settings {
        missing: Duration::ZERO,
        ..settings(&[(HOST, &silent)])
    });
    for _ in 0..3 {
        server.get(&format!("server=ada@{HOST}&{PAGE}")).await;
    }
    assert_eq!(silent.heads().len(), 2 + 6, "not longer than their time");
}

#[tokio::test(flavor = "multi_thread")]
async fn visitors_of_one_server_share_a_question() {
    let home = Home::honest(json!([]), None, Some("mastodon")).await;
    let server = Server::with(&home).await;
    let query = format!("server=ada@{HOST}&{PAGE}");
    let all = (0..50).map(|_| server.get(&query));
    for reply in futures_util::future::join_all(all).await {
        assert_eq!(reply.destination().1, "nodeinfo");
    }
    assert_eq!(
        home.heads().len(),
        3,
        "WebFinger and the two steps of NodeInfo"
    );
}

#[tokio::test]
async fn nobody_can_aim_us_at_a_server() {
    let home = Home::honest(json!([]), None, None).await;
    let server = Server::with(&home).await;
    let start = Instant::now();
    for i in 0..300 {
        let reply = server
            .get(&format!("server=made-up-{i}@{HOST}&{PAGE}"))
            .await;
        assert_eq!(reply.destination(), (&filled(SHARE_PAGE)[..], "fallback"));
    }
    // Twenty at once, one a second after, and one for NodeInfo.
    let allowed = 22 + usize::try_from(start.elapsed().as_secs()).unwrap();
    assert!(home.heads().len() <= allowed, "{}", home.heads().len());
}

#[tokio::test]
async fn home_servers_learn_nothing_about_the_page_or_the_browser() {
    let home = Home::honest(json!([]), None, Some("mastodon")).await;
    let server = Server::with(&home).await;
    let browser = [
        ("origin", "https://www.nordlicht.example"),
        ("referer", "https://www.nordlicht.example/a"),
        ("user-agent", "Browser/1.0"),
        ("cookie", "id=1"),
        ("accept-language", "de-AT"),
        ("x-forwarded-for", "203.0.113.7"),
    ];
    let reply = server
        .get_with(&format!("server=ada@{HOST}&{PAGE}"), &browser)
        .await;
    assert_eq!(reply.destination().1, "nodeinfo");
    assert_eq!(
        reply.headers[header::ACCESS_CONTROL_ALLOW_ORIGIN],
        browser[0].1
    );
    assert_eq!(reply.headers[header::VARY], "Origin");
    assert_eq!(home.heads().len(), 3);
    for head in home.heads() {
        let head = head.to_lowercase();
        for secret in [
            "nordlicht",
            "browser/",
            "cookie",
            "referer",
            "203.0.113",
            "de-at",
        ] {
            assert!(!head.contains(secret), "{secret}: {head}");
        }
    }
}

// ---- what visitors and pages may ask for ----

#[tokio::test]
async fn wrong_servers_are_explained_in_the_visitor_s_language() {
    let home = Home::serve(|_| Act::Silence).await;
    let server = Server::with(&home).await;
    for (query, accept, start) in [
        ("", "", "Geben Sie Ihren Server an"),
        ("", "en-GB,de;q=0.5", "Name your server"),
        ("", "eo, de;q=0.5", "Geben Sie Ihren Server an"),
        ("", "fr, de;q=0.5", "Indiquez votre serveur"),
        ("server=home.example:1", "uk", "Напишіть сервер без порту"),
        ("server=127.0.0.1", "tr", "IP adresi yerine"),
        ("lang=en", "de", "Name your server"),
        ("server=ada", "", "Der Server fehlt"),
        (
            "server=home.example:8080",
            "en",
            "Write the server without a port",
        ),
        (
            "server=https://home.example:443/@ada",
            "en",
            "Write the server without a port",
        ),
        (
            "server=127.0.0.1",
            "en",
            "Write the server’s name instead of an IP",
        ),
        (
            "server=[::1]",
            "en",
            "Write the server’s name instead of an IP",
        ),
        (
            "server=%E2%91%A0%E2%91%A1%E2%91%A6.0.0.1",
            "en",
            "Write the server’s name instead of an IP",
        ),
        (
            "server=0x7f.1",
            "en",
            "Write the server’s name instead of an IP",
        ),
        ("server=localhost", "en", "The server is missing"),
        (
            "server=a..example",
            "en",
            "This is not the address of a server",
        ),
        (
            "server=user:pass@home.example",
            "en",
            "No account has such a name",
        ),
        (
            "server=javascript:alert(1)",
            "en",
            "This is not the address of a server",
        ),
        (
            "server=file:///etc/passwd",
            "en",
            "This is not the address of a server",
        ),
    ] {
        let reply = server.get_with(query, &[("accept-language", accept)]).await;
        let error = reply.json["error"].as_str().unwrap();
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{query}");
        assert!(error.starts_with(start), "{query}: {error}");
        assert!(!reply.json["help"].as_str().unwrap().is_empty());
        assert_eq!(reply.cache_control(), "no-store");
    }
    assert_eq!(home.heads().len(), 0);
}

#[tokio::test]
async fn only_what_is_the_site_s_own_is_shared_and_followed() {
    let home = Home::serve(|_| Act::Silence).await;
    let server = Server::with(&home).await;
    for (query, error) in [
        ("url=https://evil.example/", "does not belong to the site"),
        ("url=javascript:alert(1)", "does not belong to the site"),
        ("intent=like", "\"intent\" is wrong"),
        ("intent=follow", "\"actor\" is wrong: it is missing"),
        (
            "intent=follow&actor=@evil@firm.example",
            "none of the site's",
        ),
        (
            "intent=follow&actor=https://evil.example/@nordlicht",
            "none of the site's",
        ),
        (
            "intent=follow&actor=javascript:alert(1)",
            "none of the site's",
        ),
        (
            "intent=follow&actor=nordlicht.example",
            "none of the site's",
        ),
    ] {
        let reply = server.get(&format!("server={HOST}&{query}")).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{query}");
        let found = reply.json["error"].as_str().unwrap();
        assert!(found.contains(error), "{query}: {found}");
    }
    let foreign = [("origin", "https://evil.example")];
    let reply = server
        .get_with(&format!("server={HOST}&{PAGE}"), &foreign)
        .await;
    assert_eq!(reply.status, StatusCode::FORBIDDEN);
    assert_eq!(home.heads().len(), 0);
}

#[tokio::test]
async fn the_actor_is_named_in_any_way() {
    let server = Server::new().await;
    for actor in [
        "@nordlicht@firm.example",
        "nordlicht@firm.example",
        "acct:nordlicht@firm.example",
        "https://firm.example/@nordlicht",
    ] {
        let reply = server
            .get(&format!("server={HOST}&intent=follow&actor={actor}"))
            .await;
        assert_eq!(reply.destination(), (PROFILE, "fallback"), "{actor}");
    }
}

#[tokio::test]
async fn long_texts_are_cut() {
    let home = Home::honest(json!([]), None, Some("mastodon")).await;
    let server = Server::with(&home).await;
    let text = "Wort+".repeat(3_000);
    let reply = server.get(&format!("server={HOST}&text={text}")).await;
    let (url, _) = reply.destination();
    assert!(url.len() < 4_000, "{}", url.len());
    assert!(
        url.contains("%E2%80%A6%0A%0Ahttps%3A%2F%2Fnordlicht.example%2F"),
        "the address is whole"
    );
}

#[tokio::test]
async fn what_the_operator_allows_for_feeds_is_not_for_visitors() {
    let allowed = Settings::default().allow;
    assert!(allowed.is_empty());
    let home = Home::honest(json!([]), None, Some("mastodon")).await;
    let origins = HashMap::from([(HOST.to_owned(), home.origin())]);
    let server = Server::new().await.asking(Settings {
        origins,
        ..Settings::default()
    });
    let reply = server.get(&format!("server={HOST}&{PAGE}")).await;
    assert_eq!(reply.destination().1, "fallback");
    assert_eq!(home.heads().len(), 0, "a private address is not dialled");
}
