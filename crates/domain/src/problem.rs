//! What cannot be done as an option says, in words that tell what to do.

use crate::config::{Options, words};
use crate::dead::Dead;
use crate::link::{is_host, is_web_url};
pub use crate::nearest::nearest;
use crate::network::{Lookup, Network, Share, lookup};
use crate::option::{Element, Kind, OPTIONS, Spec};
use crate::primary::AUTO;
use crate::text::Lang;

/// Something in the options that cannot be done as written; `wording.rs` says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    UnknownOption {
        name: String,
        nearest: Option<&'static str>,
    },
    NotOneOf {
        option: &'static str,
        value: String,
        words: &'static [&'static str],
    },
    NotANumber {
        option: &'static str,
        value: String,
        from: u32,
        to: u32,
    },
    NotAWebUrl {
        option: &'static str,
        value: String,
    },
    NotAHost {
        option: &'static str,
        value: String,
    },
    NotDigits {
        option: &'static str,
        value: String,
    },
    NotTranslated {
        value: String,
    },
    UnknownNetwork {
        name: String,
        nearest: Option<&'static str>,
    },
    DeadNetwork(&'static Dead),
    /// Share buttons only: the network has no share address.
    NotShareable(Network),
    /// Pinterest without an image.
    NeedsImage(Network),
    /// Messenger without an app's id: not shown where there is no app for it.
    NeedsAppId(Network),
}

/// Every problem of an element's options; what cannot be done is left out or falls back.
pub fn check(element: Element, options: &Options) -> Vec<Problem> {
    check_with(element, options, &[])
}

/// As [`check`], where `own` are the ids of the site's own networks.
pub fn check_with(element: Element, options: &Options, own: &[&str]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (name, value) in options.iter() {
        match Spec::find(element, name) {
            Some(spec) => {
                if let Some(network) = spec.network(name) {
                    check_network(Element::Follow, network, own, &mut problems);
                }
                check_value(element, spec, value, own, &mut problems);
            }
            None => {
                let known = OPTIONS
                    .iter()
                    .filter(|spec| spec.elements.contains(&element));
                let nearest = nearest(name, known.map(|spec| spec.name));
                problems.push(Problem::UnknownOption {
                    name: name.to_owned(),
                    nearest,
                });
            }
        }
    }
    if element == Element::Bar {
        check_needs(options, &mut problems);
    }
    problems
}

/// What some networks need beside the address.
fn check_needs(options: &Options, problems: &mut Vec<Problem>) {
    let has = |network| words(options.get("networks")).any(|w| Network::parse(w) == Some(network));
    if has(Network::Pinterest) && options.web_url("image").is_empty() {
        problems.push(Problem::NeedsImage(Network::Pinterest));
    }
    if has(Network::Messenger) && options.digits("facebook-app-id").is_empty() {
        problems.push(Problem::NeedsAppId(Network::Messenger));
    }
}

fn check_value(
    element: Element,
    spec: &'static Spec,
    value: &str,
    own: &[&str],
    problems: &mut Vec<Problem>,
) {
    let (option, text) = (spec.name, value.to_owned());
    match spec.kind {
        Kind::Text | Kind::Words => {}
        Kind::Url if is_web_url(value) => {}
        Kind::Url => problems.push(Problem::NotAWebUrl {
            option,
            value: text,
        }),
        Kind::Host if is_host(value) => {}
        Kind::Host => problems.push(Problem::NotAHost {
            option,
            value: text,
        }),
        Kind::Digits if value.bytes().all(|b| b.is_ascii_digit()) => {}
        Kind::Digits => problems.push(Problem::NotDigits {
            option,
            value: text,
        }),
        Kind::Language if Lang::from_tag(value).is_some() => {}
        Kind::Language => problems.push(Problem::NotTranslated { value: text }),
        Kind::OneOf(words) if words.iter().any(|w| w.eq_ignore_ascii_case(value)) => {}
        Kind::OneOf(words) => problems.push(Problem::NotOneOf {
            option,
            value: text,
            words,
        }),
        Kind::Number(from, to) => {
            if !value.parse().is_ok_and(|n: u32| (from..=to).contains(&n)) {
                problems.push(Problem::NotANumber {
                    option,
                    value: text,
                    from,
                    to,
                });
            }
        }
        Kind::Networks => {
            words(value).for_each(|name| check_network(element, name, own, problems));
        }
    }
}

