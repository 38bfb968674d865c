//! Made-up numbers and posts for the preview; all of them say so.

use teilbar_domain::count::Count;
use teilbar_domain::date::{Date, Moment};
use teilbar_domain::network::{Network, Share};
use teilbar_domain::post::{Node, Post, RichText, Shown, Tag, initial};
use teilbar_domain::text::Lang;

/// Network, source, author, title, text, day.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

const POSTS: [Row; 6] = [
    (
        "rss",
        "Blog",
        "Blog",
        "Der neue Speicher geht ans Netz",
        "Nach zwei Jahren Bauzeit liefert er seit heute Morgen Strom. Ein Rundgang mit vielen Bildern.",
        "2026-11-20",
    ),
    (
        "mastodon",
        "Mastodon",
        "Redaktion",
        "",
        "Heute um 18 Uhr beantworten wir Ihre Fragen. Schreiben Sie sie einfach unter diesen Beitrag!",
        "2026-11-19",
    ),
    (
        "youtube",
        "YouTube",
        "Videokanal",
        "So entsteht ein Brot: vom Mehl bis zum Ofen",
        "Ein Blick in die Backstube, vier Minuten ohne Worte.",
        "2026-11-17",
    ),
    (
        "bluesky",
        "Bluesky",
        "Anna Beispiel",
        "",
        "Der Vortrag von gestern ist jetzt nachzulesen, mit allen Folien und Quellen.",
        "2026-11-14",
    ),
    (
        "github",
        "GitHub",
        "Projekt",
        "Version 2.4",
        "Schneller beim Start, und die Suche findet nun auch Umlaute.",
        "2026-11-09",
    ),
    (
        "rss",
        "Presse",
        "Presse",
        "Einladung zum Tag der offenen Tür",
        "Am ersten Samstag im Dezember zeigen wir, was sonst hinter verschlossenen Türen geschieht.",
        "2026-11-03",
    ),
];

/// That many posts, from the start again once all have been shown.
pub(crate) fn posts(limit: u32, lang: Lang) -> Vec<Post> {
    let numbered = (0..limit).zip(POSTS.iter().cycle());
    numbered
        .map(|(number, row)| post(number, row, lang))
        .collect()
}

fn post(number: u32, row: &Row, lang: Lang) -> Post {
    let (network, source, author, title, text, day) = *row;
    let text = Node::Element(Tag::Paragraph, vec![Node::Text(text.to_owned())]);
    Post {
        id: number.to_string(),
        url: "https://www.example.org/".to_owned(),
        title: title.to_owned(),
        body: RichText(vec![text]),
        author: author.to_owned(),
        initial: initial(author),
        shared: String::new(),
        source: source.to_owned(),
        network: network.to_owned(),
        published: Moment {
            iso: day.to_owned(),
            text: Date::parse(day).map_or_else(String::new, |date| date.long(lang)),
        },
        image: None,
        warning: String::new(),
        sensitive: false,
        video: None,
        sample: true,
        badges: Vec::new(),
    }
}

/// A share count; actions of the browser have none.
pub(crate) fn shares(network: Network) -> Option<Shown> {
    matches!(network.row().share, Share::Link(_) | Share::Limited(..)).then(|| shown(network, 17))
}

/// A follower count; nobody counts a feed's or a mailbox's.
pub(crate) fn followers(network: Network) -> Option<Shown> {
    (!matches!(network, Network::Rss | Network::Email)).then(|| shown(network, 431))
}

/// Another number for each network, the same at each look.
fn shown(network: Network, factor: u64) -> Shown {
    let letters = network.slug().bytes().map(u64::from);
    Shown {
        count: Count(letters.sum::<u64>() % 97 * factor + factor),
        as_of: None,
    }
}
