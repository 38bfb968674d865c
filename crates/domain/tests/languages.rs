//! Every language: complete, well-formed, and writing numbers and dates as ICU does.

use std::collections::BTreeMap;

use serde_json::Value;
use teilbar_domain::choice::Choice;
use teilbar_domain::count::Count;
use teilbar_domain::date::Date;
use teilbar_domain::network::Network;
use teilbar_domain::text::{Forms, Lang, Strings};

/// What ICU says, written by `node locales.mjs > locales.json`: a run of this test needs no Node.
fn oracle() -> Value {
    serde_json::from_str(include_str!("locales.json")).expect("locales.json is JSON")
}

fn languages() -> impl Iterator<Item = Lang> {
    Lang::ALL.iter().map(|(lang, _)| *lang)
}

#[test]
fn numbers_are_written_as_icu_writes_them() {
    let oracle = oracle();
    for lang in languages() {
        let rows = oracle[lang.word()]["numbers"].as_array().unwrap();
        for row in rows {
            let (n, full, compact) = (row[0].as_u64().unwrap(), &row[1], &row[2]);
            assert_eq!(&Count(n).full(lang), full, "{lang:?} {n}");
            let ours = Count(n).compact(lang);
            match on_purpose(lang, n) {
                Some(text) => assert_eq!(ours, text, "{lang:?} {n}"),
                None => assert_eq!(&ours, compact, "{lang:?} {n}"),
            }
        }
    }
}

/// Short numbers that differ from ICU's on purpose.
fn on_purpose(lang: Lang, n: u64) -> Option<&'static str> {
    let text = match (lang, n) {
        // CLDR has no short thousands in German; six digits are too wide for a button, and "Tsd." is
        // what newspapers write.
        (Lang::De, 1_000 | 1_001) => "1\u{a0}Tsd.",
        (Lang::De, 1_234) => "1,2\u{a0}Tsd.",
        (Lang::De, 5_000) => "5\u{a0}Tsd.",
        (Lang::De, 9_999) => "9,9\u{a0}Tsd.",
        (Lang::De, 10_000) => "10\u{a0}Tsd.",
        (Lang::De, 12_345) => "12,3\u{a0}Tsd.",
        (Lang::De, 99_999) => "99,9\u{a0}Tsd.",
        (Lang::De, 100_000) => "100\u{a0}Tsd.",
        (Lang::De, 123_456) => "123\u{a0}Tsd.",
        (Lang::De, 999_999) => "999\u{a0}Tsd.",
        // Plain words have no abbreviations.
        (Lang::DeSimple, 1_000 | 1_001) => "1\u{a0}Tausend",
        (Lang::DeSimple, 1_234) => "1,2\u{a0}Tausend",
        (Lang::DeSimple, 5_000) => "5\u{a0}Tausend",
        (Lang::DeSimple, 9_999) => "9,9\u{a0}Tausend",
        (Lang::DeSimple, 10_000) => "10\u{a0}Tausend",
        (Lang::DeSimple, 12_345) => "12,3\u{a0}Tausend",
        (Lang::DeSimple, 99_999) => "99,9\u{a0}Tausend",
        (Lang::DeSimple, 100_000) => "100\u{a0}Tausend",
        (Lang::DeSimple, 123_456) => "123\u{a0}Tausend",
        (Lang::DeSimple, 999_999) => "999\u{a0}Tausend",
        (Lang::DeSimple, 1_000_000) => "1\u{a0}Million",
        (Lang::DeSimple, 1_500_000) => "1,5\u{a0}Millionen",
        (Lang::DeSimple, 3_000_000) => "3\u{a0}Millionen",
        (Lang::DeSimple, 12_345_678) => "12,3\u{a0}Millionen",
        (Lang::DeSimple, 100_000_000) => "100\u{a0}Millionen",
        (Lang::DeSimple, 123_456_789) => "123\u{a0}Millionen",
        (Lang::DeSimple, 999_999_999) => "999\u{a0}Millionen",
        (Lang::DeSimple, 1_000_000_000) => "1\u{a0}Milliarde",
        (Lang::DeSimple, 2_500_000_000) => "2,5\u{a0}Milliarden",
        (Lang::DeSimple, 12_345_678_901) => "12,3\u{a0}Milliarden",
        (Lang::DeSimple, 999_999_999_999) => "999\u{a0}Milliarden",
        // Ten counts as few in Arabic, before thousands as well.
        (Lang::Ar, 10_000) => "10\u{a0}آلاف",
        // ICU says "1000 M" below ten thousand millions and "12 mil M" above; one unit is simpler.
        (Lang::Es, 1_000_000_000) => "1\u{a0}mil\u{a0}M",
        (Lang::Es, 2_500_000_000) => "2,5\u{a0}mil\u{a0}M",
        _ => return None,
    };
    Some(text)
}

