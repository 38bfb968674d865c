//! The address template of a share button, as the catalogue has it and a site's options change it.
//!
//! What only the server knows is written into the template here: texts of a network's own, hashtags,
//! campaign parameters, hosts. The browser fills in the rest, see [`crate::link::expand`].

use crate::config::{CampaignCopy, Options, words};
use crate::link::{Shared, encode, first_tag, truncate};
use crate::network::{Limit, Network, Share};
use crate::room::room;
use crate::state::{Button, Opens};

/// What a button opens, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    pub opens: Opens,
    /// With slots; for copying what is added to the address; else empty.
    pub address: String,
    /// Characters of the title that fit; 0 is no limit.
    pub limit: usize,
}

/// The button without its name.
impl From<Template> for Button {
    fn from(template: Template) -> Self {
        Self {
            opens: template.opens,
            template: template.address,
            limit: template.limit,
            ..Self::default()
        }
    }
}

/// Where a parameter more would be another address: these count by address, tell readers that a page
/// was handed in already, or keep it for the visitor alone.
pub const WITHOUT_CAMPAIGN: &[Network] = &[
    Network::Pinterest,
    Network::Reddit,
    Network::Hackernews,
    Network::Lobsters,
    Network::Tumblr,
    Network::Vk,
    Network::Odnoklassniki,
    Network::Buffer,
    Network::Hatena,
    Network::Instapaper,
    Network::Raindrop,
    Network::Wallabag,
];

/// The templates of a network's buttons: none, one, or one for telephones and one for all others.
pub fn templates(network: Network, options: &Options, shared: &Shared) -> Vec<Template> {
    let row = network.row();
    let (opens, address, limit) = match row.share {
        Share::Link(address) => (Opens::Link, address, None),
        Share::Limited(address, limit) => (Opens::Link, address, Some(limit)),
        Share::Mobile(address) => (Opens::Mobile, address, None),
        Share::Mail(address) => (Opens::Mail, address, None),
        Share::Act(_) => return vec![act(network, options)],
        Share::None { .. } => return Vec::new(),
    };
    let names = std::iter::once(row.slug).chain(row.aliases.iter().copied());
    let fit = Fit {
        options,
        shared,
        names: names.collect(),
        tagged: !WITHOUT_CAMPAIGN.contains(&network),
    };
    let mut all = vec![fit.template(opens, &hosted(network, address, options), limit)];
    let app = options.digits("facebook-app-id");
    if network == Network::Messenger && !app.is_empty() {
        let dialog = format!(
            "https://www.facebook.com/dialog/send?app_id={app}&link={{url}}&redirect_uri={{url}}"
        );
        all.push(fit.template(Opens::Desktop, &dialog, None));
    }
    all
}

/// The template of a site's own network.
pub(crate) fn own(id: &str, address: &str, options: &Options, shared: &Shared) -> Template {
    let names = vec![id];
    let fit = Fit {
        options,
        shared,
        names,
        tagged: true,
    };
    fit.template(Opens::Link, address, None)
}

/// The address on the server that the site prefers.
fn hosted(network: Network, address: &str, options: &Options) -> String {
    let host = match network {
        Network::Wallabag => options.host("wallabag-host"),
        Network::Diaspora => options.host("diaspora-pod"),
        _ => "",
    };
    match (network, host) {
        (_, "") => address.to_owned(),
        (Network::Wallabag, host) => format!("https://{host}/bookmarklet?url={{url}}"),
        (_, host) => format!("https://{host}/bookmarklet?url={{url}}&title={{title}}"),
    }
}

/// Copying alone has something to say here: what is added to the address, where a site wants that.
fn act(network: Network, options: &Options) -> Template {
    let copies = options.choice::<CampaignCopy>("campaign-copy").is_yes();
    let address = match copies && network == Network::Copy {
        true => campaign(network.slug(), options),
        false => String::new(),
    };
    Template {
        opens: Opens::Act,
        address,
        limit: 0,
    }
}

