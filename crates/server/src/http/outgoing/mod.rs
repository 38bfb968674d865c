//! Feeds out: what a site or one of its topics shows, for feed readers.

mod atom;
mod json;
mod rss;
mod xml;

use super::cors::preflight;
use super::feed::{Wanted, chosen, listed, names};
use super::prepared::Kind;
use super::sites::{Asked, Extras, LIVE};
use super::{App, Shared};
use crate::config::{Site, Topic};
use crate::error::{Error, ErrorBody};
use crate::feed::{Clean, to_html};
use crate::store::posts::Listed;
use crate::subscribers::{ATOM, JSON, RSS};
use axum::Router;
use axum::http::HeaderValue;
use axum::response::Response;
use axum::routing::get;
use bytes::Bytes;
use std::collections::HashMap;
use teilbar_domain::date::Timestamp;
use teilbar_domain::feed::VideoMode;
use teilbar_domain::link::truncate;
use teilbar_domain::text::Lang;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/sites/{site}/{feed}", get(get_feed).options(preflight))
        .route(
            "/sites/{site}/topics/{topic}/{feed}",
            get(get_topic_feed).options(preflight),
        )
}

/// A way to write a feed.
struct Format {
    file: &'static str,
    kind: Kind,
    write: fn(&Channel, &[Entry]) -> Result<Vec<u8>, Error>,
}

const KIND: Kind = Kind {
    content_type: "application/atom+xml; charset=utf-8",
    cache_control: LIVE,
    ..super::sites::HTML
};

const FORMATS: [Format; 3] = [
    Format {
        file: ATOM,
        kind: KIND,
        write: atom::write,
    },
    Format {
        file: RSS,
        kind: Kind {
            content_type: "application/rss+xml; charset=utf-8",
            ..KIND
        },
        write: rss::write,
    },
    Format {
        file: JSON,
        kind: Kind {
            content_type: "application/feed+json",
            ..KIND
        },
        write: json::write,
    },
];

/// Posts in a feed.
const LIMIT: u32 = 50;

/// What a feed says of itself.
struct Channel {
    title: String,
    /// The site's home.
    home: String,
    /// Where the feed itself is.
    address: String,
    lang: Lang,
    author: String,
    /// When anything in it last changed.
    updated: Timestamp,
}

/// A post in a feed.
struct Entry {
    /// An address that names the post for good.
    id: String,
    url: String,
    /// Empty where the network knows no titles.
    title: String,
    /// The beginning of the text, for formats that insist on a title.
    beginning: String,
    html: String,
    author: String,
    tags: Vec<String>,
    lang: String,
    published: Option<Timestamp>,
    updated: Timestamp,
}

#[utoipa::path(
    get, path = "/sites/{site}/{feed}", tag = "sites",
    params(
        ("site" = String, Path, description = "The site's id"),
        ("feed" = String, Path, description = "`feed.atom`, `feed.rss` or `feed.json`"),
    ),
    responses(
        (status = 200, description = "The site's newest posts", body = String, content_type = "application/atom+xml"),
        (status = 304, description = "Unchanged since the ETag in If-None-Match, or the time in If-Modified-Since"),
        (status = 403, description = "The asking page's origin is not allowed", body = ErrorBody),
        (status = 404, description = "No such site or format", body = ErrorBody),
        (status = 429, description = "Too many requests came from this address; Retry-After says when to come back", body = ErrorBody),
    )
)]
/// A site's newest posts for feed readers.
pub(super) async fn get_feed(asked: Asked) -> Result<Response, Error> {
    answer(&asked, None).await
}

#[utoipa::path(
    get, path = "/sites/{site}/topics/{topic}/{feed}", tag = "sites",
    params(
        ("site" = String, Path, description = "The site's id"),
        ("topic" = String, Path, description = "The topic's id"),
        ("feed" = String, Path, description = "`feed.atom`, `feed.rss` or `feed.json`"),
    ),
    responses(
        (status = 200, description = "The topic's newest posts", body = String, content_type = "application/atom+xml"),
        (status = 304, description = "Unchanged since the ETag in If-None-Match, or the time in If-Modified-Since"),
        (status = 403, description = "The asking page's origin is not allowed", body = ErrorBody),
        (status = 404, description = "No such site, topic or format", body = ErrorBody),
        (status = 429, description = "Too many requests came from this address; Retry-After says when to come back", body = ErrorBody),
    )
)]
/// A topic's newest posts for feed readers.
pub(super) async fn get_topic_feed(asked: Asked) -> Result<Response, Error> {
    let topic = asked.site()?.topic(asked.part("topic"));
    answer(&asked, Some(topic.ok_or(Error::NotFound)?)).await
}

