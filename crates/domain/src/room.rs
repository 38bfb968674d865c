//! How many characters of a title fit, in each network's own way of counting.
//!
//! Counted where the catalogue is, on the server: the browser gets a number of characters. Graphemes
//! are counted as characters, of which there are never fewer, so the network's limit is kept at the
//! price of a few characters with emoji; Unicode's tables of graphemes are not worth that.

use crate::link::Shared;
use crate::network::Limit;

/// Characters of `title` that fit beside address, hashtags and account; at least 1.
pub fn room(limit: Limit, title: &str, what: &Shared) -> usize {
    let url = what.url.chars().count();
    let tags: usize = what.hashtags.iter().map(|tag| 2 + weigh(limit, tag)).sum();
    let left = match limit {
        // Two line ends before the address.
        Limit::Graphemes(most) => most.saturating_sub(2 + url + tags),
        // A blank and 23 for the address, and one for the ellipsis, which X counts twice.
        Limit::Weighted(most) => {
            let via = match what.via.len() {
                0 => 0,
                length => " via @".len() + length,
            };
            most.saturating_sub(1 + 23 + tags + via + 1)
        }
        Limit::EmojiBytes(most) => most.saturating_sub(1 + url + tags),
    };
    let mut used = 0;
    let fits = |c: &char| {
        used += weight(limit, *c);
        used <= left
    };
    let fitting = title.chars().take_while(fits).count();
    let light = title.chars().all(|c| weight(limit, c) == 1);
    if light { left } else { fitting }.max(1)
}

fn weigh(limit: Limit, text: &str) -> usize {
    text.chars().map(|c| weight(limit, c)).sum()
}

fn weight(limit: Limit, c: char) -> usize {
    match (limit, c) {
        (Limit::Graphemes(_), _) => 1,
        // The ranges of X's published configuration (twitter-text, version 3).
        (Limit::Weighted(_), '\0'..='\u{10ff}' | '\u{2000}'..='\u{200d}') => 1,
        (Limit::Weighted(_), '\u{2010}'..='\u{201f}' | '\u{2032}'..='\u{2037}') => 1,
        (Limit::Weighted(_), _) => 2,
        // Symbols, joiners and all beyond the first plane: more than emoji, never less.
        (Limit::EmojiBytes(_), '\u{200d}' | '\u{2100}'..='\u{2bff}' | '\u{fe00}'..) => c.len_utf8(),
        (Limit::EmojiBytes(_), _) => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::truncate;

    const URL: &str = "https://a.example/artikel";

    fn shared(title: &str) -> Shared {
        Shared {
            url: URL.into(),
            title: title.into(),
            hashtags: vec!["eins".into(), "zwei".into()],
            via: "konto".into(),
            ..Shared::default()
        }
    }

    #[test]
    fn limits_hold_for_long_titles_in_every_script() {
        for word in ["Wörter ", "👩‍👩‍👧 ", "漢字", "العربية ", "x", "é🇩🇪 — "]
        {
            let what = shared(&word.repeat(600));
            for limit in [
                Limit::Graphemes(300),
                Limit::Weighted(280),
                Limit::EmojiBytes(500),
            ] {
                let title = truncate(&what.title, room(limit, &what.title, &what));
                let tags = " #eins #zwei";
                let (text, most) = match limit {
                    Limit::Graphemes(most) => (format!("{title}\n\n{URL}{tags}"), most),
                    // 23 letters in place of the address.
                    Limit::Weighted(most) => {
                        (format!("{title} {}{tags} via @konto", "u".repeat(23)), most)
                    }
                    Limit::EmojiBytes(most) => (format!("{title} {URL}"), most),
                };
                let taken = weigh(limit, &text);
                assert!(taken <= most, "{limit:?} {word}: {taken}");
                assert!(
                    title.ends_with('…') && taken > most / 2,
                    "{limit:?} {word}: {taken}"
                );
            }
        }
    }

    #[test]
    fn titles_that_fit_stay_whole() {
        for (limit, title) in [
            (Limit::Graphemes(300), "a".repeat(300 - 2 - URL.len() - 12)),
            (Limit::Weighted(280), "a".repeat(280 - 1 - 23 - 12 - 11 - 1)),
            (Limit::EmojiBytes(500), "a".repeat(500 - 1 - URL.len() - 12)),
            (Limit::Weighted(280), "漢".repeat(116)),
        ] {
            let what = shared(&title);
            assert_eq!(
                truncate(&title, room(limit, &title, &what)),
                title,
                "{limit:?}"
            );
        }
    }

    #[test]
    fn an_address_that_fills_the_post_leaves_no_title() {
        let mut what = shared("Ein Titel");
        what.url = format!("https://a.example/{}", "x".repeat(400));
        let room = room(Limit::Graphemes(300), &what.title, &what);
        assert_eq!(truncate(&what.title, room), "");
    }
}
