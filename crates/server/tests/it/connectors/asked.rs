//! Every connector, and what it is asked.

use super::Network;
use teilbar_domain::network::Network as Name;
use teilbar_server::connectors::{
    BlueskyKind, BlueskyList, Conditional, ConnectorError, Posts, SourceSpec,
};

/// A good answer: to which path, and what.
pub(super) type Good = (&'static str, &'static str);

/// What is asked; `HOST` stands for the server's address.
#[derive(Clone)]
pub(super) enum Asked {
    Followers(&'static str, &'static str),
    /// What a profile shows of whose it is.
    Evidence(&'static str, &'static str),
    Posts(SourceSpec),
}

impl Asked {
    /// The error, if there is one; an ended source has none.
    pub(super) async fn of(&self, network: &Network) -> Result<(), ConnectorError> {
        let host = network.address.to_string();
        let here = |text: &str| text.replace("HOST", &host);
        let source = match self {
            Self::Followers(slug, handle) => {
                return network.followers(slug, &here(handle)).await.map(|_| ());
            }
            Self::Evidence(slug, handle) => {
                return network.evidence(slug, &here(handle)).await.map(|_| ());
            }
            Self::Posts(SourceSpec::Feed(url)) => SourceSpec::Feed(here(url)),
            Self::Posts(SourceSpec::Page(url)) => SourceSpec::Page(here(url)),
            Self::Posts(SourceSpec::Wordpress(url)) => SourceSpec::Wordpress(here(url)),
            Self::Posts(SourceSpec::Mastodon { user, .. }) => SourceSpec::Mastodon {
                host,
                user: user.clone(),
            },
            Self::Posts(SourceSpec::MastodonTag { tag, .. }) => SourceSpec::MastodonTag {
                host,
                tag: tag.clone(),
            },
            Self::Posts(other) => other.clone(),
        };
        match network.posts(&source, &Conditional::default()).await? {
            Posts::Gone => Err(ConnectorError::Gone),
            _ => Ok(()),
        }
    }

    pub(super) fn label(&self) -> String {
        match self {
            Self::Followers(slug, _) => format!("followers of {slug}"),
            Self::Evidence(slug, _) => format!("evidence of {slug}"),
            Self::Posts(source) => format!("posts of {source:?}"),
        }
    }
}

