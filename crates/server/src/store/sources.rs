//! Sources of posts: when each was and will be fetched, and what came of it.

use super::Result;
use sqlx::AnyPool;
use teilbar_domain::date::Timestamp;

/// The table `sources`.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a>(pub(super) &'a AnyPool);

/// What is known about a source.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Row {
    pub source: String,
    /// As the source names itself.
    pub title: Option<String>,
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    pub next_fetch_at: i64,
    pub last_ok_at: Option<i64>,
    pub failures: i64,
    pub last_error: Option<String>,
    /// 1 if it said that it is gone for good.
    pub gone: i64,
    pub revision: i64,
}

/// What a source said with a fresh answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    pub title: String,
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}

impl Sources<'_> {
    /// Everything known, by source.
    pub async fn all(&self) -> Result<Vec<Row>> {
        let sql = "SELECT source, title, etag, last_modified, next_fetch_at, last_ok_at, failures,
                          last_error, gone, revision
                   FROM sources ORDER BY source";
        Ok(sqlx::query_as(sql).fetch_all(self.0).await?)
    }

    pub async fn get(&self, source: &str) -> Result<Option<Row>> {
        let sql = "SELECT source, title, etag, last_modified, next_fetch_at, last_ok_at, failures,
                          last_error, gone, revision
                   FROM sources WHERE source = $1";
        Ok(sqlx::query_as(sql)
            .bind(source)
            .fetch_optional(self.0)
            .await?)
    }

    /// Makes the source known and due, unless it is gone or being left alone after a failure.
    pub async fn enlist(&self, source: &str, now: Timestamp) -> Result<()> {
        let sql = "INSERT INTO sources (source, next_fetch_at, failures, gone, revision)
                   VALUES ($1, $2, 0, 0, 0)
                   ON CONFLICT (source) DO UPDATE SET next_fetch_at = excluded.next_fetch_at
                   WHERE sources.failures = 0 AND sources.gone = 0";
        sqlx::query(sql)
            .bind(source)
            .bind(now.0)
            .execute(self.0)
            .await?;
        Ok(())
    }

    /// Names a source that has never answered as its sample does.
    pub async fn name_sample(&self, source: &str, title: &str) -> Result<()> {
        let sql = "UPDATE sources SET title = $2 WHERE source = $1 AND last_ok_at IS NULL";
        sqlx::query(sql)
            .bind(source)
            .bind(title)
            .execute(self.0)
            .await?;
        Ok(())
    }

    /// Takes a due source for one process, until `until`; nobody else gets it before.
    pub async fn claim(
        &self,
        source: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Row>> {
        let sql = "UPDATE sources SET next_fetch_at = $3
                   WHERE source = $1 AND next_fetch_at <= $2 AND gone = 0
                   RETURNING source, title, etag, last_modified, next_fetch_at, last_ok_at, failures,
                             last_error, gone, revision";
        let query = sqlx::query_as(sql).bind(source).bind(now.0).bind(until.0);
        Ok(query.fetch_optional(self.0).await?)
    }

    /// Notes a fresh answer, whose posts are stored already.
    pub async fn answered(
        &self,
        source: &str,
        answer: &Answer,
        now: Timestamp,
        next: Timestamp,
    ) -> Result<()> {
        let sql = "UPDATE sources SET title = $2, etag = $3, last_modified = $4, last_ok_at = $5,
                          next_fetch_at = $6, failures = 0, last_error = NULL, revision = revision + 1
                   WHERE source = $1";
        let query = sqlx::query(sql)
            .bind(source)
            .bind(&answer.title)
            .bind(&answer.etag);
        let query = query.bind(&answer.last_modified).bind(now.0).bind(next.0);
        query.execute(self.0).await?;
        Ok(())
    }

    /// Notes that nothing has changed since the last fresh answer.
    pub async fn unchanged(&self, source: &str, now: Timestamp, next: Timestamp) -> Result<()> {
        let sql = "UPDATE sources SET last_ok_at = $2, next_fetch_at = $3, failures = 0, last_error = NULL
                   WHERE source = $1";
        sqlx::query(sql)
            .bind(source)
            .bind(now.0)
            .bind(next.0)
            .execute(self.0)
            .await?;
        Ok(())
    }

    /// Notes a failure; what is stored stays.
    pub async fn fail(&self, source: &str, error: &str, next: Timestamp) -> Result<()> {
        let sql = "UPDATE sources SET next_fetch_at = $3, failures = failures + 1, last_error = $2
                   WHERE source = $1";
        sqlx::query(sql)
            .bind(source)
            .bind(error)
            .bind(next.0)
            .execute(self.0)
            .await?;
        Ok(())
    }

    /// Notes that posts were taken away without a fresh answer, so that what is shown is made anew.
    pub async fn retracted(&self, source: &str) -> Result<()> {
        let sql = "UPDATE sources SET revision = revision + 1, etag = NULL, last_modified = NULL
                   WHERE source = $1";
        sqlx::query(sql).bind(source).execute(self.0).await?;
        Ok(())
    }

    /// Notes that the source is gone for good: it is never claimed again.
    pub async fn gone(&self, source: &str) -> Result<()> {
        let sql = "UPDATE sources SET gone = 1,
                          last_error = 'gone for good (410): take it out of the configuration'
                   WHERE source = $1";
        sqlx::query(sql).bind(source).execute(self.0).await?;
        Ok(())
    }
}
