//! Pictures of posts, as they were made from what the sources sent.

use super::{App, Shared};
use crate::error::Error;
use crate::media::{Format, Name};
use crate::store::media::Kept;
use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use teilbar_domain::post::Image;

pub(super) fn router() -> Router<Shared> {
    Router::new().route("/media/{name}", get(get_picture))
}

/// The name is made of the content, so what it names never changes.
const CACHE_CONTROL: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// Opened by itself, it is a picture and nothing else.
const SANDBOX: HeaderValue =
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox");

/// Pages of other origins show it, also those that insist on permission.
const ANYWHERE: HeaderValue = HeaderValue::from_static("cross-origin");

async fn get_picture(
    State(app): State<Shared>,
    name: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let name = name.ok().and_then(|Path(name)| Name::parse(&name));
    let name = name.ok_or(Error::NotFound)?;
    // Not kept in memory: a picture is gone in the moment in which its post is.
    let file = app.store.media().file(&name).await?;
    let bytes = file.ok_or(Error::NotFound)?;
    let tag = format!("\"{name}\"");
    let known = headers.get(header::IF_NONE_MATCH);
    let mut response = if known.is_some_and(|known| *known == *tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        bytes.into_response()
    };
    let tag = HeaderValue::from_str(&tag).map_err(|error| Error::Internal(error.to_string()))?;
    let kind = HeaderValue::from_static(name.format.media_type());
    for (name, value) in [
        (header::CONTENT_TYPE, kind),
        (header::ETAG, tag),
        (header::CACHE_CONTROL, CACHE_CONTROL),
        (header::CONTENT_SECURITY_POLICY, SANDBOX),
        (CROSS_ORIGIN_RESOURCE_POLICY, ANYWHERE),
    ] {
        // In place of what bytes are taken for by default.
        response.headers_mut().insert(name, value);
    }
    Ok(response)
}

const CROSS_ORIGIN_RESOURCE_POLICY: header::HeaderName =
    header::HeaderName::from_static("cross-origin-resource-policy");

/// The picture as a post has it.
pub(super) fn image(app: &App, kept: &Kept, alt: String) -> Image {
    let address = |width, format| {
        let name = Name::new(&kept.id, width, format);
        format!("{}/media/{name}", app.config.public_url)
    };
    let pixels = |number: i64| u32::try_from(number).unwrap_or_default();
    let candidate = |width| format!("{} {width}w", address(width, Format::Webp));
    Image {
        src: address(pixels(kept.width), Format::Jpeg),
        srcset: kept.widths().map(candidate).collect::<Vec<_>>().join(", "),
        width: pixels(kept.width),
        height: pixels(kept.height),
        alt,
        color: kept.color.clone(),
    }
}
