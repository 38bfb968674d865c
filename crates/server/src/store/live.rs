//! What a site shows, without the posts' content: enough to see what has changed.

use super::Result;
use super::pages::{allowed, places};
use super::posts::Posts;
use sqlx::AssertSqlSafe;

/// A post that a site shows, in the form it has now.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Mark {
    /// The digest of the post.
    pub post: String,
    pub source: String,
    pub edition: i64,
    /// The site's own alternative text of the picture; empty for none.
    pub alt: String,
    /// The source of the post that stands for this one wherever that source is shown; empty for none.
    pub behind: String,
}

impl Posts<'_> {
    /// Every post of these sources that a site shows; `strict` as in [`super::posts::Selection`].
    pub async fn marks(&self, site: &str, sources: &[String], strict: bool) -> Result<Vec<Mark>> {
        if sources.is_empty() {
            return Ok(Vec::new());
        }
        let allowed = allowed(&places(2, sources.len()), strict);
        let sql = format!(
            "SELECT p.digest AS post, p.source, p.edition, COALESCE(m.alt, '') AS alt,
                    COALESCE(q.source, '') AS behind
             FROM posts p LEFT JOIN moderation m ON m.site = $1 AND m.post = p.digest
                  LEFT JOIN posts q ON q.digest = m.same_as
             WHERE {allowed}"
        );
        let query = sqlx::query_as(AssertSqlSafe(sql)).bind(site);
        let query = sources
            .iter()
            .fold(query, |query, source| query.bind(source));
        Ok(query.fetch_all(self.0).await?)
    }
}
