//! Who may ask from a browser: pages of the origins that a site lists, compared exactly.

use super::{App, Shared, whose};
use crate::config::{Config, Origin};
use crate::error::Error;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::http::{StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;

/// The allowed origins of each site.
#[derive(Debug)]
pub(super) struct Access {
    sites: HashMap<String, usize>,
    origins: Vec<Vec<HeaderValue>>,
    /// Of each site's topics, by id.
    topics: Vec<HashMap<String, Vec<HeaderValue>>>,
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
        let origins = config
            .sites
            .iter()
            .map(|site| values(site.origins.iter().chain(&own)));
        let topics = config.sites.iter().map(|site| {
            let topics = site.topics.iter();
            topics
                .map(|topic| (topic.cut.id.clone(), values(&topic.origins)))
                .collect()
        });
        Self {
            sites,
            origins: origins.collect(),
            topics: topics.collect(),
        }
    }

    /// The number of the site of this id.
    pub(super) fn site(&self, id: &str) -> Result<usize, Error> {
        self.sites
            .get(id)
            .copied()
            .ok_or_else(|| Error::UnknownSite(id.chars().take(80).collect()))
    }

    /// As [`Self::verdict`], but pages of a topic's origins may ask for that topic.
    pub(super) fn verdict_for(&self, site: usize, headers: &HeaderMap, uri: &Uri) -> Verdict {
        let verdict = self.verdict(site, headers);
        if verdict != Verdict::Refused {
            return verdict;
        }
        let known = self.topics.get(site);
        let allowed = |topic: &String| known.and_then(|known| known.get(topic));
        let verdict = |topic| matching(allowed(topic).map_or(&[][..], |list| list), headers);
        let verdicts: Vec<_> = topics(uri).iter().map(verdict).collect();
        // Of several topics, each has to be allowed.
        let refused = verdicts.contains(&Verdict::Refused);
        verdicts
            .into_iter()
            .next()
            .filter(|_| !refused)
            .unwrap_or(Verdict::Refused)
    }

    /// Compares byte for byte: no parsing, no patterns, nothing to get around.
    pub(super) fn verdict(&self, site: usize, headers: &HeaderMap) -> Verdict {
        let allowed = self.origins.get(site);
        matching(allowed.map_or(&[][..], |allowed| allowed), headers)
    }

    /// Whether a page address may be shared in the name of a site.
    pub(super) fn owns(&self, site: usize, origin: &Origin) -> bool {
        let origins = self.origins.get(site).into_iter().flatten();
        origins
            .into_iter()
            .any(|allowed| allowed.as_bytes() == origin.as_str().as_bytes())
    }
}

fn matching(allowed: &[HeaderValue], headers: &HeaderMap) -> Verdict {
    let mut asked = headers.get_all(header::ORIGIN).iter();
    let (Some(origin), second) = (asked.next(), asked.next()) else {
        return Verdict::NotAsked;
    };
    let allowed = allowed.iter().find(|allowed| *allowed == origin);
    match (allowed, second) {
        (Some(allowed), None) => Verdict::Allowed(allowed.clone()),
        _ => Verdict::Refused,
    }
}

fn values<'a>(origins: impl IntoIterator<Item = &'a Origin>) -> Vec<HeaderValue> {
    let origins = origins.into_iter();
    origins
        .filter_map(|origin| HeaderValue::from_str(origin.as_str()).ok())
        .collect()
}

/// The topics that an address is about, of which only a stream may have several; none if it could be
/// taken for anything else.
fn topics(uri: &Uri) -> Vec<String> {
    let path: Vec<_> = uri.path().split('/').collect();
    match path[..] {
        ["", "sites", _, "topics", topic, _] => vec![topic.to_owned()],
        ["", "api", "v1", "sites", _, "feed"]
        | ["", "api", "v1", "sites", _, "fragment", "feed"] => parameter(uri).into_iter().collect(),
        ["", "api", "v1", "sites", _, "live"] => {
            let list = parameter(uri).unwrap_or_default();
            list.split(',').map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

/// The topic that a query names, if it names it once.
fn parameter(uri: &Uri) -> Option<String> {
    let query = uri.query().unwrap_or_default();
    // As options are read: in any case, and an empty one would take the topic back.
    let mut topics = url::form_urlencoded::parse(query.as_bytes())
        .filter(|(name, _)| name.trim().eq_ignore_ascii_case("topic"));
    match (topics.next(), topics.next()) {
        (Some((name, topic)), None) if name == "topic" => Some(topic.into_owned()),
        _ => None,
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
    let verdict = app
        .access
        .verdict_for(site, request.headers(), request.uri());
    let origin = match verdict {
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
