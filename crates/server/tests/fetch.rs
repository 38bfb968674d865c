//! The outbound client against real servers on this machine: what it says, refuses and caps.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use teilbar_server::fetch::{Client, FetchError, Policy, Request, Response};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;

/// A server that gives every request the same bytes, and remembers what it was asked.
struct Upstream {
    address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Upstream {
    async fn with(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        Self::serve(move |_| answer.clone()).await
    }

    async fn serve(answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heads = Arc::new(Mutex::new(Vec::new()));
        let (answer, seen) = (Arc::new(answer), Arc::clone(&heads));
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (answer, seen) = (Arc::clone(&answer), Arc::clone(&seen));
                tokio::spawn(async move {
                    let head = read_head(&mut stream).await;
                    let bytes = answer(&head);
                    seen.lock().unwrap().push(head);
                    let _ = stream.write_all(&bytes).await;
                    let _ = stream.shutdown().await;
                });
            }
        });
        Self { address, heads }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

async fn read_head(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8(head).unwrap()
}

fn ok(headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n{headers}\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn redirect(to: &str) -> Vec<u8> {
    format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n").into_bytes()
}

/// Small limits, and only the given servers allowed.
fn policy(allow: &[SocketAddr]) -> Policy {
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

async fn get(policy: Policy, url: &str) -> Result<Response, FetchError> {
    let request = Request {
        url: url.to_owned(),
        ..Request::default()
    };
    Client::new(policy).unwrap().get(request).await
}

/// A server on a loopback address that must never be talked to.
struct Canary {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Canary {
    async fn at(address: &str) -> Option<Self> {
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

    fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// Ways to write this machine's own addresses, without a port.
const SELF: &[&str] = &[
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
    let names = ["--exact", "the_headers_sent_are_these_and_no_others"];
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

/// Serves one connection at a time by writing for as long as the client listens.
async fn misbehaving<F, W>(write: F) -> SocketAddr
where
    F: Fn(tokio::net::TcpStream) -> W + Send + 'static,
    W: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            read_head(&mut stream).await;
            tokio::spawn(write(stream));
        }
    });
    address
}

async fn forever(stream: &mut (impl AsyncWrite + Unpin), bytes: &[u8], pause: Duration) {
    while stream.write_all(bytes).await.is_ok() {
        tokio::time::sleep(pause).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_never_ends_is_cut() {
    let chunked = misbehaving(|mut stream| async move {
        let _ = stream
            .write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
            .await;
        forever(
            &mut stream,
            format!("4000\r\n{}\r\n", "x".repeat(0x4000)).as_bytes(),
            Duration::ZERO,
        )
        .await;
    });
    let until_closed = misbehaving(|mut stream| async move {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
        forever(&mut stream, &[b'x'; 0x4000], Duration::ZERO).await;
    });
    for address in [chunked.await, until_closed.await] {
        let refused = get(policy(&[address]), &format!("http://{address}/")).await;
        assert!(
            matches!(refused, Err(FetchError::TooLarge { limit: 100_000, .. })),
            "{refused:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_servers_are_left_at_the_deadline() {
    let drip = Duration::from_millis(50);
    let silent = misbehaving(|stream| async move {
        tokio::time::sleep(Duration::from_secs(60)).await;
        drop(stream);
    });
    let slow_head = misbehaving(move |mut stream| async move {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nx: ").await;
        forever(&mut stream, b"y", drip).await;
    });
    let slow_body = misbehaving(move |mut stream| async move {
        let _ = stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 90000\r\n\r\n")
            .await;
        forever(&mut stream, b"y", drip).await;
    });
    for address in [silent.await, slow_head.await, slow_body.await] {
        let begun = Instant::now();
        let refused = get(policy(&[address]), &format!("http://{address}/")).await;
        assert!(
            matches!(refused, Err(FetchError::Deadline { .. })),
            "{refused:?}"
        );
        assert!(
            begun.elapsed() < Duration::from_secs(10),
            "{:?}",
            begun.elapsed()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn endless_or_large_headers_are_refused() {
    let endless = misbehaving(|mut stream| async move {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n").await;
        forever(
            &mut stream,
            format!("x: {}\r\n", "y".repeat(1000)).as_bytes(),
            Duration::ZERO,
        )
        .await;
    });
    let address = endless.await;
    assert!(
        get(policy(&[address]), &format!("http://{address}/"))
            .await
            .is_err()
    );
    let large = Upstream::with(ok(&format!("x: {}\r\n", "y".repeat(9_000)), b"")).await;
    let refused = get(policy(&[large.address]), &large.url("/")).await;
    assert!(
        matches!(refused, Err(FetchError::Headers { limit: 8_000, .. })),
        "{refused:?}"
    );
}

fn bomb(encoder: &str) -> Vec<u8> {
    use std::io::Write;
    let zeros = vec![0; 1 << 20];
    let fill = |out: &mut dyn Write| (0..50).for_each(|_| out.write_all(&zeros).unwrap());
    match encoder {
        "gzip" => {
            let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            fill(&mut out);
            out.finish().unwrap()
        }
        "deflate" => {
            let mut out = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
            fill(&mut out);
            out.finish().unwrap()
        }
        _ => {
            let mut raw = Vec::new();
            fill(&mut brotli::CompressorWriter::new(&mut raw, 1 << 16, 5, 22));
            raw
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn compressed_bombs_are_not_unpacked() {
    for encoding in ["gzip", "deflate", "br"] {
        let body = bomb(encoding);
        assert!(body.len() < 90_000, "{encoding}: {}", body.len());
        let upstream =
            Upstream::with(ok(&format!("content-encoding: {encoding}\r\n"), &body)).await;
        let refused = get(policy(&[upstream.address]), &upstream.url("/")).await;
        assert!(
            matches!(refused, Err(FetchError::TooLarge { .. })),
            "{encoding}: {refused:?}"
        );
    }
    for odd in ["zstd", "gzip, gzip", "compress"] {
        let upstream = Upstream::with(ok(&format!("content-encoding: {odd}\r\n"), b"x")).await;
        let refused = get(policy(&[upstream.address]), &upstream.url("/")).await;
        assert!(
            matches!(refused, Err(FetchError::Encoding { .. })),
            "{odd}: {refused:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_length_is_noticed() {
    let body = |length: &str, body: &str| {
        format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{body}")
    };
    for (answer, expected) in [
        (body("50", "short"), "damaged or cut"),
        (body("99999999999", "short"), "more than 100000"),
        (body("-1", "x"), "damaged or cut"),
        (body("5\r\ncontent-length: 6", "short"), "damaged or cut"),
        (
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nZZ\r\n".to_owned(),
            "damaged or cut",
        ),
        (
            "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\nnot gzip".to_owned(),
            "damaged or cut",
        ),
        (
            "HTTP/1.1 200 OK\r\ncontent-enc".to_owned(),
            "damaged or cut",
        ),
        ("SSH-2.0-OpenSSH_9.2\r\n".to_owned(), "damaged or cut"),
    ] {
        let upstream = Upstream::with(answer.clone()).await;
        let error = get(policy(&[upstream.address]), &upstream.url("/"))
            .await
            .unwrap_err()
            .to_string();
        assert!(error.contains(expected), "{answer:?}: {error}");
    }
    let longer = Upstream::with(body("5", "short and more")).await;
    assert_eq!(
        get(policy(&[longer.address]), &longer.url("/"))
            .await
            .unwrap()
            .body,
        "short"
    );
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
async fn a_host_is_asked_twice_at_a_time_at_most() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (counted, peak) = (Arc::clone(&now), Arc::clone(&most));
    let address = misbehaving(move |mut stream| {
        let (counted, peak) = (Arc::clone(&counted), Arc::clone(&peak));
        async move {
            peak.fetch_max(counted.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(50)).await;
            counted.fetch_sub(1, Ordering::SeqCst);
            let _ = stream.write_all(&ok("connection: close\r\n", b"x")).await;
        }
    });
    let address = address.await;
    let client = Arc::new(Client::new(policy(&[address])).unwrap());
    let asked = (0..8).map(|_| {
        let (client, url) = (Arc::clone(&client), format!("http://{address}/"));
        tokio::spawn(async move {
            client
                .get(Request {
                    url,
                    ..Request::default()
                })
                .await
                .map(|a| a.status)
        })
    });
    for answer in asked.collect::<Vec<_>>() {
        assert_eq!(answer.await.unwrap().unwrap(), 200);
    }
    assert_eq!(most.load(Ordering::SeqCst), 2);
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
