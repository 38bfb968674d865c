//! The only functions JavaScript can call.

use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Element;
use yew::Callback;

use crate::feed::{FeedList, FeedListProps};
use crate::follow_bar::{FollowBar, FollowBarProps};
use crate::read;
use crate::share_bar::{ShareBar, ShareBarProps};

/// Takes over the server's HTML inside `root`.
///
/// `kind` is `bar`, `follow` or `feed`; `state` the parsed JSON of the fragment; `ready` is called
/// once the component listens. HTML that differs from what `state` renders traps: the caller
/// compares the markers first.
#[wasm_bindgen]
pub fn hydrate(kind: &str, root: Element, state: &JsValue, ready: Function) {
    let on_ready = Callback::from(move |()| {
        let _ = ready.call0(&JsValue::UNDEFINED);
    });
    match kind {
        "bar" => {
            let state = Rc::new(read::bar_state(state));
            let props = ShareBarProps { state, on_ready };
            yew::Renderer::<ShareBar>::with_root_and_props(root, props).hydrate();
        }
        "follow" => {
            let state = Rc::new(read::follow_state(state));
            let props = FollowBarProps { state, on_ready };
            yew::Renderer::<FollowBar>::with_root_and_props(root, props).hydrate();
        }
        "feed" => {
            let state = Rc::new(read::feed_state(state));
            let props = FeedListProps { state, on_ready };
            yew::Renderer::<FeedList>::with_root_and_props(root, props).hydrate();
        }
        _ => {}
    }
}
