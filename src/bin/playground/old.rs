//! Moving house: code of other share buttons fills the settings.

use teilbar_domain::choice::Choice;
use teilbar_domain::snippet::{self, Note, Origin, Reading};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::output::sentence;
use crate::settings::{Change, Settings};

/// What was pasted, and what it says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Old {
    text: String,
    pub(crate) reading: Option<Reading>,
}

impl Old {
    pub(crate) fn new(text: String) -> Self {
        let reading = snippet::read(&text);
        Self { text, reading }
    }
}

/// Where to paste, and what became of it.
pub(crate) fn field(settings: &Settings, change: &Callback<Change>) -> Html {
    let oninput = change.reform(|event: InputEvent| {
        Change::Old(event.target_unchecked_into::<HtmlTextAreaElement>().value())
    });
    html! {
        <fieldset class="group">
            <legend>{ "Umziehen" }</legend>
            <div class="field">
                <label for="alter-code">{ "Alten Code einfügen" }</label>
                <textarea id="alter-code" rows="3" value={settings.old.text.clone()} {oninput} autocomplete="off"
                    autocapitalize="off" spellcheck="false" aria-describedby="hilfe-alter-code" />
                <p class="help" id="hilfe-alter-code">
                    { format!("Knöpfe von {} füllen die Einstellungen. Der Code verlässt Ihr Gerät nicht.", origins()) }
                </p>
            </div>
            // There from the start: a region that comes with its text is not announced.
            <div class="notes" role="status">{ result(&settings.old) }</div>
        </fieldset>
    }
}

fn result(old: &Old) -> Html {
    let Some(reading) = &old.reading else {
        let unknown = format!("Darin ist kein Code von {} zu erkennen.", origins());
        return html! { if !old.text.trim().is_empty() { <p>{ unknown }</p> } };
    };
    let origin = reading.origin.word();
    let note = |note: &Note| html! { <li>{ sentence(&note.german()) }</li> };
    html! {
        <div class="hints">
            <h2>{ format!("Übernommen von {origin}") }</h2>
            if reading.notes.is_empty() {
                <p>{ "Alles hat seine Entsprechung." }</p>
            } else {
                <ul>{ for reading.notes.iter().map(note) }</ul>
            }
        </div>
    }
}

fn origins() -> String {
    let [first @ .., last] = Origin::WORDS else {
        return String::new();
    };
    format!("{} oder {last}", first.join(", "))
}
