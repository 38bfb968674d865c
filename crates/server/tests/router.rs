//! The whole server on a real store: every route, who may ask, what is cached, and connections.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::Value;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use teilbar_domain::count::Count;
use teilbar_domain::date::Timestamp;
use teilbar_domain::post::{Node, RichText, Tag};
use teilbar_server::config::{self, Config};
use teilbar_server::http::{Door, Limits, serve};
use teilbar_server::store::Store;
use teilbar_server::store::posts::{Kind, Stored};
use teilbar_server::store::sources::Answer;
use teilbar_server::versions::Versions;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

const ORIGIN: &str = "https://www.nordlicht.example";
const SITE: &str = "/api/v1/sites/corporate";
const BAR: &str = "/api/v1/sites/corporate/fragment/bar?url=https%3A%2F%2Fwww.nordlicht.example%2Fa&title=K%C3%A4se";
const FEED: &str = "feed https://www.nordlicht.example/feed.xml";

const CONFIG: &str = r#"
public_url = "https://teilbar.example"
time_zone = "Europe/Berlin"
[[sites]]
id = "corporate"
name = "Nordlicht AG"
origins = ["https://www.nordlicht.example", "http://localhost:8000", "https://xn--bcher-kva.example"]
home = "https://nordlicht.example/"
[sites.options]
networks = ["linkedin", "mastodon", "email"]
[[sites.profiles]]
network = "mastodon"
handle = "@nordlicht@social.example"
manual = { count = 1234, date = "2026-03-03" }
[[sites.profiles]]
network = "linkedin"
handle = "nordlicht"
[[sites.sources]]
id = "news"
name = "Nordlicht-Blog"
feed = "https://www.nordlicht.example/feed.xml"
[[sites.sources]]
id = "toots"
mastodon = "@nordlicht@social.example"
[[sites.counts]]
url = "https://www.nordlicht.example/a"
network = "facebook"
count = 12
date = "2026-03-03"
[[sites]]
id = "closed"
origins = []
home = "https://closed.example/"
"#;

const DEMO: &str = "[demo]\npages = \"pages\"\n";

/// A server with nobody in front of it.
struct Server {
    door: Door,
    store: Store,
    versions: Arc<Versions>,
    folder: TempDir,
}

impl Server {
    async fn new(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("pages")).unwrap();
        let (config, problems) = Config::read(text, folder.path(), &|_| None);
        assert_eq!(config::errors(&problems), 0, "{problems:?}");
        let store = Store::open(&config.database).await.unwrap();
        let versions = Arc::new(Versions::new(config.sites.len()));
        let door = Door::new(Arc::new(config), store.clone(), versions.clone());
        Self {
            door,
            store,
            versions,
            folder,
        }
    }

    async fn with_posts() -> Self {
        let server = Self::new(CONFIG).await;
        server
            .store
            .sources()
            .enlist(FEED, Timestamp(0))
            .await
            .unwrap();
        let posts: Vec<_> = (0..8).map(post).collect();
        server
            .store
            .posts()
            .store(FEED, &posts, Kind::Real, Timestamp(1_790_000_000))
            .await
            .unwrap();
        server
    }

    async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.door.clone().oneshot(request).await.unwrap();
        Reply::read(response).await
    }

    async fn get(&self, path: &str) -> Reply {
        self.get_with(path, &[]).await
    }

    async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }
}

/// An answer, read to its end.
#[derive(Debug)]
struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Reply {
    async fn read<B: axum::body::HttpBody>(response: Response<B>) -> Self
    where
        B::Error: std::fmt::Debug,
    {
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Self {
            status: head.status,
            headers: head.headers,
            body,
        }
    }

    fn header(&self, name: impl header::AsHeaderName) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The body of an error says what is wrong and what to do.
    fn error(&self) -> (u16, String, String) {
        let json = self.json();
        let part = |name: &str| json[name].as_str().unwrap().to_owned();
        assert_eq!(json.as_object().unwrap().len(), 2);
        assert_eq!(self.header(header::CACHE_CONTROL), Some("no-store"));
        (self.status.as_u16(), part("error"), part("help"))
    }
}

fn post(i: i64) -> Stored {
    Stored {
        source: FEED.into(),
        id: format!("urn:{i}"),
        url: format!("https://www.nordlicht.example/{i}"),
        title: format!("Beitrag {i}"),
        author: String::new(),
        body: RichText(vec![Node::Element(
            Tag::Paragraph,
            vec![Node::Text(format!("Text {i} <b>"))],
        )]),
        image: None,
        published: Some(Timestamp(1_780_000_000 + i * 86_400)),
    }
}

// ---- fragments ----

#[tokio::test]
async fn a_bar_is_rendered_with_the_page_s_own_address_and_title() {
    let server = Server::new(CONFIG).await;
    let reply = server.get(BAR).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(
        reply.header(header::CONTENT_TYPE),
        Some("text/html; charset=utf-8")
    );
    let html = reply.text();
    assert!(
        html.starts_with("<teil-bar site=\"corporate\" lang=\"de\">"),
        "{html}"
    );
    assert!(
        html.contains("<template shadowrootmode=\"open\"><style>"),
        "{html}"
    );
    assert!(
        html.contains("https%3A%2F%2Fwww.nordlicht.example%2Fa"),
        "{html}"
    );
    assert!(
        html.contains("linkedin") && html.contains("mailto:?subject=K%C3%A4se"),
        "{html}"
    );
    assert!(!html.contains("facebook.com"), "{html}");
}

