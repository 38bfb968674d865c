//! What profiles show of whose they are, in the shapes that networks answer in.

use super::{LOOKUP, Network, PROFILE, USER};
use teilbar_server::connectors::Evidence;

const JSON: &str = "content-type: application/json\r\n";
const HTML: &str = "content-type: text/html\r\n";

async fn evidence(network: &Network, slug: &str, handle: &str) -> Evidence {
    network.evidence(slug, handle).await.unwrap()
}

#[tokio::test]
async fn mastodon_tells_the_links_that_it_has_checked() {
    // As documented: a field's value is HTML, and `verified_at` is null where nothing links back.
    let account = r#"{"id": "9", "username": "ada", "note": "<p>Wir. teilbar-7fK2mQ</p>", "fields": [
        {"name": "Web", "verified_at": "2026-03-03T10:00:00.000+00:00",
         "value": "<a href=\"https://nordlicht.example\" target=\"_blank\" rel=\"nofollow noopener me\" translate=\"no\"><span class=\"invisible\">https://</span>nordlicht.example</a>"},
        {"name": "Andere", "verified_at": null, "value": "<a href=\"https://other.example\" rel=\"me\">other.example</a>"},
        {"name": "Ort", "value": "Kiel"}]}"#;
    let network = Network::one(LOOKUP, 200, JSON, account).await;
    let handle = format!("@ada@{}", network.address);
    let found = evidence(&network, "mastodon", &handle).await;
    assert_eq!(found.links, ["https://nordlicht.example"]);
    assert_eq!(found.domain, None);
    assert!(found.has("teilbar-7fK2mQ") && !found.has("teilbar-7fK2mR"));
}

#[tokio::test]
async fn bluesky_tells_the_domain_that_it_has_checked() {
    let profile = |handle: &str| {
        format!(
            "{{\"did\": \"did:plc:abc\", \"handle\": \"{handle}\", \"description\": \"Wir. teilbar-7fK2mQ\"}}"
        )
    };
    for handle in ["news.nordlicht.example", "handle.invalid"] {
        let network = Network::one(PROFILE, 200, JSON, &profile(handle)).await;
        let found = evidence(&network, "bluesky", "news.nordlicht.example").await;
        assert_eq!(found.domain.as_deref(), Some(handle));
        assert!(found.links.is_empty() && found.has("teilbar-7fK2mQ"));
    }
}

#[tokio::test]
async fn github_tells_the_website_of_the_profile() {
    for (blog, expected) in [("\"nordlicht.example\"", "nordlicht.example"), ("null", "")] {
        let user =
            format!("{{\"login\": \"octocat\", \"blog\": {blog}, \"bio\": \"teilbar-7fK2mQ\"}}");
        let network = Network::one(USER, 200, JSON, &user).await;
        let found = evidence(&network, "github", "octocat").await;
        assert_eq!(found.links, [expected]);
        assert!(found.has("teilbar-7fK2mQ"));
    }
}

#[tokio::test]
async fn other_profiles_are_read_as_pages() {
    let page = "<!doctype html><title>Kanal</title><meta name=description content='teilbar-7fK2mQ'>\
                <a rel='me nofollow' href='https://nordlicht.example/'>Web</a>\
                <a href='https://other.example/'>x</a>";
    let network = Network::one("/page", 200, HTML, page).await;
    let found = evidence(&network, "telegram", "nordlicht").await;
    assert_eq!(found.links, ["https://nordlicht.example/"]);
    assert!(found.has("teilbar-7fK2mQ"));
    for (status, says) in [
        (404, "does not exist"),
        (403, "refuses"),
        (429, "too often"),
        (500, "status 500"),
    ] {
        let network = Network::one("/page", status, HTML, page).await;
        let error = network.evidence("telegram", "nordlicht").await.unwrap_err();
        assert!(error.to_string().contains(says), "{error}");
    }
    let network = Network::one("/page", 200, HTML, &"<i>".repeat(100_000)).await;
    let error = network.evidence("telegram", "nordlicht").await.unwrap_err();
    assert!(error.to_string().contains("elements"), "{error}");
}
