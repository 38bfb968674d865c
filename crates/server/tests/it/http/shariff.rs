//! Shariff's backend, and pages that name no site.

use crate::server::*;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};

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
