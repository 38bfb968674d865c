//! Answers made once and sent many times: compressed, tagged, with their headers built.

use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Response, StatusCode};
use bytes::Bytes;
use http_body_util::Full;
use sha2::{Digest, Sha256};
use std::io::Write;
use teilbar_domain::date::Timestamp;

use super::headers;

/// The content codings offered, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    Brotli,
    Gzip,
    Identity,
}

const CODINGS: [Coding; 3] = [Coding::Brotli, Coding::Gzip, Coding::Identity];

impl Coding {
    fn token(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
            Self::Identity => "identity",
        }
    }
}

/// How hard to compress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effort {
    /// Made while a visitor waits.
    Quick,
    /// Made once per release.
    Thorough,
}

impl Effort {
    fn brotli(self) -> u32 {
        match self {
            Self::Quick => 5,
            Self::Thorough => 11,
        }
    }
}

/// One answer in every coding.
#[derive(Debug)]
pub(crate) struct Prepared {
    variants: [Option<Variant>; CODINGS.len()],
    /// Of all bytes kept.
    pub(crate) weight: u64,
    modified: Option<Timestamp>,
}

#[derive(Debug)]
struct Variant {
    tag: HeaderValue,
    headers: HeaderMap,
    body: Bytes,
}

/// Headers, names in lower case.
pub(crate) type Extra = &'static [(&'static str, &'static str)];

/// What is the same for all answers of a kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind {
    pub(crate) content_type: &'static str,
    pub(crate) cache_control: &'static str,
    pub(crate) vary: &'static str,
    /// Further headers.
    pub(crate) extra: Extra,
    pub(crate) effort: Effort,
}

/// Shorter bodies are sent as they are: compression would gain nothing.
const WORTHWHILE: usize = 200;

impl Prepared {
    /// Compresses and tags a body. Takes milliseconds: not for async threads.
    pub(crate) fn new(body: Bytes, kind: Kind) -> Self {
        let hash = Sha256::digest(&body);
        let hash: String = hash
            .iter()
            .take(16)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let variants = CODINGS.map(|coding| {
            let coded = encode(&body, coding, kind.effort)?;
            Some(Variant::new(&hash, coding, coded, kind))
        });
        let kept = variants
            .iter()
            .flatten()
            .map(|variant| variant.body.len() + 1_024);
        let weight = kept.sum::<usize>().try_into().unwrap_or(u64::MAX);
        Self {
            variants,
            weight,
            modified: None,
        }
    }

    /// Adds a header to every variant.
    pub(crate) fn set_header(&mut self, name: HeaderName, value: &HeaderValue) {
        for variant in self.variants.iter_mut().flatten() {
            variant.headers.insert(name.clone(), value.clone());
        }
    }

    /// Says when the answer last changed, for readers that know no tags.
    pub(crate) fn set_modified(&mut self, at: Timestamp) {
        let date = jiff::Timestamp::from_second(at.0).unwrap_or_default();
        let date = date.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        if let Ok(date) = HeaderValue::try_from(date) {
            self.set_header(header::LAST_MODIFIED, &date);
            self.modified = Some(at);
        }
    }

    /// The answer to a request with these headers.
    pub(crate) fn respond(&self, request: &HeaderMap) -> Response<Full<Bytes>> {
        let Some(variant) = self.choose(request.get(header::ACCEPT_ENCODING)) else {
            return Response::new(Full::default());
        };
        let fresh = match request.get(header::IF_NONE_MATCH) {
            Some(known) => matches(known, &variant.tag),
            // Only who knows no tag is told by the time.
            None => self.unchanged_since(request.get(header::IF_MODIFIED_SINCE)),
        };
        let mut response = if fresh {
            let mut response = Response::new(Full::default());
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            response
        } else {
            Response::new(Full::new(variant.body.clone()))
        };
        *response.headers_mut() = variant.headers.clone();
        if fresh {
            response.headers_mut().remove(header::CONTENT_ENCODING);
            response.headers_mut().remove(header::CONTENT_TYPE);
        }
        response
    }

    fn unchanged_since(&self, date: Option<&HeaderValue>) -> bool {
        let date = date.and_then(|date| date.to_str().ok());
        let date = date.and_then(|date| jiff::fmt::rfc2822::parse(date).ok());
        let known = date.map(|date| date.timestamp().as_second());
        self.modified
            .zip(known)
            .is_some_and(|(modified, known)| modified.0 <= known)
    }