#[tokio::test]
async fn options_of_the_page_win_over_those_of_the_site() {
    let server = Server::new(CONFIG).await;
    let path = format!("{BAR}&networks=reddit&lang=en&theme=dark&css=link&utm_source=x&site=other");
    let html = server.get(&path).await;
    let html = html.text();
    assert!(
        html.contains("reddit.com") && !html.contains("linkedin"),
        "{html}"
    );
    assert!(
        html.starts_with("<teil-bar site=\"corporate\" lang=\"en\">"),
        "{html}"
    );
    assert!(
        html.contains("<link rel=\"stylesheet\" href=\"https://teilbar.example/teilbar.css\">"),
        "{html}"
    );
    assert!(!html.contains("utm_source"), "{html}");
}

#[tokio::test]
async fn hostile_parameters_stay_text() {
    let server = Server::new(CONFIG).await;
    let evil = "%3C%2Fscript%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%3E%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E";
    for name in [
        "title", "text", "via", "hashtags", "lang", "theme", "networks", "load",
    ] {
        let html = server
            .get(&format!("{SITE}/fragment/bar?{name}={evil}"))
            .await;
        assert_eq!(html.status, StatusCode::OK);
        let html = html.text();
        assert!(
            !html.contains("<script>alert") && !html.contains("<img"),
            "{name}: {html}"
        );
    }
}

#[tokio::test]
async fn the_shared_address_must_belong_to_the_site() {
    let server = Server::new(CONFIG).await;
    for (url, ok) in [
        ("https://www.nordlicht.example/x?a=1#secret", true),
        ("https://nordlicht.example/", true),
        ("https://nordlicht.example/other", false),
        ("http://www.nordlicht.example/", false),
        ("https://www.nordlicht.example:444/", false),
        ("https://www.nordlicht.example.evil.example/", false),
        (
            "https://evil.example/?https://www.nordlicht.example/",
            false,
        ),
        ("https://www.nordlicht.example@evil.example/", false),
        ("https://teilbar.example/demo/", false),
        ("javascript:alert(1)", false),
        ("//www.nordlicht.example/", false),
        ("/a", false),
        ("data:text/html,x", false),
    ] {
        let query: String = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("url", url)
            .finish();
        for path in ["fragment/bar", "fragment/follow", "counts"] {
            let reply = server.get(&format!("{SITE}/{path}?{query}")).await;
            assert_eq!(reply.status == StatusCode::OK, ok, "{path} {url}");
            assert!(!reply.text().contains("secret"));
            if !ok {
                let (status, error, _) = reply.error();
                assert_eq!(status, 400);
                assert!(error.contains("does not belong to the site"), "{error}");
            }
        }
    }
    let help = server
        .get(&format!(
            "{SITE}/fragment/bar?url=https://blog.nordlicht.example/x"
        ))
        .await
        .error()
        .2;
    assert!(
        help.contains("add \"https://blog.nordlicht.example\" to the origins"),
        "{help}"
    );
}

#[tokio::test]
async fn follow_bars_show_the_best_number_known() {
    let server = Server::new(CONFIG).await;
    let follow = format!("{SITE}/fragment/follow");
    let html = server.get(&follow).await;
    assert!(html.text().contains("1,2\u{a0}Tsd."), "{}", html.text());
    assert!(
        html.text().contains("Stand: 3. März 2026"),
        "{}",
        html.text()
    );
    let followers = server.store.followers();
    let (network, handle) = ("mastodon", "@nordlicht@social.example");
    followers
        .enlist(network, handle, Timestamp(0))
        .await
        .unwrap();
    let at = Timestamp(1_790_000_000);
    followers
        .store(network, handle, Count(56_789), at, at)
        .await
        .unwrap();
    server.versions.bump(0);
    let html = server.get(&follow).await;
    assert!(
        html.text().contains("56,7\u{a0}Tsd.") && !html.text().contains("Stand:"),
        "{}",
        html.text()
    );
    followers
        .fail(network, handle, "timed out", at, at)
        .await
        .unwrap();
    server.versions.bump(0);
    let html = server.get(&follow).await;
    assert!(html.text().contains("56,7\u{a0}Tsd."), "{}", html.text());
    assert!(
        html.text().contains("Stand: 21. September 2026"),
        "{}",
        html.text()
    );
}

#[tokio::test]
async fn feeds_are_rendered_with_the_way_to_the_next_page() {
    let server = Server::with_posts().await;
    let html = server.get(&format!("{SITE}/fragment/feed?limit=3")).await;
    let html = html.text();
    assert!(
        html.contains("Beitrag 7") && html.contains("Beitrag 5") && !html.contains("Beitrag 4"),
        "{html}"
    );
    assert!(html.contains("Text 7 &lt;b&gt;"), "{html}");
    assert!(
        html.contains("\"endpoint\":\"https://teilbar.example/api/v1/sites/corporate/feed?limit=3&lang=de&cursor=\""),
        "{html}"
    );
    assert!(html.contains("\"next\":\""), "{html}");
}

// ---- json ----

