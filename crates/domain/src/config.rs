//! Options in, configuration out. Nothing here can fail: the host page always wins.
//!
//! What cannot be done as written is said by [`crate::problem::check`].

use crate::choice::{Choice, choice};
use crate::clean::{clean_url, without_fragment};
use crate::form::{Form, Place};
use crate::link::{Shared, is_host, is_web_url};
use crate::network::{Network, Share};
use crate::primary;
use crate::template::hashtags;
use crate::text::Lang;

/// Option names and values as written, whether in attributes, JSON or TOML.
///
/// Names are lower case. A later value replaces an earlier one, so site defaults are set first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options(Vec<(String, String)>);

impl Options {
    /// Sets an option; an empty value takes it back.
    pub fn set(&mut self, name: &str, value: &str) {
        let name = name.to_ascii_lowercase();
        self.0.retain(|(known, _)| *known != name);
        if !value.trim().is_empty() {
            self.0.push((name, value.trim().to_owned()));
        }
    }

    /// The value as written; empty if not set.
    pub fn get(&self, name: &str) -> &str {
        let mut set = self.0.iter();
        set.find(|(known, _)| known == name)
            .map_or("", |(_, value)| value)
    }

    /// Names and values in the order they were set.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (&name[..], &value[..]))
    }

    /// These options with those of `over` on top.
    pub fn overlaid(&self, over: &Options) -> Options {
        let mut all = self.clone();
        over.iter().for_each(|(name, value)| all.set(name, value));
        all
    }

    pub(crate) fn choice<T: Choice + Default>(&self, name: &str) -> T {
        T::parse(self.get(name)).unwrap_or_default()
    }

    pub(crate) fn web_url(&self, name: &str) -> String {
        let value = self.get(name);
        if is_web_url(value) {
            value.to_owned()
        } else {
            String::new()
        }
    }

    /// The host at `name`; empty if it is none.
    pub(crate) fn host(&self, name: &str) -> &str {
        Some(self.get(name))
            .filter(|host| is_host(host))
            .unwrap_or_default()
    }

    /// The digits at `name`; empty if it has anything else.
    pub(crate) fn digits(&self, name: &str) -> &str {
        let digits = |text: &&str| text.bytes().all(|b| b.is_ascii_digit());
        Some(self.get(name)).filter(digits).unwrap_or_default()
    }

    pub(crate) fn lang(&self) -> Lang {
        Lang::from_tag(self.get("lang")).unwrap_or_default()
    }
}

impl<N: AsRef<str>, V: AsRef<str>> FromIterator<(N, V)> for Options {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        let mut options = Options::default();
        pairs
            .into_iter()
            .for_each(|(name, value)| options.set(name.as_ref(), value.as_ref()));
        options
    }
}

choice!(
    /// What a button shows.
    Style { Label = "label", Icon = "icon", Count = "count" }
);
choice!(Orientation { Horizontal = "horizontal", Vertical = "vertical" });
choice!(Theme { Auto = "auto", Light = "light", Dark = "dark", Contrast = "contrast" });
choice!(Colors { Brand = "brand", Mono = "mono", Outline = "outline" });
choice!(Size { Medium = "medium", Small = "small", Large = "large" });
choice!(
    /// When the wasm is fetched.
    Load { Interaction = "interaction", Visible = "visible", Eager = "eager", Never = "never" }
);
choice!(
    /// How server-rendered HTML gets its style sheet.
    CssMode { Inline = "inline", Link = "link" }
);
choice!(
    /// Whose address `url` is.
    Address {
        /// As a browser shows it: what belongs to the visitor is taken out.
        Page = "page",
        /// As the page says of itself: left as it is.
        Canonical = "canonical",
    }
);
choice!(
    /// Whether a copied link carries the campaign.
    CampaignCopy { No = "no", Yes = "yes" }
);

choice!(
    /// Whether a follow bar says how many follow in all.
    Total { Off = "off", On = "on" }
);

impl CampaignCopy {
    pub(crate) fn is_yes(self) -> bool {
        self == Self::Yes
    }
}

/// How buttons look; becomes class names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    pub style: Style,
    pub orientation: Orientation,
    pub theme: Theme,
    pub colors: Colors,
    pub size: Size,
}

impl Look {
    fn from_options(options: &Options) -> Self {
        Self {
            style: options.choice("look"),
            orientation: options.choice("orientation"),
            theme: options.choice("theme"),
            colors: options.choice("colors"),
            size: options.choice("size"),
        }
    }

