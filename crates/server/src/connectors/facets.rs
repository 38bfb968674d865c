//! The text of a Bluesky post with its facets: links, mentions and hashtags.
//!
//! Lexicon `app.bsky.richtext.facet`.

use super::bluesky::WEB;
use serde_json::Value;
use url::Url;

/// Text with its facets as HTML. Facets are given by bytes of UTF-8; those that cut a character,
/// overlap or lead nowhere are left out.
pub(super) fn html(text: &str, facets: &[Value]) -> String {
    let mut links: Vec<(usize, usize, String)> = facets
        .iter()
        .filter_map(|facet| link(text, facet))
        .collect();
    links.sort();
    let mut out = String::from("<p>");
    let mut from = 0;
    for (start, end, href) in links {
        if start >= from {
            push_text(&text[from..start], &mut out);
            out.push_str(&format!("<a href=\"{}\">", escaped(&href)));
            push_text(&text[start..end], &mut out);
            out.push_str("</a>");
            from = end;
        }
    }
    push_text(&text[from..], &mut out);
    out + "</p>"
}

fn link(text: &str, facet: &Value) -> Option<(usize, usize, String)> {
    let at = |name| usize::try_from(facet.pointer(name)?.as_u64()?).ok();
    let (start, end) = (at("/index/byteStart")?, at("/index/byteEnd")?);
    let part = text.get(start..end).filter(|part| !part.is_empty())?;
    let features = facet.get("features")?.as_array()?;
    let href = features.iter().find_map(|feature| {
        let value = |name| feature.get(name).and_then(Value::as_str);
        match feature.get("$type")?.as_str()? {
            "app.bsky.richtext.facet#link" => value("uri").map(str::to_owned),
            "app.bsky.richtext.facet#mention" => {
                value("did").map(|did| format!("{WEB}/profile/{did}"))
            }
            "app.bsky.richtext.facet#tag" => hashtag(value("tag")?),
            _ => None,
        }
    })?;
    Some((start, start + part.len(), href))
}

fn hashtag(tag: &str) -> Option<String> {
    let mut url = Url::parse(WEB).ok()?;
    url.path_segments_mut().ok()?.extend(["hashtag", tag]);
    Some(url.into())
}

/// Line ends become line breaks, two of them a new paragraph.
pub(super) fn push_text(text: &str, out: &mut String) {
    let text = escaped(text).replace("\r\n", "\n");
    out.push_str(&text.replace("\n\n", "</p><p>").replace('\n', "<br>"));
}

/// Text for use in HTML and its attributes.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
