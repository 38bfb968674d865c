//! What to paste: into the page, and into the server's configuration.

use std::fmt::Write;

use teilbar_domain::choice::Choice;
use teilbar_domain::link;
use teilbar_domain::option::Element;
use teilbar_domain::snippet;

use crate::settings::Settings;

/// The script and the element with its attributes.
pub(crate) fn html(settings: &Settings) -> String {
    let server = settings.value("server").trim().trim_end_matches('/');
    snippet::html(server, settings.element, &settings.attributes())
}

/// The site's section of `teilbar.toml`.
pub(crate) fn toml(settings: &Settings) -> String {
    let mut out = format!(
        "[[sites]]\nid = {}\norigins = [\"https://www.example.org\"]\nlang = \"{}\"\n",
        quote(settings.value("site")),
        settings.lang().word()
    );
    match settings.element {
        Element::Bar => {}
        Element::Follow => {
            for (network, handle) in &settings.profiles {
                if link::profile(*network, handle).is_some() {
                    let (network, handle) = (quote(network.slug()), quote(handle));
                    let _ = write!(
                        out,
                        "\n[[sites.profiles]]\nnetwork = {network}\nhandle = {handle}\n"
                    );
                }
            }
        }
        Element::Feed => out.push_str(
            "\n[[sites.sources]]\nid = \"blog\"\nfeed = \"https://www.example.org/feed.xml\"\n",
        ),
    }
    out.truncate(out.trim_end().len());
    out
}

/// Text as TOML writes it; fields of one line bring no other control characters than tabs.
fn quote(text: &str) -> String {
    let text = text.trim().replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{}\"", text.replace('\t', "\\t"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Change;
    use std::rc::Rc;
    use yew::Reducible;

    #[test]
    fn the_snippet_holds_what_differs_from_the_defaults() {
        let settings = Rc::new(Settings::new())
            .reduce(Change::Value("server", "https://t.example/".into()))
            .reduce(Change::Value("look", "icon".into()))
            .reduce(Change::Value("title", "\"Käse\" & <Brot>".into()));
        assert_eq!(
            html(&settings),
            "<script type=\"module\" src=\"https://t.example/teilbar.js\"></script>\n\
             <teil-bar site=\"meine-website\" lang=\"de\" look=\"icon\" \
             title=\"&quot;Käse&quot; &amp; &lt;Brot>\"></teil-bar>"
        );
    }

    #[test]
    fn profiles_go_into_the_configuration() {
        let settings = Rc::new(Settings::new()).reduce(Change::Element(Element::Follow));
        assert!(
            html(&settings)
                .ends_with("<teil-follow site=\"meine-website\" lang=\"de\"></teil-follow>")
        );
        assert!(toml(&settings).contains("network = \"bluesky\"\nhandle = \"name.bsky.social\""));
        assert_eq!(quote(" a\"\\\t "), r#""a\"\\""#);
    }
}
