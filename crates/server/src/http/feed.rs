//! The posts of a site's sources.

use super::cors::preflight;
use super::media;
use super::moment::moment;
use super::sites::Asked;
use super::{App, Shared};
use crate::config::{Site, Source};
use crate::error::{Error, ErrorBody};
use crate::store::media::Kept;
use crate::store::posts::{Cursor, Listed};
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use serde::Serialize;
use std::collections::HashMap;
use teilbar_domain::post::Post;
use teilbar_domain::text::Lang;
use utoipa::ToSchema;

pub(super) fn router() -> Router<Shared> {
    Router::new().route(
        "/api/v1/sites/{site}/feed",
        get(list_posts).options(preflight),
    )
}

/// A page of posts, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Page {
    #[schema(value_type = Vec<super::openapi::Post>)]
    pub(super) posts: Vec<Post>,
    /// The `cursor` of the next page; null at the end.
    pub(super) next: Option<String>,
}

/// Which posts.
#[derive(Debug)]
pub(super) struct Wanted {
    /// Ids of sources; empty means all.
    pub(super) sources: Vec<String>,
    pub(super) after: Option<Cursor>,
    pub(super) limit: u32,
    pub(super) lang: Lang,
}

/// Longer texts are cut; the whole is where the post lives.
const TEASER: usize = 600;

const LIMIT: u32 = 6;

#[utoipa::path(
    get, path = "/api/v1/sites/{site}/feed", tag = "sites",
    params(
        ("site" = String, Path, description = "The site's id"),
        ("cursor" = Option<String>, Query, description = "The `next` of the page before"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 50, description = "Posts per page; 6 by default"),
        ("sources" = Option<String>, Query, description = "Ids of the site's sources, separated by commas; all by default"),
        ("lang" = Option<String>, Query, description = "Language of the dates"),
    ),
    responses(
        (status = 200, description = "A page of posts", body = Page),
        (status = 304, description = "Unchanged since the ETag in If-None-Match"),
        (status = 400, description = "An impossible limit or cursor", body = ErrorBody),
        (status = 403, description = "The asking page's origin is not allowed", body = ErrorBody),
        (status = 404, description = "No such site", body = ErrorBody),
        (status = 414, description = "More than 16,384 bytes after the question mark", body = ErrorBody),
        (status = 429, description = "Too many requests came from this address; Retry-After says when to come back", body = ErrorBody),
    )
)]
/// Posts of a site's sources, newest first.
pub(super) async fn list_posts(asked: Asked) -> Result<Response, Error> {
    let words = asked
        .parameter("sources")
        .unwrap_or_default()
        .split([',', ' ']);
    let wanted = Wanted {
        sources: words
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect(),
        after: cursor(&asked)?,
        limit: limit(&asked)?,
        lang: asked.lang()?,
    };
    let site = asked.site()?;
    asked.cached_json(page(&asked.app, site, &wanted)).await
}

fn cursor(asked: &Asked) -> Result<Option<Cursor>, Error> {
    let wrong = || Error::Parameter {
        name: "cursor",
        why: "it is not one that a page has given".into(),
    };
    let read = |text| Cursor::parse(text).ok_or_else(wrong);
    asked.parameter("cursor").map(read).transpose()
}

fn limit(asked: &Asked) -> Result<u32, Error> {
    let wrong = || Error::Parameter {
        name: "limit",
        why: "it must be from 1 to 50".into(),
    };
    let read = |text: &str| {
        text.parse()
            .ok()
            .filter(|n| (1..=50).contains(n))
            .ok_or_else(wrong)
    };
    asked.parameter("limit").map_or(Ok(LIMIT), read)
}

/// The posts as shown.
pub(super) async fn page(app: &App, site: &Site, wanted: &Wanted) -> Result<Page, Error> {
    let chosen =
        |source: &&Source| wanted.sources.is_empty() || wanted.sources.contains(&source.id);
    let sources: HashMap<_, _> = site
        .sources
        .iter()
        .filter(chosen)
        .map(|source| (source.key(), source))
        .collect();
    let keys: Vec<_> = sources.keys().cloned().collect();
    let page = app
        .store
        .posts()
        .page(&keys, wanted.after.as_ref(), wanted.limit)
        .await?;
    let mut titles = HashMap::new();
    for row in app.store.sources().all().await? {
        titles.insert(row.source, row.title.unwrap_or_default());
    }
    let pictures = pictures(app, &page.posts).await?;
    let show = |listed: Listed| {
        let source = sources.get(&listed.post.source)?;
        let title = titles.get(&listed.post.source).map_or("", |title| title);
        let picture = pictures.get(&listed.digest);
        Some(shown(app, listed, source, title, picture, wanted.lang))
    };
    Ok(Page {
        posts: page.posts.into_iter().filter_map(show).collect(),
        next: page.next.map(|cursor| cursor.to_string()),
    })
}

/// The copies of the posts' pictures, by the post's digest; no address of a source is ever sent.
async fn pictures(app: &App, posts: &[Listed]) -> Result<HashMap<String, Kept>, Error> {
    if app.config.media.is_none() {
        return Ok(HashMap::new());
    }
    let with_picture = posts.iter().filter(|listed| listed.post.image.is_some());
    let digests: Vec<_> = with_picture.map(|listed| listed.digest.clone()).collect();
    Ok(app.store.media().of(&digests).await?)
}

fn shown(
    app: &App,
    listed: Listed,
    source: &Source,
    title: &str,
    picture: Option<&Kept>,
    lang: Lang,
) -> Post {
    let post = listed.post;
    let alt = post.image.map(|(_, alt)| alt).unwrap_or_default();
    let title = if title.is_empty() { &source.id } else { title };
    let name = source.name.as_deref().unwrap_or(title).to_owned();
    let published = post
        .published
        .map(|at| moment(at, lang, &app.config.time_zone));
    let author = if post.author.is_empty() {
        name.clone()
    } else {
        post.author
    };
    Post {
        id: listed.digest,
        url: post.url,
        title: post.title,
        body: post.body.teaser(TEASER),
        initial: teilbar_domain::post::initial(&author),
        author,
        source: name,
        network: source.spec.network().slug().to_owned(),
        published: published.unwrap_or_default(),
        image: picture.map(|kept| media::image(app, kept, alt)),
        sample: listed.sample,
    }
}
