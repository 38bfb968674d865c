//! Icons: drawn by the server, adopted by the browser.

use teilbar_domain::network::Network;
use yew::prelude::*;

#[cfg(feature = "icons")]
const ICONS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/icons.rs"));

/// The network's icon as inline SVG.
///
/// Without the feature `icons` the markup is empty: hydration then adopts whatever the server
/// wrote there, which keeps the drawings out of the shipped wasm.
pub fn icon(network: Network) -> Html {
    Html::from_html_unchecked(AttrValue::Static(drawing(network)))
}

#[cfg(feature = "icons")]
fn drawing(network: Network) -> &'static str {
    let found = ICONS.binary_search_by_key(&network.slug(), |(slug, _)| slug);
    found.map_or("", |at| ICONS[at].1)
}

#[cfg(not(feature = "icons"))]
fn drawing(_: Network) -> &'static str {
    ""
}

#[cfg(all(test, feature = "icons"))]
mod tests {
    use super::*;

    #[test]
    fn every_network_has_an_icon_and_every_icon_a_network() {
        for network in Network::ALL {
            assert!(
                drawing(*network).starts_with("<svg "),
                "no icon for {}",
                network.slug()
            );
        }
        assert_eq!(ICONS.len(), Network::ALL.len());
    }
}
