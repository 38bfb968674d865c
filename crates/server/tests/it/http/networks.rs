//! Networks of a site's own, from `teilbar.toml` to the page.

use crate::server::Server;
use axum::http::StatusCode;
use std::path::Path;
use teilbar_server::config::{Config, errors};

const SITE: &str = r##"
public_url = "https://teilbar.example"
[[sites]]
id = "blog"
origins = ["https://www.blog.example"]
[sites.options]
networks = ["forum", "mastodon", "Wiki"]
text-forum = "Lesen & reden"
campaign = "utm_source={network}"
[[sites.networks]]
id = "forum"
name = "Unser <Forum>"
share = "https://forum.example/new?link={url}&subject={title}&tag={tag}"
profile = "https://forum.example/u/blog"
color = "#ffcc00"
icon = "M3 3h18v14H9l-6 4z"
[[sites.networks]]
id = "wiki"
share = "https://wiki.example/add?u={url}&pic={image!}"
[[sites.profiles]]
network = "mastodon"
handle = "@blog@social.example"
"##;

async fn get(server: &Server, path: &str) -> String {
    let reply = server.get(path).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}");
    reply.text().to_owned()
}

const BAR: &str = "/api/v1/sites/blog/fragment/bar?url=https%3A%2F%2Fwww.blog.example%2Fa&title=Titel&hashtags=eins";

#[tokio::test]
async fn own_networks_are_buttons_like_any_other() {
    let server = Server::new(SITE).await;
    let html = get(&server, BAR).await;
    let link = "https://forum.example/new?link=https%3A%2F%2Fwww.blog.example%2Fa%3Futm_source%3Dforum&amp;subject=Lesen%20%26%20reden&amp;tag=eins";
    for part in [
        &format!("href=\"{link}\" target=\"_blank\" rel=\"noopener noreferrer nofollow\"")[..],
        "<path d=\"M3 3h18v14H9l-6 4z\"/>",
        "<span part=\"label\">Unser &lt;Forum&gt;</span>",
        ".own_blog_forum{--c:#ffcc00;--t:#000}",
        "%3Futm_source%3Dmastodon",
    ] {
        assert!(html.contains(part), "{part} is not in {html}");
    }
    let at = |part: &str| html.find(part).unwrap();
    assert!(at("class=\"own_blog_forum\"") < at("class=\"mastodon\""));
    // The drawing is not sent a second time for the browser to render.
    assert_eq!(html.matches("M3 3h18v14H9l-6 4z").count(), 1);
    assert!(!html.contains("wiki.example"), "a picture is required");
    let pictured = get(
        &server,
        &format!("{BAR}&image=https://www.blog.example/i.png"),
    )
    .await;
    assert!(
        pictured.contains("https://wiki.example/add?u="),
        "{pictured}"
    );
    assert!(
        get(&server, "/teilbar.css")
            .await
            .contains(".own_blog_forum{--c:#ffcc00;--t:#000}")
    );
}

#[tokio::test]
async fn own_networks_can_be_followed() {
    let server = Server::new(SITE).await;
    let follow = "/api/v1/sites/blog/fragment/follow";
    let html = get(&server, follow).await;
    assert!(
        html.contains("href=\"https://forum.example/u/blog\""),
        "{html}"
    );
    let at = |part: &str| html.find(part).unwrap();
    assert!(
        at("class=\"own_blog_forum\"") < at("class=\"mastodon\""),
        "as in networks"
    );
    let one = get(&server, &format!("{follow}?networks=mastodon")).await;
    assert!(!one.contains("forum.example"), "{one}");
}

#[tokio::test]
async fn dialogs_offer_own_networks_first_and_contested_ones_never() {
    let server = Server::new(SITE).await;
    let json = get(&server, "/api/v1/sites/blog/dialogs").await;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let networks = json["networks"].as_array().unwrap();
    let ids: Vec<_> = networks.iter().map(|n| n["id"].as_str().unwrap()).collect();
    assert_eq!(ids[..3], ["own_blog_forum", "own_blog_wiki", "facebook"]);
    assert_eq!(networks[0]["icon"], "M3 3h18v14H9l-6 4z");
    let address = networks[0]["template"].as_str().unwrap();
    assert!(address.contains("{url+utm_source%3Dforum}"), "{address}");
    for contested in ["vk", "odnoklassniki", "weibo", "mewe", "gab"] {
        assert!(!ids.contains(&contested), "{contested}");
    }
    let css = json["css"].as_str().unwrap();
    assert!(
        css.contains(".own_blog_forum{--c:#ffcc00;--t:#000}"),
        "{css}"
    );
}

