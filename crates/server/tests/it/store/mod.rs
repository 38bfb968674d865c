//! The store on an SQLite file and on PostgreSQL: every test runs on both, each in a database of its own.

mod followers;
mod posts;
mod sources;

use sqlx::Executor;
use std::future::Future;
use std::sync::atomic::{AtomicU32, Ordering};
use teilbar_domain::count::Count;
use teilbar_domain::date::Timestamp;
use teilbar_domain::post::{Node, RichText};
use teilbar_domain::repost::Repost;
use teilbar_server::store::followers::Reading;
use teilbar_server::store::posts::{Cursor, Kind, Page, Stored};
use teilbar_server::store::sources::Answer;
use teilbar_server::store::{Error, Store};

const POSTGRES: &str = "TEILBAR_TEST_POSTGRES";

/// A new, empty PostgreSQL schema; its address.
async fn postgres() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let base = std::env::var(POSTGRES).unwrap_or_else(|_| {
        panic!("{POSTGRES} is not set: run `cargo xtask test`, which starts a database")
    });
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let schema = format!("store_{}_{number}", std::process::id());
    sqlx::any::install_default_drivers();
    let pool = sqlx::AnyPool::connect(&base).await.unwrap();
    let create = format!("DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}");
    pool.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(create)))
        .await
        .unwrap();
    pool.close().await;
    let mark = if base.contains('?') { '&' } else { '?' };
    format!("{base}{mark}options=-csearch_path%3D{schema}")
}

/// Runs a test on both databases.
pub(crate) fn on_both<F: Future<Output = ()>>(test: impl Fn(String) -> F) {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let sqlite = folder.path().join("teilbar ä?#%.db");
    let sqlite = sqlite
        .to_str()
        .unwrap()
        .replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23");
    runtime.block_on(async {
        test(format!("sqlite://{sqlite}")).await;
        test(postgres().await).await;
    });
    assert!(folder.path().join("teilbar ä?#%.db").is_file());
}

pub(crate) const NOW: Timestamp = Timestamp(1_790_000_000);

pub(crate) fn after(seconds: i64) -> Timestamp {
    Timestamp(NOW.0 + seconds)
}

fn post(id: &str, published: Option<i64>) -> Stored {
    Stored {
        source: "feed https://a.example/".into(),
        id: id.into(),
        url: format!("https://a.example/{id}"),
        title: format!("Titel {id} „ä“ 👩‍👩‍👧"),
        author: "Redaktion".into(),
        body: RichText(vec![Node::Text(format!("Text {id}"))]),
        image: Some(("https://a.example/i.png".into(), "Bild".into())),
        published: published.map(Timestamp),
        warning: "Spinnen".into(),
        sensitive: true,
        video: true,
        ..Stored::default()
    }
}

const SOURCE: &str = "feed https://a.example/";

#[test]
fn opening_twice_changes_nothing() {
    on_both(async |url| {
        let first = Store::open(&url).await.unwrap();
        first.sources().enlist(SOURCE, NOW).await.unwrap();
        first.close().await;
        let second = Store::open(&url).await.unwrap();
        second.ping().await.unwrap();
        assert_eq!(second.sources().all().await.unwrap().len(), 1);
    });
}

#[test]
fn processes_that_start_together_migrate_once() {
    on_both(async |url| {
        let opens = (0..6).map(|_| {
            tokio::spawn({
                let url = url.clone();
                async move { Store::open(&url).await.map(drop) }
            })
        });
        for open in opens.collect::<Vec<_>>() {
            open.await.unwrap().unwrap();
        }
    });
}

#[test]
fn a_newer_schema_is_refused() {
    on_both(async |url| {
        Store::open(&url).await.unwrap().close().await;
        let pool = sqlx::AnyPool::connect(&url).await.unwrap();
        pool.execute("INSERT INTO schema_versions (version) VALUES (99)")
            .await
            .unwrap();
        pool.close().await;
        let error = Store::open(&url).await.unwrap_err();
        assert!(matches!(error, Error::Newer { found: 99, .. }), "{error}");
        assert!(
            error.to_string().contains("start a newer teilbar"),
            "{error}"
        );
    });
}

#[test]
fn a_budget_is_for_one_month_and_never_overdrawn() {
    on_both(async |url| {
        let store = Store::open(&url).await.unwrap();
        let spending = store.spending();
        assert_eq!(spending.spent("x", NOW).await.unwrap(), 0);
        let all = (0..10).map(|_| spending.spend("x", 10_000, 55_000, NOW));
        let paid = futures_util::future::try_join_all(all).await.unwrap();
        assert_eq!(paid.into_iter().filter(|paid| *paid).count(), 5);
        assert_eq!(spending.spent("x", NOW).await.unwrap(), 50_000);
        // A cheaper question still has room; another network and another month have all of it.
        assert!(spending.spend("x", 5_000, 55_000, NOW).await.unwrap());
        assert!(!spending.spend("x", 5_000, 55_000, NOW).await.unwrap());
        assert!(spending.spend("y", 10_000, 10_000, NOW).await.unwrap());
        let next = after(31 * 86_400);
        assert!(spending.spend("x", 10_000, 55_000, next).await.unwrap());
        assert_eq!(spending.spent("x", next).await.unwrap(), 10_000);
        assert!(!spending.spend("z", 1, 0, NOW).await.unwrap());
    });
}
