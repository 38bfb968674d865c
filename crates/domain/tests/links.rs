//! The share link of every network, read back by an independent parser of addresses.
//!
//! The table is complete: a network without a line fails. Expected addresses are written out, not made.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;

use teilbar_domain::config::Options;
use teilbar_domain::link::{Shared, expand, share};
use teilbar_domain::network::{Act, Limit, Network, Share};
use teilbar_domain::template::templates;
use url::Url;

/// Address, title, text, picture, account and hashtags that need every kind of care.
fn article() -> Shared {
    Shared {
        url: "https://a.example/ä?b=1&c=2".into(),
        title: "Käse & Brot + 50%".into(),
        text: "Ein \"Text\"".into(),
        image: "https://a.example/i.png".into(),
        via: "konto".into(),
        hashtags: vec!["eins".into(), "zwei".into()],
    }
}

/// What stands for these in the table.
const VALUES: [(&str, &str); 5] = [
    ("{U}", "https%3A%2F%2Fa.example%2F%C3%A4%3Fb%3D1%26c%3D2"),
    ("{T}", "K%C3%A4se%20%26%20Brot%20%2B%2050%25"),
    ("{X}", "Ein%20%22Text%22"),
    ("{I}", "https%3A%2F%2Fa.example%2Fi.png"),
    ("{H}", "%20%23eins%20%23zwei"),
];

const LINKS: &[(&str, &str)] = &[
    (
        "facebook",
        "https://www.facebook.com/sharer/sharer.php?u={U}&hashtag=%23eins",
    ),
    (
        "x",
        "https://x.com/intent/post?text={T}&url={U}&hashtags=eins%2Czwei&via=konto",
    ),
    (
        "linkedin",
        "https://www.linkedin.com/sharing/share-offsite/?url={U}",
    ),
    (
        "bluesky",
        "https://bsky.app/intent/compose?text={T}%0A%0A{U}{H}",
    ),
    (
        "mastodon",
        "https://share.joinmastodon.org/#text={T}%0A%0A{U}{H}",
    ),
    (
        "threads",
        "https://www.threads.com/intent/post?text={T}&url={U}&tag=eins",
    ),
    ("whatsapp", "https://api.whatsapp.com/send?text={U}%20{T}"),
    ("telegram", "https://t.me/share/url?url={U}&text={T}"),
    ("threema", "threema://compose?text={T}%20{U}"),
    (
        "pinterest",
        "https://www.pinterest.com/pin/create/button/?url={U}&media={I}&description={T}",
    ),
    ("reddit", "https://www.reddit.com/submit?url={U}&title={T}"),
    (
        "hackernews",
        "https://news.ycombinator.com/submitlink?u={U}&t={T}",
    ),
    (
        "lobsters",
        "https://lobste.rs/stories/new?url={U}&title={T}",
    ),
    (
        "tumblr",
        "https://www.tumblr.com/widgets/share/tool?posttype=link&canonicalUrl={U}&title={T}&caption={X}&tags=eins%2Czwei",
    ),
    ("vk", "https://vk.com/share.php?url={U}&title={T}&image={I}"),
    (
        "odnoklassniki",
        "https://connect.ok.ru/offer?url={U}&title={T}&imageUrl={I}",
    ),
    (
        "weibo",
        "https://service.weibo.com/share/share.php?url={U}&title={T}&pic={I}",
    ),
    (
        "line",
        "https://social-plugins.line.me/lineit/share?url={U}&text={T}",
    ),
    ("viber", "viber://forward?text={T}%20{U}"),
    ("messenger", "fb-messenger://share/?link={U}"),
    (
        "teams",
        "https://teams.microsoft.com/share?href={U}&msgText={T}",
    ),
    (
        "flipboard",
        "https://share.flipboard.com/bookmarklet/popout?v=2&title={T}&url={U}",
    ),
    (
        "buffer",
        "https://publish.buffer.com/compose?url={U}&text={T}",
    ),
    (
        "diaspora",
        "https://share.diasporafoundation.org/?url={U}&title={T}",
    ),
    (
        "instapaper",
        "https://www.instapaper.com/hello2?url={U}&title={T}",
    ),
    ("raindrop", "https://app.raindrop.io/add?link={U}&title={T}"),
    ("wallabag", "https://app.wallabag.it/bookmarklet?url={U}"),
    (
        "hatena",
        "https://b.hatena.ne.jp/add?mode=confirm&url={U}&title={T}",
    ),
    ("mewe", "https://mewe.com/share?link={U}"),
    ("gab", "https://gab.com/compose?url={U}&text={T}"),
    ("sms", "sms:?&body={T}%20{U}"),
    ("email", "mailto:?subject={T}&body={X}%0D%0A{U}"),
];

