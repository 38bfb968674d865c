//! TikTok: followers and videos of the account that gave its consent.
//!
//! `GET /v2/user/info/` (scope `user.info.stats`) and `POST /v2/video/list/` (scope `video.list`).
//! Tokens live for a day, so each round begins with a new one, for the refresh token in the keys.

use super::prose::linked;
use super::{Api, ConnectorError, Posts, Settings, ask_as, count, json, json_request, list, text};
use crate::feed::{Cleaner, Draft, Item, ItemImage, Text, deduplicate};
use crate::fetch::{Client, Post, Request};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use teilbar_domain::network::Network;
use url::Url;

const WEB: &str = "https://www.tiktok.com/";

pub(super) async fn followers(client: &Client, settings: &Settings) -> Result<u64, ConnectorError> {
    let query = [("fields", "follower_count")];
    let asked = Request {
        bearer: Some(token(client, settings).await?),
        ..json_request(settings.base(Api::Tiktok), "/user/info/", &query)?
    };
    let answer = ask_as(client, asked, meaning).await?;
    count(&json(&answer.body)?, "/data/user/follower_count")
}

pub(super) async fn posts(client: &Client, settings: &Settings) -> Result<Posts, ConnectorError> {
    let fields = "id,title,video_description,create_time,cover_image_url,share_url";
    let asked = Request {
        bearer: Some(token(client, settings).await?),
        post: Some(Post {
            content_type: "application/json",
            body: r#"{"max_count": 20}"#.into(),
        }),
        ..json_request(
            settings.base(Api::Tiktok),
            "/video/list/",
            &[("fields", fields)],
        )?
    };
    let answer = ask_as(client, asked, meaning).await?;
    let document = json(&answer.body)?;
    let videos = list(&document, "/data/videos")?;
    let base = Url::parse(WEB).map_err(|_| ConnectorError::Setting(WEB.to_owned()))?;
    let posts = Posts::fresh(String::new(), parse(videos, &base), answer);
    let times = videos
        .iter()
        .filter_map(|video| video.get("create_time")?.as_i64());
    Ok(posts.complete_since(times))
}

/// A token for the next questions.
async fn token(client: &Client, settings: &Settings) -> Result<SecretString, ConnectorError> {
    let key = settings.key(Network::Tiktok)?;
    let missing = || ConnectorError::NoKey("TikTok");
    let secret = key.client_secret.as_ref().ok_or_else(missing)?;
    let form = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("client_key", key.client.as_deref().ok_or_else(missing)?)
        .append_pair("client_secret", secret.expose_secret())
        .append_pair("grant_type", "refresh_token")
        .append_pair("refresh_token", key.secret.expose_secret())
        .finish();
    let asked = Request {
        post: Some(Post {
            content_type: "application/x-www-form-urlencoded",
            body: form.into(),
        }),
        ..json_request(settings.base(Api::Tiktok), "/oauth/token/", &[])?
    };
    let document = json(&ask_as(client, asked, meaning).await?.body)?;
    match document.get("access_token").and_then(Value::as_str) {
        Some(token) => Ok(token.into()),
        None => Err(ConnectorError::Missing("access_token")),
    }
}

/// Errors have a code of their own; the one for tokens stands on the outermost level.
fn meaning(_status: u16, body: &Value) -> Option<ConnectorError> {
    let code = body
        .pointer("/error/code")
        .or(body.get("error"))?
        .as_str()?;
    Some(match code {
        "access_token_invalid" | "invalid_grant" => ConnectorError::Expired,
        "rate_limit_exceeded" => ConnectorError::Limited { retry_after: None },
        "scope_not_authorized" | "scope_permission_missed" | "invalid_client" => {
            ConnectorError::Refused(403)
        }
        _ => return None,
    })
}

fn parse(videos: &[Value], base: &Url) -> Vec<Item> {
    let mut cleaner = Cleaner::default();
    let items = videos.iter().filter_map(|video| {
        let (title, words) = (text(video, "/title"), text(video, "/video_description"));
        let cover = text(video, "/cover_image_url");
        let draft = Draft {
            id: video.get("id")?.as_str()?.to_owned(),
            url: text(video, "/share_url"),
            content: linked(if words.is_empty() { &title } else { &words }),
            title: Text::default(),
            published: video.get("create_time").and_then(Value::as_i64),
            author: String::new(),
            image: Some(cover)
                .filter(|url| !url.is_empty())
                .map(|url| ItemImage {
                    url,
                    alt: String::new(),
                }),
            base: base.clone(),
            marks: crate::feed::Marks {
                video: true,
                ..crate::feed::Marks::default()
            },
        };
        draft.finish(&mut cleaner)
    });
    deduplicate(items.collect())
}
