//! Posts of every source, newest first.

use super::Result;
use sha2::{Digest, Sha256};
use sqlx::{Any, AnyPool, AssertSqlSafe, Transaction};
use std::collections::HashSet;
use std::fmt;
use teilbar_domain::date::Timestamp;
use teilbar_domain::post::RichText;

/// The table `posts`.
#[derive(Clone, Copy, Debug)]
pub struct Posts<'a>(pub(super) &'a AnyPool);

/// A post as stored.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stored {
    pub source: String,
    /// As the source names it.
    pub id: String,
    pub url: String,
    pub title: String,
    pub author: String,
    pub body: RichText,
    /// Address and alternative text of its picture at the source.
    pub image: Option<(String, String)>,
    pub published: Option<Timestamp>,
}

/// Whether posts came from the source or are made up for a demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Real,
    Sample,
}

/// A post as listed.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// Unique among all posts.
    pub digest: String,
    pub post: Stored,
    pub sample: bool,
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
    sort_at: i64,
    digest: String,
}

impl Cursor {
    /// Reads what [`fmt::Display`] wrote; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (sort_at, digest) = text.split_once('.')?;
        let plain = digest.len() == DIGEST && digest.bytes().all(|b| b.is_ascii_hexdigit());
        let sort_at = sort_at.parse().ok().filter(|_| plain)?;
        Some(Self {
            sort_at,
            digest: digest.to_owned(),
        })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.sort_at, self.digest)
    }
}

/// More than this many posts of a source are not kept.
const KEPT: &str = "1000";

/// Hexadecimal digits of a digest.
const DIGEST: usize = 32;

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
}

impl Posts<'_> {
    /// Stores the posts of one source; how many are new or changed.
    ///
    /// The first real posts replace sample ones, and sample ones never join real ones.
    pub async fn store(
        &self,
        source: &str,
        posts: &[Stored],
        kind: Kind,
        now: Timestamp,
    ) -> Result<u64> {
        let mut transaction = self.0.begin().await?;
        let replaced = "DELETE FROM posts WHERE source = $1 AND sample = 1";
        let mut changed = 0;
        if kind == Kind::Sample || !posts.is_empty() {
            let query = sqlx::query(replaced).bind(source);
            changed += query.execute(&mut *transaction).await?.rows_affected();
        }
        if kind == Kind::Real || !has_posts(&mut transaction, source).await? {
            for post in posts {
                changed += upsert(&mut transaction, source, post, kind, now).await?;
            }
        }
        prune(&mut transaction, source).await?;
        transaction.commit().await?;
        Ok(changed)
    }

    /// Removes the posts of a source from after `since` that are not among `ids`: they were taken
    /// back. How many those were.
    pub async fn retract(
        &self,
        source: &str,
        since: Timestamp,
        ids: &HashSet<&str>,
    ) -> Result<u64> {
        let mut transaction = self.0.begin().await?;
        let sql = "SELECT id FROM posts WHERE source = $1 AND sample = 0 AND sort_at > $2";
        let query = sqlx::query_scalar(sql).bind(source).bind(since.0);
        let known: Vec<String> = query.fetch_all(&mut *transaction).await?;
        let mut retracted = 0;
        for id in known.iter().filter(|id| !ids.contains(&id[..])) {
            let query = sqlx::query("DELETE FROM posts WHERE source = $1 AND id = $2");
            let query = query.bind(source).bind(id);
            retracted += query.execute(&mut *transaction).await?.rows_affected();
        }
        transaction.commit().await?;
        Ok(retracted)
    }

    /// The next posts of these sources after a place, newest first.
    pub async fn page(
        &self,
        sources: &[String],
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page> {
        if sources.is_empty() {
            return Ok(Page::default());
        }
        let start = Cursor {
            sort_at: i64::MAX,
            digest: String::new(),
        };
        let after = after.unwrap_or(&start);
        let places: Vec<_> = (4..).take(sources.len()).map(|i| format!("${i}")).collect();
        let sql = format!(
            "SELECT source, id, digest, url, title, author, body, image_url, image_alt, published,
                    sort_at, sample
             FROM posts
             WHERE source IN ({}) AND (sort_at < $1 OR (sort_at = $1 AND digest > $2))
             ORDER BY sort_at DESC, digest
             LIMIT $3",
            places.join(", ")
        );
        let query = sqlx::query_as(AssertSqlSafe(sql))
            .bind(after.sort_at)
            .bind(&after.digest);
        let query = query.bind(i64::from(limit) + 1);
        let rows: Vec<Row> = sources
            .iter()
            .fold(query, |query, source| query.bind(source))
            .fetch_all(self.0)
            .await?;
        page(rows, limit)
    }
}

