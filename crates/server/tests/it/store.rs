//! The store on an SQLite file and on PostgreSQL: every test runs on both, each in a database of its own.

use sqlx::Executor;
use std::future::Future;
use std::sync::atomic::{AtomicU32, Ordering};
use teilbar_domain::count::Count;
use teilbar_domain::date::Timestamp;
use teilbar_domain::post::{Node, RichText};
use teilbar_domain::repost::Repost;
use teilbar_server::store::followers::Reading;
use teilbar_server::store::posts::{Cursor, Kind, Stored};
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
fn follower_counts_outlive_failures() {
    on_both(async |url| {
        let store = Store::open(&url).await.unwrap();
        let followers = store.followers();
        followers
            .enlist("mastodon", "@a@b.example", NOW)
            .await
            .unwrap();
        let row = followers
            .get("mastodon", "@a@b.example")
            .await
            .unwrap()
            .unwrap();
        assert_eq!(row.latest(), None);
        followers
            .store("mastodon", "@a@b.example", Count(12_345), NOW, after(60))
            .await
            .unwrap();
        followers
            .fail(
                "mastodon",
                "@a@b.example",
                "timed out",
                after(60),
                after(120),
            )
            .await
            .unwrap();
        let row = followers
            .get("mastodon", "@a@b.example")
            .await
            .unwrap()
            .unwrap();
        assert_eq!(row.latest(), Some((Count(12_345), NOW)));
        assert_eq!(
            (row.failures, row.last_error.as_deref()),
            (1, Some("timed out"))
        );
        assert_eq!(row.checked_at, Some(after(60).0));
        assert_eq!(
            followers.get("mastodon", "@other@b.example").await.unwrap(),
            None
        );
    });
}

#[test]
fn one_follower_count_per_day_is_kept() {
    on_both(async |url| {
        let store = Store::open(&url).await.unwrap();
        let followers = store.followers();
        followers.enlist("x", "a", NOW).await.unwrap();
        for (day, count) in [(0, 10), (0, 11), (1, 12)] {
            let at = after(day * 86_400);
            followers
                .store("x", "a", Count(count), at, at)
                .await
                .unwrap();
        }
        let history = followers.history("x", "a").await.unwrap();
        assert_eq!(
            history,
            [("2026-09-21".into(), 11), ("2026-09-22".into(), 12)]
        );
    });
}

#[test]
fn a_leap_waits_for_a_second_reading() {
    use Reading::{Doubted, Stored};
    on_both(async |url| {
        let store = Store::open(&url).await.unwrap();
        let followers = store.followers();
        for (handle, readings) in [
            // A glitch is never shown.
            (
                "glitch",
                &[(5_000, Stored), (70_000, Doubted), (5_010, Stored)][..],
            ),
            ("zero", &[(5_000, Stored), (0, Doubted), (5_001, Stored)]),
            // What is read twice is believed, even if the two differ a little.
            (
                "won",
                &[(5_000, Stored), (70_000, Doubted), (70_100, Stored)],
            ),
            ("lost", &[(5_000, Stored), (0, Doubted), (3, Stored)]),
            // Two glitches that differ are two glitches.
            (
                "wild",
                &[
                    (5_000, Stored),
                    (70_000, Doubted),
                    (9_000_000, Doubted),
                    (2, Doubted),
                ],
            ),
            // A doubt is forgotten once a plausible value has come.
            (
                "again",
                &[
                    (5_000, Stored),
                    (70_000, Doubted),
                    (5_001, Stored),
                    (70_000, Doubted),
                ],
            ),
            // Tenfold is still plausible, and so are first values and small ones.
            (
                "tenfold",
                &[(5_000, Stored), (50_000, Stored), (5_000, Stored)],
            ),
            (
                "new",
                &[(0, Stored), (90, Stored), (1, Stored), (2_000_000, Doubted)],
            ),
        ] {
            followers.enlist("x", handle, NOW).await.unwrap();
            let mut last = None;
            for ((count, expected), at) in readings.iter().zip(1..) {
                let at = after(at);
                let reading = followers.store("x", handle, Count(*count), at, at).await;
                assert_eq!(reading.unwrap(), *expected, "{handle} {count}");
                if *expected == Stored {
                    last = Some((Count(*count), at));
                }
                let row = followers.get("x", handle).await.unwrap().unwrap();
                assert_eq!(row.latest(), last, "{handle} {count}");
                assert_eq!((row.failures, row.checked_at), (0, Some(at.0)));
            }
            let kept = followers.history("x", handle).await.unwrap();
            let kept: Vec<_> = kept.iter().map(|(_, count)| *count as u64).collect();
            assert_eq!(kept, [last.unwrap().0.0], "{handle}");
        }
    });
}

