//! How the server is, for monitors and for whoever runs it. No secrets, no addresses of sources.

use super::{App, Shared};
use crate::connectors::{EXPIRY_ALARM, expiries};
use crate::store;
use crate::subscribers::key;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

pub(super) fn router() -> Router<Shared> {
    Router::new().route("/healthz", get(get_health))
}

#[derive(Serialize, ToSchema)]
pub(super) struct Health {
    /// `ok`; `degraded` if something could not be fetched; `down` without a database.
    #[schema(example = "ok")]
    status: &'static str,
    version: &'static str,
    database: &'static str,
    sources: Vec<SourceHealth>,
    profiles: Vec<ProfileHealth>,
    /// Tokens with a last day.
    keys: Vec<KeyHealth>,
}

#[derive(Serialize, ToSchema)]
struct KeyHealth {
    network: &'static str,
    /// Days until the token expires; negative once it has.
    days_left: i32,
    /// There two weeks before the end.
    problem: Option<&'static str>,
}

#[derive(Serialize, ToSchema)]
struct SourceHealth {
    site: String,
    /// The source's id in the configuration.
    source: String,
    /// Seconds since it last answered; null if it never did.
    last_ok_age: Option<i64>,
    /// Failures in a row.
    failures: i64,
    last_error: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct ProfileHealth {
    site: String,
    network: &'static str,
    handle: String,
    /// Seconds since the count was last fetched; null if it never was.
    last_ok_age: Option<i64>,
    /// Failures in a row.
    failures: i64,
    last_error: Option<String>,
}

#[utoipa::path(
    get, path = "/healthz", tag = "server",
    responses(
        (status = 200, description = "The server works, if perhaps with stale data", body = Health),
        (status = 503, description = "The database cannot be used", body = Health),
    )
)]
/// How the server is.
pub(super) async fn get_health(State(app): State<Shared>) -> Response {
    let health = health(&app).await.unwrap_or_else(|error| {
        tracing::error!(
            error = crate::jobs::chain(&error),
            "the database cannot be used"
        );
        Health::new("down", "unusable")
    });
    let status = match health.status {
        "down" => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::OK,
    };
    let headers = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    (status, headers, Json(health)).into_response()
}

impl Health {
    fn new(status: &'static str, database: &'static str) -> Self {
        let version = env!("CARGO_PKG_VERSION");
        Self {
            status,
            version,
            database,
            sources: Vec::new(),
            profiles: Vec::new(),
            keys: Vec::new(),
        }
    }
}

async fn health(app: &App) -> store::Result<Health> {
    let now = jiff::Timestamp::now().as_second();
    let mut health = Health::new("ok", "ok");
    health.sources = sources(app, now).await?;
    health.profiles = profiles(app, now).await?;
    health.keys = keys(app);
    let failing = health
        .sources
        .iter()
        .any(|source| source.last_error.is_some())
        || health
            .profiles
            .iter()
            .any(|profile| profile.last_error.is_some())
        || health.keys.iter().any(|key| key.problem.is_some());
    if failing {
        health.status = "degraded";
    }
    Ok(health)
}

fn keys(app: &App) -> Vec<KeyHealth> {
    let today = jiff::Timestamp::now()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date();
    let dated = expiries(&app.config.networks, today).into_iter();
    let keys = dated.map(|(network, days_left)| KeyHealth {
        network: network.slug(),
        days_left,
        problem: match days_left {
            ..0 => Some("the token has expired"),
            0..=EXPIRY_ALARM => Some("the token expires soon"),
            _ => None,
        },
    });
    keys.collect()
}

async fn sources(app: &App, now: i64) -> store::Result<Vec<SourceHealth>> {
    let rows = app.store.sources().all().await?;
    let rows: HashMap<_, _> = rows
        .into_iter()
        .map(|row| (row.source.clone(), row))
        .collect();
    let all = app
        .config
        .sites
        .iter()
        .flat_map(|site| site.sources.iter().map(move |source| (site, source)));
    let health = all.map(|(site, source)| {
        let row = rows.get(&source.key()).cloned().unwrap_or_default();
        SourceHealth {
            site: site.id.clone(),
            source: source.id.clone(),
            last_ok_age: row.last_ok_at.map(|at| now - at),
            failures: row.failures,
            last_error: row.last_error,
        }
    });
    Ok(health.collect())
}

async fn profiles(app: &App, now: i64) -> store::Result<Vec<ProfileHealth>> {
    let rows = app.store.followers().all().await?;
    let mut health = Vec::new();
    for (site, profile) in app
        .config
        .sites
        .iter()
        .flat_map(|site| site.profiles.iter().map(move |p| (site, p)))
    {
        let (network, key) = (profile.network.slug(), key(&app.config, profile));
        let found = rows
            .iter()
            .find(|row| row.network == network && row.handle == key);
        // A network that cannot be asked has nothing to be healthy about.
        let Some(row) = found else { continue };
        health.push(ProfileHealth {
            site: site.id.clone(),
            network,
            handle: profile.handle.clone(),
            last_ok_age: row.fetched_at.map(|at| now - at),
            failures: row.failures,
            last_error: row.last_error.clone(),
        });
    }
    Ok(health)
}
