//! Where to send a visitor who names a home server of the Fediverse.

use super::Shared;
use super::cors::preflight;
use super::sites::Asked;
use crate::config::Site;
use crate::error::{Error, ErrorBody};
use crate::fediverse::{By, Resolved, parse};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use teilbar_domain::choice::Choice;
use teilbar_domain::fediverse::{Activity, Intent, actor};
use teilbar_domain::link::truncate;
use teilbar_domain::network::Network;
use utoipa::ToSchema;

pub(super) fn router() -> Router<Shared> {
    Router::new().route(
        "/api/v1/sites/{site}/fediverse",
        get(resolve_home).options(preflight),
    )
}

/// Characters of a text that is shared; no server takes longer posts by address.
const TEXT: usize = 2_000;

/// The address names the visitor's server, so only the visitor's own browser may keep it.
const KNOWN: HeaderValue = HeaderValue::from_static("private, max-age=600");
/// The server may answer the next time.
const UNKNOWN: HeaderValue = HeaderValue::from_static("no-store");

/// Where to send the browser.
#[derive(Serialize, ToSchema)]
pub(super) struct Destination {
    /// Always `https`.
    #[schema(
        example = "https://social.example/share?text=News%0A%0Ahttps%3A%2F%2Fwww.example.org%2F"
    )]
    url: String,
    /// What the server runs, in lower case, as it says itself; null if it does not.
    #[schema(example = "mastodon")]
    software: Option<String>,
    by: By,
}

#[utoipa::path(
    get, path = "/api/v1/sites/{site}/fediverse", tag = "sites",
    params(
        ("site" = String, Path, description = "The site's id"),
        ("server" = String, Query, description = "The visitor's home: `host`, `@user@host` or the address of a page there"),
        ("intent" = Option<String>, Query, description = "`create` to write about a page (if absent), `follow` to follow an account"),
        ("text" = Option<String>, Query, description = "For `create`: usually the page's title"),
        ("url" = Option<String>, Query, description = "For `create`: the page's address, on one of the site's origins; the site's home if absent"),
        ("actor" = Option<String>, Query, description = "For `follow`: handle or address of one of the site's Mastodon profiles"),
        ("go" = Option<String>, Query, description = "Anything: answers with a redirection, for links that browsers follow"),
        ("lang" = Option<String>, Query, description = "The language of the error; as the browser wants it if absent"),
    ),
    responses(
        (status = 303, description = "As 200, where `go` is there"),
        (status = 200, description = "Where to send the browser, whether the server answered or not", body = Destination),
        (status = 400, description = "No server, or nothing to share or follow; in the visitor's language if it is about the server", body = ErrorBody),
        (status = 403, description = "The asking page's origin is not allowed", body = ErrorBody),
        (status = 404, description = "No such site", body = ErrorBody),
        (status = 414, description = "More than 16,384 bytes after the question mark", body = ErrorBody),
        (status = 429, description = "Too many requests came from this address; Retry-After says when to come back", body = ErrorBody),
    )
)]
/// The page of a visitor's home server for sharing or following.
pub(super) async fn resolve_home(asked: Asked) -> Result<Response, Error> {
    let lang = asked.visitor_lang()?;
    let home = parse(asked.parameter("server").unwrap_or_default());
    let home = home.map_err(|why| Error::Home { why, lang })?;
    let site = asked.site()?;
    let (text, url);
    let activity = match intent(&asked)? {
        Intent::Create => {
            text = truncate(asked.parameter("text").unwrap_or_default(), TEXT);
            url = asked.owned_url()?.unwrap_or_else(|| site.home.clone());
            Activity::Create {
                text: &text,
                url: &url,
            }
        }
        Intent::Follow => Activity::Follow {
            actor: followed(site, asked.parameter("actor"))?,
        },
    };
    let resolved = match &asked.app.homes {
        Some(homes) => homes.resolve(&home, &activity).await,
        None => Resolved::fallback(&activity),
    };
    let kept = match resolved.by {
        By::Intent | By::Nodeinfo => KNOWN,
        By::Fallback => UNKNOWN,
    };
    let Resolved { url, software, by } = resolved;
    if asked.parameter("go").is_some() {
        return Ok(([(header::CACHE_CONTROL, kept)], Redirect::to(&url)).into_response());
    }
    let destination = Json(Destination { url, software, by });
    Ok(([(header::CACHE_CONTROL, kept)], destination).into_response())
}

fn intent(asked: &Asked) -> Result<Intent, Error> {
    let Some(word) = asked.parameter("intent") else {
        return Ok(Intent::Create);
    };
    Intent::parse(word).ok_or_else(|| Error::Parameter {
        name: "intent",
        why: "it is neither create nor follow".into(),
    })
}

/// The profile's address. Only the site's own are followed in its name.
fn followed<'a>(site: &'a Site, wanted: Option<&str>) -> Result<&'a str, Error> {
    let wrong = |why: &str| Error::Parameter {
        name: "actor",
        why: why.into(),
    };
    let wanted = wanted.ok_or_else(|| wrong("it is missing"))?;
    let named = actor(wanted);
    let mut profiles = site
        .profiles
        .iter()
        .filter(|profile| profile.network == Network::Mastodon);
    let same = |handle: &str| named.is_some() && actor(handle) == named;
    let found = profiles.find(|profile| profile.url == wanted || same(&profile.handle));
    let found = found.ok_or_else(|| wrong("it is none of the site's Mastodon profiles"))?;
    Ok(&found.url)
}