#[test]
fn days_of_all_profiles_come_oldest_first() {
    on_both(async |url| {
        let store = Store::open(&url).await.unwrap();
        let followers = store.followers();
        for (network, handle, day) in [("x", "a", 0), ("y", "b", 1), ("x", "a", 2)] {
            let at = after(day * 86_400);
            followers.enlist(network, handle, at).await.unwrap();
            let count = Count(day.unsigned_abs() + 10);
            followers
                .store(network, handle, count, at, at)
                .await
                .unwrap();
        }
        let days = followers.days(after(86_400)).await.unwrap();
        let days: Vec<_> = days
            .iter()
            .map(|row| (&row.network[..], &row.handle[..], &row.day[..], row.count))
            .collect();
        assert_eq!(
            days,
            [("y", "b", "2026-09-22", 11), ("x", "a", "2026-09-23", 12)]
        );
    });
}

#[test]
fn only_one_process_gets_a_due_source() {
    on_both(async |url| {
        let store = Store::open(&url).await.unwrap();
        store.sources().enlist(SOURCE, NOW).await.unwrap();
        let claims = (0..16).map(|_| {
            tokio::spawn({
                let store = store.clone();
                async move {
                    store
                        .sources()
                        .claim(SOURCE, NOW, after(300))
                        .await
                        .unwrap()
                        .is_some()
                }
            })
        });
        let mut won = 0;
        for claim in claims.collect::<Vec<_>>() {
            won += usize::from(claim.await.unwrap());
        }
        assert_eq!(won, 1);
        assert!(
            store
                .sources()
                .claim(SOURCE, after(299), after(600))
                .await
                .unwrap()
                .is_none()
        );
        // Whoever claimed it died: it is due again after the lease.
        assert!(
            store
                .sources()
                .claim(SOURCE, after(300), after(600))
                .await
                .unwrap()
                .is_some()
        );
    });
}

#[test]
fn only_one_process_gets_a_due_profile() {
    on_both(async |url| {
        let store = Store::open(&url).await.unwrap();
        store.followers().enlist("x", "a", NOW).await.unwrap();
        assert_eq!(
            store
                .followers()
                .claim("x", "a", NOW, after(9))
                .await
                .unwrap(),
            Some(0)
        );
        assert_eq!(
            store
                .followers()
                .claim("x", "a", NOW, after(9))
                .await
                .unwrap(),
            None
        );
    });
}

#[test]
fn what_a_source_said_is_kept_for_the_next_question() {
    on_both(async |url| {
        let store = Store::open(&url).await.unwrap();
        let sources = store.sources();
        sources.enlist(SOURCE, NOW).await.unwrap();
        let answer = Answer {
            title: "A".into(),
            etag: Some("\"1\"".into()),
            last_modified: None,
        };
        sources
            .answered(SOURCE, &answer, NOW, after(60))
            .await
            .unwrap();
        sources.fail(SOURCE, "500", after(90)).await.unwrap();
        let row = sources.get(SOURCE).await.unwrap().unwrap();
        assert_eq!(
            (row.etag.as_deref(), row.last_ok_at, row.failures),
            (Some("\"1\""), Some(NOW.0), 1)
        );
        sources
            .unchanged(SOURCE, after(90), after(150))
            .await
            .unwrap();
        let row = sources.get(SOURCE).await.unwrap().unwrap();
        assert_eq!(
            (row.failures, row.last_error, row.last_ok_at),
            (0, None, Some(after(90).0))
        );
        assert_eq!(row.revision, 1);
    });
}

#[test]
fn a_source_that_is_gone_is_left_alone() {
    on_both(async |url| {
        let store = Store::open(&url).await.unwrap();
        store.sources().enlist(SOURCE, NOW).await.unwrap();
        store.sources().gone(SOURCE).await.unwrap();
        store.sources().enlist(SOURCE, after(60)).await.unwrap();
        assert!(
            store
                .sources()
                .claim(SOURCE, after(1_000_000), after(2_000_000))
                .await
                .unwrap()
                .is_none()
        );
    });
}

#[test]
fn a_failing_source_is_not_asked_again_just_because_the_server_restarts() {
    on_both(async |url| {
        let store = Store::open(&url).await.unwrap();
        store.sources().enlist(SOURCE, NOW).await.unwrap();
        store
            .sources()
            .fail(SOURCE, "429", after(3_600))
            .await
            .unwrap();
        store.sources().enlist(SOURCE, after(1)).await.unwrap();
        assert!(
            store
                .sources()
                .claim(SOURCE, after(2), after(60))
                .await
                .unwrap()
                .is_none()
        );
        assert!(
            store
                .sources()
                .claim(SOURCE, after(3_600), after(3_700))
                .await
                .unwrap()
                .is_some()
        );
    });
}

