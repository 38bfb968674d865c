//! Options in, configuration and problems out. Nothing here can fail: the host page always wins.

use std::fmt;

use crate::choice::{Choice, choice};
use crate::dead::Dead;
use crate::link::{Shared, is_web_url};
use crate::network::{Lookup, Network, Share, lookup};
use crate::option::{Element, Kind, OPTIONS, Spec};
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

    fn choice<T: Choice + Default>(&self, name: &str) -> T {
        T::parse(self.get(name)).unwrap_or_default()
    }

    fn web_url(&self, name: &str) -> String {
        let value = self.get(name);
        if is_web_url(value) {
            value.to_owned()
        } else {
            String::new()
        }
    }

    fn lang(&self) -> Lang {
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
choice!(Layout { List = "list", Grid = "grid" });

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
}

/// The feed's configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    pub lang: Lang,
    pub theme: Theme,
    pub layout: Layout,
    /// Posts per page.
    pub limit: u32,
    /// Ids of sources; empty means all.
    pub sources: Vec<String>,
}

/// The bar of a page that says nothing else.
pub const DEFAULT_NETWORKS: &[Network] = &[
    Network::Mastodon,
    Network::Bluesky,
    Network::Linkedin,
    Network::Whatsapp,
    Network::Email,
    Network::Copy,
];

impl Bar {
    /// The configuration; whatever is unknown or impossible falls back to its default.
    pub fn from_options(options: &Options) -> Self {
        let mut networks = networks(options);
        networks.retain(|n| !matches!(n.row().share, Share::None { .. }));
        if networks.is_empty() && options.get("networks").is_empty() {
            networks = DEFAULT_NETWORKS.to_vec();
        }
        let shared = Shared {
            url: options.web_url("url"),
            title: options.get("title").to_owned(),
            text: options.get("text").to_owned(),
            image: options.web_url("image"),
            via: options.get("via").trim_start_matches('@').to_owned(),
            hashtags: words(options.get("hashtags"))
                .map(|w| w.trim_start_matches('#').to_owned())
                .collect(),
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
            networks: networks(options),
        }
    }
}

impl Feed {
    /// The configuration; whatever is unknown or impossible falls back to its default.
    pub fn from_options(options: &Options) -> Self {
        let limit = options
            .get("limit")
            .parse()
            .ok()
            .filter(|n| (1..=50).contains(n));
        Self {
            lang: options.lang(),
            theme: options.choice("theme"),
            layout: options.choice("layout"),
            limit: limit.unwrap_or(6),
            sources: words(options.get("sources")).map(str::to_owned).collect(),
        }
    }
}

fn words(list: &str) -> impl Iterator<Item = &str> {
    list.split([' ', ',', '\n', '\t'])
        .filter(|word| !word.is_empty())
}

fn networks(options: &Options) -> Vec<Network> {
    let mut known: Vec<Network> = Vec::new();
    for network in words(options.get("networks")).filter_map(Network::parse) {
        if !known.contains(&network) {
            known.push(network);
        }
    }
    known
}

/// Something in the options that cannot be done as written. The `Display` is the wording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    UnknownOption {
        name: String,
        nearest: Option<&'static str>,
    },
    NotOneOf {
        option: &'static str,
        value: String,
        words: &'static [&'static str],
    },
    NotANumber {
        option: &'static str,
        value: String,
        from: u32,
        to: u32,
    },
    NotAWebUrl {
        option: &'static str,
        value: String,
    },
    NotTranslated {
        value: String,
    },
    UnknownNetwork {
        name: String,
        nearest: Option<&'static str>,
    },
    DeadNetwork(&'static Dead),
    /// Share buttons only: the network has no share address.
    NotShareable(Network),
    /// Pinterest without an image.
    NeedsImage(Network),
}

/// Every problem of an element's options; what cannot be done is left out or falls back.
pub fn check(element: Element, options: &Options) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (name, value) in options.iter() {
        match Spec::find(element, name) {
            Some(spec) => check_value(element, spec, value, &mut problems),
            None => {
                let known = OPTIONS
                    .iter()
                    .filter(|spec| spec.elements.contains(&element));
                let nearest = nearest(name, known.map(|spec| spec.name));
                problems.push(Problem::UnknownOption {
                    name: name.to_owned(),
                    nearest,
                });
            }
        }
    }
    let pins =
        words(options.get("networks")).any(|w| Network::parse(w) == Some(Network::Pinterest));
    if element == Element::Bar && pins && options.web_url("image").is_empty() {
        problems.push(Problem::NeedsImage(Network::Pinterest));
    }
    problems
}

