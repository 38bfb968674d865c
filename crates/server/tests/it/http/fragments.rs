//! Elements as HTML: what is in them, and whose address they may share.

use crate::server::*;
use axum::http::{StatusCode, header};
use teilbar_domain::count::Count;
use teilbar_domain::date::Timestamp;
use teilbar_domain::network::{Network, Share};

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
async fn forms_stand_on_the_host_and_quotes_above_the_buttons() {
    let server = Server::new(CONFIG).await;
    let side = format!("{SITE}/fragment/bar?place=left&breakpoint=900&narrow=hidden");
    let side = server.get(&side).await;
    for part in [
        " place=\"left\" breakpoint=\"900\" narrow=\"hidden\">",
        "@media (min-width:900px)",
        "\"hide_bar\":\"Leiste ausblenden\"",
    ] {
        assert!(side.text().contains(part), "{part}: {}", side.text());
    }
    let quote = format!("{SITE}/fragment/bar?place=quote&text=Ja+%3Cb%3E%26&networks=bluesky");
    let quote = server.get(&quote).await;
    let shown = "<figure><blockquote><p>Ja &lt;b>&amp;</p></blockquote><div data-n=";
    assert!(quote.text().contains(shown), "{}", quote.text());
    assert!(
        quote.text().contains("text=Ja%20%3Cb%3E%26"),
        "{}",
        quote.text()
    );
    let plain = server.get(&format!("{SITE}/fragment/bar")).await;
    assert!(!plain.text().contains("hide_bar") && !plain.text().contains("(min-width"));
    let prefixed = CONFIG.replacen("home = ", "prefix = \"acme\"\nhome = ", 1);
    assert_ne!(prefixed, CONFIG);
    let server = Server::new(&prefixed).await;
    let html = server.get(&format!("{SITE}/fragment/bar")).await;
    assert!(html.text().starts_with("<acme-bar site=") && html.text().ends_with("</acme-bar>"));
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

#[tokio::test]
async fn a_fragment_keeps_everything_the_page_asked_for() {
    let server = Server::new(CONFIG).await;
    let asked = "theme=dark&load=visible&look=icon&orientation=vertical&colors=mono&size=large\
                 &networks=reddit+email&hashtags=a+b&lang=en";
    let shared = [
        ("url", "https://www.nordlicht.example/a?b=c&d"),
        ("title", "Käse & \"Brot\" </script>"),
        ("text", "Länger"),
        ("image", "https://www.nordlicht.example/i.png"),
        ("via", "nordlicht"),
    ];
    let query = url::form_urlencoded::Serializer::new(asked.to_owned())
        .extend_pairs(shared)
        .finish();
    let html = server.get(&format!("{SITE}/fragment/bar?{query}")).await;
    let html = html.text();
    // The loader reads these two of the element itself; all else is in the state.
    assert!(
        html.starts_with("<teil-bar site=\"corporate\" lang=\"en\" load=\"visible\">"),
        "{html}"
    );
    let state = html.split("<script type=\"application/json\">").nth(1);
    let state = state.unwrap().split("</script>").next().unwrap();
    let state: serde_json::Value = serde_json::from_str(state).unwrap();
    let class = state["class"].as_str().unwrap();
    for word in ["dark", "icon", "vertical", "mono", "large"] {
        assert!(class.split(' ').any(|known| known == word), "{class}");
    }
    for (name, value) in shared {
        assert_eq!(state["shared"][name], value, "{name} in {state}");
    }
    assert_eq!(state["shared"]["hashtags"], serde_json::json!(["a", "b"]));
    assert_eq!(state["buttons"].as_array().unwrap().len(), 2);
    assert_eq!(state["label"], "Share this page");
}

#[tokio::test]
async fn an_element_never_names_a_language_it_is_not_in() {
    let server = Server::new(CONFIG).await;
    for (asked, named) in [
        ("eo", "de"),
        ("fr", "fr"),
        ("de-AT", "de-AT"),
        ("en", "en"),
        ("", "de"),
    ] {
        let html = server
            .get(&format!("{SITE}/fragment/bar?lang={asked}"))
            .await;
        let start = format!("<teil-bar site=\"corporate\" lang=\"{named}\">");
        assert!(html.text().starts_with(&start), "{asked}: {}", html.text());
    }
}

/// What a visitor downloads for one more network, on average over all of them: the quickly compressed
/// answer, in which every button has its link, its names and its drawing, and the state once more.
#[tokio::test]
async fn a_further_network_costs_less_than_250_bytes() {
    const FIRST: [&str; 3] = ["linkedin", "whatsapp", "email"];
    let server = Server::new(CONFIG).await;
    let shareable = Network::ALL.iter().map(|network| network.row());
    let shareable = shareable.filter(|row| !matches!(row.share, Share::None { .. }));
    let others = shareable
        .map(|row| row.slug)
        .filter(|slug| !FIRST.contains(slug));
    let others: Vec<_> = others.collect();
    let mut sizes = Vec::new();
    for networks in [FIRST.to_vec(), [&FIRST[..], &others].concat()] {
        let image = "image=https://www.nordlicht.example/bild.jpg";
        let path = format!("{BAR}&{image}&networks={}", networks.join("+"));
        let reply = server.get_with(&path, &[("accept-encoding", "br")]).await;
        assert_eq!(reply.header(header::CONTENT_ENCODING), Some("br"));
        let html = server.get(&path).await.text().to_owned();
        assert_eq!(html.matches("<svg ").count(), networks.len(), "{html}");
        sizes.push(reply.body.len());
    }
    let each = (sizes[1] - sizes[0]) / others.len();
    assert!((50..250).contains(&each), "{each} bytes");
}