#[test]
fn posts_are_stored_once_and_corrected() {
    on_both(async |url| {
        let store = Store::open(&url).await.unwrap();
        let mut posts = vec![post("1", Some(NOW.0 - 10)), post("2", None)];
        assert_eq!(
            store
                .posts()
                .store(SOURCE, &posts, Kind::Real, NOW)
                .await
                .unwrap(),
            2
        );
        assert_eq!(
            store
                .posts()
                .store(SOURCE, &posts, Kind::Real, after(60))
                .await
                .unwrap(),
            0
        );
        posts[0].title = "Berichtigt".into();
        assert_eq!(
            store
                .posts()
                .store(SOURCE, &posts, Kind::Real, after(120))
                .await
                .unwrap(),
            1
        );
        // What stands before a post and beside its text is corrected like the text.
        for change in [
            |post: &mut Stored| post.warning = String::new(),
            |post: &mut Stored| post.sensitive = false,
            |post: &mut Stored| post.video = false,
            |post: &mut Stored| post.repost = Some(Repost::default()),
            |post: &mut Stored| post.repost.as_mut().unwrap().by = "Ada".into(),
            |post: &mut Stored| post.repost.as_mut().unwrap().at = Some(after(60)),
        ] {
            change(&mut posts[0]);
            let table = store.posts();
            let changed = table.store(SOURCE, &posts, Kind::Real, after(180)).await;
            assert_eq!(changed.unwrap(), 1);
        }
        let page = store
            .posts()
            .page(&[SOURCE.into()], None, 10)
            .await
            .unwrap();
        let listed: Vec<_> = page
            .posts
            .iter()
            .map(|listed| listed.post.clone())
            .collect();
        // The one without a date keeps the time at which it was first seen, and a repost has the time
        // at which it was passed on.
        assert_eq!(listed, posts);
        posts[0].repost = None;
        let table = store.posts();
        let stored = table.store(SOURCE, &posts, Kind::Real, after(240)).await;
        assert_eq!(stored.unwrap(), 1);
        let page = table.page(&[SOURCE.into()], None, 10).await.unwrap();
        assert_eq!(page.posts[1].post, posts[0]);
        assert_eq!(page.next, None);
    });
}

#[test]
fn what_is_behind_a_warning_does_not_stand_for_a_post() {
    for (title, warning, expected) in [
        ("Titel", "Spinnen", "Titel"),
        ("", "Spinnen", "Spinnen"),
        ("", "", "Text 1"),
    ] {
        let post = Stored {
            title: title.into(),
            warning: warning.into(),
            ..post("1", None)
        };
        assert_eq!(post.opening(), expected);
    }
}

#[test]
fn posts_from_the_future_do_not_stay_on_top() {
    on_both(async |url| {
        let store = Store::open(&url).await.unwrap();
        let posts = [post("future", Some(NOW.0 + 1_000_000))];
        store
            .posts()
            .store(SOURCE, &posts, Kind::Real, NOW)
            .await
            .unwrap();
        store
            .posts()
            .store(SOURCE, &[post("new", None)], Kind::Real, after(60))
            .await
            .unwrap();
        let page = store
            .posts()
            .page(&[SOURCE.into()], None, 10)
            .await
            .unwrap();
        assert_eq!(page.posts[0].post.id, "new");
    });
}

#[test]
fn real_posts_replace_samples_and_samples_never_join_real_ones() {
    on_both(async |url| {
        let store = Store::open(&url).await.unwrap();
        let ids = async || {
            let page = store
                .posts()
                .page(&[SOURCE.into()], None, 10)
                .await
                .unwrap();
            page.posts
                .into_iter()
                .map(|listed| (listed.post.id, listed.sample))
                .collect::<Vec<_>>()
        };
        store
            .posts()
            .store(SOURCE, &[post("s", None)], Kind::Sample, NOW)
            .await
            .unwrap();
        assert_eq!(ids().await, [("s".into(), true)]);
        store
            .posts()
            .store(SOURCE, &[], Kind::Real, NOW)
            .await
            .unwrap();
        assert_eq!(ids().await, [("s".into(), true)]);
        store
            .posts()
            .store(SOURCE, &[post("r", None)], Kind::Real, NOW)
            .await
            .unwrap();
        assert_eq!(ids().await, [("r".into(), false)]);
        store
            .posts()
            .store(SOURCE, &[post("s", None)], Kind::Sample, NOW)
            .await
            .unwrap();
        assert_eq!(ids().await, [("r".into(), false)]);
    });
}

