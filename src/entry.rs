//! The only functions JavaScript can call.

use std::rc::Rc;

use js_sys::Function;
use teilbar_domain::state::State;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use yew::Callback;

use crate::app::{App, AppProps};
use crate::{parts, read};

#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// Takes over the server's HTML inside `root`.
///
/// `kind` is `bar`, `follow` or `feed`; `state` the parsed JSON of the fragment; `ready` is called
/// once the element listens, which for a feed is after its part of the module has been fetched. HTML
/// that differs from what `state` renders traps: the caller compares the markers first.
#[wasm_bindgen]
pub fn hydrate(kind: &str, root: Element, state: JsValue, ready: Function) {
    if kind == "feed" {
        spawn_local(async move {
            let feed = parts::load_feed().await;
            start(root, State::Feed((feed.read)(&state)), ready);
        });
    } else {
        start(root, State::Bar(read::bar_state(&state)), ready);
    }
}

fn start(root: Element, state: State, ready: Function) {
    let on_ready = Callback::from(move |()| {
        let _ = ready.call0(&JsValue::UNDEFINED);
    });
    let props = AppProps {
        state: Rc::new(state),
        on_ready,
    };
    yew::Renderer::<App>::with_root_and_props(root, props).hydrate();
}
