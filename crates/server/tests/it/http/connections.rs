//! Connections that begin, dawdle, flood and end.

use crate::server::*;
use std::time::{Duration, Instant};
use teilbar_server::http::{Limits, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

struct Running {
    address: std::net::SocketAddr,
    stop: tokio::sync::oneshot::Sender<()>,
    done: tokio::task::JoinHandle<std::io::Result<()>>,
    _server: Server,
}

const LIMITS: Limits = Limits {
    connections: 50,
    head: Duration::from_millis(400),
    connection: Duration::from_secs(60),
    grace: Duration::from_secs(5),
};

async fn running(limits: Limits) -> Running {
    let server = Server::with_posts().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let stopped = async move { stopped.await.unwrap_or_default() };
    let done = tokio::spawn(serve(listener, server.door.clone(), limits, stopped));
    Running {
        address,
        stop,
        done,
        _server: server,
    }
}

async fn read_to_end(stream: &mut TcpStream) -> String {
    let mut out = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut out)).await;
    // A reset is an end, too.
    let _ = read.expect("the connection is closed");
    String::from_utf8_lossy(&out).into_owned()
}

#[tokio::test]
async fn half_sent_heads_are_not_waited_for() {
    let running = running(LIMITS).await;
    for half in [
        "",
        "G",
        "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ",
        "PRI * HTTP/2.0\r\n",
        "P",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        let mut stream = TcpStream::connect(running.address).await.unwrap();
        stream.write_all(half.as_bytes()).await.unwrap();
        let start = Instant::now();
        let answer = read_to_end(&mut stream).await;
        assert!(!answer.contains(" 200 "), "{half:?}: {answer}");
        assert!(
            start.elapsed() < Duration::from_secs(3),
            "{half:?} took {:?}",
            start.elapsed()
        );
    }
}

#[tokio::test]
async fn a_head_that_trickles_is_not_waited_for() {
    let running = running(LIMITS).await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n")
        .await
        .unwrap();
    let start = Instant::now();
    let mut byte = [0];
    while tokio::time::timeout(LIMITS.head / 4, stream.read(&mut byte))
        .await
        .is_err()
    {
        // Too late is fine: the server has hung up then, which the next read tells.
        let _ = stream.write_all(b"X-A: b\r\n").await;
    }
    assert!(
        start.elapsed() < Duration::from_secs(3),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test]
async fn idle_connections_free_their_places() {
    let running = running(Limits {
        connections: 4,
        ..LIMITS
    })
    .await;
    let mut idle = Vec::new();
    for _ in 0..4 {
        idle.push(TcpStream::connect(running.address).await.unwrap());
    }
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        .await
        .unwrap();
    assert!(
        read_to_end(&mut stream)
            .await
            .starts_with("HTTP/1.1 200 OK")
    );
}

#[tokio::test]
async fn many_requests_on_one_connection() {
    let running = running(LIMITS).await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    let one = format!("GET {BAR} HTTP/1.1\r\nHost: a\r\n\r\n");
    stream.write_all(one.repeat(20).as_bytes()).await.unwrap();
    let last = format!("GET {BAR} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    stream.write_all(last.as_bytes()).await.unwrap();
    assert_eq!(
        read_to_end(&mut stream)
            .await
            .matches("HTTP/1.1 200 OK")
            .count(),
        21
    );
}

#[tokio::test]
async fn oversized_heads_and_bodies_are_refused() {
    let running = running(LIMITS).await;
    let many = "X-A: b\r\n".repeat(100);
    let long = format!("X-A: {}\r\n", "b".repeat(100_000));
    let body = "Content-Length: 100000\r\n";
    for (headers, status) in [(&many[..], "431"), (body, "413"), (&long, "431")] {
        let mut stream = TcpStream::connect(running.address).await.unwrap();
        let head =
            format!("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}\r\n");
        // The server may hang up before it has all, and then its answer can be lost.
        let _ = stream.write_all(head.as_bytes()).await;
        let answer = read_to_end(&mut stream).await;
        let lost = headers.len() > 32_768 && answer.is_empty();
        assert!(
            lost || answer.starts_with(&format!("HTTP/1.1 {status}")),
            "{status}: {answer}"
        );
    }
}

#[tokio::test]
async fn stopping_lets_answers_under_way_finish() {
    let running = running(LIMITS).await;
    let idle = TcpStream::connect(running.address).await.unwrap();
    let mut slow = TcpStream::connect(running.address).await.unwrap();
    slow.write_all(format!("GET {BAR} HTTP/1.1\r\nHost: a\r\n").as_bytes())
        .await
        .unwrap();
    // Who came later is being answered, so both of them have been let in.
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        .await
        .unwrap();
    let mut first = [0; 12];
    stream.read_exact(&mut first).await.unwrap();
    let start = Instant::now();
    running.stop.send(()).unwrap();
    slow.write_all(b"\r\n").await.unwrap();
    assert!(read_to_end(&mut stream).await.contains("\"status\""));
    running.done.await.unwrap().unwrap();
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
    drop(idle);
    assert!(TcpStream::connect(running.address).await.is_err());
}
