//! `[[sites.profiles]]` and `[[sites.counts]]`: whom to follow, and numbers read off by hand.

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
}

/// A share count read off by a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManualCount {
    pub url: String,
    pub network: Network,
    pub count: Count,
    pub date: Date,
}

const PROFILE: &[&str] = &["network", "handle", "url", "manual"];
const COUNT: &[&str] = &["url", "network", "count", "date"];

impl Section<'_> {
    pub(super) fn profiles(&self) -> Vec<Profile> {
        let mut seen = Unique::new("profile");
        let sections = self.each("profiles", PROFILE);
        sections
            .filter_map(|section| section.profile(&mut seen))
            .collect()
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
        })
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
