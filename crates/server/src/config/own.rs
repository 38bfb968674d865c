//! `[[sites.networks]]`: networks that the catalogue does not have.

use super::reader::At;
use super::section::{Section, Unique};
use teilbar_domain::link::{SLOTS, is_web_url};
use teilbar_domain::network::{Lookup, lookup};
use teilbar_domain::own::{Color, IconPath, IconProblem, Own};

const OWN: &[&str] = &["id", "name", "share", "profile", "color", "icon"];

impl Section<'_> {
    /// The networks of the site `site`.
    pub(super) fn own_networks(&self, site: &str) -> Vec<Own> {
        let mut seen = Unique::new("network");
        let sections = self.each("networks", OWN);
        sections
            .filter_map(|section| section.own_network(site, &mut seen))
            .collect()
    }

    fn own_network(&self, site: &str, seen: &mut Unique) -> Option<Own> {
        let id = self.id(seen, "\"forum\"")?;
        if lookup(&id) != Lookup::Unknown {
            let what = format!("\"{id}\" is a network of the catalogue");
            self.error(self.table.line_of("id"), what, "choose another id");
            return None;
        }
        let (share, profile) = (self.share(), self.own_profile());
        if !self.table.has("share") && !self.table.has("profile") {
            self.table.missing(
                "share",
                "\"https://forum.example.org/new?link={url}&subject={title}\"",
            );
        }
        let name = self.table.text("name");
        Some(Own {
            class: format!("own_{site}_{id}"),
            name: name.map_or(&id[..], |name| name.value).to_owned(),
            share,
            profile,
            color: self.color(),
            icon: self.icon(),
            id,
        })
    }

    fn share(&self) -> String {
        let Some(text) = self.table.text("share") else {
            return String::new();
        };
        match check_template(text.value) {
            Ok(()) => text.value.to_owned(),
            Err((what, help)) => {
                self.error(text.line, what, help);
                String::new()
            }
        }
    }

    fn own_profile(&self) -> String {
        let text = self.table.text("profile");
        text.map(|text| self.address(text, "profile"))
            .unwrap_or_default()
    }

    fn color(&self) -> Color {
        let Some(At { value, line }) = self.table.text("color") else {
            return Color::default();
        };
        Color::parse(value).unwrap_or_else(|| {
            let what = format!("color = \"{value}\" is no colour");
            self.error(line, what, "write six hexadecimal digits: \"#004b87\"");
            Color::default()
        })
    }

    fn icon(&self) -> IconPath {
        let Some(At { value, line }) = self.table.text("icon") else {
            return IconPath::default();
        };
        IconPath::parse(value).unwrap_or_else(|problem| {
            let help = match problem {
                IconProblem::NotAPath => {
                    "write only what stands in the d of an SVG <path>, such as \"M3 3h18v18H3z\""
                }
                IconProblem::NotOnTheGrid => "scale the drawing to 24 by 24",
                IconProblem::TooLong => "simplify the drawing to at most 4000 characters",
            };
            self.error(line, "icon is not the outline of an icon", help);
            IconPath::default()
        })
    }
}

/// What is wrong with an address template, and what to do about it.
fn check_template(template: &str) -> Result<(), (String, String)> {
    let wrong = |what: String, help: &str| Err((what, help.to_owned()));
    if !template.starts_with("https://") {
        let what = format!("share = \"{template}\" is not https");
        return wrong(what, "write the address in full, starting with https://");
    }
    let mut bare = String::new();
    let mut has_url = false;
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((slot, after)) = after.split_once('}') else {
            let what = format!("share = \"{template}\" has a {{ that nothing closes");
            return wrong(what, "write slots as {url}");
        };
        let name = slot.strip_suffix('!').unwrap_or(slot);
        if !SLOTS.contains(&name) {
            let slots: Vec<_> = SLOTS.iter().map(|slot| format!("{{{slot}}}")).collect();
            let what = format!("share has an unknown slot {{{slot}}}");
            return wrong(what, &format!("use {}", slots.join(", ")));
        }
        has_url |= name == "url";
        bare.push_str(before);
        rest = after;
    }
    bare.push_str(rest);
    let host = template[8..]
        .split(['/', '?', '#'])
        .next()
        .unwrap_or_default();
    if bare.contains(['}', '"', '\'', '<', '>', '`']) || !is_web_url(&bare) || host.contains('{') {
        let what = format!("share = \"{template}\" is no web address");
        return wrong(what, "write it in full, with slots after the host only");
    }
    match has_url {
        true => Ok(()),
        false => wrong(
            "share has no {url}".to_owned(),
            "put {url} where the shared address belongs",
        ),
    }
}
