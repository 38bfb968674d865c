//! Posts as a site shows them: page by page, pinned ones first, without what moderation took off.

use super::Result;
use super::posts::{DIGEST, Posts, Stored};
use futures_util::TryStreamExt as _;
use sqlx::AssertSqlSafe;
use std::fmt;
use teilbar_domain::date::Timestamp;
use teilbar_domain::repost::Repost;

/// Which posts of a site.
#[derive(Clone, Copy, Debug, Default)]
pub struct Selection<'a> {
    /// The site's id, under which its moderation is kept.
    pub site: &'a str,
    /// What the store calls the sources.
    pub sources: &'a [String],
    /// The id of a topic; empty means all posts.
    pub topic: &'a str,
    /// Whether posts that no rule has seen yet have to wait.
    pub strict: bool,
}

/// A post as listed.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// Unique among all posts.
    pub digest: String,
    pub post: Stored,
    pub sample: bool,
    /// When it was published, but never in the future; when it was stored, if nobody says.
    pub at: Timestamp,
    /// Grows whenever the source has changed the post.
    pub edition: i64,
}

/// One page of posts and where the next begins.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    pub posts: Vec<Listed>,
    pub next: Option<Cursor>,
}

/// The place after a post. Opaque to whoever gets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    place: i64,
    digest: String,
}

impl Cursor {
    /// Reads what [`fmt::Display`] wrote; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (place, digest) = text.split_once('.')?;
        let plain = digest.len() == DIGEST && digest.bytes().all(|b| b.is_ascii_hexdigit());
        let place = place.parse().ok().filter(|_| plain)?;
        Some(Self {
            place,
            digest: digest.to_owned(),
        })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.place, self.digest)
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    source: String,
    id: String,
    digest: String,
    url: String,
    title: String,
    author: String,
    body: String,
    image_url: String,
    image_alt: String,
    published: Option<i64>,
    sort_at: i64,
    sample: i64,
    lang: String,
    tags: String,
    repost: i64,
    reposted_by: String,
    reposted_at: Option<i64>,
    warning: String,
    sensitive: i64,
    video: i64,
    edition: i64,
    /// What the order goes by.
    place: i64,
}

const COLUMNS: &str = "p.source, p.id, p.digest, p.url, p.title, p.author, p.body, p.image_url,
    COALESCE(m.alt, p.image_alt) AS image_alt, p.published, p.sort_at, p.sample, p.lang, p.tags,
    p.repost, p.reposted_by, p.reposted_at, p.warning, p.sensitive, p.video, p.edition";

/// Pinned posts stand where no time will ever be.
const PLACE: &str = "p.sort_at + CASE
    WHEN COALESCE(m.pinned, CASE WHEN m.action = 'pin' THEN 1 ELSE 0 END) = 1 THEN 1000000000000
    ELSE 0 END";

