//! `teilbar feed preview`: the posts of a feed as they would be stored.

use crate::connectors::{self, Conditional, Posts, Settings, SourceSpec};
use crate::feed::{self, Item};
use crate::fetch::{Client, Policy};
use anyhow::{Context, bail};
use clap::Args;
use std::io::Write;
use std::process::ExitCode;
use teilbar_domain::link::truncate;
use url::Url;

#[derive(Debug, Args)]
pub(super) struct Preview {
    /// A feed file or its address.
    #[arg(value_name = "FILE|URL")]
    source: String,
    /// Print a JSON array instead of text.
    #[arg(long)]
    json: bool,
}

impl Preview {
    pub(super) fn run(&self, out: &mut dyn Write) -> anyhow::Result<ExitCode> {
        let items = match Url::parse(&self.source) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => fetch(&url)?,
            _ => self.read()?,
        };
        if self.json {
            serde_json::to_writer_pretty(&mut *out, &items)?;
            writeln!(out)?;
        } else {
            items.iter().try_for_each(|item| print(item, out))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    fn read(&self) -> anyhow::Result<Vec<Item>> {
        let bytes =
            std::fs::read(&self.source).with_context(|| format!("cannot read {}", self.source))?;
        // Relative links of a file lead nowhere.
        let base = Url::parse("https://file.invalid/")?;
        let feed = feed::read(&bytes, None, &base);
        Ok(feed
            .with_context(|| format!("{} is no feed", self.source))?
            .items)
    }
}

/// Whoever types an address may fetch it, even if it is a private one.
fn fetch(url: &Url) -> anyhow::Result<Vec<Item>> {
    let host = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or(443);
    let allow = format!("{host}:{port}").parse().into_iter().collect();
    let client = Client::new(Policy {
        allow,
        ..Policy::default()
    })?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let (settings, spec) = (Settings::default(), SourceSpec::Feed(url.to_string()));
    let conditional = Conditional::default();
    let answer = runtime.block_on(connectors::posts(&client, &settings, &spec, &conditional));
    match answer.with_context(|| format!("cannot fetch {url}"))? {
        Posts::Fresh { items, .. } => Ok(items),
        Posts::NotModified => Ok(Vec::new()),
        Posts::Gone => bail!("{url} is gone for good (410)"),
    }
}

/// RFC 3339.
fn published(item: &Item) -> Option<String> {
    let at = jiff::Timestamp::from_second(item.published?.0).ok()?;
    Some(at.to_string())
}

/// Date, title, first line.
fn print(item: &Item, out: &mut dyn Write) -> std::io::Result<()> {
    let date = published(item).unwrap_or_else(|| "(no date)".to_owned());
    writeln!(out, "{date}  {}", printable(&item.title))?;
    writeln!(out, "    {}", printable(&truncate(&item.body.plain(), 100)))
}

/// Foreign text cannot steer the terminal.
pub(super) fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}
