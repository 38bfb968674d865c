//! The follow bar, decided and worded: links to the site's profiles, with honest numbers.

use crate::choice::Choice;
use crate::config::{Follow, Options, Style, Total, words};
use crate::count::Count;
use crate::link::Shared;
use crate::network::Network;
use crate::own::{Chosen, Own, chosen};
use crate::post::Shown;
use crate::state::{BarState, Button, Number, Opens, Profile, Words};
use crate::text::{Strings, fill};

/// The follow bar of these options for a site's profiles.
///
/// `api` is the address of the site's API; without one there are no dialogs.
pub fn follow_bar(options: &Options, profiles: &[Profile], api: &str) -> BarState {
    follow_bar_with(options, profiles, api, &[])
}

/// As [`follow_bar`], with networks of the site's own; these come last unless `networks` says else.
pub fn follow_bar_with(
    options: &Options,
    profiles: &[Profile],
    api: &str,
    own: &[Own],
) -> BarState {
    let follow = Follow::from_options(options);
    let strings = follow.lang.strings();
    let known = |profile| button(profile, &follow);
    let other = |own: &Own| (!own.profile.is_empty()).then(|| own_button(own, &follow));
    let chosen = chosen(words(options.get("networks")), own);
    let total = total(profiles, &chosen, &follow);
    let buttons = match &chosen[..] {
        [] => profiles
            .iter()
            .map(known)
            .chain(own.iter().filter_map(other))
            .collect(),
        chosen => {
            let of = |one: &Chosen<'_>| match one {
                Chosen::Own(own) => other(own).into_iter().collect::<Vec<_>>(),
                Chosen::Known(network) => {
                    let all = profiles
                        .iter()
                        .filter(|profile| profile.network == *network);
                    all.map(known).collect()
                }
            };
            chosen.iter().flat_map(of).collect()
        }
    };
    BarState {
        class: follow.look.classes(match &total[..] {
            "" => "bar follow",
            _ => "bar follow total",
        }),
        label: strings.follow.to_owned(),
        buttons,
        total,
        shared: Shared::default(),
        api: api.to_owned(),
        lang: follow.lang.word().to_owned(),
        words: Words::from([("failed", strings.loading_failed)]),
    }
}

/// The numbers of the profiles shown, added up; a single one is on its button.
fn total(profiles: &[Profile], chosen: &[Chosen<'_>], follow: &Follow) -> String {
    let is_chosen = |profile: &&Profile| {
        let is = |one: &Chosen<'_>| matches!(one, Chosen::Known(of) if *of == profile.network);
        chosen.is_empty() || chosen.iter().any(is)
    };
    let counts = profiles.iter().filter(is_chosen);
    let counts: Vec<u64> = counts
        .filter_map(|profile| Some(profile.shown.as_ref()?.count.0))
        .collect();
    if follow.total == Total::Off || counts.len() < 2 {
        return String::new();
    }
    let sum = counts.into_iter().fold(0, u64::saturating_add);
    follow
        .lang
        .counted(follow.lang.strings().total_followers, Count(sum))
}

fn button(profile: &Profile, follow: &Follow) -> Button {
    let strings = follow.lang.strings();
    let style = follow.look.style;
    let name = profile.network.name();
    let verified = if profile.verified {
        strings.verified
    } else {
        ""
    };
    let label = fill(strings.follow_on, name);
    let shown = profile.shown.as_ref().filter(|_| style != Style::Icon);
    Button {
        id: profile.network.slug().to_owned(),
        name: match style {
            Style::Label => name.to_owned(),
            Style::Icon | Style::Count => String::new(),
        },
        label: match verified {
            "" => label,
            verified => [&label, ". ", verified].concat(),
        },
        opens: Opens::Profile,
        href: profile.url.clone(),
        verified: verified.to_owned(),
        number: shown.map(|shown| number(shown, follow, strings)),
        dialog: match profile.network {
            Network::Mastodon => "fediverse".to_owned(),
            _ => String::new(),
        },
        ..Button::default()
    }
}

fn own_button(own: &Own, follow: &Follow) -> Button {
    Button {
        id: own.class.clone(),
        name: match follow.look.style {
            Style::Label => own.name.clone(),
            Style::Icon | Style::Count => String::new(),
        },
        label: fill(follow.lang.strings().follow_on, &own.name),
        opens: Opens::Profile,
        href: own.profile.clone(),
        icon: Some(own.icon.clone()),
        ..Button::default()
    }
}

fn number(shown: &Shown, follow: &Follow, strings: &Strings) -> Number {
    let age = shown.as_of.as_ref();
    Number {
        text: shown.count.compact(follow.lang),
        unit: shown
            .count
            .counted(follow.lang, strings.followers)
            .to_owned(),
        age: age.map_or_else(String::new, |as_of| fill(strings.as_of, &as_of.text)),
        title: follow.lang.counted(strings.followers, shown.count),
    }
}
