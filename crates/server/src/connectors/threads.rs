//! Threads: followers and posts of the own account.
//!
//! `GET /me/threads_insights?metric=followers_count` (scope `threads_manage_insights`) and
//! `GET /me/threads` (scope `threads_basic`).

use super::meta::{self, Fields};
use super::{
    Api, ConnectorError, Posts, Settings, ask_as, count, json, json_request, list, name, same, text,
};
use crate::fetch::{Client, Request};
use secrecy::ExposeSecret;
use serde_json::Value;
use teilbar_domain::network::Network;
use url::Url;

const EXAMPLE: &str = "the account's name, such as nordlicht";
const FIELDS: Fields = Fields {
    text: "/text",
    url: "/permalink",
    time: "/timestamp",
    pictures: &["/thumbnail_url", "/media_url"],
};

pub(super) async fn followers(
    client: &Client,
    settings: &Settings,
    handle: &str,
) -> Result<u64, ConnectorError> {
    is_own(client, settings, handle).await?;
    let asked = request(
        settings,
        "/me/threads_insights",
        ("metric", "followers_count"),
    )?;
    let answer = ask_as(client, asked, meta::meaning).await?;
    let document = json(&answer.body)?;
    let metrics = list(&document, "/data")?;
    let followers = metrics
        .iter()
        .find(|metric| text(metric, "/name") == "followers_count");
    let followers = followers.ok_or(ConnectorError::Missing("followers_count"))?;
    count(followers, "/total_value/value")
}

pub(super) async fn posts(
    client: &Client,
    settings: &Settings,
    handle: &str,
) -> Result<Posts, ConnectorError> {
    let user = is_own(client, settings, handle).await?;
    let fields = "id,text,media_type,media_url,thumbnail_url,permalink,timestamp";
    let asked = request(settings, "/me/threads", ("fields", fields))?;
    let answer = ask_as(client, asked, meta::meaning).await?;
    let document = json(&answer.body)?;
    let list = list(&document, "/data")?;
    let web = format!("https://www.threads.com/@{user}");
    let base = Url::parse(&web).map_err(|_| ConnectorError::Setting(web))?;
    // A repost comes without the text and the author of what was reposted.
    let own = list
        .iter()
        .filter(|post| text(post, "/media_type") != "REPOST_FACADE");
    let own: Vec<Value> = own.cloned().collect();
    let posts = Posts::fresh(
        user.clone(),
        meta::items(&own, &FIELDS, &user, &base),
        answer,
    );
    Ok(posts.complete_since(meta::times(list, FIELDS.time)))
}

/// The name of the account that the token belongs to, if it is the one that is meant.
async fn is_own(
    client: &Client,
    settings: &Settings,
    handle: &str,
) -> Result<String, ConnectorError> {
    let user = name(Network::Threads, handle, EXAMPLE)?;
    let asked = request(settings, "/me", ("fields", "username"))?;
    let answer = ask_as(client, asked, meta::meaning).await?;
    let found = text(&json(&answer.body)?, "/username");
    if found.is_empty() {
        return Err(ConnectorError::Missing("username"));
    }
    same(&found, user)?;
    Ok(user.to_owned())
}

/// This interface takes its token in the address only.
fn request(
    settings: &Settings,
    path: &str,
    wanted: (&str, &str),
) -> Result<Request, ConnectorError> {
    let token = settings.secret(Network::Threads)?;
    let query = [wanted, ("access_token", token.expose_secret())];
    json_request(settings.base(Api::Threads), path, &query)
}
