//! Answers that are too long, too slow, too large or wrong.

use super::*;
use crate::upstream::*;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use teilbar_server::fetch::{Client, FetchError, Request};
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;

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
        std::future::pending::<()>().await;
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
async fn a_host_is_asked_twice_at_a_time_at_most() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (counted, peak) = (Arc::clone(&now), Arc::clone(&most));
    let address = misbehaving(move |mut stream| {
        let (counted, peak) = (Arc::clone(&counted), Arc::clone(&peak));
        async move {
            peak.fetch_max(counted.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(50)).await;
            counted.fetch_sub(1, Ordering::SeqCst);
            let _ = stream.write_all(&ok("", b"x")).await;
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
