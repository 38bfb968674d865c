//! The pages of home servers that write a post or follow an account, by their software.
//!
//! Where they come from, as read in November 2026: the templates that the software itself publishes
//! by WebFinger, its routes, and share pages that are kept up to date (Share₂Fedi, Emissary,
//! FreshRSS). What has no row has no page that could be found: GoToSocial serves no pages to its
//! users, the usual surface of Pleroma and Akkoma has no address for a new post, and no source
//! was found for Pixelfed and Mbin. Newer versions tell by Activity Intents, which are asked first.

use super::home::is_ascii_host;
use super::{Activity, Intent, template};

/// What servers of one family understand.
#[derive(Debug)]
pub struct Software {
    /// As NodeInfo's `software.name` writes them, in lower case.
    pub names: &'static [&'static str],
    /// Path with gaps, see [`template`]; empty where there is none.
    pub create: &'static str,
    pub follow: &'static str,
}

macro_rules! software {
    ($($names:expr, $create:literal, $follow:literal;)+) => {
        /// Every software whose pages are known.
        pub const SOFTWARE: &[Software] = &[$(Software { names: &$names, create: $create, follow: $follow }),+];
    };
}

/// Where a Mastodon server lets somebody follow an account of elsewhere.
const AUTHORIZE: &str = "/authorize_interaction?uri={object}";

software! {
    ["mastodon", "hometown", "fedibird", "glitchcafe"], "/share?text={content}", "/authorize_interaction?uri={object}";
    ["misskey", "calckey", "firefish", "foundkey", "meisskey", "cherrypick", "sharkey", "iceshrimp"], "/share?text={content}", "/authorize-follow?acct={object}";
    ["iceshrimp.net"], "", "/authorize-follow?acct={object}";
    ["pleroma", "akkoma"], "", "/ostatus_subscribe?acct={object}";
    ["friendica"], "/compose?body={content}", "/authorize_interaction?uri={object}";
    ["hubzilla"], "/rpost?body={content}", "/follow?f=&url={object}";
    ["gnusocial", "gnu social"], "/notice/new?status_textarea={content}", "/main/ostatussub?profile={object}";
    ["lemmy"], "/create_post?url={object}&title={name}", "";
    ["piefed"], "/share?url={object}", "";
    ["peertube"], "", "/remote-interaction?uri={object}";
    ["diaspora", "socialhome"], "/bookmarklet?url={object}&title={name}", "";
}

/// The page of a server whose software is known; `None` if that software has none, or if the host
/// is no plain name (see [`is_ascii_host`]).
pub fn known(software: &str, host: &str, activity: &Activity<'_>) -> Option<String> {
    let same = |name: &&str| name.eq_ignore_ascii_case(software);
    let row = SOFTWARE.iter().find(|row| row.names.iter().any(same))?;
    let path = match activity.intent() {
        Intent::Create => row.create,
        Intent::Follow => row.follow,
    };
    at(host, path, activity)
}

/// Where the visitor of a Mastodon server follows an account, by the address of its profile.
pub fn remote_follow(host: &str, actor: &str) -> Option<String> {
    at(host, AUTHORIZE, &Activity::Follow { actor })
}

fn at(host: &str, path: &str, activity: &Activity<'_>) -> Option<String> {
    let usable = is_ascii_host(host) && !path.is_empty();
    usable.then(|| template::fill(&format!("https://{host}{path}"), activity))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    const CREATE: Activity<'_> = Activity::Create {
        text: "A & B",
        url: "https://a.example/?b=1",
    };
    const FOLLOW: Activity<'_> = Activity::Follow {
        actor: "https://social.example/@ada",
    };

    #[test]
    fn pages_of_every_software() {
        let (text, url) = ("A%20%26%20B", "https%3A%2F%2Fa.example%2F%3Fb%3D1");
        let actor = "https%3A%2F%2Fsocial.example%2F%40ada";
        for (software, create, follow) in [
            (
                "mastodon",
                Some("share?text={T}%0A%0A{U}"),
                Some("authorize_interaction?uri={A}"),
            ),
            (
                "Mastodon",
                Some("share?text={T}%0A%0A{U}"),
                Some("authorize_interaction?uri={A}"),
            ),
            (
                "misskey",
                Some("share?text={T}%0A%0A{U}"),
                Some("authorize-follow?acct={A}"),
            ),
            (
                "sharkey",
                Some("share?text={T}%0A%0A{U}"),
                Some("authorize-follow?acct={A}"),
            ),
            ("Iceshrimp.NET", None, Some("authorize-follow?acct={A}")),
            ("pleroma", None, Some("ostatus_subscribe?acct={A}")),
            ("akkoma", None, Some("ostatus_subscribe?acct={A}")),
            (
                "friendica",
                Some("compose?body={T}%0A%0A{U}"),
                Some("authorize_interaction?uri={A}"),
            ),
            (
                "hubzilla",
                Some("rpost?body={T}%0A%0A{U}"),
                Some("follow?f=&url={A}"),
            ),
            (
                "GNU social",
                Some("notice/new?status_textarea={T}%0A%0A{U}"),
                Some("main/ostatussub?profile={A}"),
            ),
            ("lemmy", Some("create_post?url={U}&title={T}"), None),
            ("piefed", Some("share?url={U}"), None),
            ("peertube", None, Some("remote-interaction?uri={A}")),
            ("diaspora", Some("bookmarklet?url={U}&title={T}"), None),
            ("gotosocial", None, None),
            ("pixelfed", None, None),
            ("", None, None),
        ] {
            let full = |page: Option<&str>| {
                let page = page?.replace("{T}", text).replace("{U}", url);
                Some(format!("https://h.example/{}", page.replace("{A}", actor)))
            };
            assert_eq!(
                known(software, "h.example", &CREATE),
                full(create),
                "{software}"
            );
            assert_eq!(
                known(software, "h.example", &FOLLOW),
                full(follow),
                "{software}"
            );
        }
    }

    #[test]
    fn every_row_takes_what_it_is_about_and_has_names_of_its_own() {
        let mut seen = BTreeSet::new();
        for row in SOFTWARE {
            for name in row.names {
                assert!(seen.insert(name), "{name} twice");
                assert_eq!(*name, name.to_lowercase());
            }
            assert!(!row.create.is_empty() || !row.follow.is_empty());
            for (path, activity) in [(row.create, CREATE), (row.follow, FOLLOW)] {
                let template = format!("https://h.example{path}");
                let sound = template::expand(&template, &["h.example"], &activity).is_some();
                assert!(sound || path.is_empty(), "{path}");
            }
        }
    }

    #[test]
    fn remote_follow_needs_a_plain_name() {
        let actor = "https://social.example/@ada";
        let link = remote_follow("h.example", actor);
        let expected =
            "https://h.example/authorize_interaction?uri=https%3A%2F%2Fsocial.example%2F%40ada";
        assert_eq!(link.as_deref(), Some(expected));
        for host in [
            "bücher.example",
            "h.example/x",
            "a@h.example",
            "h.example:1",
            "",
        ] {
            assert_eq!(remote_follow(host, actor), None, "{host}");
            assert_eq!(known("mastodon", host, &CREATE), None, "{host}");
        }
    }
}