fn linked() -> impl Iterator<Item = Network> {
    let all = Network::ALL.iter().copied();
    all.filter(|n| !matches!(n.row().share, Share::Act(_) | Share::None { .. }))
}

#[test]
fn every_network_has_the_link_it_documents() {
    let table: BTreeMap<_, _> = LINKS.iter().copied().collect();
    assert_eq!(table.len(), LINKS.len(), "a network twice");
    for network in linked() {
        let line = table.get(network.slug());
        let expected = line.unwrap_or_else(|| panic!("no line for {network:?}"));
        let fill = |text: String, (mark, value): &(&str, &str)| text.replace(mark, value);
        let expected = VALUES.iter().fold((*expected).to_owned(), fill);
        assert_eq!(share(network, &article()), Some(expected), "{network:?}");
    }
    assert_eq!(table.len(), linked().count(), "a line without a network");
}

#[test]
fn what_cannot_be_linked_has_no_link() {
    for network in Network::ALL {
        if let Share::Act(_) | Share::None { .. } = network.row().share {
            assert_eq!(share(*network, &article()), None, "{network:?}");
        }
    }
    let acts = [
        Act::Copy,
        Act::Print,
        Act::Native,
        Act::Qr,
        Act::Cite,
        Act::More,
    ];
    for act in acts {
        let mut all = Network::ALL.iter();
        assert!(all.any(|n| n.row().share == Share::Act(act)), "{act:?}");
    }
    let mut plain = article();
    plain.image.clear();
    assert_eq!(share(Network::Pinterest, &plain), None);
}

fn titles() -> Vec<String> {
    let mut titles: Vec<String> = [
        "\"><script>alert(1)</script>",
        "'onmouseover='alert(1)",
        "a\r\nBcc: x@y.example\r\n\r\nb",
        "&url=https://evil.example&u=x#text=y?z",
        "{url}{title}{image!}{",
        "%00%0d%0a%26%23",
        "javascript:alert(1)",
        "👩‍👩‍👧‍👦🏳️‍🌈👍🏽🇩🇪",
        "مرحبا بالعالم \u{202e}txet\u{202c} שלום",
        "漢字かな交じり文",
        "e\u{301}\u{323} ﷽ \u{feff}",
        "\u{0}\u{7f}\u{85}\u{2028}\t",
        " ",
        "",
    ]
    .map(str::to_owned)
    .into();
    titles.push((' '..='~').collect());
    titles.extend((' '..='~').map(String::from));
    for word in ["Wörter ", "x", "🙂", "漢"] {
        titles.push(word.chars().cycle().take(4000).collect());
    }
    titles
}

const ADDRESSES: [&str; 6] = [
    "https://a.example/",
    "https://bücher.example/ä?ö=ü&x",
    "https://xn--bcher-kva.example:8443/a+b%20c?d=%26",
    "https://مثال.example/%D8%A7",
    "http://[2001:db8::1]/?a[]=1",
    "https://a.example/'\"<>(){}|^`*!$,;~",
];

/// Parameters as a server reads them; those of a fragment where the network puts them there.
fn parameters(link: &str) -> Vec<(String, String)> {
    // `sms:?&body=` and `mailto:` are no web addresses, and yet their queries are read like others.
    let url = Url::parse(link).unwrap();
    let text = url.query().or(url.fragment()).unwrap().to_owned();
    assert!(!text.contains('+'), "blanks are %20: {text}");
    let pairs = url::form_urlencoded::parse(text.as_bytes());
    pairs
        .map(|(name, value)| (name.into(), value.into()))
        .collect()
}

