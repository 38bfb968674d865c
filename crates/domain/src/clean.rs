//! Takes out of a page's address what belongs to the visitor and not to the page.
//!
//! Whoever shares a page from the address bar would pass on a login, a session or who sent them there.

/// What advertising and mailing services append to follow a visitor.
pub const CLICK: &[&str] = &[
    "fbclid",
    "gclid",
    "gbraid",
    "wbraid",
    "dclid",
    "msclkid",
    "yclid",
    "twclid",
    "ttclid",
    "li_fat_id",
    "igsh",
    "igshid",
    "epik",
    "srsltid",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "vero_id",
    "_hsenc",
    "_hsmi",
    "_ga",
    "_gl",
];

/// What identifies a session or lets its owner in.
pub const SECRET: &[&str] = &[
    "sid",
    "session",
    "sessionid",
    "session_id",
    "phpsessid",
    "jsessionid",
    "token",
    "access_token",
    "refresh_token",
    "id_token",
    "auth",
    "auth_token",
    "jwt",
    "api_key",
    "apikey",
    "password",
    "secret",
    "signature",
    "ticket",
    "code",
    "otp",
    "nonce",
    "samlresponse",
];

/// Families of campaign parameters, by how their names begin: Google's, Matomo's, HubSpot's.
pub const CAMPAIGN: &[&str] = &["utm_", "mtm_", "pk_", "hsa_"];

/// The address without session, token, click and campaign parameters, and without its fragment.
///
/// Fragments go altogether, `#!` too: no server ever sees one, so previews and counts do not know it,
/// and sign-in pages put tokens there. `state` goes only beside `code`, as sign-in pages answer; alone
/// it may well be a filter of the page. What stays is left as it is written.
pub fn clean_url(url: &str) -> String {
    let url = without_fragment(url);
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let mut out = without_path_session(path);
    let answers = query.split('&').any(|pair| name(pair) == "code");
    let mut joint = '?';
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let name = name(pair);
        if !(is_the_visitors(&name) || answers && name == "state") {
            out.push(joint);
            out.push_str(pair);
            joint = '&';
        }
    }
    out
}

/// The address without `#` and what follows it.
pub fn without_fragment(url: &str) -> &str {
    url.split('#').next().unwrap_or_default()
}

fn is_the_visitors(name: &str) -> bool {
    CLICK.contains(&name)
        || SECRET.contains(&name)
        || CAMPAIGN.iter().any(|family| name.starts_with(family))
}

fn name(pair: &str) -> String {
    let name = pair.split('=').next().unwrap_or_default();
    name.to_ascii_lowercase()
}

/// Java servers write the session into the path: `/page;jsessionid=1A2B`.
fn without_path_session(path: &str) -> String {
    let Some(at) = path.to_ascii_lowercase().find(";jsessionid=") else {
        return path.to_owned();
    };
    let after = &path[at + 1..];
    let end = after.find(['/', ';']).unwrap_or(after.len());
    [&path[..at], &after[end..]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_visitors_own_goes_and_all_else_stays() {
        for (url, expected) in [
            ("https://a.example/", "https://a.example/"),
            (
                "https://a.example/x?b=1&c=%20+2",
                "https://a.example/x?b=1&c=%20+2",
            ),
            ("https://a.example/?fbclid=x", "https://a.example/"),
            (
                "https://a.example/?a=1&GCLID=x&b=2",
                "https://a.example/?a=1&b=2",
            ),
            (
                "https://a.example/?utm_source=x&utm_id=y&utmost=z",
                "https://a.example/?utmost=z",
            ),
            ("https://a.example/?PHPSESSID=x&&p", "https://a.example/?p"),
            (
                "https://a.example/x;jsessionid=1A?y=2",
                "https://a.example/x?y=2",
            ),
            (
                "https://a.example/x;JSESSIONID=1A/y;z=1",
                "https://a.example/x/y;z=1",
            ),
            (
                "https://a.example/?code=a&state=b&page=2",
                "https://a.example/?page=2",
            ),
            (
                "https://a.example/?state=bayern",
                "https://a.example/?state=bayern",
            ),
            (
                "https://a.example/?token=x#access_token=y",
                "https://a.example/",
            ),
            ("https://a.example/?q=a#abschnitt", "https://a.example/?q=a"),
            ("https://a.example/#!/seite", "https://a.example/"),
            (
                "https://a.example/?tokens=3&mysid=4&coded=5",
                "https://a.example/?tokens=3&mysid=4&coded=5",
            ),
            (
                "https://a.example/?q=a?token=b",
                "https://a.example/?q=a?token=b",
            ),
            (
                "https://xn--bcher-kva.example/ä?ö=ü&sid=1",
                "https://xn--bcher-kva.example/ä?ö=ü",
            ),
            ("", ""),
        ] {
            assert_eq!(clean_url(url), expected);
            assert_eq!(clean_url(expected), expected, "cleaned twice");
        }
    }

    /// Secrets must not even reach our own server: the loader takes them out where a page does not say
    /// its canonical address, and leaves to [`clean_url`] what is left of the joints.
    #[test]
    fn the_loader_takes_every_secret_out() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../www/element.js");
        let loader = std::fs::read_to_string(file).unwrap();
        let (_, after) = loader.split_once("const SECRET = /").unwrap();
        let (pattern, _) = after.split_once("/gi;\n").unwrap();
        let secret = regex::Regex::new(&format!("(?i){pattern}")).unwrap();
        for name in SECRET.iter().chain(&["state"]) {
            for name in [name.to_ascii_uppercase(), (*name).to_owned()] {
                let url = format!("https://a.example/?{name}=x&a=1&{name}=y&{name}=z");
                let left = secret.replace_all(&url, "$1");
                assert!(!left.contains(&name), "{left}");
                assert_eq!(clean_url(&left), "https://a.example/?a=1");
            }
        }
        for url in [
            "https://a.example/?page=1&author=2&passage=3&side=4&codes=5",
            "https://a.example/?q=a=code",
        ] {
            assert_eq!(secret.replace_all(url, "$1"), url);
        }
    }

    #[test]
    fn every_name_of_the_lists_goes_in_any_case() {
        let families = CAMPAIGN.iter().map(|family| format!("{family}x"));
        let names = CLICK.iter().chain(SECRET).map(|name| (*name).to_owned());
        for name in names.chain(families) {
            assert_eq!(name, name.to_ascii_lowercase());
            for name in [name.to_ascii_uppercase(), name] {
                let url = format!("https://a.example/?a=1&{name}=geheim&b");
                assert_eq!(clean_url(&url), "https://a.example/?a=1&b");
            }
        }
    }
}