#[test]
fn dates_are_written_as_icu_writes_them() {
    let oracle = oracle();
    for lang in languages() {
        for row in oracle[lang.word()]["dates"].as_array().unwrap() {
            let (iso, long, moment) = (row[0].as_str().unwrap(), &row[1], row[2].as_str().unwrap());
            let (day, time) = iso.split_once('T').unwrap();
            let (hour, minute) = time.split_once(':').unwrap();
            let date = Date::parse(day).unwrap();
            assert_eq!(&date.long(lang), long, "{lang:?} {iso}");
            let ours = date.long_at(hour.parse().unwrap(), minute.parse().unwrap(), lang);
            // A comma is shorter than a word; German times are named "Uhr".
            let moment = match lang {
                Lang::De => moment.replace(" um ", ", ") + " Uhr",
                Lang::DeSimple => moment.to_owned() + " Uhr",
                Lang::En => moment.replace(" at ", ", "),
                _ => moment.to_owned(),
            };
            assert_eq!(ours, moment, "{lang:?} {iso}");
        }
    }
}

#[test]
fn plurals_are_those_of_icu() {
    let oracle = oracle();
    for lang in languages() {
        let plurals = lang.language().plurals;
        for row in oracle[lang.word()]["plurals"].as_array().unwrap() {
            let n = row[0].as_u64().unwrap();
            assert_eq!(plurals.category(n).word(), row[1], "{lang:?} {n}");
            assert!(plurals.categories().contains(&plurals.category(n)));
        }
    }
}

/// Lists the fields once for all tests; a field that is missing here does not compile.
macro_rules! fields {
    (plain: $($plain:ident)+; counted: $($counted:ident)+;) => {
        fn plain(strings: &Strings) -> Vec<(&'static str, &'static str)> {
            let Strings { $($plain,)+ $($counted: _),+ } = strings;
            vec![$((stringify!($plain), *$plain)),+]
        }
        fn counted(strings: &Strings) -> Vec<(&'static str, Forms)> {
            vec![$((stringify!($counted), strings.$counted)),+]
        }
    };
}

fields! {
    plain: share follow feed share_on follow_on as_of copy_link copied copy_failed print native_share
        by_email label_email label_copy label_print label_native loading feed_failed feed_empty retry
        more_posts no_more_posts read_on sample label_more more_networks search nothing_found
        close label_qr qr qr_alt qr_hint label_cite cite copy permalink retrieved fediverse_share
        fediverse_follow home_server home_server_hint remember_server go_on
        bad_server server_empty server_missing server_port server_ip server_account
        hide_bar remember_order verified pinned reposted_by sensitive play_video video_notice previous next
        enlarge image_of subscribe loading_failed;
    counted: followers shares posts_loaded new_posts total_followers;
}

/// Every sentence, those with forms once per form.
fn sentences(lang: Lang) -> Vec<(&'static str, &'static str)> {
    let strings = lang.strings();
    let mut all = plain(strings);
    for (key, forms) in counted(strings) {
        all.extend(forms.iter().map(|form| (key, *form)));
    }
    all
}

#[test]
fn sentences_are_complete_and_take_what_german_takes() {
    let slots: BTreeMap<_, _> = sentences(Lang::De)
        .into_iter()
        .map(|(key, text)| (key, text.matches("{}").count()))
        .collect();
    for lang in languages() {
        for (key, text) in sentences(lang) {
            let at = format!("{lang:?} {key}: {text:?}");
            assert!(!text.trim().is_empty() && text.trim() == text, "{at}");
            assert_eq!(text.matches("{}").count(), slots[key], "{at}");
            assert_eq!(text.matches(['{', '}']).count(), 2 * slots[key], "{at}");
            assert!(
                !text.contains(['"', '\'', '<', '`', '\n']),
                "typography: {at}"
            );
            assert!(
                !text.contains("...") && !text.contains("  "),
                "typography: {at}"
            );
        }
        for (key, forms) in counted(lang.strings()) {
            let wanted = lang.language().plurals.categories().len();
            let fits = forms.len() == 1 || forms.len() == wanted;
            assert!(
                fits,
                "{lang:?} {key} has {} forms, not {wanted}",
                forms.len()
            );
        }
        for form in lang.strings().followers {
            assert!(
                form.starts_with("{}"),
                "the number is shown apart: {lang:?} {form}"
            );
        }
    }
}