#[test]
fn pages_follow_each_other_without_gaps_or_repeats() {
    on_both(async |url| {
        let store = Store::open(&url).await.unwrap();
        let other = "mastodon @a@b.example";
        // Many at the same second: the order must not depend on the database.
        let posts: Vec<_> = (0..25)
            .map(|i| post(&format!("p{i}"), Some(NOW.0 - i / 7)))
            .collect();
        store
            .posts()
            .store(SOURCE, &posts, Kind::Real, NOW)
            .await
            .unwrap();
        store
            .posts()
            .store(other, &posts[..5], Kind::Real, NOW)
            .await
            .unwrap();
        store
            .posts()
            .store("hidden", &posts[..5], Kind::Real, NOW)
            .await
            .unwrap();
        let sources = [SOURCE.to_owned(), other.to_owned()];
        let whole = store.posts().page(&sources, None, 100).await.unwrap();
        let (mut seen, mut cursor) = (Vec::new(), None);
        loop {
            let page = store
                .posts()
                .page(&sources, cursor.as_ref(), 7)
                .await
                .unwrap();
            assert!(page.posts.len() <= 7);
            seen.extend(page.posts);
            let Some(next) = page.next else { break };
            cursor = Cursor::parse(&next.to_string());
            assert_eq!(cursor, Some(next));
        }
        assert_eq!(seen.len(), 30);
        assert_eq!(seen, whole.posts);
        assert_eq!(store.posts().page(&[], None, 7).await.unwrap().posts, []);
    });
}

#[test]
fn old_posts_are_let_go() {
    on_both(async |url| {
        let store = Store::open(&url).await.unwrap();
        let posts: Vec<_> = (0..1_010)
            .map(|i| post(&i.to_string(), Some(NOW.0 - i)))
            .collect();
        store
            .posts()
            .store(SOURCE, &posts, Kind::Real, NOW)
            .await
            .unwrap();
        let page = store
            .posts()
            .page(&[SOURCE.into()], None, 2_000)
            .await
            .unwrap();
        assert_eq!(page.posts.len(), 1_001);
        assert_eq!(page.posts[0].post.id, "0");
    });
}

#[test]
fn cursors_are_read_strictly() {
    let digest = "0123456789abcdef0123456789abcdef";
    assert!(Cursor::parse(&format!("-5.{digest}")).is_some());
    for bad in [
        "",
        ".",
        "1",
        "1.x",
        "x.0123456789abcdef0123456789abcdef",
        "1.'; DROP TABLE posts",
    ] {
        assert_eq!(Cursor::parse(bad), None, "{bad}");
    }
}

#[test]
fn what_vanished_from_the_newest_posts_is_removed() {
    on_both(async |url| {
        let store = Store::open(&url).await.unwrap();
        let posts = store.posts();
        let all = [
            post("old", Some(NOW.0 - 500)),
            post("edge", Some(NOW.0 - 400)),
            post("back", Some(NOW.0 - 300)),
            post("kept", Some(NOW.0 - 200)),
        ];
        posts.store(SOURCE, &all, Kind::Real, NOW).await.unwrap();
        let mut elsewhere = post("back", Some(NOW.0 - 300));
        elsewhere.source = "other".into();
        posts
            .store("other", &[elsewhere], Kind::Real, NOW)
            .await
            .unwrap();
        let ids = ["kept"].into();
        // What is as old as the oldest may only have made room for it.
        let removed = posts.retract(SOURCE, after(-400), &ids).await.unwrap();
        assert_eq!(removed, 1);
        let left = async |source: &str| {
            let page = posts.page(&[source.to_owned()], None, 50).await.unwrap();
            let ids: Vec<String> = page
                .posts
                .into_iter()
                .map(|listed| listed.post.id)
                .collect();
            ids
        };
        assert_eq!(left(SOURCE).await, ["kept", "edge", "old"]);
        assert_eq!(left("other").await, ["back"]);
        let everything = Timestamp(i64::MIN);
        assert_eq!(
            posts.retract(SOURCE, everything, &[].into()).await.unwrap(),
            3
        );
        assert_eq!(left(SOURCE).await, [""; 0]);
    });
}

#[test]
fn a_repost_that_was_undone_is_removed_however_old_the_post_is() {
    on_both(async |url| {
        let store = Store::open(&url).await.unwrap();
        let posts = store.posts();
        let reposted = |id: &str, at: Option<i64>| Stored {
            repost: Some(Repost {
                by: "Ada".into(),
                at: at.map(after),
            }),
            ..post(id, Some(NOW.0 - 1_000_000))
        };
        let all = [
            reposted("undone", Some(-300)),
            reposted("kept", Some(-200)),
            reposted("before", Some(-500)),
            reposted("unknown", None),
        ];
        posts.store(SOURCE, &all, Kind::Real, NOW).await.unwrap();
        let ids = ["kept"].into();
        let removed = posts.retract(SOURCE, after(-400), &ids).await.unwrap();
        assert_eq!(removed, 1);
        let page = posts.page(&[SOURCE.to_owned()], None, 50).await.unwrap();
        let left: Vec<_> = page.posts.iter().map(|listed| &listed.post.id).collect();
        assert!(left.len() == 3 && !left.contains(&&all[0].id), "{left:?}");
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
