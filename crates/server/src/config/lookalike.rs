//! Names that look like others but are not: whoever follows one follows somebody else.

use unicode_security::MixedScript;
use unicode_security::confusable_detection::skeleton;
use url::Url;

/// What looks wrong about a handle, given the names that are the site's own.
pub(super) fn suspicion(handle: &str, own: &[String]) -> Option<String> {
    let names: Vec<&str> = names(handle).collect();
    if let Some(name) = names.iter().find(|name| !name.is_single_script()) {
        return Some(format!("\"{name}\" mixes letters of several scripts"));
    }
    let twin = |name: &&str| {
        let twin = own.iter().find(|known| looks_like(name, known))?;
        Some(format!(
            "\"{name}\" looks like \"{twin}\", but is written in another way"
        ))
    };
    names.iter().find_map(twin)
}

/// By the shapes of their letters; `known` is in small letters. Most networks take capitals for the same
/// name, but show them as they were written, so that an `I` can stand for an `l`.
fn looks_like(name: &str, known: &str) -> bool {
    let small = name.to_lowercase();
    small != known && [name, &small].map(shape).contains(&shape(known))
}

/// What the eye sees (Unicode Technical Standard 39, which knows a `0` only as a capital `O`).
fn shape(name: &str) -> String {
    skeleton(&name.replace('0', "o"))
        .collect::<String>()
        .to_lowercase()
}

/// The names that make a site: its id, its own name, and its home's host with the parts of it.
pub(super) fn own_names(id: &str, name: &str, home: &str) -> Vec<String> {
    let home = Url::parse(home).ok();
    let host = home.as_ref().and_then(Url::host_str).unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let without_end = host.rsplit_once('.').map_or(host, |(name, _)| name);
    [id, name, host]
        .into_iter()
        .map(str::to_lowercase)
        .chain(without_end.split('.').map(str::to_lowercase))
        .filter(|name| name.chars().count() >= SHORTEST)
        .collect()
}

/// Shorter names look like each other by chance.
const SHORTEST: usize = 4;

/// The names in a handle: user and host of `@user@host`, the last part of an address.
pub(super) fn names(handle: &str) -> impl Iterator<Item = &str> {
    let path = handle.trim_end_matches('/').rsplit('/').next();
    path.unwrap_or_default()
        .split('@')
        .filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_looks_like_another_is_suspicious() {
        let own = own_names(
            "corporate",
            "Nordlicht AG",
            "https://www.nordlicht.example/",
        );
        let says = |handle: &str| suspicion(handle, &own).unwrap_or_default();
        for (handle, expected) in [
            ("nordlicht", ""),
            ("Nordlicht", ""),
            ("@nordlicht@social.example", ""),
            ("nordlicht-energie", ""),
            ("@nordlicht.example", ""),
            ("северное-сияние", ""),
            (
                "https://a.example/nord1icht/",
                "\"nord1icht\" looks like \"nordlicht\"",
            ),
            ("nordIicht", "\"nordIicht\" looks like \"nordlicht\""),
            ("n0rd1icht", "\"n0rd1icht\" looks like \"nordlicht\""),
            (
                "@n0rdlicht@social.example",
                "\"n0rdlicht\" looks like \"nordlicht\"",
            ),
            ("c0rporate", "\"c0rporate\" looks like \"corporate\""),
            // The second letter is Cyrillic.
            (
                "n\u{43e}rdlicht",
                "\"n\u{43e}rdlicht\" mixes letters of several scripts",
            ),
            (
                "@a@nordlicht.exarnple",
                "\"nordlicht.exarnple\" looks like \"nordlicht.example\"",
            ),
        ] {
            let said = says(handle);
            assert!(said.starts_with(expected), "{handle}: {said}");
            assert_eq!(said.is_empty(), expected.is_empty(), "{handle}: {said}");
        }
    }
}
