//! Copying text.

/// Copies; `done` learns whether the browser allowed it.
#[cfg(target_arch = "wasm32")]
pub(crate) fn copy(text: String, done: yew::Callback<bool>) {
    use wasm_bindgen::JsValue;

    let Some(window) = web_sys::window() else {
        return;
    };
    let navigator = window.navigator();
    // Absent in insecure contexts, where `navigator.clipboard()` would trap.
    let clipboard = js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard"));
    if !clipboard.is_ok_and(|clipboard| clipboard.is_object()) {
        return done.emit(false);
    }
    let written = navigator.clipboard().write_text(&text);
    wasm_bindgen_futures::spawn_local(async move {
        let copied = wasm_bindgen_futures::JsFuture::from(written).await.is_ok();
        done.emit(copied);
    });
}

/// Outside of browsers there is no clipboard.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn copy(_: String, done: yew::Callback<bool>) {
    done.emit(false);
}