/// The page made of up to `limit` rows; one row more says that there is a next page.
fn page(mut rows: Vec<Row>, limit: u32) -> Result<Page> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let last = rows.last().filter(|_| more);
    let next = last.map(|row| Cursor {
        sort_at: row.sort_at,
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
        let post = Stored {
            source: row.source,
            id: row.id,
            url: row.url,
            title: row.title,
            author: row.author,
            body: serde_json::from_str(&row.body)?,
            image,
            published: row.published.map(Timestamp),
        };
        Ok(Self {
            digest: row.digest,
            post,
            sample: row.sample != 0,
        })
    }
}

async fn has_posts(transaction: &mut Transaction<'_, Any>, source: &str) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM posts WHERE source = $1";
    let count: i64 = sqlx::query_scalar(sql)
        .bind(source)
        .fetch_one(&mut **transaction)
        .await?;
    Ok(count > 0)
}

async fn upsert(
    transaction: &mut Transaction<'_, Any>,
    source: &str,
    post: &Stored,
    kind: Kind,
    now: Timestamp,
) -> Result<u64> {
    let sql =
        "INSERT INTO posts (source, id, digest, url, title, author, body, image_url, image_alt,
                                  published, sort_at, sample)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
               ON CONFLICT (source, id) DO UPDATE SET
                   url = excluded.url, title = excluded.title, author = excluded.author,
                   body = excluded.body, image_url = excluded.image_url,
                   image_alt = excluded.image_alt, published = excluded.published,
                   sort_at = CASE WHEN excluded.published IS NULL THEN posts.sort_at
                                  ELSE excluded.sort_at END
               WHERE posts.url <> excluded.url OR posts.title <> excluded.title
                  OR posts.author <> excluded.author OR posts.body <> excluded.body
                  OR posts.image_url <> excluded.image_url OR posts.image_alt <> excluded.image_alt
                  OR posts.published IS DISTINCT FROM excluded.published";
    let (image_url, image_alt) = post.image.clone().unwrap_or_default();
    let published = post.published.map(|at| at.0);
    let query = sqlx::query(sql)
        .bind(source)
        .bind(&post.id)
        .bind(digest(source, &post.id));
    let query = query.bind(&post.url).bind(&post.title).bind(&post.author);
    let query = query
        .bind(serde_json::to_string(&post.body)?)
        .bind(image_url)
        .bind(image_alt);
    let query = query
        .bind(published)
        .bind(published.unwrap_or(now.0).min(now.0));
    let query = query.bind(i64::from(kind == Kind::Sample));
    Ok(query.execute(&mut **transaction).await?.rows_affected())
}

async fn prune(transaction: &mut Transaction<'_, Any>, source: &str) -> Result<()> {
    let sql = format!(
        "DELETE FROM posts WHERE source = $1 AND sort_at <
             (SELECT sort_at FROM posts WHERE source = $1 ORDER BY sort_at DESC LIMIT 1 OFFSET {KEPT})"
    );
    sqlx::query(AssertSqlSafe(sql))
        .bind(source)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

fn digest(source: &str, id: &str) -> String {
    let hash = Sha256::new()
        .chain_update(source)
        .chain_update([0])
        .chain_update(id)
        .finalize();
    hash.iter()
        .take(DIGEST / 2)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