/// The campaign parameters of a network, percent-encoded and ready to be appended; may be empty.
fn campaign(slug: &str, options: &Options) -> String {
    let text = options.get("campaign").replace("{network}", slug);
    let pairs = text
        .trim_start_matches('?')
        .split('&')
        .filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| match pair.split_once('=') {
        Some((name, value)) => format!("{}={}", encode(name), encode(value)),
        None => encode(pair),
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// What a template is fitted to.
struct Fit<'a> {
    options: &'a Options,
    shared: &'a Shared,
    /// The network's names in options.
    names: Vec<&'a str>,
    /// Whether campaign parameters do no harm.
    tagged: bool,
}

impl Fit<'_> {
    /// The value of `<stem>-<network>`.
    fn option(&self, stem: &str) -> &str {
        let mut values = self
            .names
            .iter()
            .map(|name| self.options.get(&format!("{stem}-{name}")));
        values.find(|value| !value.is_empty()).unwrap_or_default()
    }

    fn template(&self, opens: Opens, address: &str, limit: Option<Limit>) -> Template {
        let added = match self.tagged {
            true => campaign(self.names[0], self.options),
            false => String::new(),
        };
        let tags = hashtags(self.option("hashtags"));
        let mut what = Shared {
            url: [&self.shared.url[..], "?", &added].concat(),
            via: self.shared.via.clone(),
            hashtags: if tags.is_empty() {
                self.shared.hashtags.clone()
            } else {
                tags.clone()
            },
            ..Shared::default()
        };
        if added.is_empty() {
            what.url.clone_from(&self.shared.url);
        }
        let own = self.option("text");
        let title = if own.is_empty() {
            &self.shared.title
        } else {
            own
        };
        let mut limit = limit.map_or(0, |limit| room(limit, title, &what));
        let mut address = address.to_owned();
        if !own.is_empty() {
            let mut slots = ["{summary}", "{text}"].into_iter();
            let slot = slots.find(|slot| address.contains(slot));
            let slot = slot.unwrap_or("{title}");
            let own = if limit > 0 {
                truncate(own, limit)
            } else {
                own.to_owned()
            };
            address = address.replace(slot, &encode(&own));
            limit = 0;
        }
        if !tags.is_empty() {
            let all: String = tags.iter().flat_map(|tag| [" #", tag]).collect();
            address = address
                .replace("{hashtags}", &encode(&tags.join(",")))
                .replace("{tags}", &encode(&all))
                .replace("{tag}", &encode(first_tag(&tags)));
        }
        if !added.is_empty() {
            address = address.replace("{url}", &format!("{{url+{}}}", encode(&added)));
        }
        Template {
            opens,
            address,
            limit,
        }
    }
}

