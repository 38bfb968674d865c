//! `<teil-follow>`: links to the site's profiles, with honest numbers.

use teilbar_domain::config::{Follow, Style};
use teilbar_domain::post::Shown;
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

/// Where a number is shown the name is the content, completed for those who cannot see the icon: a
/// label of its own would have to repeat the visible number. The title says every digit.
fn button(profile: &Profile, follow: &Follow, strings: &'static Strings) -> Html {
    let network = profile.network;
    let name = fill(strings.follow_on, network.name());
    let shown = profile
        .shown
        .as_ref()
        .filter(|_| follow.look.style != Style::Icon);
    let full = shown.map(|shown| fill(strings.followers, &shown.count.full(follow.lang)));
    let (label, hidden) = match shown {
        None => (Some(name), None),
        Some(_) => (None, Some(html! { <i>{ name }{ ", " }</i> })),
    };
    let words =
        (follow.look.style == Style::Label).then(|| html! { <span>{ network.name() }</span> });
    html! {
        <a class={network.slug()} href={profile.url.clone()} target="_blank" rel="me noopener noreferrer"
            aria-label={label} title={full}>
            { for hidden }{ icon(network) }{ for words }{ for shown.map(|shown| number(shown, follow, strings)) }
        </a>
    }
}

fn number(shown: &Shown, follow: &Follow, strings: &'static Strings) -> Html {
    let compact = shown.count.compact(follow.lang);
    let followers = fill(strings.followers, "");
    let age = shown
        .as_of
        .as_ref()
        .map(|as_of| html! { <small>{ fill(strings.as_of, &as_of.text) }</small> });
    html! { <b>{ compact }<i>{ followers }{ " " }</i>{ for age }</b> }
}
