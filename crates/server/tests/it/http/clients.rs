//! How often one client may ask, and who that is.

use crate::server::*;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use tower::ServiceExt;

const LIMITED: &str = "trusted_proxies = [\"10.0.0.0/8\"]\n[limits]\nrequests = 3\n";

async fn limited() -> Server {
    Server::new(&CONFIG.replacen("[[sites]]", &format!("{LIMITED}[[sites]]"), 1)).await
}

impl Server {
    /// The answer to a client that is connected from `peer`, through the proxies in `chain`.
    async fn get_from(&self, peer: &str, chain: &str, path: &str) -> Reply {
        let request = Request::get(path).header("x-forwarded-for", chain);
        let request = request.body(Body::empty()).unwrap();
        let door = self.door.facing(peer.parse().unwrap());
        Reply::read(door.oneshot(request).await.unwrap()).await
    }

    async fn statuses(&self, peer: &str, chain: &str, times: usize) -> Vec<u16> {
        let mut found = Vec::new();
        for _ in 0..times {
            let reply = self.get_from(peer, chain, "/healthz").await;
            found.push(reply.status.as_u16());
        }
        found
    }
}

#[tokio::test]
async fn who_asks_too_often_is_told_when_to_come_back() {
    let server = limited().await;
    let (peer, other) = ("198.51.100.1", "198.51.100.2");
    assert_eq!(server.statuses(peer, "", 3).await, [200; 3]);
    for path in ["/healthz", BAR, "/nothing", "/teilbar.css"] {
        let reply = server.get_from(peer, "", path).await;
        let (status, error, help) = reply.error();
        assert_eq!(
            (status, &error[..]),
            (429, "too many requests came from this address")
        );
        assert!(help.starts_with("try again in "), "{help}");
        let wait: u64 = reply.header(header::RETRY_AFTER).unwrap().parse().unwrap();
        assert!((1..=21).contains(&wait), "{wait}");
        // A page can read why, and the answer is as inert as any other.
        assert_eq!(reply.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), Some("*"));
        assert!(reply.header(header::CONTENT_SECURITY_POLICY).is_some());
        assert!(!reply.text().contains(peer));
    }
    assert_eq!(server.statuses(other, "", 1).await, [200]);
}

#[tokio::test]
async fn cached_answers_are_not_counted() {
    let server = limited().await;
    let peer = "198.51.100.1";
    for _ in 0..20 {
        let reply = server.get_from(peer, "", BAR).await;
        assert_eq!(reply.status, StatusCode::OK);
    }
    assert_eq!(server.statuses(peer, "", 3).await, [200, 200, 429]);
    let reply = server.get_from(peer, "", BAR).await;
    assert_eq!(reply.status, StatusCode::OK);
}

#[tokio::test]
async fn clients_are_told_apart_behind_trusted_proxies_only() {
    let server = limited().await;
    let limited = [200, 200, 200, 429, 429];
    for (what, peer, chain) in [
        ("a client", "198.51.100.1", ""),
        ("an IPv6 network", "2001:db8::1", ""),
        ("a client behind a proxy", "10.0.0.1", "198.51.100.7"),
        ("another", "10.0.0.1", "198.51.100.8, 10.9.9.9"),
        ("those without a name", "10.0.0.1", "unknown"),
        ("a client that pretends", "198.51.100.9", "1.1.1.1"),
    ] {
        assert_eq!(server.statuses(peer, chain, 5).await, limited, "{what}");
    }
    for (what, peer, chain) in [
        ("the same, pretending", "198.51.100.1", "1.1.1.2"),
        ("its neighbour", "2001:db8::ffff", ""),
        ("the same behind a proxy", "10.0.0.2", "198.51.100.7"),
        ("its own claim", "10.0.0.1", "9.9.9.9, 198.51.100.8"),
        ("directly", "198.51.100.7", ""),
    ] {
        assert_eq!(server.statuses(peer, chain, 1).await, [429], "{what}");
    }
    for (what, peer, chain) in [
        ("this machine", "127.0.0.1", ""),
        ("the same network", "192.168.1.2", "198.51.100.7"),
        ("a trusted CMS", "10.1.1.1", "10.1.1.1"),
    ] {
        assert_eq!(server.statuses(peer, chain, 5).await, [200; 5], "{what}");
    }
}
