//! Headers that every answer carries.

use axum::extract::Request;
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

/// For answers that are no documents: nothing may be loaded by or run in them.
pub(super) const INERT: HeaderValue =
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

/// What neither our pages nor anything embedded in them has any use for.
const NOTHING_INTRUSIVE: HeaderValue = HeaderValue::from_static(
    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
);

/// Adds what every answer carries, unless the answer has decided otherwise.
pub(super) fn secure(headers: &mut HeaderMap) {
    let defaults = [
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
        (
            header::REFERRER_POLICY,
            HeaderValue::from_static("no-referrer"),
        ),
        (header::CONTENT_SECURITY_POLICY, INERT),
        (PERMISSIONS, NOTHING_INTRUSIVE),
    ];
    for (name, value) in defaults {
        headers.entry(name).or_insert(value);
    }
}

pub(super) async fn secured(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    secure(response.headers_mut());
    response
}