#[tokio::test]
async fn secrets_of_the_address_reach_no_network() {
    let server = Server::new(SITE).await;
    let address =
        "https%3A%2F%2Fwww.blog.example%2Fa%3Fp%3D1%26token%3Dgeheim%26fbclid%3Dklick%23x";
    let path = format!("/api/v1/sites/blog/fragment/bar?url={address}&networks=x,copy");
    let html = get(&server, &path).await;
    assert!(
        html.contains("https%3A%2F%2Fwww.blog.example%2Fa%3Fp%3D1%26utm_source%3Dx"),
        "{html}"
    );
    assert!(
        !html.contains("geheim") && !html.contains("klick"),
        "{html}"
    );
    let canonical = get(&server, &format!("{path}&address=canonical")).await;
    assert!(canonical.contains("geheim"), "{canonical}");
}

fn problems(lines: &str, options: &str) -> Vec<String> {
    let text = format!(
        "[[sites]]\nid = \"blog\"\nhome = \"https://blog.example/\"\n{options}\n[[sites.networks]]\n{lines}"
    );
    let (config, problems) = Config::read(&text, Path::new(""), &|_| None);
    assert_eq!(config.sites.len(), 1);
    assert!(errors(&problems) > 0, "{text}");
    problems.iter().map(ToString::to_string).collect()
}

#[test]
fn what_is_wrong_with_an_own_network_is_said() {
    let share = "share = \"https://f.example/?u={url}\"";
    for (lines, expected) in [
        (
            format!("id = \"mastodon\"\n{share}"),
            "6: \"mastodon\" is a network of the catalogue; choose another id",
        ),
        (
            format!("id = \"pocket\"\n{share}"),
            "6: \"pocket\" is a network of the catalogue; choose another id",
        ),
        (
            format!("id = \"Mein Forum\"\n{share}"),
            "6: \"Mein Forum\" cannot be an id; use 1 to 40 of a-z, 0-9 and -",
        ),
        (
            "id = \"f\"".into(),
            "5: networks has no \"share\"; add a line like: share = \"https://forum.example.org/new?link={url}&subject={title}\"",
        ),
        (
            "id = \"f\"\nshare = \"http://f.example/?u={url}\"".into(),
            "7: share = \"http://f.example/?u={url}\" is not https; write the address in full, starting with https://",
        ),
        (
            "id = \"f\"\nshare = \"javascript:alert({url})\"".into(),
            "7: share = \"javascript:alert({url})\" is not https; write the address in full, starting with https://",
        ),
        (
            "id = \"f\"\nshare = \"https://f.example/?u={adresse}\"".into(),
            "7: share has an unknown slot {adresse}; use {url}, {title}, {text}, {summary}, {image}, {via}, {hashtags}, {tag}, {tags}",
        ),
        (
            "id = \"f\"\nshare = \"https://f.example/?u={title}\"".into(),
            "7: share has no {url}; put {url} where the shared address belongs",
        ),
        (
            "id = \"f\"\nshare = \"https://f.example/?u={url\"".into(),
            "7: share = \"https://f.example/?u={url\" has a { that nothing closes; write slots as {url}",
        ),
        (
            "id = \"f\"\nshare = \"https://{title}.example/?u={url}\"".into(),
            "7: share = \"https://{title}.example/?u={url}\" is no web address; write it in full, with slots after the host only",
        ),
        (
            format!("id = \"f\"\n{share}\ncolor = \"rot\""),
            "8: color = \"rot\" is no colour; write six hexadecimal digits: \"#004b87\"",
        ),
        (
            format!("id = \"f\"\n{share}\nicon = '<script>'"),
            "8: icon is not the outline of an icon; write only what stands in the d of an SVG <path>, such as \"M3 3h18v18H3z\"",
        ),
        (
            format!("id = \"f\"\n{share}\nicon = \"M0 0h512v512z\""),
            "8: icon is not the outline of an icon; scale the drawing to 24 by 24",
        ),
    ] {
        assert_eq!(problems(&lines, ""), [expected]);
    }
}

#[test]
fn unknown_networks_are_still_reported_beside_own_ones() {
    let lines = "id = \"forum\"\nshare = \"https://f.example/?u={url}\"";
    let options = "[sites.options]\nnetworks = \"forum forun facebok\"\ntext-forum = \"Hallo\"\ntext-fourm = \"Hallo\"";
    let said = problems(lines, options);
    let expected = [
        "5: unknown network \"facebok\"; did you mean \"facebook\"?",
        "5: unknown network \"forun\"",
        "7: unknown network \"fourm\"",
    ];
    for (said, expected) in said.iter().zip(expected) {
        assert!(said.starts_with(expected), "{said}");
    }
    assert_eq!(said.len(), expected.len(), "{said:?}");
}

#[test]
fn messenger_without_an_app_is_noted() {
    let text = "[[sites]]\nid = \"b\"\nhome = \"https://b.example/\"\n[sites.options]\nnetworks = \"messenger\"\n";
    let said = |text: &str| {
        let (_, problems) = Config::read(text, Path::new(""), &|_| None);
        problems.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(
        said(text),
        [
            "5: warning: Messenger is shown on telephones only; set \"facebook-app-id\" to show it everywhere"
        ]
    );
    assert_eq!(said(&format!("{text}facebook-app-id = 123\n")), [""; 0]);
}
