//! Who may ask from a browser: pages of the origins that a site lists, compared exactly.

use super::{App, Shared, whose};
use crate::config::{Config, Origin};
use crate::error::Error;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;

/// The allowed origins of each site.
#[derive(Debug)]
pub(super) struct Access {
    sites: HashMap<String, usize>,
    origins: Vec<Vec<HeaderValue>>,
}

/// What a request's `Origin` header means for a site.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// No browser on another site: a CMS, a script, our own page.
    NotAsked,
    /// To be repeated in the answer.
    Allowed(HeaderValue),
    Refused,
}

impl Access {
    pub(super) fn new(config: &Config) -> Self {
        let sites = config
            .sites
            .iter()
            .map(|site| site.id.clone())
            .zip(0..)
            .collect();
        // Demo pages of our own may use every site.
        let own = Origin::of(&config.public_url).filter(|_| config.demo.is_some());
        let origins = config.sites.iter().map(|site| {
            let all = site.origins.iter().chain(&own);
            all.filter_map(|origin| HeaderValue::from_str(origin.as_str()).ok())
                .collect()
        });
        Self {
            sites,
            origins: origins.collect(),
        }
    }

    /// The number of the site of this id.
    pub(super) fn site(&self, id: &str) -> Result<usize, Error> {
        self.sites
            .get(id)
            .copied()
            .ok_or_else(|| Error::UnknownSite(id.chars().take(80).collect()))
    }

    /// Compares byte for byte: no parsing, no patterns, nothing to get around.
    pub(super) fn verdict(&self, site: usize, headers: &HeaderMap) -> Verdict {
        let mut asked = headers.get_all(header::ORIGIN).iter();
        let (Some(origin), second) = (asked.next(), asked.next()) else {
            return Verdict::NotAsked;
        };
        let allowed = self
            .origins
            .get(site)
            .into_iter()
            .flatten()
            .find(|allowed| *allowed == origin);
        match (allowed, second) {
            (Some(allowed), None) => Verdict::Allowed(allowed.clone()),
            _ => Verdict::Refused,
        }
    }

    /// Whether a page address may be shared in the name of a site.
    pub(super) fn owns(&self, site: usize, origin: &Origin) -> bool {
        let origins = self.origins.get(site).into_iter().flatten();
        origins
            .into_iter()
            .any(|allowed| allowed.as_bytes() == origin.as_str().as_bytes())
    }
}

/// Refuses foreign origins before anything is done, and lets allowed ones read every answer, errors included.
pub(super) async fn check(
    State(app): State<Shared>,
    parameters: Result<Path<HashMap<String, String>>, PathRejection>,
    request: Request,
    next: Next,
) -> Response {
    let Ok(Path(parameters)) = parameters else {
        return Error::NotFound.into_response();
    };
    let id = parameters.get("site").map(|id| &id[..]);
    match whose::site(&app, id, request.headers(), request.uri()) {
        Ok(site) => checked(&app, site, request, next).await,
        Err(error) => error.into_response(),
    }
}

async fn checked(app: &App, site: usize, request: Request, next: Next) -> Response {
    let origin = match app.access.verdict(site, request.headers()) {
        Verdict::NotAsked => None,
        Verdict::Allowed(origin) => Some(origin),
        Verdict::Refused => {
            let origin = request
                .headers()
                .get(header::ORIGIN)
                .map(HeaderValue::as_bytes);
            let origin = String::from_utf8_lossy(origin.unwrap_or_default()).into_owned();
            let id = app.config.sites.get(site).map(|site| site.id.clone());
            return Error::ForeignOrigin {
                origin,
                site: id.unwrap_or_default(),
            }
            .into_response();
        }
    };
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers
        .entry(header::VARY)
        .or_insert(HeaderValue::from_static("Origin"));
    if let Some(origin) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    response
}

/// What a browser asks before a request that is more than a plain GET; good for a day.
pub(super) async fn preflight() -> Response {
    let allowed = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET"),
        (header::ACCESS_CONTROL_MAX_AGE, "86400"),
    ];
    (StatusCode::NO_CONTENT, allowed).into_response()
}
