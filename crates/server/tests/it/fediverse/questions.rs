//! How often home servers are asked, and what they learn.

use super::*;

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
