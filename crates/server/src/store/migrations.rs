//! Brings the schema up to date, each step once, whichever process comes first.

use super::{Error, Result};
use sqlx::AnyPool;

/// The steps in order; the version is the position, counted from 1. Never change one that was released.
const STEPS: &[&str] = &[
    include_str!("../../migrations/0001_followers.sql"),
    include_str!("../../migrations/0002_sources.sql"),
    include_str!("../../migrations/0003_posts.sql"),
    include_str!("../../migrations/0004_doubted_followers.sql"),
    include_str!("../../migrations/0005_media.sql"),
    include_str!("../../migrations/0007_spending.sql"),
    include_str!("../../migrations/0008_moderation.sql"),
    include_str!("../../migrations/0009_alerts.sql"),
    include_str!("../../migrations/0010_covers.sql"),
    include_str!("../../migrations/0011_subscribers.sql"),
    include_str!("../../migrations/0012_verifications.sql"),
    include_str!("../../migrations/0013_reposts.sql"),
];

const VERSIONS: &str =
    "CREATE TABLE IF NOT EXISTS schema_versions (version BIGINT NOT NULL PRIMARY KEY)";

/// Applies what is missing.
///
/// sqlx's own migrator keeps its table in a form that its `Any` driver cannot write on both databases.
pub(super) async fn run(pool: &AnyPool) -> Result<()> {
    // PostgreSQL may fail here when two processes start at the same moment: the second try finds the table.
    if sqlx::query(VERSIONS).execute(pool).await.is_err() {
        sqlx::query(VERSIONS).execute(pool).await?;
    }
    let found = "SELECT COALESCE(MAX(version), 0) FROM schema_versions";
    let found: i64 = sqlx::query_scalar(found).fetch_one(pool).await?;
    let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
    if found > known {
        return Err(Error::Newer { found, known });
    }
    for (version, step) in (1..).zip(STEPS).filter(|(version, _)| *version > found) {
        apply(pool, version, step).await?;
    }
    Ok(())
}

async fn apply(pool: &AnyPool, version: i64, step: &'static str) -> Result<()> {
    let mut transaction = pool.begin().await?;
    // Claims the step: a second process waits here until the first has committed, and then skips.
    let claim = "INSERT INTO schema_versions (version) VALUES ($1) ON CONFLICT DO NOTHING";
    let claimed = sqlx::query(claim)
        .bind(version)
        .execute(&mut *transaction)
        .await?;
    if claimed.rows_affected() == 1 {
        sqlx::raw_sql(step).execute(&mut *transaction).await?;
    }
    Ok(transaction.commit().await?)
}
