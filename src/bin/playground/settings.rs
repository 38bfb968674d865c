//! What has been chosen, and what follows from it. Pure: no DOM.

use std::collections::BTreeMap;
use std::rc::Rc;

use teilbar_domain::choice::Choice;
use teilbar_domain::config::{Bar, Options, Style, Theme};
use teilbar_domain::feed::Feed;
use teilbar_domain::feed::feed;
use teilbar_domain::follow_bar::follow_bar;
use teilbar_domain::link;
use teilbar_domain::network::Network;
use teilbar_domain::option::{Element, Kind, OPTIONS, Spec};
use teilbar_domain::post::Shown;
use teilbar_domain::primary;
use teilbar_domain::share_bar::share_bar;
use teilbar_domain::state::{Profile, State};
use teilbar_domain::text::Lang;
use yew::Reducible;

use crate::old::Old;
use crate::sample;

/// What the preview shares while no address and title are given.
pub(crate) const URL: &str = "https://www.example.org/artikel";
const TITLE: &str = "Ein Beispiel zum Teilen";

/// Everything the visitor can set.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Settings {
    pub(crate) element: Element,
    /// Options by name, as typed: half an address is kept, so that typing goes on.
    values: BTreeMap<&'static str, String>,
    /// The profiles of the follow bar with their handles as typed.
    pub(crate) profiles: Vec<(Network, String)>,
    /// Whether the preview shows made-up numbers.
    pub(crate) numbers: bool,
    /// Code of other buttons that the settings were taken from.
    pub(crate) old: Old,
}

/// What the visitor can do.
#[derive(Debug)]
pub(crate) enum Change {
    Element(Element),
    Value(&'static str, String),
    /// Puts a network into the share bar or takes it out.
    Network(Network),
    /// Puts a profile into the follow bar or takes it out.
    Profile(Network),
    Handle(Network, String),
    Numbers(bool),
    /// Takes the settings over from a snippet of another library.
    Old(String),
    Reset,
}

impl Settings {
    pub(crate) fn new() -> Self {
        let values = [
            ("site", "meine-website".to_owned()),
            ("server", server()),
            ("networks", default_networks(Lang::default())),
        ];
        let handles = [
            (Network::Mastodon, "@name@mastodon.social"),
            (Network::Bluesky, "name.bsky.social"),
            (Network::Youtube, "name"),
            (Network::Rss, "https://www.example.org/feed.xml"),
        ];
        Self {
            element: Element::Bar,
            values: values.into(),
            profiles: handles.map(|(n, handle)| (n, handle.to_owned())).into(),
            numbers: true,
            old: Old::default(),
        }
    }

    /// An option as typed, or its default.
    pub(crate) fn value(&self, name: &str) -> &str {
        let spec = Spec::find(self.element, name);
        let typed = self.values.get(name).map(String::as_str);
        // Elements share names of options, but not every word.
        let fits = |typed: &&str| match spec.map(|spec| spec.kind) {
            Some(Kind::OneOf(words)) => words.contains(typed),
            _ => true,
        };
        let default = || spec.map_or("", |spec| spec.default);
        typed.filter(fits).unwrap_or_else(default)
    }

    /// Whether an option says anything at the place that is chosen.
    pub(crate) fn matters(&self, name: &str) -> bool {
        match (name, self.value("place")) {
            ("breakpoint" | "narrow", place) => matches!(place, "left" | "right"),
            ("within", place) => matches!(place, "selection" | "image"),
            _ => true,
        }
    }

    /// The attributes to write: what differs from the defaults, in the order of the documentation.
    ///
    /// The language is always there, since a page in another language would otherwise win.
    pub(crate) fn attributes(&self) -> Options {
        let mut options = Options::default();
        for spec in OPTIONS {
            let (name, value) = (spec.name, self.value(spec.name).trim());
            let default = match name {
                "networks" => &default_networks(self.lang()),
                "lang" => "",
                _ => spec.default,
            };
            // Follow buttons come from the configuration; the script's address says the server.
            let elsewhere =
                name == "server" || (name == "networks" && self.element == Element::Follow);
            let is_ours = spec.elements.contains(&self.element) && self.matters(name);
            if is_ours && !elsewhere && value != default {
                options.set(name, value);
            }
        }
        options
    }

    /// What the preview shows: as the server would answer, with samples for what only it knows.
    pub(crate) fn state(&self) -> State {
        let mut options = self.attributes();
        match self.element {
            Element::Bar => {
                let (url, title) = self.page();
                options.set("url", url);
                options.set("title", title);
                let bar = Bar::from_options(&options);
                State::Bar(share_bar(&options, &self.counts(bar.networks), ""))
            }
            Element::Follow => State::Bar(follow_bar(&options, &self.shown_profiles(), "")),
            Element::Feed => {
                let Feed { limit, lang, .. } = Feed::from_options(&options);
                State::Feed(feed(&options, sample::posts(limit, lang), None, ""))
            }
        }
    }