#[tokio::test]
async fn followers_as_json() {
    let server = Server::new(CONFIG).await;
    let json = server.get(&format!("{SITE}/followers")).await.json();
    let expected = serde_json::json!({"profiles": [
        {"network": "mastodon", "handle": "@nordlicht@social.example", "url": "https://social.example/@nordlicht",
         "count": 1234, "as_of": "2026-03-03"},
        {"network": "linkedin", "handle": "nordlicht", "url": "https://www.linkedin.com/company/nordlicht",
         "count": null, "as_of": null},
    ]});
    assert_eq!(json, expected);
}

#[tokio::test]
async fn counts_as_json() {
    let server = Server::new(CONFIG).await;
    let json = server
        .get(&format!(
            "{SITE}/counts?url=https://www.nordlicht.example/a%23x"
        ))
        .await
        .json();
    let counts = serde_json::json!([{"network": "facebook", "count": 12, "as_of": "2026-03-03"}]);
    assert_eq!(
        json,
        serde_json::json!({"url": "https://www.nordlicht.example/a", "counts": counts})
    );
    let json = server
        .get(&format!(
            "{SITE}/counts?url=https://www.nordlicht.example/b"
        ))
        .await
        .json();
    assert_eq!(json["counts"], serde_json::json!([]));
    let (status, error, _) = server.get(&format!("{SITE}/counts")).await.error();
    assert_eq!(
        (status, &error[..]),
        (400, "the parameter \"url\" is wrong: it is missing")
    );
}

#[tokio::test]
async fn shariff_s_backend_is_answered() {
    let more = r#"[[sites]]
id = "blog"
origins = ["https://blog.example", "https://www.nordlicht.example"]
[[sites.counts]]
url = "https://blog.example/a"
network = "x"
count = 7
date = "2026-03-03"
[[sites.counts]]
url = "https://blog.example/a"
network = "pinterest"
count = 0
date = "2026-03-03"
"#;
    let server = Server::new(&format!("{CONFIG}{more}")).await;
    let blog = "https://blog.example";
    for (path, origin, status, body) in [
        (
            "/shariff?url=https://www.nordlicht.example/a",
            None,
            200,
            r#"{"facebook":12}"#,
        ),
        (
            "/shariff/?url=https://www.nordlicht.example/a%23x",
            Some(ORIGIN),
            200,
            r#"{"facebook":12}"#,
        ),
        (
            "/shariff?url=https://www.nordlicht.example/b",
            Some(ORIGIN),
            200,
            "{}",
        ),
        (
            "/shariff?url=https://blog.example/a",
            None,
            200,
            r#"{"pinterest":0,"twitter":7}"#,
        ),
        (
            "/shariff?url=https://blog.example/a",
            Some(blog),
            200,
            r#"{"pinterest":0,"twitter":7}"#,
        ),
        // The same address asked about from another of its sites: never the answer of the first.
        (
            "/shariff?url=https://www.nordlicht.example/a",
            Some(blog),
            200,
            "{}",
        ),
        (
            "/shariff?url=https://www.nordlicht.example/a",
            None,
            200,
            r#"{"facebook":12}"#,
        ),
        (
            "/shariff",
            Some(ORIGIN),
            400,
            "the parameter \\\"url\\\" is wrong: it is missing",
        ),
        (
            "/shariff?url=https://evil.example/",
            Some(ORIGIN),
            400,
            "does not belong to the site \\\"corporate\\\"",
        ),
        (
            "/shariff?url=javascript:1",
            Some(ORIGIN),
            400,
            "does not belong to the site",
        ),
        (
            "/shariff?url=https://www.nordlicht.example/a",
            Some("https://evil.example"),
            403,
            "may not use the site",
        ),
        (
            "/shariff?url=https://evil.example/",
            None,
            404,
            "none of them is known to be meant",
        ),
        (
            "/shariff?url=https://evil.example/",
            Some("https://evil.example"),
            404,
            "none of them is known",
        ),
        ("/shariff", None, 404, "none of them is known"),
    ] {
        let origin_header = origin.map(|origin| ("origin", origin));
        let reply = server.get_with(path, origin_header.as_slice()).await;
        let what = format!("{path} {origin:?}: {}", reply.text());
        assert_eq!(reply.status.as_u16(), status, "{what}");
        assert!(reply.text().contains(body), "{what}");
        assert_eq!(
            reply.header(header::CONTENT_TYPE),
            Some("application/json"),
            "{what}"
        );
        let readable = origin.filter(|_| status < 401);
        assert_eq!(
            reply.header(header::ACCESS_CONTROL_ALLOW_ORIGIN),
            readable,
            "{what}"
        );
        if status == 200 {
            assert_eq!(reply.text(), body, "{what}");
        } else {
            assert_eq!(reply.error().0, status, "{what}");
        }
    }
    // Shariff's script sends a content type, so browsers ask first.
    let preflight = Request::options("/shariff/?url=https://www.nordlicht.example/a")
        .header("origin", ORIGIN)
        .header("access-control-request-method", "GET")
        .header("access-control-request-headers", "content-type");
    let reply = server.send(preflight.body(Body::empty()).unwrap()).await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT);
    assert_eq!(
        reply.header(header::ACCESS_CONTROL_ALLOW_ORIGIN),
        Some(ORIGIN)
    );
    assert_eq!(
        reply.header(header::ACCESS_CONTROL_ALLOW_HEADERS),
        Some("content-type")
    );
}

