//! What the browser is asked to do: on a click beyond following a link, and around it.

#[cfg(target_arch = "wasm32")]
pub(crate) use browser::*;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use server::*;

/// On the server nobody clicks.
#[cfg(not(target_arch = "wasm32"))]
mod server {
    use teilbar_domain::state::{BarState, State};
    use yew::prelude::*;

    use crate::view::View;

    pub(crate) fn run(_: &MouseEvent, _: &State, _: &UseReducerHandle<View>) {}

    pub(crate) fn rendered(_: &NodeRef, _: &State, _: &UseReducerHandle<View>) -> bool {
        true
    }

    pub(crate) fn dialog(_: &BarState, _: &UseReducerHandle<View>) -> Option<Html> {
        None
    }
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use std::rc::Rc;

    use js_sys::Promise;
    use teilbar_domain::link::Shared;
    use teilbar_domain::state::{BarState, State};
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::{JsFuture, spawn_local};
    use web_sys::{Element, HtmlElement, ShareData, Window, window};
    use yew::prelude::*;

    use crate::view::{Event, Open, View};
    use crate::{page, parts};

    /// Handles a click anywhere in an element; what a plain link serves best is left alone.
    pub(crate) fn run(event: &MouseEvent, state: &State, view: &UseReducerHandle<View>) {
        let target = event.target();
        let target = target.and_then(|target| target.dyn_into::<Element>().ok());
        let button = target.and_then(|target| target.closest("a,button").ok().flatten());
        let (Some(button), Some(window)) = (button, window()) else {
            return;
        };
        let act = button.get_attribute("data-act");
        match (state, act.as_deref()) {
            (State::Bar(state), act) => {
                // A click with a modifier is the browser's: repeated, it would lose the key.
                let modified =
                    event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
                if modified {
                    return;
                }
                let is_click = event.type_() == "click";
                if went_on(&window, &button, state, view) {
                    if is_click {
                        event.prevent_default();
                        // Who counts clicks hears of the one that is repeated.
                        event.stop_propagation();
                    }
                    return catch_up(button, is_click, state, view);
                }
                if is_click {
                    click(event, &window, &button, act, state, view);
                }
            }
            (State::Feed(state), Some("more")) => {
                if let Some(feed) = parts::feed() {
                    (feed.more)(state, view, &button);
                }
            }
            _ => {}
        }
    }

    fn click(
        event: &MouseEvent,
        window: &Window,
        button: &Element,
        act: Option<&str>,
        state: &BarState,
        view: &UseReducerHandle<View>,
    ) {
        let dialog = button.get_attribute("data-dialog");
        match (act, dialog) {
            (_, Some(kind)) if !state.api.is_empty() => {
                event.prevent_default();
                return open(&kind, button, state, view);
            }
            (Some("share"), _) => popup(event, window, button),
            (Some(_), _) => event.prevent_default(),
            (None, _) if button.has_attribute("target") => popup(event, window, button),
            _ => {}
        }
        if let Some(act) = act {
            perform(act, button, window, state, view);
        }
    }

    /// Whether the page may be another one since its address was last looked at, or a selection or a
    /// picture is to be shared that was not looked at yet.
    fn went_on(window: &Window, button: &Element, state: &BarState, view: &View) -> bool {
        if page::about(button).is_some() {
            return true;
        }
        let href = window.location().href().unwrap_or_default();
        let known = match &view.href[..] {
            "" => &state.shared.url,
            href => href,
        };
        !state.shared.url.is_empty() && !page::is_same(&href, known)
    }

    /// A single-page application has gone to another page: from now on that is shared, and by the
    /// click that found out, too.
    fn catch_up(button: Element, click: bool, state: &BarState, view: &UseReducerHandle<View>) {
        let (dispatch, state) = (view.dispatcher(), state.clone());
        let known = view.shared.clone();
        spawn_local(async move {
            let page = parts::load_page().await;
            dispatch.dispatch((page.looked)(&button, &state, &known));
            // Once it has been drawn.
            let drawn = Promise::resolve(&JsValue::UNDEFINED);
            let _ = JsFuture::from(drawn).await;
            if let (true, Ok(button)) = (click, button.dyn_into::<HtmlElement>()) {
                button.click();
            }
        });
    }

