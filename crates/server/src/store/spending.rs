//! What was spent on networks that charge for reading, by month.

use super::Result;
use sqlx::AnyPool;
use teilbar_domain::date::Timestamp;

/// The table `spending`. Sums are millionths of a US dollar.
#[derive(Clone, Copy, Debug)]
pub struct Spending<'a>(pub(super) &'a AnyPool);

impl Spending<'_> {
    /// Books a price if the month's budget has room for it; whether it had. One statement decides,
    /// so several processes together stay within the budget.
    pub async fn spend(
        &self,
        network: &str,
        price: u64,
        budget: u64,
        now: Timestamp,
    ) -> Result<bool> {
        let month = month(now);
        let begin = "INSERT INTO spending (network, month, micros) VALUES ($1, $2, 0)
                     ON CONFLICT (network, month) DO NOTHING";
        let query = sqlx::query(begin).bind(network).bind(&month);
        query.execute(self.0).await?;
        let sql = "UPDATE spending SET micros = micros + $3
                   WHERE network = $1 AND month = $2 AND micros + $3 <= $4";
        let query = sqlx::query(sql)
            .bind(network)
            .bind(&month)
            .bind(i64::try_from(price).unwrap_or(i64::MAX))
            .bind(i64::try_from(budget).unwrap_or(i64::MAX));
        Ok(query.execute(self.0).await?.rows_affected() == 1)
    }

    /// The sum of the month so far.
    pub async fn spent(&self, network: &str, now: Timestamp) -> Result<u64> {
        let sql = "SELECT micros FROM spending WHERE network = $1 AND month = $2";
        let query = sqlx::query_scalar(sql).bind(network).bind(month(now));
        let micros: Option<i64> = query.fetch_optional(self.0).await?;
        Ok(micros
            .and_then(|micros| u64::try_from(micros).ok())
            .unwrap_or(0))
    }
}

fn month(now: Timestamp) -> String {
    super::day(now)[..7].to_owned()
}
