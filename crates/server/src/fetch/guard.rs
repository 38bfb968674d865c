//! Decides what may be dialled, before and while a name is resolved.

use super::address::special;
use super::error::FetchError;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use url::{Host, Url};

/// The ports fetched from without being asked.
const PORTS: &[u16] = &[80, 443];

/// A host that may be fetched from although it is not public or uses an unusual port.
///
/// Written `host`, `host:port`, `192.0.2.1:8080` or `[fd00::1]:8080`; without a port, any port is
/// meant. It holds for the host as written in an address, not for names that resolve to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowedTarget {
    host: Host<String>,
    port: Option<u16>,
}

impl AllowedTarget {
    fn matches(&self, host: &Host<&str>, port: u16) -> bool {
        let same = match (&self.host, host) {
            (Host::Domain(a), Host::Domain(b)) => a == b,
            (Host::Ipv4(a), Host::Ipv4(b)) => a == b,
            (Host::Ipv6(a), Host::Ipv6(b)) => a == b,
            _ => false,
        };
        same && self.port.is_none_or(|allowed| allowed == port)
    }
}

impl FromStr for AllowedTarget {
    type Err = FetchError;

    fn from_str(text: &str) -> Result<Self, FetchError> {
        let wrong = || FetchError::Url(text.to_owned());
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) if !host.contains(':') || host.ends_with(']') => {
                (host, Some(port.parse().map_err(|_| wrong())?))
            }
            _ => (text, None),
        };
        let bare_v6 = host.contains(':') && !host.starts_with('[');
        let host = if bare_v6 {
            format!("[{host}]")
        } else {
            host.to_owned()
        };
        let host = Host::parse(&host).map_err(|_| wrong())?;
        Ok(Self { host, port })
    }
}

/// How the addresses behind a host are treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Door {
    /// Every address must be public.
    Public,
    /// The owner vouches for the host.
    Allowed,
}

impl Door {
    /// The hosts that a redirect may lead to besides public ones: what is public may not send us
    /// to a host that only the owner may name.
    pub(super) fn onward(self, allow: &[AllowedTarget]) -> &[AllowedTarget] {
        match self {
            Door::Public => &[],
            Door::Allowed => allow,
        }
    }
}

/// Checks all of an address that can be checked without resolving its host.
pub(super) fn check(url: &Url, allow: &[AllowedTarget]) -> Result<Door, FetchError> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(FetchError::Scheme(url.scheme().to_owned()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(FetchError::Userinfo);
    }
    let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
        return Err(FetchError::Url(url.to_string()));
    };
    if allow.iter().any(|target| target.matches(&host, port)) {
        return Ok(Door::Allowed);
    }
    if !PORTS.contains(&port) {
        return Err(FetchError::Port(port));
    }
    // A resolver is never asked about literal addresses, so they are checked here.
    let refused = match host {
        Host::Domain(_) => None,
        Host::Ipv4(address) => blocked(&host.to_string(), IpAddr::V4(address)),
        Host::Ipv6(address) => blocked(&host.to_string(), IpAddr::V6(address)),
    };
    refused.map_or(Ok(Door::Public), |blocked| Err(blocked.into()))
}

/// A name that leads to an address which is not public; travels through the HTTP client's errors.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{host} is at {address} ({range})")]
pub(super) struct Blocked {
    host: String,
    address: IpAddr,
    range: &'static str,
}

impl From<Blocked> for FetchError {
    fn from(
        Blocked {
            host,
            address,
            range,
        }: Blocked,
    ) -> Self {
        FetchError::Private {
            host,
            address,
            range,
        }
    }
}

fn blocked(host: &str, address: IpAddr) -> Option<Blocked> {
    let range = special(address)?;
    Some(Blocked {
        host: host.to_owned(),
        address,
        range,
    })
}

