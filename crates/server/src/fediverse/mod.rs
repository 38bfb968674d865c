//! Finds the page of a visitor's home server that writes a post or follows an account.
//!
//! The one place where a visitor waits for somebody else: the server was named a moment ago, so
//! nothing can be known before. It is asked by WebFinger for Activity Intents (FEP-3b86) and by
//! NodeInfo for its software, both at once, within a limit of its own; what it says is kept.

mod kept;
mod lookup;
mod nodeinfo;
mod quota;
mod webfinger;

use crate::fetch::{AllowedTarget, FetchError};
use kept::Kept;
use lookup::Lookup;
use nodeinfo::About;
use quota::Quota;
use serde::Serialize;
use std::collections::HashMap;
use std::time::Duration;
use teilbar_domain::fediverse::{Activity, Home, Intent, WrongHome, expand, fallback, home, known};
use utoipa::ToSchema;
use webfinger::Templates;

/// How home servers are asked.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where hosts are asked instead of at `https://{host}`: for tests.
    pub origins: HashMap<String, String>,
    /// Hosts that need not be public: for tests. What the operator allows for feeds does not count
    /// here, because it is visitors who name these hosts.
    pub allow: Vec<AllowedTarget>,
    /// The longest time a visitor waits.
    pub limit: Duration,
    /// How long an answer holds, and how long it holds that there was none.
    pub found: Duration,
    pub missing: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            origins: HashMap::new(),
            allow: Vec::new(),
            limit: Duration::from_secs(3),
            found: Duration::from_secs(12 * 60 * 60),
            missing: Duration::from_secs(5 * 60),
        }
    }
}

/// Who said where to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// The server itself, by a template in its WebFinger answer.
    Intent,
    /// We know the pages of its software.
    Nodeinfo,
    /// Nobody: a page that asks for the server, or the profile to follow.
    Fallback,
}

/// Where to send the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    pub url: String,
    /// As the server's NodeInfo names it, in lower case.
    pub software: Option<String>,
    pub by: By,
}

impl Resolved {
    /// What there is without asking anybody.
    pub fn fallback(activity: &Activity<'_>) -> Self {
        Self {
            url: fallback(activity),
            software: None,
            by: By::Fallback,
        }
    }
}

/// The home server as addresses name it: in ASCII, as IDNA writes other letters.
///
/// # Errors
/// See [`WrongHome`]; a name that only becomes an IP address by IDNA is one, too.
pub fn parse(text: &str) -> Result<Home, WrongHome> {
    let named = Home::parse(text)?;
    match url::Host::parse(&named.host) {
        Ok(url::Host::Domain(host)) if home::is_ascii_host(&host) => Ok(Home { host, ..named }),
        Ok(url::Host::Ipv4(_) | url::Host::Ipv6(_)) => Err(WrongHome::Address),
        _ => Err(WrongHome::Name),
    }
}

/// Asks home servers, and remembers what they said. Knows nothing else of the world outside.
pub struct Resolver {
    lookup: Lookup,
    /// By account, or by host where only that was named: each account has its own WebFinger answer.
    templates: Kept<Templates>,
    /// By host.
    about: Kept<Option<About>>,
    quota: Quota,
    settings: Settings,
}

impl Resolver {
    /// # Errors
    /// TLS could not be set up.
    pub fn new(settings: Settings) -> Result<Self, FetchError> {
        Ok(Self {
            lookup: Lookup::new(&settings)?,
            templates: Kept::new(),
            about: Kept::new(),
            quota: Quota::new(),
            settings,
        })
    }

    /// Where the visitor of `home` goes; always an answer, and within [`Settings::limit`].
    pub async fn resolve(&self, home: &Home, activity: &Activity<'_>) -> Resolved {
        let both = async { tokio::join!(self.templates(home), self.about(&home.host)) };
        let told = tokio::time::timeout(self.settings.limit, both).await;
        let (templates, about) = told.unwrap_or_default();
        let template = match activity.intent() {
            Intent::Create => templates.create,
            Intent::Follow => templates.follow,
        };
        let host = template
            .as_deref()
            .and_then(teilbar_domain::fediverse::template::host);
        // Whose template may be opened was decided when it was read.
        let intent = template.as_deref().zip(host);
        let intent = intent.and_then(|(template, host)| expand(template, &[host], activity));
        let page = |about: &About| known(&about.software, &about.host, activity);
        let page = about.as_ref().and_then(page);
        let (url, by) = match (intent, page) {
            (Some(url), _) => (url, By::Intent),
            (None, Some(url)) => (url, By::Nodeinfo),
            (None, None) => (fallback(activity), By::Fallback),
        };
        let software = about.map(|about| about.software);
        Resolved { url, software, by }
    }

    async fn templates(&self, home: &Home) -> Templates {
        let key = format!("{}@{}", home.user, home.host);
        let make = async {
            self.quota.take(&home.host)?;
            let asked = webfinger::ask(&self.lookup, home);
            let told = self.in_time(asked).await.unwrap_or_default();
            Some((self.keep(told != Templates::default()), told))
        };
        self.templates.get(&key, make).await.unwrap_or_default()
    }

    async fn about(&self, host: &str) -> Option<About> {
        let make = async {
            self.quota.take(host)?;
            let told = self
                .in_time(nodeinfo::ask(&self.lookup, host))
                .await
                .flatten();
            Some((self.keep(told.is_some()), told))
        };
        self.about.get(host, make).await.flatten()
    }

    /// Leaves a little of the visitor's time for the other answer to be used.
    async fn in_time<T>(&self, asked: impl Future<Output = T>) -> Option<T> {
        let limit = self.settings.limit * 5 / 6;
        tokio::time::timeout(limit, asked).await.ok()
    }

    fn keep(&self, found: bool) -> Duration {
        match found {
            true => self.settings.found,
            false => self.settings.missing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_ascii_or_are_refused() {
        for (text, host) in [
            ("mastodon.social", Ok("mastodon.social")),
            ("@ada@Bücher.example", Ok("xn--bcher-kva.example")),
            ("https://bücher.example/@ada", Ok("xn--bcher-kva.example")),
            ("straße.example", Ok("xn--strae-oqa.example")),
            ("mastodon。social", Err(WrongHome::NoServer)),
            ("ａ.example", Ok("a.example")),
            ("a.example／x", Err(WrongHome::Name)),
            ("１２７.0.0.1", Err(WrongHome::Address)),
            ("①②⑦.0.0.①", Err(WrongHome::Address)),
            ("127.0.0.１", Err(WrongHome::Address)),
            ("xn--a.example", Err(WrongHome::Name)),
            ("a\u{ad}.example", Ok("a.example")),
        ] {
            let found = parse(text).map(|home| home.host);
            assert_eq!(found, host.map(str::to_owned), "{text}");
        }
    }
}
