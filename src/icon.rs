//! Icons: drawn by the server, adopted by the browser.

use teilbar_domain::own::IconPath;
use yew::prelude::*;

#[cfg(feature = "icons")]
const ICONS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/icons.rs"));

/// The icon of a network's slug as inline SVG, or that of a site's own network.
///
/// Without the feature `icons` the markup is empty: hydration then adopts whatever the server
/// wrote there, which keeps the drawings out of the shipped wasm.
pub fn icon(slug: &str, own: Option<&IconPath>) -> Html {
    Html::from_html_unchecked(drawing(slug, own))
}

/// Path data of a network's icon, within 24 by 24, and whether it is filled by the even-odd rule:
/// for where elements are built one by one. Empty if there is no such icon.
#[cfg(feature = "icons")]
pub fn path(slug: &str) -> (&'static str, bool) {
    let svg = known(slug);
    let data = svg
        .split_once(" d=\"")
        .and_then(|(_, rest)| rest.split_once('"'));
    (data.map_or("", |(data, _)| data), svg.contains("evenodd"))
}

#[cfg(feature = "icons")]
fn drawing(slug: &str, own: Option<&IconPath>) -> AttrValue {
    own.map_or_else(|| AttrValue::Static(known(slug)), |own| own.svg().into())
}

#[cfg(feature = "icons")]
fn known(slug: &str) -> &'static str {
    let found = ICONS.binary_search_by_key(&slug, |(known, _)| known);
    found.map_or("", |at| ICONS[at].1)
}

#[cfg(not(feature = "icons"))]
fn drawing(_: &str, _: Option<&IconPath>) -> AttrValue {
    AttrValue::Static("")
}

#[cfg(all(test, feature = "icons"))]
mod tests {
    use super::*;
    use teilbar_domain::network::Network;

    #[test]
    fn every_network_has_an_icon_and_every_icon_a_network() {
        for network in Network::ALL {
            assert!(
                known(network.slug()).starts_with("<svg "),
                "no icon for {}",
                network.slug()
            );
        }
        assert_eq!(ICONS.len(), Network::ALL.len());
        for (slug, svg) in ICONS {
            let (data, _) = path(slug);
            assert!(data.starts_with(['M', 'm']), "{slug}");
            assert_eq!(svg.matches('<').count(), 3, "{slug} is more than one path");
        }
    }
}