/// Every connector with the answers that it gets before the last question.
pub(super) fn connectors() -> Vec<(Asked, Vec<Good>)> {
    let account = |network| Asked::Posts(SourceSpec::Account(network, "nordlicht".into()));
    let list = |kind| {
        let (actor, key) = ("maker.example".into(), "rad".into());
        Asked::Posts(SourceSpec::BlueskyList(BlueskyList { kind, actor, key }))
    };
    let named = || "nordlicht".to_owned();
    let resolved = (
        "/xrpc/com.atproto.identity.resolveHandle",
        r#"{"did": "did:plc:maker"}"#,
    );
    let lookup = (
        "/api/v1/accounts/lookup",
        r#"{"id": "9", "username": "ada", "display_name": "Ada"}"#,
    );
    let organization = (
        "/linkedin/organizations",
        r#"{"elements": [{"id": 123, "localizedName": "Nordlicht", "vanityName": "nordlicht"}]}"#,
    );
    let tiktok = ("/tiktok/oauth/token/", r#"{"access_token": "day"}"#);
    let reddit = ("/reddit_tokens/access_token", r#"{"access_token": "day"}"#);
    let user = (
        "/x/users/by/username/nordlicht",
        r#"{"data": {"id": "7", "name": "Nordlicht", "username": "nordlicht"}}"#,
    );
    let me = r#"{"username": "nordlicht", "id": "1"}"#;
    vec![
        (Asked::Followers("mastodon", "@ada@HOST"), vec![]),
        (Asked::Followers("bluesky", "ada.example"), vec![]),
        (Asked::Evidence("mastodon", "@ada@HOST"), vec![]),
        (Asked::Evidence("bluesky", "ada.example"), vec![]),
        (Asked::Evidence("github", "octocat"), vec![]),
        (Asked::Followers("youtube", "@ada"), vec![]),
        (Asked::Followers("github", "octocat"), vec![]),
        (Asked::Followers("facebook", "nordlicht"), vec![]),
        (Asked::Followers("instagram", "nordlicht"), vec![]),
        (Asked::Followers("x", "nordlicht"), vec![]),
        (
            Asked::Followers("linkedin", "nordlicht"),
            vec![organization],
        ),
        (Asked::Followers("pinterest", "nordlicht"), vec![]),
        (Asked::Followers("tiktok", "nordlicht"), vec![tiktok]),
        (
            Asked::Followers("threads", "nordlicht"),
            vec![("/threads/me", me)],
        ),
        (Asked::Followers("telegram", "nordlicht"), vec![]),
        (Asked::Followers("discord", "abcDEF"), vec![]),
        (Asked::Followers("reddit", "r/nordlicht"), vec![reddit]),
        (
            Asked::Posts(SourceSpec::Feed("http://HOST/feed".into())),
            vec![],
        ),
        (
            Asked::Posts(SourceSpec::Page("http://HOST/".into())),
            vec![],
        ),
        (
            Asked::Posts(SourceSpec::Wordpress("http://HOST".into())),
            vec![],
        ),
        (
            Asked::Posts(SourceSpec::Mastodon {
                host: String::new(),
                user: "ada".into(),
            }),
            vec![lookup],
        ),
        (
            Asked::Posts(SourceSpec::MastodonTag {
                host: String::new(),
                tag: "rad".into(),
            }),
            vec![],
        ),
        (
            Asked::Posts(SourceSpec::Bluesky {
                actor: "ada.example".into(),
            }),
            vec![],
        ),
        (list(BlueskyKind::Feed), vec![resolved]),
        (list(BlueskyKind::List), vec![resolved]),
        (
            Asked::Posts(SourceSpec::Youtube {
                channel: "UCBR8-60-B28hp2BmDPdntcQ".into(),
            }),
            vec![],
        ),
        (
            Asked::Posts(SourceSpec::Github {
                owner: named(),
                repository: "boot".into(),
            }),
            vec![],
        ),
        (
            Asked::Posts(SourceSpec::Telegram { channel: named() }),
            vec![],
        ),
        (
            Asked::Posts(SourceSpec::Pinterest {
                user: named(),
                board: "boote".into(),
            }),
            vec![],
        ),
        (account(Name::Facebook), vec![]),
        (account(Name::Instagram), vec![("/instagram/me", me)]),
        (account(Name::Threads), vec![("/threads/me", me)]),
        (account(Name::Linkedin), vec![organization]),
        (account(Name::Tiktok), vec![tiktok]),
        (account(Name::Tumblr), vec![]),
        (account(Name::X), vec![user]),
    ]
}

/// Whoever adds a connector adds it above.
#[test]
fn every_connector_is_listed() {
    let settings = teilbar_server::connectors::Settings {
        keys: Name::ALL
            .iter()
            .map(|network| (*network, "token".into()))
            .collect(),
        ..Default::default()
    };
    let listed = connectors();
    for network in Name::ALL {
        let told = teilbar_server::connectors::tells_followers(*network, &settings);
        let found = listed.iter().any(
            |(asked, _)| matches!(asked, Asked::Followers(slug, _) if *slug == network.slug()),
        );
        assert_eq!(told, found, "followers of {}", network.slug());
    }
    // A file needs no network, and each account and kind of list is another connector.
    let mut kinds: Vec<String> = listed
        .iter()
        .filter_map(|(asked, _)| match asked {
            Asked::Posts(SourceSpec::Account(network, _)) => Some(network.slug().to_owned()),
            Asked::Posts(source) => Some(
                format!("{source:?}")
                    .split([' ', '('])
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
            ),
            Asked::Followers(..) | Asked::Evidence(..) => None,
        })
        .collect();
    kinds.sort();
    kinds.dedup();
    assert_eq!(kinds.len(), 18, "{kinds:?}");
}