fn check_value(element: Element, spec: &'static Spec, value: &str, problems: &mut Vec<Problem>) {
    let (option, text) = (spec.name, value.to_owned());
    match spec.kind {
        Kind::Text | Kind::Words => {}
        Kind::Url if is_web_url(value) => {}
        Kind::Url => problems.push(Problem::NotAWebUrl {
            option,
            value: text,
        }),
        Kind::Language if Lang::from_tag(value).is_some() => {}
        Kind::Language => problems.push(Problem::NotTranslated { value: text }),
        Kind::OneOf(words) if words.iter().any(|w| w.eq_ignore_ascii_case(value)) => {}
        Kind::OneOf(words) => problems.push(Problem::NotOneOf {
            option,
            value: text,
            words,
        }),
        Kind::Number(from, to) => {
            if !value.parse().is_ok_and(|n: u32| (from..=to).contains(&n)) {
                problems.push(Problem::NotANumber {
                    option,
                    value: text,
                    from,
                    to,
                });
            }
        }
        Kind::Networks => words(value).for_each(|name| check_network(element, name, problems)),
    }
}

fn check_network(element: Element, name: &str, problems: &mut Vec<Problem>) {
    match lookup(name) {
        Lookup::Dead(dead) => problems.push(Problem::DeadNetwork(dead)),
        Lookup::Unknown => {
            let nearest = nearest(name, Network::ALL.iter().map(|n| n.slug()));
            problems.push(Problem::UnknownNetwork {
                name: name.to_owned(),
                nearest,
            });
        }
        Lookup::Live(network) => {
            if element == Element::Bar && matches!(network.row().share, Share::None { .. }) {
                problems.push(Problem::NotShareable(network));
            }
        }
    }
}

impl Problem {
    /// The message in German; [`fmt::Display`] is English.
    pub fn german(&self) -> String {
        match self {
            Self::UnknownOption { name, nearest } => {
                format!("unbekannte Option „{name}“{}", hint_de(*nearest))
            }
            Self::NotOneOf {
                option,
                value,
                words,
            } => {
                format!(
                    "„{option}“ kann nicht „{value}“ sein; möglich sind {}",
                    words.join(", ")
                )
            }
            Self::NotANumber {
                option,
                value,
                from,
                to,
            } => {
                format!("„{option}“ muss eine ganze Zahl von {from} bis {to} sein, nicht „{value}“")
            }
            Self::NotAWebUrl { option, value } => {
                format!("„{option}“ muss mit https:// oder http:// beginnen, nicht „{value}“")
            }
            Self::NotTranslated { value } => {
                format!("für „{value}“ gibt es keine Übersetzung; möglich sind de, en")
            }
            Self::UnknownNetwork { name, nearest } => {
                format!("unbekanntes Netzwerk „{name}“{}", hint_de(*nearest))
            }
            Self::DeadNetwork(dead) => {
                format!(
                    "{} {}; stattdessen: {}",
                    dead.name,
                    dead.de,
                    dead.instead.join(", ")
                )
            }
            Self::NotShareable(network) => {
                let row = network.row();
                let Share::None { de, .. } = row.share else {
                    return String::new();
                };
                format!(
                    "{} {de}; ein Profil-Link mit <teil-follow> ist möglich",
                    row.name
                )
            }
            Self::NeedsImage(network) => {
                format!(
                    "{} braucht ein Bild; setzen Sie „image“ auf dessen Adresse",
                    network.name()
                )
            }
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownOption { name, nearest } => {
                write!(f, "unknown option \"{name}\"{}", hint(*nearest))
            }
            Self::NotOneOf {
                option,
                value,
                words,
            } => {
                write!(
                    f,
                    "\"{option}\" cannot be \"{value}\"; use one of {}",
                    words.join(", ")
                )
            }
            Self::NotANumber {
                option,
                value,
                from,
                to,
            } => {
                write!(
                    f,
                    "\"{option}\" must be a whole number from {from} to {to}, not \"{value}\""
                )
            }
            Self::NotAWebUrl { option, value } => {
                write!(
                    f,
                    "\"{option}\" must begin with https:// or http://, not \"{value}\""
                )
            }
            Self::NotTranslated { value } => write!(
                f,
                "there is no translation for \"{value}\"; use one of de, en"
            ),
            Self::UnknownNetwork { name, nearest } => {
                write!(f, "unknown network \"{name}\"{}", hint(*nearest))
            }
            Self::DeadNetwork(dead) => {
                write!(
                    f,
                    "{} {}; use {} instead",
                    dead.name,
                    dead.en,
                    dead.instead.join(", ")
                )
            }
            Self::NotShareable(network) => {
                let row = network.row();
                let Share::None { en, .. } = row.share else {
                    return Ok(());
                };
                write!(
                    f,
                    "{} {en}; a profile link in <teil-follow> is possible",
                    row.name
                )
            }
            Self::NeedsImage(network) => {
                write!(
                    f,
                    "{} needs a picture; set \"image\" to its address",
                    network.name()
                )
            }
        }
    }
}

