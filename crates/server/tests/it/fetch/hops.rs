//! What is said to a host, and where a redirect may lead.

use super::*;
use crate::upstream::*;
use std::net::SocketAddr;
use std::sync::Arc;
use teilbar_server::fetch::{Client, FetchError, Policy, Post, Request};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

#[tokio::test(flavor = "multi_thread")]
async fn the_headers_sent_are_these_and_no_others() {
    let upstream = Upstream::with(ok("set-cookie: id=1\r\n", b"x")).await;
    let client = Client::new(policy(&[upstream.address])).unwrap();
    let plain = Request {
        url: upstream.url("/feed?a=b#part"),
        ..Request::default()
    };
    client.get(plain.clone()).await.unwrap();
    let full = Request {
        etag: Some("\"v1\"".into()),
        last_modified: Some("Tue, 03 Mar 2026 10:00:00 GMT".into()),
        bearer: Some("secret".into()),
        accept: "application/json".into(),
        ..plain
    };
    client.get(full).await.unwrap();
    let heads = upstream
        .heads()
        .iter()
        .map(|head| normal(head, upstream.address))
        .collect::<Vec<_>>();
    assert_eq!(
        heads,
        [
            "GET /feed?a=b HTTP/1.1\naccept-encoding: gzip, br, deflate\naccept: */*\nhost: upstream\n\
             user-agent: Teilbar/VERSION (+feed reader)",
            "GET /feed?a=b HTTP/1.1\naccept-encoding: gzip, br, deflate\naccept: application/json\n\
             authorization: Bearer secret\nhost: upstream\nif-modified-since: Tue, 03 Mar 2026 10:00:00 GMT\n\
             if-none-match: \"v1\"\nuser-agent: Teilbar/VERSION (+feed reader)",
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn proxies_of_the_environment_are_not_used() {
    let proxy = Upstream::with(ok("", b"through the proxy")).await;
    let address = format!("http://{}", proxy.address);
    let mut again = tokio::process::Command::new(std::env::current_exe().unwrap());
    for name in [
        "http_proxy",
        "HTTP_PROXY",
        "https_proxy",
        "HTTPS_PROXY",
        "all_proxy",
        "ALL_PROXY",
    ] {
        again.env(name, &address);
    }
    for name in ["no_proxy", "NO_PROXY", "REQUEST_METHOD"] {
        again.env_remove(name);
    }
    let names = [
        "--exact",
        "fetch::hops::the_headers_sent_are_these_and_no_others",
    ];
    let ran = again.args(names).output().await.unwrap();
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stdout)
    );
    assert!(proxy.heads().is_empty());
}

/// A request head with its lines sorted and what differs by run replaced.
fn normal(head: &str, address: SocketAddr) -> String {
    let head = head
        .replace(&address.to_string(), "upstream")
        .replace(env!("CARGO_PKG_VERSION"), "VERSION");
    let mut lines: Vec<&str> = head.lines().filter(|line| !line.is_empty()).collect();
    lines[1..].sort_unstable();
    lines.join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_stays_with_the_host_it_is_for() {
    let other = Upstream::with(ok("", b"other")).await;
    let first = Upstream::with(redirect(&other.url("/elsewhere"))).await;
    let own = Upstream::serve(|head| {
        if head.contains("/new") {
            ok("", b"own")
        } else {
            redirect("/new")
        }
    })
    .await;
    let client = Client::new(policy(&[first.address, other.address, own.address])).unwrap();
    for start in [&first, &own] {
        let request = Request {
            url: start.url("/"),
            bearer: Some("secret".into()),
            ..Request::default()
        };
        assert_eq!(client.get(request).await.unwrap().status, 200);
    }
    assert!(first.heads()[0].contains("Bearer secret"));
    assert!(!other.heads()[0].contains("secret"));
    assert!(
        own.heads()
            .iter()
            .all(|head| head.contains("Bearer secret"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_posted_goes_to_the_one_who_is_asked() {
    let other = Upstream::with(ok("", b"other")).await;
    let first = Upstream::with(redirect(&other.url("/elsewhere"))).await;
    let client = Client::new(policy(&[first.address, other.address])).unwrap();
    let request = Request {
        url: first.url("/token"),
        basic: Some("id:secret".into()),
        headers: vec![("x-version", "1".into())],
        post: Some(Post {
            content_type: "application/x-www-form-urlencoded",
            body: "grant=secret".into(),
        }),
        ..Request::default()
    };
    let answer = client.get(request.clone()).await.unwrap();
    assert_eq!(answer.status, 302, "a form is not handed on");
    let heads = first.heads();
    for part in [
        "POST /token HTTP/1.1\r\n",
        "authorization: Basic aWQ6c2VjcmV0\r\n",
        "content-type: application/x-www-form-urlencoded\r\n",
        "x-version: 1\r\n",
        "\r\n\r\ngrant=secret",
    ] {
        assert!(heads[0].contains(part), "{part} is not in {}", heads[0]);
    }
    assert!(other.heads().is_empty());
    let broken = Request {
        headers: vec![("x-version", "1\n2".into())],
        ..request
    };
    assert!(matches!(
        client.get(broken).await,
        Err(FetchError::Header("x-version"))
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn redirects_are_followed_three_times() {
    let hops = |limit: usize| {
        move |head: &str| {
            let hop: usize = head[5..].split(' ').next().unwrap().parse().unwrap();
            if hop < limit {
                redirect(&format!("/{}", hop + 1))
            } else {
                ok("", b"arrived")
            }
        }
    };
    let three = Upstream::serve(hops(3)).await;
    let arrived = get(policy(&[three.address]), &three.url("/0"))
        .await
        .unwrap();
    assert_eq!(
        (&arrived.body[..], arrived.final_url.path()),
        (&b"arrived"[..], "/3")
    );
    for endless in [
        Upstream::serve(hops(4)).await,
        Upstream::serve(|_| redirect("/0")).await,
    ] {
        let refused = get(policy(&[endless.address]), &endless.url("/0")).await;
        assert!(
            matches!(refused, Err(FetchError::Redirects(_))),
            "{refused:?}"
        );
        assert_eq!(endless.heads().len(), 4);
    }
    let nowhere = Upstream::with("HTTP/1.1 301 Moved\r\ncontent-length: 0\r\n\r\n").await;
    let refused = get(policy(&[nowhere.address]), &nowhere.url("/")).await;
    assert!(
        matches!(refused, Err(FetchError::NoLocation(_))),
        "{refused:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn https_does_not_fall_back_to_http() {
    let canary = Upstream::with(ok("", b"plain")).await;
    let (secure, root) = secure(redirect(&canary.url("/"))).await;
    let policy = Policy {
        extra_roots: vec![root],
        ..policy(&[secure, canary.address])
    };
    let refused = get(policy, &format!("https://{secure}/")).await;
    assert!(
        matches!(refused, Err(FetchError::Downgrade(_))),
        "{refused:?}"
    );
    assert!(canary.heads().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_certificate_is_refused() {
    let (address, root) = secure(ok("", b"signed")).await;
    let url = format!("https://{address}/");
    let known = Policy {
        extra_roots: vec![root],
        ..policy(&[address])
    };
    assert_eq!(get(known, &url).await.unwrap().body, "signed");
    let refused = get(policy(&[address]), &url).await;
    assert!(
        matches!(refused, Err(FetchError::Connect { .. })),
        "{refused:?}"
    );
}

/// A server with a certificate of its own, and that certificate.
async fn secure(answer: Vec<u8>) -> (SocketAddr, String) {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            if let Ok(mut stream) = acceptor.accept(stream).await {
                read_head(&mut stream).await;
                let _ = stream.write_all(&answer).await;
                let _ = stream.shutdown().await;
            }
        }
    });
    (address, made.cert.pem())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_handed_over_with_what_matters_of_its_headers() {
    let soon = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(120);
    let date = jiff::fmt::rfc2822::DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&soon)
        .unwrap();
    for (value, expected) in [("90", 85..=90), (&date[..], 110..=120)] {
        let head = format!(
            "HTTP/1.1 429 Slow down\r\nretry-after: {value}\r\ncontent-length: 4\r\n\r\nbusy"
        );
        let upstream = Upstream::with(head).await;
        let answer = get(policy(&[upstream.address]), &upstream.url("/"))
            .await
            .unwrap();
        assert_eq!((answer.status, &answer.body[..]), (429, &b"busy"[..]));
        assert!(
            expected.contains(&answer.retry_after.unwrap().as_secs()),
            "{value}: {:?}",
            answer.retry_after
        );
    }
    let head = "HTTP/1.1 304 Not Modified\r\netag: \"v2\"\r\nlast-modified: Tue, 03 Mar 2026 10:00:00 GMT\r\n\
                x-ratelimit-remaining: 0\r\nx-ratelimit-reset: 1893456000\r\n\r\n";
    let upstream = Upstream::with(head).await;
    let answer = get(policy(&[upstream.address]), &upstream.url("/"))
        .await
        .unwrap();
    assert_eq!(
        (answer.status, answer.etag.as_deref()),
        (304, Some("\"v2\""))
    );
    assert_eq!(
        answer.last_modified.as_deref(),
        Some("Tue, 03 Mar 2026 10:00:00 GMT")
    );
    assert_eq!(
        (answer.quota_reset, answer.body.len()),
        (Some(1_893_456_000), 0)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn header_values_cannot_be_smuggled_in() {
    let upstream = Upstream::with(ok("", b"x")).await;
    let client = Client::new(policy(&[upstream.address])).unwrap();
    let request = Request {
        url: upstream.url("/"),
        etag: Some("a\r\nx-evil: 1".into()),
        ..Request::default()
    };
    assert!(matches!(
        client.get(request).await,
        Err(FetchError::Header("etag"))
    ));
    assert!(upstream.heads().is_empty());
}
