//! Follower counts of the networks that want a key, in the shapes that their documentation shows.

use super::Network;
use teilbar_domain::network::Network as Name;
use teilbar_server::connectors::ConnectorError;

/// The question after which a network tells its count, and the answers to those before it.
struct Shape {
    slug: &'static str,
    handle: &'static str,
    before: &'static [(&'static str, &'static str)],
    path: &'static str,
    /// The answer; ` N` stands for the number.
    answer: &'static str,
}

const SHAPES: [Shape; 10] = [
    Shape {
        slug: "facebook",
        handle: "nordlicht",
        before: &[],
        path: "/facebook/nordlicht",
        answer: r#"{"followers_count": N, "id": "102"}"#,
    },
    Shape {
        slug: "instagram",
        handle: "Nordlicht",
        before: &[],
        path: "/instagram/me",
        answer: r#"{"username": "nordlicht", "followers_count": N, "id": "178"}"#,
    },
    Shape {
        slug: "x",
        handle: "@nordlicht",
        before: &[],
        path: "/x/users/by/username/nordlicht",
        answer: r#"{"data": {"id": "7", "name": "Nordlicht", "username": "nordlicht",
            "public_metrics": {"followers_count": N, "following_count": 9, "tweet_count": 8, "listed_count": 7}}}"#,
    },
    Shape {
        slug: "linkedin",
        handle: "nordlicht",
        before: &[(
            "/linkedin/organizations",
            r#"{"paging": {"start": 0, "count": 10}, "elements": [{"id": 123, "localizedName": "Nordlicht", "vanityName": "nordlicht"}]}"#,
        )],
        path: "/linkedin/networkSizes/urn%3Ali%3Aorganization%3A123",
        answer: r#"{"firstDegreeSize": N}"#,
    },
    Shape {
        slug: "pinterest",
        handle: "nordlicht",
        before: &[],
        path: "/pinterest/user_account",
        answer: r#"{"account_type": "BUSINESS", "username": "nordlicht", "follower_count": N, "board_count": 3}"#,
    },
    Shape {
        slug: "tiktok",
        handle: "nordlicht",
        before: &[(
            "/tiktok/oauth/token/",
            r#"{"access_token": "act.day", "expires_in": 86400, "open_id": "o", "refresh_token": "token", "token_type": "Bearer"}"#,
        )],
        path: "/tiktok/user/info/",
        answer: r#"{"data": {"user": {"follower_count": N}}, "error": {"code": "ok", "message": "", "log_id": "1"}}"#,
    },
    Shape {
        slug: "threads",
        handle: "nordlicht",
        before: &[("/threads/me", r#"{"username": "nordlicht", "id": "99"}"#)],
        path: "/threads/me/threads_insights",
        answer: r#"{"data": [{"name": "followers_count", "period": "day", "title": "followers_count",
            "total_value": {"value": N}, "id": "99/insights/followers_count/day"}]}"#,
    },
    Shape {
        slug: "telegram",
        handle: "nordlicht",
        before: &[],
        path: "/telegram/bottoken/getChatMemberCount",
        answer: r#"{"ok": true, "result": N}"#,
    },
    Shape {
        slug: "discord",
        handle: "abcDEF",
        before: &[],
        path: "/discord/invites/abcDEF",
        answer: r#"{"type": 0, "code": "abcDEF", "expires_at": null, "guild": {"id": "1", "name": "Nordlicht"},
            "approximate_member_count": N, "approximate_presence_count": 3}"#,
    },
    Shape {
        slug: "reddit",
        handle: "r/nordlicht",
        before: &[(
            "/reddit_tokens/access_token",
            r#"{"access_token": "day", "token_type": "bearer", "expires_in": 86400, "scope": "*"}"#,
        )],
        path: "/reddit/r/nordlicht/about",
        answer: r#"{"kind": "t5", "data": {"display_name": "nordlicht", "subscribers": N, "active_user_count": 3}}"#,
    },
];

impl Shape {
    async fn asked(&self, status: u16, headers: &'static str, body: &str) -> Network {
        let before = self.before.iter();
        let before = before.map(|(path, body)| (*path, (200, "", (*body).to_owned())));
        let last = (self.path, (status, headers, body.to_owned()));
        Network::with(before.chain([last])).await
    }
}

fn answer(shape: &Shape, number: &str) -> String {
    // Only the placeholder is replaced, no letter of a name.
    shape.answer.replace(" N", &format!(" {number}"))
}

#[tokio::test]
async fn every_keyed_network_tells_its_followers() {
    for shape in &SHAPES {
        for (number, expected) in [("0", 0), ("21730", 21_730)] {
            let network = shape.asked(200, "", &answer(shape, number)).await;
            let found = network.followers(shape.slug, shape.handle).await;
            assert_eq!(found.unwrap(), expected, "{}", shape.slug);
        }
    }
}

