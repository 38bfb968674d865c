//! Stand-in until the branch `feed` is merged.
use crate::{feed::Item, fetch::Client};
use std::path::PathBuf;
use std::time::Duration;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    pub bluesky_api: String,
    pub youtube_api: String,
    pub youtube_feeds: String,
    pub github_api: String,
    pub youtube_key: Option<String>,
    pub github_token: Option<String>,
}
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceSpec {
    Feed(String),
    File(PathBuf),
    Mastodon { host: String, user: String },
    Bluesky { actor: String },
    Youtube { channel: String },
}
#[derive(Clone, Debug, Default)]
pub struct Conditional {
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}
#[derive(Debug)]
pub enum Posts {
    NotModified,
    Gone,
    Fresh {
        title: String,
        items: Vec<Item>,
        etag: Option<String>,
        last_modified: Option<String>,
    },
}
#[derive(Debug, thiserror::Error)]
#[error("not merged yet")]
pub struct ConnectorError;
impl ConnectorError {
    pub fn retry_after(&self) -> Option<Duration> {
        None
    }
}
pub async fn followers(
    _: &Client,
    _: &Settings,
    _network: &str,
    _handle: &str,
) -> Result<u64, ConnectorError> {
    Err(ConnectorError)
}
pub async fn posts(
    _: &Client,
    _: &Settings,
    _: &SourceSpec,
    _: &Conditional,
) -> Result<Posts, ConnectorError> {
    Err(ConnectorError)
}
pub fn counts_followers(network: &str) -> bool {
    matches!(network, "mastodon")
}
