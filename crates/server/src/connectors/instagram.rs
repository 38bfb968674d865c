//! Instagram: followers and posts of professional accounts.
//!
//! The own account by `GET /me` of the Instagram API; with `account` beside the key, which is the
//! own account's number, any other by business discovery of Facebook's Graph API.

use super::meta::{self, Fields};
use super::{
    Api, ConnectorError, Posts, Settings, ask_as, count, json, json_request, list, name, same, text,
};
use crate::fetch::{Client, Request, Response};
use secrecy::ExposeSecret;
use serde_json::Value;
use teilbar_domain::network::Network;
use url::Url;

const EXAMPLE: &str = "the account's name, such as nordlicht";
const MEDIA: &str = "id,caption,media_type,media_url,permalink,timestamp";
const FIELDS: Fields = Fields {
    text: "/caption",
    url: "/permalink",
    time: "/timestamp",
    pictures: &["/thumbnail_url", "/media_url"],
};

pub(super) async fn followers(
    client: &Client,
    settings: &Settings,
    handle: &str,
) -> Result<u64, ConnectorError> {
    let user = name(Network::Instagram, handle, EXAMPLE)?;
    if let Some(asked) = discovery(settings, user, "username,followers_count")? {
        let answer = ask_as(client, asked, meta::meaning).await?;
        return count(&json(&answer.body)?, "/business_discovery/followers_count");
    }
    let document = me(client, settings, user, "username,followers_count").await?;
    count(&document, "/followers_count")
}

pub(super) async fn posts(
    client: &Client,
    settings: &Settings,
    handle: &str,
) -> Result<Posts, ConnectorError> {
    let user = name(Network::Instagram, handle, EXAMPLE)?;
    let (pointer, answer): (_, Response) =
        match discovery(settings, user, &format!("username,media{{{MEDIA}}}"))? {
            Some(asked) => (
                "/business_discovery/media/data",
                ask_as(client, asked, meta::meaning).await?,
            ),
            None => {
                me(client, settings, user, "username").await?;
                let fields = format!("{MEDIA},thumbnail_url");
                let asked = request(settings, "/me/media", &fields)?;
                ("/data", ask_as(client, asked, meta::meaning).await?)
            }
        };
    let document = json(&answer.body)?;
    let list = list(&document, pointer)?;
    let web = format!("https://www.instagram.com/{user}/");
    let base = Url::parse(&web).map_err(|_| ConnectorError::Setting(web))?;
    let items = meta::items(list, &FIELDS, user, &base);
    let posts = Posts::fresh(user.to_owned(), items, answer);
    Ok(posts.complete_since(meta::times(list, FIELDS.time)))
}

/// The account that the token belongs to, if it is the one that is meant.
async fn me(
    client: &Client,
    settings: &Settings,
    user: &str,
    fields: &str,
) -> Result<Value, ConnectorError> {
    let answer = ask_as(client, request(settings, "/me", fields)?, meta::meaning).await?;
    let document = json(&answer.body)?;
    let found = text(&document, "/username");
    if found.is_empty() {
        return Err(ConnectorError::Missing("username"));
    }
    same(&found, user)?;
    Ok(document)
}

/// This interface takes its token in the address only.
fn request(settings: &Settings, path: &str, fields: &str) -> Result<Request, ConnectorError> {
    let token = settings.secret(Network::Instagram)?;
    let query = [("fields", fields), ("access_token", token.expose_secret())];
    json_request(settings.base(Api::Instagram), path, &query)
}

fn discovery(
    settings: &Settings,
    user: &str,
    fields: &str,
) -> Result<Option<Request>, ConnectorError> {
    let key = settings.key(Network::Instagram)?;
    let Some(account) = &key.account else {
        return Ok(None);
    };
    let fields = format!("business_discovery.username({user}){{{fields}}}");
    let path = format!("/{account}");
    let query = [("fields", &fields[..])];
    Ok(Some(Request {
        bearer: Some(key.secret.clone()),
        ..json_request(settings.base(Api::Facebook), &path, &query)?
    }))
}
