//! X: followers and posts of an account, each of which X charges for.
//!
//! `GET /2/users/by/username/{name}` and `GET /2/users/{id}/tweets`, with an app's bearer token.

use super::prose::linked;
use super::{
    Api, ConnectorError, MicroUsd, Posts, Settings, ask_as, count, json, json_request, list, name,
    seconds, text,
};
use crate::feed::{Cleaner, Draft, Item, ItemImage, Text, deduplicate};
use crate::fetch::{Client, Request};
use serde_json::Value;
use teilbar_domain::network::Network;
use url::Url;

/// What X charges for one account.
pub(super) const USER: MicroUsd = MicroUsd(10_000);
/// What X charges for one post.
const POST: u64 = 5_000;
/// Posts asked for at once.
const LIMIT: u64 = 10;
/// An account and its posts: the name has to be looked up first.
pub(super) const TIMELINE: MicroUsd = MicroUsd(USER.0 + LIMIT * POST);

const EXAMPLE: &str = "the account's name, such as nordlicht";

pub(super) async fn followers(
    client: &Client,
    settings: &Settings,
    handle: &str,
) -> Result<u64, ConnectorError> {
    let user = name(Network::X, handle, EXAMPLE)?;
    let path = format!("/users/by/username/{user}");
    let asked = request(settings, &path, &[("user.fields", "public_metrics")])?;
    let answer = ask_as(client, asked, meaning).await?;
    count(&json(&answer.body)?, "/data/public_metrics/followers_count")
}

pub(super) async fn posts(
    client: &Client,
    settings: &Settings,
    handle: &str,
) -> Result<Posts, ConnectorError> {
    let user = name(Network::X, handle, EXAMPLE)?;
    let asked = request(settings, &format!("/users/by/username/{user}"), &[])?;
    let found = json(&ask_as(client, asked, meaning).await?.body)?;
    let id = text(&found, "/data/id");
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(ConnectorError::Missing("id"));
    }
    let limit = LIMIT.to_string();
    let query = [
        ("max_results", &limit[..]),
        ("exclude", "replies"),
        (
            "tweet.fields",
            "created_at,entities,note_tweet,possibly_sensitive,attachments",
        ),
        ("expansions", "attachments.media_keys,attachments.poll_ids"),
        ("media.fields", "url,preview_image_url,alt_text"),
    ];
    let asked = request(settings, &format!("/users/{id}/tweets"), &query)?;
    let answer = ask_as(client, asked, meaning).await?;
    let document = json(&answer.body)?;
    let author = text(&found, "/data/name");
    let items = parse(&document, user, &author)?;
    let times: Vec<i64> = document
        .get("data")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|post| seconds(&text(post, "/created_at")))
        .collect();
    Ok(Posts::fresh(author, items, answer).complete_since(times.into_iter()))
}

fn request(
    settings: &Settings,
    path: &str,
    query: &[(&str, &str)],
) -> Result<Request, ConnectorError> {
    Ok(Request {
        bearer: Some(settings.secret(Network::X)?),
        ..json_request(settings.base(Api::X), path, query)?
    })
}

/// X says with status 200 that there is nobody of that name.
fn meaning(status: u16, body: &Value) -> Option<ConnectorError> {
    let kind = text(body, "/errors/0/type") + &text(body, "/type");
    let nothing = body.get("data").is_none();
    Some(match status {
        200 if nothing && kind.ends_with("/resource-not-found") => ConnectorError::NotFound,
        // Suspended and protected accounts.
        200 if nothing && kind.ends_with("/not-authorized-for-resource") => ConnectorError::Private,
        401 => ConnectorError::Expired,
        _ if kind.ends_with("/usage-capped") => ConnectorError::Limited { retry_after: None },
        _ => return None,
    })
}

fn parse(document: &Value, user: &str, author: &str) -> Result<Vec<Item>, ConnectorError> {
    let no_posts = document
        .pointer("/meta/result_count")
        .and_then(Value::as_u64)
        == Some(0);
    if no_posts {
        return Ok(Vec::new());
    }
    let web = format!("https://x.com/{user}");
    let base = Url::parse(&web).map_err(|_| ConnectorError::Setting(web.clone()))?;
    let mut cleaner = Cleaner::default();
    let items = list(document, "/data")?.iter().filter_map(|post| {
        let id = post.get("id")?.as_str()?;
        let draft = Draft {
            id: id.to_owned(),
            url: format!("{web}/status/{id}"),
            title: Text::default(),
            content: linked(&content(post, document)),
            published: seconds(&text(post, "/created_at")),
            author: author.to_owned(),
            image: picture(post, document),
            base: base.clone(),
            marks: crate::feed::Marks::default(),
        };
        draft.finish(&mut cleaner)
    });
    Ok(deduplicate(items.collect()))
}

/// The whole text, with the addresses that were shortened in it, and a poll's choices as lines.
fn content(post: &Value, document: &Value) -> String {
    let long = text(post, "/note_tweet/text");
    let short = text(post, "/text");
    let mut words = if long.is_empty() { short } else { long };
    for entities in ["/note_tweet/entities/urls", "/entities/urls"] {
        let urls = post.pointer(entities).and_then(Value::as_array);
        for url in urls.into_iter().flatten() {
            let (short, full) = (text(url, "/url"), text(url, "/expanded_url"));
            if !short.is_empty() && !full.is_empty() {
                words = words.replace(&short, &full);
            }
        }
    }
    // X escapes these three in what is otherwise plain text.
    words = words
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    let poll = included(
        document,
        "/includes/polls",
        "/id",
        &text(post, "/attachments/poll_ids/0"),
    );
    let options = poll.and_then(|poll| poll.get("options")?.as_array());
    for option in options.into_iter().flatten() {
        words.push_str(&format!("\n• {}", text(option, "/label")));
    }
    words
}

fn picture(post: &Value, document: &Value) -> Option<ItemImage> {
    if post.get("possibly_sensitive").and_then(Value::as_bool) == Some(true) {
        return None;
    }
    let key = text(post, "/attachments/media_keys/0");
    let media = included(document, "/includes/media", "/media_key", &key)?;
    let (still, url) = (text(media, "/preview_image_url"), text(media, "/url"));
    Some(ItemImage {
        url: if url.is_empty() { still } else { url },
        alt: text(media, "/alt_text"),
    })
}

/// What a post refers to stands beside the posts.
fn included<'a>(document: &'a Value, place: &str, field: &str, key: &str) -> Option<&'a Value> {
    let mut all = document.pointer(place)?.as_array()?.iter();
    all.find(|one| !key.is_empty() && text(one, field) == key)
}
