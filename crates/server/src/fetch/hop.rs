//! One step of an exchange: what is said to a host, and where it sends us.

use super::{FetchError, Request, body, host};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use secrecy::ExposeSecret;
use url::Url;

/// Everything said about us, besides the user agent and the host.
pub(super) fn headers(request: &Request) -> Result<HeaderMap, FetchError> {
    let accept = if request.accept.is_empty() {
        "*/*"
    } else {
        &request.accept
    };
    let bearer = request
        .bearer
        .as_ref()
        .map(|token| format!("Bearer {}", token.expose_secret()));
    let basic = request
        .basic
        .as_ref()
        .map(|pair| format!("Basic {}", STANDARD.encode(pair.expose_secret())));
    let mut headers = HeaderMap::new();
    for (name, value) in &request.headers {
        let value = HeaderValue::from_str(value).map_err(|_| FetchError::Header(name))?;
        headers.insert(HeaderName::from_static(name), value);
    }
    for (name, value, what) in [
        (header::ACCEPT, Some(accept), "accept"),
        (header::ACCEPT_ENCODING, Some(body::ACCEPTED), "encoding"),
        (header::IF_NONE_MATCH, request.etag.as_deref(), "etag"),
        (
            header::IF_MODIFIED_SINCE,
            request.last_modified.as_deref(),
            "date",
        ),
        (header::AUTHORIZATION, bearer.or(basic).as_deref(), "token"),
    ] {
        if let Some(value) = value {
            let mut value = HeaderValue::from_str(value).map_err(|_| FetchError::Header(what))?;
            value.set_sensitive(name == header::AUTHORIZATION);
            headers.insert(name, value);
        }
    }
    Ok(headers)
}

/// Whether a status sends us elsewhere.
pub(super) fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// Where a redirect leads; whether that may be dialled is checked when it is.
pub(super) fn next_hop(from: &Url, headers: &HeaderMap) -> Result<Url, FetchError> {
    let location = headers
        .get(header::LOCATION)
        .and_then(|value| value.to_str().ok());
    let location = location.ok_or_else(|| FetchError::NoLocation(host(from)))?;
    let next = from
        .join(location)
        .map_err(|_| FetchError::Url(location.to_owned()))?;
    match (from.scheme(), next.scheme()) {
        ("https", "http") => Err(FetchError::Downgrade(host(from))),
        _ => Ok(next),
    }
}
