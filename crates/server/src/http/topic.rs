//! The topics of a site: what may be embedded elsewhere or followed by feed.

use super::cors::preflight;
use super::sites::Asked;
use super::{Shared, outgoing};
use crate::error::{Error, ErrorBody};
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use serde::Serialize;
use utoipa::ToSchema;

pub(super) fn router() -> Router<Shared> {
    Router::new().route(
        "/api/v1/sites/{site}/topics",
        get(list_topics).options(preflight),
    )
}

/// The topics of a site, in the order of its configuration.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Topics {
    topics: Vec<Topic>,
}

/// A part of a site's posts.
#[derive(Debug, Serialize, ToSchema)]
struct Topic {
    #[schema(example = "energy")]
    id: String,
    name: String,
    atom: String,
    rss: String,
    json: String,
    /// The page where readers follow it by e-mail; null if there are no letters about it.
    alerts: Option<String>,
}

#[utoipa::path(
    get, path = "/api/v1/sites/{site}/topics", tag = "sites",
    params(("site" = String, Path, description = "The site's id")),
    responses(
        (status = 200, description = "The topics and the addresses of their feeds", body = Topics),
        (status = 304, description = "Unchanged since the ETag in If-None-Match"),
        (status = 403, description = "The asking page's origin is not allowed", body = ErrorBody),
        (status = 404, description = "No such site", body = ErrorBody),
        (status = 429, description = "Too many requests came from this address; Retry-After says when to come back", body = ErrorBody),
    )
)]
/// The topics of a site.
pub(super) async fn list_topics(asked: Asked) -> Result<Response, Error> {
    let site = asked.site()?;
    let topics = site.topics.iter().map(|topic| {
        let base = outgoing::base(&asked.app, site, Some(topic));
        let file = |ending: &str| format!("{base}/feed.{ending}");
        Topic {
            id: topic.cut.id.clone(),
            name: topic.name.clone(),
            atom: file("atom"),
            rss: file("rss"),
            json: file("json"),
            alerts: topic.alerts.map(|_| {
                let id = &topic.cut.id;
                format!("{}/alerts/{}/{id}", asked.app.config.public_url, site.id)
            }),
        }
    });
    let topics = Topics {
        topics: topics.collect(),
    };
    asked.cached_json(async { Ok(topics) }).await
}
