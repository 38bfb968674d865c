//! Tumblr: posts of a blog (`GET /blog/{name}/posts`), with an app's key.
//!
//! Followers are told to the blog's owner alone, by a signature that is made anew each time (OAuth 1)
//! or a token of some minutes, so they are entered by hand.

use super::facets::escaped;
use super::{Api, ConnectorError, Posts, Settings, ask_as, json, json_request, list, name, text};
use crate::feed::{Cleaner, Draft, Item, ItemImage, Marks, Text, deduplicate};
use crate::fetch::Client;
use secrecy::ExposeSecret;
use serde_json::Value;
use teilbar_domain::date::Timestamp;
use teilbar_domain::network::Network;
use teilbar_domain::repost::Repost;
use url::Url;

const EXAMPLE: &str = "the blog's name, as in its address";

pub(super) async fn posts(
    client: &Client,
    settings: &Settings,
    handle: &str,
) -> Result<Posts, ConnectorError> {
    let blog = name(Network::Tumblr, handle, EXAMPLE)?;
    let key = settings.secret(Network::Tumblr)?;
    let query = [
        ("api_key", key.expose_secret()),
        ("limit", "20"),
        ("reblog_info", "true"),
    ];
    let path = format!("/blog/{blog}/posts");
    let asked = json_request(settings.base(Api::Tumblr), &path, &query)?;
    let answer = ask_as(client, asked, meaning).await?;
    let document = json(&answer.body)?;
    let found = list(&document, "/response/posts")?;
    let title = text(&document, "/response/blog/title");
    let author = if title.is_empty() { blog } else { &title };
    let adult = flag(&document, "/response/blog/is_nsfw");
    let web = format!("https://www.tumblr.com/{blog}");
    let base = Url::parse(&web).map_err(|_| ConnectorError::Setting(web))?;
    let items = items(found, author, adult, &base);
    let times = found.iter().filter(|post| !flag(post, "/is_pinned"));
    let times: Vec<i64> = times.filter_map(time).collect();
    let posts = Posts::fresh(author.to_owned(), items, answer);
    Ok(posts.complete_since(times.into_iter()))
}

fn items(list: &[Value], title: &str, adult: bool, base: &Url) -> Vec<Item> {
    let mut cleaner = Cleaner::default();
    let items = list.iter().filter_map(|post| {
        let tags = post.pointer("/tags").and_then(Value::as_array);
        let tags = tags.into_iter().flatten().filter_map(Value::as_str);
        let writer = writer(post);
        let repost = writer.is_some().then(|| Repost {
            by: title.to_owned(),
            at: time(post).map(Timestamp),
        });
        let draft = Draft {
            id: text(post, "/id_string"),
            url: text(post, "/post_url"),
            title: Text::Plain(text(post, "/title")),
            content: Text::Html(html(post)),
            published: time(post),
            author: writer
                .filter(|name| !name.is_empty())
                .unwrap_or_else(|| title.to_owned()),
            image: picture(post),
            base: base.clone(),
            marks: Marks {
                repost,
                sensitive: adult || flag(post, "/is_nsfw"),
                video: text(post, "/type") == "video",
                ..Marks::new(None, tags.map(str::to_owned))
            },
        };
        draft.finish(&mut cleaner)
    });
    deduplicate(items.collect())
}

/// Who wrote what the blog has from another, empty where the network does not say; `None` for what is
/// the blog's own.
fn writer(post: &Value) -> Option<String> {
    post.get("reblogged_from_id")?;
    let root = text(post, "/reblogged_root_name");
    let names = ["root_title", "root_name", "from_title", "from_name"];
    let names = names.map(|name| text(post, &format!("/reblogged_{name}")));
    let writer = names.into_iter().find(|name| !name.is_empty());
    (root.is_empty() || root != text(post, "/blog_name")).then(|| writer.unwrap_or_default())
}

/// What the kinds of posts have: `body` texts, `caption` pictures and films, `text` and `source`
/// quotes, `question` and `answer` answers, `url` and `description` links.
fn html(post: &Value) -> String {
    let part = |name: &str| text(post, &format!("/{name}"));
    let mut out = String::new();
    if let Some(link) = Some(part("url")).filter(|_| part("type") == "link") {
        let link = escaped(&link);
        out.push_str(&format!("<p><a href=\"{link}\">{link}</a></p>"));
    }
    for (name, before, after) in [
        ("question", "<blockquote>", "</blockquote>"),
        ("text", "<blockquote>", "</blockquote>"),
        ("source", "<p>", "</p>"),
        ("answer", "", ""),
        ("body", "", ""),
        ("caption", "", ""),
        ("description", "", ""),
    ] {
        let found = part(name);
        if !found.is_empty() {
            out.push_str(&[before, &found, after].concat());
        }
    }
    out
}

fn picture(post: &Value) -> Option<ItemImage> {
    let photo = text(post, "/photos/0/original_size/url");
    let url = if photo.is_empty() {
        text(post, "/thumbnail_url")
    } else {
        photo
    };
    Some(url)
        .filter(|url| !url.is_empty())
        .map(|url| ItemImage {
            url,
            alt: text(post, "/photos/0/caption"),
        })
}

fn time(post: &Value) -> Option<i64> {
    post.get("timestamp").and_then(Value::as_i64)
}

fn flag(document: &Value, pointer: &str) -> bool {
    document.pointer(pointer) == Some(&Value::Bool(true))
}

fn meaning(status: u16, body: &Value) -> Option<ConnectorError> {
    match (
        status,
        body.pointer("/errors/0/code").and_then(Value::as_u64),
    ) {
        // Blogs that only people see who are signed in.
        (404, Some(4012)) => Some(ConnectorError::Private),
        (401, _) => Some(ConnectorError::Expired),
        _ => None,
    }
}
