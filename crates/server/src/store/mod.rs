//! The store: the only module that writes SQL. One file per aggregate, one SQL text for SQLite
//! and PostgreSQL.

pub mod alerts;
pub mod audit;
mod decision;
pub mod followers;
pub mod live;
pub mod media;
mod migrations;
pub mod moderation;
mod pages;
pub mod posts;
pub mod sources;
pub mod spending;
pub mod subscribers;
pub mod verifications;

use sqlx::any::AnyPoolOptions;
use sqlx::{AnyConnection, AnyPool, Connection, Executor};
use std::time::Duration;

/// The database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    pool: AnyPool,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot open the database {database}: check the path or address and its permissions")]
    Open {
        database: String,
        source: sqlx::Error,
    },
    #[error(
        "the database has schema {found}, this teilbar knows {known}: \
         start a newer teilbar, or restore a backup from before the update"
    )]
    Newer { found: i64, known: i64 },
    #[error("database error")]
    Database(#[from] sqlx::Error),
    #[error("a stored post cannot be read")]
    Json(#[from] serde_json::Error),
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Said to SQLite on every new connection: what is acknowledged is on disk.
const SQLITE: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA busy_timeout = 5000;
    PRAGMA foreign_keys = ON;";

/// Said to PostgreSQL on every new connection: a stuck query must not hold a visitor.
const POSTGRES: &str = "
    SET statement_timeout = '10s';
    SET idle_in_transaction_session_timeout = '30s';";

impl Store {
    /// Opens the database, creating an SQLite file that is not there, and brings its schema up to date.
    ///
    /// # Errors
    /// If it cannot be opened, or was written by a newer version.
    pub async fn open(database: &str) -> Result<Self> {
        sqlx::any::install_default_drivers();
        let sqlite = database.starts_with("sqlite:");
        let url = if sqlite {
            format!("{database}?mode=rwc")
        } else {
            database.to_owned()
        };
        let options = AnyPoolOptions::new()
            .max_connections(if sqlite { 4 } else { 8 })
            .acquire_timeout(Duration::from_secs(5))
            .after_connect(|connection, _| Box::pin(prepare(connection)));
        let pool = options.connect(&url).await.map_err(|source| {
            let database = without_password(database);
            Error::Open { database, source }
        })?;
        migrations::run(&pool).await?;
        Ok(Self { pool })
    }

    pub fn followers(&self) -> followers::Followers<'_> {
        followers::Followers(&self.pool)
    }

    pub fn sources(&self) -> sources::Sources<'_> {
        sources::Sources(&self.pool)
    }

    pub fn moderation(&self) -> moderation::Moderation<'_> {
        moderation::Moderation(&self.pool)
    }

    pub fn alerts(&self) -> alerts::Alerts<'_> {
        alerts::Alerts(&self.pool)
    }

    pub fn audit(&self) -> audit::Audit<'_> {
        audit::Audit(&self.pool)
    }

    pub fn posts(&self) -> posts::Posts<'_> {
        posts::Posts(&self.pool)
    }

    pub fn spending(&self) -> spending::Spending<'_> {
        spending::Spending(&self.pool)
    }

    pub fn subscribers(&self) -> subscribers::Subscribers<'_> {
        subscribers::Subscribers(&self.pool)
    }

    pub fn verifications(&self) -> verifications::Verifications<'_> {
        verifications::Verifications(&self.pool)
    }

    pub fn media(&self) -> media::Media<'_> {
        media::Media(&self.pool)
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        Ok(self.pool.acquire().await?.ping().await?)
    }

    /// Closes every connection; SQLite folds its log into the file.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

async fn prepare(connection: &mut AnyConnection) -> sqlx::Result<()> {
    let settings = match connection.backend_name() {
        "SQLite" => SQLITE,
        _ => POSTGRES,
    };
    connection.execute(sqlx::raw_sql(settings)).await?;
    Ok(())
}

fn without_password(database: &str) -> String {
    let mut url = match url::Url::parse(database) {
        Ok(url) if url.password().is_some() => url,
        _ => return database.to_owned(),
    };
    let hidden = url.set_password(None);
    hidden.map_or_else(|()| url.scheme().to_owned(), |()| url.to_string())
}

/// The UTC day of a time, `YYYY-MM-DD`.
fn day(at: teilbar_domain::date::Timestamp) -> String {
    let at = jiff::Timestamp::from_second(at.0).unwrap_or_default();
    at.strftime("%Y-%m-%d").to_string()
}
