//! What visitors and pages may ask for, and what they are told.

use super::*;

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
