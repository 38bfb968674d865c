//! Every kind of home server: where its visitors go to share and to follow.

use super::*;

/// A kind of home server, and where its visitors go to share and to follow.
struct Kind {
    software: Option<&'static str>,
    /// Links of an account.
    account: Value,
    create: (&'static str, &'static str),
    follow: (&'static str, &'static str),
}

fn kinds() -> Vec<Kind> {
    let kind = |software, account, create, follow| Kind {
        software,
        account,
        create,
        follow,
    };
    let share = "https://home.example/share?text={T}%0A%0A{U}";
    let authorize = "https://home.example/authorize_interaction?uri={A}";
    let old_mastodon = json!([subscribe(
        "https://home.example/authorize_interaction?uri={uri}"
    )]);
    let new_mastodon = json!([
        { "rel": "self", "type": "application/activity+json", "href": "https://home.example/users/ada" },
        intent("Create", "https://home.example/share?text={content}"),
        intent("Object", "https://home.example/authorize_interaction?uri={object}"),
        subscribe("https://home.example/authorize_interaction?uri={uri}"),
    ]);
    let misskey = json!([subscribe(
        "https://home.example/authorize-follow?acct={uri}"
    )]);
    let misskey_follow = "https://home.example/authorize-follow?acct={A}";
    let pleroma = json!([subscribe(
        "https://home.example/ostatus_subscribe?acct={uri}"
    )]);
    let pleroma_follow = "https://home.example/ostatus_subscribe?acct={A}";
    let fallback = (SHARE_PAGE, "fallback");
    let profile = (PROFILE, "fallback");
    vec![
        kind(
            Some("mastodon"),
            new_mastodon,
            (share, "intent"),
            (authorize, "intent"),
        ),
        kind(
            Some("mastodon"),
            old_mastodon,
            (share, "nodeinfo"),
            (authorize, "intent"),
        ),
        kind(
            Some("mastodon"),
            json!([]),
            (share, "nodeinfo"),
            (authorize, "nodeinfo"),
        ),
        kind(
            Some("hometown"),
            json!([]),
            (share, "nodeinfo"),
            (authorize, "nodeinfo"),
        ),
        kind(
            Some("misskey"),
            misskey.clone(),
            (share, "nodeinfo"),
            (misskey_follow, "intent"),
        ),
        kind(
            Some("sharkey"),
            misskey.clone(),
            (share, "nodeinfo"),
            (misskey_follow, "intent"),
        ),
        kind(
            Some("firefish"),
            json!([]),
            (share, "nodeinfo"),
            (misskey_follow, "nodeinfo"),
        ),
        kind(
            Some("iceshrimp"),
            misskey.clone(),
            (share, "nodeinfo"),
            (misskey_follow, "intent"),
        ),
        kind(
            Some("Iceshrimp.NET"),
            misskey,
            fallback,
            (misskey_follow, "intent"),
        ),
        kind(
            Some("pleroma"),
            pleroma.clone(),
            fallback,
            (pleroma_follow, "intent"),
        ),
        kind(
            Some("pleroma"),
            json!([
                intent("Create", "https://home.example/share?text={content}"),
                intent(
                    "Object",
                    "https://home.example/authorize_interaction?uri={object}"
                ),
            ]),
            (share, "intent"),
            (authorize, "intent"),
        ),
        kind(
            Some("akkoma"),
            json!([]),
            fallback,
            (pleroma_follow, "nodeinfo"),
        ),
        kind(
            Some("friendica"),
            json!([]),
            ("https://home.example/compose?body={T}%0A%0A{U}", "nodeinfo"),
            (authorize, "nodeinfo"),
        ),
        kind(
            Some("hubzilla"),
            json!([subscribe("https://home.example/follow?f=&url={uri}")]),
            ("https://home.example/rpost?body={T}%0A%0A{U}", "nodeinfo"),
            ("https://home.example/follow?f=&url={A}", "intent"),
        ),
        kind(
            Some("gnusocial"),
            json!([subscribe(
                "https://home.example/main/ostatussub?profile={uri}"
            )]),
            (
                "https://home.example/notice/new?status_textarea={T}%0A%0A{U}",
                "nodeinfo",
            ),
            ("https://home.example/main/ostatussub?profile={A}", "intent"),
        ),
        kind(
            Some("lemmy"),
            json!([subscribe(
                "https://home.example/activitypub/externalInteraction?uri={uri}"
            )]),
            (
                "https://home.example/create_post?url={U}&title={T}",
                "nodeinfo",
            ),
            (
                "https://home.example/activitypub/externalInteraction?uri={A}",
                "intent",
            ),
        ),
        kind(
            Some("piefed"),
            json!([intent("Create", "https://home.example/share?url={object}")]),
            ("https://home.example/share?url={U}", "intent"),
            profile,
        ),
        kind(
            Some("peertube"),
            json!([subscribe(
                "https://home.example/remote-interaction?uri={uri}"
            )]),
            fallback,
            ("https://home.example/remote-interaction?uri={A}", "intent"),
        ),
        kind(
            Some("loops"),
            json!([intent(
                "Follow",
                "https://home.example/intents/follow?object={object}"
            )]),
            fallback,
            ("https://home.example/intents/follow?object={A}", "intent"),
        ),
        kind(
            Some("wordpress"),
            json!([
                intent(
                    "Create",
                    "https://home.example/wp-json/interactions?uri={inReplyTo}&intent=create"
                ),
                intent(
                    "Follow",
                    "https://home.example/wp-json/interactions?uri={object}&intent=follow"
                ),
            ]),
            fallback,
            (
                "https://home.example/wp-json/interactions?uri={A}&intent=follow",
                "intent",
            ),
        ),
        kind(
            Some("emissary"),
            json!([intent(
                "Create",
                "https://home.example/.intents/create?name={name}&content={content}&inReplyTo={inReplyTo}",
            )]),
            (
                "https://home.example/.intents/create?name={T}&content={U}&inReplyTo=",
                "intent",
            ),
            profile,
        ),
        kind(Some("gotosocial"), json!([]), fallback, profile),
        kind(Some("pixelfed"), json!([]), fallback, profile),
        kind(None, json!([]), fallback, profile),
    ]
}

