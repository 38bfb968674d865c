//! Sources: who asks them, when, and what they said.

use super::*;

/// Whether somebody who comes at one second gets the source, until another.
async fn gets(store: &Store, at: i64, until: i64) -> bool {
    let sources = store.sources();
    let claim = sources.claim(SOURCE, after(at), after(until)).await;
    claim.unwrap().is_some()
}

#[test]
fn only_one_process_gets_a_due_source() {
    on_both(async |url| {
        let store = Store::open(&url).await.unwrap();
        store.sources().enlist(SOURCE, NOW).await.unwrap();
        let claims = (0..16).map(|_| {
            tokio::spawn({
                let store = store.clone();
                async move { gets(&store, 0, 300).await }
            })
        });
        let mut won = 0;
        for claim in claims.collect::<Vec<_>>() {
            won += usize::from(claim.await.unwrap());
        }
        assert_eq!(won, 1);
        assert!(!gets(&store, 299, 600).await);
        // Whoever claimed it died: it is due again after the lease.
        assert!(gets(&store, 300, 600).await);
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
        assert!(!gets(&store, 1_000_000, 2_000_000).await);
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
        assert!(!gets(&store, 2, 60).await);
        assert!(gets(&store, 3_600, 3_700).await);
    });
}
