//! Rendering on the server: states in, HTML out.

use std::rc::Rc;

use serde::Serialize;
use teilbar_domain::choice::Choice;
use teilbar_domain::config::{Load, Options};
use teilbar_domain::option::Element;
use teilbar_domain::state::State;
use teilbar_domain::text::Lang;
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

/// The host element of a fragment.
#[derive(Clone, Debug, Default)]
pub struct Host {
    pub element: Element,
    pub site: String,
    /// BCP 47 tag of the language of the content; empty leaves it to the page.
    pub lang: String,
    pub load: Load,
}

impl Host {
    /// The host as these options say.
    pub fn from_options(element: Element, options: &Options) -> Self {
        Self {
            element,
            site: options.get("site").to_owned(),
            lang: options.get("lang").to_owned(),
            load: Load::parse(options.get("load")).unwrap_or_default(),
        }
    }

    fn open(&self) -> String {
        let mut tag = format!(
            "<teil-{} site=\"{}\"",
            self.element.word(),
            escape(&self.site)
        );
        if !self.lang.is_empty() {
            tag += &format!(" lang=\"{}\"", escape(&self.lang));
        }
        if self.load != Load::default() {
            tag += &format!(" load=\"{}\"", self.load.word());
        }
        tag + ">"
    }

    /// A language that begins on the right says so itself: the page around it may not.
    fn direction(&self) -> &'static str {
        match Lang::from_tag(&self.lang) {
            Some(lang) if lang.is_rtl() => " dir=\"rtl\"",
            _ => "",
        }
    }
}

/// The whole element: host, declarative shadow root, style, content and state.
pub async fn fragment(host: &Host, state: State, css: Css<'_>) -> String {
    let style = match css {
        Css::Inline(text) => format!("<style>{text}</style>"),
        Css::Link(href) => format!("<link rel=\"stylesheet\" href=\"{}\">", escape(href)),
    };
    let json = match &state {
        State::Bar(state) => embedded(state),
        State::Feed(state) => embedded(state),
    };
    let content = content(state).await;
    format!(
        "{}<template shadowrootmode=\"open\">{style}<div data-n=\"{}\"{}>{content}</div>\
         <script type=\"application/json\">{json}</script></template></teil-{}>",
        host.open(),
        markers(&content),
        host.direction(),
        host.element.word(),
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
