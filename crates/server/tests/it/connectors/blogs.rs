//! Blogs of networks that are asked with an app's key.

use super::Network;
use teilbar_domain::date::Timestamp;
use teilbar_domain::network::Network as Name;
use teilbar_domain::repost::Repost;
use teilbar_server::connectors::{Conditional, Posts, SourceSpec};

const PATH: &str = "/tumblr/blog/nordlicht/posts";

const POSTS: &str = r#"{"meta": {"status": 200, "msg": "OK"}, "response": {
    "blog": {"name": "nordlicht", "title": "Nordlicht & Co", "url": "https://nordlicht.tumblr.com/", "is_nsfw": false},
    "posts": [
        {"type": "text", "id_string": "5", "post_url": "https://nordlicht.tumblr.com/post/5", "timestamp": 1700000000, "is_pinned": true,
         "title": "Oben", "body": "<p>Fest</p>", "tags": []},
        {"type": "photo", "id_string": "4", "post_url": "https://nordlicht.tumblr.com/post/4", "timestamp": 1772532000,
         "caption": "<p>Ein <b>Boot</b><script>alert(1)</script></p>", "tags": ["Meer", "Boot"],
         "photos": [{"caption": "Rot", "original_size": {"url": "https://64.media.example/4.jpg", "width": 1280, "height": 960}}]},
        {"type": "link", "id_string": "3", "post_url": "https://nordlicht.tumblr.com/post/3", "timestamp": 1772528400,
         "url": "https://a.example/?x=1&y=\"2\"", "title": "Fund", "description": "<p>Lesen!</p>", "tags": [],
         "blog_name": "nordlicht", "reblogged_from_id": "77", "reblogged_from_name": "zwischen", "reblogged_root_name": "seewind", "reblogged_root_title": "Seewind  <3"},
        {"type": "quote", "id_string": "2", "post_url": "https://nordlicht.tumblr.com/post/2", "timestamp": 1772524800,
         "text": "Alles fließt", "source": "Heraklit", "tags": [],
         "blog_name": "nordlicht", "reblogged_from_id": "78", "reblogged_from_name": "zwischen", "reblogged_root_name": "nordlicht"},
        {"type": "text", "id_string": "1", "post_url": "https://nordlicht.tumblr.com/post/1", "timestamp": 1772445600, "is_nsfw": true,
         "title": null, "summary": "Heikel", "body": "<p>Heikel<img src=\"https://64.media.example/1.jpg\"></p>", "tags": []}],
    "total_posts": 5}}"#;

fn source() -> SourceSpec {
    SourceSpec::Account(Name::Tumblr, "nordlicht".into())
}

#[tokio::test]
async fn posts_of_tumblr_are_read() {
    let network = Network::one(PATH, 200, "", POSTS).await;
    let found = network.posts(&source(), &Conditional::default()).await;
    let Ok(Posts::Fresh {
        title,
        items,
        complete_since,
        ..
    }) = found
    else {
        unreachable!("{found:?}")
    };
    assert_eq!(title, "Nordlicht & Co");
    // The pinned one is older than the others, which does not make the list go back further.
    assert_eq!(complete_since.map(|at| at.0), Some(1_772_445_600));
    let rel = " rel=\"nofollow noopener noreferrer ugc\"";
    let shown: Vec<_> = items
        .iter()
        .map(|item| (&item.title[..], item.html.replace(rel, "")))
        .collect();
    let link = "<p><a href=\"https://a.example/?x=1&amp;y=%222%22\">https://a.example/?x=1&amp;y=&quot;2&quot;</a></p><p>Lesen!</p>";
    let expected = [
        ("Oben", "<p>Fest</p>"),
        ("", "<p>Ein <strong>Boot</strong></p>"),
        ("Fund", link),
        (
            "",
            "<blockquote><p>Alles fließt</p></blockquote><p>Heraklit</p>",
        ),
        ("", "<p>Heikel</p>"),
    ];
    assert_eq!(
        shown,
        expected.map(|(title, html)| (title, html.to_owned()))
    );
    let picture = items[1].image.as_ref().unwrap();
    assert_eq!(
        (&picture.url[..], &picture.alt[..]),
        ("https://64.media.example/4.jpg", "Rot")
    );
    assert_eq!(items[1].marks.tags, ["meer", "boot"]);
    assert_eq!(
        items[2].marks.repost,
        Some(Repost {
            by: "Nordlicht & Co".into(),
            at: Some(Timestamp(1_772_528_400))
        })
    );
    let authors: Vec<_> = items.iter().map(|item| &item.author[..]).collect();
    assert_eq!(authors[2], "Seewind <3");
    // What it has from others who had it from itself is its own.
    for own in [1, 3] {
        assert_eq!(items[own].marks.repost, None);
        assert_eq!(authors[own], "Nordlicht & Co");
    }
    let sensitive: Vec<_> = items.iter().map(|item| item.marks.sensitive).collect();
    assert_eq!(sensitive, [false, false, false, false, true]);
    assert!(items[4].image.is_some());
    let asked = "GET /tumblr/blog/nordlicht/posts?api_key=token&limit=20&reblog_info=true ";
    assert!(
        network.heads()[0].starts_with(asked),
        "{}",
        network.heads()[0]
    );
    assert!(!format!("{items:?}").contains("token"));
}

#[tokio::test]
async fn tumblr_explains_itself() {
    for (status, body, expected) in [
        (
            404,
            r#"{"meta": {"status": 404, "msg": "Not Found"}, "response": [], "errors": [{"title": "Not Found", "code": 4012}]}"#,
            "not logged in",
        ),
        (
            404,
            r#"{"meta": {"status": 404, "msg": "Not Found"}, "response": []}"#,
            "does not exist",
        ),
        (
            401,
            r#"{"meta": {"status": 401, "msg": "Unauthorized"}, "response": [], "errors": [{"title": "Unauthorized", "code": 1016}]}"#,
            "token has expired",
        ),
    ] {
        let network = Network::one(PATH, status, "", body).await;
        let found = network.posts(&source(), &Conditional::default()).await;
        let error = found.unwrap_err().to_string();
        assert!(error.contains(expected), "{body}: {error}");
    }
    let network = Network::with([]).await;
    assert!(
        network
            .followers("tumblr", "nordlicht")
            .await
            .unwrap_err()
            .to_string()
            .contains("by hand")
    );
}
