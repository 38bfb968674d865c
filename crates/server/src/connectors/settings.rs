//! Where the networks are asked, and with what.

use super::ConnectorError;
use jiff::civil::Date;
use secrecy::SecretString;
use std::collections::BTreeMap;
use teilbar_domain::network::Network;

macro_rules! apis {
    ($($(#[$doc:meta])* $variant:ident = $key:literal at $default:literal)+) => {
        /// An address that is asked. Networks move theirs every few years and put versions into
        /// them, so each can be set: in `[api]`, by its key.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Api { $($(#[$doc])* $variant),+ }

        impl Api {
            /// Every address, with its key in the configuration.
            pub const ALL: &'static [(Api, &'static str)] = &[$((Api::$variant, $key)),+];

            /// What is asked unless something else is set; without a slash at the end.
            pub fn default_base(self) -> &'static str {
                match self { $(Api::$variant => $default),+ }
            }
        }
    };
}

apis! {
    /// The public view of Bluesky.
    Bluesky = "bluesky" at "https://public.api.bsky.app"
    Discord = "discord" at "https://discord.com/api/v10"
    /// The Graph API with its version; also for accounts of others on Instagram.
    Facebook = "facebook" at "https://graph.facebook.com/v25.0"
    Github = "github" at "https://api.github.com"
    /// Where GitHub serves its Atom feeds.
    GithubFeeds = "github_feeds" at "https://github.com"
    Instagram = "instagram" at "https://graph.instagram.com"
    Linkedin = "linkedin" at "https://api.linkedin.com/rest"
    Pinterest = "pinterest" at "https://api.pinterest.com/v5"
    /// Where Pinterest serves the RSS feeds of boards.
    PinterestFeeds = "pinterest_feeds" at "https://www.pinterest.com"
    Reddit = "reddit" at "https://oauth.reddit.com"
    /// Where Reddit gives out tokens.
    RedditTokens = "reddit_tokens" at "https://www.reddit.com/api/v1"
    Telegram = "telegram" at "https://api.telegram.org"
    Threads = "threads" at "https://graph.threads.net/v1.0"
    Tiktok = "tiktok" at "https://open.tiktokapis.com/v2"
    Tumblr = "tumblr" at "https://api.tumblr.com/v2"
    X = "x" at "https://api.x.com/2"
    Youtube = "youtube" at "https://www.googleapis.com"
    /// Where YouTube serves its Atom feeds.
    YoutubeFeeds = "youtube_feeds" at "https://www.youtube.com"
}

/// Millionths of a US dollar, in which the one network that charges for reading names its prices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct MicroUsd(pub u64);

/// What a network wants to see before it answers.
#[derive(Clone, Debug)]
pub struct Key {
    /// The token, key or secret.
    pub secret: SecretString,
    /// The public half of a pair, where a network gives out two.
    pub client: Option<String>,
    /// The third part, where there are three: TikTok's client secret.
    pub client_secret: Option<SecretString>,
    /// The numeric id of the account that asks: for other people's profiles on Instagram.
    pub account: Option<String>,
    /// The day on which the network stops taking the token, as the operator noted it.
    pub expires: Option<Date>,
    /// What may be spent in a month.
    pub budget: Option<MicroUsd>,
}

impl From<&str> for Key {
    /// A token and nothing else.
    fn from(secret: &str) -> Self {
        Self {
            secret: secret.into(),
            client: None,
            client_secret: None,
            account: None,
            expires: None,
            budget: None,
        }
    }
}

/// Where the networks' interfaces are, and what is shown to them.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Addresses that differ from [`Api::default_base`].
    pub bases: BTreeMap<Api, String>,
    pub keys: BTreeMap<Network, Key>,
    /// `https`; `http` for tests only.
    pub mastodon_scheme: String,
    /// The month of LinkedIn's interface, `YYYYMM`; each is served for about a year.
    pub linkedin_version: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            bases: BTreeMap::new(),
            keys: BTreeMap::new(),
            mastodon_scheme: "https".to_owned(),
            linkedin_version: "202606".to_owned(),
        }
    }
}

impl Settings {
    /// The address at which an interface is asked.
    pub(super) fn base(&self, api: Api) -> &str {
        let set = self.bases.get(&api).map(String::as_str);
        set.unwrap_or_else(|| api.default_base())
    }

    pub(super) fn key(&self, network: Network) -> Result<&Key, ConnectorError> {
        let key = self.keys.get(&network);
        key.ok_or(ConnectorError::NoKey(network.name()))
    }

    pub(super) fn secret(&self, network: Network) -> Result<SecretString, ConnectorError> {
        Ok(self.key(network)?.secret.clone())
    }
}

/// Days before its end from which on a token is a problem: enough for a holiday.
pub const EXPIRY_ALARM: i32 = 14;

/// Days until each dated token ends, negative if it has; by network.
pub fn expiries(settings: &Settings, today: Date) -> Vec<(Network, i32)> {
    let dated = settings
        .keys
        .iter()
        .filter_map(|(network, key)| Some((*network, key.expires?)));
    let days = dated.filter_map(|(network, day)| {
        let left = today.until((jiff::Unit::Day, day)).ok()?;
        Some((network, left.get_days()))
    });
    days.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_counted_down() {
        let mut settings = Settings::default();
        let mut key = Key::from("t");
        settings.keys.insert(Network::X, key.clone());
        for (network, day) in [
            (Network::Instagram, "2026-03-03"),
            (Network::Threads, "2026-02-28"),
            (Network::Linkedin, "2027-03-01"),
        ] {
            key.expires = Some(day.parse().unwrap());
            settings.keys.insert(network, key.clone());
        }
        let today = "2026-03-01".parse().unwrap();
        assert_eq!(
            expiries(&settings, today),
            [
                (Network::Linkedin, 365),
                (Network::Threads, -1),
                (Network::Instagram, 2)
            ]
        );
    }

    #[test]
    fn addresses_need_no_slash_and_keys_are_used_once() {
        let mut keys = std::collections::BTreeSet::new();
        for (api, key) in Api::ALL {
            assert!(keys.insert(key), "{key}");
            let base = url::Url::parse(api.default_base()).unwrap();
            assert_eq!(base.scheme(), "https", "{key}");
            assert!(!api.default_base().ends_with('/'), "{key}");
        }
    }
}
