//! What is not dialled: addresses of this machine and its network, however they are written.

use super::*;
use crate::upstream::*;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use teilbar_server::fetch::{Client, FetchError, Request};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

/// A server on a loopback address that must never be talked to.
pub(super) struct Canary {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Canary {
    pub(super) async fn at(address: &str) -> Option<Self> {
        let listener = TcpListener::bind(address).await.ok()?;
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                seen.fetch_add(1, Ordering::SeqCst);
                let _ = stream.write_all(&ok("", b"secret")).await;
            }
        });
        Some(Self {
            address,
            connections,
        })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// Ways to write this machine's own addresses, without a port.
pub(super) const SELF: &[&str] = &[
    "127.0.0.1",
    "127.0.0.1.",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0x7F.0x0.0x0.0x1",
    "017700000001",
    "0177.0.0.1",
    "0177.0.0.0x1",
    "127.255.255.254",
    "0",
    "0.0.0.0",
    "%31%32%37.0.0.1",
    "127。0。0。1",
    "①②⑦.⓪.⓪.①",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[::ffff:0:7f00:1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[2001:0:7f00:1::]",
    "[fe80::1]",
    "[fec0::1]",
    "[fd00::1]",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "10.0.0.1",
    "169.254.169.254",
    "192.168.0.1",
    "172.16.0.1",
    "100.100.100.200",
];

#[tokio::test(flavor = "multi_thread")]
async fn own_addresses_get_no_connection_however_they_are_written() {
    // Port 80 is tried too, in case this machine lets us listen there.
    let mut canaries = vec![Canary::at("0.0.0.0:0").await.unwrap()];
    canaries.extend(Canary::at("[::]:80").await);
    canaries.extend(Canary::at("0.0.0.0:80").await);
    let port = canaries[0].address.port();
    let client = Client::new(policy(&[])).unwrap();
    for host in SELF {
        for url in [
            format!("http://{host}/"),
            format!("https://{host}/"),
            format!("http://{host}:{port}/"),
        ] {
            let refused = client
                .get(Request {
                    url: url.clone(),
                    ..Request::default()
                })
                .await;
            let known = matches!(
                refused,
                Err(FetchError::Private { .. }
                    | FetchError::Port(_)
                    | FetchError::Url(_)
                    | FetchError::Dns(_))
            );
            assert!(known, "{url}: {refused:?}");
        }
    }
    for canary in canaries {
        assert_eq!(canary.connections(), 0, "{}", canary.address);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_for_this_machine_is_found_out_while_resolving() {
    let refused = get(policy(&[]), "http://localhost/").await;
    assert!(
        matches!(
            refused,
            Err(FetchError::Private {
                range: "loopback",
                ..
            })
        ),
        "{refused:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn redirects_lead_nowhere_private() {
    let canary = Canary::at("0.0.0.0:0").await.unwrap();
    let port = canary.address.port();
    let mut targets: Vec<String> = SELF
        .iter()
        .map(|host| format!("http://{host}:{port}/"))
        .collect();
    targets.extend(SELF.iter().map(|host| format!("//{host}/")));
    for other in [
        "file:///etc/passwd",
        "gopher://127.0.0.1:70/",
        "javascript:alert(1)",
        "data:text/plain,x",
    ] {
        targets.push(other.to_owned());
    }
    targets.push(format!("http://user:secret@127.0.0.1:{port}/"));
    for target in targets.iter().filter(|target| target.is_ascii()) {
        let upstream = Upstream::with(redirect(target)).await;
        let refused = get(policy(&[upstream.address]), &upstream.url("/")).await;
        assert!(refused.is_err(), "{target}: {refused:?}");
    }
    assert_eq!(canary.connections(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_allowed_host_is_allowed_on_its_port_only() {
    let (yes, no) = (
        Upstream::with(ok("", b"yes")).await,
        Upstream::with(ok("", b"no")).await,
    );
    assert_eq!(
        get(policy(&[yes.address]), &yes.url("/"))
            .await
            .unwrap()
            .body,
        "yes"
    );
    assert!(get(policy(&[yes.address]), &no.url("/")).await.is_err());
    assert!(no.heads().is_empty());
}
