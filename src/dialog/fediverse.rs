//! One button for the whole Fediverse: the visitor names a home server, ours finds its page.

use teilbar_domain::fediverse::Home;
use teilbar_domain::link::{Shared, encode};
use teilbar_domain::state::{BarState, Opens};
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement, HtmlInputElement, window};
use yew::prelude::*;

use super::{Dispatcher, memory, noted};
use crate::view::Open;

/// The title and the form.
pub(super) fn fediverse<'a>(open: &'a Open, state: &BarState) -> (&'a str, Html) {
    let words = &open.kit.words;
    let remembered = memory::get(memory::SERVER);
    let title = words.get(if follows(state) {
        "fediverse_follow"
    } else {
        "fediverse_share"
    });
    // Enter in the field is the button: a form would need the host page's `form-action`.
    let onkeydown = Callback::from(|event: KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            press_go(&event);
        }
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

fn press_go(event: &KeyboardEvent) -> Option<()> {
    let field = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    let button = field.parent_element()?.query_selector("[data-act=go]");
    button.ok()??.dyn_into::<HtmlElement>().ok()?.click();
    Some(())
}

/// A bar that follows has profiles for buttons.
fn follows(state: &BarState) -> bool {
    state
        .buttons
        .iter()
        .any(|button| button.opens == Opens::Profile)
}

/// Opens the home server's page by way of our server, which knows where it is. False if what was
/// typed names no server.
pub(super) fn go(
    dialog: &HtmlDialogElement,
    open: &Open,
    shared: &Shared,
    state: &BarState,
    dispatch: &Dispatcher,
) -> bool {
    let input = |selector| {
        let found = dialog.query_selector(selector).ok().flatten();
        found.and_then(|input| input.dyn_into::<HtmlInputElement>().ok())
    };
    let (Some(home), Some(window)) = (input("#home"), window()) else {
        return false;
    };
    let typed = home.value();
    if Home::parse(&typed).is_err() {
        dispatch.emit(noted(open, open.kit.words.get("bad_server")));
        let _ = home.focus();
        return false;
    }
    let wanted = input(".remember input").is_some_and(|input| input.checked());
    memory::set(memory::SERVER, if wanted { typed.trim() } else { "" });
    let mut address = [&state.api, "/fediverse?go=1&server=", &encode(&typed)].concat();
    if follows(state) {
        address += &["&intent=follow&actor=", &encode(&open.about)].concat();
    } else {
        address += &[
            "&text=",
            &encode(&shared.title),
            "&url=",
            &encode(&shared.url),
        ]
        .concat();
    }
    let _ = window.open_with_url_and_target_and_features(&address, "_blank", "noopener");
    true
}