fn check_network(element: Element, name: &str, own: &[&str], problems: &mut Vec<Problem>) {
    match lookup(name) {
        _ if own.iter().any(|id| id.eq_ignore_ascii_case(name)) => {}
        _ if element == Element::Bar && name.eq_ignore_ascii_case(AUTO) => {}
        Lookup::Dead(dead) => problems.push(Problem::DeadNetwork(dead)),
        Lookup::Unknown => {
            let nearest = nearest(name, Network::ALL.iter().map(|n| n.slug()));
            problems.push(Problem::UnknownNetwork {
                name: name.to_owned(),
                nearest,
            });
        }
        Lookup::Live(network) => {
            if element == Element::Bar && matches!(network.row().share, Share::None { .. }) {
                problems.push(Problem::NotShareable(network));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(pairs: &[(&str, &str)]) -> Options {
        pairs.iter().copied().collect()
    }

    fn problems(element: Element, pairs: &[(&str, &str)]) -> Vec<String> {
        check(element, &options(pairs))
            .iter()
            .map(Problem::to_string)
            .collect()
    }

    #[test]
    fn problems_say_what_to_do() {
        for (pairs, expected) in [
            (
                &[("netwoks", "x")][..],
                "unknown option \"netwoks\"; did you mean \"networks\"?",
            ),
            (&[("limit", "3")], "unknown option \"limit\""),
            (
                &[("theme", "drak")],
                "\"theme\" cannot be \"drak\"; use one of auto, light, dark, contrast",
            ),
            (
                &[("url", "javascript:alert(1)")],
                "\"url\" must begin with https:// or http://, not \"javascript:alert(1)\"",
            ),
            (
                &[("lang", "eo")],
                "there is no translation for \"eo\"; use one of de, de-simple, en, ar, bg, cs, da, el, \
                 es, fi, fr, he, hr, hu, it, ja, ko, nl, no, pl, pt, ro, ru, sk, sl, sr, sv, tr, uk, zh",
            ),
            (
                &[("networks", "facebok")],
                "unknown network \"facebok\"; did you mean \"facebook\"?",
            ),
            (
                &[("networks", "Google+")],
                "Google+ closed in 2019; use linkedin, mastodon instead",
            ),
            (
                &[("networks", "xing")],
                "XING switched off sharing of other sites in May 2026; use linkedin or a profile link in <teil-follow> instead",
            ),
            (
                &[("networks", "signal")],
                "Signal has no address for sharing; on a phone the system offers it; use native, copy, qr instead",
            ),
            (
                &[("networks", "patreon")],
                "Patreon takes money, not links; a profile link in <teil-follow> is possible",
            ),
            (
                &[("networks", "messenger")],
                "Messenger is shown on telephones only; set \"facebook-app-id\" to show it everywhere",
            ),
            (
                &[("facebook-app-id", "12 x")],
                "\"facebook-app-id\" must have digits only, not \"12 x\"",
            ),
            (
                &[("wallabag-host", "https://w.example")],
                "\"wallabag-host\" must be the name of a server, without https://, not \"https://w.example\"",
            ),
            (
                &[("text-blusky", "x")],
                "unknown network \"blusky\"; did you mean \"bluesky\"?",
            ),
            (
                &[("networks", "pinterest")],
                "Pinterest needs a picture; set \"image\" to its address",
            ),
        ] {
            assert_eq!(problems(Element::Bar, pairs), [expected]);
        }
        assert_eq!(
            problems(Element::Feed, &[("limit", "0")]),
            ["\"limit\" must be a whole number from 1 to 50, not \"0\""]
        );
        assert_eq!(
            problems(Element::Follow, &[("networks", "xing stayfriends")]),
            [""; 0]
        );
        let own = options(&[("networks", "forum x"), ("text-forum", "Hallo")]);
        assert_eq!(check_with(Element::Bar, &own, &["forum"]), []);
        assert_eq!(check(Element::Bar, &own).len(), 2);
    }

    #[test]
    fn german_wording() {
        let found = check(Element::Bar, &options(&[("networks", "pocket")]));
        let expected =
            "Pocket wurde am 8. Juli 2025 eingestellt; stattdessen: instapaper, wallabag, raindrop";
        assert_eq!(found[0].german(), expected);
    }
}
