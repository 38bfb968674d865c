//! Hydration in a real browser: the server's HTML is taken over without a change to it.

#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail like tests")]

use js_sys::{JSON, Promise};
use teilbar_widget::entry::hydrate;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement, window};

wasm_bindgen_test_configure!(run_in_browser);

/// What the server wrote: the same snapshots that `tests/render.rs` compares with.
const LABELS: &str = include_str!("snapshots/render__bar_with_labels.snap");
const FOLLOW: &str = include_str!("snapshots/render__follow_with_and_without_numbers.snap");
const FEED: &str = include_str!("snapshots/render__feed_with_hostile_text.snap");

struct Fragment {
    root: Element,
    state: JsValue,
}

/// Puts the content of a snapshot on the page and reads its state.
fn place(snapshot: &str) -> Fragment {
    // Up to its second rule the file is the snapshot's own header.
    let html = snapshot.splitn(3, "---\n").nth(2).unwrap();
    let html = html.replace(">\n<", "><");
    let content = between(&html, "<div data-n=", "<script type=\"application/json\">");
    let content = content.split_once('>').unwrap().1;
    let content = content.strip_suffix("</div>").unwrap();
    let state = between(&html, "<script type=\"application/json\">", "</script>");
    let document = window().unwrap().document().unwrap();
    let root = document.create_element("div").unwrap();
    root.set_inner_html(content);
    document.body().unwrap().append_child(&root).unwrap();
    let state = JSON::parse(state).unwrap();
    Fragment { root, state }
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    text.split_once(from).unwrap().1.split_once(to).unwrap().0
}

impl Fragment {
    /// Hydrates and waits until the element says that it listens.
    async fn hydrate(&self, kind: &str) {
        let (root, state) = (self.root.clone(), self.state.clone());
        let ready =
            Promise::new(&mut |resolve, _| hydrate(kind, root.clone(), state.clone(), resolve));
        JsFuture::from(ready).await.unwrap();
    }

    fn find(&self, selector: &str) -> HtmlElement {
        self.root
            .query_selector(selector)
            .unwrap()
            .unwrap()
            .unchecked_into()
    }
}

/// The HTML without comments and with attributes in one order.
fn shape(root: &Element) -> Vec<String> {
    let all = root.query_selector_all("*").unwrap();
    let describe = |at| {
        let element: Element = all.get(at).unwrap().unchecked_into();
        let names = element.get_attribute_names();
        let value = |name: JsValue| {
            let name = name.as_string().unwrap();
            format!("{name}={:?}", element.get_attribute(&name))
        };
        let mut attributes: Vec<String> = names.iter().map(value).collect();
        attributes.sort();
        format!("{} {attributes:?}", element.tag_name())
    };
    (0..all.length()).map(describe).collect()
}

#[wasm_bindgen_test]
async fn bar_keeps_every_node_attribute_and_the_focus() {
    let bar = place(LABELS);
    let (before, link) = (shape(&bar.root), bar.find("a.facebook"));
    link.focus().unwrap();
    bar.hydrate("bar").await;
    assert_eq!(shape(&bar.root), before);
    assert!(bar.find("a.facebook").is_same_node(Some(&link)));
    let active = window()
        .unwrap()
        .document()
        .unwrap()
        .active_element()
        .unwrap();
    assert!(active.is_same_node(Some(&link)));
    assert!(
        bar.find("a.x svg path").has_attribute("d"),
        "icons are adopted"
    );
}

#[wasm_bindgen_test]
async fn follow_bars_keep_numbers_and_what_is_verified() {
    let bar = place(FOLLOW);
    let (before, text) = (shape(&bar.root), bar.root.text_content());
    bar.hydrate("follow").await;
    assert_eq!(shape(&bar.root), before);
    assert_eq!(bar.root.text_content(), text);
    let verified = bar.root.query_selector_all("[part=verified]").unwrap();
    assert_eq!(verified.length(), 1);
}

#[wasm_bindgen_test]
async fn two_bars_on_a_page_live_side_by_side() {
    let (one, two) = (place(LABELS), place(LABELS));
    one.hydrate("bar").await;
    two.hydrate("bar").await;
    assert_eq!(shape(&one.root), shape(&two.root));
}

#[wasm_bindgen_test]
async fn feed_keeps_foreign_text_as_text() {
    let feed = place(FEED);
    let before = shape(&feed.root);
    feed.hydrate("feed").await;
    assert_eq!(shape(&feed.root), before);
    assert_eq!(
        feed.root.query_selector_all("script,img").unwrap().length(),
        0
    );
    let text = feed.find(".body p").text_content().unwrap();
    assert_eq!(text, "</script><script>alert(1)</script>");
}

#[wasm_bindgen_test]
async fn a_feed_that_cannot_load_more_says_so_and_offers_another_try() {
    let feed = place(FEED);
    feed.hydrate("feed").await;
    let button = feed.find("button.more");
    assert_eq!(button.text_content().unwrap(), "Weitere Beiträge");
    // The snapshot's server does not exist.
    button.click();
    let status = feed.find(".status");
    for _ in 0..1000 {
        if status.text_content().unwrap().starts_with("Fehler") {
            break;
        }
        next_frame().await;
    }
    assert!(
        status.text_content().unwrap().starts_with("Fehler"),
        "{:?}",
        status.text_content()
    );
    assert_eq!(
        feed.find("button.more").text_content().unwrap(),
        "Erneut versuchen"
    );
}

async fn next_frame() {
    let frame = Promise::new(&mut |resolve, _| {
        window().unwrap().request_animation_frame(&resolve).unwrap();
    });
    JsFuture::from(frame).await.unwrap();
}
