//! What a request can fail with, and how the answer words it. Causes are logged, not sent.

use crate::config::Origin;
use crate::jobs::chain;
use crate::store;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::time::Duration;
use teilbar_domain::fediverse::WrongHome;
use teilbar_domain::text::Lang;
use utoipa::ToSchema;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no site \"{0}\"")]
    UnknownSite(String),
    #[error("this server has several sites, and none of them is known to be meant")]
    WhichSite,
    #[error("pages of {origin} may not use the site \"{site}\"")]
    ForeignOrigin { origin: String, site: String },
    #[error("the address \"{url}\" does not belong to the site \"{site}\"")]
    ForeignUrl { url: String, site: String },
    #[error("the parameter \"{name}\" is wrong: {why}")]
    Parameter { name: &'static str, why: String },
    /// Shown to the visitor as it is.
    #[error("{}", why.message(*lang))]
    Home { why: WrongHome, lang: Lang },
    #[error("the address is too long: what follows ? may have {0} bytes")]
    LongQuery(usize),
    #[error("there is nothing at this address")]
    NotFound,
    #[error("this address answers GET only")]
    Method,
    #[error("too many requests came from this address")]
    TooMany(Duration),
    #[error("too many pages are being told at this address what changes")]
    TooManyStreams(Duration),
    #[error("no further page can be told what changes")]
    Full(Duration),
    #[error("the request took too long")]
    Timeout,
    #[error("the database cannot be used")]
    Store(#[from] store::Error),
    #[error("something went wrong in the server")]
    Internal(String),
}

/// The body of every error.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErrorBody {
    /// What is wrong.
    #[schema(example = "there is no site \"corporat\"")]
    error: String,
    /// What to do about it.
    help: String,
}

impl Error {
    fn status(&self) -> StatusCode {
        match self {
            Self::UnknownSite(_) | Self::WhichSite | Self::NotFound => StatusCode::NOT_FOUND,
            Self::ForeignOrigin { .. } => StatusCode::FORBIDDEN,
            Self::ForeignUrl { .. } | Self::Parameter { .. } | Self::Home { .. } => {
                StatusCode::BAD_REQUEST
            }
            Self::LongQuery(_) => StatusCode::URI_TOO_LONG,
            Self::TooMany(_) | Self::TooManyStreams(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Timeout | Self::Store(_) | Self::Full(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn help(&self) -> String {
        match self {
            Self::UnknownSite(_) => {
                "compare the element's site with the ids in the server's configuration".into()
            }
            Self::WhichSite => {
                "name the site in the page (data-site), or add the page's origin to the site's origins in the server's configuration".into()
            }
            Self::ForeignOrigin { origin, .. } if Origin::parse(origin).is_err() => {
                "it is no origin of a web page: a file or a sandboxed frame has none".into()
            }
            Self::ForeignOrigin { origin, site } => {
                format!(
                    "if they should, add \"{origin}\" to the origins of \"{site}\" in the server's configuration"
                )
            }
            Self::ForeignUrl { url, site } => match Origin::of(url) {
                Some(origin) => format!(
                    "if it does, add \"{}\" to the origins of \"{site}\" in the server's configuration",
                    origin.as_str()
                ),
                None => "write the page's address in full, starting with https://".into(),
            },
            Self::Parameter { .. } => "see /api/v1/openapi.json for what it takes".into(),
            Self::Home { lang, .. } => WrongHome::help(*lang).into(),
            Self::LongQuery(_) => "shorten url, title or text".into(),
            Self::NotFound => "see /api/v1/openapi.json for what there is".into(),
            Self::Method => "use GET".into(),
            Self::TooMany(wait) | Self::TooManyStreams(wait) | Self::Full(wait) => format!(
                "try again in {} s; whoever runs this server can change the limit",
                whole_seconds(*wait)
            ),
            Self::Timeout | Self::Store(_) => "try again in a moment".into(),
            Self::Internal(_) => "tell whoever runs this server to look into its log".into(),
        }
    }

    fn log(&self) {
        match self {
            Self::Store(cause) => tracing::error!(cause = chain(cause), "{self}"),
            Self::Internal(cause) => tracing::error!(cause, "{self}"),
            _ => {}
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        self.log();
        let body = ErrorBody {
            error: self.to_string(),
            help: self.help(),
        };
        let mut response = (self.status(), Json(body)).into_response();
        let headers = response.headers_mut();
        if let Self::TooMany(wait) | Self::TooManyStreams(wait) | Self::Full(wait) = self {
            headers.insert(header::RETRY_AFTER, whole_seconds(wait).into());
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

/// Rounded up: who comes a moment too early waits again.
fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs().saturating_add(1)
}