    /// The class names of a bar with this look; defaults add none.
    pub fn classes(self, base: &str) -> String {
        let mut out = base.to_owned();
        let mut add = |is_default: bool, word: &str| {
            if !is_default {
                out.push(' ');
                out.push_str(word);
            }
        };
        add(self.style == Style::default(), self.style.word());
        add(
            self.orientation == Orientation::default(),
            self.orientation.word(),
        );
        add(self.theme == Theme::default(), self.theme.word());
        add(self.colors == Colors::default(), self.colors.word());
        add(self.size == Size::default(), self.size.word());
        out
    }
}

/// The share bar's configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bar {
    pub lang: Lang,
    pub look: Look,
    /// Live networks that can be shared to.
    pub networks: Vec<Network>,
    pub shared: Shared,
}

/// The follow bar's configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Follow {
    pub lang: Lang,
    pub look: Look,
    /// Only these, in this order; empty means all.
    pub networks: Vec<Network>,
    pub total: Total,
}

impl Bar {
    /// The configuration; whatever is unknown or impossible falls back to its default.
    pub fn from_options(options: &Options) -> Self {
        let mut networks = known(primary::named(options));
        networks.retain(|n| !matches!(n.row().share, Share::None { .. }));
        let quoted = Form::from_options(options).place == Place::Quote;
        let title = if quoted && !options.get("text").is_empty() {
            "text"
        } else {
            "title"
        };
        let shared = Shared {
            url: address(options),
            title: options.get(title).to_owned(),
            text: options.get("text").to_owned(),
            image: options.web_url("image"),
            via: options.get("via").trim_start_matches('@').to_owned(),
            hashtags: hashtags(options.get("hashtags")),
        };
        Self {
            lang: options.lang(),
            look: Look::from_options(options),
            networks,
            shared,
        }
    }
}

impl Follow {
    /// The configuration; whatever is unknown or impossible falls back to its default.
    pub fn from_options(options: &Options) -> Self {
        Self {
            lang: options.lang(),
            look: Look::from_options(options),
            networks: known(words(options.get("networks"))),
            total: options.choice("total"),
        }
    }
}

fn address(options: &Options) -> String {
    let url = options.web_url("url");
    match options.choice("address") {
        Address::Page => clean_url(&url),
        Address::Canonical => without_fragment(&url).to_owned(),
    }
}

/// The words of a list, separated by blanks, commas or line ends.
pub(crate) fn words(list: &str) -> impl Iterator<Item = &str> {
    list.split([' ', ',', '\n', '\t'])
        .filter(|word| !word.is_empty())
}

/// The networks of these names, each once.
fn known<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<Network> {
    let mut known: Vec<Network> = Vec::new();
    for network in names.into_iter().filter_map(Network::parse) {
        if !known.contains(&network) {
            known.push(network);
        }
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(pairs: &[(&str, &str)]) -> Options {
        pairs.iter().copied().collect()
    }

    #[test]
    fn dead_unknown_and_unshareable_names_never_become_buttons() {
        let bar = Bar::from_options(&options(&[(
            "networks",
            "google+, twitter x;y stayfriends X email",
        )]));
        assert_eq!(bar.networks, [Network::X, Network::Email]);
        let none = Bar::from_options(&options(&[("networks", "google+")]));
        assert_eq!(none.networks, []);
        assert_eq!(
            Bar::from_options(&Options::default()).networks,
            primary::primary(Lang::De)
        );
    }

    #[test]
    fn impossible_values_fall_back() {
        let bar = Bar::from_options(&options(&[
            ("url", "data:x"),
            ("theme", "?"),
            ("lang", "tlh"),
            ("look", "ICON"),
        ]));
        assert_eq!(bar.shared.url, "");
        assert_eq!(bar.look.theme, Theme::Auto);
        assert_eq!(bar.lang, Lang::De);
        assert_eq!(bar.look.classes("bar"), "bar icon");
    }

    #[test]
    fn the_address_is_cleaned_unless_it_is_canonical() {
        for (address, expected) in [
            ("", "https://a.example/"),
            ("page", "https://a.example/"),
            ("canonical", "https://a.example/?code=7"),
        ] {
            let url = ("url", "https://a.example/?code=7#x");
            let bar = Bar::from_options(&options(&[url, ("address", address)]));
            assert_eq!(bar.shared.url, expected);
        }
    }

    #[test]
    fn later_options_win_and_empty_ones_take_back() {
        let site = options(&[("theme", "dark"), ("lang", "en")]);
        let page = options(&[("Theme", "light"), ("lang", " ")]);
        let all = site.overlaid(&page);
        assert_eq!(all.get("theme"), "light");
        assert_eq!(all.get("lang"), "en");
    }
}
