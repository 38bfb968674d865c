//! Posts of every kind of source beyond the first few, in the shapes that documentation shows.

use super::Network;
use teilbar_domain::network::Network as Name;
use teilbar_server::connectors::{BlueskyKind, BlueskyList, Conditional, Posts, SourceSpec};

/// 2026-03-03T10:00:00Z
const TEN: i64 = 1_772_532_000;

/// What of an answer is compared: title, then per post its author, address, text and picture.
fn told(posts: Posts) -> (String, Vec<[String; 4]>, Option<i64>) {
    let Posts::Fresh {
        title,
        items,
        complete_since,
        ..
    } = posts
    else {
        unreachable!("{posts:?}")
    };
    let items = items.into_iter().map(|item| {
        let image = item
            .image
            .map(|image| format!("{} {}", image.url, image.alt));
        let text = item
            .html
            .replace(" rel=\"nofollow noopener noreferrer ugc\"", "");
        let text = match &item.title[..] {
            "" => text,
            title => format!("{title}: {text}"),
        };
        [item.author, item.url, text, image.unwrap_or_default()]
    });
    (title, items.collect(), complete_since.map(|at| at.0))
}

async fn read(source: SourceSpec, answers: &[(&'static str, &str)]) -> (Network, Posts) {
    let answers = answers.iter();
    let answers = answers.map(|(path, body)| (*path, (200, "", (*body).to_owned())));
    let network = Network::with(answers).await;
    let source = match source {
        SourceSpec::Wordpress(path) => {
            SourceSpec::Wordpress(format!("http://{}{path}", network.address))
        }
        SourceSpec::MastodonTag { tag, .. } => SourceSpec::MastodonTag {
            host: network.address.to_string(),
            tag,
        },
        other => other,
    };
    let posts = network
        .posts(&source, &Conditional::default())
        .await
        .unwrap();
    (network, posts)
}

fn account(network: Name) -> SourceSpec {
    SourceSpec::Account(network, "nordlicht".into())
}

const FACEBOOK: &str = r#"{"data": [
    {"id": "102_2", "message": "Neu: https://nordlicht.example/a?b=1&c=2\n\nBald mehr", "created_time": "2026-03-03T10:00:00+0000",
     "permalink_url": "https://www.facebook.com/102/posts/2", "full_picture": "https://scontent.example/2.jpg", "from": {"name": "Nordlicht AG", "id": "102"}},
    {"id": "102_1", "created_time": "2026-03-02T10:00:00+0000", "permalink_url": "https://www.facebook.com/102/posts/1"}],
    "paging": {"cursors": {"before": "x", "after": "y"}}}"#;

const INSTAGRAM: &str = r#"{"data": [
    {"id": "2", "caption": "Am Hafen <3", "media_type": "IMAGE", "media_url": "https://cdn.example/2.jpg", "permalink": "https://www.instagram.com/p/2/", "timestamp": "2026-03-03T10:00:00+0000"},
    {"id": "1", "caption": "Film", "media_type": "VIDEO", "media_url": "https://cdn.example/1.mp4", "thumbnail_url": "https://cdn.example/1.jpg", "permalink": "https://www.instagram.com/reel/1/", "timestamp": "2026-03-02T10:00:00+0000"}]}"#;

const THREADS: &str = r#"{"data": [
    {"id": "3", "media_type": "REPOST_FACADE", "permalink": "https://www.threads.com/@nordlicht/post/c", "timestamp": "2026-03-03T10:00:00+0000"},
    {"id": "2", "media_type": "TEXT_POST", "text": "Hallo", "permalink": "https://www.threads.com/@nordlicht/post/b", "timestamp": "2026-03-02T10:00:00+0000"}]}"#;

const LINKEDIN: &str = r#"{"paging": {"start": 0, "count": 20}, "elements": [
    {"id": "urn:li:share:2", "author": "urn:li:organization:123", "commentary": "Wir \\(alle\\) mit @[Ada](urn:li:person:1) {hashtag|\\#|Rad}", "lifecycleState": "PUBLISHED", "visibility": "PUBLIC", "publishedAt": 1772532000000},
    {"id": "urn:li:share:3", "commentary": "Entwurf", "lifecycleState": "DRAFT", "visibility": "PUBLIC", "createdAt": 1772532000000},
    {"id": "urn:li:share:4", "commentary": "Intern", "lifecycleState": "PUBLISHED", "visibility": "LOGGED_IN", "createdAt": 1772532000000},
    {"id": "../../evil", "commentary": "x", "lifecycleState": "PUBLISHED", "visibility": "PUBLIC", "createdAt": 1772532000000}]}"#;

