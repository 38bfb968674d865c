//! Labels that Bluesky puts on authors and posts.

use serde::Deserialize;

/// Labels of authors and posts that are not shown to people who are not logged in, or to nobody.
pub(super) const HIDDEN: &[&str] = &["!no-unauthenticated", "!hide", "!takedown"];
/// Labels of posts whose pictures are not shown: the network itself shows them to nobody who has not
/// asked for them in its settings.
pub(super) const NO_PICTURE: &[&str] = &["porn"];
/// Labels of posts whose pictures are shown to who asks for them.
pub(super) const SENSITIVE: &[&str] = &["sexual", "nudity", "graphic-media", "gore", "!warn"];

#[derive(Deserialize)]
pub(super) struct Label {
    val: String,
    /// Takes the label back.
    #[serde(default)]
    neg: bool,
}

/// Whether one of these labels is there and not taken back.
pub(super) fn any(labels: &[Label], wanted: &[&str]) -> bool {
    labels
        .iter()
        .any(|label| !label.neg && wanted.contains(&&label.val[..]))
}