impl Posts<'_> {
    /// The next posts of these sources after a place, newest first, whatever any site makes of them.
    pub async fn page(
        &self,
        sources: &[String],
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page> {
        let all = Selection {
            sources,
            ..Selection::default()
        };
        self.shown(&all, after, limit).await
    }

    /// The next posts that a site shows after a place: pinned ones first, then newest first.
    pub async fn shown(
        &self,
        selection: &Selection<'_>,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page> {
        if selection.sources.is_empty() {
            return Ok(Page::default());
        }
        let start = Cursor {
            place: i64::MAX,
            digest: String::new(),
        };
        let after = after.unwrap_or(&start);
        let sources = places(6, selection.sources.len());
        let allowed = allowed(&sources, selection.strict);
        let sql = format!(
            "SELECT * FROM (
                 SELECT {COLUMNS}, {PLACE} AS place
                 FROM posts p LEFT JOIN moderation m ON m.site = $4 AND m.post = p.digest
                 WHERE {allowed}
                   AND (COALESCE(m.same_as, '') = '' OR NOT EXISTS
                        (SELECT 1 FROM posts q WHERE q.digest = m.same_as AND q.source IN ({sources})))
                   AND ($5 = '' OR EXISTS (SELECT 1 FROM topic_posts t
                        WHERE t.site = $4 AND t.topic = $5 AND t.post = p.digest))
             ) AS shown
             WHERE place < $1 OR (place = $1 AND digest > $2)
             ORDER BY place DESC, digest
             LIMIT $3"
        );
        let query = sqlx::query_as(AssertSqlSafe(sql))
            .bind(after.place)
            .bind(&after.digest)
            .bind(i64::from(limit) + 1);
        let query = query.bind(selection.site).bind(selection.topic);
        let rows: Vec<Row> = selection
            .sources
            .iter()
            .fold(query, |query, source| query.bind(source))
            .fetch_all(self.0)
            .await?;
        page(rows, limit)
    }

    /// Shows every stored post of these sources, oldest first: one after the other, because all
    /// together may be much.
    pub async fn each(&self, sources: &[String], mut show: impl FnMut(Listed)) -> Result<()> {
        if sources.is_empty() {
            return Ok(());
        }
        // Nobody's moderation: an alternative text of a site is not the source's.
        let sql = format!(
            "SELECT {COLUMNS}, p.sort_at AS place
             FROM posts p LEFT JOIN moderation m ON m.site = '' AND m.post = p.digest
             WHERE p.source IN ({})
             ORDER BY p.sort_at, p.digest",
            places(1, sources.len())
        );
        let query = sqlx::query_as::<_, Row>(AssertSqlSafe(sql));
        let query = sources
            .iter()
            .fold(query, |query, source| query.bind(source));
        let mut rows = query.fetch(self.0);
        while let Some(row) = rows.try_next().await? {
            show(row.try_into()?);
        }
        Ok(())
    }
}

/// The condition under which a site shows the post `p` of these sources, whose moderation is `m`; twins
/// are another matter.
pub(super) fn allowed(sources: &str, strict: bool) -> String {
    let seen = if strict {
        "m.edition = p.edition"
    } else {
        "1 = 1"
    };
    format!(
        "p.source IN ({sources})
         AND COALESCE(m.decided, '') NOT IN ('hidden', 'killed')
         AND ((m.decided = 'approved' AND m.decided_edition = p.edition)
              OR (COALESCE(m.action, '') IN ('', 'pin') AND {seen}))"
    )
}

/// `$6, $7, …`: places for so many values.
pub(super) fn places(first: usize, count: usize) -> String {
    let places: Vec<_> = (first..).take(count).map(|i| format!("${i}")).collect();
    places.join(", ")
}

/// The page made of up to `limit` rows; one row more says that there is a next page.
fn page(mut rows: Vec<Row>, limit: u32) -> Result<Page> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let last = rows.last().filter(|_| more);
    let next = last.map(|row| Cursor {
        place: row.place,
        digest: row.digest.clone(),
    });
    let posts = rows
        .into_iter()
        .map(Listed::try_from)
        .collect::<Result<_>>()?;
    Ok(Page { posts, next })
}

impl TryFrom<Row> for Listed {
    type Error = super::Error;

    fn try_from(row: Row) -> Result<Self> {
        let image = Some((row.image_url, row.image_alt)).filter(|(url, _)| !url.is_empty());
        let repost = (row.repost != 0).then(|| Repost {
            by: row.reposted_by,
            at: row.reposted_at.map(Timestamp),
        });
        let post = Stored {
            source: row.source,
            id: row.id,
            url: row.url,
            title: row.title,
            author: row.author,
            body: serde_json::from_str(&row.body)?,
            image,
            published: row.published.map(Timestamp),
            lang: row.lang,
            tags: row.tags.lines().map(str::to_owned).collect(),
            repost,
            warning: row.warning,
            sensitive: row.sensitive != 0,
            video: row.video != 0,
        };
        Ok(Self {
            digest: row.digest,
            post,
            sample: row.sample != 0,
            at: Timestamp(row.sort_at),
            edition: row.edition,
        })
    }
}
