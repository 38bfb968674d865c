//! RSS, Atom and JSON feeds, from the web or from disk, and pages that mark their posts up.

use super::{Conditional, ConnectorError, Posts, ask};
use crate::feed::{self, Feed, FeedError};
use crate::fetch::{Client, Request};
use bytes::Bytes;
use std::path::Path;
use std::time::UNIX_EPOCH;
use tokio::io::AsyncReadExt;
use url::Url;

const ACCEPT: &str = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5";
/// What relative addresses in a file are relative to; leads nowhere by definition (RFC 2606).
const FILE_BASE: &str = "https://file.invalid/";

pub(super) async fn posts(
    client: &Client,
    url: &str,
    conditional: &Conditional,
) -> Result<Posts, ConnectorError> {
    let answer = ask(client, conditional.on(request(url))).await?;
    if answer.status == 304 {
        return Ok(Posts::NotModified);
    }
    let (bytes, base) = (answer.body.clone(), answer.final_url.clone());
    let feed = parse(bytes, answer.content_type.clone(), base).await?;
    Ok(Posts::fresh(feed.title, feed.items, answer))
}

/// The posts that a web page marks up as `h-entry`.
pub(super) async fn page(
    client: &Client,
    url: &str,
    conditional: &Conditional,
) -> Result<Posts, ConnectorError> {
    let asked = Request {
        accept: "text/html, application/xhtml+xml;q=0.9".to_owned(),
        ..request(url)
    };
    let answer = ask(client, conditional.on(asked)).await?;
    if answer.status == 304 {
        return Ok(Posts::NotModified);
    }
    let (bytes, base) = (answer.body.clone(), answer.final_url.clone());
    let content_type = answer.content_type.clone();
    let read = move || feed::read_page(&bytes, content_type.as_deref(), &base);
    let feed = blocking(read).await?;
    Ok(Posts::fresh(feed.title, feed.items, answer))
}

fn request(url: &str) -> Request {
    Request {
        url: url.to_owned(),
        accept: ACCEPT.to_owned(),
        ..Request::default()
    }
}

/// Off the threads that serve requests: a large feed takes tenths of a second.
async fn parse(
    bytes: Bytes,
    content_type: Option<String>,
    base: Url,
) -> Result<Feed, ConnectorError> {
    blocking(move || feed::read(&bytes, content_type.as_deref(), &base)).await
}

async fn blocking(
    read: impl FnOnce() -> Result<Feed, FeedError> + Send + 'static,
) -> Result<Feed, ConnectorError> {
    let done = tokio::task::spawn_blocking(read).await;
    done.unwrap_or_else(|error| Err(FeedError::Unreadable(error.to_string())))
        .map_err(Into::into)
}

/// A feed on disk; the time of its last change takes the place of `Last-Modified`.
pub(super) async fn file(path: &Path, conditional: &Conditional) -> Result<Posts, ConnectorError> {
    let wrong = |error: std::io::Error| ConnectorError::File {
        path: path.display().to_string(),
        reason: error.to_string(),
    };
    let file = tokio::fs::File::open(path).await.map_err(wrong)?;
    let changed = file
        .metadata()
        .await
        .and_then(|metadata| metadata.modified())
        .map_err(wrong)?;
    let changed = changed
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_nanos()
        .to_string();
    if conditional.last_modified.as_ref() == Some(&changed) {
        return Ok(Posts::NotModified);
    }
    let mut bytes = Vec::new();
    file.take(feed::MAX_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .await
        .map_err(wrong)?;
    let base = Url::parse(FILE_BASE).map_err(|_| ConnectorError::Setting(FILE_BASE.to_owned()))?;
    let Feed { title, items } = parse(bytes.into(), None, base).await?;
    Ok(Posts::Fresh {
        title,
        items,
        etag: None,
        last_modified: Some(changed),
        complete_since: None,
    })
}
