//! Letters about topics: who wants them, and which posts they have been about.

use super::Result;
use sqlx::AnyPool;
use std::time::Duration;
use teilbar_domain::count::Count;
use teilbar_domain::date::Timestamp;

/// The tables `alerts`, `alert_posts` and `alert_turns`.
#[derive(Clone, Copy, Debug)]
pub struct Alerts<'a>(pub(super) &'a AnyPool);

/// Somebody who wants letters about a topic, or is said to.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Alert {
    pub token: String,
    pub site: String,
    pub topic: String,
    pub address: String,
    pub lang: String,
    pub asked_at: i64,
    /// Without it, the one letter there may be asks for it.
    pub confirmed_at: Option<i64>,
    pub seen: i64,
    pub next_at: i64,
    pub failures: i64,
}

/// A topic of a site.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub site: &'a str,
    pub topic: &'a str,
}

/// Somebody asks for letters.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    pub token: &'a str,
    pub place: Place<'a>,
    pub address: &'a str,
    pub lang: &'a str,
}

/// What became of a wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A letter will ask for confirmation.
    Noted,
    /// The address has asked before, or has been asked often enough today: no letter.
    Known,
    /// So many ask that letters would be taken for spam.
    Full,
}

/// How long a wish waits for its confirmation.
pub const PATIENCE: Duration = Duration::from_secs(2 * 86_400);

/// Letters that ask one address for confirmation, within [`PATIENCE`].
const PER_ADDRESS: i64 = 3;

/// Letters that ask for confirmation, of one site within an hour.
const PER_HOUR: i64 = 200;

/// Numbers of posts that are gone are kept for so long: sources sometimes lose a post for a while.
const MEMORY: i64 = 90 * 86_400;

const COLUMNS: &str =
    "token, site, topic, address, lang, asked_at, confirmed_at, seen, next_at, failures";

