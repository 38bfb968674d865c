//! WordPress: the posts of a site by its REST API (`GET /wp-json/wp/v2/posts?_embed`), without a key.

use super::{Conditional, ConnectorError, Posts, ask, json, json_request, text};
use crate::feed::{Cleaner, Draft, Item, ItemImage, Text, deduplicate};
use crate::fetch::Client;
use serde_json::Value;
use url::Url;

pub(super) async fn posts(
    client: &Client,
    site: &str,
    conditional: &Conditional,
) -> Result<Posts, ConnectorError> {
    let query = [("per_page", "20"), ("_embed", "author,wp:featuredmedia")];
    let asked = json_request(site, "/wp-json/wp/v2/posts", &query)?;
    let answer = ask(client, conditional.on(asked)).await?;
    if answer.status == 304 {
        return Ok(Posts::NotModified);
    }
    let base = Url::parse(site).map_err(|_| ConnectorError::Setting(site.to_owned()))?;
    let Value::Array(list) = json(&answer.body)? else {
        return Err(ConnectorError::Missing("list of posts"));
    };
    let items = parse(&list, &base);
    let posts = Posts::fresh(String::new(), items, answer);
    Ok(posts.complete_since(list.iter().filter_map(published)))
}

/// Times come without a zone; this one is in UTC.
fn published(post: &Value) -> Option<i64> {
    let time: jiff::civil::DateTime = text(post, "/date_gmt").parse().ok()?;
    let zoned = time.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(zoned.timestamp().as_second())
}

fn parse(list: &[Value], base: &Url) -> Vec<Item> {
    let mut cleaner = Cleaner::default();
    let open = list
        .iter()
        .filter(|post| post.pointer("/content/protected") != Some(&Value::Bool(true)));
    let items = open.filter_map(|post| {
        let (excerpt, whole) = (
            text(post, "/excerpt/rendered"),
            text(post, "/content/rendered"),
        );
        let picture = text(post, "/_embedded/wp:featuredmedia/0/source_url");
        let (guid, link) = (text(post, "/guid/rendered"), text(post, "/link"));
        let draft = Draft {
            id: if guid.is_empty() { link.clone() } else { guid },
            url: link,
            title: Text::Html(text(post, "/title/rendered")),
            content: Text::Html(if whole.is_empty() { excerpt } else { whole }),
            published: published(post),
            author: text(post, "/_embedded/author/0/name"),
            image: Some(picture)
                .filter(|url| !url.is_empty())
                .map(|url| ItemImage {
                    url,
                    alt: text(post, "/_embedded/wp:featuredmedia/0/alt_text"),
                }),
            base: base.clone(),
            marks: crate::feed::Marks::default(),
        };
        draft.finish(&mut cleaner)
    });
    deduplicate(items.collect())
}
