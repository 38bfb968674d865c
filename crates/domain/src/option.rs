//! The options of every element: one table, from which parsing, checks and `docs/options.md` come.

use crate::config::{
    Address, CampaignCopy, Colors, CssMode, Load, Orientation, Size, Style, Theme, Total,
};
use crate::feed::{Dates, Layout, Live, More, VideoMode};
use crate::form::{Narrow, Place};

crate::choice::choice!(
    /// The custom elements.
    Element {
        Bar = "bar",
        Follow = "follow",
        Feed = "feed"
    }
);

/// What values an option takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    /// An absolute `http` or `https` address.
    Url,
    /// The name of a server, with or without a port.
    Host,
    /// A number that is a name: as many digits as it has.
    Digits,
    /// A BCP 47 language tag.
    Language,
    /// Names of the catalogue, separated by blanks or commas.
    Networks,
    /// Words separated by blanks or commas.
    Words,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A whole number from the first to the second.
    Number(u32, u32),
}

/// One option: an attribute of the element, a key of the JSON and of the site's defaults.
#[derive(Debug)]
pub struct Spec {
    pub name: &'static str,
    pub elements: &'static [Element],
    pub kind: Kind,
    /// As written in an attribute; empty means "none".
    pub default: &'static str,
    /// One sentence for the documentation.
    pub help: &'static str,
}

const ALL: &[Element] = &[Element::Bar, Element::Follow, Element::Feed];
const BAR: &[Element] = &[Element::Bar];
const BUTTONS: &[Element] = &[Element::Bar, Element::Follow];
const FOLLOW: &[Element] = &[Element::Follow];
const FEED: &[Element] = &[Element::Feed];

macro_rules! options {
    ($($name:literal $elements:ident $kind:expr, $default:literal, $help:literal;)+) => {
        /// Every option.
        pub const OPTIONS: &[Spec] = &[$(Spec { name: $name, elements: $elements, kind: $kind, default: $default, help: $help }),+];
    };
}

