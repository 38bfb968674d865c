//! Everything under a site: who may ask, and answers kept until the site changes.

use super::cache::Entry;
use super::prepared::{Effort, Kind, Prepared};
use super::{
    Shared, cors, counts, dialogs, fediverse, feed, followers, fragments, live, outgoing, shariff,
    topic, whose,
};
use crate::config::Site;
use crate::error::Error;
use axum::Router;
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Serialize;
use std::collections::HashMap;
use std::sync::Arc;
use teilbar_domain::choice::Choice;
use teilbar_domain::date::Timestamp;
use teilbar_domain::text::Lang;

pub(super) fn router(app: &Shared) -> Router<Shared> {
    Router::new()
        .merge(fragments::router())
        .merge(followers::router())
        .merge(counts::router())
        .merge(feed::router())
        .merge(live::router())
        .merge(topic::router())
        .merge(outgoing::router())
        .merge(dialogs::router())
        .merge(fediverse::router())
        .merge(shariff::router())
        .route_layer(axum::middleware::from_fn_with_state(
            app.clone(),
            cors::check,
        ))
}

/// Fresh for a minute, and shown a little longer while a newer one is fetched.
const CACHE_CONTROL: &str = "public, max-age=60, stale-while-revalidate=600";

/// For posts: asked about each time, because what was taken off has to be gone at once.
pub(super) const LIVE: &str = "public, no-cache";

/// A fragment.
pub(super) const HTML: Kind = Kind {
    content_type: "text/html; charset=utf-8",
    cache_control: CACHE_CONTROL,
    vary: "Accept-Encoding, Origin",
    extra: &[],
    effort: Effort::Quick,
};

/// An answer of the API.
pub(super) const JSON: Kind = Kind {
    content_type: "application/json",
    ..HTML
};

/// What some answers say in their headers besides what their kind says.
#[derive(Clone, Debug, Default)]
pub(super) struct Extras {
    /// When the answer last changed; for `Last-Modified`.
    pub(super) modified: Option<Timestamp>,
    /// Other forms of it; for `Link`.
    pub(super) links: Option<HeaderValue>,
}

/// Longer addresses are answered, but not kept.
const LONGEST_KEY: usize = 4_096;

/// In bytes. A title is in a bar once per button, so what is long here is many times as long there.
const LONGEST_QUERY: usize = 16_384;

/// A request for something of a site.
pub(super) struct Asked {
    pub(super) app: Shared,
    pub(super) site: usize,
    /// The rest of the path, by name.
    path: HashMap<String, String>,
    pub(super) query: Vec<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
}

impl FromRequestParts<Shared> for Asked {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Error> {
        let path = Path::<HashMap<String, String>>::from_request_parts(parts, app).await;
        let Path(path) = path.map_err(|_| Error::NotFound)?;
        if parts
            .uri
            .query()
            .is_some_and(|query| query.len() > LONGEST_QUERY)
        {
            return Err(Error::LongQuery(LONGEST_QUERY));
        }
        let query = Query::from_request_parts(parts, app).await;
        let wrong = || Error::Parameter {
            name: "query",
            why: "it is not percent-encoded text".into(),
        };
        let Query(query) = query.map_err(|_| wrong())?;
        let id = path.get("site").map(|id| &id[..]);
        let site = whose::site(app, id, &parts.headers, &parts.uri)?;
        let (uri, headers) = (parts.uri.clone(), parts.headers.clone());
        Ok(Self {
            app: app.clone(),
            site,
            path,
            query,
            uri,
            headers,
        })
    }
}

impl Asked {
    pub(super) fn site(&self) -> Result<&Site, Error> {
        self.app.config.sites.get(self.site).ok_or(Error::NotFound)
    }

    /// A part of the path.
    pub(super) fn part(&self, name: &str) -> &str {
        self.path.get(name).map_or("", |part| part)
    }

