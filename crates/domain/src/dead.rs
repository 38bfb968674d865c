//! Names that old snippets still use and that lead nowhere today.

/// A service that is gone, or no longer takes links.
#[derive(Debug, PartialEq, Eq)]
pub struct Dead {
    /// Every spelling, the main one first.
    pub slugs: &'static [&'static str],
    pub name: &'static str,
    /// What happened and since when, in German; a sentence without its subject.
    pub de: &'static str,
    pub en: &'static str,
    /// Slugs of what serves the same purpose today.
    pub instead: &'static [&'static str],
}

macro_rules! dead {
    ($($slugs:expr, $name:literal, $de:literal, $en:literal, $instead:expr;)+) => {
        /// Every dead name we know.
        pub const DEAD: &[Dead] = &[$(Dead { slugs: &$slugs, name: $name, de: $de, en: $en, instead: &$instead }),+];
    };
}

dead! {
    ["googleplus", "google+", "google-plus", "gplus"], "Google+", "wurde 2019 eingestellt", "closed in 2019", ["linkedin", "mastodon"];
    ["pocket", "getpocket"], "Pocket", "wurde am 8. Juli 2025 eingestellt", "closed on 8 July 2025", ["instapaper", "wallabag", "raindrop"];
    ["studivz", "meinvz", "schuelervz"], "StudiVZ", "wurde 2022 eingestellt", "closed in 2022", ["mastodon", "bluesky"];
    ["stumbleupon", "mix", "mix.com"], "StumbleUpon (Mix)", "wurde 2018 eingestellt; der Nachfolger Mix nimmt keine Links mehr an (Stand November 2026)", "closed in 2018; its successor Mix takes no links any more (as of November 2026)", ["reddit", "flipboard"];
    ["flattr"], "Flattr", "wurde 2023 eingestellt", "closed in 2023", ["copy"];
    ["addthis"], "AddThis", "wurde 2023 eingestellt", "closed in 2023", ["copy", "native"];
    ["tencentweibo", "tencent-weibo", "qzone"], "Tencent Weibo und QZone", "nehmen keine Links mehr an (Stand November 2026)", "take no links any more (as of November 2026)", ["weibo"];
    ["skype"], "Skype", "wurde im Mai 2025 eingestellt", "closed in May 2025", ["teams"];
    ["workplace", "facebook-workplace"], "Workplace", "wird seit 2025 abgeschaltet", "has been shut down since 2025", ["teams"];
    ["delicious", "del.icio.us"], "Delicious", "wurde 2017 eingestellt", "closed in 2017", ["raindrop", "wallabag"];
    ["google-bookmarks", "googlebookmarks"], "Google Bookmarks", "wurde 2021 eingestellt", "closed in 2021", ["raindrop"];
    ["digg"], "Digg", "nimmt über die alte Adresse keine Links mehr an (Stand November 2026)", "takes no links at its old address any more (as of November 2026)", ["reddit"];
    ["friendfeed"], "FriendFeed", "wurde 2015 eingestellt", "closed in 2015", ["mastodon"];
    ["newsvine"], "Newsvine", "wurde 2017 eingestellt", "closed in 2017", ["reddit"];
    ["slashdot"], "Slashdot", "nimmt über die alte Adresse keine Links mehr an (Stand November 2026)", "takes no links at its old address any more (as of November 2026)", ["hackernews"];
    ["mashable"], "Mashable", "nimmt keine eingereichten Links mehr an (Stand November 2026)", "takes no submitted links any more (as of November 2026)", ["flipboard"];
    ["surfingbird"], "Surfingbird", "wurde eingestellt (Stand November 2026)", "has closed (as of November 2026)", ["flipboard"];
    ["yummly"], "Yummly", "wurde Ende 2024 eingestellt", "closed at the end of 2024", ["pinterest"];
    ["facebook-like", "facebook-comments", "like"], "Facebook-Plugins (Gefällt mir, Kommentare)", "wurden am 10. Februar 2026 eingestellt", "were discontinued on 10 February 2026", ["facebook"];
    ["web+mastodon"], "web+mastodon://", "wurde 2018 aus Mastodon entfernt", "was removed from Mastodon in 2018", ["mastodon"];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{Network, Share};

    #[test]
    fn every_replacement_is_alive() {
        for dead in DEAD {
            for slug in dead.instead {
                assert!(Network::parse(slug).is_some(), "{}: {slug}", dead.name);
            }
            assert!(!dead.instead.is_empty(), "{}", dead.name);
        }
        for network in Network::ALL {
            let Share::None { instead, .. } = network.row().share else {
                continue;
            };
            for slug in instead {
                let other = Network::parse(slug).map(|n| &n.row().share);
                assert!(
                    !matches!(other, None | Some(Share::None { .. })),
                    "{network:?}: {slug}"
                );
            }
        }
    }

    #[test]
    fn every_death_is_dated_in_both_languages() {
        for dead in DEAD {
            for text in [dead.de, dead.en] {
                let digits = text.split(|c: char| !c.is_ascii_digit());
                let mut years = digits.filter_map(|digits| digits.parse().ok());
                assert!(
                    years.any(|year: u32| (2000..2027).contains(&year)),
                    "{}: {text}",
                    dead.name
                );
            }
        }
    }
}