/// None of these is ever a zero, or any other number.
#[tokio::test]
async fn what_is_no_count_is_an_error_on_every_network() {
    let login = "<!doctype html><html><title>Log in</title></html>";
    for shape in &SHAPES {
        let whole = answer(shape, "5");
        let cut = &whole[..whole.len() / 2];
        let huge = whole.clone() + &" ".repeat(5 * 1024 * 1024);
        for (status, headers, body, expected) in [
            (200, "", login, "web page where data"),
            (200, "", cut, "not JSON"),
            (200, "", "", "not JSON"),
            (200, "", &huge, "sent more than 4194304 bytes"),
            (200, "", "{}", ""),
            (200, "", "[]", ""),
            (200, "", &answer(shape, "null"), "the answer has no"),
            (200, "", &answer(shape, "-1"), "is no count"),
            (200, "", &answer(shape, "\"12K\""), "is no count"),
            (500, "", "{}", "status 500"),
            (503, "retry-after: 60\r\n", login, "status 503"),
            (429, "retry-after: 60\r\n", "{}", "asked too often"),
            (403, "", "{}", "check the key or token"),
            (410, "", "{}", "ended for good"),
        ] {
            let network = shape.asked(status, headers, body).await;
            let found = network.followers(shape.slug, shape.handle).await;
            let error = found.unwrap_err();
            let (slug, start) = (shape.slug, &body[..body.len().min(60)]);
            assert!(
                error.to_string().contains(expected),
                "{slug} {status} {start}: {error}"
            );
            if !headers.is_empty() {
                assert_eq!(
                    error.retry_after().unwrap().as_secs(),
                    60,
                    "{slug} {status}"
                );
            }
        }
    }
}