#[tokio::test]
async fn a_page_that_names_no_site_gets_its_own() {
    let server = Server::new(CONFIG).await;
    let bar = BAR.replace("/corporate/", "/_/");
    let html = server.get_with(&bar, &[("origin", ORIGIN)]).await;
    assert!(
        html.text().starts_with("<teil-bar site=\"corporate\""),
        "{}",
        html.text()
    );
    assert_eq!(
        html.header(header::ACCESS_CONTROL_ALLOW_ORIGIN),
        Some(ORIGIN)
    );
    // Kept for pages that may have it, and for no others.
    let (status, error, help) = server
        .get_with(&bar, &[("origin", "https://evil.example")])
        .await
        .error();
    assert_eq!(
        (status, &error[..]),
        (
            403,
            "pages of https://evil.example may not use the site \"corporate\""
        )
    );
    assert!(
        help.contains("add \"https://evil.example\" to the origins of \"corporate\""),
        "{help}"
    );
    let nobody = server.get("/api/v1/sites/_/fragment/follow").await.error();
    assert_eq!(nobody.0, 404);
    let only = CONFIG.split("[[sites]]\nid = \"closed\"").next().unwrap();
    let server = Server::new(only).await;
    let follow = server.get("/api/v1/sites/_/fragment/follow").await;
    assert!(
        follow.text().starts_with("<teil-follow site=\"corporate\""),
        "{}",
        follow.text()
    );
}

#[tokio::test]
async fn feeds_as_json_page_by_page() {
    let server = Server::with_posts().await;
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let json = server
            .get(&format!("{SITE}/feed?limit=3&cursor={cursor}"))
            .await
            .json();
        ids.extend(
            json["posts"]
                .as_array()
                .unwrap()
                .iter()
                .map(|post| post["title"].to_string()),
        );
        let Some(next) = json["next"].as_str() else {
            break;
        };
        cursor = next.to_owned();
    }
    let expected: Vec<_> = (0..8).rev().map(|i| format!("\"Beitrag {i}\"")).collect();
    assert_eq!(ids, expected);
    let first = &server
        .get(&format!("{SITE}/feed?limit=1&lang=en"))
        .await
        .json()["posts"][0];
    assert_eq!(first["published"]["iso"], "2026-06-04T22:26:40+02:00");
    assert_eq!(first["published"]["text"], "4 June 2026, 22:26");
    assert_eq!(
        (&first["source"], &first["author"]),
        (&"Nordlicht-Blog".into(), &"Nordlicht-Blog".into())
    );
    assert_eq!(first["body"], serde_json::json!([["p", "Text 7 <b>"]]));
}

#[tokio::test]
async fn feeds_can_be_limited_to_sources() {
    let server = Server::with_posts().await;
    for (sources, count) in [
        ("news", 6),
        ("toots", 0),
        ("toots,news", 6),
        ("unknown", 0),
        ("", 6),
    ] {
        let json = server
            .get(&format!("{SITE}/feed?sources={sources}"))
            .await
            .json();
        assert_eq!(json["posts"].as_array().unwrap().len(), count, "{sources}");
    }
    let other = server.get("/api/v1/sites/closed/feed").await.json();
    assert_eq!(other, serde_json::json!({"posts": [], "next": null}));
}

#[tokio::test]
async fn impossible_parameters_are_refused() {
    let server = Server::with_posts().await;
    for query in [
        "limit=0",
        "limit=51",
        "limit=x",
        "limit=-1",
        "cursor=x",
        "cursor=1.%27%3BDROP",
        "cursor=0x1.00",
    ] {
        let (status, error, help) = server.get(&format!("{SITE}/feed?{query}")).await.error();
        assert_eq!(status, 400, "{query}");
        assert!(error.starts_with("the parameter \""), "{error}");
        assert_eq!(help, "see /api/v1/openapi.json for what it takes");
    }
    let bad_utf8 = server.get(&format!("{SITE}/feed?limit=%ff%fe")).await;
    assert_eq!(bad_utf8.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn errors_say_what_to_do() {
    let server = Server::new(CONFIG).await;
    for (path, status, error) in [
        (
            "/api/v1/sites/corporat/followers",
            404,
            "there is no site \"corporat\"",
        ),
        (
            "/api/v1/sites/corporate/fragment/poll",
            404,
            "there is nothing at this address",
        ),
        (
            "/api/v1/sites/corporate/nothing",
            404,
            "there is nothing at this address",
        ),
        ("/nothing", 404, "there is nothing at this address"),
        ("/", 404, "there is nothing at this address"),
        ("/demo/index.html", 404, "there is nothing at this address"),
        (
            "/playground/none.html",
            404,
            "there is nothing at this address",
        ),
        (
            "/playground/..%2f..%2fCargo.toml",
            404,
            "there is nothing at this address",
        ),
    ] {
        let found = server.get(path).await.error();
        assert_eq!((found.0, &found.1[..]), (status, error), "{path}");
        assert!(!found.2.is_empty());
    }
    let post = Request::post(BAR).body(Body::empty()).unwrap();
    assert_eq!(server.send(post).await.error().0, 405);
}

#[tokio::test]
async fn health_tells_ages_and_errors() {
    let server = Server::with_posts().await;
    let json = server.get("/healthz").await.json();
    assert_eq!(
        (&json["status"], &json["database"]),
        (&"ok".into(), &"ok".into())
    );
    assert_eq!(json["sources"][0]["source"], "news");
    assert_eq!(json["sources"][0]["last_ok_age"], Value::Null);
    let now = Timestamp(jiff::Timestamp::now().as_second());
    let sources = server.store.sources();
    sources
        .answered(FEED, &Answer::default(), Timestamp(now.0 - 90), now)
        .await
        .unwrap();
    sources.fail(FEED, "timed out", now).await.unwrap();
    let reply = server.get("/healthz").await;
    let json = reply.json();
    assert_eq!(
        (reply.status, &json["status"]),
        (StatusCode::OK, &"degraded".into())
    );
    assert!(
        (90..=92).contains(&json["sources"][0]["last_ok_age"].as_i64().unwrap()),
        "{json}"
    );
    assert_eq!(json["sources"][0]["last_error"], "timed out");
    assert!(!reply.text().contains("feed.xml"), "{json}");
    server.store.close().await;
    let reply = server.get("/healthz").await;
    assert_eq!(
        (reply.status, &reply.json()["status"]),
        (StatusCode::SERVICE_UNAVAILABLE, &"down".into())
    );
    let (status, error, _) = server.get(&format!("{SITE}/followers")).await.error();
    assert_eq!((status, &error[..]), (503, "the database cannot be used"));
}

#[tokio::test]
async fn the_api_describes_itself() {
    let server = Server::new(CONFIG).await;
    let json = server.get("/api/v1/openapi.json").await.json();
    let paths: Vec<_> = json["paths"].as_object().unwrap().keys().collect();
    assert_eq!(paths.len(), 9, "{paths:?}");
}

#[test]
fn docs_are_fresh_openapi() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let document = teilbar_server::http::openapi();
    if std::env::var_os("TEILBAR_UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, &document).unwrap();
    }
    let stored = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        stored == document,
        "docs/openapi.json is old: run the tests with TEILBAR_UPDATE_DOCS=1"
    );
}

