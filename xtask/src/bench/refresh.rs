//! Many sources: how long it takes to read them all, in how much memory, and how the feed of all their
//! posts is answered then.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::server::{self, Server};
use crate::process::pause;
use crate::project::temporary_dir;
use crate::{demo, dist, files};

const SOURCES: usize = 200;
/// Of each source.
const POSTS: usize = 50;

/// For all sources on an idle machine with two cores.
const GOAL: Duration = Duration::from_secs(20);
/// Nobody waits longer.
const PATIENCE: Duration = Duration::from_secs(300);
/// At most, in MiB.
const MEMORY: u64 = 150;

const FEED: &str = "/api/v1/sites/many/fragment/feed";

/// Prints time, memory and the ratio to nginx; fails above the memory's or below the ratio's budget.
pub(super) fn measure() -> Result<()> {
    dist::dist()?;
    demo::server()?;
    let dir = temporary_dir("refresh")?;
    for source in 0..SOURCES {
        files::write(&dir.join(format!("{source}.xml")), feed(source))?;
    }
    let upstream = server::start_nginx(&dir, "/0.xml")?;
    let config = dir.join("teilbar.toml");
    files::write(&config, configuration(&upstream.address()))?;
    let started = Instant::now();
    let teilbar = server::serve(&config, "/healthz")?;
    wait_for_all(&teilbar, started)?;
    let time = started.elapsed();
    println!(
        "{SOURCES} sources with {POSTS} posts each: {:.1} s (goal {} s, on an idle machine)",
        time.as_secs_f64(),
        GOAL.as_secs()
    );
    let ratio = server::race(&teilbar, FEED, &dir)?;
    let memory = teilbar.memory("VmHWM")? / 1_024;
    println!("memory at most: {memory} MiB resident (budget {MEMORY})");
    drop(teilbar);
    files::remove_dir(&dir)?;
    if memory > MEMORY {
        bail!("many sources take more memory than their budget");
    }
    server::within(ratio)
}

/// RSS with texts of the length that blogs send, each its own: alike ones would be merged.
fn feed(source: usize) -> String {
    let mut items = String::new();
    for post in 0..POSTS {
        let sentence = |n: usize| {
            format!("Satz {n} von Beitrag {post} der Quelle {source} über Wind und Wellen. ")
        };
        let text: String = (0..12).map(sentence).collect();
        let day = post % 28 + 1;
        let _ = write!(
            items,
            "<item><guid>{source}-{post}</guid><title>Beitrag {post} der Quelle {source}</title>\
             <link>https://quelle-{source}.example/{post}</link>\
             <pubDate>{day:02} Oct 2026 {:02}:00:00 GMT</pubDate>\
             <description>&lt;p&gt;{text}&lt;/p&gt;&lt;p&gt;{text}&lt;/p&gt;</description></item>",
            post % 24
        );
    }
    format!("<rss version=\"2.0\"><channel><title>Quelle {source}</title>{items}</channel></rss>")
}

fn configuration(upstream: &str) -> String {
    let mut text = format!(
        "[fetch]\nallow = [\"{upstream}\"]\n[refresh]\nfeeds = \"1d\"\n\
         [[sites]]\nid = \"many\"\nhome = \"https://many.example/\"\n"
    );
    for source in 0..SOURCES {
        let _ = write!(
            text,
            "[[sites.sources]]\nid = \"s{source}\"\nfeed = \"http://{upstream}/{source}.xml\"\n"
        );
    }
    text
}

fn wait_for_all(teilbar: &Server, started: Instant) -> Result<()> {
    loop {
        let health: Value = serde_json::from_slice(&teilbar.get("/healthz")?)?;
        let sources = health["sources"]
            .as_array()
            .context("no sources in /healthz")?;
        let read = sources
            .iter()
            .filter(|source| source["last_ok_age"].is_number())
            .count();
        if read == SOURCES {
            return Ok(());
        }
        if started.elapsed() > PATIENCE {
            bail!(
                "only {read} of {SOURCES} sources were read in {} s",
                PATIENCE.as_secs()
            );
        }
        pause(Duration::from_millis(50));
    }
}
