//! `<teil-bar>`: share buttons that are links first.

use teilbar_domain::choice::Choice;
use teilbar_domain::config::{Bar, Style};
use teilbar_domain::link;
use teilbar_domain::network::{Network, Share};
use teilbar_domain::post::Shown;
use teilbar_domain::state::BarState;
use teilbar_domain::text::{Strings, fill};
use yew::prelude::*;

use crate::icon::icon;
use crate::view::View;

pub(crate) fn share_bar(state: &BarState, view: &View, onclick: Callback<MouseEvent>) -> Html {
    let bar = Bar::from_options(&state.options);
    let strings = bar.lang.strings();
    html! {
        <div class={bar.look.classes("bar")} role="group" aria-label={strings.share} {onclick}>
            { for bar.networks.iter().filter_map(|n| button(*n, &bar, state, strings)) }
            <span class="said" role="status">{ view.said }</span>
        </div>
    }
}

fn button(
    network: Network,
    bar: &Bar,
    state: &BarState,
    strings: &'static Strings,
) -> Option<Html> {
    let mut counts = state.counts.iter();
    let shown = counts.find(|(n, _)| *n == network).map(|(_, shown)| shown);
    let shown = shown.filter(|_| bar.look.style == Style::Count);
    // A visible number is part of the name, so then the content is the name.
    let label = shown.is_none().then(|| strings.share_label(network));
    let title = shown.map(|shown| age(shown, bar, strings));
    let class = classes(network);
    let content = content(network, shown, bar, strings);
    let share = &network.row().share;
    Some(match share {
        Share::Act(act) if network != Network::Copy => html! {
            <button type="button" {class} data-act={act.word()} aria-label={label}>{ content }</button>
        },
        // Without a script a link to the page itself: its address can still be copied.
        Share::Act(act) => html! {
            <a {class} href={bar.shared.url.clone()} data-act={act.word()} aria-label={label}>{ content }</a>
        },
        Share::Mail(_) | Share::Mobile(_) => html! {
            <a {class} href={link::share(network, &bar.shared)?} aria-label={label}>{ content }</a>
        },
        _ => html! {
            <a {class} href={link::share(network, &bar.shared)?} target="_blank"
                rel="noopener noreferrer nofollow" aria-label={label} {title}>{ content }</a>
        },
    })
}

fn content(network: Network, shown: Option<&Shown>, bar: &Bar, strings: &'static Strings) -> Html {
    match (bar.look.style, shown) {
        (Style::Icon, _) => icon(network),
        (Style::Label, _) => {
            html! { <>{ icon(network) }<span>{ strings.label(network) }</span></> }
        }
        (Style::Count, None) => icon(network),
        (Style::Count, Some(shown)) => {
            let name = strings.share_label(network);
            html! { <><i>{ name }{ ", " }</i>{ icon(network) }<b>{ shown.count.compact(bar.lang) }</b></> }
        }
    }
}

/// Every digit of a count and its date.
fn age(shown: &Shown, bar: &Bar, strings: &'static Strings) -> String {
    let full = fill(strings.shares, &shown.count.full(bar.lang));
    match &shown.as_of {
        None => full,
        Some(as_of) => format!("{full}, {}", fill(strings.as_of, &as_of.text)),
    }
}

/// The network's slug colours the button; `mobile` hides it where no app can be expected.
fn classes(network: Network) -> String {
    match network.row().share {
        Share::Mobile(_) => format!("{} mobile", network.slug()),
        _ => network.slug().to_owned(),
    }
}