#[test]
fn nothing_is_left_in_another_language() {
    // What two languages write alike.
    let same = [
        "E-mail",
        "Link",
        "App",
        "QR",
        "QR-Code",
        "{} Follower",
        "Stand: {}",
    ];
    let mut left = Vec::new();
    for of in [Lang::En, Lang::De] {
        let theirs: BTreeMap<_, _> = plain(of.strings()).into_iter().collect();
        let plain_german = |lang| (lang, of) == (Lang::DeSimple, Lang::De);
        for lang in languages().filter(|lang| *lang != of && !plain_german(*lang)) {
            let alike = plain(lang.strings()).into_iter();
            let alike = alike.filter(|(key, text)| theirs[key] == *text && !same.contains(text));
            left.extend(alike.map(|(key, text)| format!("{lang:?} {key} is {of:?}: {text:?}")));
        }
    }
    assert!(left.is_empty(), "{left:#?}");
}

#[test]
fn scripts_are_those_of_the_language() {
    for (lang, from, to) in [
        (Lang::Ar, '\u{600}', '\u{6ff}'),
        (Lang::Bg, '\u{400}', '\u{4ff}'),
        (Lang::El, '\u{370}', '\u{3ff}'),
        (Lang::He, '\u{590}', '\u{5ff}'),
        (Lang::Ja, '\u{3040}', '\u{9fff}'),
        (Lang::Ko, '\u{ac00}', '\u{d7a3}'),
        (Lang::Ru, '\u{400}', '\u{4ff}'),
        (Lang::Uk, '\u{400}', '\u{4ff}'),
        (Lang::Zh, '\u{4e00}', '\u{9fff}'),
    ] {
        for (key, text) in sentences(lang) {
            let latin = ["E-mail", "QR", "{}/{}"].contains(&text);
            let script = text.chars().any(|c| (from..=to).contains(&c));
            assert!(script || latin, "{lang:?} {key}: {text:?}");
        }
    }
}

/// Whether a text has these words and not merely their letters, for voice control listens for words.
/// Japanese and Chinese write no blanks between them.
fn has_words(text: &str, words: &str, lang: Lang) -> bool {
    let (text, words) = (text.to_lowercase(), words.to_lowercase());
    let blanks = !matches!(lang, Lang::Ja | Lang::Zh);
    let ends = |c: Option<char>| !blanks || c.is_none_or(|c| !c.is_alphanumeric());
    text.match_indices(&words).any(|(at, _)| {
        ends(text[..at].chars().next_back()) && ends(text[at + words.len()..].chars().next())
    })
}

#[test]
fn buttons_name_the_network_once_and_contain_what_is_visible() {
    for lang in languages() {
        let strings = lang.strings();
        for network in Network::ALL {
            let (label, visible) = (strings.share_label(*network), strings.label(*network));
            assert!(
                has_words(&label, visible, lang),
                "{lang:?} {visible:?} {label:?}"
            );
        }
        for template in [strings.share_on, strings.follow_on] {
            let text = teilbar_domain::text::fill(template, "Mastodon");
            assert_eq!(text.matches("Mastodon").count(), 1, "{lang:?} {text}");
            assert!(has_words(&text, "Mastodon", lang), "{lang:?} {text}");
        }
    }
}

#[test]
fn plain_german_is_short() {
    for (key, text) in sentences(Lang::DeSimple) {
        for sentence in text.split(['.', ':', '?', '!']) {
            let words = sentence.split_whitespace().count();
            assert!(words <= 12, "{key}: {words} words in {sentence:?}");
        }
    }
}

#[test]
fn languages_have_a_name_and_a_direction() {
    for lang in languages() {
        assert!(!lang.language().name.is_empty());
        assert_eq!(Lang::from_tag(lang.word()), Some(lang));
        assert_eq!(
            lang.is_rtl(),
            matches!(lang, Lang::Ar | Lang::He),
            "{lang:?}"
        );
    }
    assert_eq!(Lang::ALL.len(), 30);
}
