//! Which pages may ask.

use crate::server::*;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};

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
    // Nobody is told to add what the configuration would refuse.
    for origin in ["null", "*", "https://*.example", "file://"] {
        let reply = server.get_with(BAR, &[("origin", origin)]).await;
        let help = reply.error().2;
        assert!(help.starts_with("it is no origin of a web page"), "{help}");
    }
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
