//! AddToAny: `<div class="a2a_kit">` with `<a class="a2a_button_…">`, and settings in a script.

use super::draft::Draft;
use super::note::Why;
use super::scan::Tag;

/// Their names that are not ours; all others are the same with `-` for `_`.
const NAMES: [(&str, &str); 18] = [
    ("aol_mail", "email"),
    ("copy_link", "copy"),
    ("facebook_messenger", "messenger"),
    ("facebook_share", "facebook"),
    ("google_gmail", "email"),
    ("hacker_news", "hackernews"),
    ("linkedin_share", "linkedin"),
    ("outlook_com", "email"),
    ("pinterest_pin", "pinterest"),
    ("print_friendly", "print"),
    ("printfriendly", "print"),
    ("raindrop_io", "raindrop"),
    ("sina_weibo", "weibo"),
    ("twitter_tweet", "x"),
    ("yahoo_mail", "email"),
    ("diaspora", "diaspora"),
    ("microsoft_teams", "teams"),
    ("web_share", "native"),
];

const BUTTON: &str = "a2a_button_";

/// Whether a tag is one of the buttons, with or without a kit around it.
pub(super) fn is_button(tag: &Tag<'_>) -> bool {
    tag.classes()
        .any(|class| class == "a2a_dd" || class.starts_with(BUTTON))
}

pub(super) fn read(kit: &Tag<'_>, buttons: &[Tag<'_>], scripts: &[&str], draft: &mut Draft) {
    kit.classes().for_each(|class| look(class, draft));
    settings(kit, draft);
    for tag in buttons.iter().filter(|tag| is_button(tag)) {
        button(tag, draft);
    }
    for script in scripts
        .iter()
        .filter(|script| script.contains("a2a_config"))
    {
        config(script, draft);
    }
}

/// Kits say by their class how they look; their icons come without names.
fn look(class: &str, draft: &mut Draft) {
    if class == "a2a_vertical_style" {
        draft.set("orientation", Some("vertical".to_owned()));
    } else if class == "a2a_floating_style" {
        draft.left(class, Why::Floating);
    } else if let Some(size) = class.strip_prefix("a2a_kit_size_") {
        draft.set("look", Some("icon".to_owned()));
        // Ours are 36, 44 and 52 px high.
        let size = match size.parse::<u32>() {
            Ok(..40) => "small",
            Ok(49..) => "large",
            _ => "medium",
        };
        draft.set("size", Some(size.to_owned()));
    }
}

fn settings(tag: &Tag<'_>, draft: &mut Draft) {
    for (name, value) in tag.data() {
        match &name[..] {
            "data-a2a-url" => same(&name, "url", value, draft),
            "data-a2a-title" => same(&name, "title", value, draft),
            "data-a2a-icon-color" => draft.left(&name, Why::Color),
            name if name.starts_with("data-a2a-") => draft.left(name, Why::Unknown),
            _ => {}
        }
    }
}

fn same(attribute: &str, option: &str, value: String, draft: &mut Draft) {
    let set = draft.get(option);
    if !set.is_empty() && value != set {
        draft.left(attribute, Why::OneForAll);
    }
    draft.set(option, Some(value));
}

fn button(tag: &Tag<'_>, draft: &mut Draft) {
    if tag.has_class("a2a_dd") {
        draft.left("a2a_dd", Why::Menu);
        draft.button("native");
    }
    if tag.has_class("a2a_counter") {
        draft.replace("look", "count");
    }
    for name in tag.classes().filter_map(|class| class.strip_prefix(BUTTON)) {
        let ours = NAMES.iter().find(|(theirs, _)| *theirs == name);
        match ours {
            Some((_, ours)) => draft.button(ours),
            None => draft.button(&name.replace('_', "-")),
        }
    }
    settings(tag, draft);
    if let Some(link) = tag
        .get("href")
        .filter(|link| link.contains("addtoany.com/"))
    {
        draft.set("url", parameter(&link, &["linkurl", "url"]));
        draft.set("title", parameter(&link, &["linkname", "title"]));
    }
}

/// A parameter of a link, whether before or after its `#`.
fn parameter(link: &str, names: &[&str]) -> Option<String> {
    let pairs = link.split(['?', '&', '#']).skip(1);
    let mut values = pairs.filter_map(|pair| pair.split_once('='));
    let (_, value) = values.find(|(name, _)| names.contains(name))?;
    Some(percent_decoded(value)).filter(|value| !value.is_empty())
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let byte = hex.and_then(|two| u8::from_str_radix(two, 16).ok());
        rest = match (first, byte) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                &after[2..]
            }
            (b'+', _) => {
                bytes.push(b' ');
                after
            }
            (other, _) => {
                bytes.push(*other);
                after
            }
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// `a2a_config.name = "value";`, as their documentation has it. What is no plain text stays unread.
fn config(script: &str, draft: &mut Draft) {
    for part in script.split("a2a_config.").skip(1) {
        let name = part.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let name = name.into_iter().next().unwrap_or_default();
        let assigned = part[name.len()..].trim_start().strip_prefix('=');
        let value = assigned.and_then(|value| quoted(value.trim_start()));
        match name {
            "linkurl" => draft.set("url", value),
            "linkname" => draft.set("title", value),
            "locale" => draft.set("lang", value),
            _ => draft.left(&format!("a2a_config.{name}"), Why::Unknown),
        }
    }
}

/// The text of a string literal without escapes.
fn quoted(literal: &str) -> Option<String> {
    let quote = literal.chars().next().filter(|c| ['"', '\''].contains(c))?;
    let text = &literal[1..];
    let text = &text[..text.find(quote)?];
    (!text.contains('\\')).then(|| text.to_owned())
}
