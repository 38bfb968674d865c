//! Rendering on the server: states in, HTML out.

use std::rc::Rc;

use serde::Serialize;
use teilbar_domain::choice::Choice;
use teilbar_domain::config::Options;
use teilbar_domain::option::Element;
use teilbar_domain::state::State;
use yew::{Callback, LocalServerRenderer};

use crate::app::{App, AppProps};

/// How a fragment gets its style sheet.
#[derive(Clone, Copy, Debug)]
pub enum Css<'a> {
    /// The text of a `<style>`; must not contain `</style`.
    Inline(&'a str),
    /// The address of a style sheet.
    Link(&'a str),
}

fn element(state: &State) -> Element {
    match state {
        State::Bar(_) => Element::Bar,
        State::Follow(_) => Element::Follow,
        State::Feed(_) => Element::Feed,
    }
}

fn options(state: &State) -> &Options {
    match state {
        State::Bar(state) => &state.options,
        State::Follow(state) => &state.options,
        State::Feed(state) => &state.options,
    }
}

/// The whole element: host, declarative shadow root, style, content and state.
pub async fn fragment(state: State, css: Css<'_>) -> String {
    let element = element(&state).word();
    let options = options(&state);
    let (site, lang) = (escape(options.get("site")), escape(options.get("lang")));
    let load = match options.get("load") {
        "" | "interaction" => String::new(),
        load => format!(" load=\"{}\"", escape(load)),
    };
    let style = match css {
        Css::Inline(text) => format!("<style>{text}</style>"),
        Css::Link(href) => format!("<link rel=\"stylesheet\" href=\"{}\">", escape(href)),
    };
    let json = match &state {
        State::Bar(state) => embedded(state),
        State::Follow(state) => embedded(state),
        State::Feed(state) => embedded(state),
    };
    let content = content(state).await;
    let lang = if lang.is_empty() {
        String::new()
    } else {
        format!(" lang=\"{lang}\"")
    };
    format!(
        "<teil-{element} site=\"{site}\"{lang}{load}><template shadowrootmode=\"open\">{style}\
         <div data-n=\"{}\">{content}</div>\
         <script type=\"application/json\">{json}</script></template></teil-{element}>",
        markers(&content)
    )
}

/// The component's HTML alone, as it hydrates.
pub async fn content(state: State) -> String {
    let props = AppProps {
        state: Rc::new(state),
        on_ready: Callback::noop(),
    };
    LocalServerRenderer::<App>::with_props(props).render().await
}

/// How many elements and comments the HTML has. The loader counts them again before it hydrates:
/// a minifier or a translator that changed the page shows in the number.
fn markers(html: &str) -> usize {
    let bytes = html.as_bytes();
    let opens =
        |pair: &&[u8]| pair[0] == b'<' && (pair[1] == b'!' || pair[1].is_ascii_alphabetic());
    bytes.windows(2).filter(opens).count()
}

/// JSON that cannot end its `<script>` element early.
fn embedded<T: Serialize>(state: &T) -> String {
    let json = serde_json::to_string(state).unwrap_or_else(|_| "{}".to_owned());
    json.replace('<', "\\u003c")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
}
