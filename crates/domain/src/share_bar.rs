//! The share bar, decided and worded.

use crate::choice::Choice;
use crate::config::{Bar, Options, Style};
use crate::network::Network;
use crate::own::{Chosen, Own, chosen};
use crate::post::Shown;
use crate::primary;
use crate::state::{BarState, Button, Number, Words};
use crate::template::{self, Template, templates};
use crate::text::{Strings, fill};

/// The bar of these options, with the counts known for the page.
///
/// `api` is the address of the site's API; without one there are no dialogs.
pub fn share_bar(options: &Options, counts: &[(Network, Shown)], api: &str) -> BarState {
    share_bar_with(options, counts, api, &[])
}

/// As [`share_bar`], with networks of the site's own.
pub fn share_bar_with(
    options: &Options,
    counts: &[(Network, Shown)],
    api: &str,
    own: &[Own],
) -> BarState {
    let bar = Bar::from_options(options);
    let strings = bar.lang.strings();
    let chosen = chosen(primary::named(options), own);
    let buttons = chosen.into_iter().flat_map(|one| match one {
        Chosen::Known(network) => known_buttons(network, &bar, options, counts),
        Chosen::Own(own) => own_button(own, &bar, options).into_iter().collect(),
    });
    BarState {
        class: bar.look.classes("bar"),
        label: strings.share.to_owned(),
        buttons: buttons.collect(),
        total: String::new(),
        words: words(strings),
        api: api.to_owned(),
        lang: bar.lang.word().to_owned(),
        shared: bar.shared,
    }
}

fn words(strings: &Strings) -> Words {
    Words::from([
        ("copied", strings.copied),
        ("copy_failed", strings.copy_failed),
        ("failed", strings.loading_failed),
    ])
}

/// None where the network cannot take what is shared: Pinterest without a picture.
fn known_buttons(
    network: Network,
    bar: &Bar,
    options: &Options,
    counts: &[(Network, Shown)],
) -> Vec<Button> {
    let strings = bar.lang.strings();
    let mut counts = counts.iter();
    let shown = counts.find(|(n, _)| *n == network).map(|(_, shown)| shown);
    let shown = shown.filter(|_| bar.look.style == Style::Count);
    let button = |template: Template| Button {
        id: network.slug().to_owned(),
        name: visible(strings.label(network), bar),
        label: strings.share_label(network),
        number: shown.map(|shown| number(shown, bar, strings)),
        dialog: dialog(network).to_owned(),
        ..Button::from(template)
    };
    let all = templates(network, options, &bar.shared).into_iter();
    all.map(button)
        .filter_map(|one| leading(one, bar))
        .collect()
}

fn own_button(own: &Own, bar: &Bar, options: &Options) -> Option<Button> {
    let template = template::own(&own.id, &own.share, options, &bar.shared);
    if own.share.is_empty() {
        return None;
    }
    let button = Button {
        id: own.class.clone(),
        name: visible(&own.name, bar),
        label: fill(bar.lang.strings().share_on, &own.name),
        icon: Some(own.icon.clone()),
        ..Button::from(template)
    };
    leading(button, bar)
}

/// The button with its address; `None` if not all is there that the address asks for.
fn leading(button: Button, bar: &Bar) -> Option<Button> {
    let href = button.href_for(&bar.shared)?;
    Some(Button { href, ..button })
}

fn visible(name: &str, bar: &Bar) -> String {
    match bar.look.style {
        Style::Label => name.to_owned(),
        Style::Icon | Style::Count => String::new(),
    }
}

/// Mastodon's button is for every server of the Fediverse; without scripts it leads to a page that
/// asks for one.
fn dialog(network: Network) -> &'static str {
    match network {
        Network::Mastodon => "fediverse",
        _ => "",
    }
}

fn number(shown: &Shown, bar: &Bar, strings: &Strings) -> Number {
    let full = bar.lang.counted(strings.shares, shown.count);
    Number {
        text: shown.count.compact(bar.lang),
        unit: String::new(),
        age: String::new(),
        title: match &shown.as_of {
            None => full,
            Some(as_of) => format!("{full}, {}", fill(strings.as_of, &as_of.text)),
        },
    }
}
