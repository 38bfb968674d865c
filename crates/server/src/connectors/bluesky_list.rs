//! Bluesky's feeds and lists: posts that somebody keeps together.
//!
//! Lexicons `app.bsky.feed.getFeed` and `getListFeed`, and `com.atproto.identity.resolveHandle`.

use super::bluesky::{Entry, LIMIT, entries, shown, unknown};
use super::{
    Api, BlueskyKind, BlueskyList, Conditional, ConnectorError, Posts, Settings, ask, json,
    json_request,
};
use crate::fetch::Client;
use serde_json::Value;

/// The posts of a feed or list.
pub(super) async fn posts(
    client: &Client,
    settings: &Settings,
    kept: &BlueskyList,
    conditional: &Conditional,
) -> Result<Posts, ConnectorError> {
    let did = resolved(client, settings, &kept.actor).await?;
    let (method, name, collection) = match kept.kind {
        BlueskyKind::Feed => ("getFeed", "feed", "app.bsky.feed.generator"),
        BlueskyKind::List => ("getListFeed", "list", "app.bsky.graph.list"),
    };
    let address = format!("at://{did}/{collection}/{}", kept.key);
    let query = [(name, &address[..]), ("limit", LIMIT)];
    let path = format!("/xrpc/app.bsky.feed.{method}");
    let asked = json_request(settings.base(Api::Bluesky), &path, &query)?;
    let answer = ask(client, conditional.on(asked)).await.map_err(unknown)?;
    if answer.status == 304 {
        return Ok(Posts::NotModified);
    }
    let entries = entries(&answer.body)?;
    let times: Vec<i64> = match kept.kind {
        // Its maker chooses posts of any time, so what is not chosen any more may be of any time, too.
        BlueskyKind::Feed => entries.iter().map(|_| i64::MIN).collect(),
        BlueskyKind::List => entries.iter().filter_map(Entry::time).collect(),
    };
    let posts = Posts::fresh(String::new(), shown(entries)?, answer);
    Ok(posts.complete_since(times.into_iter()))
}

/// The DID of an account; addresses of feeds and lists are made with it.
async fn resolved(
    client: &Client,
    settings: &Settings,
    actor: &str,
) -> Result<String, ConnectorError> {
    if actor.starts_with("did:") {
        return Ok(actor.to_owned());
    }
    let path = "/xrpc/com.atproto.identity.resolveHandle";
    let asked = json_request(settings.base(Api::Bluesky), path, &[("handle", actor)])?;
    let document = json(&ask(client, asked).await.map_err(unknown)?.body)?;
    let did = document.get("did").and_then(Value::as_str);
    did.map(str::to_owned).ok_or(ConnectorError::Missing("did"))
}
