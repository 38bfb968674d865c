//! Who passed a post on.

use crate::date::Timestamp;

/// That a post was passed on by the account that is followed, and written by another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repost {
    /// Who passed it on, as the network calls them; empty where it does not say.
    pub by: String,
    /// When, where the network says so.
    pub at: Option<Timestamp>,
}
