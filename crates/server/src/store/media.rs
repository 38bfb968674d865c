//! Pictures of posts: which are wanted, which are kept, and their files.
//!
//! They are in the database and not in a folder, so that every process that shares it can serve
//! them, a backup has them, and a picture goes in the same moment as its post.

use super::Result;
use crate::media::{Format, Name, Picture};
use sqlx::{Any, AnyPool, AssertSqlSafe, Transaction};
use std::collections::HashMap;
use teilbar_domain::date::Timestamp;

/// The tables `media` and `media_files`.
#[derive(Clone, Copy, Debug)]
pub struct Media<'a>(pub(super) &'a AnyPool);

/// A post whose picture is to be fetched.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Wanted {
    /// The post's digest.
    pub post: String,
    pub url: String,
    pub sort_at: i64,
}

/// What is kept of a post's picture.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Kept {
    /// The post's digest.
    pub post: String,
    pub id: String,
    /// Of the largest file, in pixels.
    pub width: i64,
    pub height: i64,
    /// `#rrggbb`.
    pub color: String,
    widths: String,
}

impl Kept {
    /// Pixels across the WebP files, smallest first.
    pub fn widths(&self) -> impl Iterator<Item = u32> {
        self.widths
            .split(' ')
            .filter_map(|width| width.parse().ok())
    }
}

/// After this many attempts in a row an address is given up.
const ATTEMPTS: i64 = 6;

/// Files that no post shows any more are kept this long, in seconds: one may just be coming.
const GRACE: i64 = 900;