fn hint(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |word| format!("; did you mean \"{word}\"?"))
}

fn hint_de(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |word| format!("; meinten Sie „{word}“?"))
}

/// The known word that a misspelt one most likely means: at most a third of its letters differ.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_ascii_lowercase();
    let room = (word.chars().count() / 3).max(1);
    let scored = known.map(|candidate| (distance(&word, candidate), candidate));
    scored
        .filter(|(d, _)| *d <= room)
        .min_by_key(|(d, _)| *d)
        .map(|(_, candidate)| candidate)
}

/// Levenshtein distance in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(pairs: &[(&str, &str)]) -> Options {
        pairs.iter().copied().collect()
    }

    fn problems(element: Element, pairs: &[(&str, &str)]) -> Vec<String> {
        check(element, &options(pairs))
            .iter()
            .map(Problem::to_string)
            .collect()
    }

    #[test]
    fn problems_say_what_to_do() {
        for (pairs, expected) in [
            (
                &[("netwoks", "x")][..],
                "unknown option \"netwoks\"; did you mean \"networks\"?",
            ),
            (&[("limit", "3")], "unknown option \"limit\""),
            (
                &[("theme", "drak")],
                "\"theme\" cannot be \"drak\"; use one of auto, light, dark, contrast",
            ),
            (
                &[("url", "javascript:alert(1)")],
                "\"url\" must begin with https:// or http://, not \"javascript:alert(1)\"",
            ),
            (
                &[("lang", "fr")],
                "there is no translation for \"fr\"; use one of de, en",
            ),
            (
                &[("networks", "facebok")],
                "unknown network \"facebok\"; did you mean \"facebook\"?",
            ),
            (
                &[("networks", "Google+")],
                "Google+ closed in 2019; use linkedin, mastodon instead",
            ),
            (
                &[("networks", "xing")],
                "XING switched off sharing of other sites in May 2026; a profile link in <teil-follow> is possible",
            ),
            (
                &[("networks", "pinterest")],
                "Pinterest needs a picture; set \"image\" to its address",
            ),
        ] {
            assert_eq!(problems(Element::Bar, pairs), [expected]);
        }
        assert_eq!(
            problems(Element::Feed, &[("limit", "0")]),
            ["\"limit\" must be a whole number from 1 to 50, not \"0\""]
        );
        assert_eq!(
            problems(Element::Follow, &[("networks", "xing stayfriends")]),
            [""; 0]
        );
    }

    #[test]
    fn german_wording() {
        let found = check(Element::Bar, &options(&[("networks", "pocket")]));
        let expected =
            "Pocket wurde am 8. Juli 2025 eingestellt; stattdessen: instapaper, wallabag, raindrop";
        assert_eq!(found[0].german(), expected);
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
            DEFAULT_NETWORKS
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
        let feed = Feed::from_options(&options(&[("limit", "-3")]));
        assert_eq!(feed.limit, 6);
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