const TIKTOK: &str = r#"{"data": {"videos": [
    {"id": "9", "title": "Kurz", "video_description": "Ein Film #meer", "create_time": 1772532000, "cover_image_url": "https://p16.example/9.webp", "share_url": "https://www.tiktok.com/@nordlicht/video/9"}],
    "cursor": 1, "has_more": false}, "error": {"code": "ok", "message": "", "log_id": "1"}}"#;

const X: &str = r#"{"data": [
    {"id": "20", "text": "A &amp; B https://t.co/abc", "created_at": "2026-03-03T10:00:00.000Z", "possibly_sensitive": false,
     "entities": {"urls": [{"start": 9, "end": 25, "url": "https://t.co/abc", "expanded_url": "https://nordlicht.example/a"}]},
     "attachments": {"media_keys": ["3_1"], "poll_ids": ["5"]}},
    {"id": "19", "text": "Heikel", "created_at": "2026-03-02T10:00:00.000Z", "possibly_sensitive": true, "attachments": {"media_keys": ["3_1"]}}],
    "includes": {"media": [{"media_key": "3_1", "type": "photo", "url": "https://pbs.example/1.jpg", "alt_text": "Boot"}],
                 "polls": [{"id": "5", "options": [{"position": 1, "label": "Ja", "votes": 1}, {"position": 2, "label": "Nein", "votes": 0}]}]},
    "meta": {"result_count": 2}}"#;

const TELEGRAM: &str = r#"{"ok": true, "result": [
    {"update_id": 1, "channel_post": {"message_id": 4, "chat": {"id": -1, "title": "Nordlicht", "username": "Nordlicht", "type": "channel"}, "date": 1772532000, "text": "Alt"}},
    {"update_id": 2, "channel_post": {"message_id": 5, "chat": {"id": -2, "title": "Andere", "username": "andere", "type": "channel"}, "date": 1772532000, "text": "Fremd"}},
    {"update_id": 3, "edited_channel_post": {"message_id": 4, "chat": {"id": -1, "title": "Nordlicht", "username": "Nordlicht", "type": "channel"}, "date": 1772532000, "edit_date": 1772532100,
        "text": "Neu hier", "entities": [{"type": "text_link", "offset": 4, "length": 4, "url": "https://nordlicht.example/"}]}},
    {"update_id": 4, "channel_post": {"message_id": 6, "chat": {"id": -1, "title": "Nordlicht", "username": "Nordlicht", "type": "channel"}, "date": 1772532000,
        "poll": {"id": "1", "question": "Meer?", "options": [{"text": "Ja", "voter_count": 0}, {"text": "<b>Nein", "voter_count": 0}]}}}]}"#;

const RELEASES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Release notes from boot</title>
    <entry><id>tag:github.com,2008:Repository/1/v2</id><updated>2026-03-03T10:00:00Z</updated><link rel="alternate" type="text/html" href="https://github.com/nordlicht/boot/releases/tag/v2"/>
    <title>v2</title><content type="html">&lt;p&gt;Schneller&lt;/p&gt;</content><author><name>ada</name></author></entry></feed>"#;

const PINS: &str = r#"<?xml version="1.0"?><rss version="2.0"><channel><title>Boote</title><link>https://www.pinterest.com/nordlicht/boote/</link>
    <item><title>Jolle</title><link>https://www.pinterest.com/pin/1/</link><description>&lt;a href="https://www.pinterest.com/pin/1/"&gt;&lt;img src="https://i.pinimg.example/1.jpg"&gt;&lt;/a&gt;Klein</description>
    <pubDate>Tue, 03 Mar 2026 10:00:00 GMT</pubDate><guid>https://www.pinterest.com/pin/1/</guid></item></channel></rss>"#;

const WORDPRESS: &str = r#"[
    {"id": 7, "date": "2026-03-03T11:00:00", "date_gmt": "2026-03-03T10:00:00", "guid": {"rendered": "https://blog.example/?p=7"}, "link": "https://blog.example/hafen/",
     "title": {"rendered": "Hafen &#8211; heute"}, "content": {"rendered": "<p>Am <strong>Meer</strong></p>", "protected": false}, "excerpt": {"rendered": "<p>Kurz</p>", "protected": false},
     "_embedded": {"author": [{"id": 1, "name": "Ada"}], "wp:featuredmedia": [{"id": 3, "source_url": "https://blog.example/b.jpg", "alt_text": "Ein Boot"}]}},
    {"id": 6, "date_gmt": "2026-03-02T10:00:00", "link": "https://blog.example/geheim/", "title": {"rendered": "Geschützt: Geheim"}, "content": {"rendered": "", "protected": true}, "excerpt": {"rendered": "", "protected": true}}]"#;

