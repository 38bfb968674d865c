//! The follow bar, decided and worded: links to the site's profiles, with honest numbers.

use crate::choice::Choice;
use crate::config::{Follow, Options, Style};
use crate::link::Shared;
use crate::network::Network;
use crate::post::Shown;
use crate::state::{BarState, Button, Number, Opens, Profile, Words};
use crate::text::{Strings, fill};

/// The follow bar of these options for a site's profiles.
///
/// `api` is the address of the site's API; without one there are no dialogs.
pub fn follow_bar(options: &Options, profiles: &[Profile], api: &str) -> BarState {
    let follow = Follow::from_options(options);
    let strings = follow.lang.strings();
    let chosen = chosen(&follow, profiles).into_iter();
    BarState {
        class: follow.look.classes("bar follow"),
        label: strings.follow.to_owned(),
        buttons: chosen.map(|profile| button(profile, &follow)).collect(),
        shared: Shared::default(),
        api: api.to_owned(),
        lang: follow.lang.word().to_owned(),
        words: Words::from([("failed", strings.loading_failed)]),
    }
}

/// The profiles to show: all, or those of the chosen networks in their order.
fn chosen<'a>(follow: &Follow, profiles: &'a [Profile]) -> Vec<&'a Profile> {
    if follow.networks.is_empty() {
        return profiles.iter().collect();
    }
    let of = |network| {
        let all = profiles.iter();
        all.filter(move |profile| profile.network == network)
    };
    follow.networks.iter().copied().flat_map(of).collect()
}

fn button(profile: &Profile, follow: &Follow) -> Button {
    let strings = follow.lang.strings();
    let style = follow.look.style;
    let name = profile.network.name();
    let shown = profile.shown.as_ref().filter(|_| style != Style::Icon);
    Button {
        id: profile.network.slug().to_owned(),
        name: match style {
            Style::Label => name.to_owned(),
            Style::Icon | Style::Count => String::new(),
        },
        label: fill(strings.follow_on, name),
        opens: Opens::Profile,
        address: profile.url.clone(),
        limit: 0,
        number: shown.map(|shown| number(shown, follow, strings)),
        dialog: match profile.network {
            Network::Mastodon => "fediverse".to_owned(),
            _ => String::new(),
        },
    }
}

fn number(shown: &Shown, follow: &Follow, strings: &Strings) -> Number {
    let age = shown.as_of.as_ref();
    Number {
        text: shown.count.compact(follow.lang),
        unit: fill(strings.followers, ""),
        age: age.map_or_else(String::new, |as_of| fill(strings.as_of, &as_of.text)),
        title: fill(strings.followers, &shown.count.full(follow.lang)),
    }
}