impl Media<'_> {
    /// Posts of these sources whose picture is missing or has a new address, newest first.
    ///
    /// A picture that is kept is not looked for anew before its time is come: some networks give
    /// every picture a new address several times a day.
    pub async fn wanted(
        &self,
        sources: &[String],
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Wanted>> {
        let sql = format!(
            "SELECT posts.digest AS post, posts.image_url AS url, posts.sort_at
             FROM posts LEFT JOIN media ON media.post = posts.digest
             WHERE posts.source IN ({}) AND posts.sample = 0 AND posts.image_url <> ''
               AND (media.post IS NULL
                    OR (media.next_fetch_at <= $1
                        AND (media.url <> posts.image_url OR media.attempts BETWEEN 1 AND {})))
             ORDER BY posts.sort_at DESC, posts.digest
             LIMIT $2",
            places(3, sources),
            ATTEMPTS - 1
        );
        let query = sqlx::query_as(AssertSqlSafe(sql));
        let query = query.bind(now.0).bind(i64::from(limit));
        let query = sources
            .iter()
            .fold(query, |query, source| query.bind(source));
        Ok(query.fetch_all(self.0).await?)
    }

    /// Takes a wanted picture for one process, until `until`; which attempt it is, or `None` if
    /// somebody else has it.
    pub async fn claim(
        &self,
        wanted: &Wanted,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<i64>> {
        // Selected from the posts, for one that has gone meanwhile must not be an error.
        let sql = "INSERT INTO media (post, url, attempts, next_fetch_at, bytes)
                   SELECT digest, image_url, 1, CAST($4 AS BIGINT), 0
                   FROM posts WHERE digest = $1 AND image_url = $2
                   ON CONFLICT (post) DO UPDATE SET
                       attempts = CASE WHEN media.url = excluded.url THEN media.attempts + 1 ELSE 1 END,
                       url = excluded.url, next_fetch_at = excluded.next_fetch_at
                   WHERE media.next_fetch_at <= $3
                   RETURNING attempts";
        let query = sqlx::query_scalar(sql).bind(&wanted.post).bind(&wanted.url);
        Ok(query
            .bind(now.0)
            .bind(until.0)
            .fetch_optional(self.0)
            .await?)
    }

    /// Keeps a post's picture in place of the one before.
    pub async fn keep(
        &self,
        post: &str,
        picture: &Picture,
        now: Timestamp,
        next: Timestamp,
    ) -> Result<()> {
        let mut transaction = self.0.begin().await?;
        let bytes = store_files(&mut transaction, picture, now).await?;
        let webp = picture
            .files
            .iter()
            .filter(|file| file.format == Format::Webp);
        let widths: Vec<_> = webp.map(|file| file.width.to_string()).collect();
        let sql =
            "UPDATE media SET attempts = 0, next_fetch_at = $2, id = $3, width = $4, height = $5,
                          color = $6, widths = $7, bytes = $8
                   WHERE post = $1";
        let query = sqlx::query(sql).bind(post).bind(next.0).bind(&picture.id);
        let query = query
            .bind(i64::from(picture.width))
            .bind(i64::from(picture.height));
        let query = query
            .bind(&picture.color)
            .bind(widths.join(" "))
            .bind(bytes);
        query.execute(&mut *transaction).await?;
        // So that other processes notice.
        let sql = "UPDATE sources SET revision = revision + 1
                   WHERE source = (SELECT source FROM posts WHERE digest = $1)";
        sqlx::query(sql)
            .bind(post)
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// Notes a failure; a picture that is kept stays.
    pub async fn fail(&self, post: &str, next: Timestamp) -> Result<()> {
        let sql = "UPDATE media SET next_fetch_at = $2 WHERE post = $1";
        let query = sqlx::query(sql).bind(post).bind(next.0);
        query.execute(self.0).await?;
        Ok(())
    }

    /// What is kept for these posts, by the post's digest.
    pub async fn of(&self, posts: &[String]) -> Result<HashMap<String, Kept>> {
        if posts.is_empty() {
            return Ok(HashMap::new());
        }
        let sql = format!(
            "SELECT post, id, width, height, color, widths FROM media
             WHERE id IS NOT NULL AND post IN ({})",
            places(1, posts)
        );
        let query = sqlx::query_as(AssertSqlSafe(sql));
        let query = posts.iter().fold(query, |query, post| query.bind(post));
        let rows: Vec<Kept> = query.fetch_all(self.0).await?;
        Ok(rows
            .into_iter()
            .map(|row| (row.post.clone(), row))
            .collect())
    }

    /// The bytes of a file, as long as a post shows it.
    pub async fn file(&self, name: &Name) -> Result<Option<Vec<u8>>> {
        let sql = "SELECT content FROM media_files WHERE name = $1 AND EXISTS
                       (SELECT 1 FROM media JOIN posts ON posts.digest = media.post
                        WHERE media.id = media_files.id AND posts.image_url <> '')";
        let query = sqlx::query_scalar(sql).bind(name.to_string());
        Ok(query.fetch_optional(self.0).await?)
    }

    /// Bytes kept for posts of these sources that are as new as `sort_at` or newer.
    pub async fn used(&self, sources: &[String], sort_at: i64) -> Result<u64> {
        let sql = format!(
            "SELECT CAST(COALESCE(SUM(media.bytes), 0) AS BIGINT)
             FROM media JOIN posts ON posts.digest = media.post
             WHERE posts.sort_at >= $1 AND posts.source IN ({})",
            places(2, sources)
        );
        let query = sqlx::query_scalar(AssertSqlSafe(sql)).bind(sort_at);
        let query = sources
            .iter()
            .fold(query, |query, source| query.bind(source));
        let bytes: i64 = query.fetch_one(self.0).await?;
        Ok(u64::try_from(bytes).unwrap_or_default())
    }

    /// Lets go of the pictures of the oldest posts until the rest has room; how many.
    pub async fn make_room(&self, sources: &[String], room: u64) -> Result<usize> {
        let sql = format!(
            "SELECT media.post, media.bytes FROM media JOIN posts ON posts.digest = media.post
             WHERE media.id IS NOT NULL AND posts.source IN ({})
             ORDER BY posts.sort_at DESC, posts.digest",
            places(1, sources)
        );
        let query = sqlx::query_as(AssertSqlSafe(sql));
        let query = sources
            .iter()
            .fold(query, |query, source| query.bind(source));
        let over = beyond(query.fetch_all(self.0).await?, room);
        // As if it had been given up: only a new address brings it back.
        let sql =
            format!("UPDATE media SET id = NULL, bytes = 0, attempts = {ATTEMPTS} WHERE post = $1");
        for post in &over {
            let query = sqlx::query(AssertSqlSafe(sql.clone())).bind(post);
            query.execute(self.0).await?;
        }
        Ok(over.len())
    }

    /// Removes what no post shows any more; how many files.
    pub async fn collect(&self, now: Timestamp) -> Result<u64> {
        let sql = "DELETE FROM media WHERE post IN (SELECT digest FROM posts WHERE image_url = '')";
        sqlx::query(sql).execute(self.0).await?;
        // A file that is being stored again has a new time, which keeps it from being removed under
        // the process that stores it.
        let sql = "DELETE FROM media_files WHERE stored_at <= $1
                   AND NOT EXISTS (SELECT 1 FROM media WHERE media.id = media_files.id)";
        let query = sqlx::query(sql).bind(now.0.saturating_sub(GRACE));
        Ok(query.execute(self.0).await?.rows_affected())
    }
}

/// The posts that are left over when those before them have filled the room.
fn beyond(posts: Vec<(String, i64)>, room: u64) -> Vec<String> {
    let mut used = 0_u64;
    let mut is_over = |bytes: i64| {
        used = used.saturating_add(u64::try_from(bytes).unwrap_or_default());
        used > room
    };
    let over = posts.into_iter().filter(|(_, bytes)| is_over(*bytes));
    over.map(|(post, _)| post).collect()
}

/// Stores the files that are not there yet; the bytes of all.
async fn store_files(
    transaction: &mut Transaction<'_, Any>,
    picture: &Picture,
    now: Timestamp,
) -> Result<i64> {
    let sql = "INSERT INTO media_files (name, id, stored_at, content) VALUES ($1, $2, $3, $4)
               ON CONFLICT (name) DO UPDATE SET stored_at = excluded.stored_at";
    let mut bytes = 0;
    for file in &picture.files {
        bytes += i64::try_from(file.bytes.len()).unwrap_or(i64::MAX);
        let name = Name::new(&picture.id, file.width, file.format).to_string();
        let query = sqlx::query(sql).bind(name).bind(&picture.id).bind(now.0);
        let query = query.bind(&file.bytes[..]);
        query.execute(&mut **transaction).await?;
    }
    Ok(bytes)
}

/// `$2, $3, …` for each value.
fn places<T>(first: usize, values: &[T]) -> String {
    let places = (first..).take(values.len()).map(|i| format!("${i}"));
    places.collect::<Vec<_>>().join(", ")
}
