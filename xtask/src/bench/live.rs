//! How soon a new post is known to a thousand open pages, and what their streams take up.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::json;

use super::server::Server;
use crate::process::{command, free_port};
use crate::project::{self, temporary_dir};
use crate::{demo, dist, files};

const STREAMS: usize = 1_000;
/// Posts that come one after the other.
const POSTS: usize = 10;
/// From the moment a post is in the feed's file, which the server reads once a second.
const BUDGET: Duration = Duration::from_secs(2);
/// More would be no measurement.
const PATIENCE: Duration = Duration::from_secs(30);
/// A stream needs no more to be read.
const STACK: usize = 64 * 1024;

const LIVE: &str = "/api/v1/sites/bench/live";

/// Prints the times and the server's memory; fails where the slowest hundredth is over the budget.
pub(super) fn measure() -> Result<()> {
    dist::dist()?;
    demo::server()?;
    let dir = temporary_dir("bench-live")?;
    write_posts(&dir, 0)?;
    let server = start(&dir)?;
    let before = server.memory("VmRSS")?;
    let (heard, hears) = channel();
    for _ in 0..STREAMS {
        let stream = TcpStream::connect(server.address()).context("cannot connect")?;
        let heard = heard.clone();
        let reader = thread::Builder::new().stack_size(STACK);
        reader.spawn(move || listen(stream, &heard).unwrap_or_default())?;
    }
    wait(&hears, Instant::now()).context("not every stream was opened")?;
    let open = server.memory("VmRSS")?;
    let mut times = Vec::new();
    for post in 1..=POSTS {
        let begun = Instant::now();
        write_posts(&dir, post)?;
        times.extend(wait(&hears, begun).with_context(|| format!("post {post} was not told"))?);
    }
    times.sort();
    let after = server.memory("VmRSS")?;
    drop(server);
    files::remove_dir(&dir)?;
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
    let [middle, slowest] = [at(50), at(99)].map(|time| time.as_secs_f64());
    println!(
        "{POSTS} posts told to {STREAMS} streams each: median {middle:.2} s, p99 {slowest:.2} s"
    );
    println!(
        "resident: {before} KiB without streams, {open} KiB with them ({} KiB each), {after} KiB at the end",
        open.saturating_sub(before) / STREAMS as u64
    );
    ensure!(
        at(99) < BUDGET,
        "p99 is over its budget of {} s",
        BUDGET.as_secs()
    );
    Ok(())
}

/// A server with one source, a file.
fn start(dir: &Path) -> Result<Server> {
    let port = free_port()?;
    let config = dir.join("teilbar.toml");
    let text = format!(
        "listen = \"127.0.0.1:{port}\"\ndatabase = \"teilbar.db\"\n[refresh]\nfeeds = \"1s\"\n\
         [[sites]]\nid = \"bench\"\norigins = []\nhome = \"https://bench.example/\"\n\
         [[sites.sources]]\nid = \"posts\"\nfile = \"posts.json\"\n"
    );
    files::write(&config, text)?;
    // Each stream is an open file, and many systems start programs with a thousand.
    let mut serve = command("sh");
    serve
        .args(["-c", "ulimit -n \"$(ulimit -H -n)\"; exec \"$0\" \"$@\""])
        .arg(project::server_binary())
        .args(["serve", "--config"])
        .arg(&config);
    serve.env("TEILBAR_LOG", "error");
    Server::start(&mut serve, port, "/healthz")
}

/// Twenty posts and so many newer ones; in one step, so that the server never reads half of it.
fn write_posts(dir: &Path, newer: usize) -> Result<()> {
    let items: Vec<_> = (0..20 + newer)
        .map(|n| {
            json!({
                "id": n.to_string(),
                "url": format!("https://bench.example/{n}"),
                "title": format!("Beitrag {n}"),
                "date_published": format!("2026-03-01T12:{n:02}:00Z"),
            })
        })
        .collect();
    let feed =
        json!({ "version": "https://jsonfeed.org/version/1.1", "title": "Bench", "items": items });
    let new = dir.join("posts.json.new");
    files::write(&new, feed.to_string())?;
    std::fs::rename(new, dir.join("posts.json")).context("cannot put the posts in place")
}

/// Tells when the stream is open, and then of each event with posts.
fn listen(mut stream: TcpStream, heard: &Sender<Instant>) -> Result<()> {
    stream.write_all(format!("GET {LIVE} HTTP/1.1\r\nHost: bench\r\n\r\n").as_bytes())?;
    let mut text = Vec::new();
    let mut bytes = [0; 4_096];
    loop {
        let read = stream.read(&mut bytes)?;
        if read == 0 {
            bail!("the stream ended");
        }
        text.extend_from_slice(&bytes[..read]);
        while let Some(end) = text.windows(2).position(|two| two == b"\n\n") {
            let block: Vec<_> = text.drain(..end + 2).collect();
            let block = String::from_utf8_lossy(&block);
            if block.contains("event: hello") || block.contains("event: posts") {
                heard.send(Instant::now())?;
            }
        }
    }
}

/// How long after `begun` each stream has told something.
fn wait(heard: &Receiver<Instant>, begun: Instant) -> Result<Vec<Duration>> {
    let one = |n| {
        let at = heard.recv_timeout(PATIENCE);
        let at = at.with_context(|| format!("only {n} of {STREAMS} streams told anything"))?;
        Ok(at.saturating_duration_since(begun))
    };
    (0..STREAMS).map(one).collect()
}
