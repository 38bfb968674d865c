//! Whether two posts say the same: what is compared of their addresses and texts.

use crate::rule::fold;

/// Shorter texts are too common to be the same by being equal.
const LONG_ENOUGH: usize = 40;

/// Parameters that tell who led a reader to a page, not which page it is.
const TRACKING: &[&str] = &[
    "fbclid", "gclid", "igshid", "mc_cid", "mc_eid", "ref_src", "si",
];

/// An address without what does not change the page: scheme, `www.`, fragment, the last slash and
/// parameters that only track. `None` if it is no web address.
pub fn address(url: &str) -> Option<String> {
    let (scheme, rest) = url.trim().split_once("://")?;
    if !matches!(&scheme.to_ascii_lowercase()[..], "http" | "https") {
        return None;
    }
    let rest = rest.split('#').next().unwrap_or_default();
    let (page, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = page.split_at(page.find('/').unwrap_or(page.len()));
    let host = host.to_ascii_lowercase();
    let mut out = format!(
        "{}{}",
        host.trim_start_matches("www."),
        path.trim_end_matches('/')
    );
    let mut mark = '?';
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let name = pair.split('=').next().unwrap_or_default();
        if !name.starts_with("utm_") && !TRACKING.contains(&name) {
            out.push(mark);
            out.push_str(pair);
            mark = '&';
        }
    }
    Some(out)
}

/// A text without addresses, mentions and everything but words; `None` if too little is left to
/// tell posts apart by.
pub fn text(text: &str) -> Option<String> {
    let foreign = |word: &&str| word.contains("://") || word.starts_with('@');
    let own = text.split_whitespace().filter(|word| !foreign(word));
    let folded = fold(&own.collect::<Vec<_>>().join(" ")).trim().to_owned();
    (folded.chars().count() >= LONG_ENOUGH).then_some(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_page_are_the_same() {
        for (a, b, same) in [
            ("https://www.a.example/x/", "http://A.example/x#top", true),
            (
                "https://a.example/x?utm_source=m&id=1",
                "https://a.example/x?id=1",
                true,
            ),
            (
                "https://a.example/x?id=1",
                "https://a.example/x?id=2",
                false,
            ),
            ("https://a.example/X", "https://a.example/x", false),
            ("https://a.example", "https://a.example/", true),
        ] {
            assert_eq!(address(a) == address(b), same, "{a} {b}");
        }
        assert_eq!(address("mailto:a@b.example"), None);
        assert_eq!(address("a.example"), None);
    }

    #[test]
    fn texts_are_the_same_if_their_words_are() {
        let long = "Unser neues Rechenzentrum in Kiel geht heute in Betrieb";
        let other = "@team@kiel.example unser NEUES #Rechenzentrum in Kiel – geht heute in Betrieb! https://a.example/1";
        assert_eq!(text(long), text(other));
        assert_ne!(text(long), text(&format!("{long} nicht")));
        assert_eq!(text("Guten Morgen"), None);
    }
}
