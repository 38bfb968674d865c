//! Follower counts: the network's own number, else a manual value with its date, else none.

use super::cors::preflight;
use super::growth::{self, Growth};
use super::moment::{day, day_of};
use super::sites::Asked;
use super::{App, Shared};
use crate::config::{self, Site, Verify};
use crate::error::{Error, ErrorBody};
use crate::store::followers::Row;
use crate::store::verifications::Row as Verification;
use crate::subscribers;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::HashMap;
use teilbar_domain::date::Timestamp;
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
    /// The known counts together; null if none is known. Who follows two profiles is in it twice.
    total: Option<u64>,
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
    /// Null for manual values.
    growth: Option<Growth>,
    /// Whether the profile shows that it is the site's, by a link back or a token, as of the last look.
    verified: bool,
}

#[utoipa::path(
    get, path = "/api/v1/sites/{site}/followers", tag = "sites",
    params(("site" = String, Path, description = "The site's id")),
    responses(
        (status = 200, description = "Profiles in the configured order", body = Followers),
        (status = 304, description = "Unchanged since the ETag in If-None-Match"),
        (status = 403, description = "The asking page's origin is not allowed", body = ErrorBody),
        (status = 404, description = "No such site", body = ErrorBody),
        (status = 414, description = "More than 16,384 bytes after the question mark", body = ErrorBody),
        (status = 429, description = "Too many requests came from this address; Retry-After says when to come back", body = ErrorBody),
    )
)]
/// Follower counts of a site's profiles.
pub(super) async fn list_followers(asked: Asked) -> Result<Response, Error> {
    let site = asked.site()?;
    let list = async {
        let mut days = days(&asked.app).await?;
        let profiles = profiles(&asked.app, site, site.lang).await?;
        let profiles = site
            .profiles
            .iter()
            .zip(profiles)
            .map(|(configured, profile)| {
                let key = subscribers::key(&asked.app.config, configured);
                let key = (profile.network.slug().to_owned(), key.to_owned());
                let growth = growth::growth(&days.remove(&key).unwrap_or_default());
                FollowerCount::new(profile, growth)
            });
        let profiles: Vec<_> = profiles.collect();
        let total = profiles.iter().filter_map(|profile| profile.count);
        let total = total.reduce(u64::saturating_add);
        Ok(Followers { profiles, total })
    };
    asked.cached_json(list).await
}

impl FollowerCount {
    fn new(profile: Profile, growth: Option<Growth>) -> Self {
        Self {
            network: profile.network.slug(),
            handle: profile.handle,
            url: profile.url,
            count: profile.shown.as_ref().map(|shown| shown.count.0),
            as_of: profile
                .shown
                .and_then(|shown| shown.as_of)
                .map(|as_of| as_of.iso),
            growth,
            verified: profile.verified,
        }
    }
}

/// The values per day that growth is reckoned from, by network and handle.
async fn days(app: &App) -> Result<HashMap<(String, String), Vec<(Date, i64)>>, Error> {
    let now = jiff::Timestamp::now().as_second();
    let since = Timestamp(now - growth::DAYS * 86_400);
    let mut days: HashMap<_, Vec<_>> = HashMap::new();
    for row in app.store.followers().days(since).await? {
        if let Ok(day) = row.day.parse() {
            let of = days.entry((row.network, row.handle)).or_default();
            of.push((day, row.count));
        }
    }
    Ok(days)
}

/// The site's profiles with the best number known for each.
pub(super) async fn profiles(app: &App, site: &Site, lang: Lang) -> Result<Vec<Profile>, Error> {
    let verified = app.store.verifications().of(&site.id).await?;
    let verified = |profile: &config::Profile| {
        let mut rows = verified.iter();
        let proven = |row: &Verification| row.url == profile.url && row.verified_at.is_some();
        // A row may be older than the configuration.
        profile.verify != Verify::No && rows.any(proven)
    };
    let rows = app.store.followers().all().await?;
    let rows: HashMap<_, _> = rows
        .iter()
        .map(|row| ((&row.network[..], &row.handle[..]), row))
        .collect();
    let profile = |profile: &config::Profile| {
        let key = subscribers::key(&app.config, profile);
        let row = rows.get(&(profile.network.slug(), key));
        Profile {
            network: profile.network,
            handle: profile.handle.clone(),
            url: profile.url.clone(),
            shown: row
                .and_then(|row| fetched(app, row, lang))
                .or_else(|| manual(profile, lang)),
            verified: verified(profile),
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
