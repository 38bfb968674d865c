//! Who asks, as far as limits need to know. Addresses are compared and forgotten: none is stored or
//! logged.

use crate::config::{Config, ForwardedHeader};
use axum::http::header::{self, HeaderMap, HeaderName};
use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Once;

/// The other end of a connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer(pub(super) IpAddr);

/// Whom a limit is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Client {
    /// A proxy, a CMS or a monitor on a machine of the operator's: not limited.
    Own,
    Visitor(Prefix),
}

/// What one household or office has: an IPv4 address, or an IPv6 network of 64 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Prefix(IpAddr);

/// Those whom a proxy does not name share one limit.
const NAMELESS: Prefix = Prefix(IpAddr::V4(Ipv4Addr::UNSPECIFIED));

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The proxies whose word counts.
#[derive(Clone, Debug)]
pub(super) struct Proxies {
    trusted: Vec<IpNet>,
    header: ForwardedHeader,
}

impl Proxies {
    pub(super) fn new(config: &Config) -> Self {
        Self {
            trusted: config.trusted_proxies.clone(),
            header: config.forwarded_header,
        }
    }

    /// Whom a connection counts for, before anything was said on it.
    pub(super) fn connected(&self, peer: IpAddr) -> Client {
        let peer = peer.to_canonical();
        if self.trusts(peer) || is_private(peer) {
            Client::Own
        } else {
            Client::Visitor(Prefix::of(peer))
        }
    }

    /// Whom a request counts for: the last address in the chain that is no trusted proxy's.
    pub(super) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> Client {
        let peer = peer.to_canonical();
        if !self.trusts(peer) {
            if is_private(peer) && self.hops(headers).next().is_some() {
                advise();
            }
            return self.connected(peer);
        }
        for hop in self.hops(headers) {
            match hop {
                None => return Client::Visitor(NAMELESS),
                Some(address) if self.trusts(address) => {}
                Some(address) => return Client::Visitor(Prefix::of(address)),
            }
        }
        Client::Own
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|net| net.contains(&address))
    }

    /// The addresses of the chain, the nearest first; `None` for what is no address.
    ///
    /// Commas are looked for from the right and in quotes as well: only what the own proxies wrote is
    /// looked at, and a quote that a client left open to the left of it changes nothing.
    fn hops<'a>(&self, headers: &'a HeaderMap) -> impl Iterator<Item = Option<IpAddr>> + 'a {
        let (name, read): (_, fn(&str) -> Option<IpAddr>) = match self.header {
            ForwardedHeader::XForwardedFor => (X_FORWARDED_FOR, address),
            ForwardedHeader::Forwarded => (header::FORWARDED, forwarded_for),
        };
        let values = headers.get_all(name).into_iter().rev();
        values.flat_map(move |value| value.to_str().unwrap_or("?").rsplit(',').map(read))
    }
}

impl Prefix {
    fn of(address: IpAddr) -> Self {
        Self(match address {
            IpAddr::V4(_) => address,
            IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & (!0 << 64)).into(),
        })
    }
}

/// Where no visitor of a public website comes from.
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private() || v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
    }
}

/// The `for` of one element of `Forwarded`.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let mut pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
    address(value.trim().trim_matches('"'))
}

/// An address, with or without brackets and a port.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let address = bare.parse().ok();
    let address = address.or_else(|| Some(text.parse::<std::net::SocketAddr>().ok()?.ip()));
    address.map(|address: IpAddr| address.to_canonical())
}