    /// A query parameter; the last of that name counts, and an empty one is none.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let mut parameters = self.query.iter().rev();
        let found = parameters.find(|(known, _)| known == name);
        found
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// The language asked for, if there is a translation; else the site's.
    pub(super) fn lang(&self) -> Result<Lang, Error> {
        let site = self.site()?.lang;
        Ok(self
            .parameter("lang")
            .and_then(Lang::from_tag)
            .unwrap_or(site))
    }

    /// The language of a sentence for the visitor: asked for, or the first translated one of the
    /// browser's, or the site's.
    pub(super) fn visitor_lang(&self) -> Result<Lang, Error> {
        if let Some(lang) = self.parameter("lang").and_then(Lang::from_tag) {
            return Ok(lang);
        }
        let accepted = self.headers.get(header::ACCEPT_LANGUAGE);
        let accepted = accepted.and_then(|value| value.to_str().ok());
        // Browsers write them in the order of preference, so the weights say nothing new.
        let mut tags = accepted.unwrap_or_default().split(',');
        let known = tags.find_map(|tag| Lang::from_tag(tag.split(';').next()?.trim()));
        known.map_or_else(|| self.lang(), Ok)
    }

    /// Answers from the cache, or makes the answer and keeps it until the site changes.
    pub(super) async fn cached(
        &self,
        kind: Kind,
        make: impl Future<Output = Result<Bytes, Error>>,
    ) -> Result<Response, Error> {
        self.cached_with(kind, Extras::default(), make).await
    }

    /// As [`Self::cached`], with further headers.
    pub(super) async fn cached_with(
        &self,
        kind: Kind,
        extras: Extras,
        make: impl Future<Output = Result<Bytes, Error>>,
    ) -> Result<Response, Error> {
        // Read before the store is: what changes meanwhile makes the answer stale, never wrong.
        let valid = Some((self.site, self.app.versions.get(self.site)));
        let closed = |_| Error::Internal("the renderer is closed".to_owned());
        let _permit = self.app.renders.acquire().await.map_err(closed)?;
        let key = &whose::key(self.site()?, self.path.get("site"), &self.uri);
        let kept = self
            .app
            .answers
            .get(key)
            .filter(|entry| entry.site == valid);
        // While waiting for the permit, somebody else may have made it.
        let prepared = match kept {
            Some(entry) => entry.prepared,
            None => {
                let prepared = Arc::new(prepare(make.await?, kind, extras).await?);
                if key.len() <= LONGEST_KEY {
                    let entry = Entry {
                        site: valid,
                        prepared: prepared.clone(),
                    };
                    self.app.answers.insert(key, entry);
                }
                prepared
            }
        };
        Ok(prepared.respond(&self.headers).into_response())
    }

    /// As [`Self::cached`], for JSON.
    pub(super) async fn cached_json<T: Serialize>(
        &self,
        make: impl Future<Output = Result<T, Error>>,
    ) -> Result<Response, Error> {
        self.cached_json_with(JSON, Extras::default(), make).await
    }

    /// As [`Self::cached_with`], for JSON.
    pub(super) async fn cached_json_with<T: Serialize>(
        &self,
        kind: Kind,
        extras: Extras,
        make: impl Future<Output = Result<T, Error>>,
    ) -> Result<Response, Error> {
        let bytes = async {
            let json = serde_json::to_vec(&make.await?);
            json.map(Bytes::from)
                .map_err(|error| Error::Internal(error.to_string()))
        };
        self.cached_with(kind, extras, bytes).await
    }
}

async fn prepare(body: Bytes, kind: Kind, extras: Extras) -> Result<Prepared, Error> {
    let prepared = tokio::task::spawn_blocking(move || {
        let mut prepared = Prepared::new(body, kind);
        if let Some(at) = extras.modified {
            prepared.set_modified(at);
        }
        if let Some(links) = extras.links {
            prepared.set_header(header::LINK, &links);
        }
        prepared
    });
    let prepared = prepared.await;
    prepared.map_err(|error| Error::Internal(error.to_string()))
}

/// The word of a language, for options.
pub(super) fn word(lang: Lang) -> &'static str {
    lang.word()
}
