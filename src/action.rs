//! What a click on a button does beyond following its link.

use teilbar_domain::link::Shared;
use web_sys::MouseEvent;

/// How an action that the visitor cannot see ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Copied,
    CopyFailed,
}

/// Handles a click anywhere in a bar; clicks that a plain link serves best are left alone.
#[cfg(target_arch = "wasm32")]
pub(crate) fn run(event: &MouseEvent, shared: &Shared, done: impl Fn(Outcome) + 'static) {
    browser::run(event, shared, done);
}

/// On the server nobody clicks.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn run(_: &MouseEvent, _: &Shared, done: impl Fn(Outcome) + 'static) {
    done(Outcome::CopyFailed);
    done(Outcome::Copied);
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use teilbar_domain::choice::Choice;
    use teilbar_domain::link::Shared;
    use teilbar_domain::network::Act;
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::{JsFuture, spawn_local};
    use web_sys::{Element, MouseEvent, ShareData, Window, window};

    use super::Outcome;

    pub(super) fn run(event: &MouseEvent, shared: &Shared, done: impl Fn(Outcome) + 'static) {
        let modified = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let button = target.and_then(|target| target.closest("a,button").ok().flatten());
        let (Some(button), Some(window), false) = (button, window(), modified) else {
            return;
        };
        match button
            .get_attribute("data-act")
            .as_deref()
            .and_then(Act::parse)
        {
            Some(act) => {
                event.prevent_default();
                perform(act, &window, shared, done);
            }
            None if button.has_attribute("target") => popup(event, &window, &button),
            None => {}
        }
    }

    fn perform(act: Act, window: &Window, shared: &Shared, done: impl Fn(Outcome) + 'static) {
        match act {
            Act::Print => {
                let _ = window.print();
            }
            Act::Native => {
                let data = ShareData::new();
                data.set_url(&shared.url);
                data.set_title(&shared.title);
                let promise = window.navigator().share_with_data(&data);
                // The visitor closing the sheet is a rejection, and nothing to report.
                spawn_local(async move {
                    let _ = JsFuture::from(promise).await;
                });
            }
            Act::Copy => {
                let navigator = window.navigator();
                let url = shared.url.clone();
                // Absent in insecure contexts, where `navigator.clipboard()` would trap.
                let clipboard = js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard"));
                if !clipboard.is_ok_and(|clipboard| clipboard.is_object()) {
                    return done(Outcome::CopyFailed);
                }
                spawn_local(async move {
                    let copied = JsFuture::from(navigator.clipboard().write_text(&url)).await;
                    done(if copied.is_ok() {
                        Outcome::Copied
                    } else {
                        Outcome::CopyFailed
                    });
                });
            }
        }
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