/// Said once: the proxy is not logged either, for it could be a visitor in the same network.
fn advise() {
    static SAID: Once = Once::new();
    SAID.call_once(|| {
        tracing::warn!(
            "a proxy names its clients, but is not in trusted_proxies: they are not limited one by one"
        );
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn client(header: ForwardedHeader, peer: &str, sent: &[(&str, &str)]) -> String {
        let trusted = ["10.0.0.0/8", "2001:db8:1::/48", "203.0.113.7/32"];
        let proxies = Proxies {
            trusted: trusted.map(|net| net.parse().unwrap()).to_vec(),
            header,
        };
        let mut headers = HeaderMap::new();
        for (name, value) in sent {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            headers.append(name, HeaderValue::from_str(value).unwrap());
        }
        match proxies.client(peer.parse().unwrap(), &headers) {
            Client::Own => "own".to_owned(),
            Client::Visitor(NAMELESS) => "nameless".to_owned(),
            Client::Visitor(Prefix(address)) => address.to_string(),
        }
    }

    #[test]
    fn the_client_is_the_last_address_that_is_no_trusted_proxy() {
        for (peer, chain, expected) in [
            ("198.51.100.9", &[][..], "198.51.100.9"),
            ("::ffff:198.51.100.9", &[], "198.51.100.9"),
            // Who is not trusted says nothing about who it is.
            ("198.51.100.9", &["203.0.113.50"], "198.51.100.9"),
            ("198.51.100.9", &["10.0.0.1", "127.0.0.1"], "198.51.100.9"),
            // Machines of one's own are not limited.
            ("127.0.0.1", &[], "own"),
            ("::1", &[], "own"),
            ("192.168.3.4", &[], "own"),
            ("fd00::1", &[], "own"),
            ("127.0.0.1", &["198.51.100.9"], "own"),
            ("10.0.0.1", &[], "own"),
            ("10.0.0.1", &["10.0.0.2, 10.0.0.3"], "own"),
            // A proxy's word counts, and the client's own is to its left.
            ("10.0.0.1", &["198.51.100.9"], "198.51.100.9"),
            ("10.0.0.1", &["1.1.1.1, 198.51.100.9"], "198.51.100.9"),
            ("10.0.0.1", &["1.1.1.1", "198.51.100.9"], "198.51.100.9"),
            ("10.0.0.1", &["198.51.100.9, 10.0.0.2"], "198.51.100.9"),
            ("10.0.0.1", &["198.51.100.9", "10.0.0.2"], "198.51.100.9"),
            ("203.0.113.7", &["198.51.100.9"], "198.51.100.9"),
            ("203.0.113.8", &["198.51.100.9"], "203.0.113.8"),
            ("10.0.0.1", &["127.0.0.1"], "127.0.0.1"),
            ("10.0.0.1", &["::ffff:198.51.100.9"], "198.51.100.9"),
            ("10.0.0.1", &["198.51.100.9:5000"], "198.51.100.9"),
            ("10.0.0.1", &["2001:db8:2:3:4:5:6:7"], "2001:db8:2:3::"),
            ("10.0.0.1", &["[2001:db8:2:3::7]:443"], "2001:db8:2:3::"),
            ("10.0.0.1", &["[2001:db8:2:3::7]"], "2001:db8:2:3::"),
            ("2001:db8:1::1", &["198.51.100.9"], "198.51.100.9"),
            ("2001:db8:2:3::1", &["198.51.100.9"], "2001:db8:2:3::"),
            // What is no address names nobody, and hides nobody further left.
            ("10.0.0.1", &["198.51.100.9, unknown"], "nameless"),
            ("10.0.0.1", &[""], "nameless"),
            ("10.0.0.1", &["198.51.100.9,"], "nameless"),
            ("10.0.0.1", &["198.51.100.9 10.0.0.2"], "nameless"),
            ("10.0.0.1", &["198.51.100.999"], "nameless"),
        ] {
            let sent: Vec<_> = chain.iter().map(|v| ("x-forwarded-for", *v)).collect();
            let found = client(ForwardedHeader::XForwardedFor, peer, &sent);
            assert_eq!(found, expected, "{peer} {chain:?}");
        }
    }

    #[test]
    fn forwarded_is_read_where_the_proxies_write_it() {
        for (value, expected) in [
            ("for=198.51.100.9", "198.51.100.9"),
            ("For=\"198.51.100.9:80\";proto=https", "198.51.100.9"),
            ("proto=https ; FOR=198.51.100.9", "198.51.100.9"),
            ("for=1.1.1.1, for=198.51.100.9;by=10.0.0.1", "198.51.100.9"),
            ("for=\"[2001:db8:2:3::7]:443\"", "2001:db8:2:3::"),
            ("for=198.51.100.9, for=10.0.0.2", "198.51.100.9"),
            ("for=\"1.1.1.1, for=198.51.100.9", "198.51.100.9"),
            ("for=_hidden", "nameless"),
            ("for=unknown", "nameless"),
            ("proto=https", "nameless"),
            ("198.51.100.9", "nameless"),
        ] {
            let sent = [("forwarded", value), ("x-forwarded-for", "9.9.9.9")];
            let found = client(ForwardedHeader::Forwarded, "10.0.0.1", &sent);
            assert_eq!(found, expected, "{value}");
        }
        let sent = [
            ("forwarded", "for=9.9.9.9"),
            ("x-forwarded-for", "198.51.100.9"),
        ];
        let found = client(ForwardedHeader::XForwardedFor, "10.0.0.1", &sent);
        assert_eq!(found, "198.51.100.9");
    }
}
