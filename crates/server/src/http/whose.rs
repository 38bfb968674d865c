//! Which site a request means where its page does not say: old snippets know nothing of sites.

use super::App;
use super::cors::Verdict;
use super::fragments::owned_url;
use crate::config::Site;
use crate::error::Error;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, Uri};
use url::form_urlencoded;

/// In place of a site's id: whichever the page belongs to. No site can be called so.
const ANY: &str = "_";

/// The number of the site that `id` names. Without one, or with `_`, it is the site that lists the
/// asking page's origin and owns the address asked about; then one of which either holds; then the
/// only site there is. Of several the first in the configuration counts.
///
/// This decides nothing about who may ask: what is found is checked as if the page had named it.
pub(super) fn site(
    app: &App,
    id: Option<&str>,
    headers: &HeaderMap,
    uri: &Uri,
) -> Result<usize, Error> {
    if let Some(id) = id.filter(|id| *id != ANY) {
        return app.access.site(id);
    }
    let query = uri.query().unwrap_or_default();
    let pairs = form_urlencoded::parse(query.as_bytes());
    let values = pairs.filter(|(name, _)| name == "url");
    let url = values
        .map(|(_, url)| url.trim().to_owned())
        .filter(|url| !url.is_empty())
        .last();
    let fit = |(index, site): &(usize, &Site)| {
        let lists = matches!(app.access.verdict(*index, headers), Verdict::Allowed(_));
        let owns = url
            .as_deref()
            .is_some_and(|url| owned_url(app, *index, site, url).is_ok());
        u8::from(lists) + u8::from(owns)
    };
    let sites = &app.config.sites;
    // The last of the best is found, so the first is asked last.
    let best = sites.iter().enumerate().rev().max_by_key(fit);
    best.filter(|best| sites.len() == 1 || fit(best) > 0)
        .map(|(index, _)| index)
        .ok_or(Error::WhichSite)
}

/// What an answer is kept under: path and query. Where the site was found by who asked, it is told
/// apart by the site, with a space, which no path has: so it is never given to somebody else.
pub(super) fn key(site: &Site, id: Option<&String>, uri: &Uri) -> String {
    let path = uri.path_and_query().map_or("", PathAndQuery::as_str);
    match id {
        Some(id) if id != ANY => path.to_owned(),
        _ => format!("{} {path}", site.id),
    }
}