    fn choose(&self, accepted: Option<&HeaderValue>) -> Option<&Variant> {
        let accepted = accepted
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let mut offers = CODINGS.iter().zip(&self.variants);
        let accepts =
            |coding: Coding| coding == Coding::Identity || accepts(accepted, coding.token());
        offers.find_map(|(coding, variant)| variant.as_ref().filter(|_| accepts(*coding)))
    }
}

impl Variant {
    fn new(hash: &str, coding: Coding, body: Bytes, kind: Kind) -> Self {
        // A strong tag names these very bytes, so each coding has its own.
        let suffix = if coding == Coding::Identity {
            ""
        } else {
            coding.token()
        };
        let tag = HeaderValue::try_from(format!("\"{hash}{suffix}\""));
        let tag = tag.unwrap_or_else(|_| HeaderValue::from_static("\"\""));
        let mut headers = HeaderMap::with_capacity(16);
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(kind.content_type),
        );
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static(kind.cache_control),
        );
        headers.insert(header::VARY, HeaderValue::from_static(kind.vary));
        headers.insert(header::ETAG, tag.clone());
        if coding != Coding::Identity {
            headers.insert(
                header::CONTENT_ENCODING,
                HeaderValue::from_static(coding.token()),
            );
        }
        for (name, value) in kind.extra {
            headers.insert(
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            );
        }
        headers::secure(&mut headers);
        Self { tag, headers, body }
    }
}

/// The body in a coding; `None` if that is no gain.
fn encode(body: &Bytes, coding: Coding, effort: Effort) -> Option<Bytes> {
    if coding == Coding::Identity {
        return Some(body.clone());
    }
    if body.len() < WORTHWHILE {
        return None;
    }
    let mut out = Vec::with_capacity(body.len() / 2);
    let written = match coding {
        Coding::Brotli => {
            brotli::CompressorWriter::new(&mut out, 4_096, effort.brotli(), 22).write_all(body)
        }
        _ => {
            let mut encoder = flate2::write::GzEncoder::new(&mut out, flate2::Compression::new(6));
            encoder.write_all(body).and_then(|()| encoder.try_finish())
        }
    };
    (written.is_ok() && out.len() < body.len()).then(|| out.into())
}

/// Whether `Accept-Encoding` takes a coding: named or by `*`, and not with `q=0`.
fn accepts(header: &str, token: &str) -> bool {
    let mut wild = false;
    for part in header.split(',') {
        let (name, parameters) = part.split_once(';').unwrap_or((part, ""));
        let weight = parameters
            .trim()
            .strip_prefix("q=")
            .map_or(1.0, |q| q.trim().parse().unwrap_or(0.0));
        let name = name.trim();
        if name.eq_ignore_ascii_case(token) {
            return weight > 0.0;
        }
        wild |= name == "*" && weight > 0.0;
    }
    wild
}

/// Whether `If-None-Match` names the tag.
fn matches(header: &HeaderValue, tag: &HeaderValue) -> bool {
    let (Ok(header), Ok(tag)) = (header.to_str(), tag.to_str()) else {
        return false;
    };
    let mut tags = header.split(',').map(str::trim);
    tags.any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codings_are_negotiated() {
        for (header, br, gzip) in [
            ("gzip, deflate, br, zstd", true, true),
            ("gzip", false, true),
            ("", false, false),
            ("br;q=0, gzip;q=0.5", false, true),
            ("*", true, true),
            ("*;q=0", false, false),
            ("BR", true, false),
            ("brotli", false, false),
            ("br; q=0.000", false, false),
            ("gzip;q=x", false, false),
        ] {
            assert_eq!(
                (accepts(header, "br"), accepts(header, "gzip")),
                (br, gzip),
                "{header}"
            );
        }
    }

    #[test]
    fn known_tags_are_recognised() {
        for (header, found) in [
            ("\"a\"", true),
            ("W/\"a\"", true),
            ("\"b\", \"a\"", true),
            ("*", true),
            ("\"b\"", false),
            ("a", false),
            ("", false),
        ] {
            let (header, tag) = (
                HeaderValue::from_static(header),
                HeaderValue::from_static("\"a\""),
            );
            assert_eq!(matches(&header, &tag), found, "{header:?}");
        }
    }
}