    /// Address and title of the page that the preview pretends to be.
    pub(crate) fn page(&self) -> (&str, &str) {
        let (url, title) = (self.value("url").trim(), self.value("title").trim());
        match self.element {
            Element::Bar => (
                if link::is_web_url(url) { url } else { URL },
                if title.is_empty() { TITLE } else { title },
            ),
            Element::Follow | Element::Feed => (URL, "Eine Seite Ihrer Website"),
        }
    }

    /// Whether the preview shows numbers, which are made up.
    pub(crate) fn shows_numbers(&self) -> bool {
        self.numbers && self.has_numbers()
    }

    /// Whether the element shows numbers where there are any.
    pub(crate) fn has_numbers(&self) -> bool {
        let style = Style::parse(self.value("look")).unwrap_or_default();
        match self.element {
            Element::Bar => style == Style::Count,
            Element::Follow => style != Style::Icon,
            Element::Feed => false,
        }
    }

    fn counts(&self, networks: Vec<Network>) -> Vec<(Network, Shown)> {
        let numbered = |n: Network| Some((n, sample::shares(n)?));
        let networks = networks.into_iter().filter(|_| self.shows_numbers());
        networks.filter_map(numbered).collect()
    }

    fn shown_profiles(&self) -> Vec<Profile> {
        let profile = |(network, handle): &(Network, String)| {
            Some(Profile {
                network: *network,
                handle: handle.trim().to_owned(),
                url: link::profile(*network, handle)?,
                shown: sample::followers(*network).filter(|_| self.shows_numbers()),
                verified: false,
            })
        };
        self.profiles.iter().filter_map(profile).collect()
    }

    fn toggle_network(&mut self, network: Network) {
        let shown = self.bar_networks();
        let words = self.value("networks").to_owned();
        let same = |word: &&str| Network::parse(word) == Some(network);
        // Misspelt words stay, so that the visitor can mend them.
        let mut kept: Vec<&str> = words.split([' ', ',']).filter(|w| !w.is_empty()).collect();
        if kept.is_empty() || kept.contains(&primary::AUTO) {
            kept = shown.iter().map(|n| n.slug()).collect();
        }
        if shown.contains(&network) {
            kept.retain(|word| !same(word));
        } else {
            kept.push(network.slug());
        }
        self.values.insert("networks", kept.join(" "));
    }

    /// What the old snippet says, and nothing of what was set before but where ours is to stand.
    fn take_over(&mut self, old: Old) {
        if let Some(reading) = &old.reading {
            self.element = Element::Bar;
            let mut values = Self::new().values;
            for name in ["site", "server"] {
                values.insert(name, self.value(name).to_owned());
            }
            for (name, value) in reading.options.iter() {
                if let Some(spec) = Spec::find(Element::Bar, name) {
                    values.insert(spec.name, value.to_owned());
                }
            }
            self.values = values;
        }
        self.old = old;
    }

    /// The colour scheme in force.
    pub(crate) fn theme(&self) -> Theme {
        Theme::parse(self.value("theme")).unwrap_or_default()
    }

    /// The language in force.
    pub(crate) fn lang(&self) -> Lang {
        Lang::from_tag(self.value("lang")).unwrap_or_default()
    }

    /// The networks the share bar shows.
    pub(crate) fn bar_networks(&self) -> Vec<Network> {
        let options = ["networks", "lang"].map(|name| (name, self.value(name)));
        Bar::from_options(&options.into_iter().collect()).networks
    }
}

impl Reducible for Settings {
    type Action = Change;

