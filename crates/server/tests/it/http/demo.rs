//! The demo's pages.

use crate::server::*;
use axum::http::{StatusCode, header};

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
