//! Every connector against everything that can go wrong, at its first question and at its last.

use super::Network;
use crate::upstream::{Upstream, read_head};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use teilbar_domain::network::Network as Name;
use teilbar_server::connectors::{
    BlueskyKind, BlueskyList, Conditional, ConnectorError, Posts, SourceSpec,
};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

/// A good answer: to which path, and what.
type Good = (&'static str, &'static str);

/// What is asked; `HOST` stands for the server's address.
#[derive(Clone)]
enum Asked {
    Followers(&'static str, &'static str),
    /// What a profile shows of whose it is.
    Evidence(&'static str, &'static str),
    Posts(SourceSpec),
}

impl Asked {
    /// The error, if there is one; an ended source has none.
    async fn of(&self, network: &Network) -> Result<(), ConnectorError> {
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

    fn label(&self) -> String {
        match self {
            Self::Followers(slug, _) => format!("followers of {slug}"),
            Self::Evidence(slug, _) => format!("evidence of {slug}"),
            Self::Posts(source) => format!("posts of {source:?}"),
        }
    }
}

/// Every connector with the answers that it gets before the last question.
fn connectors() -> Vec<(Asked, Vec<Good>)> {
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

struct Failure {
    name: &'static str,
    status: u16,
    headers: &'static str,
    body: &'static str,
    /// One of these is in the error.
    says: &'static [&'static str],
    /// Seconds after which it may be asked again.
    wait: Option<u64>,
}

const LOGIN: &str = "<!doctype html><html><title>Log in</title><body><form></form></html>";
/// Feeds are neither JSON nor lists of posts; each kind of connector has words of its own.
const UNREADABLE: &[&str] = &[
    "not JSON",
    "neither RSS, Atom nor JSON Feed",
    "the feed is damaged",
    "marks no posts up",
];

const FAILURES: [Failure; 12] = [
    Failure {
        name: "expired token",
        status: 401,
        headers: "",
        body: "{}",
        says: &["check the key or token", "token has expired"],
        wait: None,
    },
    Failure {
        name: "forbidden",
        status: 403,
        headers: "",
        body: "{}",
        says: &["check the key or token"],
        wait: None,
    },
    Failure {
        name: "removed account",
        status: 404,
        headers: "",
        body: "{}",
        // To Telegram, a token that nobody has is an address that is not there.
        says: &["does not exist", "token has expired"],
        wait: None,
    },
    Failure {
        name: "ended for good",
        status: 410,
        headers: "",
        body: "",
        says: &["ended for good"],
        wait: None,
    },
    Failure {
        name: "rate limit",
        status: 429,
        headers: "retry-after: 60\r\n",
        body: "{}",
        says: &["asked too often"],
        wait: Some(60),
    },
    Failure {
        name: "rate limit, in HTML",
        status: 429,
        headers: "retry-after: 60\r\n",
        body: LOGIN,
        says: &["asked too often"],
        wait: Some(60),
    },
    Failure {
        name: "overload",
        status: 503,
        headers: "retry-after: 60\r\n",
        body: LOGIN,
        says: &["status 503"],
        wait: Some(60),
    },
    Failure {
        name: "version that is no longer served",
        status: 426,
        headers: "",
        body: r#"{"code": "NONEXISTENT_VERSION", "message": "M"}"#,
        says: &["status 426", "no longer served"],
        wait: None,
    },
    Failure {
        name: "version with other fields",
        status: 200,
        headers: "content-type: application/json\r\n",
        body: r#"{"version": 9, "result_v9": {"entries": []}}"#,
        says: &[
            "the answer has no",
            "does not exist",
            "neither RSS",
            "damaged",
            "marks no posts up",
        ],
        wait: None,
    },
    Failure {
        name: "HTML instead of data",
        status: 200,
        headers: "content-type: text/html\r\n",
        body: LOGIN,
        says: &["a web page", "marks no posts up"],
        wait: None,
    },
    Failure {
        name: "partial JSON",
        status: 200,
        headers: "content-type: application/json\r\n",
        body: r#"{"data": [{"id": "1", "mess"#,
        says: UNREADABLE,
        wait: None,
    },
    Failure {
        name: "nothing",
        status: 200,
        headers: "",
        body: "",
        says: UNREADABLE,
        wait: None,
    },
];

fn answer(status: u16, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\n{headers}");
    format!("{head}connection: close\r\n\r\n{body}").into_bytes()
}

fn path(head: &str) -> &str {
    let target = head.split(' ').nth(1).unwrap_or_default();
    target.split('?').next().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_failure_of_every_connector_is_an_error_that_says_what_it_is() {
    let mut wrong = Vec::new();
    for (asked, good) in connectors() {
        // Without the good answers, the first question fails.
        let mut rounds = vec![vec![]];
        rounds.extend((!good.is_empty()).then_some(good));
        for (failure, good) in FAILURES
            .iter()
            .flat_map(|failure| rounds.iter().map(move |good| (failure, good.clone())))
        {
            let about = format!(
                "{}, {}, after {} answers",
                asked.label(),
                failure.name,
                good.len()
            );
            let upstream = Upstream::serve(move |head| {
                match good.iter().find(|(known, _)| *known == path(head)) {
                    Some((_, body)) => answer(200, "", body),
                    None => answer(failure.status, failure.headers, failure.body),
                }
            })
            .await;
            match asked.of(&Network::of(upstream)).await {
                Ok(()) => wrong.push(format!("{about}: no error")),
                Err(error) => {
                    wrong.extend(failure.mistold(&error).map(|why| format!("{about}: {why}")))
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

impl Failure {
    /// What is wrong with the error that a connector makes of it.
    fn mistold(&self, error: &ConnectorError) -> Option<String> {
        let text = error.to_string();
        let says = self.says.iter().any(|part| text.contains(part));
        let waits = error.retry_after().map(|wait| wait.as_secs()) == self.wait;
        // Addresses of interfaces may hold a token.
        let tells = text.contains("127.0.0.1");
        (!says || !waits || tells).then(|| format!("{text} {:?}", error.retry_after()))
    }
}

/// Sends good answers as they are, and all others without an end; counts the bytes of the latter.
async fn endless(good: Vec<Good>, declared: bool) -> (std::net::SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (good, sent) = (Arc::new(good), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&sent);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (good, counted) = (Arc::clone(&good), Arc::clone(&counted));
            tokio::spawn(async move {
                let head = read_head(&mut stream).await;
                if let Some((_, body)) = good.iter().find(|(known, _)| *known == path(&head)) {
                    let _ = stream.write_all(&answer(200, "", body)).await;
                    return;
                }
                let ten = "HTTP/1.1 200 X\r\ncontent-length: 10737418240\r\n\r\n";
                let open = "HTTP/1.1 200 X\r\nconnection: close\r\n\r\n";
                let _ = stream
                    .write_all(if declared { ten } else { open }.as_bytes())
                    .await;
                let _ = stream.write_all(b"[").await;
                let part = "1,".repeat(1 << 15);
                while stream.write_all(part.as_bytes()).await.is_ok() {
                    counted.fetch_add(part.len(), Ordering::SeqCst);
                }
            });
        }
    });
    (address, sent)
}

#[tokio::test(flavor = "multi_thread")]
async fn no_connector_reads_ten_gigabytes() {
    for (asked, good) in connectors() {
        for declared in [true, false] {
            let about = format!("{}, length declared: {declared}", asked.label());
            let (address, sent) = endless(good.clone(), declared).await;
            let network = Network::of(Upstream {
                address,
                heads: Arc::default(),
            });
            let found = tokio::time::timeout(Duration::from_secs(9), asked.of(&network)).await;
            let error = found
                .unwrap_or_else(|_| panic!("{about}: it goes on reading"))
                .unwrap_err();
            assert!(
                error.to_string().contains("sent more than"),
                "{about}: {error}"
            );
            // What is on its way in buffers comes on top of the limit.
            assert!(sent.load(Ordering::SeqCst) < 32 << 20, "{about}");
        }
    }
}

#[tokio::test]
async fn who_has_no_posts_for_a_server_is_not_asked() {
    let network = Network::with([]).await;
    let none = SourceSpec::Account(Name::Whatsapp, "nordlicht".into());
    let found = network.posts(&none, &Conditional::default()).await;
    assert!(matches!(found, Err(ConnectorError::NoPosts("WhatsApp"))));
}