    fn reduce(self: Rc<Self>, change: Change) -> Rc<Self> {
        let mut next = (*self).clone();
        match change {
            Change::Element(element) => next.element = element,
            Change::Value(name, value) => {
                let is_default = self.value("networks") == default_networks(self.lang());
                next.values.insert(name, value);
                if name == "lang" && is_default {
                    let networks = default_networks(next.lang());
                    next.values.insert("networks", networks);
                }
            }
            Change::Network(network) => next.toggle_network(network),
            Change::Profile(network) => match next.profiles.iter().position(|p| p.0 == network) {
                Some(at) => drop(next.profiles.remove(at)),
                None => next.profiles.push((network, String::new())),
            },
            Change::Handle(network, handle) => {
                let mut profiles = next.profiles.iter_mut();
                if let Some(profile) = profiles.find(|p| p.0 == network) {
                    profile.1 = handle;
                }
            }
            Change::Numbers(numbers) => next.numbers = numbers,
            Change::Old(text) => next.take_over(Old::new(text)),
            Change::Reset => {
                next = Self {
                    element: self.element,
                    ..Self::new()
                }
            }
        }
        Rc::new(next)
    }
}

/// What stands for `auto` in this language, to be changed one by one.
fn default_networks(lang: Lang) -> String {
    let all = primary::primary(lang);
    let slugs: Vec<_> = all.iter().map(|n| n.slug()).collect();
    slugs.join(" ")
}

/// The server this page comes from: it also serves the script.
fn server() -> String {
    #[cfg(target_arch = "wasm32")]
    let origin = web_sys::window().and_then(|window| window.location().origin().ok());
    #[cfg(not(target_arch = "wasm32"))]
    let origin: Option<String> = None;
    let origin = origin.filter(|origin| link::is_web_url(origin));
    origin.unwrap_or_else(|| "https://teilbar.example.org".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(changes: impl IntoIterator<Item = Change>) -> Settings {
        let start = Rc::new(Settings::new());
        let end = changes
            .into_iter()
            .fold(start, |s, change| s.reduce(change));
        (*end).clone()
    }

    #[test]
    fn networks_are_toggled_in_the_typed_list_and_slips_stay() {
        let typed = Change::Value("networks", "facebok twitter".into());
        let settings = after([typed, Change::Network(Network::X)]);
        assert_eq!(settings.value("networks"), "facebok");
        let settings = after([
            Change::Value("networks", String::new()),
            Change::Network(Network::Reddit),
        ]);
        assert_eq!(
            settings.value("networks"),
            format!("{} reddit", default_networks(Lang::De))
        );
    }

    #[test]
    fn only_options_of_the_element_become_attributes() {
        let settings = after([
            Change::Value("look", "icon".into()),
            Change::Value("limit", "3".into()),
        ]);
        let names: Vec<_> = settings
            .attributes()
            .iter()
            .map(|(n, _)| n.to_owned())
            .collect();
        assert_eq!(names, ["site", "lang", "look"]);
    }

    #[test]
    fn the_place_brings_the_options_that_matter_there() {
        let set = |place: &str, element| {
            let settings = after([
                Change::Value("place", place.into()),
                Change::Value("breakpoint", "900".into()),
                Change::Value("narrow", "hidden".into()),
                Change::Value("within", ".artikel".into()),
                Change::Element(element),
            ]);
            let attributes = settings.attributes();
            let names = attributes.iter().map(|(name, _)| name.to_owned());
            let names: Vec<_> = names.filter(|n| n != "site" && n != "lang").collect();
            names.join(" ")
        };
        assert_eq!(set("left", Element::Bar), "place breakpoint narrow");
        assert_eq!(set("image", Element::Bar), "place within");
        assert_eq!(set("quote", Element::Bar), "place");
        assert_eq!(set("right", Element::Follow), "place breakpoint narrow");
        assert_eq!(
            set("image", Element::Follow),
            "",
            "follow bars know no pictures"
        );
        assert_eq!(set("left", Element::Feed), "");
    }

    #[test]
    fn the_language_brings_its_networks_unless_others_were_chosen() {
        let japanese = || Change::Value("lang", "ja".into());
        let settings = after([japanese()]);
        assert_eq!(settings.value("networks"), default_networks(Lang::Ja));
        assert_eq!(settings.attributes().get("networks"), "");
        let settings = after([Change::Value("networks", "x auto".into()), japanese()]);
        assert_eq!(settings.attributes().get("networks"), "x auto");
        assert_eq!(settings.bar_networks()[1..], *primary::primary(Lang::Ja));
    }

    #[test]
    fn profiles_without_an_address_are_left_out() {
        let settings = after([
            Change::Element(Element::Follow),
            Change::Handle(Network::Mastodon, "@name".into()),
        ]);
        let State::Bar(state) = settings.state() else {
            panic!("a follow bar");
        };
        assert!(
            state
                .buttons
                .iter()
                .all(|button| button.id != Network::Mastodon.slug())
        );
        assert_eq!(state.buttons.len(), settings.profiles.len() - 1);
    }

    #[test]
    fn an_old_snippet_sets_what_it_says_and_resets_the_rest() {
        let old = "<div class='shariff' data-theme='grey' data-services='twitter googleplus' data-twitter-via='me'></div>";
        let changes = [
            Change::Element(Element::Feed),
            Change::Value("site", "blog".into()),
            Change::Value("size", "large".into()),
            Change::Old(old.into()),
        ];
        let settings = after(changes);
        assert_eq!(settings.element, Element::Bar);
        let attributes = settings.attributes();
        let set: Vec<_> = attributes.iter().collect();
        let expected = [
            ("site", "blog"),
            ("lang", "de"),
            ("networks", "x"),
            ("colors", "mono"),
            ("via", "me"),
        ];
        assert_eq!(set, expected);
        assert_eq!(
            settings.old.reading.map(|reading| reading.notes.len()),
            Some(1)
        );
        // While something else is typed nothing is lost.
        let settings = after([
            Change::Value("look", "icon".into()),
            Change::Old("<p>".into()),
        ]);
        assert_eq!(settings.value("look"), "icon");
        assert_eq!(settings.old.reading, None);
    }
}
