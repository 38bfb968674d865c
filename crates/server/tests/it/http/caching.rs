//! What is kept, confirmed, compressed, and said with every answer.

use crate::server::*;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use std::io::Read;
use teilbar_domain::date::Timestamp;
use teilbar_server::store::posts::Kind;

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
