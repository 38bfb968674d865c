//! Reads states out of plain JavaScript objects, leniently: what is missing is empty.
//!
//! By hand, because a JSON crate in the wasm costs 5 to 10 KB (see DESIGN.md, "Small wasm").

use js_sys::{Array, Object, Reflect};
use teilbar_domain::choice::Choice;
use teilbar_domain::config::Options;
use teilbar_domain::count::Count;
use teilbar_domain::date::Moment;
use teilbar_domain::link::is_web_url;
use teilbar_domain::network::Network;
use teilbar_domain::post::{Node, Post, RichText, Shown, Tag};
use teilbar_domain::state::{BarState, FeedState, FollowState, Profile};
use wasm_bindgen::{JsCast, JsValue};

/// Foreign text is nested at most this deep on the server; deeper input is cut.
const MAX_DEPTH: u32 = 100;

pub(crate) fn bar_state(state: &JsValue) -> BarState {
    let count = |pair: JsValue| {
        let pair: Array = pair.dyn_into().ok()?;
        Some((
            Network::parse(&pair.get(0).as_string()?)?,
            shown(&pair.get(1))?,
        ))
    };
    let counts = array(&get(state, "counts"))
        .iter()
        .filter_map(count)
        .collect();
    BarState {
        options: options(&get(state, "options")),
        counts,
    }
}

pub(crate) fn follow_state(state: &JsValue) -> FollowState {
    let profile = |value: JsValue| {
        Some(Profile {
            network: Network::parse(&text(&value, "network"))?,
            handle: text(&value, "handle"),
            url: text(&value, "url"),
            shown: shown(&get(&value, "shown")),
        })
    };
    let profiles = array(&get(state, "profiles"))
        .iter()
        .filter_map(profile)
        .collect();
    FollowState {
        options: options(&get(state, "options")),
        profiles,
    }
}

pub(crate) fn feed_state(state: &JsValue) -> FeedState {
    FeedState {
        options: options(&get(state, "options")),
        posts: posts(&get(state, "posts")),
        next: optional_text(state, "next"),
        endpoint: text(state, "endpoint"),
    }
}

pub(crate) fn posts(list: &JsValue) -> Vec<Post> {
    array(list).iter().map(|value| post(&value)).collect()
}

fn post(value: &JsValue) -> Post {
    let url = text(value, "url");
    Post {
        id: text(value, "id"),
        url: if is_web_url(&url) { url } else { String::new() },
        title: text(value, "title"),
        body: RichText(nodes(&array(&get(value, "body")), 0, 0)),
        author: text(value, "author"),
        source: text(value, "source"),
        network: text(value, "network"),
        published: moment(&get(value, "published")),
        image: None,
        sample: get(value, "sample").is_truthy(),
    }
}

fn nodes(list: &Array, from: u32, depth: u32) -> Vec<Node> {
    let node = |at| match list.get(at).as_string() {
        Some(text) => Some(Node::Text(text)),
        None if depth < MAX_DEPTH => element(&array(&list.get(at)), depth + 1),
        None => None,
    };
    (from..list.length()).filter_map(node).collect()
}

fn element(list: &Array, depth: u32) -> Option<Node> {
    let word = list.get(0).as_string()?;
    if word == "a" {
        let href = list.get(1).as_string().filter(|href| is_web_url(href))?;
        return Some(Node::Link(href, nodes(list, 2, depth)));
    }
    Some(Node::Element(Tag::parse(&word)?, nodes(list, 1, depth)))
}

fn options(value: &JsValue) -> Options {
    let Some(object) = value.dyn_ref::<Object>() else {
        return Options::default();
    };
    let pairs = Object::entries(object);
    let pair = |pair: JsValue| {
        let pair: Array = pair.dyn_into().ok()?;
        Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
    };
    pairs.iter().filter_map(pair).collect()
}

fn shown(value: &JsValue) -> Option<Shown> {
    let count = get(value, "count").as_f64().filter(|n| *n >= 0.0)?;
    let as_of = get(value, "as_of");
    let as_of = as_of.is_object().then(|| moment(&as_of));
    Some(Shown {
        count: Count(count as u64),
        as_of,
    })
}

fn moment(value: &JsValue) -> Moment {
    Moment {
        iso: text(value, "iso"),
        text: text(value, "text"),
    }
}

/// A property, `undefined` if there is none.
pub(crate) fn get(value: &JsValue, key: &str) -> JsValue {
    Reflect::get(value, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED)
}

pub(crate) fn optional_text(value: &JsValue, key: &str) -> Option<String> {
    get(value, key).as_string()
}

fn text(value: &JsValue, key: &str) -> String {
    optional_text(value, key).unwrap_or_default()
}

fn array(value: &JsValue) -> Array {
    value.dyn_ref::<Array>().cloned().unwrap_or_default()
}
