//! What dialogs need from the server: asked for when one is opened; the browser keeps the answer.

use std::rc::Rc;

use teilbar_domain::state::{Button, Words};
use wasm_bindgen::JsValue;
use web_sys::{CssStyleSheet, ShadowRoot};

use crate::api;
use crate::read::{button, get, list, text, words};

/// Words, networks and style of the dialogs.
#[derive(Debug, Default)]
pub(crate) struct Kit {
    pub(crate) words: Words,
    pub(crate) networks: Vec<Offer>,
    css: String,
}

/// A network that a page can be shared to, with its drawing.
#[derive(Debug)]
pub(crate) struct Offer {
    pub(crate) button: Button,
    /// Path data within 24 by 24.
    pub(crate) icon: String,
    pub(crate) even_odd: bool,
}

/// Fetches the kit; `None` if the server cannot be reached.
pub(crate) async fn load(address: String) -> Option<Rc<Kit>> {
    let json = api::json(&address).await?;
    Some(Rc::new(Kit {
        words: words(&json),
        networks: list(&json, "networks", offer),
        css: text(&json, "css"),
    }))
}

fn offer(value: &JsValue) -> Offer {
    Offer {
        button: button(value),
        icon: text(value, "icon"),
        even_odd: get(value, "even_odd").is_truthy(),
    }
}

impl Kit {
    /// Brings the dialogs' style in, once. A constructed sheet is not inline for any policy.
    pub(crate) fn dress(&self, root: &ShadowRoot) {
        let sheets = root.adopted_style_sheets();
        let is_ours = |at| get(&sheets.get(at), "dialogs").is_truthy();
        let is_there = (0..sheets.length()).any(is_ours);
        if is_there {
            return;
        }
        let Ok(sheet) = CssStyleSheet::new() else {
            return;
        };
        let _ = sheet.replace_sync(&self.css);
        let _ = js_sys::Reflect::set(&sheet, &"dialogs".into(), &JsValue::TRUE);
        sheets.push(&sheet);
    }
}
