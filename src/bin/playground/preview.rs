//! The element as it will be: the widget's component in a shadow root, as on a page.

use std::rc::Rc;

use teilbar_domain::choice::Choice;
use teilbar_domain::option::Element as Kind;
use teilbar_widget::app::App;
use web_sys::{Element, ShadowRootInit, ShadowRootMode};
use yew::prelude::*;

use crate::settings::Settings;
use crate::snippet;

#[derive(Properties, PartialEq)]
pub(crate) struct PreviewProps {
    pub(crate) settings: Settings,
}

/// A piece of a page with the element on it.
#[component]
pub(crate) fn Preview(props: &PreviewProps) -> Html {
    let settings = &props.settings;
    let narrow = use_state(|| false);
    let (url, title) = settings.page();
    let widths = [("Computer", false), ("Telefon", true)].map(|(name, value)| {
        let (checked, narrow) = (*narrow == value, narrow.clone());
        html! {
            <label>
                <input type="radio" name="breite" {checked} onchange={move |_| narrow.set(value)} />
                <span>{ name }</span>
            </label>
        }
    });
    html! {
        <section class="preview" id="vorschau" tabindex="-1" aria-labelledby="vorschau-titel">
            <div class="bar-of-title">
                <h2 id="vorschau-titel">{ "Vorschau" }</h2>
                <div class="segments" role="radiogroup" aria-label="Breite der Vorschau">{ for widths }</div>
            </div>
            <div class={classes!("window", narrow.then_some("narrow"))}>
                <p class="address"><span>{ url.to_owned() }</span></p>
                <div class={classes!("page", settings.theme().word())}>
                    if settings.element != Kind::Feed {
                        <p class="page-title">{ title.to_owned() }</p>
                        <p class="lines" aria-hidden="true"><i /><i /><i /></p>
                    }
                    <Stage settings={settings.clone()} />
                </div>
            </div>
            if settings.shows_numbers() { <p class="help caption">{ "Die Zahlen sind Beispiele." }</p> }
            if settings.value("place") != "inline" && settings.element != Kind::Feed {
                <p class="help caption">{ "Hier stehen die Knöpfe im Text; ihren Platz auf der Seite zeigen die Beispielseiten." }</p>
            }
            if settings.element == Kind::Feed { <p class="help caption">{ "Die Beiträge sind Beispiele." }</p> }
        </section>
    }
}

/// The shadow root with the style sheet that the server's fragments carry.
#[component]
fn Stage(props: &PreviewProps) -> Html {
    let host = use_node_ref();
    let root = use_state(|| None::<Element>);
    {
        let (host, root) = (host.clone(), root.clone());
        use_effect_with((), move |()| {
            root.set(host.cast().and_then(|host| attach(&host)))
        });
    }
    let settings = &props.settings;
    let content = root.as_ref().map(|root| {
        // The component reads its state once, as on a page: other options are another component.
        let key = format!(
            "{}{}{}",
            snippet::html(settings),
            snippet::toml(settings),
            settings.numbers
        );
        let app = html! { <App {key} state={Rc::new(settings.state())} /> };
        create_portal(app, root.clone())
    });
    let lang = settings.lang();
    html! {
        <div ref={host} class="stage" lang={lang.word()} dir={lang.language().direction.word()}>{ for content }</div>
    }
}

/// Gives the host its shadow root; the content goes into the element that is returned.
fn attach(host: &Element) -> Option<Element> {
    let shadow = host
        .attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open))
        .ok()?;
    let document = host.owner_document()?;
    let style = document.create_element("style").ok()?;
    style.set_text_content(Some(&teilbar_style::sheet_all()));
    let root = document.create_element("div").ok()?;
    shadow.append_child(&style).ok()?;
    shadow.append_child(&root).ok()?;
    mark_native(host);
    Some(root)
}

/// As the loader does: the button for apps shows only where the browser can serve it.
#[cfg(target_arch = "wasm32")]
fn mark_native(host: &Element) {
    let navigator = web_sys::window().map(|window| window.navigator());
    let share = navigator.map(|n| js_sys::Reflect::get(&n, &"canShare".into()));
    if matches!(share, Some(Ok(share)) if share.is_function()) {
        let _ = host.set_attribute("data-native", "");
    }
}

/// Outside of browsers nothing can be shared.
#[cfg(not(target_arch = "wasm32"))]
fn mark_native(_: &Element) {}
