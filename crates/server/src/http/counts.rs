//! Share counts of a page, as entered by the site's owner.

use super::Shared;
use super::cors::preflight;
use super::moment::day;
use super::sites::Asked;
use crate::config::Site;
use crate::error::{Error, ErrorBody};
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use serde::Serialize;
use teilbar_domain::network::Network;
use teilbar_domain::post::Shown;
use teilbar_domain::text::Lang;
use utoipa::ToSchema;

pub(super) fn router() -> Router<Shared> {
    Router::new().route(
        "/api/v1/sites/{site}/counts",
        get(list_counts).options(preflight),
    )
}

/// How often a page was shared, as far as known.
#[derive(Serialize, ToSchema)]
pub(super) struct Counts {
    url: String,
    counts: Vec<ShareCount>,
}

#[derive(Serialize, ToSchema)]
struct ShareCount {
    /// The network's slug.
    #[schema(example = "facebook")]
    network: &'static str,
    count: u64,
    /// The day on which the number was read off, `YYYY-MM-DD`.
    #[schema(example = "2026-03-03")]
    as_of: Option<String>,
}

#[utoipa::path(
    get, path = "/api/v1/sites/{site}/counts", tag = "sites",
    params(
        ("site" = String, Path, description = "The site's id"),
        ("url" = String, Query, description = "The page's address; on one of the site's origins"),
    ),
    responses(
        (status = 200, description = "The counts known for the page", body = Counts),
        (status = 304, description = "Unchanged since the ETag in If-None-Match"),
        (status = 400, description = "No address, or one of another site", body = ErrorBody),
        (status = 403, description = "The asking page's origin is not allowed", body = ErrorBody),
        (status = 404, description = "No such site", body = ErrorBody),
        (status = 414, description = "More than 16,384 bytes after the question mark", body = ErrorBody),
        (status = 429, description = "Too many requests came from this address; Retry-After says when to come back", body = ErrorBody),
    )
)]
/// Share counts of a page.
pub(super) async fn list_counts(asked: Asked) -> Result<Response, Error> {
    let site = asked.site()?;
    let why = || Error::Parameter {
        name: "url",
        why: "it is missing".into(),
    };
    let url = asked.owned_url()?.ok_or_else(why)?;
    let list = async {
        let counts = counts(site, &url, site.lang)
            .into_iter()
            .map(ShareCount::from)
            .collect();
        Ok(Counts { url, counts })
    };
    asked.cached_json(list).await
}

impl From<(Network, Shown)> for ShareCount {
    fn from((network, shown): (Network, Shown)) -> Self {
        let as_of = shown.as_of.map(|as_of| as_of.iso);
        Self {
            network: network.slug(),
            count: shown.count.0,
            as_of,
        }
    }
}

/// The counts known for a page.
pub(super) fn counts(site: &Site, url: &str, lang: Lang) -> Vec<(Network, Shown)> {
    let known = site.counts.iter().filter(|known| known.url == url);
    let shown = known.map(|known| {
        let as_of = Some(day(known.date, lang));
        (
            known.network,
            Shown {
                count: known.count,
                as_of,
            },
        )
    });
    shown.collect()
}
