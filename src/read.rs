//! Reads states out of plain JavaScript objects, leniently: what is missing is empty.
//!
//! By hand, because a JSON crate in the wasm costs 5 to 10 KB (see DESIGN.md, "Small wasm").

use js_sys::{Array, Object, Reflect};
use teilbar_domain::choice::Choice;
use teilbar_domain::link::Shared;
use teilbar_domain::state::{BarState, Button, Number, Opens, Words};
use wasm_bindgen::{JsCast, JsValue};

pub(crate) fn bar_state(state: &JsValue) -> BarState {
    BarState {
        class: text(state, "class"),
        label: text(state, "label"),
        buttons: list(state, "buttons", button),
        total: text(state, "total"),
        shared: shared(&get(state, "shared")),
        api: text(state, "api"),
        lang: text(state, "lang"),
        words: words(state),
    }
}

pub(crate) fn button(value: &JsValue) -> Button {
    let number = get(value, "number");
    Button {
        id: text(value, "id"),
        name: text(value, "name"),
        label: text(value, "label"),
        opens: Opens::parse(&text(value, "opens")).unwrap_or_default(),
        href: text(value, "href"),
        template: text(value, "template"),
        limit: get(value, "limit").as_f64().unwrap_or_default() as usize,
        number: number.is_object().then(|| Number {
            text: text(&number, "text"),
            unit: text(&number, "unit"),
            age: text(&number, "age"),
            title: text(&number, "title"),
        }),
        verified: text(value, "verified"),
        dialog: text(value, "dialog"),
        icon: None,
    }
}

pub(crate) fn shared(value: &JsValue) -> Shared {
    Shared {
        url: text(value, "url"),
        title: text(value, "title"),
        text: text(value, "text"),
        image: text(value, "image"),
        via: text(value, "via"),
        hashtags: list(value, "hashtags", |tag| tag.as_string().unwrap_or_default()),
    }
}

pub(crate) fn words(state: &JsValue) -> Words {
    let words = get(state, "words");
    let Some(object) = words.dyn_ref::<Object>() else {
        return Words::default();
    };
    let keys = Object::keys(object);
    let pair = |key: JsValue| {
        let key = key.as_string()?;
        let word = text(object, &key);
        Some((key, word))
    };
    Words(keys.iter().filter_map(pair).collect())
}

/// A property, `undefined` if there is none.
pub(crate) fn get(value: &JsValue, key: &str) -> JsValue {
    Reflect::get(value, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED)
}

pub(crate) fn optional_text(value: &JsValue, key: &str) -> Option<String> {
    get(value, key).as_string()
}

pub(crate) fn text(value: &JsValue, key: &str) -> String {
    optional_text(value, key).unwrap_or_default()
}

/// Every item of an array; none where there is no array.
pub(crate) fn list<T>(value: &JsValue, key: &str, item: impl Fn(&JsValue) -> T) -> Vec<T> {
    let array = array(&get(value, key));
    (0..array.length()).map(|at| item(&array.get(at))).collect()
}

pub(crate) fn array(value: &JsValue) -> Array {
    value.dyn_ref::<Array>().cloned().unwrap_or_default()
}