impl Alerts<'_> {
    /// Notes a wish, unless there are too many.
    pub async fn ask(&self, wish: &Wish<'_>, now: Timestamp) -> Result<Outcome> {
        let Place { site, topic } = wish.place;
        let open = "SELECT COUNT(*) FROM alerts WHERE address = $1 AND confirmed_at IS NULL";
        let query = sqlx::query_scalar(open).bind(wish.address);
        let by_address: i64 = query.fetch_one(self.0).await?;
        if by_address >= PER_ADDRESS {
            return Ok(Outcome::Known);
        }
        let query =
            sqlx::query_scalar("SELECT COUNT(*) FROM alerts WHERE site = $1 AND asked_at > $2");
        let lately: i64 = query
            .bind(site)
            .bind(now.0 - 3_600)
            .fetch_one(self.0)
            .await?;
        if lately >= PER_HOUR {
            return Ok(Outcome::Full);
        }
        let sql = "INSERT INTO alerts (token, site, topic, address, lang, asked_at, seen, next_at, failures)
                   VALUES ($1, $2, $3, $4, $5, $6, 0, $6, 0)
                   ON CONFLICT (site, topic, address) DO NOTHING";
        let query = sqlx::query(sql).bind(wish.token).bind(site).bind(topic);
        let query = query.bind(wish.address).bind(wish.lang).bind(now.0);
        let noted = query.execute(self.0).await?.rows_affected() == 1;
        Ok(if noted {
            Outcome::Noted
        } else {
            Outcome::Known
        })
    }

    /// How many get letters about a topic.
    pub async fn confirmed(&self, place: Place<'_>) -> Result<Count> {
        let sql = "SELECT COUNT(*) FROM alerts
                   WHERE site = $1 AND topic = $2 AND confirmed_at IS NOT NULL";
        let query = sqlx::query_scalar(sql).bind(place.site).bind(place.topic);
        let count: i64 = query.fetch_one(self.0).await?;
        Ok(Count(u64::try_from(count).unwrap_or_default()))
    }

    /// Whose letters have this token in their links.
    pub async fn find(&self, token: &str) -> Result<Option<Alert>> {
        let sql = sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM alerts WHERE token = $1"));
        Ok(sqlx::query_as(sql)
            .bind(token)
            .fetch_optional(self.0)
            .await?)
    }

    /// From now on there are letters, about what is first shown from now on; the first may come at
    /// once. Changes nothing for who has confirmed before.
    pub async fn confirm(&self, token: &str, now: Timestamp) -> Result<()> {
        let sql = "UPDATE alerts SET confirmed_at = $2, next_at = $2, failures = 0,
                       seen = (SELECT COALESCE(MAX(p.number), 0) FROM alert_posts p
                               WHERE p.site = alerts.site AND p.topic = alerts.topic)
                   WHERE token = $1 AND confirmed_at IS NULL";
        let query = sqlx::query(sql).bind(token).bind(now.0);
        query.execute(self.0).await?;
        Ok(())
    }

    /// Forgets the address.
    pub async fn end(&self, token: &str) -> Result<()> {
        let query = sqlx::query("DELETE FROM alerts WHERE token = $1").bind(token);
        query.execute(self.0).await?;
        Ok(())
    }

    /// Forgets who did not confirm; how many that were.
    pub async fn expire(&self, now: Timestamp) -> Result<u64> {
        let sql = "DELETE FROM alerts WHERE confirmed_at IS NULL AND asked_at <= $1";
        let before = now.0 - i64::try_from(PATIENCE.as_secs()).unwrap_or(i64::MAX);
        let query = sqlx::query(sql).bind(before);
        Ok(query.execute(self.0).await?.rows_affected())
    }

    /// Takes or keeps the turn to write a topic's letters; whether it is ours until then. Two processes
    /// would write each letter twice.
    pub async fn hold(
        &self,
        place: Place<'_>,
        holder: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool> {
        let sql = "INSERT INTO alert_turns (site, topic, holder, until) VALUES ($1, $2, $3, $5)
                   ON CONFLICT (site, topic) DO UPDATE SET holder = $3, until = $5
                   WHERE alert_turns.holder = $3 OR alert_turns.until <= $4";
        let query = sqlx::query(sql).bind(place.site).bind(place.topic);
        let query = query.bind(holder).bind(now.0).bind(until.0);
        Ok(query.execute(self.0).await?.rows_affected() == 1)
    }

    /// Numbers the posts that were not shown before, the oldest first. Only for who holds the turn.
    pub async fn number(&self, place: Place<'_>, shown: &[String], now: Timestamp) -> Result<()> {
        // Before the transaction: in SQLite one that reads first cannot always write after.
        let known = self.after(place, 0).await?;
        let mut transaction = self.0.begin().await?;
        let mut next = known.iter().map(|(_, number)| *number).max().unwrap_or(0);
        let sql = "INSERT INTO alert_posts (site, topic, post, number, shown_at)
                   VALUES ($1, $2, $3, $4, $5) ON CONFLICT (site, topic, post) DO NOTHING";
        for post in shown
            .iter()
            .filter(|post| known.iter().all(|(known, _)| known != *post))
        {
            next += 1;
            let query = sqlx::query(sql).bind(place.site).bind(place.topic);
            let query = query.bind(post).bind(next).bind(now.0);
            query.execute(&mut *transaction).await?;
        }
        let old = "DELETE FROM alert_posts WHERE site = $1 AND topic = $2 AND shown_at < $3
                   AND post NOT IN (SELECT digest FROM posts)";
        let query = sqlx::query(old).bind(place.site).bind(place.topic);
        query
            .bind(now.0 - MEMORY)
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// Posts with a number above this one: their digests and numbers.
    pub async fn after(&self, place: Place<'_>, number: i64) -> Result<Vec<(String, i64)>> {
        let sql = "SELECT post, number FROM alert_posts
                   WHERE site = $1 AND topic = $2 AND number > $3 ORDER BY number";
        let query = sqlx::query_as(sql).bind(place.site).bind(place.topic);
        Ok(query.bind(number).fetch_all(self.0).await?)
    }

    /// Those of a topic to whom a letter is due and for whom there is something new, the longest
    /// waiting first.
    pub async fn due(&self, place: Place<'_>, now: Timestamp, limit: u32) -> Result<Vec<Alert>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM alerts WHERE site = $1 AND topic = $2 AND next_at <= $3
               AND (confirmed_at IS NULL OR seen <
                    (SELECT COALESCE(MAX(number), 0) FROM alert_posts WHERE site = $1 AND topic = $2))
             ORDER BY next_at, token LIMIT $4"
        );
        let query = sqlx::query_as(sqlx::AssertSqlSafe(sql));
        let query = query.bind(place.site).bind(place.topic).bind(now.0);
        Ok(query.bind(i64::from(limit)).fetch_all(self.0).await?)
    }

    /// A letter was taken, or there was nothing to write.
    pub async fn settle(&self, token: &str, seen: i64, next: Timestamp) -> Result<()> {
        let sql = "UPDATE alerts SET seen = $2, next_at = $3, failures = 0 WHERE token = $1";
        let query = sqlx::query(sql).bind(token).bind(seen).bind(next.0);
        query.execute(self.0).await?;
        Ok(())
    }

    /// The request for confirmation was taken; there is no second. Nothing happens to who was so fast
    /// as to confirm already.
    pub async fn asked(&self, token: &str) -> Result<()> {
        let sql = "UPDATE alerts SET next_at = $2, failures = 0
                   WHERE token = $1 AND confirmed_at IS NULL";
        sqlx::query(sql)
            .bind(token)
            .bind(i64::MAX)
            .execute(self.0)
            .await?;
        Ok(())
    }

    /// A letter was not taken.
    pub async fn fail(&self, token: &str, next: Timestamp) -> Result<()> {
        let sql = "UPDATE alerts SET failures = failures + 1, next_at = $2 WHERE token = $1";
        sqlx::query(sql)
            .bind(token)
            .bind(next.0)
            .execute(self.0)
            .await?;
        Ok(())
    }
}
