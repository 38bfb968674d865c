//! Addresses with gaps (RFC 6570, its first level), as home servers publish them.

use super::Activity;
use super::home::is_ascii_host;
use crate::link::encode;

/// Longer templates are none that a server would publish.
pub const LONGEST: usize = 1_024;

/// The address that a server's template stands for; `None` if it is not to be opened.
///
/// It has to be `https` on one of `hosts` without user name or port, and to take what the activity
/// is about: `{content}` or `{object}` for a post, `{object}` or `{uri}` for an account. Gaps of
/// other names stay empty, as FEP-3b86 asks. Every value is percent-encoded by us, so no value can
/// leave its place, and a template cannot ask for one that is not.
pub fn expand(template: &str, hosts: &[&str], activity: &Activity<'_>) -> Option<String> {
    let known = hosts.contains(&host(template)?);
    let sound = template.len() <= LONGEST && is_sound(template) && takes(template, activity);
    (known && sound).then(|| fill(template, activity))
}

/// The server that a template leads to; `None` if it is not `https` with a plain name.
pub fn host(template: &str) -> Option<&str> {
    let rest = template.strip_prefix("https://")?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    is_ascii_host(host).then_some(host)
}

/// Whether every character may stand in an address, and every gap is a plain name.
fn is_sound(template: &str) -> bool {
    let visible = |b: u8| (b'!'..=b'~').contains(&b) && !b"\"<>\\^`|".contains(&b);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            return false;
        };
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"_-.".contains(&b);
        if before.contains('}') || name.is_empty() || !name.bytes().all(plain) {
            return false;
        }
        rest = after;
    }
    !rest.contains('}') && template.bytes().all(visible)
}

/// Whether the template has a place for what the activity is about.
fn takes(template: &str, activity: &Activity<'_>) -> bool {
    let places = match activity {
        Activity::Create { .. } => ["{content}", "{object}"],
        Activity::Follow { .. } => ["{object}", "{uri}"],
    };
    places.iter().any(|place| template.contains(place))
}

/// Fills every gap of a sound template.
pub(super) fn fill(template: &str, activity: &Activity<'_>) -> String {
    let headed = template.contains("{name}");
    let mut out = String::with_capacity(template.len() + 64);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        out.push_str(before);
        out.push_str(&encode(&value(name, activity, headed)));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// `headed` says that the text has a place of its own as the heading.
fn value(name: &str, activity: &Activity<'_>, headed: bool) -> String {
    match (activity, name) {
        (Activity::Create { text, .. }, "name") => (*text).to_owned(),
        (Activity::Create { text, url }, "content") if !headed && !text.is_empty() => {
            format!("{text}\n\n{url}")
        }
        (Activity::Create { url, .. }, "content" | "object") => (*url).to_owned(),
        (Activity::Follow { actor }, "object" | "uri") => (*actor).to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CREATE: Activity<'_> = Activity::Create {
        text: "A & B",
        url: "https://a.example/?b=1",
    };
    const FOLLOW: Activity<'_> = Activity::Follow {
        actor: "https://social.example/@ada",
    };
    const TEXT: &str = "A%20%26%20B";
    const URL: &str = "https%3A%2F%2Fa.example%2F%3Fb%3D1";
    const ACTOR: &str = "https%3A%2F%2Fsocial.example%2F%40ada";

    #[test]
    fn templates_of_servers_are_filled() {
        for (activity, template, expected) in [
            (
                CREATE,
                "https://h.example/share?text={content}",
                "https://h.example/share?text={T}%0A%0A{U}",
            ),
            (
                CREATE,
                "https://h.example/share?url={object}",
                "https://h.example/share?url={U}",
            ),
            (
                CREATE,
                "https://h.example/new?title={name}&body={content}&re={inReplyTo}&then={on-success}",
                "https://h.example/new?title={T}&body={U}&re=&then=",
            ),
            (
                CREATE,
                "https://h.example/{content}#x",
                "https://h.example/{T}%0A%0A{U}#x",
            ),
            (
                FOLLOW,
                "https://h.example/authorize_interaction?uri={uri}",
                "https://h.example/authorize_interaction?uri={A}",
            ),
            (
                FOLLOW,
                "https://h.example/follow?f=&url={object}",
                "https://h.example/follow?f=&url={A}",
            ),
        ] {
            let expected = expected
                .replace("{T}", TEXT)
                .replace("{U}", URL)
                .replace("{A}", ACTOR);
            let found = expand(template, &["other.example", "h.example"], &activity);
            assert_eq!(found, Some(expected), "{template}");
        }
        let bare = Activity::Create {
            text: "",
            url: "https://a.example/?b=1",
        };
        let found = expand(
            "https://h.example/share?text={content}",
            &["h.example"],
            &bare,
        );
        assert_eq!(found, Some(format!("https://h.example/share?text={URL}")));
    }

    #[test]
    fn hostile_templates_are_not_opened() {
        let long = format!("https://h.example/{}?text={{content}}", "x".repeat(LONGEST));
        for template in [
            "javascript:alert(1)//{content}",
            "javascript://h.example/%0aalert({content})",
            "data:text/html,{content}",
            "http://h.example/share?text={content}",
            "HTTPS://h.example/share?text={content}",
            "//h.example/share?text={content}",
            "/share?text={content}",
            "https:h.example/share?text={content}",
            "https://evil.example/share?text={content}",
            "https://h.example.evil.example/share?text={content}",
            "https://evil-h.example/?text={content}",
            "https://h.example@evil.example/share?text={content}",
            "https://user:pass@h.example/share?text={content}",
            "https://h.example:8443/share?text={content}",
            "https://h.example:443/share?text={content}",
            "https://h.example\\@evil.example/?text={content}",
            "https://{content}/share",
            "https://{object}h.example/share",
            "https://127.0.0.1/share?text={content}",
            "https://h.example/share",
            "https://h.example/share?text={contents}",
            "https://h.example/share?text={+content}",
            "https://h.example/share{?content}",
            "https://h.example/share?text={content:3}{content",
            "https://h.example/share?text={content}}",
            "https://h.example/share?text={{content}}",
            "https://h.example/share?text={}{content}",
            "https://h.example/share?text={content} x",
            "https://h.example/share?text={content}\n",
            "https://h.example/share?\"><script>={content}",
            "https://h.example/ä?text={content}",
            "https://h.example/interactions?uri={inReplyTo}",
            "",
            &long,
        ] {
            assert_eq!(
                expand(template, &["h.example"], &CREATE),
                None,
                "{template}"
            );
        }
        let create = "https://h.example/share?text={content}";
        assert_eq!(expand(create, &["h.example"], &FOLLOW), None);
        assert_eq!(expand(create, &[], &CREATE), None);
    }

    #[test]
    fn no_value_leaves_its_place() {
        let printable: String = (' '..='~').collect();
        for text in [
            &printable[..],
            "\"><script>",
            "{content}{object}",
            "a\r\nb",
            "&x=#",
        ] {
            let activity = Activity::Create {
                text,
                url: "https://a.example/",
            };
            let found = expand(
                "https://h.example/s?t={content}&e=1",
                &["h.example"],
                &activity,
            )
            .unwrap();
            let value = found.strip_prefix("https://h.example/s?t=").unwrap();
            let value = value.strip_suffix("&e=1").unwrap();
            let safe = |b: u8| b.is_ascii_alphanumeric() || b"-._~%".contains(&b);
            assert!(value.bytes().all(safe), "{value}");
        }
    }
}