#[tokio::test]
async fn every_kind_of_home_server_gets_its_visitors() {
    let ours = Server::new().await;
    for kind in kinds() {
        let home = Home::honest(kind.account.clone(), None, kind.software).await;
        let server = ours.asking(settings(&[(HOST, &home)]));
        for (query, (url, by)) in [(PAGE, kind.create), (FOLLOW, kind.follow)] {
            let reply = server.get(&format!("server=@ada@{HOST}&{query}")).await;
            let software = kind.software.map(str::to_lowercase);
            assert_eq!(reply.destination(), (&filled(url)[..], by), "{software:?}");
            assert_eq!(reply.json["software"].as_str(), software.as_deref());
            let kept = match by {
                "fallback" => "no-store",
                _ => "private, max-age=600",
            };
            assert_eq!(reply.cache_control(), kept, "{software:?}");
        }
    }
}

#[tokio::test]
async fn a_server_can_be_named_without_an_account() {
    let share = json!([intent(
        "Create",
        "https://home.example/share?text={content}"
    )]);
    let home = Home::honest(json!([]), Some(share), None).await;
    let server = Server::with(&home).await;
    let expected = filled("https://home.example/share?text={T}%0A%0A{U}");
    for name in [
        "home.example",
        "https%3A%2F%2FHome.example%2Fabout",
        "%20home.example.%20",
    ] {
        let reply = server.get(&format!("server={name}&{PAGE}")).await;
        assert_eq!(reply.destination(), (&expected[..], "intent"), "{name}");
    }
    for resource in [
        "https%3A%2F%2Fhome.example",
        "acct%3Ahome.example%40home.example",
    ] {
        let path = format!("/.well-known/webfinger?resource={resource} ");
        assert_eq!(home.asked(&path), 1, "{resource}");
    }
}

#[tokio::test]
async fn a_page_without_text_shares_the_site_s_home() {
    let home = Home::honest(json!([]), None, Some("mastodon")).await;
    let server = Server::with(&home).await;
    let reply = server.get(&format!("server={HOST}")).await;
    let expected = "https://home.example/share?text=https%3A%2F%2Fnordlicht.example%2F";
    assert_eq!(reply.destination(), (expected, "nodeinfo"));
}

#[tokio::test]
async fn handles_may_have_another_host_than_the_server() {
    let social = Home::serve(|path| match path.split('?').next().unwrap() {
        "/.well-known/nodeinfo" => nodeinfo_links("social.other.example"),
        "/nodeinfo/2.1" => nodeinfo("mastodon"),
        "/.well-known/webfinger" => {
            let follow = intent("Follow", "https://social.other.example/follow?of={object}");
            let jrd = json!({ "links": [follow] });
            reply("application/jrd+json", &jrd.to_string())
        }
        _ => missing(),
    })
    .await;
    let origin = social.origin();
    let handles = Home::serve(move |path| redirect(&format!("{origin}{path}"))).await;
    let settings = settings(&[(HOST, &handles), ("social.other.example", &social)]);
    let server = Server::new().await.asking(settings);
    for (query, url, by) in [
        (
            PAGE,
            "https://social.other.example/share?text={T}%0A%0A{U}",
            "nodeinfo",
        ),
        (
            FOLLOW,
            "https://social.other.example/follow?of={A}",
            "intent",
        ),
    ] {
        let reply = server.get(&format!("server=ada@{HOST}&{query}")).await;
        assert_eq!(reply.destination(), (&filled(url)[..], by));
    }
}