#[test]
fn hostile_titles_arrive_as_they_are_and_change_nothing_else() {
    for network in linked() {
        let plain = Shared {
            title: "T".into(),
            ..article()
        };
        let shape = parameters(&share(network, &plain).unwrap());
        for address in ADDRESSES {
            for title in titles() {
                let what = Shared {
                    url: address.into(),
                    title: title.clone(),
                    ..article()
                };
                let link = share(network, &what).unwrap();
                assert!(link.bytes().all(|b| b.is_ascii_graphic()), "{link}");
                assert!(
                    !link.contains(['"', '\'', '<', '>', '\\', '`', '{', '}']),
                    "{link}"
                );
                let found = parameters(&link);
                let (start, _) = link.split_at(link.find(['?', '#']).unwrap());
                assert!(share(network, &plain).unwrap().starts_with(start));
                let mut expected = shape.clone();
                // A parameter of the title alone is left out where there is none.
                expected.retain(|(_, value)| !title.is_empty() || value != "T");
                let names = |all: &[(String, String)]| {
                    all.iter().map(|(n, _)| n.clone()).collect::<Vec<_>>()
                };
                assert_eq!(names(&found), names(&expected), "{link}");
                let has = |text: &str| found.iter().any(|(_, value)| value.contains(text));
                assert!(has(address), "{network:?} lost {address}: {link}");
                let limited = matches!(network.row().share, Share::Limited(..));
                let titled = shape.iter().any(|(_, value)| value.contains('T'));
                if titled && !(limited && title.chars().count() > 100) && !title.is_empty() {
                    assert!(has(&title), "{network:?} lost {title:?}: {link}");
                }
            }
        }
    }
}

#[test]
fn titles_of_four_thousand_characters_keep_within_the_limits() {
    for network in linked() {
        let Share::Limited(_, limit) = network.row().share else {
            continue;
        };
        for title in titles()
            .into_iter()
            .filter(|title| title.chars().count() >= 4000)
        {
            let what = Shared { title, ..article() };
            let pairs = parameters(&share(network, &what).unwrap());
            let text = &pairs.iter().find(|(name, _)| name == "text").unwrap().1;
            // Characters at most as many as units: the strictest reading of every limit but X's, which
            // `room` checks by weight.
            let (Limit::Graphemes(most) | Limit::EmojiBytes(most) | Limit::Weighted(most)) = limit;
            let taken = text.chars().count();
            assert!(taken <= most, "{network:?}: {taken}");
            assert!(text.contains('…'), "{network:?}: {text}");
        }
    }
}

#[test]
fn templates_of_a_site_are_as_safe_as_those_of_the_catalogue() {
    let printable: String = (' '..='~').collect();
    let hostile = [
        ("campaign", &printable[..]),
        ("hashtags-x", "\"><script> &via=böse #a"),
        ("text-email", "\r\nBcc: x@y.example&cc=z@y.example"),
        ("text-bluesky", "{url}&x=y#{title}"),
        ("facebook-app-id", "1&x=\"><script>"),
        ("wallabag-host", "evil.example/?x="),
        ("diaspora-pod", "a.example\" onclick=\""),
    ];
    let options: Options = hostile.into_iter().collect();
    for network in linked() {
        for template in templates(network, &options, &article()) {
            let link = expand(&template.address, template.limit, &article()).unwrap();
            assert!(link.bytes().all(|b| b.is_ascii_graphic()), "{link}");
            assert!(
                !link.contains(['"', '\'', '<', '>', '\\', '`', '{', '}']),
                "{link}"
            );
            let names = |link: &str| {
                let pairs = parameters(link).into_iter();
                pairs.map(|(name, _)| name).collect::<Vec<_>>()
            };
            let plain = share(network, &article()).unwrap();
            assert_eq!(names(&link), names(&plain), "{link}");
        }
    }
}
