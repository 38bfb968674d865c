//! The loader, the WebAssembly, the style sheet, Shariff's stand-in, and the playground.

use super::cache::Entry;
use super::prepared::{Effort, Extra, Kind, Prepared};
use super::{App, Shared};
use crate::assets;
use crate::error::Error;
use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use bytes::Bytes;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

pub(super) fn router() -> Router<Shared> {
    let mut router = Router::new().route("/teilbar.css", get(get_style));
    for file in assets::scripts() {
        let path = format!("/{file}");
        let handler =
            async move |State(app), headers| get_file(app, &file, headers, ANYWHERE).await;
        router = router.route(&path, get(handler));
    }
    router
        .route(
            "/playground",
            get(async || Redirect::permanent("/playground/")),
        )
        .route(
            "/playground/",
            get(async |app, headers| {
                get_playground(app, Ok(Path("index.html".into())), headers).await
            }),
        )
        .route("/playground/{*path}", get(get_playground))
}

/// Every page may load them: they are the same for all and know nothing about anybody.
const ANYWHERE: Extra = &[
    ("access-control-allow-origin", "*"),
    ("cross-origin-resource-policy", "cross-origin"),
];

/// Trunk's page starts its module with an inline script.
const PLAYGROUND: Extra = &[(
    "content-security-policy",
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; \
     style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
)];

/// Compressed files by name, with the digest of what was compressed.
pub(super) type Compressed = Mutex<HashMap<String, (Vec<u8>, Arc<Prepared>)>>;

fn kind(content_type: &'static str, extra: Extra) -> Kind {
    Kind {
        content_type,
        cache_control: "public, max-age=3600",
        vary: "Accept-Encoding",
        extra,
        effort: if cfg!(debug_assertions) {
            Effort::Quick
        } else {
            Effort::Thorough
        },
    }
}

async fn get_style(State(app): State<Shared>, headers: HeaderMap) -> Result<Response, Error> {
    let own = app.config.sites.iter().flat_map(|site| &site.networks);
    let own = teilbar_style::own_colors(own);
    let make = move || Bytes::from(teilbar_style::sheet_all() + &own);
    let kind = kind("text/css; charset=utf-8", ANYWHERE);
    let prepared = compressed(&app, "teilbar.css", Vec::new(), kind, make).await?;
    Ok(prepared.respond(&headers).into_response())
}

async fn get_playground(
    State(app): State<Shared>,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let Path(path) = path.map_err(|_| Error::NotFound)?;
    get_file(app, &format!("playground/{path}"), headers, PLAYGROUND).await
}

async fn get_file(
    app: Shared,
    path: &str,
    headers: HeaderMap,
    extra: Extra,
) -> Result<Response, Error> {
    let file = assets::get(path).ok_or(Error::NotFound)?;
    let kind = kind(assets::media_type(path).ok_or(Error::NotFound)?, extra);
    let digest = file.metadata.sha256_hash().to_vec();
    let make = move || Bytes::from(file.data.into_owned());
    let prepared = compressed(&app, path, digest, kind, make).await?;
    Ok(prepared.respond(&headers).into_response())
}

/// Compresses a file once.
async fn compressed(
    app: &App,
    path: &str,
    digest: Vec<u8>,
    kind: Kind,
    make: impl FnOnce() -> Bytes + Send + 'static,
) -> Result<Arc<Prepared>, Error> {
    let known = app
        .assets
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .get(path)
        .cloned();
    if let Some((_, prepared)) = known.filter(|(known, _)| *known == digest) {
        return Ok(prepared);
    }
    let prepared = tokio::task::spawn_blocking(move || Prepared::new(make(), kind)).await;
    let prepared = Arc::new(prepared.map_err(|error| Error::Internal(error.to_string()))?);
    let entry = (digest, prepared.clone());
    app.assets
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(path.to_owned(), entry);
    if !cfg!(debug_assertions) {
        // In a release they never change, so they need not go through the router again.
        let entry = Entry {
            site: None,
            prepared: prepared.clone(),
        };
        app.answers.insert(&format!("/{path}"), entry);
    }
    Ok(prepared)
}
