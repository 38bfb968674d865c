//! Reddit: members of a community (`GET /r/{name}/about`), with an app's own token.

use super::{Api, ConnectorError, Settings, ask_as, count, json, json_request, name, text};
use crate::fetch::{Client, Post, Request};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use teilbar_domain::network::Network;

pub(super) async fn followers(
    client: &Client,
    settings: &Settings,
    handle: &str,
) -> Result<u64, ConnectorError> {
    const EXAMPLE: &str = "r/name; accounts of people tell no count";
    let community = handle.trim().trim_start_matches('/').strip_prefix("r/");
    let community = name(
        Network::Reddit,
        community.unwrap_or("").trim_end_matches('/'),
        EXAMPLE,
    )
    .map_err(|_| ConnectorError::Handle {
        network: "Reddit",
        handle: handle.to_owned(),
        example: EXAMPLE,
    })?;
    let query = [("raw_json", "1")];
    let path = format!("/r/{community}/about");
    let asked = Request {
        bearer: Some(token(client, settings).await?),
        ..json_request(settings.base(Api::Reddit), &path, &query)?
    };
    let document = json(&ask_as(client, asked, meaning).await?.body)?;
    // A name that nobody has is answered by a search.
    if text(&document, "/kind") != "t5" {
        return Err(ConnectorError::NotFound);
    }
    count(&document, "/data/subscribers")
}

async fn token(client: &Client, settings: &Settings) -> Result<SecretString, ConnectorError> {
    let key = settings.key(Network::Reddit)?;
    let id = key
        .client
        .as_deref()
        .ok_or(ConnectorError::NoKey("Reddit"))?;
    let asked = Request {
        basic: Some(format!("{id}:{}", key.secret.expose_secret()).into()),
        post: Some(Post {
            content_type: "application/x-www-form-urlencoded",
            body: "grant_type=client_credentials".into(),
        }),
        ..json_request(settings.base(Api::RedditTokens), "/access_token", &[])?
    };
    let document = json(&ask_as(client, asked, meaning).await?.body)?;
    match document.get("access_token").and_then(Value::as_str) {
        Some(token) => Ok(token.into()),
        None => Err(ConnectorError::Missing("access_token")),
    }
}

fn meaning(status: u16, body: &Value) -> Option<ConnectorError> {
    match (status, &text(body, "/reason")[..]) {
        (401, _) => Some(ConnectorError::Expired),
        (403, "private") => Some(ConnectorError::Private),
        (403 | 404, "banned") => Some(ConnectorError::NotFound),
        _ => None,
    }
}
