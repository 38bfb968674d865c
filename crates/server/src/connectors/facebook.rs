//! Facebook: followers and posts of a page, from the Graph API.
//!
//! `GET /{page}?fields=followers_count` and `GET /{page}/posts`, with the page's own token or one
//! that may read public pages (Page Public Content Access).

use super::meta::{self, Fields};
use super::{
    Api, ConnectorError, Posts, Settings, ask_as, count, json, json_request, list, name, text,
};
use crate::fetch::{Client, Request};
use teilbar_domain::network::Network;
use url::Url;

const EXAMPLE: &str = "the page's name or number, as in its address";
const FIELDS: Fields = Fields {
    text: "/message",
    url: "/permalink_url",
    time: "/created_time",
    pictures: &["/full_picture"],
};

pub(super) async fn followers(
    client: &Client,
    settings: &Settings,
    handle: &str,
) -> Result<u64, ConnectorError> {
    let page = name(Network::Facebook, handle, EXAMPLE)?;
    let asked = request(
        settings,
        &format!("/{page}"),
        &[("fields", "followers_count")],
    )?;
    let answer = ask_as(client, asked, meta::meaning).await?;
    count(&json(&answer.body)?, "/followers_count")
}

pub(super) async fn posts(
    client: &Client,
    settings: &Settings,
    handle: &str,
) -> Result<Posts, ConnectorError> {
    let page = name(Network::Facebook, handle, EXAMPLE)?;
    let fields = "id,message,permalink_url,full_picture,created_time,from";
    let query = [("fields", fields), ("limit", "25")];
    let asked = request(settings, &format!("/{page}/posts"), &query)?;
    let answer = ask_as(client, asked, meta::meaning).await?;
    let document = json(&answer.body)?;
    let list = list(&document, "/data")?;
    let from = text(&document, "/data/0/from/name");
    let author = if from.is_empty() { page } else { &from };
    let web = format!("https://www.facebook.com/{page}");
    let base = Url::parse(&web).map_err(|_| ConnectorError::Setting(web))?;
    let items = meta::items(list, &FIELDS, author, &base);
    let posts = Posts::fresh(author.to_owned(), items, answer);
    Ok(posts.complete_since(meta::times(list, FIELDS.time)))
}

pub(super) fn request(
    settings: &Settings,
    path: &str,
    query: &[(&str, &str)],
) -> Result<Request, ConnectorError> {
    Ok(Request {
        bearer: Some(settings.secret(Network::Facebook)?),
        ..json_request(settings.base(Api::Facebook), path, query)?
    })
}
