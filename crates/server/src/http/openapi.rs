//! The description of the API, made from the handlers.

use super::{
    Shared, counts, dialogs, fediverse, feed, followers, fragments, health, live, media, outgoing,
    shariff, topic,
};
use axum::Router;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

pub(super) fn router() -> Router<Shared> {
    Router::new().route("/api/v1/openapi.json", get(get_openapi))
}

#[derive(OpenApi)]
#[openapi(
    info(title = "Teilbar", description = "Fragments, counts and feeds for the sites of this server"),
    paths(
        fragments::get_fragment,
        followers::list_followers,
        counts::list_counts,
        feed::list_posts,
        live::follow_posts,
        topic::list_topics,
        outgoing::get_feed,
        outgoing::get_topic_feed,
        dialogs::get_dialogs,
        fediverse::resolve_home,
        shariff::count_shares,
        media::get_picture,
        health::get_health,
        get_openapi,
    ),
    tags(
        (name = "sites", description = "Public; from browsers only for pages of the site's origins"),
        (name = "server", description = "About the server itself"),
    )
)]
struct Api;

/// The description as it stands in `docs/openapi.json`.
pub fn document() -> String {
    let mut text = Api::openapi().to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}

#[utoipa::path(
    get, path = "/api/v1/openapi.json", tag = "server",
    responses((status = 200, description = "This description", body = String, content_type = "application/json"))
)]
/// This description.
pub(super) async fn get_openapi() -> Response {
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        ),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=3600"),
        ),
        (
            header::ACCESS_CONTROL_ALLOW_ORIGIN,
            HeaderValue::from_static("*"),
        ),
    ];
    (headers, document()).into_response()
}

/// A post as `teilbar_domain::post::Post` writes it; a test compares the two.
#[derive(Default, Serialize, ToSchema)]
pub(super) struct Post {
    /// Unique and stable.
    id: String,
    /// Where the post lives.
    url: String,
    /// Empty where the network knows no titles.
    title: String,
    /// Text is a string, an element `["p", …]`, a link `["a", "https://…", …]`.
    #[schema(value_type = Vec<serde_json::Value>)]
    body: Vec<String>,
    author: String,
    /// The first letter of the author's name.
    initial: String,
    /// Who passed the post on, if that is not who wrote it, in words; left out where nobody did.
    #[schema(example = "Geteilt von Ada")]
    #[serde(default, skip_serializing_if = "String::is_empty")]
    shared: String,
    /// The source's name.
    source: String,
    /// The slug of the network, `rss` for feeds.
    network: String,
    published: Moment,
    /// A copy of the post's picture on this server; null until there is one.
    image: Option<Image>,
    /// The author's words before a post that not everybody wants to see; left out where there are none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    warning: String,
    /// True if the picture is one that not everybody wants to see; left out where it is not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    sensitive: bool,
    /// The post's video, of which the picture is a still; left out where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    video: Option<Video>,
    /// True for made-up posts of a demo.
    sample: bool,
    /// Where else the site's sources have it; left out where there is nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    badges: Vec<Badge>,
}

/// A second place of a post: another network or feed that says the same.
#[derive(Default, Serialize, ToSchema)]
struct Badge {
    source: String,
    network: String,
    url: String,
}

#[derive(Default, Serialize, ToSchema)]
struct Video {
    /// What a click does and whom it tells.
    #[schema(example = "Video abspielen – Auf YouTube ansehen")]
    label: String,
    /// The address of a player that may stand in the page; empty where there is none, or it was not asked for.
    embed: String,
}

/// A time for machines and for people; empty where the source names none.
#[derive(Default, Serialize, ToSchema)]
struct Moment {
    #[schema(example = "2026-03-03T14:05:00+01:00")]
    iso: String,
    #[schema(example = "3. März 2026, 14:05 Uhr")]
    text: String,
}

#[derive(Default, Serialize, ToSchema)]
struct Image {
    /// A JPEG.
    src: String,
    /// The WebP files and their widths.
    srcset: String,
    /// Pixels of the largest file.
    width: u32,
    height: u32,
    alt: String,
    /// What there is most of in the picture.
    #[schema(example = "#c81e28")]
    color: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_post_is_described_as_it_is() {
        let described = serde_json::to_value(Post::default()).unwrap();
        let real = serde_json::to_value(teilbar_domain::post::Post::default()).unwrap();
        assert_eq!(described, real);
        let described = serde_json::to_value(Video::default()).unwrap();
        let real = serde_json::to_value(teilbar_domain::post::Video::default()).unwrap();
        assert_eq!(described, real);
        let described = serde_json::to_value(Image::default()).unwrap();
        let real = serde_json::to_value(teilbar_domain::post::Image::default()).unwrap();
        assert_eq!(described, real);
    }
}
