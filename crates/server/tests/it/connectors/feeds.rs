//! Feeds from the web and from disk: read once, then asked for news.

use super::*;

const RSS: &str = "<rss version='2.0'><channel><title>Hof</title><item><title>Neu</title><link>/neu</link></item></channel></rss>";

#[tokio::test]
async fn a_feed_is_read_once_and_then_asked_for_news() {
    let network = Network::one(
        "/feed",
        200,
        "etag: \"1\"\r\nlast-modified: Tue, 03 Mar 2026 10:00:00 GMT\r\n",
        RSS,
    )
    .await;
    let source = SourceSpec::Feed(format!("http://{}/feed", network.address));
    let Posts::Fresh {
        title,
        items,
        etag,
        last_modified,
        complete_since: _,
    } = network
        .posts(&source, &Conditional::default())
        .await
        .unwrap()
    else {
        unreachable!();
    };
    assert_eq!((&title[..], items.len()), ("Hof", 1));
    assert_eq!(items[0].url, format!("http://{}/neu", network.address));
    let copy = Conditional {
        etag,
        last_modified,
    };
    network.posts(&source, &copy).await.unwrap();
    let heads = network.heads();
    assert!(!heads[0].contains("if-") && heads[0].contains("accept: application/atom+xml"));
    assert!(heads[1].contains("if-none-match: \"1\"\r\n"));
    assert!(heads[1].contains("if-modified-since: Tue, 03 Mar 2026 10:00:00 GMT\r\n"));
}

#[tokio::test]
async fn unchanged_ended_and_wrong_feeds_are_told_apart() {
    for (status, body, expected) in [
        (304, "", "Ok(NotModified)"),
        (410, "", "Ok(Gone)"),
        (404, "", "Err(NotFound)"),
        (200, "<html>", "Err(Feed(WebPage))"),
        (200, "", "Err(Feed(NotAFeed))"),
    ] {
        let network = Network::one("/feed", status, "", body).await;
        let source = SourceSpec::Feed(format!("http://{}/feed", network.address));
        let answer = network.posts(&source, &Conditional::default()).await;
        assert_eq!(format!("{answer:?}"), expected);
    }
}

#[tokio::test]
async fn a_file_is_a_feed_too() {
    let network = Network::with([]).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("feed.xml");
    let source = SourceSpec::File(path.clone());
    let missing = network
        .posts(&source, &Conditional::default())
        .await
        .unwrap_err();
    assert!(
        missing.to_string().contains("feed.xml cannot be read"),
        "{missing}"
    );
    std::fs::write(&path, RSS).unwrap();
    let Posts::Fresh {
        items,
        last_modified,
        ..
    } = network
        .posts(&source, &Conditional::default())
        .await
        .unwrap()
    else {
        unreachable!();
    };
    assert_eq!((items.len(), &items[0].title[..]), (1, "Neu"));
    let copy = Conditional {
        last_modified,
        ..Conditional::default()
    };
    assert_eq!(
        network.posts(&source, &copy).await.unwrap(),
        Posts::NotModified
    );
    std::fs::File::options()
        .append(true)
        .open(&path)
        .unwrap()
        .set_modified(std::time::UNIX_EPOCH + Duration::from_secs(1))
        .unwrap();
    assert!(matches!(
        network.posts(&source, &copy).await.unwrap(),
        Posts::Fresh { .. }
    ));
}
