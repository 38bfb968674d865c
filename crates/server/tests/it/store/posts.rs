//! Posts: stored, corrected, taken back, let go, and read page by page.

use super::*;

/// Stores posts of the source; how many were new or other than before.
async fn put(store: &Store, posts: &[Stored], kind: Kind, at: Timestamp) -> u64 {
    let stored = store.posts().store(SOURCE, posts, kind, at).await;
    stored.unwrap()
}

/// The newest ten posts of the source.
async fn newest(store: &Store) -> Page {
    let page = store.posts().page(&[SOURCE.into()], None, 10).await;
    page.unwrap()
}

#[test]
fn posts_are_stored_once_and_corrected() {
    on_both(async |url| {
        let store = Store::open(&url).await.unwrap();
        let mut posts = vec![post("1", Some(NOW.0 - 10)), post("2", None)];
        assert_eq!(put(&store, &posts, Kind::Real, NOW).await, 2);
        assert_eq!(put(&store, &posts, Kind::Real, after(60)).await, 0);
        posts[0].title = "Berichtigt".into();
        assert_eq!(put(&store, &posts, Kind::Real, after(120)).await, 1);
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
        let page = newest(&store).await;
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
        put(&store, &posts, Kind::Real, NOW).await;
        put(&store, &[post("new", None)], Kind::Real, after(60)).await;
        let page = newest(&store).await;
        assert_eq!(page.posts[0].post.id, "new");
    });
}

#[test]
fn real_posts_replace_samples_and_samples_never_join_real_ones() {
    on_both(async |url| {
        let store = Store::open(&url).await.unwrap();
        let ids = async || {
            let page = newest(&store).await;
            page.posts
                .into_iter()
                .map(|listed| (listed.post.id, listed.sample))
                .collect::<Vec<_>>()
        };
        put(&store, &[post("s", None)], Kind::Sample, NOW).await;
        assert_eq!(ids().await, [("s".into(), true)]);
        put(&store, &[], Kind::Real, NOW).await;
        assert_eq!(ids().await, [("s".into(), true)]);
        put(&store, &[post("r", None)], Kind::Real, NOW).await;
        assert_eq!(ids().await, [("r".into(), false)]);
        put(&store, &[post("s", None)], Kind::Sample, NOW).await;
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
        put(&store, &posts, Kind::Real, NOW).await;
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
        put(&store, &posts, Kind::Real, NOW).await;
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
