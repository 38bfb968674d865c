//! The configurator: choose an element and its options, see it live, copy what to paste.
//!
//! Trunk builds it from index.html. What it shows is the widget's own component.

mod clipboard;
mod fields;
mod networks;
mod old;
mod output;
mod preview;
mod sample;
mod settings;
mod snippet;
mod words;

use teilbar_domain::option::Element;
use yew::prelude::*;

use crate::settings::{Change, Settings};

fn main() {
    yew::Renderer::<Playground>::new().render();
}

#[component]
fn Playground() -> Html {
    let settings = use_reducer(Settings::new);
    let change = {
        let settings = settings.dispatcher();
        Callback::from(move |change| settings.dispatch(change))
    };
    html! {
        <>
            <a class="skip" href="#vorschau">{ "Zur Vorschau springen" }</a>
            { header() }
            <main>
                { form(&settings, &change) }
                <div class="results">
                    <preview::Preview settings={(*settings).clone()} />
                    { output::problems(&settings) }
                    <output::Code title="Zum Einfügen in die Seite" id="schnipsel"
                        help="Den Schnipsel dort einfügen, wo das Element stehen soll. Das Skript genügt einmal je Seite."
                        text={snippet::html(&settings)} />
                    <output::Code title="Für die Konfiguration des Servers" id="konfiguration"
                        help={output::config_help(settings.element)} text={snippet::toml(&settings)} />
                </div>
            </main>
            <a class="jump" href="#vorschau">{ "Vorschau" }</a>
        </>
    }
}

fn header() -> Html {
    html! {
        <header class="head">
            <svg viewBox="0 0 16 16" width="40" height="40" aria-hidden="true" focusable="false">
                <path d="M4 8l8-4M4 8l8 4" fill="none" stroke="currentColor" stroke-width="1.6" />
                <g fill="currentColor"><circle cx="4" cy="8" r="2.6" /><circle cx="12" cy="4" r="2.6" /><circle cx="12" cy="12" r="2.6" /></g>
            </svg>
            <div>
                <h1>{ "Teilbar zusammenstellen" }</h1>
                <p>{ "Element und Aussehen wählen, das Ergebnis sofort sehen, den Schnipsel kopieren." }</p>
            </div>
            <a href="/">{ "Beispielseiten" }</a>
        </header>
    }
}

fn form(settings: &Settings, change: &Callback<Change>) -> Html {
    let prevent = Callback::from(|event: SubmitEvent| event.prevent_default());
    let choice = |name| fields::choice(name, settings, change);
    let text = |name| fields::text(name, settings, change);
    let content = match settings.element {
        Element::Bar => html! {
            <>
                { networks::shareable(settings, change) }
                { group("Was geteilt wird", html! {
                    <>
                        { text("url") }{ text("title") }{ text("text") }{ text("image") }
                        { text("via") }{ text("hashtags") }
                    </>
                }) }
            </>
        },
        Element::Follow => networks::profiles(settings, change),
        Element::Feed => group(
            "Beiträge",
            html! { <>{ choice("layout") }{ text("limit") }{ choice("more") }{ choice("dates") }{ choice("video") }{ choice("live") }</> },
        ),
    };
    let looks = match settings.element {
        Element::Feed => choice("theme"),
        Element::Bar | Element::Follow => html! {
            <>
                { choice("look") }{ choice("colors") }{ choice("size") }{ choice("orientation") }
                { choice("theme") }
                if settings.element == Element::Follow { { choice("total") } }
                { fields::numbers(settings, change) }
            </>
        },
    };
    html! {
        <form class="form" onsubmit={prevent} aria-label="Einstellungen">
            { old::field(settings, change) }
            { fields::elements(settings, change) }
            { content }
            if settings.element != Element::Feed { { group("Platz", place(settings, change)) } }
            { group("Aussehen", looks) }
            { group("Einbindung", html! { <>{ fields::languages(settings, change) }{ text("site") }{ text("server") }</> }) }
            <button type="button" class="plain" onclick={change.reform(|_| Change::Reset)}>
                { "Alles zurücksetzen" }
            </button>
        </form>
    }
}

/// Where the element stands, with the fields that say more about that place.
fn place(settings: &Settings, change: &Callback<Change>) -> Html {
    let fields = ["breakpoint", "narrow", "within"].map(|name| match name {
        _ if !settings.matters(name) => Html::default(),
        "narrow" => fields::choice(name, settings, change),
        _ => fields::text(name, settings, change),
    });
    html! { <>{ fields::choice("place", settings, change) }{ for fields }</> }
}

/// Fields that belong together, under their name.
fn group(name: &'static str, fields: Html) -> Html {
    html! { <fieldset class="group"><legend>{ name }</legend>{ fields }</fieldset> }
}
