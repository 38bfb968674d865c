//! How many subscribers feed readers tell of.

use super::Result;
use sqlx::AnyPool;
use teilbar_domain::count::Count;
use teilbar_domain::date::Timestamp;

/// The table `subscribers`.
#[derive(Clone, Copy, Debug)]
pub struct Subscribers<'a>(pub(super) &'a AnyPool);

/// What a feed reader tells of a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub site: String,
    /// Empty for the feeds of the whole site.
    pub topic: String,
    /// The feed's file name.
    pub file: &'static str,
    pub reader: &'static str,
    pub count: Count,
}

/// A reader that has not come for so many seconds may have none left that want the feed.
const LAPSE: i64 = 7 * 86_400;

impl Subscribers<'_> {
    /// Notes what was told. The least of a day counts, because anybody can claim to be a reader with
    /// many subscribers, and the reader itself comes several times a day.
    pub async fn note(&self, told: &Told, now: Timestamp) -> Result<()> {
        let sql = "INSERT INTO subscribers (site, topic, file, reader, day, count)
                   VALUES ($1, $2, $3, $4, $5, $6)
                   ON CONFLICT (site, topic, file, reader) DO UPDATE SET
                       day = excluded.day,
                       count = CASE WHEN subscribers.day = excluded.day
                                         AND subscribers.count < excluded.count
                                    THEN subscribers.count ELSE excluded.count END";
        let query = sqlx::query(sql)
            .bind(&told.site)
            .bind(&told.topic)
            .bind(told.file)
            .bind(told.reader)
            .bind(super::day(now))
            .bind(i64::try_from(told.count.0).unwrap_or(i64::MAX));
        query.execute(self.0).await?;
        Ok(())
    }

    /// All subscribers of a site's or topic's feeds, in whichever format, that readers told of during
    /// the last seven days; `None` if none did.
    pub async fn count(&self, site: &str, topic: &str, now: Timestamp) -> Result<Option<Count>> {
        let sql = "SELECT CAST(SUM(count) AS BIGINT) FROM subscribers
                   WHERE site = $1 AND topic = $2 AND day > $3";
        let query = sqlx::query_scalar(sql).bind(site).bind(topic);
        let query = query.bind(super::day(Timestamp(now.0 - LAPSE)));
        let count: Option<i64> = query.fetch_one(self.0).await?;
        Ok(count.and_then(|count| u64::try_from(count).ok()).map(Count))
    }
}
