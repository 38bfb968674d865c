//! Sharer.js: any element with `data-sharer`, each with all it shares.

use super::draft::Draft;
use super::note::Why;
use super::scan::Tag;

/// Its names that are not ours.
const NAMES: [(&str, &str); 3] = [
    ("okru", "odnoklassniki"),
    ("yahoomail", "email"),
    ("googlebookmarks", "google-bookmarks"),
];

/// Its attributes and our options; the first that a button has counts.
const ATTRIBUTES: [(&str, &str); 10] = [
    ("data-url", "url"),
    ("data-title", "title"),
    ("data-subject", "title"),
    ("data-image", "image"),
    ("data-picture", "image"),
    ("data-via", "via"),
    ("data-hashtags", "hashtags"),
    ("data-hashtag", "hashtags"),
    ("data-body", "text"),
    ("data-caption", "text"),
];

/// How its windows open; ours know by themselves.
const WINDOWS: [&str; 5] = [
    "data-link",
    "data-blank",
    "data-width",
    "data-height",
    "data-web",
];

pub(super) fn read(buttons: &[Tag<'_>], draft: &mut Draft) {
    for tag in buttons {
        let Some(name) = tag.get("data-sharer") else {
            continue;
        };
        let name = name.to_ascii_lowercase();
        let ours = NAMES.iter().find(|(theirs, _)| *theirs == name);
        draft.button(ours.map_or(&name, |(_, ours)| ours));
        for (attribute, option) in ATTRIBUTES {
            let Some(value) = tag.get(attribute) else {
                continue;
            };
            match draft.get(option) {
                "" => draft.set(option, Some(value)),
                set if set == value => {}
                _ => draft.left(&format!("{name} {attribute}"), Why::OneForAll),
            }
        }
        others(tag, draft);
    }
}

fn others(tag: &Tag<'_>, draft: &mut Draft) {
    for (name, _) in tag.data() {
        match &name[..] {
            "data-sharer" => {}
            "data-to" => draft.left(&name, Why::MailPage),
            name if WINDOWS.contains(&name) => {}
            name if ATTRIBUTES.iter().any(|(known, _)| *known == name) => {}
            name => draft.left(name, Why::Unknown),
        }
    }
}
