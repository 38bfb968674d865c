//! What a bar's dialogs need: fetched with the first of them, in one language.

use super::Shared;
use super::cors::preflight;
use super::sites::Asked;
use crate::error::{Error, ErrorBody};
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use serde::Serialize;
use teilbar_domain::dialogs;
use teilbar_domain::network::Network;
use teilbar_domain::own::Own;
use teilbar_domain::state::{Button, Words};
use teilbar_widget::icon;
use utoipa::ToSchema;

pub(super) fn router() -> Router<Shared> {
    Router::new().route(
        "/api/v1/sites/{site}/dialogs",
        get(get_dialogs).options(preflight),
    )
}

/// Words, networks and style of the dialogs.
#[derive(Serialize, ToSchema)]
pub(super) struct Dialogs {
    /// Sentences by key, in one language.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    words: Words,
    networks: Vec<Offer>,
    css: String,
}

/// A network that a page can be shared to.
#[derive(Serialize, ToSchema)]
struct Offer {
    /// Name, accessible name and address template.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    button: Button,
    /// Path data within 24 by 24.
    icon: String,
    /// Whether the path is filled by the even-odd rule.
    even_odd: bool,
}

#[utoipa::path(
    get, path = "/api/v1/sites/{site}/dialogs", tag = "sites",
    params(
        ("site" = String, Path, description = "The site's id"),
        ("lang" = Option<String>, Query, description = "Language of the words"),
    ),
    responses(
        (status = 200, description = "Words, networks and style", body = Dialogs),
        (status = 304, description = "Unchanged since the ETag in If-None-Match"),
        (status = 403, description = "The asking page's origin is not allowed", body = ErrorBody),
        (status = 404, description = "No such site", body = ErrorBody),
        (status = 429, description = "Too many requests came from this address; Retry-After says when to come back", body = ErrorBody),
    )
)]
/// What the dialogs of share and follow bars show.
pub(super) async fn get_dialogs(asked: Asked) -> Result<Response, Error> {
    let lang = asked.lang()?;
    let site = asked.site()?;
    let kit = async {
        let networks = dialogs::networks(lang, &site.options);
        let mut css = teilbar_style::dialogs(networks.iter().map(|(network, _)| *network));
        css += &teilbar_style::own_colors(&site.networks);
        let own = site.networks.iter();
        let own = own.filter_map(|own| Some((own, dialogs::own(own, lang, &site.options)?)));
        Ok(Dialogs {
            words: dialogs::words(lang),
            networks: own
                .map(own_offer)
                .chain(networks.into_iter().map(offer))
                .collect(),
            css,
        })
    };
    asked.cached_json(kit).await
}

fn offer((network, button): (Network, Button)) -> Offer {
    let (icon, even_odd) = icon::path(network.slug());
    Offer {
        button,
        icon: icon.to_owned(),
        even_odd,
    }
}

fn own_offer((own, button): (&Own, Button)) -> Offer {
    Offer {
        button,
        icon: own.icon.path().to_owned(),
        even_odd: false,
    }
}
