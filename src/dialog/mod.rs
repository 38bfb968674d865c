//! What a bar asks or shows in a dialog: every network, a QR code, citations, the visitor's home server.
//!
//! A part of the module of its own, fetched with the first dialog; words, networks and style come
//! from the server in one answer ([`Kit`]).

mod cite;
mod fediverse;
mod kit;
mod memory;
mod more;
mod qr;

use std::rc::Rc;

use teilbar_domain::state::BarState;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement, HtmlInputElement, ShadowRoot};
use yew::prelude::*;

pub(crate) use kit::{Kit, load};

use crate::view::{Event, Open, View};

/// The `<dialog>`, not yet shown; [`show`] does that once it is in the page.
pub(crate) fn render(open: &Open, state: &BarState, view: &View, dispatch: &Dispatcher) -> Html {
    let words = &open.kit.words;
    let (title, content) = match &open.kind[..] {
        "qr" => (words.get("qr"), qr::qr(&view.shared.url, words)),
        "cite" => (words.get("cite"), cite::cite(open, &view.shared)),
        "fediverse" => fediverse::fediverse(open, state),
        _ => (words.get("more"), more::more(open, view, dispatch)),
    };
    let onclose = dispatch.reform(|_: web_sys::Event| Event::Opened(None));
    html! {
        <dialog class={open.kind.clone()} aria-labelledby="title" {onclose}>
            <h2 id="title">{ title.to_owned() }</h2>
            <button type="button" class="close" data-act="close" aria-label={words.get("close").to_owned()}>
                <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M5 5l14 14M19 5L5 19" /></svg>
            </button>
            { content }
        </dialog>
    }
}

/// Where events go.
pub(crate) type Dispatcher = Callback<Event>;

/// Shows the dialog of a bar, styled; the browser keeps the focus in it and gives it back after.
pub(crate) fn show(bar: &Element, open: &Open) {
    let root = bar.get_root_node();
    if let Some(root) = root.dyn_ref::<ShadowRoot>() {
        open.kit.dress(root);
    }
    let dialog = bar.query_selector("dialog").ok().flatten();
    if let Some(dialog) = dialog.and_then(|dialog| dialog.dyn_into::<HtmlDialogElement>().ok())
        && !dialog.open()
    {
        let _ = dialog.show_modal();
    }
}

/// Does what a button of a dialog says.
pub(crate) fn act(
    act: &str,
    button: &Element,
    view: &View,
    state: &BarState,
    dispatch: &Dispatcher,
) {
    let Some(open) = &view.open else { return };
    let dialog = button.closest("dialog").ok().flatten();
    let dialog = dialog.and_then(|dialog| dialog.dyn_into::<HtmlDialogElement>().ok());
    let Some(dialog) = dialog else { return };
    match act {
        "take" => cite::take(button, open, dispatch),
        "go" => {
            if fediverse::go(&dialog, open, &view.shared, state, dispatch) {
                dialog.close();
            }
        }
        "share" => {
            more::remember(&dialog, button);
            dialog.close();
        }
        _ => dialog.close(),
    }
}

/// The dialog with something to announce.
fn noted(open: &Open, note: &str) -> Event {
    let mut open = open.clone();
    open.note = note.to_owned();
    Event::Opened(Some(Rc::new(open)))
}

/// The text that was typed, as it is.
fn typed(event: &InputEvent) -> String {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    target.map(|input| input.value()).unwrap_or_default()
}