#[tokio::test]
async fn posts_of_accounts_are_read() {
    let me = |network| (network, r#"{"username": "nordlicht", "id": "1"}"#);
    let user = (
        "/x/users/by/username/nordlicht",
        r#"{"data": {"id": "7", "name": "Nordlicht", "username": "nordlicht"}}"#,
    );
    let company = (
        "/linkedin/organizations",
        r#"{"elements": [{"id": 123, "localizedName": "Nordlicht AG"}]}"#,
    );
    let token = ("/tiktok/oauth/token/", r#"{"access_token": "day"}"#);
    let day = 86_400;
    for (network, answers, title, posts, since) in [
        (
            Name::Facebook,
            vec![("/facebook/nordlicht/posts", FACEBOOK)],
            "Nordlicht AG",
            vec![[
                "Nordlicht AG",
                "https://www.facebook.com/102/posts/2",
                "<p>Neu: <a href=\"https://nordlicht.example/a?b=1&amp;c=2\">https://nordlicht.example/a?b=1&amp;c=2</a></p><p>Bald mehr</p>",
                "https://scontent.example/2.jpg ",
            ]],
            Some(TEN - day),
        ),
        (
            Name::Instagram,
            vec![me("/instagram/me"), ("/instagram/me/media", INSTAGRAM)],
            "nordlicht",
            vec![
                [
                    "nordlicht",
                    "https://www.instagram.com/p/2/",
                    "<p>Am Hafen &lt;3</p>",
                    "https://cdn.example/2.jpg ",
                ],
                [
                    "nordlicht",
                    "https://www.instagram.com/reel/1/",
                    "<p>Film</p>",
                    "https://cdn.example/1.jpg ",
                ],
            ],
            Some(TEN - day),
        ),
        (
            Name::Threads,
            vec![me("/threads/me"), ("/threads/me/threads", THREADS)],
            "nordlicht",
            vec![[
                "nordlicht",
                "https://www.threads.com/@nordlicht/post/b",
                "<p>Hallo</p>",
                "",
            ]],
            Some(TEN - day),
        ),
        (
            Name::Linkedin,
            vec![company, ("/linkedin/posts", LINKEDIN)],
            "Nordlicht AG",
            vec![[
                "Nordlicht AG",
                "https://www.linkedin.com/feed/update/urn:li:share:2/",
                "<p>Wir (alle) mit Ada #Rad</p>",
                "",
            ]],
            None,
        ),
        (
            Name::Tiktok,
            vec![token, ("/tiktok/video/list/", TIKTOK)],
            "",
            vec![[
                "",
                "https://www.tiktok.com/@nordlicht/video/9",
                "<p>Ein Film #meer</p>",
                "https://p16.example/9.webp ",
            ]],
            Some(TEN),
        ),
        (
            Name::X,
            vec![user, ("/x/users/7/tweets", X)],
            "Nordlicht",
            vec![
                [
                    "Nordlicht",
                    "https://x.com/nordlicht/status/20",
                    "<p>A &amp; B <a href=\"https://nordlicht.example/a\">https://nordlicht.example/a</a><br>• Ja<br>• Nein</p>",
                    "https://pbs.example/1.jpg Boot",
                ],
                [
                    "Nordlicht",
                    "https://x.com/nordlicht/status/19",
                    "<p>Heikel</p>",
                    "",
                ],
            ],
            Some(TEN - day),
        ),
    ] {
        let (asked, found) = read(account(network), &answers).await;
        let (name, items, complete) = told(found);
        assert_eq!((&name[..], complete), (title, since), "{network:?}");
        assert_eq!(items, posts, "{network:?}");
        let shown = format!("{items:?}");
        assert!(
            !shown.contains("token") && !shown.contains(&asked.address.to_string()),
            "{shown}"
        );
    }
}

#[tokio::test]
async fn posts_of_open_sources_are_read() {
    let telegram = SourceSpec::Telegram {
        channel: "nordlicht".into(),
    };
    let github = SourceSpec::Github {
        owner: "nordlicht".into(),
        repository: "boot".into(),
    };
    let pinterest = SourceSpec::Pinterest {
        user: "nordlicht".into(),
        board: "boote".into(),
    };
    let day = 86_400;
    for (source, answer, title, posts, since) in [
        (
            telegram,
            ("/telegram/bottoken/getUpdates", TELEGRAM),
            "Nordlicht",
            vec![
                [
                    "",
                    "https://t.me/nordlicht/6",
                    "<p>Meer?</p><ul><li>Ja</li><li>&lt;b&gt;Nein</li></ul>",
                    "",
                ],
                [
                    "",
                    "https://t.me/nordlicht/4",
                    "<p>Neu <a href=\"https://nordlicht.example/\">hier</a></p>",
                    "",
                ],
            ],
            None,
        ),
        (
            github,
            ("/github_feeds/nordlicht/boot/releases.atom", RELEASES),
            "Release notes from boot",
            vec![[
                "ada",
                "https://github.com/nordlicht/boot/releases/tag/v2",
                "v2: <p>Schneller</p>",
                "",
            ]],
            None,
        ),
        (
            pinterest,
            ("/pinterest_feeds/nordlicht/boote.rss", PINS),
            "Boote",
            vec![[
                "Boote",
                "https://www.pinterest.com/pin/1/",
                "Jolle: <p>Klein</p>",
                "https://i.pinimg.example/1.jpg ",
            ]],
            None,
        ),
        (
            SourceSpec::Wordpress("/blog".into()),
            ("/blog/wp-json/wp/v2/posts", WORDPRESS),
            "",
            vec![[
                "Ada",
                "https://blog.example/hafen/",
                "Hafen – heute: <p>Am <strong>Meer</strong></p>",
                "https://blog.example/b.jpg Ein Boot",
            ]],
            Some(TEN - day),
        ),
    ] {
        let label = format!("{source:?}");
        let (network, found) = read(source, &[answer]).await;
        let (name, items, complete) = told(found);
        assert_eq!((&name[..], complete), (title, since), "{label}");
        assert_eq!(items, posts, "{label}");
        if label.starts_with("Wordpress") {
            let asked =
                "GET /blog/wp-json/wp/v2/posts?per_page=20&_embed=author%2Cwp%3Afeaturedmedia ";
            assert!(
                network.heads()[0].starts_with(asked),
                "{:?}",
                network.heads()
            );
        }
        if label.starts_with("Telegram") {
            assert!(network.heads()[0].contains("?offset=-100&limit=100&allowed_updates="));
        }
    }
}

#[tokio::test]
async fn hashtags_feeds_and_lists_are_read() {
    let statuses = r#"[{"id": "2", "uri": "https://a.example/2", "url": "https://a.example/@ada/2", "in_reply_to_id": null,
        "created_at": "2026-03-03T10:00:00.000Z", "visibility": "public", "content": "<p>Hallo</p>", "account": {"username": "ada"}}]"#;
    let tag = SourceSpec::MastodonTag {
        host: String::new(),
        tag: "Räder".into(),
    };
    let (network, found) = read(tag, &[("/api/v1/timelines/tag/R%C3%A4der", statuses)]).await;
    let (title, items, since) = told(found);
    assert_eq!((&title[..], items.len(), since), ("#Räder", 1, Some(TEN)));
    assert!(network.heads()[0].starts_with("GET /api/v1/timelines/tag/R%C3%A4der?limit=40 "));

    let post = |handle: &str, labels: &str| {
        format!(
            r#"{{"post": {{"uri": "at://did:plc:{handle}/app.bsky.feed.post/3k", "indexedAt": "2026-03-03T10:00:00Z",
            "author": {{"did": "did:plc:{handle}", "handle": "{handle}.example", "labels": [{labels}]}}, "labels": [],
            "record": {{"text": "Hallo {handle}", "createdAt": "2026-03-03T10:00:00Z"}}}}}}"#
        )
    };
    // One who asks not to be shown to strangers is left out; the others are not.
    let hidden = r#"{"val": "!no-unauthenticated", "src": "did:plc:shy"}"#;
    let feed = format!(
        r#"{{"feed": [{}, {}], "cursor": "c"}}"#,
        post("shy", hidden),
        post("ada", "")
    );
    let did = r#"{"did": "did:plc:maker"}"#;
    for (kind, method, address, since) in [
        (
            BlueskyKind::Feed,
            "getFeed?feed",
            "app.bsky.feed.generator",
            Some(i64::MIN),
        ),
        (
            BlueskyKind::List,
            "getListFeed?list",
            "app.bsky.graph.list",
            Some(TEN),
        ),
    ] {
        let kept = SourceSpec::BlueskyList(BlueskyList {
            kind,
            actor: "maker.example".into(),
            key: "rad".into(),
        });
        let path = match kind {
            BlueskyKind::Feed => "/xrpc/app.bsky.feed.getFeed",
            BlueskyKind::List => "/xrpc/app.bsky.feed.getListFeed",
        };
        let answers = [
            ("/xrpc/com.atproto.identity.resolveHandle", did),
            (path, &feed),
        ];
        let (network, found) = read(kept, &answers).await;
        let (_, items, complete) = told(found);
        assert_eq!(
            items,
            [[
                "ada.example",
                "https://bsky.app/profile/ada.example/post/3k",
                "<p>Hallo ada</p>",
                ""
            ]]
        );
        assert_eq!(complete, since);
        let heads = network.heads();
        assert!(
            heads[0]
                .starts_with("GET /xrpc/com.atproto.identity.resolveHandle?handle=maker.example ")
        );
        let place = address.replace('/', "%2F");
        let asked = format!(
            "GET /xrpc/app.bsky.feed.{method}=at%3A%2F%2Fdid%3Aplc%3Amaker%2F{place}%2Frad&limit=50 "
        );
        assert!(heads[1].starts_with(&asked), "{}", heads[1]);
    }
}
