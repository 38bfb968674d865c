//! Addresses that other projects collected to find holes in guards like ours, and every spelling of
//! a private one.

use super::guard::{Canary, SELF};
use super::*;
use crate::upstream::*;
use std::net::{IpAddr, Ipv4Addr, UdpSocket};
use std::path::PathBuf;
use teilbar_server::fetch::address::special;
use teilbar_server::fetch::{Client, FetchError, Request};
use url::{Host, Url};

/// A file of a corpus; see `cargo xtask test`.
fn corpus(variable: &str, file: &str) -> String {
    let root = std::env::var_os(variable).unwrap_or_else(|| {
        panic!("{variable} names no folder: run `cargo xtask test`, which fetches the corpora and sets it")
    });
    let path = PathBuf::from(root).join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The strings of a JavaScript list with one on each line.
fn listed(file: &str) -> Vec<String> {
    let text = corpus("TEILBAR_CORPUS_SSRFCHECK", &format!("tests/data/{file}"));
    let string = |line: &str| {
        let line = line.trim();
        let (_, rest) = line.split_once('"')?;
        let (string, _) = rest.rsplit_once('"')?;
        // A backslash before anything but a backslash means nothing in these lists.
        let kept = string.replace("\\\\", "\0").replace('\\', "");
        Some(kept.replace('\0', "\\"))
    };
    text.lines().filter_map(string).collect()
}

/// What is in quotes behind `before` in advocate's tests.
fn advocate(before: &str) -> Vec<String> {
    let text = corpus("TEILBAR_CORPUS_ADVOCATE", "test/test_advocate.py");
    let found = text.split(before).skip(1).filter_map(|rest| {
        let rest = rest.trim_start().strip_prefix(['"', '\''])?;
        Some(rest.split(['"', '\'']).next()?.to_owned())
    });
    found.collect()
}

/// Servers on every address of this machine, as many as it lets us have: on the ports that are
/// fetched from, and on those that the lists name.
async fn canaries() -> Vec<Canary> {
    let mut all = vec![
        Canary::at("127.0.0.1:0").await.unwrap(),
        Canary::at("0.0.0.0:0").await.unwrap(),
    ];
    for port in [80, 443, 1, 22, 25, 3128, 8000, 8080, 9000, 11_211] {
        // Taken together where IPv6 includes IPv4, and one by one where it does not.
        all.extend(Canary::at(&format!("[::]:{port}")).await);
        all.extend(Canary::at(&format!("0.0.0.0:{port}")).await);
    }
    all
}

/// The addresses by which this machine is known in its networks.
fn own_addresses() -> Vec<IpAddr> {
    let found = [("0.0.0.0:0", "192.0.2.1:9"), ("[::]:0", "[2001:db8::1]:9")].map(|(at, to)| {
        let socket = UdpSocket::bind(at).ok()?;
        // Nothing is sent: connecting chooses the way out, and with it the address.
        socket.connect(to).ok()?;
        Some(socket.local_addr().ok()?.ip())
    });
    found.into_iter().flatten().collect()
}

/// Whether a refusal came before anything was dialled.
fn is_refusal(url: &str, error: &FetchError) -> bool {
    let named = || {
        matches!(
            Url::parse(url).map(|url| url.host().map(|host| host.to_owned())),
            Ok(Some(Host::Domain(_)))
        )
    };
    match error {
        FetchError::Private { .. }
        | FetchError::Port(_)
        | FetchError::Url(_)
        | FetchError::Scheme(_)
        | FetchError::Userinfo => true,
        // Asking for a name that nobody has may take longer than we wait.
        FetchError::Dns(_) | FetchError::Deadline { .. } => named(),
        _ => false,
    }
}

async fn refused(client: &Client, url: &str) {
    let request = Request {
        url: url.to_owned(),
        ..Request::default()
    };
    let error = client.get(request).await.err();
    let error = error.unwrap_or_else(|| panic!("{url:?} was fetched"));
    assert!(is_refusal(url, &error), "{url:?}: {error}");
}

fn nobody_called(canaries: &[Canary]) {
    for canary in canaries {
        assert_eq!(canary.connections(), 0, "{}", canary.address());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn canaries_are_heard() {
    let canary = Canary::at("127.0.0.1:0").await.unwrap();
    let address = canary.address();
    // It answers before it is asked, which the client may take for damage.
    let _ = get(policy(&[address]), &format!("http://{address}/")).await;
    assert_eq!(canary.connections(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ssrfcheck_refuses_is_not_dialled() {
    let list = listed("should-not-pass.js");
    assert!(list.len() >= 200, "{} addresses", list.len());
    let canaries = canaries().await;
    let client = Client::new(policy(&[])).unwrap();
    for entry in &list {
        refused(&client, entry).await;
        // What has no scheme is no address to us; somebody may put one before it.
        if !entry.contains("://") {
            for scheme in ["http:", "http://", "https://"] {
                refused(&client, &format!("{scheme}{entry}")).await;
            }
        }
    }
    nobody_called(&canaries);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_redirect_leads_to_what_ssrfcheck_refuses() {
    let mut list = listed("should-not-pass.js");
    list.extend(SELF.iter().map(|host| format!("http://{host}/")));
    list.retain(|entry| entry.is_ascii() && !entry.contains(char::is_control));
    let canaries = canaries().await;
    let targets = list.clone();
    let upstream = Upstream::serve(move |head| {
        let path = head.split(' ').nth(1).unwrap_or_default();
        let index = path.trim_start_matches('/').parse::<usize>();
        match index.ok().and_then(|index| targets.get(index)) {
            Some(target) => format!(
                "HTTP/1.1 302 Found\r\nlocation: {target}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            )
            .into_bytes(),
            // A target without a host leads back here.
            None => ok("connection: close\r\n", b"here"),
        }
    })
    .await;
    let client = Client::new(policy(&[upstream.address])).unwrap();
    for (index, target) in list.iter().enumerate() {
        let url = upstream.url(&format!("/{index}"));
        let base = Url::parse(&url).unwrap();
        let request = Request {
            url,
            ..Request::default()
        };
        match client.get(request).await {
            Ok(answer) => assert_eq!(answer.final_url.origin(), base.origin(), "{target:?}"),
            Err(error) => {
                let next = base.join(target).map_or(target.clone(), String::from);
                assert!(is_refusal(&next, &error), "{target:?}: {error}");
            }
        }
    }
    nobody_called(&canaries);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_advocate_refuses_is_not_dialled() {
    let blocked = advocate("_test_ip_kind_blocked(");
    assert!(blocked.len() >= 20, "{blocked:?}");
    let mut urls = advocate("advocate.get, ");
    urls.extend(advocate("wrapper.get, "));
    urls.extend(advocate("sess_instance.get, "));
    urls.retain(|url| url.contains("127.") || url.contains("localhost"));
    assert!(urls.len() >= 7, "{urls:?}");
    let canaries = canaries().await;
    let client = Client::new(policy(&[])).unwrap();
    for address in &blocked {
        let address: IpAddr = address.parse().unwrap();
        assert!(special(address).is_some(), "{address}");
        let host = Url::parse("http://x/").map(|mut url| url.set_ip_host(address).map(|()| url));
        refused(&client, host.unwrap().unwrap().as_str()).await;
    }
    for url in &urls {
        refused(&client, url).await;
    }
    nobody_called(&canaries);
}

/// The ranges that SafeCurl refuses, every address of the small ones and many of the large.
#[test]
fn the_ranges_of_safecurl_are_not_public() {
    let text = corpus("TEILBAR_CORPUS_ADVOCATE", "test/test_advocate.py");
    let ranges: Vec<ipnet::Ipv4Net> = text
        .split(['\'', '"'])
        .filter_map(|word| word.parse().ok())
        .filter(|range: &ipnet::Ipv4Net| special(range.network().into()).is_some())
        .collect();
    assert!(ranges.len() >= 15, "{ranges:?}");
    for range in ranges {
        let (first, last) = (u32::from(range.network()), u32::from(range.broadcast()));
        let step = ((last - first) / 1_000).max(1);
        for address in (first..=last).step_by(step as usize).chain([last]) {
            let address = Ipv4Addr::from(address);
            assert!(special(address.into()).is_some(), "{address} of {range}");
        }
    }
}

#[test]
fn public_addresses_are_not_refused() {
    let list = listed("valid-ips-list.js");
    assert!(list.len() >= 60, "{} addresses", list.len());
    for address in list {
        assert_eq!(special(address.parse().unwrap()), None, "{address}");
    }
}

/// Numbers as the parser of addresses takes them: decimal, octal and hexadecimal.
fn numbers(value: u32) -> [String; 4] {
    [
        value.to_string(),
        format!("0{value:o}"),
        format!("0000{value:o}"),
        format!("0X{value:X}"),
    ]
}

/// An address in one to four numbers, each written in every way.
fn spellings(address: Ipv4Addr) -> Vec<String> {
    let whole = u32::from(address);
    let [a, b, c, d] = address.octets().map(u32::from);
    let lists = [
        vec![whole],
        vec![a, whole & 0xff_ffff],
        vec![a, b, whole & 0xffff],
        vec![a, b, c, d],
    ];
    let mut all = Vec::new();
    for parts in lists {
        let mut spelt = vec![String::new()];
        for part in parts {
            let longer = |start: &String| {
                let dot = if start.is_empty() { "" } else { "." };
                numbers(part).map(|number| format!("{start}{dot}{number}"))
            };
            spelt = spelt.iter().flat_map(longer).collect();
        }
        all.extend(spelt);
    }
    let wide = |c: char| {
        c.to_digit(10)
            .and_then(|n| char::from_u32(0xff10 + n))
            .unwrap_or('。')
    };
    let plain = address.to_string();
    all.extend([
        format!("{plain}."),
        plain.chars().map(wide).collect(),
        plain.bytes().map(|byte| format!("%{byte:02x}")).collect(),
        format!("[::ffff:{plain}]"),
        format!("[::{plain}]"),
        format!("[::ffff:0:{plain}]"),
        format!("[64:ff9b::{plain}]"),
        format!("[64:ff9b:1::{plain}]"),
        format!("[2002:{:x}:{:x}::1]", whole >> 16, whole & 0xffff),
        format!("[2001:0:{:x}:{:x}::1]", whole >> 16, whole & 0xffff),
    ]);
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn no_spelling_of_a_private_address_is_dialled() {
    let canaries = canaries().await;
    let client = Client::new(policy(&[])).unwrap();
    let mut addresses = vec![
        Ipv4Addr::LOCALHOST,
        Ipv4Addr::new(127, 8, 9, 10),
        Ipv4Addr::UNSPECIFIED,
        Ipv4Addr::new(10, 0, 0, 1),
        Ipv4Addr::new(169, 254, 169, 254),
        Ipv4Addr::new(172, 31, 0, 9),
        Ipv4Addr::new(192, 168, 1, 1),
        Ipv4Addr::new(100, 64, 0, 1),
    ];
    for own in own_addresses()
        .into_iter()
        .filter(|own| special(*own).is_some())
    {
        match own {
            IpAddr::V4(own) => addresses.push(own),
            IpAddr::V6(own) => refused(&client, &format!("http://[{own}]/")).await,
        }
    }
    for address in addresses {
        for host in spellings(address) {
            refused(&client, &format!("http://{host}/")).await;
        }
    }
    nobody_called(&canaries);
}

/// The names that this machine itself gives to private addresses.
#[tokio::test(flavor = "multi_thread")]
async fn no_name_of_a_private_address_is_dialled() {
    let canaries = canaries().await;
    let hosts = std::fs::read_to_string("/etc/hosts").unwrap_or_default();
    let mut names: Vec<String> = [
        "localhost",
        "LocalHost",
        "localhost.",
        "localhost.localdomain",
        "a.localhost",
    ]
    .map(str::to_owned)
    .into();
    for line in hosts.lines() {
        let mut words = line
            .split('#')
            .next()
            .unwrap_or_default()
            .split_whitespace();
        let address: Option<IpAddr> = words.next().and_then(|word| word.parse().ok());
        if address.is_some_and(|address| special(address).is_some()) {
            names.extend(words.map(str::to_owned));
        }
    }
    let client = Client::new(policy(&[])).unwrap();
    for name in &names {
        for url in [format!("http://{name}/"), format!("https://{name}/")] {
            refused(&client, &url).await;
        }
    }
    let known = get(policy(&[]), "http://localhost/").await;
    assert!(
        matches!(known, Err(FetchError::Private { .. })),
        "{known:?}"
    );
    nobody_called(&canaries);
}
