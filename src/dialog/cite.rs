//! Citations of the page, ready to be copied.

use teilbar_domain::choice::Choice;
use teilbar_domain::cite::{Format, Page, cite as citation};
use teilbar_domain::link::Shared;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlTextAreaElement};
use yew::prelude::*;

use super::{Dispatcher, noted};
use crate::action;
use crate::page::{self, meta};
use crate::view::Open;

pub(super) fn cite(open: &Open, shared: &Shared) -> Html {
    let words = &open.kit.words;
    let page = Page {
        url: shared.url.clone(),
        title: shared.title.clone(),
        author: meta("author"),
        site: meta("og:site_name"),
        published: meta("article:published_time"),
        retrieved: page::today(),
    };
    let formats = Format::for_language(words.get("lang"));
    let rows = formats.iter().map(|format| {
        let name = match format {
            Format::Permalink => words.get("permalink"),
            format => format.word(),
        };
        html! {
            <div class="citation">
                <label for={format.word()}>{ name.to_owned() }</label>
                <textarea id={format.word()} readonly=true rows={rows(*format)} value={citation(*format, &page)} />
                <button type="button" data-act="take">{ words.get("copy").to_owned() }</button>
            </div>
        }
    });
    html! { <>{ for rows }<p role="status">{ open.note.clone() }</p></> }
}

fn rows(format: Format) -> &'static str {
    match format {
        Format::Bibtex => "8",
        Format::Permalink => "2",
        Format::Internetquelle | Format::CiteWeb => "4",
    }
}

/// Copies the citation beside the button; selected too, for where copying is not allowed.
pub(super) fn take(button: &Element, open: &Open, dispatch: &Dispatcher) {
    let row = button.parent_element();
    let text = row.and_then(|row| row.query_selector("textarea").ok().flatten());
    let Some(text) = text.and_then(|text| text.dyn_into::<HtmlTextAreaElement>().ok()) else {
        return;
    };
    text.select();
    let [copied, failed] =
        ["copied", "copy_failed"].map(|key| noted(open, open.kit.words.get(key)));
    let dispatch = dispatch.clone();
    action::copy(&text.value(), move |done| {
        dispatch.emit(if done { copied } else { failed });
    });
}
