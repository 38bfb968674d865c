//! What the dialogs of bars show: words and networks, in one language.

use crate::choice::Choice;
use crate::network::{Network, Share};
use crate::state::{Button, Opens, Words};
use crate::text::{Lang, Strings};

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

/// Every network that a page can be shared to by an address, in the catalogue's order.
pub fn networks(lang: Lang) -> Vec<(Network, Button)> {
    let all = Network::ALL.iter();
    all.filter_map(|network| Some((*network, button(*network, lang)?)))
        .collect()
}

fn button(network: Network, lang: Lang) -> Option<Button> {
    let (opens, address, limit) = match network.row().share {
        Share::Link(address) => (Opens::Link, address, 0),
        Share::Limited(address, limit) => (Opens::Link, address, limit),
        Share::Mobile(address) => (Opens::Mobile, address, 0),
        Share::Mail(address) => (Opens::Mail, address, 0),
        Share::Act(_) | Share::None { .. } => return None,
    };
    let strings = lang.strings();
    Some(Button {
        id: network.slug().to_owned(),
        name: strings.label(network).to_owned(),
        label: strings.share_label(network),
        opens,
        address: address.to_owned(),
        limit,
        ..Button::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link;

    #[test]
    fn whatever_can_be_shared_to_is_offered() {
        let offered = networks(Lang::De);
        for network in Network::ALL {
            let what = link::Shared {
                url: "https://a.example/".into(),
                title: "T".into(),
                image: "https://a.example/i.png".into(),
                ..link::Shared::default()
            };
            let is_offered = offered.iter().any(|(offer, _)| offer == network);
            assert_eq!(
                is_offered,
                link::share(*network, &what).is_some(),
                "{network:?}"
            );
        }
    }
}
