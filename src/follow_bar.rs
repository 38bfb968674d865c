//! `<teil-follow>`: links to the site's profiles, with honest numbers.

use teilbar_domain::config::{Follow, Style};
use teilbar_domain::state::{FollowState, Profile};
use teilbar_domain::text::{Strings, fill};
use yew::prelude::*;

use crate::icon::icon;

pub(crate) fn follow_bar(state: &FollowState) -> Html {
    let follow = Follow::from_options(&state.options);
    let strings = follow.lang.strings();
    let profiles = chosen(&follow, &state.profiles);
    html! {
        <div class={follow.look.classes("bar follow")} role="group" aria-label={strings.follow}>
            { for profiles.into_iter().map(|profile| button(profile, &follow, strings)) }
        </div>
    }
}

/// The profiles to show: all, or those of the chosen networks in their order.
fn chosen<'a>(follow: &Follow, profiles: &'a [Profile]) -> Vec<&'a Profile> {
    if follow.networks.is_empty() {
        return profiles.iter().collect();
    }
    let of = |network| {
        profiles
            .iter()
            .filter(move |profile| profile.network == network)
    };
    follow.networks.iter().copied().flat_map(of).collect()
}

fn button(profile: &Profile, follow: &Follow, strings: &'static Strings) -> Html {
    let network = profile.network;
    let mut name = fill(strings.follow_on, network.name());
    let mut number = Html::default();
    if let (Some(shown), true) = (&profile.shown, follow.look.style != Style::Icon) {
        let full = fill(strings.followers, &shown.count.full(follow.lang));
        name = format!("{name}, {full}");
        let age = shown.as_of.as_ref().map(|as_of| {
            let age = fill(strings.as_of, &as_of.text);
            name = format!("{name}, {age}");
            html! { <small>{ age }</small> }
        });
        number = html! { <b>{ shown.count.compact(follow.lang) }{ for age }</b> };
    }
    let label =
        (follow.look.style == Style::Label).then(|| html! { <span>{ network.name() }</span> });
    html! {
        <a class={network.slug()} href={profile.url.clone()} target="_blank" rel="me noopener noreferrer"
            aria-label={name}>{ icon(network) }{ for label }{ number }</a>
    }
}
