//! Every connector against everything that can go wrong, at its first question and at its last.

use super::Network;
use super::asked::{Good, connectors};
use crate::upstream::{Upstream, read_head};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use teilbar_domain::network::Network as Name;
use teilbar_server::connectors::{Conditional, ConnectorError, SourceSpec};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

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
