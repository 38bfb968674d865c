//! The posts of a site's sources.

use super::cors::preflight;
use super::media;
use super::moment::moment;
use super::prepared::Kind;
use super::sites::{Asked, Extras, JSON, LIVE};
use super::video::video;
use super::{App, Shared, outgoing};
use crate::config::{Site, Source};
use crate::error::{Error, ErrorBody};
use crate::store::media::Kept;
use crate::store::moderation::Twin;
use crate::store::posts::{self, Cursor, Listed, Selection};
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use serde::Serialize;
use std::collections::HashMap;
use teilbar_domain::choice::Choice;
use teilbar_domain::feed::VideoMode;
use teilbar_domain::post::{Badge, Post};
use teilbar_domain::text::{Lang, fill};
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
    /// The id of a topic; empty means all posts.
    pub(super) topic: String,
    pub(super) after: Option<Cursor>,
    pub(super) limit: u32,
    pub(super) lang: Lang,
    /// Whether videos may play in the page.
    pub(super) video: VideoMode,
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
        ("topic" = Option<String>, Query, description = "The id of one of the site's topics; all posts by default"),
        ("lang" = Option<String>, Query, description = "Language of the dates, and of the words about a post"),
        ("video" = Option<String>, Query, description = "`embed` adds the addresses of players that may stand in a page"),
    ),
    responses(
        (status = 200, description = "A page of posts", body = Page),
        (status = 304, description = "Unchanged since the ETag in If-None-Match"),
        (status = 400, description = "An impossible limit or cursor, or no such topic", body = ErrorBody),
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
        topic: asked.parameter("topic").unwrap_or_default().to_owned(),
        after: cursor(&asked)?,
        limit: limit(&asked)?,
        lang: asked.lang()?,
        video: VideoMode::parse(asked.parameter("video").unwrap_or_default()).unwrap_or_default(),
    };
    let site = asked.site()?;
    let extras = Extras {
        links: outgoing::link(&asked.app, site, site.topic(&wanted.topic)),
        ..Extras::default()
    };
    let kind = Kind {
        cache_control: LIVE,
        ..JSON
    };
    let page = page(&asked.app, site, &wanted);
    asked.cached_json_with(kind, extras, page).await
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
    let sources = chosen(site, &wanted.sources);
    let page = listed(app, site, wanted, &sources).await?;
    let names = names(app, &sources).await?;
    let digests: Vec<_> = page.posts.iter().map(|listed| &listed.digest[..]).collect();
    let twins = app.store.moderation().twins(&site.id, &digests).await?;
    let pictures = pictures(app, &page.posts).await?;
    let show = |listed: Listed| {
        let badges = badges(&listed, &twins, &sources, &names);
        let source = sources.get(&listed.post.source)?;
        let name = names.get(&listed.post.source).map_or("", |name| name);
        let picture = pictures.get(&listed.digest);
        Some(shown(app, listed, (source, name), badges, picture, wanted))
    };
    Ok(Page {
        posts: page.posts.into_iter().filter_map(show).collect(),
        next: page.next.map(|cursor| cursor.to_string()),
    })
}

/// The site's sources that are asked for, by what the store calls them; all if none is named.
pub(super) fn chosen<'a>(site: &'a Site, ids: &[String]) -> HashMap<String, &'a Source> {
    let chosen = |source: &&Source| ids.is_empty() || ids.contains(&source.id);
    let sources = site.sources.iter().filter(chosen);
    sources.map(|source| (source.key(), source)).collect()
}

/// The posts as the store has them.
pub(super) async fn listed(
    app: &App,
    site: &Site,
    wanted: &Wanted,
    sources: &HashMap<String, &Source>,
) -> Result<posts::Page, Error> {
    if !wanted.topic.is_empty() && site.topic(&wanted.topic).is_none() {
        return Err(Error::Parameter {
            name: "topic",
            why: format!("the site \"{}\" has no topic of this id", site.id),
        });
    }
    let keys: Vec<_> = sources.keys().cloned().collect();
    let selection = Selection {
        site: &site.id,
        sources: &keys,
        topic: &wanted.topic,
        strict: site.is_strict(),
    };
    let posts = app.store.posts();
    Ok(posts
        .shown(&selection, wanted.after.as_ref(), wanted.limit)
        .await?)
}

/// The names of sources: as configured, or as they call themselves.
pub(super) async fn names(
    app: &App,
    sources: &HashMap<String, &Source>,
) -> Result<HashMap<String, String>, Error> {
    let mut names: HashMap<_, _> = sources
        .iter()
        .map(|(key, source)| {
            (
                key.clone(),
                source.name.as_ref().unwrap_or(&source.id).clone(),
            )
        })
        .collect();
    for row in app.store.sources().all().await? {
        let own = row.title.filter(|title| !title.is_empty());
        let unnamed = sources
            .get(&row.source)
            .is_some_and(|source| source.name.is_none());
        if let Some(title) = own.filter(|_| unnamed) {
            names.insert(row.source, title);
        }
    }
    Ok(names)
}

/// Where else a post is, as far as it was asked for.
fn badges(
    listed: &Listed,
    twins: &[Twin],
    sources: &HashMap<String, &Source>,
    names: &HashMap<String, String>,
) -> Vec<Badge> {
    let own = twins.iter().filter(|twin| twin.same_as == listed.digest);
    let badge = |twin: &Twin| {
        Some(Badge {
            source: names.get(&twin.source)?.clone(),
            network: sources.get(&twin.source)?.spec.network().slug().to_owned(),
            url: twin.url.clone(),
        })
    };
    own.filter_map(badge).collect()
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
    (source, name): (&Source, &str),
    badges: Vec<Badge>,
    picture: Option<&Kept>,
    wanted: &Wanted,
) -> Post {
    let post = listed.post;
    let alt = post.image.map(|(_, alt)| alt).unwrap_or_default();
    let name = name.to_owned();
    let published = post
        .published
        .map(|at| moment(at, wanted.lang, &app.config.time_zone));
    let author = if post.author.is_empty() {
        name.clone()
    } else {
        post.author
    };
    let shared = post.repost.map_or_else(String::new, |repost| {
        let by = Some(&repost.by).filter(|by| !by.is_empty());
        fill(wanted.lang.strings().reposted_by, by.unwrap_or(&name))
    });
    let film = post
        .video
        .then(|| video(&post.url, wanted.lang, wanted.video));
    Post {
        id: listed.digest,
        url: post.url,
        title: post.title,
        body: post.body.teaser(TEASER),
        initial: teilbar_domain::post::initial(&author),
        author,
        shared,
        source: all_names(name, &badges),
        network: source.spec.network().slug().to_owned(),
        published: published.unwrap_or_default(),
        image: picture.map(|kept| media::image(app, kept, alt)),
        warning: post.warning,
        sensitive: post.sensitive,
        video: film,
        sample: listed.sample,
        badges,
    }
}

/// "Blog · Mastodon": each name once.
fn all_names(name: String, badges: &[Badge]) -> String {
    let mut names = vec![name];
    for badge in badges {
        if !names.contains(&badge.source) {
            names.push(badge.source.clone());
        }
    }
    names.join(" · ")
}
