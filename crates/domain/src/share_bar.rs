//! The share bar, decided and worded.

use crate::choice::Choice;
use crate::config::{Bar, Options, Style};
use crate::link;
use crate::network::{Network, Share};
use crate::post::Shown;
use crate::state::{BarState, Button, Number, Opens, Words};
use crate::text::{Strings, fill};

/// The bar of these options, with the counts known for the page.
///
/// `api` is the address of the site's API; without one there are no dialogs.
pub fn share_bar(options: &Options, counts: &[(Network, Shown)], api: &str) -> BarState {
    let bar = Bar::from_options(options);
    let strings = bar.lang.strings();
    let buttons = bar.networks.iter();
    BarState {
        class: bar.look.classes("bar"),
        label: strings.share.to_owned(),
        buttons: buttons.filter_map(|n| button(*n, &bar, counts)).collect(),
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

/// `None` where the network cannot take what is shared: Pinterest without a picture.
fn button(network: Network, bar: &Bar, counts: &[(Network, Shown)]) -> Option<Button> {
    let strings = bar.lang.strings();
    let (opens, address, limit) = match network.row().share {
        Share::Link(address) => (Opens::Link, address, 0),
        Share::Limited(address, limit) => (Opens::Link, address, limit),
        Share::Mobile(address) => (Opens::Mobile, address, 0),
        Share::Mail(address) => (Opens::Mail, address, 0),
        Share::Act(_) => (Opens::Act, "", 0),
        Share::None { .. } => return None,
    };
    if opens != Opens::Act {
        link::expand(address, limit, &bar.shared)?;
    }
    let style = bar.look.style;
    let mut counts = counts.iter();
    let shown = counts.find(|(n, _)| *n == network).map(|(_, shown)| shown);
    Some(Button {
        id: network.slug().to_owned(),
        name: match style {
            Style::Label => strings.label(network).to_owned(),
            Style::Icon | Style::Count => String::new(),
        },
        label: strings.share_label(network),
        opens,
        address: address.to_owned(),
        limit,
        number: shown
            .filter(|_| style == Style::Count)
            .map(|shown| number(shown, bar, strings)),
        dialog: dialog(network).to_owned(),
    })
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
    let full = fill(strings.shares, &shown.count.full(bar.lang));
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
