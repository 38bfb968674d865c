//! The page as it is now: what a click shares is what the visitor sees, not what was there at first.

use teilbar_domain::clean::clean_url;
use teilbar_domain::link::{Shared, is_web_url};
use teilbar_domain::state::BarState;
use wasm_bindgen::JsValue;
use web_sys::{Document, Element, window};

use crate::read::{get, text};
use crate::view::Event;

/// Looks at the page anew.
pub(crate) fn looked(button: &Element, state: &BarState, known: &Shared) -> Event {
    let href = window().and_then(|window| window.location().href().ok());
    let chosen = about(button).map(|about| chosen(&about, &state.shared));
    let shared = chosen.or_else(|| shared(&state.shared, known));
    let shared = shared.map(|shared| {
        let links = state.buttons.iter();
        // Where something is missing now, the button goes on sharing what it shared at first.
        let links = links.map(|one| one.href_for(&shared).unwrap_or_else(|| one.href.clone()));
        let links = links.collect();
        (shared, links)
    });
    Event::Looked(href.unwrap_or_default(), shared)
}

/// What a bar shares by now; `None` if that has not changed since `known`.
///
/// A bar about the page it is on follows the page when a single-page application changes it; a bar
/// about something else (one of several articles, say) stays with that. `given` is what the server
/// was told.
fn shared(given: &Shared, known: &Shared) -> Option<Shared> {
    let url = address()?;
    if url == known.url || !is_about_page(given) {
        return None;
    }
    let title = meta("og:title");
    Some(Shared {
        url,
        title: if title.is_empty() {
            document()?.title()
        } else {
            title
        },
        text: meta("description"),
        image: meta("og:image"),
        via: given.via.clone(),
        hashtags: given.hashtags.clone(),
    })
}

/// What `forms.js` says is to be shared instead of the page, if that is news: a selection, a picture.
pub(crate) fn about(button: &Element) -> Option<JsValue> {
    let content = button.closest("[data-n]").ok()??;
    let about = get(&content, "about");
    (about.is_object() && !get(&about, "seen").is_truthy()).then_some(about)
}

fn chosen(about: &JsValue, given: &Shared) -> Shared {
    let _ = js_sys::Reflect::set(about, &"seen".into(), &JsValue::TRUE);
    let or = |key: &str, other: &str| match text(about, key) {
        text if text.is_empty() => other.to_owned(),
        text => text,
    };
    let quote = match text(about, "text") {
        text if text.is_empty() => given.title.clone(),
        text => ["\u{201c}", &text, "\u{201d}"].concat(),
    };
    Shared {
        url: or("url", &given.url),
        title: or("title", &quote),
        text: or("text", &given.text),
        image: or("image", &given.image),
        ..given.clone()
    }
}

/// Whether the server was told the address of the page that the browser loaded, or has by now.
fn is_about_page(given: &Shared) -> bool {
    let loaded = window().and_then(|window| {
        let entries = window.performance()?.get_entries_by_type("navigation");
        let name = js_sys::Reflect::get(&entries.get(0), &"name".into());
        name.ok()?.as_string()
    });
    let is_given =
        |address: Option<String>| address.is_some_and(|address| is_same(&address, &given.url));
    is_given(loaded) || is_given(address())
}

/// Whether two addresses differ at most in what only a visit is about.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    let bare = |address: &str| address.find(['#', '?']).unwrap_or(address.len());
    let [one, other] = [one, other].map(|address| address[..bare(address)].trim_end_matches('/'));
    one == other
}

/// The canonical address of the page; else Open Graph's; else the address itself, without what is this
/// visitor's.
fn address() -> Option<String> {
    let document = document()?;
    let link = document
        .query_selector("link[rel=canonical]")
        .ok()
        .flatten();
    // As a property, which is absolute whatever is written there.
    let canonical = link.and_then(|link| {
        js_sys::Reflect::get(&link, &"href".into())
            .ok()?
            .as_string()
    });
    let named = [canonical.unwrap_or_default(), meta("og:url")];
    if let Some(url) = named.into_iter().find(|url| is_web_url(url)) {
        return Some(url);
    }
    Some(clean_url(&window()?.location().href().ok()?))
}

/// The content of a `<meta>` by name or property; empty if there is none.
pub(crate) fn meta(name: &str) -> String {
    let selector = ["meta[name='", name, "'],meta[property='", name, "']"].concat();
    let found = document().and_then(|document| document.query_selector(&selector).ok().flatten());
    let content = found.and_then(|meta| meta.get_attribute("content"));
    content.unwrap_or_default().trim().to_owned()
}

/// Today as the visitor's clock says, `YYYY-MM-DD`.
pub(crate) fn today() -> String {
    let iso: String = js_sys::Date::new_0().to_iso_string().into();
    iso.get(..10).unwrap_or_default().to_owned()
}

fn document() -> Option<Document> {
    window()?.document()
}
