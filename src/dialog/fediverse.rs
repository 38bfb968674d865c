//! One button for the whole Fediverse: the visitor names a home server, ours finds its page.

use teilbar_domain::fediverse::parse_home;
use teilbar_domain::link::encode;
use teilbar_domain::state::{BarState, Opens};
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlInputElement, window};
use yew::prelude::*;

use super::{Dispatcher, memory};
use crate::view::{Event, Open};

/// The title and the form.
pub(super) fn fediverse<'a>(open: &'a Open, state: &BarState, dispatch: &Dispatcher) -> (&'a str, Html) {
    let words = &open.kit.words;
    let remembered = memory::get(memory::SERVER);
    let title = words.get(if follows(state) { "fediverse_follow" } else { "fediverse_share" });
    // Enter in the field is the button: a form would need the host page's `form-action`.
    let onkeydown = dispatch.filter_reform(|event: KeyboardEvent| {
        let is_enter = event.key() == "Enter";
        is_enter.then(|| {
            event.prevent_default();
            let target = event.target()?.dyn_into::<web_sys::Element>().ok()?;
            let dialog = target.closest("dialog").ok()??;
            let button = dialog.query_selector("[data-act=go]").ok()??;
            button.unchecked_into::<web_sys::HtmlElement>().click();
            None
        })?
    });
    let content = html! {
        <>
            <label for="home">{ words.get("home_server").to_owned() }</label>
            <input id="home" value={remembered.clone()} {onkeydown} inputmode="url" autocapitalize="none"
                autocomplete="off" spellcheck="false" aria-describedby="hint" />
            <p id="hint">{ words.get("home_server_hint").to_owned() }</p>
            <label class="remember">
                <input type="checkbox" checked={!remembered.is_empty()} />
                { words.get("remember_server").to_owned() }
            </label>
            <p class="problem" role="alert">{ open.note.clone() }</p>
            <button type="button" class="primary" data-act="go">{ words.get("go_on").to_owned() }</button>
        </>
    };
    (title, content)
}

/// A bar that follows has profiles for buttons.
fn follows(state: &BarState) -> bool {
    state.buttons.iter().any(|button| button.opens == Opens::Profile)
}

/// Opens the home server's page by way of our server, which knows where it is. False if what was
/// typed names no server.
pub(super) fn go(dialog: &HtmlDialogElement, open: &Open, state: &BarState, dispatch: &Dispatcher) -> bool {
    let input = |selector| {
        let found = dialog.query_selector(selector).ok().flatten();
        found.and_then(|input| input.dyn_into::<HtmlInputElement>().ok())
    };
    let (Some(home), Some(window)) = (input("#home"), window()) else {
        return false;
    };
    let typed = home.value();
    if parse_home(&typed).is_none() {
        dispatch.emit(Event::Noted(open.kit.words.get("bad_server").to_owned()));
        let _ = home.focus();
        return false;
    }
    let wanted = input(".remember input").is_some_and(|input| input.checked());
    memory::set(memory::SERVER, if wanted { typed.trim() } else { "" });
    let mut address = [&state.api, "/fediverse?go=1&server=", &encode(&typed)].concat();
    if follows(state) {
        address += &["&intent=follow&actor=", &encode(&open.about)].concat();
    } else {
        let shared = &open.shared;
        address += &["&text=", &encode(&shared.title), "&url=", &encode(&shared.url)].concat();
    }
    let _ = window.open_with_url_and_target_and_features(&address, "_blank", "noopener");
    true
}
