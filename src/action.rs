//! What a click on a button does beyond following its link.

use teilbar_domain::state::State;
use web_sys::MouseEvent;
use yew::UseReducerHandle;

use crate::view::View;

/// Handles a click anywhere in an element; what a plain link serves best is left alone.
#[cfg(target_arch = "wasm32")]
pub(crate) fn run(event: &MouseEvent, state: &State, view: &UseReducerHandle<View>) {
    browser::run(event, state, view);
}

/// On the server nobody clicks.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn run(_: &MouseEvent, _: &State, _: &UseReducerHandle<View>) {}

#[cfg(target_arch = "wasm32")]
mod browser {
    use teilbar_domain::state::{BarState, State};
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::{JsFuture, spawn_local};
    use web_sys::{Element, MouseEvent, ShareData, Window, window};
    use yew::UseReducerHandle;

    use crate::parts;
    use crate::view::{Event, View};

    pub(super) fn run(event: &MouseEvent, state: &State, view: &UseReducerHandle<View>) {
        let modified = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let button = target.and_then(|target| target.closest("a,button").ok().flatten());
        let (Some(button), Some(window), false) = (button, window(), modified) else {
            return;
        };
        let act = button.get_attribute("data-act");
        match (state, act.as_deref()) {
            (State::Bar(state), Some(act)) => {
                event.prevent_default();
                perform(act, &window, state, view);
            }
            (State::Bar(_), None) if button.has_attribute("target") => {
                popup(event, &window, &button)
            }
            (State::Feed(state), Some("more")) => {
                if let Some(feed) = parts::feed() {
                    (feed.more)(state, view);
                }
            }
            _ => {}
        }
    }

    fn perform(act: &str, window: &Window, state: &BarState, view: &UseReducerHandle<View>) {
        match act {
            "print" => {
                let _ = window.print();
            }
            "native" => {
                let data = ShareData::new();
                data.set_url(&state.shared.url);
                data.set_title(&state.shared.title);
                let shared = window.navigator().share_with_data(&data);
                // The visitor closing the sheet is a rejection, and nothing to report.
                spawn_local(async move {
                    let _ = JsFuture::from(shared).await;
                });
            }
            _ => copy(window, state, view),
        }
    }

    fn copy(window: &Window, state: &BarState, view: &UseReducerHandle<View>) {
        let (navigator, dispatch) = (window.navigator(), view.dispatcher());
        let say = |copied: bool| {
            let key = if copied { "copied" } else { "copy_failed" };
            Event::Said(state.words.get(key).to_owned())
        };
        // Absent in insecure contexts, where `navigator.clipboard()` would trap.
        let clipboard = js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard"));
        if !clipboard.is_ok_and(|clipboard| clipboard.is_object()) {
            return dispatch.dispatch(say(false));
        }
        let (copied, failed) = (say(true), say(false));
        let written = navigator.clipboard().write_text(&state.shared.url);
        spawn_local(async move {
            let done = JsFuture::from(written).await.is_ok();
            dispatch.dispatch(if done { copied } else { failed });
        });
    }

    /// A small window where there is room for one; else the link's own new tab.
    fn popup(event: &MouseEvent, window: &Window, link: &Element) {
        let wide = window
            .inner_width()
            .ok()
            .and_then(|w| w.as_f64())
            .is_some_and(|w| w >= 700.0);
        let href = link.get_attribute("href").unwrap_or_default();
        if wide && href.starts_with("https://") {
            let features = "noopener,noreferrer,width=640,height=560";
            if window
                .open_with_url_and_target_and_features(&href, "_blank", features)
                .is_ok()
            {
                event.prevent_default();
            }
        }
    }
}
