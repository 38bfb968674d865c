//! The catalogue: one row per network that is alive.
//!
//! A network is data. Its share and profile addresses are templates with named slots (see
//! [`crate::link`]); whoever adds one adds a row here and a drawing in `src/icons/`.
//! Sources of the addresses: the networks' own documentation and maintained open-source
//! share libraries, as read in November 2026.

use crate::dead::{DEAD, Dead};

/// Everything that is data about a network.
#[derive(Debug)]
pub struct Row {
    /// The name in attributes and configuration: lower case, stable for ever.
    pub slug: &'static str,
    /// Other spellings that mean the same network.
    pub aliases: &'static [&'static str],
    /// As the network writes itself.
    pub name: &'static str,
    /// Brand colour, `rrggbb`.
    pub color: &'static str,
    pub share: Share,
    /// Profile address with `{handle}`; empty where there is none.
    pub profile: &'static str,
}

/// What a share button of a network does.
#[derive(Debug, PartialEq, Eq)]
pub enum Share {
    /// Opens the filled template in a new tab or a popup.
    Link(&'static str),
    /// As [`Share::Link`], with the title cut so that the network takes it.
    Limited(&'static str, Limit),
    /// As [`Share::Link`]; only where an app that knows the scheme can be expected.
    Mobile(&'static str),
    /// A link without target and popup: `mailto:`.
    Mail(&'static str),
    /// Something the browser does itself.
    Act(Act),
    /// Nothing can be shared to it; why, in German and English, and slugs of what can be used.
    None {
        de: &'static str,
        en: &'static str,
        instead: &'static [&'static str],
    },
}

/// How much text a network takes, address and hashtags included, in its own way of counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Graphemes: what a reader sees as one sign.
    Graphemes(usize),
    /// X's units: an address is 23, Latin letters are 1, ideographs and emoji 2.
    Weighted(usize),
    /// Characters, but emoji by the bytes of their UTF-8: Threads.
    EmojiBytes(usize),
}

crate::choice::choice!(
    /// What the browser itself does, without any network.
    Act {
        Copy = "copy",
        Print = "print",
        Native = "native",
        /// Shows the address as a QR code.
        Qr = "qr",
        /// Offers the page as a reference to copy.
        Cite = "cite",
        /// Shows networks that the bar has no button for.
        More = "more",
    }
);

macro_rules! networks {
    ($($variant:ident { $($field:ident: $value:expr),+ $(,)? })+) => {
        /// A network, or a way to share that stands beside networks in a bar.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Network { $($variant),+ }

        impl Network {
            /// Every network of the catalogue.
            pub const ALL: &'static [Network] = &[$(Network::$variant),+];

            /// The network's row of the catalogue.
            pub fn row(self) -> &'static Row {
                match self {
                    $(Network::$variant => {
                        const ROW: Row = Row { $($field: $value),+ };
                        &ROW
                    })+
                }
            }
        }
    };
}

const NO_URL_DE: &str = "kennt keine Adresse zum Teilen einer Seite";
const NO_URL_EN: &str = "offers no address for sharing a page";
const NO_SHARE: Share = Share::None {
    de: NO_URL_DE,
    en: NO_URL_EN,
    instead: &["native", "copy", "qr"],
};
const UNVERIFIED: Share = Share::None {
    de: "bietet keine belegte Adresse zum Teilen einer Seite",
    en: "has no documented address for sharing a page",
    instead: &["copy", "mastodon"],
};
const DONATIONS: Share = Share::None {
    de: "nimmt Geld entgegen, keine Links",
    en: "takes money, not links",
    instead: &[],
};

networks! {
    Facebook { slug: "facebook", aliases: &["fb"], name: "Facebook", color: "0866ff", share: Share::Link("https://www.facebook.com/sharer/sharer.php?u={url}&hashtag=%23{tag}"), profile: "https://www.facebook.com/{handle}" }
    X { slug: "x", aliases: &["twitter"], name: "X", color: "000000", share: Share::Limited("https://x.com/intent/post?text={title}&url={url}&hashtags={hashtags}&via={via}", Limit::Weighted(280)), profile: "https://x.com/{handle}" }
    Linkedin { slug: "linkedin", aliases: &[], name: "LinkedIn", color: "0a66c2", share: Share::Link("https://www.linkedin.com/sharing/share-offsite/?url={url}"), profile: "https://www.linkedin.com/company/{handle}" }
    Bluesky { slug: "bluesky", aliases: &["bsky"], name: "Bluesky", color: "0872ef", share: Share::Limited("https://bsky.app/intent/compose?text={title}%0A%0A{url}{tags}", Limit::Graphemes(300)), profile: "https://bsky.app/profile/{handle}" }
    Mastodon { slug: "mastodon", aliases: &["fediverse"], name: "Mastodon", color: "6061f7", share: Share::Link("https://share.joinmastodon.org/#text={title}%0A%0A{url}{tags}"), profile: "https://{host}/@{user}" }
    Threads { slug: "threads", aliases: &[], name: "Threads", color: "000000", share: Share::Limited("https://www.threads.com/intent/post?text={title}&url={url}&tag={tag}", Limit::EmojiBytes(500)), profile: "https://www.threads.com/@{handle}" }
    Whatsapp { slug: "whatsapp", aliases: &[], name: "WhatsApp", color: "108276", share: Share::Link("https://api.whatsapp.com/send?text={url}%20{title}"), profile: "https://whatsapp.com/channel/{handle}" }
    Telegram { slug: "telegram", aliases: &[], name: "Telegram", color: "1b7bb2", share: Share::Link("https://t.me/share/url?url={url}&text={title}"), profile: "https://t.me/{handle}" }
    Threema { slug: "threema", aliases: &[], name: "Threema", color: "1f7a45", share: Share::Mobile("threema://compose?text={title}%20{url}"), profile: "" }
    Pinterest { slug: "pinterest", aliases: &[], name: "Pinterest", color: "bd081c", share: Share::Link("https://www.pinterest.com/pin/create/button/?url={url}&media={image!}&description={title}"), profile: "https://www.pinterest.com/{handle}/" }
    Reddit { slug: "reddit", aliases: &[], name: "Reddit", color: "c63a00", share: Share::Link("https://www.reddit.com/submit?url={url}&title={title}"), profile: "https://www.reddit.com/{handle}" }
    Hackernews { slug: "hackernews", aliases: &["hn", "ycombinator"], name: "Hacker News", color: "b84a00", share: Share::Link("https://news.ycombinator.com/submitlink?u={url}&t={title}"), profile: "https://news.ycombinator.com/user?id={handle}" }
    Lobsters { slug: "lobsters", aliases: &[], name: "Lobsters", color: "ac130d", share: Share::Link("https://lobste.rs/stories/new?url={url}&title={title}"), profile: "https://lobste.rs/~{handle}" }
    Tumblr { slug: "tumblr", aliases: &[], name: "Tumblr", color: "36465d", share: Share::Link("https://www.tumblr.com/widgets/share/tool?posttype=link&canonicalUrl={url}&title={title}&caption={summary}&tags={hashtags}"), profile: "https://www.tumblr.com/{handle}" }
    Vk { slug: "vk", aliases: &["vkontakte"], name: "VK", color: "0060d6", share: Share::Link("https://vk.com/share.php?url={url}&title={title}&image={image}"), profile: "https://vk.com/{handle}" }
    Odnoklassniki { slug: "odnoklassniki", aliases: &["ok"], name: "Odnoklassniki", color: "a85400", share: Share::Link("https://connect.ok.ru/offer?url={url}&title={title}&imageUrl={image}"), profile: "https://ok.ru/{handle}" }
    Weibo { slug: "weibo", aliases: &[], name: "Weibo", color: "c41527", share: Share::Link("https://service.weibo.com/share/share.php?url={url}&title={title}&pic={image}"), profile: "https://weibo.com/{handle}" }
    Line { slug: "line", aliases: &[], name: "LINE", color: "00752f", share: Share::Link("https://social-plugins.line.me/lineit/share?url={url}&text={title}"), profile: "" }
    Viber { slug: "viber", aliases: &[], name: "Viber", color: "665cac", share: Share::Mobile("viber://forward?text={title}%20{url}"), profile: "" }
    Messenger { slug: "messenger", aliases: &[], name: "Messenger", color: "0866ff", share: Share::Mobile("fb-messenger://share/?link={url}"), profile: "https://m.me/{handle}" }
    Teams { slug: "teams", aliases: &["microsoft-teams", "msteams"], name: "Microsoft Teams", color: "5059c9", share: Share::Link("https://teams.microsoft.com/share?href={url}&msgText={title}"), profile: "" }
    Flipboard { slug: "flipboard", aliases: &[], name: "Flipboard", color: "c91f1f", share: Share::Link("https://share.flipboard.com/bookmarklet/popout?v=2&title={title}&url={url}"), profile: "https://flipboard.com/@{handle}" }
    Buffer { slug: "buffer", aliases: &[], name: "Buffer", color: "231f20", share: Share::Link("https://publish.buffer.com/compose?url={url}&text={title}"), profile: "" }
    Diaspora { slug: "diaspora", aliases: &["diaspora*"], name: "diaspora*", color: "000000", share: Share::Link("https://share.diasporafoundation.org/?url={url}&title={title}"), profile: "https://{host}/u/{user}" }
    Instapaper { slug: "instapaper", aliases: &[], name: "Instapaper", color: "1f1f1f", share: Share::Link("https://www.instapaper.com/hello2?url={url}&title={title}"), profile: "" }
    Raindrop { slug: "raindrop", aliases: &["raindrop.io"], name: "Raindrop.io", color: "0b6bcb", share: Share::Link("https://app.raindrop.io/add?link={url}&title={title}"), profile: "" }
    Wallabag { slug: "wallabag", aliases: &[], name: "wallabag", color: "26786a", share: Share::Link("https://app.wallabag.it/bookmarklet?url={url}"), profile: "" }
    Hatena { slug: "hatena", aliases: &["hatena-bookmark"], name: "Hatena Bookmark", color: "0074a6", share: Share::Link("https://b.hatena.ne.jp/add?mode=confirm&url={url}&title={title}"), profile: "https://b.hatena.ne.jp/{handle}/" }
    Mewe { slug: "mewe", aliases: &[], name: "MeWe", color: "17377f", share: Share::Link("https://mewe.com/share?link={url}"), profile: "https://mewe.com/{handle}" }
    Gab { slug: "gab", aliases: &[], name: "Gab", color: "157a3a", share: Share::Link("https://gab.com/compose?url={url}&text={title}"), profile: "https://gab.com/{handle}" }
    Instagram { slug: "instagram", aliases: &["insta"], name: "Instagram", color: "c13584", share: NO_SHARE, profile: "https://www.instagram.com/{handle}/" }
    Youtube { slug: "youtube", aliases: &["yt"], name: "YouTube", color: "cc0000", share: NO_SHARE, profile: "https://www.youtube.com/@{handle}" }
    Tiktok { slug: "tiktok", aliases: &[], name: "TikTok", color: "000000", share: NO_SHARE, profile: "https://www.tiktok.com/@{handle}" }
    Signal { slug: "signal", aliases: &[], name: "Signal", color: "2c5fd8", share: Share::None { de: "hat keine Adresse zum Teilen; auf dem Telefon bietet es das System an", en: "has no address for sharing; on a phone the system offers it", instead: &["native", "copy", "qr"] }, profile: "" }
    Discord { slug: "discord", aliases: &[], name: "Discord", color: "4752c4", share: NO_SHARE, profile: "https://discord.gg/{handle}" }
    Github { slug: "github", aliases: &[], name: "GitHub", color: "181717", share: NO_SHARE, profile: "https://github.com/{handle}" }
    Medium { slug: "medium", aliases: &[], name: "Medium", color: "000000", share: NO_SHARE, profile: "https://medium.com/@{handle}" }
    Wikipedia { slug: "wikipedia", aliases: &[], name: "Wikipedia", color: "333333", share: Share::None { de: "sammelt Belege, keine geteilten Links", en: "collects references, not shared links", instead: &["cite"] }, profile: "https://de.wikipedia.org/wiki/{handle}" }
    Patreon { slug: "patreon", aliases: &[], name: "Patreon", color: "b8321a", share: DONATIONS, profile: "https://www.patreon.com/{handle}" }
    Paypal { slug: "paypal", aliases: &[], name: "PayPal", color: "005c8a", share: DONATIONS, profile: "https://www.paypal.com/cgi-bin/webscr?cmd=_s-xclick&hosted_button_id={handle}" }
    Xing { slug: "xing", aliases: &[], name: "XING", color: "006567", share: Share::None { de: "hat das Teilen fremder Seiten im Mai 2026 abgeschaltet", en: "switched off sharing of other sites in May 2026", instead: &["linkedin"] }, profile: "https://www.xing.com/pages/{handle}" }
    Myspace { slug: "myspace", aliases: &[], name: "Myspace", color: "030303", share: Share::None { de: "nimmt keine geteilten Links mehr an (Stand November 2026)", en: "takes no shared links any more (as of November 2026)", instead: &["copy", "mastodon"] }, profile: "https://myspace.com/{handle}" }
    Stayfriends { slug: "stayfriends", aliases: &[], name: "StayFriends", color: "b35900", share: UNVERIFIED, profile: "https://www.stayfriends.de/{handle}" }
    Werweisswas { slug: "wer-weiss-was", aliases: &["werweisswas"], name: "wer-weiss-was", color: "1a6b8f", share: UNVERIFIED, profile: "https://www.wer-weiss-was.de/{handle}" }
    Gutefrage { slug: "gutefrage", aliases: &["gutefrage.net"], name: "gutefrage", color: "0f6f78", share: UNVERIFIED, profile: "https://www.gutefrage.net/nutzer/{handle}" }
    Rss { slug: "rss", aliases: &["blog", "feed", "atom"], name: "RSS", color: "a85100", share: Share::None { de: "ist ein Abonnement, kein Ort zum Teilen", en: "is a subscription, not a place to share to", instead: &[] }, profile: "{handle}" }
    Sms { slug: "sms", aliases: &[], name: "SMS", color: "3d6b2f", share: Share::Mobile("sms:?&body={title}%20{url}"), profile: "" }
    Email { slug: "email", aliases: &["mail", "e-mail"], name: "E-Mail", color: "555555", share: Share::Mail("mailto:?subject={title}&body={text}%0D%0A{url}"), profile: "mailto:{handle}" }
    Copy { slug: "copy", aliases: &["copy-link", "clipboard", "link"], name: "Link", color: "4a5568", share: Share::Act(Act::Copy), profile: "" }
    Print { slug: "print", aliases: &["printer"], name: "Drucken", color: "4a5568", share: Share::Act(Act::Print), profile: "" }
    Native { slug: "native", aliases: &["web-share", "share"], name: "App", color: "4a5568", share: Share::Act(Act::Native), profile: "" }
    Qr { slug: "qr", aliases: &["qrcode", "qr-code"], name: "QR-Code", color: "4a5568", share: Share::Act(Act::Qr), profile: "" }
    Cite { slug: "cite", aliases: &["zitieren"], name: "Zitieren", color: "4a5568", share: Share::Act(Act::Cite), profile: "" }
    More { slug: "more", aliases: &["mehr"], name: "Mehr", color: "4a5568", share: Share::Act(Act::More), profile: "" }
}

/// Networks that only a site's own list brings in, never a list of suggestions: contested ones,
/// and those that are about money rather than links.
pub const OPT_IN: &[Network] = &[
    Network::Vk,
    Network::Odnoklassniki,
    Network::Weibo,
    Network::Mewe,
    Network::Gab,
    Network::Patreon,
    Network::Paypal,
];

impl Network {
    /// The name in attributes and configuration.
    pub fn slug(self) -> &'static str {
        self.row().slug
    }

