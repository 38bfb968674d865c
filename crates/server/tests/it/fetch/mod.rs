//! The outbound client against real servers on this machine: what it says, refuses and caps.

mod bounds;
mod guard;
mod hops;
mod lists;

use std::net::SocketAddr;
use std::time::Duration;
use teilbar_server::fetch::{Client, FetchError, Policy, Request, Response};

pub(crate) fn redirect(to: &str) -> Vec<u8> {
    format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n").into_bytes()
}

/// Small limits, and only the given servers allowed.
pub(crate) fn policy(allow: &[SocketAddr]) -> Policy {
    Policy {
        allow: allow
            .iter()
            .map(|address| address.to_string().parse().unwrap())
            .collect(),
        deadline: Duration::from_millis(1500),
        max_body: 100_000,
        max_headers: 8_000,
        ..Policy::default()
    }
}

pub(crate) async fn get(policy: Policy, url: &str) -> Result<Response, FetchError> {
    let request = Request {
        url: url.to_owned(),
        ..Request::default()
    };
    Client::new(policy).unwrap().get(request).await
}