    fn perform(
        act: &str,
        button: &Element,
        window: &Window,
        state: &BarState,
        view: &UseReducerHandle<View>,
    ) {
        let shared = &view.shared;
        match act {
            "print" => {
                let _ = window.print();
            }
            "native" => native(window, shared),
            "copy" => {
                let dispatch = view.dispatcher();
                let said = |key: &str| Event::Said(state.words.get(key).to_owned());
                let (copied, failed) = (said("copied"), said("copy_failed"));
                // What is copied is what the link says.
                let href = button.get_attribute("href").unwrap_or_default();
                copy(&href, move |done| {
                    dispatch.dispatch(if done { copied } else { failed })
                });
            }
            "qr" | "cite" | "more" => open(act, button, state, view),
            _ => {
                if let Some(parts) = parts::dialogs() {
                    (parts.act)(act, button, view, state, &dispatcher(view));
                }
            }
        }
    }

    fn native(window: &Window, shared: &Shared) {
        let data = ShareData::new();
        data.set_url(&shared.url);
        data.set_title(&shared.title);
        let shared = window.navigator().share_with_data(&data);
        // The visitor closing the sheet is a rejection, and nothing to report.
        spawn_local(async move {
            let _ = JsFuture::from(shared).await;
        });
    }

    /// Copies a text and says whether that was possible.
    pub(crate) fn copy(text: &str, done: impl FnOnce(bool) + 'static) {
        let navigator = window().map(|window| window.navigator());
        // Absent in insecure contexts, where `navigator.clipboard()` would trap.
        let present = navigator.filter(|navigator| {
            let clipboard = js_sys::Reflect::get(navigator, &JsValue::from_str("clipboard"));
            clipboard.is_ok_and(|clipboard| clipboard.is_object())
        });
        let Some(navigator) = present else {
            return done(false);
        };
        let written = navigator.clipboard().write_text(text);
        spawn_local(async move { done(JsFuture::from(written).await.is_ok()) });
    }

    /// Fetches what dialogs need and opens one.
    fn open(kind: &str, button: &Element, state: &BarState, view: &UseReducerHandle<View>) {
        let address = [&state.api, "/dialogs?lang=", &state.lang].concat();
        let (kind, about) = (
            kind.to_owned(),
            button.get_attribute("href").unwrap_or_default(),
        );
        let (dispatch, failed) = (view.dispatcher(), state.words.get("failed").to_owned());
        spawn_local(async move {
            let parts = parts::load_dialogs().await;
            let kit = (parts.load)(address).await;
            dispatch.dispatch(match kit {
                None => Event::Said(failed),
                Some(kit) => Event::Opened(Some(Rc::new(Open {
                    kind,
                    kit,
                    about,
                    typed: String::new(),
                    note: String::new(),
                }))),
            });
        });
    }

    fn dispatcher(view: &UseReducerHandle<View>) -> Callback<Event> {
        let dispatch = view.dispatcher();
        Callback::from(move |event| dispatch.dispatch(event))
    }

    /// The dialog that is open, made but not yet shown.
    pub(crate) fn dialog(state: &BarState, view: &UseReducerHandle<View>) -> Option<Html> {
        let (parts, open) = (parts::dialogs()?, view.open.as_ref()?);
        Some((parts.render)(open, state, view, &dispatcher(view)))
    }

    /// Shows the dialog once it is in the page. False while the bar has yet to learn what is shared:
    /// the page may have become another one since the server rendered the bar.
    pub(crate) fn rendered(node: &NodeRef, state: &State, view: &UseReducerHandle<View>) -> bool {
        let (State::Bar(state), Some(bar)) = (state, node.cast::<Element>()) else {
            return true;
        };
        if let (Some(parts), Some(open)) = (parts::dialogs(), &view.open) {
            (parts.show)(&bar, open);
        }
        let unsure =
            view.href.is_empty() && window().is_some_and(|w| went_on(&w, &bar, state, view));
        if unsure {
            catch_up(bar, false, state, view);
        }
        !unsure
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