/// The words of a list without the number signs.
pub(crate) fn hashtags(list: &str) -> Vec<String> {
    let words = words(list).map(|word| word.trim_start_matches('#'));
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::expand;

    fn links(network: Network, pairs: &[(&str, &str)]) -> Vec<(Opens, String)> {
        let shared = Shared {
            url: "https://a.example/x".into(),
            title: "Titel".into(),
            hashtags: vec!["alle".into()],
            ..Shared::default()
        };
        let options = pairs.iter().copied().collect();
        let all = templates(network, &options, &shared).into_iter();
        let link = |t: Template| Some((t.opens, expand(&t.address, t.limit, &shared)?));
        all.filter_map(link).collect()
    }

    fn link(network: Network, pairs: &[(&str, &str)]) -> String {
        let [(_, link)] = &links(network, pairs)[..] else {
            panic!("{network:?} has not one button");
        };
        link.clone()
    }

    const URL: &str = "https%3A%2F%2Fa.example%2Fx";

    #[test]
    fn a_network_can_have_its_own_text_and_hashtags() {
        let own = [
            ("text-bluesky", "Käse & {url}"),
            ("hashtags-x", "#b, c"),
            ("text-email", "Hallo"),
        ];
        for (network, expected) in [
            (
                Network::Bluesky,
                "https://bsky.app/intent/compose?text=K%C3%A4se%20%26%20%7Burl%7D%0A%0A{U}%20%23alle",
            ),
            (
                Network::X,
                "https://x.com/intent/post?text=Titel&url={U}&hashtags=b%2Cc",
            ),
            (Network::Email, "mailto:?subject=Titel&body=Hallo%0D%0A{U}"),
            (
                Network::Telegram,
                "https://t.me/share/url?url={U}&text=Titel",
            ),
        ] {
            assert_eq!(link(network, &own), expected.replace("{U}", URL));
        }
        let alias = link(Network::X, &[("text-twitter", "Alt")]);
        assert!(alias.contains("text=Alt&"), "{alias}");
        let long = link(Network::Bluesky, &[("text-bluesky", &"Wort ".repeat(200))]);
        assert!(long.contains("%E2%80%A6%0A%0A"), "{long}");
    }

    #[test]
    fn campaigns_reach_all_but_those_they_would_harm() {
        let campaign = [("campaign", "utm_source={network}&utm_medium=share&x=a b")];
        let tagged = "%3Futm_source%3D{N}%26utm_medium%3Dshare%26x%3Da%2520b";
        for network in Network::ALL {
            let shareable = matches!(network.row().share, Share::Link(_) | Share::Limited(..));
            if !shareable || *network == Network::Pinterest {
                continue;
            }
            let link = link(*network, &campaign);
            let expected = format!("{URL}{}", tagged.replace("{N}", network.slug()));
            let has = link.contains(&expected);
            assert_eq!(has, !WITHOUT_CAMPAIGN.contains(network), "{link}");
            assert_eq!(link.contains("utm_"), has, "{link}");
        }
    }

    #[test]
    fn copying_carries_the_campaign_only_when_asked() {
        let copied = |pairs: &[(&str, &str)]| {
            let shared = Shared {
                url: "https://a.example/?p=1".into(),
                ..Shared::default()
            };
            templates(Network::Copy, &pairs.iter().copied().collect(), &shared)[0]
                .address
                .clone()
        };
        let campaign = ("campaign", "s={network}");
        assert_eq!(copied(&[campaign]), "");
        assert_eq!(copied(&[("campaign-copy", "yes")]), "");
        assert_eq!(copied(&[campaign, ("campaign-copy", "yes")]), "s=copy");
    }

    #[test]
    fn hosts_and_the_app_id_choose_the_address() {
        for (network, option, value, expected) in [
            (
                Network::Wallabag,
                "wallabag-host",
                "w.example",
                "https://w.example/bookmarklet?url={U}",
            ),
            (
                Network::Wallabag,
                "wallabag-host",
                "w.example/x?",
                "https://app.wallabag.it/bookmarklet?url={U}",
            ),
            (
                Network::Diaspora,
                "diaspora-pod",
                "pod.example:8443",
                "https://pod.example:8443/bookmarklet?url={U}&title=Titel",
            ),
            (
                Network::Diaspora,
                "diaspora-pod",
                "",
                "https://share.diasporafoundation.org/?url={U}&title=Titel",
            ),
        ] {
            assert_eq!(
                link(network, &[(option, value)]),
                expected.replace("{U}", URL)
            );
        }
        let mobile = (Opens::Mobile, format!("fb-messenger://share/?link={URL}"));
        let dialog = format!(
            "https://www.facebook.com/dialog/send?app_id=123&link={URL}&redirect_uri={URL}"
        );
        assert_eq!(
            links(Network::Messenger, &[]),
            std::slice::from_ref(&mobile)
        );
        assert_eq!(
            links(Network::Messenger, &[("facebook-app-id", "12x")]),
            std::slice::from_ref(&mobile)
        );
        let both = [mobile, (Opens::Desktop, dialog)];
        assert_eq!(
            links(Network::Messenger, &[("facebook-app-id", "123")]),
            both
        );
    }
}
