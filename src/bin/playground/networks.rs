//! Choosing networks: chips for the share bar, profiles with handles for the follow bar.

use teilbar_domain::link;
use teilbar_domain::network::{Network, Share};
use teilbar_domain::text::Lang;
use teilbar_widget::icon::icon;
use yew::prelude::*;

use crate::fields::{text, typed};
use crate::settings::{Change, Settings};

/// The networks one can share to, and their order.
pub(crate) fn shareable(settings: &Settings, change: &Callback<Change>) -> Html {
    let shown = settings.bar_networks();
    let lives = |n: &&Network| !matches!(n.row().share, Share::None { .. });
    let chip = |n: &Network| chip(*n, shown.contains(n), change.reform(Change::Network));
    html! {
        <fieldset class="group">
            <legend>{ "Netzwerke" }</legend>
            <div class="chips">{ for Network::ALL.iter().filter(lives).map(chip) }</div>
            { text("networks", settings, change) }
        </fieldset>
    }
}

/// The networks that know profiles, and a field for each chosen one.
pub(crate) fn profiles(settings: &Settings, change: &Callback<Change>) -> Html {
    let chosen = |n: Network| settings.profiles.iter().any(|(known, _)| *known == n);
    let has_profiles = |n: &&Network| !n.row().profile.is_empty();
    let chip = |n: &Network| chip(*n, chosen(*n), change.reform(Change::Profile));
    let fields = settings
        .profiles
        .iter()
        .map(|(n, typed)| handle(*n, typed, change));
    html! {
        <fieldset class="group">
            <legend>{ "Profile" }</legend>
            <div class="chips">{ for Network::ALL.iter().filter(has_profiles).map(chip) }</div>
            { for fields }
        </fieldset>
    }
}

fn chip(network: Network, checked: bool, toggle: Callback<Network>) -> Html {
    html! {
        <label class="chip" key={network.slug()}>
            <input type="checkbox" {checked} onchange={toggle.reform(move |_: Event| network)} />
            <span>{ icon(network.slug(), None) }{ Lang::De.strings().label(network) }</span>
        </label>
    }
}

fn handle(network: Network, handle: &str, change: &Callback<Change>) -> Html {
    let id = format!("profil-{}", network.slug());
    let address = link::profile(network, handle);
    let help_id = format!("{id}-adresse");
    html! {
        <div class="field" key={network.slug()}>
            <label for={id.clone()}>{ format!("{}: {}", network.name(), wanted(network)) }</label>
            <input {id} type="text" value={handle.to_owned()} autocomplete="off" autocapitalize="off"
                spellcheck="false" aria-describedby={help_id.clone()}
                oninput={change.reform(move |event| Change::Handle(network, typed(&event)))} />
            <p class="help address" id={help_id}>
                { address.unwrap_or_else(|| "Noch keine Adresse.".to_owned()) }
            </p>
        </div>
    }
}

/// What a handle of the network looks like.
pub(crate) fn wanted(network: Network) -> &'static str {
    let template = network.row().profile;
    match network {
        Network::Email => "Adresse (name@example.org)",
        _ if template == "{handle}" => "Adresse (https://…)",
        _ if template.contains("{host}") => "Konto (@name@server)",
        _ => "Kontoname",
    }
}

/// The words of a problem with a profile; `None` if it leads somewhere.
pub(crate) fn problem(network: Network, handle: &str) -> Option<String> {
    let name = network.name();
    match link::profile(network, handle) {
        Some(_) => None,
        None if handle.trim().is_empty() => Some(format!("{name}: Die Angabe fehlt noch")),
        None => Some(format!(
            "{name}: „{}“ führt zu keinem Profil; gebraucht wird: {}",
            handle.trim(),
            wanted(network)
        )),
    }
}
