//! Follower counts: kept, doubted, one a day.

use super::*;

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
