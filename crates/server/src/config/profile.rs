//! `[[sites.profiles]]` and `[[sites.counts]]`: whom to follow, and numbers read off by hand.

use super::lookalike;
use super::reader::At;
use super::section::{Section, Unique};
use teilbar_domain::count::Count;
use teilbar_domain::date::Date;
use teilbar_domain::link;
use teilbar_domain::network::Network;

/// An account to follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    pub network: Network,
    pub handle: String,
    pub url: String,
    pub manual: Option<(Count, Date)>,
    pub verify: Verify,
}

/// Whether it is found out that a profile belongs to the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verify {
    No,
    /// By a link from the profile to the site.
    Link,
    /// By such a link, or by this text, which nobody else knows to write.
    Token(String),
}

/// A share count read off by a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManualCount {
    pub url: String,
    pub network: Network,
    pub count: Count,
    pub date: Date,
}

const PROFILE: &[&str] = &["network", "handle", "url", "manual", "verify", "token"];
const COUNT: &[&str] = &["url", "network", "count", "date"];

impl Section<'_> {
    /// `own` are the names by which the site is known.
    pub(super) fn profiles(&self, mut own: Vec<String>) -> Vec<Profile> {
        let mut seen = Unique::new("profile");
        let sections = self.each("profiles", PROFILE);
        let read = |section: Self| {
            let profile = section.profile(&mut seen)?;
            section.beware(&profile.handle, &own);
            own.extend(lookalike::names(&profile.handle).map(str::to_lowercase));
            Some(profile)
        };
        sections.filter_map(read).collect()
    }

    /// Whoever copied the handle from an impostor's profile would send visitors there.
    fn beware(&self, handle: &str, own: &[String]) {
        if let Some(what) = lookalike::suspicion(handle, own) {
            let help = "compare it with the profile, letter by letter";
            let line = self.table.line_of("handle");
            self.document.warning(line, what, help);
        }
    }

    fn profile(&self, seen: &mut Unique) -> Option<Profile> {
        let network = self.network()?;
        let Some(handle) = self.table.text("handle") else {
            self.table.missing("handle", "\"name\"");
            return None;
        };
        seen.check(
            self.document,
            &format!("{} {}", network.slug(), handle.value),
            handle.line,
        );
        let url = match self.table.text("url") {
            Some(url) => self.address(url, "url"),
            None => self.profile_url(network, handle)?,
        };
        let handle = handle.value.to_owned();
        Some(Profile {
            network,
            handle,
            url,
            manual: self.manual(),
            verify: self.verify(network),
        })
    }

    fn verify(&self, network: Network) -> Verify {
        let wanted = self.table.flag("verify").map(|flag| flag.value);
        let token = self.table.text("token");
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        match (wanted, token) {
            (Some(false), None) => Verify::No,
            (Some(false), Some(token)) => {
                let help = "take out verify = false, or the token";
                self.error(token.line, "a token is for verifying the profile", help);
                Verify::No
            }
            (_, Some(token)) if token.value.len() < 12 || !token.value.bytes().all(plain) => {
                let what = "this token could stand in a profile by chance";
                let help = "write 12 or more letters, digits and - that nobody would guess";
                self.error(token.line, what, help);
                Verify::Link
            }
            (_, Some(token)) => Verify::Token(token.value.to_owned()),
            (Some(true), None) => Verify::Link,
            // Others would have to be asked for a page that was made for people.
            (None, None) => match network {
                Network::Mastodon | Network::Bluesky | Network::Github => Verify::Link,
                _ => Verify::No,
            },
        }
    }

    fn profile_url(&self, network: Network, handle: At<&str>) -> Option<String> {
        let url = link::profile(network, handle.value);
        if url.is_none() {
            let name = network.name();
            let what = format!("\"{}\" is no profile on {name}", handle.value);
            let help = match network.row().profile {
                "" => format!("{name} has no profile pages; write url = \"https://…\""),
                "{handle}" => "write the full address, starting with https://".to_owned(),
                slots if slots.contains("{host}") => "write it as \"@user@host\"".to_owned(),
                slots => format!("write what stands in its address: {slots}"),
            };
            self.error(handle.line, what, help);
        }
        url
    }

    fn manual(&self) -> Option<(Count, Date)> {
        let table = self.table.table("manual", &["count", "date"])?;
        Section { table, ..*self }.counted()
    }

    pub(super) fn counts(&self) -> Vec<ManualCount> {
        self.each("counts", COUNT)
            .filter_map(|section| section.count())
            .collect()
    }

    fn count(&self) -> Option<ManualCount> {
        let url = self.table.text("url").map(|url| self.address(url, "url"));
        if !self.table.has("url") {
            self.table
                .missing("url", "\"https://www.example.org/page\"");
        }
        let network = self.network();
        let (count, date) = self.counted()?;
        Some(ManualCount {
            url: url?,
            network: network?,
            count,
            date,
        })
    }
}
