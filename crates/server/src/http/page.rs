//! Pages of our own for people: plain HTML, one style, no script.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// A page.
pub(super) struct Page<'a> {
    pub(super) lang: &'a str,
    /// A text.
    pub(super) title: &'a str,
    /// HTML.
    pub(super) content: &'a str,
}

const STYLE: &str = "\
:root{color-scheme:light dark}\
body{max-width:34rem;margin:12vh auto;padding:0 1.25rem;font:1.0625rem/1.55 system-ui,sans-serif}\
h1{font-size:1.5rem;line-height:1.25}\
label{display:block;margin-bottom:.3rem;font-weight:600}\
input,button{box-sizing:border-box;min-height:2.9rem;padding:.4rem .9rem;font:inherit;border:2px solid;border-radius:.5rem}\
input{width:100%;margin-bottom:.9rem}\
button{padding:.4rem 1.6rem;background:#0b57d0;border-color:#0b57d0;color:#fff;font-weight:600;cursor:pointer}\
button:hover{background:#08429e}\
:focus-visible{outline:3px solid;outline-offset:2px}\
.wrong{padding:.7rem .9rem;border-inline-start:4px solid #c5221f}\
.small{font-size:.9375rem}";

/// Nothing but the style above and a form for ourselves.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let digest = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).unwrap_or(super::headers::INERT)
});

impl Page<'_> {
    pub(super) fn respond(&self, status: StatusCode) -> Response {
        let Self {
            lang,
            title,
            content,
        } = self;
        let title = escape(title);
        let html = format!(
            "<!doctype html><html lang=\"{lang}\"><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\">\
             <meta name=\"robots\" content=\"noindex\"><title>{title}</title>\
             <style>{STYLE}</style><main><h1>{title}</h1>{content}</main></html>"
        );
        let headers = [
            (
                header::CONTENT_TYPE,
                HeaderValue::from_static("text/html; charset=utf-8"),
            ),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            (header::CONTENT_SECURITY_POLICY, POLICY.clone()),
        ];
        (status, headers, html).into_response()
    }
}

/// Text as HTML, in elements and in quoted attributes.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
