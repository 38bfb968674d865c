//! Follower counts: the network's own number, else a manual value with its date, else none.

use super::cors::preflight;
use super::moment::{day, day_of};
use super::sites::Asked;
use super::{App, Shared};
use crate::config::{self, Site};
use crate::error::{Error, ErrorBody};
use crate::store::followers::Row;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use serde::Serialize;
use std::collections::HashMap;
use teilbar_domain::post::Shown;
use teilbar_domain::state::Profile;
use teilbar_domain::text::Lang;
use utoipa::ToSchema;

pub(super) fn router() -> Router<Shared> {
    Router::new().route(
        "/api/v1/sites/{site}/followers",
        get(list_followers).options(preflight),
    )
}

/// The site's profiles and how many follow each.
#[derive(Serialize, ToSchema)]
pub(super) struct Followers {
    profiles: Vec<FollowerCount>,
}

#[derive(Serialize, ToSchema)]
struct FollowerCount {
    /// The network's slug.
    #[schema(example = "mastodon")]
    network: &'static str,
    #[schema(example = "@nordlicht@social.example")]
    handle: String,
    url: String,
    /// Null if the number is not known; never a zero in its place.
    count: Option<u64>,
    /// The day from which the number is, `YYYY-MM-DD`; there for manual values and for stale ones.
    as_of: Option<String>,
}

#[utoipa::path(
    get, path = "/api/v1/sites/{site}/followers", tag = "sites",
    params(("site" = String, Path, description = "The site's id")),
    responses(
        (status = 200, description = "Profiles in the configured order", body = Followers),
        (status = 304, description = "Unchanged since the ETag in If-None-Match"),
        (status = 403, description = "The asking page's origin is not allowed", body = ErrorBody),
        (status = 404, description = "No such site", body = ErrorBody),
    )
)]
/// Follower counts of a site's profiles.
pub(super) async fn list_followers(asked: Asked) -> Result<Response, Error> {
    let site = asked.site()?;
    let list = async {
        let profiles = profiles(&asked.app, site, site.lang).await?;
        Ok(Followers {
            profiles: profiles.into_iter().map(FollowerCount::from).collect(),
        })
    };
    asked.cached_json(list).await
}

impl From<Profile> for FollowerCount {
    fn from(profile: Profile) -> Self {
        Self {
            network: profile.network.slug(),
            handle: profile.handle,
            url: profile.url,
            count: profile.shown.as_ref().map(|shown| shown.count.0),
            as_of: profile
                .shown
                .and_then(|shown| shown.as_of)
                .map(|as_of| as_of.iso),
        }
    }
}

/// The site's profiles with the best number known for each.
pub(super) async fn profiles(app: &App, site: &Site, lang: Lang) -> Result<Vec<Profile>, Error> {
    let rows = app.store.followers().all().await?;
    let rows: HashMap<_, _> = rows
        .iter()
        .map(|row| ((&row.network[..], &row.handle[..]), row))
        .collect();
    let profile = |profile: &config::Profile| {
        let row = rows.get(&(profile.network.slug(), &profile.handle[..]));
        Profile {
            network: profile.network,
            handle: profile.handle.clone(),
            url: profile.url.clone(),
            shown: row
                .and_then(|row| fetched(app, row, lang))
                .or_else(|| manual(profile, lang)),
        }
    };
    Ok(site.profiles.iter().map(profile).collect())
}

/// The network's own number; with its day once the network no longer answers.
fn fetched(app: &App, row: &Row, lang: Lang) -> Option<Shown> {
    let (count, at) = row.latest()?;
    let stale = row.failures > 0;
    Some(Shown {
        count,
        as_of: stale.then(|| day_of(at, lang, &app.config.time_zone)),
    })
}

fn manual(profile: &config::Profile, lang: Lang) -> Option<Shown> {
    let (count, date) = profile.manual?;
    Some(Shown {
        count,
        as_of: Some(day(date, lang)),
    })
}
