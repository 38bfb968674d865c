//! The form's fields: each has a label, a help and a way back into the settings.

use teilbar_domain::choice::Choice;
use teilbar_domain::option::{Element, Kind, Spec};
use teilbar_domain::text::Lang;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::settings::{Change, Settings, URL};
use crate::words;

/// The choice between the three elements.
pub(crate) fn elements(settings: &Settings, change: &Callback<Change>) -> Html {
    let card = |(element, _): &(Element, &str)| {
        let element = *element;
        let (name, help) = match element {
            Element::Bar => ("Teilen", "Besucher sagen die Seite weiter"),
            Element::Follow => ("Folgen", "Wege zu Ihren Profilen"),
            Element::Feed => ("Feed", "Ihre Beiträge aus allen Quellen"),
        };
        html! {
            <label class="card">
                <input type="radio" name="element" checked={settings.element == element}
                    onchange={change.reform(move |_: Event| Change::Element(element))} />
                <span><strong>{ name }</strong><small>{ help }</small></span>
            </label>
        }
    };
    html! {
        <fieldset class="group">
            <legend>{ "Element" }</legend>
            <div class="cards">{ for Element::ALL.iter().map(card) }</div>
        </fieldset>
    }
}

/// One of a few words, as a row of radio buttons.
pub(crate) fn choice(name: &'static str, settings: &Settings, change: &Callback<Change>) -> Html {
    let words: &[&'static str] = match Spec::find(settings.element, name).map(|spec| spec.kind) {
        Some(Kind::OneOf(words)) => words,
        _ => &[],
    };
    let (label, help) = words::option(name);
    let chosen = settings.value(name);
    let option = |word: &&'static str| {
        let word = *word;
        html! {
            <label>
                <input type="radio" {name} checked={chosen == word}
                    onchange={change.reform(move |_: Event| Change::Value(name, word.to_owned()))} />
                <span>{ words::value(name, word) }</span>
            </label>
        }
    };
    html! {
        <fieldset class="choice">
            <legend>{ label }</legend>
            <div class="segments">{ for words.iter().map(option) }</div>
            if !help.is_empty() { <p class="help">{ help }</p> }
        </fieldset>
    }
}

/// The languages, by their names in themselves.
pub(crate) fn languages(settings: &Settings, change: &Callback<Change>) -> Html {
    let (label, _) = words::option("lang");
    let option = |(lang, word): &(Lang, &'static str)| {
        let name = lang.language().name;
        html! { <option value={*word} lang={*word} selected={settings.lang() == *lang}>{ name }</option> }
    };
    let onchange = change.reform(|event: Event| {
        let select = event.target_unchecked_into::<HtmlSelectElement>();
        Change::Value("lang", select.value())
    });
    html! {
        <div class="field">
            <label for="feld-lang">{ label }</label>
            <select id="feld-lang" {onchange}>{ for Lang::ALL.iter().map(option) }</select>
        </div>
    }
}

/// A line of text.
pub(crate) fn text(name: &'static str, settings: &Settings, change: &Callback<Change>) -> Html {
    let (label, help) = words::option(name);
    let (id, help_id) = (format!("feld-{name}"), format!("hilfe-{name}"));
    let placeholder = match name {
        "url" => URL,
        "image" => "https://www.example.org/bild.jpg",
        _ => "",
    };
    html! {
        <div class="field">
            <label for={id.clone()}>{ label }</label>
            <input {id} type="text" value={settings.value(name).to_owned()} {placeholder}
                inputmode={words::input_mode(name)} autocomplete="off" autocapitalize="off" spellcheck="false"
                aria-describedby={help_id.clone()}
                oninput={change.reform(move |event| Change::Value(name, typed(&event)))} />
            <p class="help" id={help_id}>{ help }</p>
        </div>
    }
}

/// Whether the preview shows made-up numbers; only where the element shows any.
pub(crate) fn numbers(settings: &Settings, change: &Callback<Change>) -> Html {
    if !settings.has_numbers() {
        return Html::default();
    }
    let onchange = change.reform(|event: Event| {
        Change::Numbers(event.target_unchecked_into::<HtmlInputElement>().checked())
    });
    html! {
        <label class="check">
            <input type="checkbox" checked={settings.numbers} {onchange} />
            <span>
                { "Beispielzahlen in der Vorschau" }
                <small>{ "Auf Ihrer Seite stehen nur echte Zahlen, und keine, wo es keine gibt." }</small>
            </span>
        </label>
    }
}

/// What stands in the field now.
pub(crate) fn typed(event: &InputEvent) -> String {
    event.target_unchecked_into::<HtmlInputElement>().value()
}
