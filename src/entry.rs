//! The only functions JavaScript can call.

use std::rc::Rc;

use js_sys::Function;
use teilbar_domain::state::State;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Element;
use yew::Callback;

use crate::app::{App, AppProps};
use crate::read;

/// Takes over the server's HTML inside `root`.
///
/// `kind` is `bar`, `follow` or `feed`; `state` the parsed JSON of the fragment; `ready` is called
/// once the element listens. HTML that differs from what `state` renders traps: the caller
/// compares the markers first.
#[wasm_bindgen]
pub fn hydrate(kind: &str, root: Element, state: &JsValue, ready: Function) {
    let state = match kind {
        "bar" => State::Bar(read::bar_state(state)),
        "follow" => State::Follow(read::follow_state(state)),
        _ => State::Feed(read::feed_state(state)),
    };
    let on_ready = Callback::from(move |()| {
        let _ = ready.call0(&JsValue::UNDEFINED);
    });
    let props = AppProps {
        state: Rc::new(state),
        on_ready,
    };
    yew::Renderer::<App>::with_root_and_props(root, props).hydrate();
}
