//! What the dialogs of bars show: words and networks, in one language.

use crate::choice::Choice;
use crate::config::Options;
use crate::link::Shared;
use crate::network::{Network, OPT_IN};
use crate::own::Own;
use crate::state::{Button, Opens, Words};
use crate::template;
use crate::text::{Lang, Strings, fill};

/// Words of every dialog.
pub fn words(lang: Lang) -> Words {
    let strings: &Strings = lang.strings();
    Words::from([
        ("lang", lang.word()),
        ("close", strings.close),
        ("more", strings.more_networks),
        ("search", strings.search),
        ("nothing_found", strings.nothing_found),
        ("remember_order", strings.remember_order),
        ("qr", strings.qr),
        ("qr_alt", strings.qr_alt),
        ("qr_hint", strings.qr_hint),
        ("cite", strings.cite),
        ("copy", strings.copy),
        ("copied", strings.copied),
        ("copy_failed", strings.copy_failed),
        ("permalink", strings.permalink),
        ("fediverse_share", strings.fediverse_share),
        ("fediverse_follow", strings.fediverse_follow),
        ("home_server", strings.home_server),
        ("home_server_hint", strings.home_server_hint),
        ("remember_server", strings.remember_server),
        ("go_on", strings.go_on),
        ("bad_server", strings.bad_server),
    ])
}

/// Every network that a page can be shared to by an address, in the catalogue's order, but for those
/// that only a site's own list brings in.
pub fn networks(lang: Lang, options: &Options) -> Vec<(Network, Button)> {
    let all = Network::ALL.iter().filter(|n| !OPT_IN.contains(n));
    all.filter_map(|network| Some((*network, button(*network, lang, options)?)))
        .collect()
}

/// The button of a network of a site's own; `None` if nothing can be shared to it.
pub fn own(own: &Own, lang: Lang, options: &Options) -> Option<Button> {
    let template = template::own(&own.id, &own.share, options, &some_page());
    (!own.share.is_empty()).then(|| Button {
        id: own.class.clone(),
        name: own.name.clone(),
        label: fill(lang.strings().share_on, &own.name),
        ..Button::from(template)
    })
}

fn button(network: Network, lang: Lang, options: &Options) -> Option<Button> {
    let all = template::templates(network, options, &some_page());
    let template = all.into_iter().find(|t| t.opens != Opens::Act)?;
    let strings = lang.strings();
    Some(Button {
        id: network.slug().to_owned(),
        name: strings.label(network).to_owned(),
        label: strings.share_label(network),
        ..Button::from(template)
    })
}

/// Dialogs are the same on every page of a site, so how much of a title fits is reckoned with a long
/// address.
fn some_page() -> Shared {
    Shared {
        url: "x".repeat(100),
        ..Shared::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link;

    #[test]
    fn whatever_can_be_shared_to_is_offered() {
        let offered = networks(Lang::De, &Options::default());
        for network in Network::ALL {
            let what = Shared {
                url: "https://a.example/".into(),
                title: "T".into(),
                image: "https://a.example/i.png".into(),
                ..Shared::default()
            };
            let is_offered = offered.iter().any(|(offer, _)| offer == network);
            assert_eq!(
                is_offered,
                link::share(*network, &what).is_some() && !OPT_IN.contains(network),
                "{network:?}"
            );
        }
    }
}
