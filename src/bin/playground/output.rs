//! What the page answers with: problems, and text to copy.

use teilbar_domain::config::Bar;
use teilbar_domain::network::{Act, Network, Share};
use teilbar_domain::option::Element;
use teilbar_domain::problem::check;
use yew::prelude::*;

use crate::settings::Settings;
use crate::{clipboard, networks};

/// What cannot be done as chosen, and what is worth knowing.
pub(crate) fn problems(settings: &Settings) -> Html {
    let mut problems: Vec<String> = check(settings.element, &settings.attributes())
        .iter()
        .map(|problem| problem.german())
        .collect();
    if settings.element == Element::Follow {
        let found = settings.profiles.iter();
        problems.extend(found.filter_map(|(n, handle)| networks::problem(*n, handle)));
    }
    let hints = match settings.element {
        Element::Bar => hints(&Bar::from_options(&settings.attributes())),
        Element::Follow | Element::Feed => Vec::new(),
    };
    // The region is there from the start: one that comes with its text is not announced.
    html! {
        <section class="notes" role="status">
            if !problems.is_empty() {
                <div class="problems">
                    <h2>{ "Das geht so nicht" }</h2>
                    <ul>{ for problems.iter().map(|text| html! { <li>{ sentence(text) }</li> }) }</ul>
                </div>
            }
            if !hints.is_empty() {
                <div class="hints">
                    <h2>{ "Gut zu wissen" }</h2>
                    <ul>{ for hints.iter().map(|text| html! { <li>{ *text }</li> }) }</ul>
                </div>
            }
        </section>
    }
}

fn hints(bar: &Bar) -> Vec<&'static str> {
    let has = |wanted: fn(&Share) -> bool| {
        let mut networks = bar.networks.iter();
        networks.any(|n: &Network| wanted(&n.row().share))
    };
    let mut hints = Vec::new();
    if has(|share| matches!(share, Share::Mobile(_))) {
        hints.push(
            "SMS, Threema, Viber und Messenger erscheinen nur auf Geräten, die man mit dem Finger \
             bedient: Anderswo fehlt meist die App.",
        );
    }
    if has(|share| *share == Share::Act(Act::Native)) {
        hints.push("„App“ erscheint nur in Browsern, die an Apps weitergeben können.");
    }
    hints
}

/// Messages begin in lower case, since programs put words before them.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    let end = if text.ends_with(['.', '?']) { "" } else { "." };
    first.chain(letters).chain(end.chars()).collect()
}

/// What the configuration is for, by element.
pub(crate) fn config_help(element: Element) -> &'static str {
    match element {
        Element::Bar => {
            "In teilbar.toml. „origins“ nennt die Adresse Ihrer Website; nur ihre Seiten bekommen Antwort."
        }
        Element::Follow => {
            "In teilbar.toml. Profile stehen hier und nicht im Schnipsel: Der Server fragt die Zahlen ab. \
             „origins“ nennt die Adresse Ihrer Website."
        }
        Element::Feed => {
            "In teilbar.toml. Für jede Quelle ein Abschnitt „sites.sources“; „origins“ nennt die Adresse \
             Ihrer Website."
        }
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct CodeProps {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) help: &'static str,
    pub(crate) text: String,
}

/// A text to paste elsewhere, with a button that copies it.
#[component]
pub(crate) fn Code(props: &CodeProps) -> Html {
    let said = use_state(|| "");
    {
        let said = said.clone();
        // What was copied is no longer what stands there.
        use_effect_with(props.text.clone(), move |_| said.set(""));
    }
    let onclick = {
        let (said, text) = (said.clone(), props.text.clone());
        Callback::from(move |_: MouseEvent| {
            let said = said.clone();
            let done = move |copied| {
                said.set(if copied {
                    "Kopiert"
                } else {
                    "Der Browser erlaubt das Kopieren nicht: Bitte den Text markieren und selbst kopieren."
                });
            };
            clipboard::copy(text.clone(), done.into());
        })
    };
    html! {
        <section class="code" aria-labelledby={props.id}>
            <div class="bar-of-title">
                <h2 id={props.id}>{ props.title }</h2>
                <button type="button" {onclick} aria-describedby={props.id}>{ "Kopieren" }</button>
            </div>
            <p class="help">{ props.help }</p>
            <pre tabindex="0" aria-labelledby={props.id}><code>{ props.text.clone() }</code></pre>
            <p class="said" role="status">{ *said }</p>
        </section>
    }
}