// ---- caching ----

#[tokio::test]
async fn answers_are_tagged_and_confirmed() {
    let server = Server::with_posts().await;
    for path in [
        BAR,
        &format!("{SITE}/feed"),
        &format!("{SITE}/followers"),
        "/teilbar.css",
    ] {
        let first = server.get(path).await;
        let tag = first.header(header::ETAG).unwrap().to_owned();
        assert!(tag.starts_with('"') && tag.len() == 34, "{tag}");
        let weak = format!("\"other\", W/{tag}");
        for known in [&tag[..], &weak, "*"] {
            let again = server.get_with(path, &[("if-none-match", known)]).await;
            assert_eq!(again.status, StatusCode::NOT_MODIFIED);
            assert_eq!(
                (again.body.len(), again.header(header::ETAG)),
                (0, Some(&tag[..]))
            );
            assert_eq!(
                again.header(header::CACHE_CONTROL),
                first.header(header::CACHE_CONTROL)
            );
            assert_eq!(again.header(header::VARY), first.header(header::VARY));
        }
        let changed = server
            .get_with(path, &[("if-none-match", "\"other\"")])
            .await;
        assert_eq!(changed.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn answers_are_compressed_as_asked() {
    let server = Server::with_posts().await;
    for path in [BAR, "/teilbar.css"] {
        let plain = server.get(path).await;
        assert_eq!(plain.header(header::CONTENT_ENCODING), None);
        for (accept, coding) in [
            ("gzip, deflate, br", "br"),
            ("gzip", "gzip"),
            ("br;q=0, gzip", "gzip"),
        ] {
            // The second answer comes from the cache.
            for _ in 0..2 {
                let reply = server.get_with(path, &[("accept-encoding", accept)]).await;
                assert_eq!(reply.header(header::CONTENT_ENCODING), Some(coding));
                assert_ne!(reply.header(header::ETAG), plain.header(header::ETAG));
                assert!(
                    reply
                        .header(header::VARY)
                        .unwrap()
                        .contains("Accept-Encoding")
                );
                assert!(reply.body.len() < plain.body.len() / 2);
                assert_eq!(decoded(&reply.body, coding), plain.body);
            }
        }
    }
}

fn decoded(body: &[u8], coding: &str) -> Vec<u8> {
    let mut out = Vec::new();
    match coding {
        "br" => brotli::Decompressor::new(body, 4_096)
            .read_to_end(&mut out)
            .unwrap(),
        _ => flate2::read::GzDecoder::new(body)
            .read_to_end(&mut out)
            .unwrap(),
    };
    out
}

#[tokio::test]
async fn a_change_of_the_site_empties_its_cache() {
    let server = Server::with_posts().await;
    let path = format!("{SITE}/feed?limit=1");
    let title = async || server.get(&path).await.json()["posts"][0]["title"].to_string();
    assert_eq!(title().await, "\"Beitrag 7\"");
    server
        .store
        .posts()
        .store(FEED, &[post(9)], Kind::Real, Timestamp(1_790_000_000))
        .await
        .unwrap();
    assert_eq!(title().await, "\"Beitrag 7\"");
    server.versions.bump(1);
    assert_eq!(title().await, "\"Beitrag 7\"");
    server.versions.bump(0);
    assert_eq!(title().await, "\"Beitrag 9\"");
}

#[tokio::test]
async fn fragments_may_be_kept_for_a_minute_and_errors_never() {
    let server = Server::new(CONFIG).await;
    let reply = server.get(BAR).await;
    assert_eq!(
        reply.header(header::CACHE_CONTROL),
        Some("public, max-age=60, stale-while-revalidate=600")
    );
    assert_eq!(reply.header(header::VARY), Some("Accept-Encoding, Origin"));
    let css = server.get("/teilbar.css").await;
    assert_eq!(
        css.header(header::CACHE_CONTROL),
        Some("public, max-age=3600")
    );
    server.get("/nothing").await.error();
}

#[tokio::test]
async fn head_answers_as_get_without_the_body() {
    let server = Server::new(CONFIG).await;
    let get = server.get(BAR).await;
    let head = server
        .send(Request::head(BAR).body(Body::empty()).unwrap())
        .await;
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
    assert_eq!(head.header(header::ETAG), get.header(header::ETAG));
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let server =
        Server::new(&format!("{DEMO}{CONFIG}").replace("[demo]\npages = \"pages\"\n\n", "")).await;
    for path in [
        BAR,
        BAR,
        "/nothing",
        "/healthz",
        "/teilbar.css",
        "/api/v1/openapi.json",
        "/api/v1/sites/x/feed",
    ] {
        let reply = server.get(path).await;
        assert_eq!(
            reply.header(header::X_CONTENT_TYPE_OPTIONS),
            Some("nosniff"),
            "{path}"
        );
        assert_eq!(
            reply.header(header::REFERRER_POLICY),
            Some("no-referrer"),
            "{path}"
        );
        assert!(
            reply
                .header("permissions-policy")
                .unwrap()
                .contains("geolocation=()"),
            "{path}"
        );
        let policy = reply.header(header::CONTENT_SECURITY_POLICY).unwrap();
        assert_eq!(
            policy, "default-src 'none'; frame-ancestors 'none'",
            "{path}"
        );
        assert_eq!(reply.header(header::SET_COOKIE), None, "{path}");
        assert_eq!(reply.header(header::SERVER), None, "{path}");
    }
}

// ---- who may ask ----

#[tokio::test]
async fn only_listed_origins_may_ask() {
    let server = Server::with_posts().await;
    let hostile = [
        "null",
        "",
        "*",
        "http://www.nordlicht.example",
        "https://nordlicht.example",
        "https://www.nordlicht.example.",
        "https://www.nordlicht.example:443",
        "https://www.nordlicht.example:8443",
        "https://www.nordlicht.example/",
        "https://www.nordlicht.example/x",
        "https://www.nordlicht.example?x",
        "https://www.nordlicht.example#x",
        "https://www.nordlicht.example.evil.example",
        "https://evil-www.nordlicht.example",
        "https://a.www.nordlicht.example",
        "https://www.nordlicht.example@evil.example",
        "https://evil.example/https://www.nordlicht.example",
        "https://evil.example?https://www.nordlicht.example",
        "https://evil.example#https://www.nordlicht.example",
        "https://evil.example\\www.nordlicht.example",
        "https://WWW.nordlicht.example",
        "HTTPS://www.nordlicht.example",
        "https://www.nordlicht.exampl",
        "https://www-nordlicht.example",
        "https://wwwXnordlicht.example",
        "https://bücher.example",
        "https://xn--bcher-kva.example.",
        "http://localhost",
        "http://localhost:80000",
        "http://127.0.0.1:8000",
        "file://",
        "data:",
        "https://teilbar.example",
        "https://www.nordlicht.example, https://evil.example",
        "https://www.nordlicht.example https://evil.example",
        "https:/www.nordlicht.example",
        "//www.nordlicht.example",
        "www.nordlicht.example",
    ];
    for path in [
        BAR,
        &format!("{SITE}/feed"),
        &format!("{SITE}/followers"),
        &format!("{SITE}/fragment/bar?limit=x"),
    ] {
        // Before and after somebody else has filled the cache.
        for _ in 0..2 {
            for origin in hostile {
                let reply = server.get_with(path, &[("origin", origin)]).await;
                assert_eq!(reply.status, StatusCode::FORBIDDEN, "{origin}");
                assert_eq!(
                    reply.header(header::ACCESS_CONTROL_ALLOW_ORIGIN),
                    None,
                    "{origin}"
                );
            }
            for origin in [
                ORIGIN,
                "http://localhost:8000",
                "https://xn--bcher-kva.example",
            ] {
                let reply = server.get_with(path, &[("origin", origin)]).await;
                assert_eq!(reply.status, StatusCode::OK, "{origin}");
                assert_eq!(
                    reply.header(header::ACCESS_CONTROL_ALLOW_ORIGIN),
                    Some(origin)
                );
                assert_eq!(reply.header(header::ACCESS_CONTROL_ALLOW_CREDENTIALS), None);
                assert!(reply.header(header::VARY).unwrap().contains("Origin"));
            }
            // A CMS, or a page of our own.
            let reply = server.get(path).await;
            assert_eq!(reply.status, StatusCode::OK);
            assert_eq!(reply.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), None);
        }
    }
}

#[tokio::test]
async fn two_origins_are_one_too_many() {
    let server = Server::new(CONFIG).await;
    server.get(BAR).await;
    let both = [("origin", ORIGIN), ("origin", "https://evil.example")];
    assert_eq!(
        server.get_with(BAR, &both).await.status,
        StatusCode::FORBIDDEN
    );
    let twice = [("origin", ORIGIN), ("origin", ORIGIN)];
    assert_eq!(
        server.get_with(BAR, &twice).await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn a_site_without_origins_is_closed_to_browsers() {
    let server = Server::new(CONFIG).await;
    let path = "/api/v1/sites/closed/fragment/bar";
    for origin in [ORIGIN, "https://closed.example", "null"] {
        assert_eq!(
            server.get_with(path, &[("origin", origin)]).await.status,
            StatusCode::FORBIDDEN
        );
    }
    assert_eq!(server.get(path).await.status, StatusCode::OK);
}

#[tokio::test]
async fn allowed_pages_can_read_errors_and_foreign_ones_learn_what_to_do() {
    let server = Server::new(CONFIG).await;
    let reply = server
        .get_with(&format!("{SITE}/counts"), &[("origin", ORIGIN)])
        .await;
    assert_eq!(reply.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        reply.header(header::ACCESS_CONTROL_ALLOW_ORIGIN),
        Some(ORIGIN)
    );
    let (_, error, help) = server
        .get_with(BAR, &[("origin", "https://evil.example")])
        .await
        .error();
    assert_eq!(
        error,
        "pages of https://evil.example may not use the site \"corporate\""
    );
    assert!(
        help.contains("add \"https://evil.example\" to the origins of \"corporate\""),
        "{help}"
    );
}

#[tokio::test]
async fn preflights_are_answered_for_listed_origins() {
    let server = Server::new(CONFIG).await;
    let preflight = |origin: &str| {
        let request = Request::builder()
            .method(Method::OPTIONS)
            .uri(BAR)
            .header(header::ORIGIN, origin);
        request
            .header(header::ACCESS_CONTROL_REQUEST_METHOD, "GET")
            .body(Body::empty())
            .unwrap()
    };
    let reply = server.send(preflight(ORIGIN)).await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT);
    assert_eq!(
        reply.header(header::ACCESS_CONTROL_ALLOW_ORIGIN),
        Some(ORIGIN)
    );
    assert_eq!(
        reply.header(header::ACCESS_CONTROL_ALLOW_METHODS),
        Some("GET")
    );
    assert_eq!(
        server.send(preflight("https://evil.example")).await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn assets_are_for_every_page() {
    let server = Server::new(CONFIG).await;
    let reply = server
        .get_with("/teilbar.css", &[("origin", "https://any.example")])
        .await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(
        reply.header(header::CONTENT_TYPE),
        Some("text/css; charset=utf-8")
    );
    assert_eq!(reply.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), Some("*"));
    assert_eq!(
        reply.header("cross-origin-resource-policy"),
        Some("cross-origin")
    );
}

// ---- demo ----

fn demo_config() -> String {
    CONFIG.replacen("[[sites]]", &format!("{DEMO}[[sites]]"), 1)
}

#[tokio::test]
async fn demo_pages_include_fragments_as_a_cms_would() {
    let server = Server::new(&demo_config()).await;
    let pages = server.folder.path().join("pages");
    let page = "<!-- csp: default-src 'self'; script-src 'none' -->\n<!doctype html>\n<title>Ä</title>\n\
                <!-- teilbar: corporate bar url=\"https://www.nordlicht.example/a\" title=\"A &amp; B\" -->\n\
                <!-- teilbar: corporate poll -->\n<!-- teilbar: none bar --><!-- teilbar: --> <!-- other -->\n<p>Ende</p>";
    std::fs::write(pages.join("index.html"), page).unwrap();
    assert_eq!(
        server.get("/").await.header(header::LOCATION),
        Some("/demo/")
    );
    let reply = server.get("/demo/").await;
    assert_eq!(
        reply.header(header::CONTENT_SECURITY_POLICY),
        Some("default-src 'self'; script-src 'none'")
    );
    let html = reply.text();
    assert!(
        html.starts_with("<!doctype html>\n<title>Ä</title>\n<teil-bar site=\"corporate\""),
        "{html}"
    );
    assert!(html.contains("A%20%26%20B"), "{html}");
    assert!(
        html.contains("<!-- teilbar: not included: there is no element \"poll\""),
        "{html}"
    );
    assert!(
        html.contains("<!-- teilbar: not included: there is no site \"none\""),
        "{html}"
    );
    assert!(html.ends_with("<!-- other -->\n<p>Ende</p>"), "{html}");
}

#[tokio::test]
async fn demo_files_have_types_and_nothing_else_is_shown() {
    let server = Server::new(&demo_config()).await;
    let folder = server.folder.path();
    let pages = folder.join("pages");
    std::fs::create_dir(pages.join("img")).unwrap();
    for file in [
        "pages/a.css",
        "pages/img/b.svg",
        "pages/c.js",
        "pages/teilbar.toml",
        "pages/x.db",
        "pages/.d.css",
        "outside.css",
    ] {
        std::fs::write(folder.join(file), "x").unwrap();
    }
    std::os::unix::fs::symlink(folder.join("outside.css"), pages.join("link.css")).unwrap();
    for (path, media) in [
        ("a.css", "text/css; charset=utf-8"),
        ("img/b.svg", "image/svg+xml"),
        ("c.js", "text/javascript; charset=utf-8"),
    ] {
        assert_eq!(
            server
                .get(&format!("/demo/{path}"))
                .await
                .header(header::CONTENT_TYPE),
            Some(media)
        );
    }
    for path in [
        "teilbar.toml",
        "x.db",
        ".d.css",
        "link.css",
        "../outside.css",
        "..%2foutside.css",
        "%2e%2e/outside.css",
        "img/../../outside.css",
        "img%2f..%2f..%2foutside.css",
        "..\\outside.css",
        "..%5coutside.css",
        "//etc/passwd",
        "%2fetc%2fpasswd.txt",
        "a.css%00.css",
        "none.css",
        "img/",
        "img",
    ] {
        let reply = server.get(&format!("/demo/{path}")).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn demo_pages_may_use_every_site() {
    let server = Server::new(&demo_config()).await;
    let reply = server
        .get_with(BAR, &[("origin", "https://teilbar.example")])
        .await;
    assert_eq!(
        reply.header(header::ACCESS_CONTROL_ALLOW_ORIGIN),
        Some("https://teilbar.example")
    );
    let own = server
        .get("/api/v1/sites/closed/fragment/bar?url=https://teilbar.example/demo/")
        .await;
    assert_eq!(own.status, StatusCode::OK);
}

// ---- connections ----

struct Running {
    address: std::net::SocketAddr,
    stop: tokio::sync::oneshot::Sender<()>,
    done: tokio::task::JoinHandle<std::io::Result<()>>,
    _server: Server,
}

const LIMITS: Limits = Limits {
    connections: 50,
    head: Duration::from_millis(400),
    connection: Duration::from_secs(60),
    grace: Duration::from_secs(5),
};

async fn running(limits: Limits) -> Running {
    let server = Server::with_posts().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let stopped = async move { stopped.await.unwrap_or_default() };
    let done = tokio::spawn(serve(listener, server.door.clone(), limits, stopped));
    Running {
        address,
        stop,
        done,
        _server: server,
    }
}

async fn read_to_end(stream: &mut TcpStream) -> String {
    let mut out = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut out)).await;
    // A reset is an end, too.
    let _ = read.expect("the connection is closed");
    String::from_utf8_lossy(&out).into_owned()
}

#[tokio::test]
async fn half_sent_heads_are_not_waited_for() {
    let running = running(LIMITS).await;
    for half in [
        "",
        "G",
        "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ",
        "PRI * HTTP/2.0\r\n",
        "P",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        let mut stream = TcpStream::connect(running.address).await.unwrap();
        stream.write_all(half.as_bytes()).await.unwrap();
        let start = Instant::now();
        let answer = read_to_end(&mut stream).await;
        assert!(!answer.contains(" 200 "), "{half:?}: {answer}");
        assert!(
            start.elapsed() < Duration::from_secs(3),
            "{half:?} took {:?}",
            start.elapsed()
        );
    }
}

#[tokio::test]
async fn a_head_that_trickles_is_not_waited_for() {
    let running = running(LIMITS).await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n")
        .await
        .unwrap();
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(4) {
        if stream.write_all(b"X-A: b\r\n").await.is_err() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(
        start.elapsed() < Duration::from_secs(3),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test]
async fn idle_connections_free_their_places() {
    let running = running(Limits {
        connections: 4,
        ..LIMITS
    })
    .await;
    let mut idle = Vec::new();
    for _ in 0..4 {
        idle.push(TcpStream::connect(running.address).await.unwrap());
    }
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        .await
        .unwrap();
    assert!(
        read_to_end(&mut stream)
            .await
            .starts_with("HTTP/1.1 200 OK")
    );
}

#[tokio::test]
async fn many_requests_on_one_connection() {
    let running = running(LIMITS).await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    let one = format!("GET {BAR} HTTP/1.1\r\nHost: a\r\n\r\n");
    stream.write_all(one.repeat(20).as_bytes()).await.unwrap();
    let last = format!("GET {BAR} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    stream.write_all(last.as_bytes()).await.unwrap();
    assert_eq!(
        read_to_end(&mut stream)
            .await
            .matches("HTTP/1.1 200 OK")
            .count(),
        21
    );
}

#[tokio::test]
async fn oversized_heads_and_bodies_are_refused() {
    let running = running(LIMITS).await;
    let many = "X-A: b\r\n".repeat(100);
    let long = format!("X-A: {}\r\n", "b".repeat(100_000));
    let body = "Content-Length: 100000\r\n";
    for (headers, status) in [(&many[..], "431"), (body, "413"), (&long, "431")] {
        let mut stream = TcpStream::connect(running.address).await.unwrap();
        let head =
            format!("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}\r\n");
        // The server may hang up before it has all, and then its answer can be lost.
        let _ = stream.write_all(head.as_bytes()).await;
        let answer = read_to_end(&mut stream).await;
        let lost = headers.len() > 32_768 && answer.is_empty();
        assert!(
            lost || answer.starts_with(&format!("HTTP/1.1 {status}")),
            "{status}: {answer}"
        );
    }
}

#[tokio::test]
async fn stopping_lets_answers_under_way_finish() {
    let running = running(LIMITS).await;
    // The head has begun when the server is told to stop.
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        .await
        .unwrap();
    let mut first = [0; 12];
    stream.read_exact(&mut first).await.unwrap();
    let idle = TcpStream::connect(running.address).await.unwrap();
    let mut slow = TcpStream::connect(running.address).await.unwrap();
    slow.write_all(format!("GET {BAR} HTTP/1.1\r\nHost: a\r\n").as_bytes())
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let start = Instant::now();
    running.stop.send(()).unwrap();
    slow.write_all(b"\r\n").await.unwrap();
    assert!(read_to_end(&mut stream).await.contains("\"status\""));
    running.done.await.unwrap().unwrap();
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
    drop(idle);
    assert!(TcpStream::connect(running.address).await.is_err());
}
