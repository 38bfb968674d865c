//! Follower counts: the latest per profile, and one per day.

use super::Result;
use sqlx::AnyPool;
use teilbar_domain::count::Count;
use teilbar_domain::date::Timestamp;

/// The table `followers`.
#[derive(Clone, Copy, Debug)]
pub struct Followers<'a>(pub(super) &'a AnyPool);

/// What is known about a profile's followers.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Row {
    pub network: String,
    pub handle: String,
    /// The last good value; no failure removes it.
    pub count: Option<i64>,
    pub fetched_at: Option<i64>,
    pub checked_at: Option<i64>,
    pub next_fetch_at: i64,
    pub failures: i64,
    pub last_error: Option<String>,
    pub revision: i64,
    /// A value that waits for a second reading to agree.
    pub doubted: Option<i64>,
}

/// The value of a profile on a UTC day.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Day {
    pub network: String,
    pub handle: String,
    /// `YYYY-MM-DD`
    pub day: String,
    pub count: i64,
}

/// What became of a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    Stored,
    /// It differs too much from the last good value, which stays until a second reading agrees.
    Doubted,
}

impl Row {
    /// The last good value and when it was fetched.
    pub fn latest(&self) -> Option<(Count, Timestamp)> {
        let count = u64::try_from(self.count?).ok()?;
        Some((Count(count), Timestamp(self.fetched_at?)))
    }

    /// Whether a new value can stand: it follows from the last good one, or from one doubted before.
    fn judge(&self, count: i64) -> Reading {
        let follows = |known: Option<i64>| known.map(|known| !is_leap(known, count));
        match (follows(self.count), follows(self.doubted)) {
            (Some(false), None | Some(false)) => Reading::Doubted,
            _ => Reading::Stored,
        }
    }
}

/// Profiles with few followers may well have many soon.
const FEW: i64 = 100;

/// Whether one of two readings is more than ten times the other.
fn is_leap(one: i64, other: i64) -> bool {
    let (less, more) = (one.min(other), one.max(other));
    more > FEW && more / 10 > less
}

