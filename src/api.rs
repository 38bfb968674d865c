//! The widget's only requests: to the configured server, without credentials.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Response, window};

/// Fetches JSON; `None` if the server cannot be reached or answers something else.
pub(crate) async fn json(url: &str) -> Option<JsValue> {
    let answer = JsFuture::from(window()?.fetch_with_str(url)).await.ok()?;
    let response: Response = answer.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    JsFuture::from(response.json().ok()?).await.ok()
}