options! {
    "site" ALL Kind::Text, "", "The site's id in `teilbar.toml`.";
    "server" ALL Kind::Url, "", "The Teilbar server; by default the one `teilbar.js` was loaded from.";
    "lang" ALL Kind::Language, "de", "Language of the visible text; by default the site's, and in a script-only element the page's.";
    "theme" ALL Kind::OneOf(Theme::WORDS), "auto", "Light or dark; `auto` follows the visitor's system, `contrast` is black on white with thick lines.";
    "load" ALL Kind::OneOf(Load::WORDS), "interaction", "When the WebAssembly is fetched: at the first interaction, when visible, at once, or never.";
    "css" ALL Kind::OneOf(CssMode::WORDS), "inline", "Whether server-rendered HTML carries its style sheet or links to it; `link` suits a strict `style-src`.";
    "networks" BUTTONS Kind::Networks, "", "Which buttons, in this order. Share buttons: `auto`, the default, stands for what is usual in the page's language ([which](networks.md#auto)) and may stand among names. Follow buttons: all profiles of the site by default.";
    "look" BUTTONS Kind::OneOf(Style::WORDS), "label", "Icon with the network's name, icon alone, or icon with the count.";
    "orientation" BUTTONS Kind::OneOf(Orientation::WORDS), "horizontal", "A row or a column.";
    "colors" BUTTONS Kind::OneOf(Colors::WORDS), "brand", "The networks' colours, one colour, or outlines.";
    "size" BUTTONS Kind::OneOf(Size::WORDS), "medium", "Height of the buttons: 44, 36 or 52 px; `--teilbar-size` sets any other.";
    "place" BAR Kind::OneOf(Place::WORDS), "inline", "Where the bar is: in the text, beside it, at the bottom of the window, near selected text, over a picture, or below a quote made of `text`.";
    "place" FOLLOW Kind::OneOf(Place::FOLLOW), "inline", "Where the bar is: in the text, beside it, or at the bottom of the window.";
    "breakpoint" BUTTONS Kind::Number(320, 4000), "1100", "Width of the window in px below which a bar beside the text becomes what `narrow` says.";
    "narrow" BUTTONS Kind::OneOf(Narrow::WORDS), "bottom", "What a bar beside the text becomes where there is no room beside it.";
    "within" BAR Kind::Text, "", "CSS selector of the text or pictures that `place=\"selection\"` and `place=\"image\"` are for; by default `main, article, body`, or `main img, article img`.";
    "total" FOLLOW Kind::OneOf(Total::WORDS), "off", "Whether the followers of all buttons together are shown, where at least two numbers are known. Who follows two profiles is counted twice.";
    "url" BAR Kind::Url, "", "The address to share; by default the site's home, and in a script-only element the page's canonical address.";
    "title" BAR Kind::Text, "", "The title to share; by default the site's name, and in a script-only element the page's title.";
    "text" BAR Kind::Text, "", "A longer text for e-mail and the like; by default the title.";
    "image" BAR Kind::Url, "", "A picture for networks that need one (Pinterest).";
    "via" BAR Kind::Text, "", "The site's account on X, without the at sign.";
    "hashtags" BAR Kind::Words, "", "Hashtags without the number sign, for networks that take them.";
    "text-<network>" BAR Kind::Text, "", "A text for one network in place of the title, or of `text` where it takes both: `text-bluesky`.";
    "hashtags-<network>" BAR Kind::Words, "", "Hashtags for one network: `hashtags-mastodon`.";
    "address" BAR Kind::OneOf(Address::WORDS), "page", "Whose address `url` is: from a `page` session, token and click parameters are taken out, a `canonical` one is left as it is; a script-only element finds out by itself. What follows `#` is never shared.";
    "campaign" BAR Kind::Text, "", "Parameters added to shared addresses, such as `utm_source={network}&utm_medium=share`; not for networks that count or compare addresses.";
    "campaign-copy" BAR Kind::OneOf(CampaignCopy::WORDS), "no", "Whether a copied link carries the campaign as well.";
    "facebook-app-id" BAR Kind::Digits, "", "The site's app at Facebook: Messenger needs it where there is no app for it.";
    "wallabag-host" BAR Kind::Host, "", "The visitors' wallabag server; by default app.wallabag.it.";
    "diaspora-pod" BAR Kind::Host, "", "The visitors' diaspora* pod; by default a page where they choose.";
    "sources" FEED Kind::Words, "", "Ids of the site's sources to show; all by default.";
    "topic" FEED Kind::Text, "", "The id of one of the site's topics; all posts by default.";
    "limit" FEED Kind::Number(1, 50), "6", "Posts per page; `layout=\"single\"` has one.";
    "layout" FEED Kind::OneOf(Layout::WORDS), "list", "One column; as many as fit, in rows (`grid`) or closed up (`masonry`); a row to scroll sideways; narrow rows for a sidebar (`ticker`); or one post, large.";
    "more" FEED Kind::OneOf(More::WORDS), "button", "Whether more posts come by a button alone, or three times by scrolling before the button is asked for again.";
    "dates" FEED Kind::OneOf(Dates::WORDS), "absolute", "The date, or how long ago that is (`relative`, where a script runs).";
    "video" FEED Kind::OneOf(VideoMode::WORDS), "link", "Whether a click on a video leads to its page, or plays one of YouTube's in this page (`embed`; the page's policy must allow frames of www.youtube-nocookie.com).";
    "live" FEED Kind::OneOf(Live::WORDS), "off", "Whether an open page is told of new posts and loses those that are taken off; `load=\"never\"` means off.";
}

impl Spec {
    /// The option of this name, if the element has one.
    pub fn find(element: Element, name: &str) -> Option<&'static Self> {
        let mut options = OPTIONS.iter();
        options.find(|spec| spec.is_named(name) && spec.elements.contains(&element))
    }

    /// The option of this name, which may end in that of a network, of whatever element.
    pub fn named(name: &str) -> Option<&'static Self> {
        OPTIONS.iter().find(|spec| spec.is_named(name))
    }

    fn is_named(&self, name: &str) -> bool {
        self.name == name
            || self
                .network(name)
                .is_some_and(|network| !network.is_empty())
    }

    /// The network that the name of an option such as `text-bluesky` ends in.
    pub fn network<'a>(&self, name: &'a str) -> Option<&'a str> {
        let stem = self.name.strip_suffix("<network>")?;
        name.strip_prefix(stem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Options;
    use crate::problem::check;

    #[test]
    fn every_default_is_a_valid_value() {
        for spec in OPTIONS {
            for element in spec.elements {
                let mut options = Options::default();
                options.set(spec.name, spec.default);
                assert_eq!(check(*element, &options), [], "{}", spec.name);
            }
        }
    }
}
