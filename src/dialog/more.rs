//! Every network, with a search: what the bar has no room for.

use std::rc::Rc;

use teilbar_domain::state::Opens;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement, HtmlInputElement};
use yew::prelude::*;

use super::kit::Offer;
use super::{Dispatcher, memory, typed};
use crate::view::{Event, Open, View};

pub(super) fn more(open: &Open, view: &View, dispatch: &Dispatcher) -> Html {
    let words = &open.kit.words;
    let order = memory::get(memory::ORDER);
    let mut found: Vec<(&Offer, String)> = (open.kit.networks.iter())
        .filter(|offer| matches(&offer.button.name, &open.typed))
        .filter_map(|offer| Some((offer, address(offer, view)?)))
        .collect();
    // Stable: what was never used stays in the server's order.
    found.sort_by_key(|(offer, _)| rank(&order, &offer.button.id));
    let oninput = {
        let (open, dispatch) = (open.clone(), dispatch.clone());
        Callback::from(move |event: InputEvent| {
            let typed = typed(&event);
            let open = Open {
                typed,
                ..open.clone()
            };
            dispatch.emit(Event::Opened(Some(Rc::new(open))));
        })
    };
    let nothing = found
        .is_empty()
        .then(|| words.get("nothing_found").to_owned());
    html! {
        <>
            <input type="search" {oninput} aria-label={words.get("search").to_owned()}
                placeholder={words.get("search").to_owned()} autocomplete="off" />
            <ul role="list">{ for found.into_iter().map(|(offer, href)| item(offer, href)) }</ul>
            <p role="status">{ nothing.unwrap_or_default() }</p>
            <label class="remember">
                <input type="checkbox" checked={!order.is_empty()} />
                { words.get("remember_order").to_owned() }
            </label>
        </>
    }
}

/// Whether every word that was typed is in the name, whatever the case of ASCII letters.
fn matches(name: &str, typed: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let mut words = typed.split(' ');
    words.all(|word| name.contains(&word.to_ascii_lowercase()))
}

fn rank(order: &str, id: &str) -> usize {
    let mut known = order.split(' ');
    known.position(|known| known == id).unwrap_or(usize::MAX)
}

/// `None` where the network cannot take what is shared.
fn address(offer: &Offer, view: &View) -> Option<String> {
    offer.button.href_for(&view.shared)
}

fn item(offer: &Offer, href: String) -> Html {
    let button = &offer.button;
    let (target, rel) = match button.opens {
        Opens::Link => (Some("_blank"), Some("noopener noreferrer nofollow")),
        _ => (None, None),
    };
    let class = match button.opens {
        Opens::Mobile => button.id.clone() + " mobile",
        _ => button.id.clone(),
    };
    let rule = offer.even_odd.then_some("evenodd");
    html! {
        <li key={button.id.clone()} class={class.clone()}>
            <a {class} {href} {target} {rel} data-act="share" aria-label={button.label.clone()}>
                <svg viewBox="0 0 24 24" aria-hidden="true"><path d={offer.icon.clone()} fill-rule={rule} /></svg>
                <span>{ button.name.clone() }</span>
            </a>
        </li>
    }
}

/// Notes the network as the one last used, if the visitor wants that; else forgets all.
pub(super) fn remember(dialog: &HtmlDialogElement, link: &Element) {
    let wanted = dialog.query_selector(".remember input").ok().flatten();
    let wanted = wanted.and_then(|input| input.dyn_into::<HtmlInputElement>().ok());
    if !wanted.is_some_and(|input| input.checked()) {
        return memory::set(memory::ORDER, "");
    }
    let class = link.class_name();
    let mut order = class.split(' ').next().unwrap_or_default().to_owned();
    let before = memory::get(memory::ORDER);
    let others = before
        .split(' ')
        .filter(|known| *known != order)
        .take(9)
        .collect::<Vec<_>>();
    if !others.is_empty() {
        order = order.clone() + " " + &others.join(" ");
    }
    memory::set(memory::ORDER, &order);
}
