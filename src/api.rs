//! The widget's only requests: to the configured server, without credentials.

use std::fmt::Write;

use teilbar_domain::config::Feed;
use teilbar_domain::link::encode;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Response, window};

use crate::read;
use crate::view::Page;

/// The address of the page of posts at `cursor`.
pub(crate) fn feed_url(endpoint: &str, feed: &Feed, cursor: &str) -> String {
    use teilbar_domain::choice::Choice;
    let mut url = format!(
        "{endpoint}?limit={}&lang={}&cursor={}",
        feed.limit,
        feed.lang.word(),
        encode(cursor)
    );
    if !feed.sources.is_empty() {
        let _ = write!(url, "&sources={}", encode(&feed.sources.join(",")));
    }
    url
}

/// Fetches a page of posts; `None` if the server cannot be reached or answers something else.
pub(crate) async fn feed_page(url: &str) -> Option<Page> {
    let answer = JsFuture::from(window()?.fetch_with_str(url)).await.ok()?;
    let response: Response = answer.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    let json: JsValue = JsFuture::from(response.json().ok()?).await.ok()?;
    Some(Page {
        posts: read::posts(&read::get(&json, "posts")),
        next: read::optional_text(&json, "next"),
    })
}