    /// As the network writes itself.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The live network of this slug or alias, ignoring case.
    pub fn parse(word: &str) -> Option<Self> {
        let same = |name: &&str| name.eq_ignore_ascii_case(word);
        let mut hits = Self::ALL.iter().copied();
        hits.find(|n| same(&n.slug()) || n.row().aliases.iter().any(same))
    }
}

/// What the catalogue knows about a name.
#[derive(Debug, PartialEq, Eq)]
pub enum Lookup {
    Live(Network),
    Dead(&'static Dead),
    Unknown,
}

/// Looks a name up among the living and the dead, ignoring case.
pub fn lookup(word: &str) -> Lookup {
    if let Some(network) = Network::parse(word) {
        return Lookup::Live(network);
    }
    let mut dead = DEAD.iter();
    let found = dead.find(|d| d.slugs.iter().any(|slug| slug.eq_ignore_ascii_case(word)));
    found.map_or(Lookup::Unknown, Lookup::Dead)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_unique_among_the_living_and_the_dead() {
        let mut seen = BTreeSet::new();
        for network in Network::ALL {
            let row = network.row();
            for name in std::iter::once(&row.slug).chain(row.aliases) {
                assert!(seen.insert(*name), "{name} twice");
                assert_eq!(lookup(&name.to_uppercase()), Lookup::Live(*network));
            }
        }
        for dead in DEAD {
            for name in dead.slugs {
                assert!(seen.insert(name), "{name} twice");
                assert_eq!(lookup(name), Lookup::Dead(dead));
            }
        }
        assert_eq!(lookup("facebok"), Lookup::Unknown);
    }

    #[test]
    fn white_text_is_readable_on_every_brand_colour() {
        for network in Network::ALL {
            let row = network.row();
            let channel = |i: usize| {
                let value = u8::from_str_radix(&row.color[i..i + 2], 16).unwrap();
                let value = f64::from(value) / 255.0;
                match value <= 0.040_45 {
                    true => value / 12.92,
                    false => ((value + 0.055) / 1.055).powf(2.4),
                }
            };
            let luminance = 0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4);
            let contrast = 1.05 / (luminance + 0.05);
            assert!(contrast >= 4.5, "{}: contrast {contrast:.2}", row.slug);
        }
    }
}
