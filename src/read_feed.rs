//! Reads feeds out of plain JavaScript objects, and fetches their next pages.

use std::rc::Rc;

use js_sys::Array;
use teilbar_domain::choice::Choice;
use teilbar_domain::date::Moment;
use teilbar_domain::link::{encode, is_web_url};
use teilbar_domain::post::{Image, Node, Post, RichText, Tag, Video};
use teilbar_domain::state::FeedState;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use yew::UseReducerHandle;

use crate::api;
use crate::feed::{fresh, shown};
use crate::read::{array, get, list, optional_text, text, words};
use crate::view::{Event, Page, Phase, View};

/// Foreign text is nested at most this deep on the server; deeper input is cut.
const MAX_DEPTH: u32 = 100;

pub(crate) fn feed_state(state: &JsValue) -> FeedState {
    FeedState {
        class: text(state, "class"),
        label: text(state, "label"),
        posts: list(state, "posts", post),
        next: optional_text(state, "next"),
        endpoint: text(state, "endpoint"),
        words: words(state),
    }
}

/// Shows what `live.js` says is to be shown, or fetches the next page, once.
pub(crate) fn more(state: &FeedState, view: &UseReducerHandle<View>, button: &Element) {
    let news = get(button, "news");
    if news.is_object() {
        return view.dispatch(renewed(state, view, &news));
    }
    let Some(next) = view
        .next
        .as_deref()
        .filter(|_| view.phase != Phase::Loading)
    else {
        return;
    };
    let url = state.endpoint.clone() + &encode(next);
    let (state, view) = (state.clone(), view.clone());
    view.dispatch(Event::Asked);
    spawn_local(async move {
        let answer = api::json(&url).await;
        let page = answer.map(|answer| Page {
            posts: fresh(&state, &view, list(&answer, "posts", post)),
            next: optional_text(&answer, "next"),
        });
        view.dispatch(Event::Answered(page));
    });
}

/// The posts of `news`, those that are shown already named by their ids alone.
fn renewed(state: &FeedState, view: &View, news: &JsValue) -> Event {
    let one = |value: &JsValue| match value.as_string() {
        Some(id) => shown(state, view).find(|post| post.id == id).cloned(),
        None => Some(post(value)),
    };
    let posts = list(news, "posts", one).into_iter().flatten();
    Event::Renewed(Page {
        posts: posts.map(Rc::new).collect(),
        next: optional_text(news, "next").or_else(|| view.next.clone()),
    })
}

fn post(value: &JsValue) -> Post {
    let url = text(value, "url");
    Post {
        id: text(value, "id"),
        url: if is_web_url(&url) { url } else { String::new() },
        title: text(value, "title"),
        body: RichText(nodes(&array(&get(value, "body")), 0, 0)),
        author: text(value, "author"),
        shared: text(value, "shared"),
        source: text(value, "source"),
        network: text(value, "network"),
        published: moment(&get(value, "published")),
        image: image(&get(value, "image")),
        warning: text(value, "warning"),
        sensitive: get(value, "sensitive").is_truthy(),
        video: video(&get(value, "video")),
        initial: text(value, "initial"),
        sample: get(value, "sample").is_truthy(),
        // Nothing shows them; their names are in `source`.
        badges: Vec::new(),
    }
}

fn image(value: &JsValue) -> Option<Image> {
    let src = text(value, "src");
    is_web_url(&src).then(|| Image {
        src,
        srcset: text(value, "srcset"),
        width: number(value, "width"),
        height: number(value, "height"),
        alt: text(value, "alt"),
        color: text(value, "color"),
    })
}

fn video(value: &JsValue) -> Option<Video> {
    value.is_object().then(|| Video {
        label: text(value, "label"),
        embed: text(value, "embed"),
    })
}

fn number(value: &JsValue, key: &str) -> u32 {
    get(value, key).as_f64().unwrap_or_default() as u32
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

fn moment(value: &JsValue) -> Moment {
    Moment {
        iso: text(value, "iso"),
        text: text(value, "text"),
    }
}
