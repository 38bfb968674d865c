//! Rendering on the server: states in, HTML out.

use std::rc::Rc;

use serde::Serialize;
use teilbar_domain::choice::Choice;
use teilbar_domain::config::{Load, Options};
use teilbar_domain::form::{Form, Place};
use teilbar_domain::option::{Element, Spec};
use teilbar_domain::state::{FeedState, State};
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
    /// What the style sheet and the loader read from the host: name and value.
    pub attributes: Vec<(&'static str, String)>,
    /// The first part of the element's name; empty is `teil`.
    pub prefix: String,
    /// Shown as a quotation above the buttons; empty shows none.
    pub quote: String,
}

/// The options that stand on the host, where they are set.
const ON_HOST: [&str; 4] = ["place", "breakpoint", "narrow", "within"];

impl Host {
    /// The host as these options say.
    pub fn from_options(element: Element, options: &Options) -> Self {
        let set = |name| {
            let value = Spec::find(element, name).map_or("", |_| options.get(name));
            (!value.is_empty()).then(|| (name, value.to_owned()))
        };
        let quoted = element == Element::Bar && Form::from_options(options).place == Place::Quote;
        Self {
            element,
            attributes: ON_HOST.into_iter().filter_map(set).collect(),
            prefix: String::new(),
            quote: if quoted { options.get("text") } else { "" }.to_owned(),
            site: options.get("site").to_owned(),
            lang: options.get("lang").to_owned(),
            load: Load::parse(options.get("load")).unwrap_or_default(),
        }
    }

    /// The element's name: `teil-bar`.
    fn name(&self) -> String {
        let prefix = match &self.prefix[..] {
            "" => "teil",
            prefix => prefix,
        };
        format!("{prefix}-{}", self.element.word())
    }

    fn open(&self) -> String {
        let mut tag = format!("<{} site=\"{}\"", self.name(), escape(&self.site));
        if !self.lang.is_empty() {
            tag += &format!(" lang=\"{}\"", escape(&self.lang));
        }
        if self.load != Load::default() {
            tag += &format!(" load=\"{}\"", self.load.word());
        }
        for (name, value) in &self.attributes {
            tag += &format!(" {name}=\"{}\"", escape(value));
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
    let turn = match &state {
        State::Feed(state) if state.is("carousel") => turn(state, host.direction()),
        _ => String::new(),
    };
    let json = match &state {
        State::Bar(state) => embedded(state),
        State::Feed(state) => embedded(state),
    };
    let content = content(state).await;
    let content = format!(
        "<div data-n=\"{}\"{}>{content}</div>",
        markers(&content),
        host.direction()
    );
    format!(
        "{}<template shadowrootmode=\"open\">{style}{turn}{}\
         <script type=\"application/json\">{json}</script></template></{}>",
        host.open(),
        quoted(&host.quote, host.direction(), content),
        host.name(),
    )
}

/// The content below what it quotes. The wasm takes over the content alone and knows nothing of this.
fn quoted(quote: &str, direction: &str, content: String) -> String {
    if quote.is_empty() {
        return content;
    }
    let quote = escape(quote);
    format!("<figure{direction}><blockquote><p>{quote}</p></blockquote>{content}</figure>")
}

/// The buttons of a carousel, before what they scroll. `www/looks.js` serves them, so the wasm need not.
fn turn(state: &FeedState, direction: &str) -> String {
    let button = |step: &str, word: &str, path: &str| {
        let name = escape(state.words.get(word));
        format!(
            "<button type=\"button\" data-turn=\"{step}\" aria-label=\"{name}\">\
             <svg viewBox=\"0 0 24 24\" aria-hidden=\"true\"><path d=\"{path}\"/></svg></button>"
        )
    };
    format!(
        "<div class=\"turn\" role=\"group\" aria-label=\"{}\"{direction}>{}{}</div>",
        escape(&state.label),
        button("-1", "previous", "M15 5l-7 7 7 7"),
        button("1", "next", "M9 5l7 7-7 7"),
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
