//! shareon: `<div class="shareon">` with a child for each network, named by its class.

use super::draft::Draft;
use super::note::Why;
use super::scan::Tag;
use crate::network::{Lookup, Network, lookup};

/// Its attributes and our options.
const ATTRIBUTES: [(&str, &str); 6] = [
    ("data-url", "url"),
    ("data-title", "title"),
    ("data-text", "text"),
    ("data-media", "image"),
    ("data-via", "via"),
    ("data-hashtags", "hashtags"),
];

pub(super) fn read(container: &Tag<'_>, buttons: &[Tag<'_>], draft: &mut Draft) {
    for (attribute, option) in ATTRIBUTES {
        draft.set(option, container.get(attribute));
    }
    others(container, draft);
    buttons.iter().for_each(|tag| button(tag, draft));
}

fn button(tag: &Tag<'_>, draft: &mut Draft) {
    // As shareon does: the first class that it knows. A class of nobody is the page's own.
    let known = |class: &&str| *class == "copy-url" || lookup(class) != Lookup::Unknown;
    let Some(class) = tag.classes().find(known) else {
        return;
    };
    draft.button(if class == "copy-url" { "copy" } else { class });
    for (attribute, option) in ATTRIBUTES {
        let Some(value) = tag.get(attribute) else {
            continue;
        };
        // A name on Mastodon or Tumblr is none on X, the only network that ours goes to.
        let is_ours = option != "via" || Network::parse(class) == Some(Network::X);
        let is_shared = ["via", "hashtags", "image"].contains(&option) && is_ours;
        match draft.get(option) {
            "" if is_shared => draft.set(option, Some(value)),
            set if set == value => {}
            _ => draft.left(&format!("{class} {attribute}"), Why::OneForAll),
        }
    }
    others(tag, draft);
}

fn others(tag: &Tag<'_>, draft: &mut Draft) {
    for (name, _) in tag.data() {
        match &name[..] {
            "data-fb-app-id" => draft.set("facebook-app-id", tag.get("data-fb-app-id")),
            "data-s2f-instance" => draft.left(&name, Why::NoId),
            name if ATTRIBUTES.iter().any(|(known, _)| *known == name) => {}
            name => draft.left(name, Why::Unknown),
        }
    }
}