#[tokio::test]
async fn networks_explain_themselves() {
    let meta = |code: u32, part: u32| {
        format!(
            r#"{{"error": {{"message": "M", "type": "OAuthException", "code": {code}, "error_subcode": {part}, "fbtrace_id": "A"}}}}"#
        )
    };
    let expired = "the token has expired";
    let nobody = "does not exist";
    let version = "no longer served";
    let x = |kind: &str| {
        format!(
            r#"{{"errors": [{{"value": "nordlicht", "title": "T", "type": "https://api.twitter.com/2/problems/{kind}"}}]}}"#
        )
    };
    for (slug, status, body, expected, wait) in [
        ("facebook", 400, meta(190, 463), expired, None),
        ("facebook", 400, meta(803, 0), nobody, None),
        ("facebook", 400, meta(100, 33), nobody, None),
        ("facebook", 400, meta(4, 0), "too often", None),
        ("facebook", 400, meta(10, 0), "check the key", None),
        ("facebook", 400, meta(2635, 0), version, None),
        ("instagram", 400, meta(190, 463), expired, None),
        ("threads", 400, meta(190, 463), expired, None),
        ("x", 200, x("resource-not-found"), nobody, None),
        ("x", 200, x("not-authorized-for-resource"), "not logged in", None),
        ("x", 401, r#"{"title": "Unauthorized", "status": 401}"#.into(), expired, None),
        ("x", 429, r#"{"title": "UsageCapExceeded", "type": "https://api.twitter.com/2/problems/usage-capped"}"#.into(), "too often", None),
        ("linkedin", 426, r#"{"status": 426, "code": "NONEXISTENT_VERSION", "message": "M"}"#.into(), version, None),
        ("linkedin", 401, r#"{"status": 401, "serviceErrorCode": 65601, "code": "REVOKED_ACCESS_TOKEN", "message": "M"}"#.into(), expired, None),
        ("pinterest", 401, r#"{"code": 2, "message": "Authentication failed."}"#.into(), expired, None),
        ("tiktok", 401, r#"{"error": {"code": "access_token_invalid", "message": "M", "log_id": "1"}}"#.into(), expired, None),
        ("tiktok", 401, r#"{"error": {"code": "scope_not_authorized", "message": "M", "log_id": "1"}}"#.into(), "check the key", None),
        ("telegram", 400, r#"{"ok": false, "error_code": 400, "description": "Bad Request: chat not found"}"#.into(), nobody, None),
        ("telegram", 401, r#"{"ok": false, "error_code": 401, "description": "Unauthorized"}"#.into(), expired, None),
        ("telegram", 429, r#"{"ok": false, "error_code": 429, "description": "Too Many Requests: retry after 7", "parameters": {"retry_after": 7}}"#.into(), "too often", Some(7)),
        ("discord", 404, r#"{"message": "Unknown Invite", "code": 10006}"#.into(), nobody, None),
        ("reddit", 404, r#"{"reason": "banned", "message": "Not Found", "error": 404}"#.into(), nobody, None),
        ("reddit", 403, r#"{"reason": "private", "message": "Forbidden", "error": 403}"#.into(), "not logged in", None),
        ("reddit", 200, r#"{"kind": "Listing", "data": {"children": []}}"#.into(), nobody, None),
    ] {
        let shape = SHAPES.iter().find(|shape| shape.slug == slug).unwrap();
        let network = shape.asked(status, "", &body).await;
        let error = network.followers(slug, shape.handle).await.unwrap_err();
        assert!(error.to_string().contains(expected), "{slug} {body}: {error}");
        assert_eq!(error.retry_after().map(|wait| wait.as_secs()), wait, "{slug}");
    }
}

#[tokio::test]
async fn a_token_that_is_somebody_else_s_tells_nothing() {
    for (slug, path, body) in [
        (
            "instagram",
            "/instagram/me",
            r#"{"username": "suedlicht", "followers_count": 5}"#,
        ),
        ("threads", "/threads/me", r#"{"username": "suedlicht"}"#),
        (
            "pinterest",
            "/pinterest/user_account",
            r#"{"username": "suedlicht", "follower_count": 5}"#,
        ),
    ] {
        let network = Network::one(path, 200, "", body).await;
        let error = network.followers(slug, "nordlicht").await.unwrap_err();
        assert!(
            error.to_string().contains("belongs to `suedlicht`"),
            "{slug}: {error}"
        );
    }
}

#[tokio::test]
async fn tokens_are_shown_where_they_belong_and_only_there() {
    for shape in &SHAPES {
        let network = shape.asked(200, "", &answer(shape, "5")).await;
        network.followers(shape.slug, shape.handle).await.unwrap();
        let heads = network.heads();
        let last = heads.last().unwrap();
        let has = |part: &str| assert!(last.contains(part), "{}: {last}", shape.slug);
        match shape.slug {
            "facebook" | "x" | "linkedin" | "pinterest" => has("authorization: Bearer token\r\n"),
            "instagram" | "threads" => has("&access_token=token "),
            "tiktok" => has("authorization: Bearer act.day\r\n"),
            "reddit" => has("authorization: Bearer day\r\n"),
            _ => assert!(!last.contains("authorization"), "{last}"),
        }
        if shape.slug == "linkedin" {
            has("linkedin-version: 202606\r\n");
            has("x-restli-protocol-version: 2.0.0\r\n");
            assert!(
                heads[0]
                    .starts_with("GET /linkedin/organizations?q=vanityName&vanityName=nordlicht ")
            );
        }
        if shape.slug == "tiktok" {
            let form = "client_key=client&client_secret=secret&grant_type=refresh_token&refresh_token=token";
            assert!(
                heads[0].starts_with("POST ") && heads[0].ends_with(form),
                "{}",
                heads[0]
            );
        }
        if shape.slug == "reddit" {
            // client:token in base64
            assert!(
                heads[0].contains("authorization: Basic Y2xpZW50OnRva2Vu\r\n"),
                "{}",
                heads[0]
            );
            assert!(heads[0].ends_with("grant_type=client_credentials"));
        }
    }
}

#[tokio::test]
async fn other_people_s_instagram_is_asked_by_the_own_number() {
    let body = r#"{"business_discovery": {"username": "suedlicht", "followers_count": 77, "id": "1"}, "id": "178"}"#;
    let mut network = Network::one("/facebook/178", 200, "", body).await;
    network
        .settings
        .keys
        .get_mut(&Name::Instagram)
        .unwrap()
        .account = Some("178".into());
    assert_eq!(
        network.followers("instagram", "suedlicht").await.unwrap(),
        77
    );
    let fields =
        "fields=business_discovery.username%28suedlicht%29%7Busername%2Cfollowers_count%7D";
    assert!(
        network.heads()[0].contains(fields),
        "{}",
        network.heads()[0]
    );
    let nobody = r#"{"error": {"message": "M", "code": 110, "error_subcode": 2207013}}"#;
    let mut network = Network::one("/facebook/178", 400, "", nobody).await;
    network
        .settings
        .keys
        .get_mut(&Name::Instagram)
        .unwrap()
        .account = Some("178".into());
    let error = network.followers("instagram", "nobody").await.unwrap_err();
    assert!(matches!(error, ConnectorError::NotFound));
}

#[tokio::test]
async fn what_cannot_be_asked_is_not() {
    let mut network = Network::with([]).await;
    for shape in &SHAPES {
        for bad in ["", "@", "..", "a/b", "a b", "a?b", "a%2fb", "ä", "a){b"] {
            let found = network.followers(shape.slug, bad).await;
            let tiktok = shape.slug == "tiktok";
            assert!(
                tiktok || matches!(found, Err(ConnectorError::Handle { .. })),
                "{} {bad}",
                shape.slug
            );
        }
    }
    network.settings.keys.clear();
    for shape in SHAPES.iter().filter(|shape| shape.slug != "discord") {
        let error = network
            .followers(shape.slug, shape.handle)
            .await
            .unwrap_err();
        assert!(
            error.to_string().contains("only with a key"),
            "{}: {error}",
            shape.slug
        );
    }
    let posted = network
        .heads()
        .iter()
        .filter(|head| !head.contains("/tiktok/"))
        .count();
    assert_eq!(posted, 0);
}
