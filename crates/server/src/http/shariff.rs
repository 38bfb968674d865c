//! What Shariff's backend answers, for pages that still ask it: share counts by service.

use super::Shared;
use super::counts::counts;
use super::sites::Asked;
use crate::error::{Error, ErrorBody};
use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::collections::BTreeMap;
use teilbar_domain::snippet::service;

pub(super) fn router() -> Router<Shared> {
    // Backends were mostly folders, so pages ask with and without the slash.
    Router::new()
        .route("/shariff", get(count_shares).options(preflight))
        .route("/shariff/", get(count_shares).options(preflight))
}

#[utoipa::path(
    get, path = "/shariff", tag = "sites",
    params(
        ("url" = String, Query, description = "The page's address; on one of a site's origins"),
    ),
    responses(
        (status = 200, description = "The counts known for the page, by Shariff's name of the service", body = BTreeMap<String, u64>),
        (status = 304, description = "Unchanged since the ETag in If-None-Match"),
        (status = 400, description = "No address, or one of another site", body = ErrorBody),
        (status = 403, description = "The asking page's origin is not allowed", body = ErrorBody),
        (status = 404, description = "The address belongs to none of the sites", body = ErrorBody),
        (status = 429, description = "Too many requests came from this address; Retry-After says when to come back", body = ErrorBody),
    )
)]
/// Share counts as Shariff's backend answers them. What is not known is not there.
pub(super) async fn count_shares(asked: Asked) -> Result<Response, Error> {
    let site = asked.site()?;
    let missing = || Error::Parameter {
        name: "url",
        why: "it is missing".into(),
    };
    let url = asked.owned_url()?.ok_or_else(missing)?;
    let shares = async {
        let known = counts(site, &url, site.lang).into_iter();
        let known = known.map(|(network, shown)| (service(network), shown.count.0));
        Ok(known.collect::<BTreeMap<_, _>>())
    };
    asked.cached_json(shares).await
}

/// Shariff's script announces JSON in a request without a body, so browsers ask whether it may.
async fn preflight() -> Response {
    let allowed = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type"),
        (header::ACCESS_CONTROL_MAX_AGE, "86400"),
    ];
    (StatusCode::NO_CONTENT, allowed).into_response()
}
