//! What travels inside a fragment so that the browser renders exactly what the server rendered.
//!
//! All of it is decided and worded: which buttons, their names in the visitor's language, numbers as
//! text. So the wasm needs neither the catalogue nor a translation, and one language is sent, not all.

use crate::link::{Shared, expand};
use crate::network::Network;
use crate::own::IconPath;
use crate::post::{Post, Shown};

/// What an element shows.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// Share buttons, or follow buttons.
    Bar(BarState),
    Feed(FeedState),
}

impl State {
    /// Class names of what the element shows.
    pub fn class(&self) -> &str {
        match self {
            Self::Bar(bar) => &bar.class,
            Self::Feed(feed) => &feed.class,
        }
    }
}

/// A row of buttons.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct BarState {
    /// Class names of the bar.
    pub class: String,
    /// The bar's accessible name.
    pub label: String,
    pub buttons: Vec<Button>,
    /// How many follow in all, in words; empty says nothing.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "String::is_empty"))]
    pub total: String,
    /// What the buttons share; empty in a follow bar.
    pub shared: Shared,
    /// The address of the site's API, for what dialogs need; empty: there are none.
    pub api: String,
    /// BCP 47 tag of the language.
    pub lang: String,
    pub words: Words,
}

crate::choice::choice!(
    /// How a button's address is opened.
    Opens {
        /// In a new tab or a small window.
        Link = "link",
        /// By an app; shown only where one can be expected.
        Mobile = "mobile",
        /// As [`Opens::Link`]; shown only where no app can be expected.
        Desktop = "desktop",
        /// By the mail program: neither tab nor window.
        Mail = "mail",
        /// Not at all: the browser does something itself, named by the button's id.
        Act = "act",
        /// As [`Opens::Link`], to a profile of the site's own.
        Profile = "profile",
    }
);

/// A button of a bar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Button {
    /// The network's slug: class name, icon and, for [`Opens::Act`], the action.
    pub id: String,
    /// The visible name; empty shows the icon alone.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "String::is_empty"))]
    pub name: String,
    /// The accessible name; contains the visible one.
    pub label: String,
    #[cfg_attr(feature = "serde", serde(serialize_with = "wire::word"))]
    pub opens: Opens,
    /// Where it leads for what is shared at first; empty makes it a button that leads nowhere.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "String::is_empty"))]
    pub href: String,
    /// A template for [`crate::link::expand`], for when something else is shared; for copying,
    /// parameters to add to the address.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "String::is_empty"))]
    pub template: String,
    /// Characters of the title that fit; 0 is no limit.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "wire::is_zero"))]
    pub limit: usize,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub number: Option<Number>,
    /// That the profile shows whose it is, in words; empty says nothing.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "String::is_empty"))]
    pub verified: String,
    /// The dialog that opens instead of the address, once scripts are there; empty: none.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "String::is_empty"))]
    pub dialog: String,
    /// The drawing where the catalogue has none; only the server needs it.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub icon: Option<IconPath>,
}

impl Button {
    /// Where the button leads for this; `None` if it lacks something that the network needs.
    ///
    /// Copying is a link to the page itself: without a script its address can still be copied.
    pub fn href_for(&self, shared: &Shared) -> Option<String> {
        match self.opens {
            Opens::Act if self.id == "copy" => Some(added(&shared.url, &self.template)),
            Opens::Act => Some(String::new()),
            Opens::Profile => Some(self.href.clone()),
            _ => expand(&self.template, self.limit, shared),
        }
    }
}

/// The address with more parameters.
fn added(url: &str, parameters: &str) -> String {
    let joint = match (parameters, url.contains('?')) {
        ("", _) => "",
        (_, true) => "&",
        (_, false) => "?",
    };
    [url, joint, parameters].concat()
}

/// A count as shown on a button.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Number {
    /// The short form: "12,3 Tsd.".
    pub text: String,
    /// What is counted, for those who cannot see the icon: "Follower"; may be empty.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "String::is_empty"))]
    pub unit: String,
    /// "Stand: 3. März 2026", where the number has a date that is shown.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "String::is_empty"))]
    pub age: String,
    /// Every digit, as a tooltip.
    pub title: String,
}

/// A profile of the site on a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    pub network: Network,
    /// As the owner wrote it: "@user@host", "name".
    pub handle: String,
    /// Where the button leads; `http`, `https` or `mailto`.
    pub url: String,
    /// The follower count; `None` shows no number, never a zero in its place.
    pub shown: Option<Shown>,
    /// Whether the profile shows that it is the site's.
    pub verified: bool,
}

/// A feed: the first page of posts and the way to the next.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct FeedState {
    /// Class names of the feed.
    pub class: String,
    /// The feed's accessible name.
    pub label: String,
    pub posts: Vec<Post>,
    /// Opaque cursor of the next page; `None` at the end.
    pub next: Option<String>,
    /// Where `next` is fetched: an address with a query that ends in `cursor=`.
    pub endpoint: String,
    pub words: Words,
    /// How the page is told what changes; `None` where it is not. The wasm has no use for it.
    #[cfg(feature = "serde")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub live: Option<Live>,
}

/// Where and for what a page is told what changes.
#[cfg(feature = "serde")]
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Live {
    /// The address of the site's stream, without a query.
    pub url: String,
    /// The state that the posts are of.
    pub since: String,
    /// Ids of sources, separated by commas; empty means all.
    pub sources: String,
    /// The id of a topic; empty means all posts.
    pub topic: String,
    /// Seconds between two questions where there is no stream.
    pub poll: u64,
}

impl FeedState {
    /// Whether this is one of the feed's class names.
    pub fn is(&self, word: &str) -> bool {
        self.class.split(' ').any(|class| class == word)
    }
}

/// Sentences by key, in the language of the element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(pub Vec<(String, String)>);

impl Words {
    /// The sentence; empty if there is none, which shows nothing rather than failing.
    pub fn get(&self, key: &str) -> &str {
        let mut words = self.0.iter();
        words
            .find(|(known, _)| known == key)
            .map_or("", |(_, word)| word)
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Words {
    fn from(words: [(&str, &str); N]) -> Self {
        let owned = |(key, word): (&str, &str)| (key.to_owned(), word.to_owned());
        Self(words.into_iter().map(owned).collect())
    }
}

/// JSON of the states, as embedded in fragments.
#[cfg(feature = "serde")]
mod wire {
    use super::{Opens, Words};
    use crate::choice::Choice;
    use serde::ser::SerializeMap;
    use serde::{Serialize, Serializer};

    pub(super) fn word<S: Serializer>(opens: &Opens, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(opens.word())
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
    pub(super) fn is_zero(limit: &usize) -> bool {
        *limit == 0
    }

    impl Serialize for Words {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(Some(self.0.len()))?;
            self.0
                .iter()
                .try_for_each(|(key, word)| map.serialize_entry(key, word))?;
            map.end()
        }
    }
}