async fn answer(asked: &Asked, topic: Option<&Topic>) -> Result<Response, Error> {
    let mut formats = FORMATS.iter();
    let format = formats.find(|format| format.file == asked.part("feed"));
    let format = format.ok_or(Error::NotFound)?;
    let site = asked.site()?;
    let changed = asked.app.store.moderation().changed_at(&site.id).await?;
    let updated = changed.unwrap_or_default().max(asked.app.started);
    // What changes again in the same second has to be newer.
    let before = Timestamp(jiff::Timestamp::now().as_second() - 1);
    let extras = Extras {
        modified: Some(updated.min(before)),
        ..Extras::default()
    };
    let body = async {
        let (channel, entries) = gather(&asked.app, site, topic, format.file).await?;
        Ok(Bytes::from((format.write)(&channel, &entries)?))
    };
    asked.cached_with(format.kind, extras, body).await
}

async fn gather(
    app: &App,
    site: &Site,
    topic: Option<&Topic>,
    file: &str,
) -> Result<(Channel, Vec<Entry>), Error> {
    let sources = chosen(site, &[]);
    let wanted = Wanted {
        sources: Vec::new(),
        topic: topic.map(|topic| topic.cut.id.clone()).unwrap_or_default(),
        after: None,
        limit: LIMIT,
        lang: site.lang,
        video: VideoMode::Link,
    };
    let page = listed(app, site, &wanted, &sources).await?;
    let names = names(app, &sources).await?;
    // Nobody's reader should take made-up posts for news.
    let real = page.posts.into_iter().filter(|listed| !listed.sample);
    let entries: Vec<_> = real
        .map(|listed| entry(app, site, listed, &names))
        .collect();
    let title = match topic {
        Some(topic) => format!("{}: {}", site.name, topic.name),
        None => site.name.clone(),
    };
    let channel = Channel {
        title,
        home: site.home.clone(),
        address: format!("{}/{file}", base(app, site, topic)),
        lang: site.lang,
        author: site.name.clone(),
        updated: entries
            .iter()
            .map(|entry| entry.updated)
            .max()
            .unwrap_or_default(),
    };
    Ok((channel, entries))
}

fn entry(app: &App, site: &Site, listed: Listed, names: &HashMap<String, String>) -> Entry {
    let post = listed.post;
    let source = names.get(&post.source).cloned().unwrap_or_default();
    // Readers show what they get at once: of a post with a warning they get the warning.
    let (beginning, html) = match &post.warning[..] {
        "" => (post.body.plain(), to_html(&post.body)),
        warning => (warning.to_owned(), Clean::from_plain(warning).html),
    };
    Entry {
        id: format!(
            "{}/api/v1/sites/{}/feed#{}",
            app.config.public_url, site.id, listed.digest
        ),
        url: post.url,
        beginning: truncate(&beginning, 80),
        html,
        author: if post.author.is_empty() {
            source
        } else {
            post.author
        },
        title: post.title,
        tags: post.tags,
        lang: post.lang,
        published: post.published,
        updated: listed.at,
    }
}

/// Where the feeds of a site or topic are, without the file's name.
pub(super) fn base(app: &App, site: &Site, topic: Option<&Topic>) -> String {
    let base = format!("{}/sites/{}", app.config.public_url, site.id);
    match topic {
        Some(topic) => format!("{base}/topics/{}", topic.cut.id),
        None => base,
    }
}

/// The `Link` header by which readers find the feeds of what is shown.
pub(super) fn link(app: &App, site: &Site, topic: Option<&Topic>) -> Option<HeaderValue> {
    let base = base(app, site, topic);
    let links = FORMATS.iter().map(|format| {
        let media = format
            .kind
            .content_type
            .split(';')
            .next()
            .unwrap_or_default();
        format!(
            "<{base}/{}>; rel=\"alternate\"; type=\"{media}\"",
            format.file
        )
    });
    HeaderValue::try_from(links.collect::<Vec<_>>().join(", ")).ok()
}