impl Followers<'_> {
    /// Everything known, by network and handle.
    pub async fn all(&self) -> Result<Vec<Row>> {
        let sql = "SELECT network, handle, count, fetched_at, checked_at, next_fetch_at, failures,
                          last_error, revision, doubted
                   FROM followers ORDER BY network, handle";
        Ok(sqlx::query_as(sql).fetch_all(self.0).await?)
    }

    pub async fn get(&self, network: &str, handle: &str) -> Result<Option<Row>> {
        let sql = "SELECT network, handle, count, fetched_at, checked_at, next_fetch_at, failures,
                          last_error, revision, doubted
                   FROM followers WHERE network = $1 AND handle = $2";
        let query = sqlx::query_as(sql).bind(network).bind(handle);
        Ok(query.fetch_optional(self.0).await?)
    }

    /// Makes the profile known and due, unless it is being left alone after a failure.
    pub async fn enlist(&self, network: &str, handle: &str, now: Timestamp) -> Result<()> {
        let sql = "INSERT INTO followers (network, handle, next_fetch_at, failures, revision)
                   VALUES ($1, $2, $3, 0, 0)
                   ON CONFLICT (network, handle) DO UPDATE SET next_fetch_at = excluded.next_fetch_at
                   WHERE followers.failures = 0";
        let query = sqlx::query(sql).bind(network).bind(handle).bind(now.0);
        query.execute(self.0).await?;
        Ok(())
    }

    /// Takes a due profile for one process, until `until`; how often it failed in a row.
    pub async fn claim(
        &self,
        network: &str,
        handle: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<i64>> {
        let sql = "UPDATE followers SET next_fetch_at = $4
                   WHERE network = $1 AND handle = $2 AND next_fetch_at <= $3
                   RETURNING failures";
        let query = sqlx::query_scalar(sql)
            .bind(network)
            .bind(handle)
            .bind(now.0)
            .bind(until.0);
        Ok(query.fetch_optional(self.0).await?)
    }

    /// Stores a fetched value and the day's value, unless it is to be doubted first.
    pub async fn store(
        &self,
        network: &str,
        handle: &str,
        count: Count,
        now: Timestamp,
        next: Timestamp,
    ) -> Result<Reading> {
        // Nobody else stores between this and the next line: the profile is claimed.
        let known = self.get(network, handle).await?.unwrap_or_default();
        let count = i64::try_from(count.0).unwrap_or(i64::MAX);
        let reading = known.judge(count);
        match reading {
            Reading::Stored => self.accept(network, handle, count, now, next).await?,
            Reading::Doubted => self.doubt(network, handle, count, now, next).await?,
        }
        Ok(reading)
    }

    async fn accept(
        &self,
        network: &str,
        handle: &str,
        count: i64,
        now: Timestamp,
        next: Timestamp,
    ) -> Result<()> {
        let mut transaction = self.0.begin().await?;
        // The revision grows even if the count is the same: its age is shown, too.
        let sql =
            "UPDATE followers SET count = $3, fetched_at = $4, checked_at = $4, next_fetch_at = $5,
                          failures = 0, last_error = NULL, doubted = NULL, revision = revision + 1
                   WHERE network = $1 AND handle = $2";
        let query = sqlx::query(sql)
            .bind(network)
            .bind(handle)
            .bind(count)
            .bind(now.0)
            .bind(next.0);
        query.execute(&mut *transaction).await?;
        let sql = "INSERT INTO follower_days (network, handle, day, count) VALUES ($1, $2, $3, $4)
                   ON CONFLICT (network, handle, day) DO UPDATE SET count = excluded.count";
        let query = sqlx::query(sql)
            .bind(network)
            .bind(handle)
            .bind(super::day(now))
            .bind(count);
        query.execute(&mut *transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// The network did answer, so this is no failure, and nothing that is shown changes.
    async fn doubt(
        &self,
        network: &str,
        handle: &str,
        count: i64,
        now: Timestamp,
        next: Timestamp,
    ) -> Result<()> {
        let sql = "UPDATE followers SET doubted = $3, checked_at = $4, next_fetch_at = $5
                   WHERE network = $1 AND handle = $2";
        let query = sqlx::query(sql)
            .bind(network)
            .bind(handle)
            .bind(count)
            .bind(now.0)
            .bind(next.0);
        query.execute(self.0).await?;
        Ok(())
    }

    /// Gives a claim back, with nothing learned.
    pub async fn leave(&self, network: &str, handle: &str, next: Timestamp) -> Result<()> {
        let sql = "UPDATE followers SET next_fetch_at = $3 WHERE network = $1 AND handle = $2";
        let query = sqlx::query(sql).bind(network).bind(handle).bind(next.0);
        query.execute(self.0).await?;
        Ok(())
    }

    /// Notes a failure; the last good value stays.
    pub async fn fail(
        &self,
        network: &str,
        handle: &str,
        error: &str,
        now: Timestamp,
        next: Timestamp,
    ) -> Result<()> {
        let sql =
            "UPDATE followers SET checked_at = $4, next_fetch_at = $5, failures = failures + 1,
                          last_error = $3, revision = revision + 1
                   WHERE network = $1 AND handle = $2";
        let query = sqlx::query(sql)
            .bind(network)
            .bind(handle)
            .bind(error)
            .bind(now.0)
            .bind(next.0);
        query.execute(self.0).await?;
        Ok(())
    }

    /// The value of each day, oldest first.
    pub async fn history(&self, network: &str, handle: &str) -> Result<Vec<(String, i64)>> {
        let sql =
            "SELECT day, count FROM follower_days WHERE network = $1 AND handle = $2 ORDER BY day";
        Ok(sqlx::query_as(sql)
            .bind(network)
            .bind(handle)
            .fetch_all(self.0)
            .await?)
    }

    /// The days of all profiles from the day of `since` on, oldest first.
    pub async fn days(&self, since: Timestamp) -> Result<Vec<Day>> {
        let sql = "SELECT network, handle, day, count FROM follower_days WHERE day >= $1
                   ORDER BY day";
        let query = sqlx::query_as(sql).bind(super::day(since));
        Ok(query.fetch_all(self.0).await?)
    }
}