/// Resolves names and hands out addresses only if every one of them is public.
///
/// The HTTP client dials exactly the addresses returned here, so a name cannot lead elsewhere
/// between the check and the connection.
pub(super) struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let host = name.as_str();
            let found = tokio::net::lookup_host((host, 0)).await?.collect();
            Ok(Box::new(all_public(host, found)?.into_iter()) as Addrs)
        })
    }
}

/// All addresses of a name, or none: one private address among them makes the name suspect.
fn all_public(host: &str, found: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, Blocked> {
    let mut refused = found
        .iter()
        .filter_map(|address| blocked(host, address.ip()));
    match refused.next() {
        Some(refused) => Err(refused),
        None => Ok(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(url: &str, allow: &[&str]) -> String {
        let allow: Vec<_> = allow.iter().map(|target| target.parse().unwrap()).collect();
        match check(&Url::parse(url).unwrap(), &allow) {
            Ok(door) => format!("{door:?}"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn addresses_are_judged_before_resolving() {
        for (url, allow, expected) in [
            ("https://a.example/", &[][..], "Public"),
            ("http://a.example:443/", &[], "Public"),
            ("http://93.184.215.14/", &[], "Public"),
            ("http://a.example:8080/", &[], "port 8080"),
            ("http://a.example:8080/", &["a.example"], "Allowed"),
            ("http://a.example:8080/", &["A.example:8080"], "Allowed"),
            ("http://a.example:8080/", &["a.example:8081"], "port 8080"),
            ("http://sub.a.example:8080/", &["a.example"], "port 8080"),
            ("http://127.0.0.1/", &[], "loopback"),
            ("http://0x7f.1/", &[], "loopback"),
            ("http://017700000001/", &[], "loopback"),
            ("http://2130706433/", &[], "loopback"),
            ("http://127.1/", &["127.0.0.1:81"], "loopback"),
            ("http://127.1:81/", &["127.0.0.1:81"], "Allowed"),
            ("http://[::ffff:7f00:1]/", &[], "IPv4-mapped"),
            ("http://[::1]:9/", &["[::1]:9"], "Allowed"),
            ("http://[::1]:9/", &["::1"], "Allowed"),
            ("http://user@a.example/", &[], "user name"),
            ("http://:secret@a.example/", &["a.example"], "password"),
            ("ftp://a.example/", &[], "not ftp:"),
            ("file:///etc/passwd", &[], "not file:"),
        ] {
            assert!(
                verdict(url, allow).contains(expected),
                "{url}: {}",
                verdict(url, allow)
            );
        }
    }

    #[test]
    fn targets_that_name_no_host_are_refused() {
        for bad in [
            "",
            "a.example:",
            "a.example:http",
            "a.example:70000",
            "a b",
            "http://a.example/",
        ] {
            assert!(bad.parse::<AllowedTarget>().is_err(), "{bad}");
        }
    }

    #[test]
    fn one_private_address_spoils_a_name() {
        let at = |address: &str| SocketAddr::new(address.parse().unwrap(), 0);
        let public = vec![at("93.184.215.14"), at("2606:4700::1")];
        assert_eq!(all_public("a.example", public.clone()).unwrap(), public);
        for private in [
            "127.0.0.1",
            "::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "169.254.169.254",
        ] {
            let mut many = public.repeat(500);
            many.insert(777, at(private));
            let refused = all_public("a.example", many).unwrap_err().to_string();
            assert!(
                refused.starts_with("a.example is at "),
                "{private}: {refused}"
            );
        }
    }

    #[test]
    fn only_an_allowed_host_may_redirect_to_an_allowed_host() {
        let allow = ["intranet:8080".parse().unwrap()];
        let next = Url::parse("http://intranet:8080/").unwrap();
        let from = |url: &str| {
            let allow = [&allow[..], &["other".parse().unwrap()]].concat();
            let door = check(&Url::parse(url).unwrap(), &allow).unwrap();
            check(&next, door.onward(&allow)).is_ok()
        };
        assert!(from("http://other/"));
        assert!(!from("https://a.example/"));
    }
}
