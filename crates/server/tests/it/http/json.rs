//! The API: followers, counts, posts, errors, health and its own description.

use crate::server::*;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::Value;
use std::path::Path;
use teilbar_domain::count::Count;
use teilbar_domain::date::Timestamp;
use teilbar_domain::repost::Repost;
use teilbar_server::store::posts::{Kind, Stored};
use teilbar_server::store::sources::Answer;

#[tokio::test]
async fn followers_as_json() {
    let server = Server::new(CONFIG).await;
    let json = server.get(&format!("{SITE}/followers")).await.json();
    let expected = serde_json::json!({"profiles": [
        {"network": "mastodon", "handle": "@nordlicht@social.example", "url": "https://social.example/@nordlicht",
         "count": 1234, "as_of": "2026-03-03", "growth": null, "verified": false},
        {"network": "linkedin", "handle": "nordlicht", "url": "https://www.linkedin.com/company/nordlicht",
         "count": null, "as_of": null, "growth": null, "verified": false},
    ], "total": 1234});
    assert_eq!(json, expected);
}

#[tokio::test]
async fn followers_are_told_with_their_growth_and_total() {
    let server = Server::new(CONFIG).await;
    let followers = server.store.followers();
    let (network, handle) = ("mastodon", "@nordlicht@social.example");
    let now = jiff::Timestamp::now().as_second();
    followers
        .enlist(network, handle, Timestamp(now))
        .await
        .unwrap();
    for (days_ago, count) in [(8, 900), (1, 1_000), (0, 990)] {
        let at = Timestamp(now - days_ago * 86_400);
        let stored = followers.store(network, handle, Count(count), at, at);
        stored.await.unwrap();
    }
    let json = server.get(&format!("{SITE}/followers")).await.json();
    let day = |ago: i64| {
        let at = jiff::Timestamp::from_second(now - ago * 86_400).unwrap();
        at.strftime("%Y-%m-%d").to_string()
    };
    let profile = &json["profiles"][0];
    assert_eq!(
        (&profile["count"], &profile["as_of"]),
        (&990.into(), &Value::Null)
    );
    assert_eq!(
        profile["growth"],
        serde_json::json!({
            "day": {"since": day(1), "by": -10},
            "week": {"since": day(8), "by": 90},
            "month": null,
        })
    );
    assert_eq!(json["total"], 990);
    let none = server.get("/api/v1/sites/closed/followers").await.json();
    assert_eq!(none, serde_json::json!({"profiles": [], "total": null}));
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
async fn who_passed_a_post_on_is_named_in_the_reader_s_language() {
    let server = Server::new(CONFIG).await;
    let reposted = |i, by: &str| Stored {
        author: "Ada".into(),
        repost: Some(Repost {
            by: by.into(),
            at: None,
        }),
        ..post(i)
    };
    // Posts of before the name was kept, and networks that tell none, have the source's name.
    let posts = [reposted(9, "Nordlicht <Kiel>"), reposted(8, "")];
    let (table, now) = (server.store.posts(), Timestamp(1_790_000_000));
    table.store(FEED, &posts, Kind::Real, now).await.unwrap();
    server.versions.bump(0);
    for (lang, first, second) in [
        (
            "de",
            "Geteilt von Nordlicht <Kiel>",
            "Geteilt von Nordlicht-Blog",
        ),
        (
            "en",
            "Shared by Nordlicht <Kiel>",
            "Shared by Nordlicht-Blog",
        ),
    ] {
        let path = format!("{SITE}/feed?limit=3&lang={lang}");
        let json = server.get(&path).await.json();
        let shared = [0, 1, 2].map(|at| json["posts"][at]["shared"].as_str());
        assert_eq!(shared, [Some(first), Some(second), None]);
        assert_eq!(json["posts"][0]["author"], "Ada");
        let path = format!("{SITE}/fragment/feed?limit=3&lang={lang}");
        let reply = server.get(&path).await;
        let html = reply.text();
        let escaped = first.replace('<', "&lt;").replace('>', "&gt;");
        let line = format!("<p class=\"shared\">{escaped}</p>");
        assert!(html.contains(&line), "{html}");
        assert_eq!(html.matches("<p class=\"shared\">").count(), 2);
    }
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
            "/api/v1/sites/%ff/feed",
            404,
            "there is nothing at this address",
        ),
        (
            "/api/v1/sites/corporate/fragment/%ff",
            404,
            "there is nothing at this address",
        ),
        (
            "/playground/%ff.html",
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
async fn an_endless_query_is_refused() {
    let server = Server::new(CONFIG).await;
    for path in ["fragment/bar", "fragment/feed", "feed", "followers"] {
        for (length, status) in [(16_384, 200), (16_385, 414), (30_000, 414)] {
            let title = "x".repeat(length - "title=".len());
            let reply = server.get(&format!("{SITE}/{path}?title={title}")).await;
            assert_eq!(reply.status.as_u16(), status, "{path} {length}");
            if status == 414 {
                let (_, error, help) = reply.error();
                assert!(error.contains("may have 16384 bytes"), "{error}");
                assert_eq!(help, "shorten url, title or text");
            }
        }
    }
}

#[tokio::test]
async fn other_methods_are_told_which_ones_there_are() {
    let server = Server::new(CONFIG).await;
    for (path, allowed) in [
        (BAR, "GET,HEAD,OPTIONS"),
        ("/api/v1/sites/corporate/feed", "GET,HEAD,OPTIONS"),
        ("/healthz", "GET,HEAD"),
        ("/teilbar.css", "GET,HEAD"),
    ] {
        for method in ["POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "MOVE"] {
            let request = Request::builder().method(method).uri(path);
            let reply = server.send(request.body(Body::empty()).unwrap()).await;
            let (status, error, _) = reply.error();
            assert_eq!(
                (status, &error[..]),
                (405, "this address answers GET only"),
                "{method} {path}"
            );
            assert_eq!(reply.header("allow"), Some(allowed), "{method} {path}");
        }
        let head = Request::head(path).body(Body::empty()).unwrap();
        let head = server.send(head).await;
        assert_eq!(
            (head.status, head.body.len()),
            (StatusCode::OK, 0),
            "{path}"
        );
    }
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
async fn health_reminds_of_tokens() {
    let day = |days: i64| {
        let at = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24 * days);
        at.strftime("%Y-%m-%d").to_string()
    };
    for (days, problem) in [
        (60, Value::Null),
        (15, Value::Null),
        (14, "the token expires soon".into()),
        (0, "the token expires soon".into()),
        (-1, "the token has expired".into()),
    ] {
        let expires = day(days);
        let key = format!("[keys]\nthreads = {{ env = \"T\", expires = \"{expires}\" }}\n");
        let server = Server::new(&format!("{CONFIG}{key}")).await;
        let json = server.get("/healthz").await.json();
        let status = if problem.is_null() { "ok" } else { "degraded" };
        assert_eq!(json["status"], status, "{days}");
        let key = serde_json::json!({"network": "threads", "days_left": days, "problem": problem});
        assert_eq!(json["keys"], Value::Array(vec![key]));
    }
}

#[tokio::test]
async fn the_api_describes_itself() {
    let server = Server::new(CONFIG).await;
    let json = server.get("/api/v1/openapi.json").await.json();
    let paths: Vec<_> = json["paths"].as_object().unwrap().keys().collect();
    assert_eq!(paths.len(), 14, "{paths:?}");
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
