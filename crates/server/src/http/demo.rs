//! Demo pages: a folder of HTML in which comments stand for fragments, as a CMS would include them.
//!
//! `<!-- teilbar: corporate bar url="https://…" title="…" -->` becomes the fragment, and a first line
//! `<!-- csp: default-src 'self'; … -->` becomes the page's policy.

use super::fragments::html;
use super::{App, Shared};
use crate::assets::media_type;
use crate::error::Error;
use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use std::path::PathBuf;
use teilbar_domain::choice::Choice;
use teilbar_domain::config::Options;
use teilbar_domain::option::Element;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/demo", get(async || Redirect::permanent("/demo/")))
        .route(
            "/demo/",
            get(async |app| get_demo(app, Ok(Path(String::new()))).await),
        )
        .route("/demo/{*path}", get(get_demo))
}

/// What a page that names no policy may do: nothing but use this server.
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; \
                      style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                      base-uri 'none'; frame-ancestors 'self'";

/// What lies in the folder and is shown; never the configuration or the database beside it.
const SHOWN: [&str; 9] = [
    "html", "css", "js", "svg", "png", "webp", "ico", "woff2", "txt",
];

async fn get_demo(
    State(app): State<Shared>,
    path: Result<Path<String>, PathRejection>,
) -> Result<Response, Error> {
    let Path(path) = path.map_err(|_| Error::NotFound)?;
    let path = if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path
    };
    let media = media_type(&path).ok_or(Error::NotFound)?;
    let file = file(&app, &path).ok_or(Error::NotFound)?;
    let bytes = tokio::fs::read(file).await.map_err(|_| Error::NotFound)?;
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if !path.ends_with(".html") {
        return Ok((headers, bytes).into_response());
    }
    let text = String::from_utf8_lossy(&bytes);
    let (policy, text) = policy(&text);
    let policy = HeaderValue::from_str(policy).unwrap_or(HeaderValue::from_static(POLICY));
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok((headers, include(&app, text).await).into_response())
}

/// The file below the folder; `None` for whatever leads out of it or is not to be shown.
fn file(app: &App, path: &str) -> Option<PathBuf> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    let safe = |part: &str| !part.is_empty() && !part.starts_with('.') && part.bytes().all(plain);
    let shown = path
        .rsplit_once('.')
        .is_some_and(|(_, extension)| SHOWN.contains(&extension));
    if !shown || !path.split('/').all(safe) {
        return None;
    }
    let folder = app.config.demo.as_ref()?.canonicalize().ok()?;
    // Symbolic links may lead out, too.
    let file = folder.join(path).canonicalize().ok()?;
    file.starts_with(&folder).then_some(file)
}

/// The policy that a page's first line names, and the page without it.
fn policy(text: &str) -> (&str, &str) {
    let named = text
        .trim_start()
        .strip_prefix("<!-- csp:")
        .and_then(|rest| rest.split_once("-->"));
    named.map_or((POLICY, text), |(policy, page)| {
        (policy.trim(), page.trim_start())
    })
}

/// The page with every fragment in its place; one that fails leaves a comment.
async fn include(app: &App, text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<!-- teilbar:") {
        let (wish, after) = after.split_once("-->").unwrap_or((after, ""));
        out.push_str(before);
        match fragment(app, wish).await {
            Ok(html) => out.push_str(&html),
            Err(error) => {
                let error = error.replace("--", "- -").replace('>', "&gt;");
                out.push_str(&format!("<!-- teilbar: not included: {error} -->"));
            }
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

async fn fragment(app: &App, wish: &str) -> Result<String, String> {
    let wish = wish.trim();
    let (site, rest) = wish.split_once(' ').ok_or("name a site and an element")?;
    let (element, rest) = rest.trim().split_once(' ').unwrap_or((rest.trim(), ""));
    let index = app.access.site(site).map_err(|error| error.to_string())?;
    let site = app.config.sites.get(index).ok_or("there is no such site")?;
    let unknown = || format!("there is no element \"{element}\": use bar, follow or feed");
    let element = Element::parse(element).ok_or_else(unknown)?;
    let options = attributes(rest)?;
    html(app, site, element, &options)
        .await
        .map_err(|error| error.to_string())
}

/// Reads `name="value" …`.
fn attributes(text: &str) -> Result<Options, String> {
    let mut options = Options::default();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let wrong = || format!("write options as name=\"value\", not {rest}");
        let (name, after) = rest.split_once("=\"").ok_or_else(wrong)?;
        let (value, after) = after.split_once('"').ok_or_else(wrong)?;
        options.set(
            name.trim(),
            &value.replace("&quot;", "\"").replace("&amp;", "&"),
        );
        rest = after.trim_start();
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_taken_from_the_first_line_only() {
        for (text, expected, page) in [
            (
                "<!-- csp: default-src 'self' -->\n<p>",
                "default-src 'self'",
                "<p>",
            ),
            ("<p><!-- csp: x -->", POLICY, "<p><!-- csp: x -->"),
            ("<!-- csp: x", POLICY, "<!-- csp: x"),
        ] {
            assert_eq!(policy(text), (expected, page));
        }
    }

    #[test]
    fn attributes_are_read_or_refused() {
        let options =
            attributes("url=\"https://a.example/?a=1&amp;b\"  title=\"A &quot;B&quot;\"").unwrap();
        assert_eq!(options.get("url"), "https://a.example/?a=1&b");
        assert_eq!(options.get("title"), "A \"B\"");
        assert!(attributes("url=https://a.example").is_err());
        assert!(attributes("url=\"x").is_err());
    }
}
