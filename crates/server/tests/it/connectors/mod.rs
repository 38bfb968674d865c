//! The connectors end to end, against a server on this machine that answers as networks do.

mod asked;
mod blogs;
mod evidence;
mod failures;
mod feeds;
mod keyed;
mod paid;
mod sources;

use crate::upstream::Upstream;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::Duration;
use teilbar_server::connectors::{
    Api, Conditional, ConnectorError, Evidence, Key, Posts, Settings, SourceSpec, evidence,
    followers, posts,
};
use teilbar_server::fetch::{Client, Policy};

/// Answers by path (without the query), with status, headers and body; remembers request heads.
struct Network {
    address: SocketAddr,
    upstream: Upstream,
    client: Client,
    settings: Settings,
}

type Answer = (u16, &'static str, String);

impl Network {
    async fn with(answers: impl IntoIterator<Item = (&'static str, Answer)>) -> Self {
        let answers: HashMap<&str, Answer> = answers.into_iter().collect();
        let upstream = Upstream::serve(move |head| {
            let target = head.split(' ').nth(1).unwrap();
            let path = target.split('?').next().unwrap();
            let missing = (404, "", "{\"error\":\"Record not found\"}".to_owned());
            let (status, headers, body) = answers.get(path).unwrap_or(&missing);
            let length = body.len();
            let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\n{headers}");
            format!("{head}connection: close\r\n\r\n{body}").into_bytes()
        })
        .await;
        Self::of(upstream)
    }

    /// Every network's interface at one server.
    fn of(upstream: Upstream) -> Self {
        let address = upstream.address;
        let allow = vec![address.to_string().parse().unwrap()];
        let base = format!("http://{address}");
        let own = [Api::Bluesky, Api::Youtube, Api::YoutubeFeeds, Api::Github];
        // The others have a folder each, so that one server can be all networks.
        let place = |(api, key): &(Api, &str)| match own.contains(api) {
            true => (*api, base.clone()),
            false => (*api, format!("{base}/{key}")),
        };
        let key = |network: &_| (*network, Key::from("token"));
        let mut settings = Settings {
            bases: Api::ALL.iter().map(place).collect(),
            keys: teilbar_domain::network::Network::ALL
                .iter()
                .map(key)
                .collect(),
            mastodon_scheme: "http".to_owned(),
            linkedin_version: "202606".to_owned(),
        };
        for key in settings.keys.values_mut() {
            key.client = Some("client".into());
            key.client_secret = Some("secret".into());
        }
        let client = Client::new(Policy {
            allow,
            ..Policy::default()
        })
        .unwrap();
        Self {
            address,
            upstream,
            client,
            settings,
        }
    }

    async fn one(path: &'static str, status: u16, headers: &'static str, body: &str) -> Self {
        Self::with([(path, (status, headers, body.to_owned()))]).await
    }

    async fn followers(&self, network: &str, handle: &str) -> Result<u64, ConnectorError> {
        let network = teilbar_domain::network::Network::parse(network).unwrap();
        followers(&self.client, &self.settings, network, handle).await
    }

    async fn evidence(&self, network: &str, handle: &str) -> Result<Evidence, ConnectorError> {
        let network = teilbar_domain::network::Network::parse(network).unwrap();
        let url = format!("http://{}/page", self.address);
        evidence(&self.client, &self.settings, network, handle, &url).await
    }

    async fn posts(
        &self,
        source: &SourceSpec,
        conditional: &Conditional,
    ) -> Result<Posts, ConnectorError> {
        posts(&self.client, &self.settings, source, conditional).await
    }

    fn heads(&self) -> Vec<String> {
        self.upstream.heads()
    }
}

const USER: &str = "/users/octocat";
const LOOKUP: &str = "/api/v1/accounts/lookup";
const STATUSES: &str = "/api/v1/accounts/9/statuses";
const PROFILE: &str = "/xrpc/app.bsky.actor.getProfile";
const AUTHOR: &str = "/xrpc/app.bsky.feed.getAuthorFeed";
const CHANNELS: &str = "/youtube/v3/channels";
const VIDEOS: &str = "/feeds/videos.xml";

#[tokio::test]
async fn every_network_tells_its_followers() {
    let ok = |body: &str| (200, "content-type: application/json\r\n", body.to_owned());
    let network = Network::with([
        (USER, ok(r#"{"login": "octocat", "followers": 1}"#)),
        (LOOKUP, ok(r#"{"id": "9", "followers_count": 2}"#)),
        (PROFILE, ok(r#"{"did": "did:plc:abc", "followersCount": 3}"#)),
        (CHANNELS, ok(r#"{"items": [{"statistics": {"subscriberCount": "4", "hiddenSubscriberCount": false}}]}"#)),
    ])
    .await;
    let mastodon = format!("@ada@{}", network.address);
    for (slug, handle, expected) in [
        ("github", "octocat", 1),
        ("mastodon", &mastodon, 2),
        ("bluesky", "ada.example", 3),
        ("youtube", "@ada", 4),
    ] {
        assert_eq!(
            network.followers(slug, handle).await.unwrap(),
            expected,
            "{slug}"
        );
    }
    let refused = network.followers("myspace", "ada").await.unwrap_err();
    assert!(refused.to_string().contains("enter it by hand"));
    let heads = network.heads();
    assert!(heads[0].contains("authorization: Bearer token"));
    assert!(
        heads[1..]
            .iter()
            .all(|head| !head.contains("authorization")),
        "the token is GitHub's"
    );
    assert!(heads[1].starts_with("GET /api/v1/accounts/lookup?acct=ada "));
    assert!(
        heads[3]
            .starts_with("GET /youtube/v3/channels?part=statistics&forHandle=%40ada&key=token ")
    );
}

#[tokio::test]
async fn a_failure_is_an_error_that_says_what_to_do() {
    let soon = (jiff::Timestamp::now().as_second() + 600).to_string();
    let spent: &'static str = Box::leak(
        format!("x-ratelimit-remaining: 0\r\nx-ratelimit-reset: {soon}\r\n").into_boxed_str(),
    );
    for (status, headers, body, expected, wait) in [
        (404, "", "{}", "does not exist", None),
        (
            429,
            "retry-after: 60\r\n",
            "{}",
            "asked too often",
            Some(60),
        ),
        (429, "", "slow down", "asked too often", None),
        (
            403,
            spent,
            "{\"message\": \"rate limit\"}",
            "asked too often",
            Some(600),
        ),
        (
            403,
            "retry-after: 30\r\n",
            "{}",
            "asked too often",
            Some(30),
        ),
        (403, "", "{}", "check the key or token", None),
        (401, "", "{}", "check the key or token", None),
        (410, "", "", "ended for good", None),
        (503, "retry-after: 120\r\n", "", "status 503", Some(120)),
        (500, "", "", "status 500", None),
        (
            200,
            "",
            "<!doctype html><title>Log in</title>",
            "web page where data",
            None,
        ),
        (200, "", "", "not JSON", None),
        (200, "", "[]", "no `followers`", None),
        (200, "", "{\"followers\": null}", "no `followers`", None),
        (200, "", "{\"followers\": -3}", "`followers` is -3", None),
        (
            200,
            "",
            "{\"followers\": \"12K\"}",
            "`followers` is \"12K\"",
            None,
        ),
        (204, "", "", "not JSON", None),
    ] {
        let network = Network::one(USER, status, headers, body).await;
        let error = network.followers("github", "octocat").await.unwrap_err();
        assert!(
            error.to_string().contains(expected),
            "{status} {body}: {error}"
        );
        let found = error.retry_after().map(|wait| wait.as_secs());
        let close = found
            .zip(wait)
            .is_none_or(|(found, wait)| found.abs_diff(wait) <= 5);
        assert!(
            close && found.is_some() == wait.is_some(),
            "{status} {headers}: {found:?}"
        );
    }
    let network = Network::one(
        PROFILE,
        400,
        "",
        "{\"error\": \"InvalidRequest\", \"message\": \"Profile not found\"}",
    )
    .await;
    assert!(matches!(
        network.followers("bluesky", "nobody.example").await,
        Err(ConnectorError::NotFound)
    ));
    let elsewhere = network
        .followers("mastodon", "@ada@127.0.0.1")
        .await
        .unwrap_err();
    assert!(elsewhere.to_string().contains("not public"), "{elsewhere}");
}

#[tokio::test]
async fn posts_of_every_network_are_read() {
    let statuses = r#"[{"id": "1", "uri": "https://social.example/1", "url": "https://social.example/@ada/1", "in_reply_to_id": null,
        "created_at": "2026-03-03T10:00:00.000Z", "visibility": "public", "content": "<p>Hallo</p>", "account": {"username": "ada"}}]"#;
    let author_feed = r#"{"feed": [{"post": {"uri": "at://did:plc:abc/app.bsky.feed.post/3k", "author": {"did": "did:plc:abc",
        "handle": "ada.example"}, "record": {"text": "Hallo", "createdAt": "2026-03-03T10:00:00Z"}}}]}"#;
    let videos = r#"<?xml version="1.0" encoding="UTF-8"?><feed xmlns:yt="http://www.youtube.com/xml/schemas/2015"
        xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom"><title>Ada</title>
        <entry><id>yt:video:abc</id><yt:videoId>abc</yt:videoId><title>Hallo</title>
        <link rel="alternate" href="https://www.youtube.com/watch?v=abc"/><author><name>Ada</name></author>
        <published>2026-03-03T10:00:00+00:00</published><media:group><media:title>Hallo</media:title>
        <media:content url="https://www.youtube.com/v/abc?version=3" type="application/x-shockwave-flash"/>
        <media:thumbnail url="https://i1.ytimg.com/vi/abc/hqdefault.jpg" width="480" height="360"/>
        <media:description>Erste Zeile
Zweite &lt;Zeile&gt;</media:description></media:group></entry></feed>"#;
    let ok = |body: &str| (200, "etag: W/\"7\"\r\n", body.to_owned());
    let network = Network::with([
        (
            LOOKUP,
            ok(r#"{"id": "9", "username": "ada", "display_name": "Ada"}"#),
        ),
        (STATUSES, ok(statuses)),
        (AUTHOR, ok(author_feed)),
        (VIDEOS, ok(videos)),
    ])
    .await;
    let mastodon = SourceSpec::Mastodon {
        host: network.address.to_string(),
        user: "ada".into(),
    };
    let bluesky = SourceSpec::Bluesky {
        actor: "@ada.example".into(),
    };
    let youtube = SourceSpec::Youtube {
        channel: "UCBR8-60-B28hp2BmDPdntcQ".into(),
    };
    for (source, expected) in [
        (
            mastodon,
            [
                "Ada",
                "ada",
                "https://social.example/@ada/1",
                "",
                "<p>Hallo</p>",
            ],
        ),
        (
            bluesky,
            [
                "ada.example",
                "ada.example",
                "https://bsky.app/profile/ada.example/post/3k",
                "",
                "<p>Hallo</p>",
            ],
        ),
        (
            youtube,
            [
                "Ada",
                "Ada",
                "https://www.youtube.com/watch?v=abc",
                "Hallo",
                "<p>Erste Zeile<br>Zweite &lt;Zeile&gt;</p>",
            ],
        ),
    ] {
        let answer = network
            .posts(&source, &Conditional::default())
            .await
            .unwrap();
        let Posts::Fresh {
            title, items, etag, ..
        } = answer
        else {
            unreachable!()
        };
        let item = &items[0];
        assert_eq!(
            [&title, &item.author, &item.url, &item.title, &item.html],
            expected,
            "{source:?}"
        );
        assert_eq!(item.published.unwrap().0, 1_772_532_000);
        assert_eq!(etag.as_deref(), Some("W/\"7\""));
        if let SourceSpec::Youtube { .. } = source {
            let image = item.image.as_ref().unwrap();
            assert_eq!(
                (&image.url[..], &image.alt[..]),
                ("https://i1.ytimg.com/vi/abc/hqdefault.jpg", "Hallo")
            );
        }
    }
    let asked: Vec<String> = network
        .heads()
        .iter()
        .map(|head| head.lines().next().unwrap().to_owned())
        .collect();
    assert_eq!(
        asked,
        [
            "GET /api/v1/accounts/lookup?acct=ada HTTP/1.1",
            "GET /api/v1/accounts/9/statuses?limit=40&exclude_replies=true HTTP/1.1",
            "GET /xrpc/app.bsky.feed.getAuthorFeed?actor=ada.example&limit=50&filter=posts_no_replies HTTP/1.1",
            "GET /feeds/videos.xml?channel_id=UCBR8-60-B28hp2BmDPdntcQ HTTP/1.1",
        ]
    );
}
