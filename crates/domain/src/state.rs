//! What travels inside a fragment so that the browser renders exactly what the server rendered.

use crate::config::Options;
use crate::network::Network;
use crate::post::{Post, Shown};

/// What an element shows.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    Bar(BarState),
    Follow(FollowState),
    Feed(FeedState),
}

/// A share bar: its options and the counts known for the address.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BarState {
    pub options: Options,
    pub counts: Vec<(Network, Shown)>,
}

/// A follow bar: its options and the site's profiles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FollowState {
    pub options: Options,
    pub profiles: Vec<Profile>,
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
}

/// A feed: its options, the first page of posts and the way to the next.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FeedState {
    pub options: Options,
    pub posts: Vec<Post>,
    /// Opaque cursor of the next page; `None` at the end.
    pub next: Option<String>,
    /// Where `next` is fetched: the address of the site's feed, without a query.
    pub endpoint: String,
}

/// JSON of the states, as embedded in fragments.
#[cfg(feature = "serde")]
mod wire {
    use super::{BarState, FeedState, FollowState, Profile};
    use crate::config::Options;
    use serde::ser::{SerializeMap, SerializeStruct};
    use serde::{Serialize, Serializer};

    impl Serialize for Options {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(None)?;
            self.iter()
                .try_for_each(|(name, value)| map.serialize_entry(name, value))?;
            map.end()
        }
    }

    impl Serialize for BarState {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let counts: Vec<_> = self
                .counts
                .iter()
                .map(|(n, shown)| (n.slug(), shown))
                .collect();
            let mut state = serializer.serialize_struct("BarState", 2)?;
            state.serialize_field("options", &self.options)?;
            state.serialize_field("counts", &counts)?;
            state.end()
        }
    }

    impl Serialize for FollowState {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut state = serializer.serialize_struct("FollowState", 2)?;
            state.serialize_field("options", &self.options)?;
            state.serialize_field("profiles", &self.profiles)?;
            state.end()
        }
    }

    impl Serialize for Profile {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut profile = serializer.serialize_struct("Profile", 4)?;
            profile.serialize_field("network", self.network.slug())?;
            profile.serialize_field("handle", &self.handle)?;
            profile.serialize_field("url", &self.url)?;
            profile.serialize_field("shown", &self.shown)?;
            profile.end()
        }
    }

    impl Serialize for FeedState {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut state = serializer.serialize_struct("FeedState", 4)?;
            state.serialize_field("options", &self.options)?;
            state.serialize_field("posts", &self.posts)?;
            state.serialize_field("next", &self.next)?;
            state.serialize_field("endpoint", &self.endpoint)?;
            state.end()
        }
    }
}
