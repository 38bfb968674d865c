//! Which profiles show that they are the site's.

use super::Result;
use sqlx::AnyPool;
use teilbar_domain::date::Timestamp;

/// The table `verifications`.
#[derive(Clone, Copy, Debug)]
pub struct Verifications<'a>(pub(super) &'a AnyPool);

/// What is known of a profile.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Row {
    /// The profile's address.
    pub url: String,
    /// When it last showed that it is the site's; `None` if it does not.
    pub verified_at: Option<i64>,
    pub checked_at: Option<i64>,
    pub next_at: i64,
    /// In a row.
    pub failures: i64,
}

/// Seconds.
const LAPSE: i64 = 7 * 86_400;

const COLUMNS: &str = "url, verified_at, checked_at, next_at, failures";

impl Verifications<'_> {
    /// Makes the profile known and due, unless it is being left alone after a failure.
    pub async fn enlist(&self, site: &str, url: &str, now: Timestamp) -> Result<()> {
        let sql = "INSERT INTO verifications (site, url, next_at, failures) VALUES ($1, $2, $3, 0)
                   ON CONFLICT (site, url) DO UPDATE SET next_at = excluded.next_at
                   WHERE verifications.failures = 0";
        let query = sqlx::query(sql).bind(site).bind(url).bind(now.0);
        query.execute(self.0).await?;
        Ok(())
    }

    /// Takes a due profile for one process, until `until`; how often it failed in a row.
    pub async fn claim(
        &self,
        site: &str,
        url: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<i64>> {
        let sql = "UPDATE verifications SET next_at = $4
                   WHERE site = $1 AND url = $2 AND next_at <= $3
                   RETURNING failures";
        let query = sqlx::query_scalar(sql)
            .bind(site)
            .bind(url)
            .bind(now.0)
            .bind(until.0);
        Ok(query.fetch_optional(self.0).await?)
    }

    /// Everything known of a site's profiles.
    pub async fn of(&self, site: &str) -> Result<Vec<Row>> {
        let sql = format!("SELECT {COLUMNS} FROM verifications WHERE site = $1");
        let query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(site);
        Ok(query.fetch_all(self.0).await?)
    }

    pub async fn get(&self, site: &str, url: &str) -> Result<Option<Row>> {
        let sql = format!("SELECT {COLUMNS} FROM verifications WHERE site = $1 AND url = $2");
        let query = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(site)
            .bind(url);
        Ok(query.fetch_optional(self.0).await?)
    }

    /// Notes what the profile showed.
    pub async fn found(
        &self,
        site: &str,
        url: &str,
        verified: bool,
        now: Timestamp,
        next: Timestamp,
    ) -> Result<()> {
        let sql = "UPDATE verifications SET verified_at = $3, checked_at = $4, next_at = $5,
                          failures = 0
                   WHERE site = $1 AND url = $2";
        let query = sqlx::query(sql)
            .bind(site)
            .bind(url)
            .bind(verified.then_some(now.0))
            .bind(now.0)
            .bind(next.0);
        query.execute(self.0).await?;
        Ok(())
    }

    /// Notes that nobody could tell; what was found before stays for a week.
    pub async fn fail(&self, site: &str, url: &str, now: Timestamp, next: Timestamp) -> Result<()> {
        let sql = "UPDATE verifications SET checked_at = $3, next_at = $4, failures = failures + 1,
                          verified_at = CASE WHEN verified_at > $5 THEN verified_at END
                   WHERE site = $1 AND url = $2";
        let query = sqlx::query(sql)
            .bind(site)
            .bind(url)
            .bind(now.0)
            .bind(next.0)
            .bind(now.0 - LAPSE);
        query.execute(self.0).await?;
        Ok(())
    }
}
