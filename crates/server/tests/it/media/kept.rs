//! The store of pictures, on SQLite and on PostgreSQL.

use super::samples::jpeg;
use crate::store::{NOW, after, on_both};
use teilbar_domain::date::Timestamp;
use teilbar_domain::post::RichText;
use teilbar_server::media::{Format, Name, Picture, make};
use teilbar_server::store::Store;
use teilbar_server::store::media::Wanted;
use teilbar_server::store::posts::{Kind, Stored};

const SOURCE: &str = "feed https://a.example/";
const DAY: i64 = 86_400;

fn sources() -> Vec<String> {
    vec![SOURCE.to_owned()]
}

/// A post; the higher the number, the older.
fn post(number: i64, image: &str) -> Stored {
    Stored {
        source: SOURCE.into(),
        id: number.to_string(),
        url: format!("https://a.example/{number}"),
        title: format!("Titel {number}"),
        author: String::new(),
        body: RichText::default(),
        image: Some((image.to_owned(), "Bild".to_owned())).filter(|_| !image.is_empty()),
        published: Some(Timestamp(NOW.0 - number)),
        ..Stored::default()
    }
}

async fn with_posts(url: &str, posts: &[Stored]) -> Store {
    let store = Store::open(url).await.unwrap();
    store.sources().enlist(SOURCE, NOW).await.unwrap();
    put(&store, posts).await;
    store
}

async fn put(store: &Store, posts: &[Stored]) {
    store
        .posts()
        .store(SOURCE, posts, Kind::Real, NOW)
        .await
        .unwrap();
}

async fn wanted(store: &Store, now: Timestamp) -> Vec<Wanted> {
    store.media().wanted(&sources(), now, 10).await.unwrap()
}

async fn urls(store: &Store, now: Timestamp) -> Vec<String> {
    wanted(store, now)
        .await
        .into_iter()
        .map(|one| one.url)
        .collect()
}

/// Claims what is wanted and keeps this picture for all of it.
async fn keep_all(store: &Store, picture: &Picture, now: Timestamp) {
    for one in wanted(store, now).await {
        let until = Timestamp(now.0 + 60);
        assert_eq!(
            store.media().claim(&one, now, until).await.unwrap(),
            Some(1)
        );
        store
            .media()
            .keep(&one.post, picture, now, until)
            .await
            .unwrap();
    }
}

fn name(picture: &Picture, format: Format) -> Name {
    Name::new(&picture.id, picture.width, format)
}

async fn is_served(store: &Store, picture: &Picture) -> bool {
    let file = store
        .media()
        .file(&name(picture, Format::Jpeg))
        .await
        .unwrap();
    let kept = picture.files.last().map(|file| file.bytes.clone());
    assert!(file.is_none() || file == kept);
    file.is_some()
}

#[test]
fn pictures_are_wanted_once_and_newest_first() {
    on_both(async |url| {
        let posts = [
            post(2, "https://a.example/2.png"),
            post(0, "https://a.example/0.png"),
            post(1, ""),
        ];
        let store = with_posts(&url, &posts).await;
        let all = wanted(&store, NOW).await;
        let addresses: Vec<_> = all.iter().map(|one| &one.url[..]).collect();
        assert_eq!(
            addresses,
            ["https://a.example/0.png", "https://a.example/2.png"]
        );
        assert!(
            store
                .media()
                .wanted(&["feed x".into()], NOW, 9)
                .await
                .unwrap()
                .is_empty()
        );
        let claims = (0..16).map(|_| {
            let (store, one) = (store.clone(), all[0].clone());
            tokio::spawn(async move { store.media().claim(&one, NOW, after(60)).await.unwrap() })
        });
        let mut won = Vec::new();
        for claim in claims.collect::<Vec<_>>() {
            won.extend(claim.await.unwrap());
        }
        assert_eq!(won, [1]);
        assert_eq!(urls(&store, after(59)).await, ["https://a.example/2.png"]);
        // Whoever claimed it died.
        assert_eq!(urls(&store, after(60)).await.len(), 2);
        assert_eq!(
            store
                .media()
                .claim(&all[0], after(60), after(90))
                .await
                .unwrap(),
            Some(2)
        );
    });
}

#[test]
fn an_address_that_keeps_failing_is_given_up_until_there_is_a_new_one() {
    on_both(async |url| {
        let store = with_posts(&url, &[post(0, "https://a.example/old.png")]).await;
        let mut attempts = 0;
        for at in 0..20 {
            for one in wanted(&store, after(at)).await {
                let claimed = store.media().claim(&one, after(at), after(at + 60)).await;
                assert_eq!(claimed.unwrap(), Some(attempts + 1));
                store.media().fail(&one.post, after(at + 1)).await.unwrap();
                attempts += 1;
            }
        }
        assert_eq!(attempts, 6);
        put(&store, &[post(0, "https://a.example/new.png")]).await;
        let all = wanted(&store, after(30)).await;
        assert_eq!(all[0].url, "https://a.example/new.png");
        assert_eq!(
            store
                .media()
                .claim(&all[0], after(30), after(60))
                .await
                .unwrap(),
            Some(1)
        );
    });
}

#[test]
fn a_copy_outlives_the_address_it_came_from() {
    on_both(async |url| {
        let store = with_posts(&url, &[post(0, "https://a.example/i.png?expires=1")]).await;
        let before = store.sources().get(SOURCE).await.unwrap().unwrap().revision;
        let (first, second) = (
            make(&jpeg(600, 300)).unwrap(),
            make(&jpeg(300, 300)).unwrap(),
        );
        keep_all(&store, &first, NOW).await;
        let after_it = store.sources().get(SOURCE).await.unwrap().unwrap().revision;
        assert_eq!(after_it, before + 1, "other processes notice");
        assert!(
            urls(&store, after(DAY)).await.is_empty(),
            "nothing is asked twice"
        );

        put(&store, &[post(0, "https://a.example/i.png?expires=2")]).await;
        assert!(
            urls(&store, after(59)).await.is_empty(),
            "not before its time"
        );
        let all = wanted(&store, after(60)).await;
        store
            .media()
            .claim(&all[0], after(60), after(120))
            .await
            .unwrap()
            .unwrap();
        store.media().fail(&all[0].post, after(180)).await.unwrap();
        let post_of = [all[0].post.clone()];
        let kept = store.media().of(&post_of).await.unwrap();
        let kept = &kept[&all[0].post];
        assert_eq!((&kept.id, kept.width, kept.height), (&first.id, 600, 300));
        assert_eq!(kept.widths().collect::<Vec<_>>(), [480, 600]);
        assert!(is_served(&store, &first).await);

        // It is tried again, and a new picture takes the old one's place.
        let all = wanted(&store, after(180)).await;
        store
            .media()
            .claim(&all[0], after(180), after(200))
            .await
            .unwrap()
            .unwrap();
        store
            .media()
            .keep(&all[0].post, &second, after(181), after(DAY))
            .await
            .unwrap();
        assert!(is_served(&store, &second).await && !is_served(&store, &first).await);
    });
}

#[test]
fn a_picture_goes_with_the_last_post_that_shows_it() {
    on_both(async |url| {
        let posts = [
            post(0, "https://a.example/a.png"),
            post(1, "https://b.example/b.png"),
        ];
        let store = with_posts(&url, &posts).await;
        let picture = make(&jpeg(300, 200)).unwrap();
        keep_all(&store, &picture, NOW).await;
        let stored = store.media().collect(after(DAY)).await.unwrap();
        assert_eq!(stored, 0, "what is shown stays");

        put(&store, &[post(0, "")]).await;
        assert!(is_served(&store, &picture).await, "the other post shows it");
        put(&store, &[post(1, "")]).await;
        assert!(!is_served(&store, &picture).await, "gone at once");
        // The files go a little later, for they may just be coming again.
        assert_eq!(store.media().collect(after(60)).await.unwrap(), 0);
        assert_eq!(store.media().collect(after(DAY)).await.unwrap(), 2);
        assert_eq!(store.media().collect(after(DAY)).await.unwrap(), 0);
    });
}

#[test]
fn a_post_that_is_let_go_takes_its_picture_along() {
    on_both(async |url| {
        let store = with_posts(&url, &[post(5_000, "https://a.example/a.png")]).await;
        let picture = make(&jpeg(300, 200)).unwrap();
        keep_all(&store, &picture, NOW).await;
        assert!(is_served(&store, &picture).await);
        let newer: Vec<_> = (0..1_001).map(|number| post(number, "")).collect();
        put(&store, &newer).await;
        assert!(!is_served(&store, &picture).await);
        assert_eq!(store.media().collect(after(DAY)).await.unwrap(), 2);
        // Its claim may have been waiting for an answer: nothing is stored for nobody.
        let lost = Wanted {
            post: "0".repeat(32),
            url: "https://a.example/a.png".into(),
            sort_at: 0,
        };
        assert_eq!(
            store.media().claim(&lost, NOW, after(60)).await.unwrap(),
            None
        );
    });
}

#[test]
fn the_oldest_pictures_make_room() {
    on_both(async |url| {
        let posts: Vec<_> = (0..5)
            .map(|number| post(number, &format!("https://a.example/{number}.png")))
            .collect();
        let store = with_posts(&url, &posts).await;
        let picture = make(&jpeg(300, 200)).unwrap();
        keep_all(&store, &picture, NOW).await;
        let each: u64 = picture
            .files
            .iter()
            .map(|file| file.bytes.len() as u64)
            .sum();
        let used = async |sort_at| store.media().used(&sources(), sort_at).await.unwrap();
        assert_eq!(used(i64::MIN).await, 5 * each);
        assert_eq!(used(NOW.0 - 1).await, 2 * each, "of the two newest posts");
        let room = 3 * each + each / 2;
        assert_eq!(store.media().make_room(&sources(), room).await.unwrap(), 2);
        assert_eq!(store.media().make_room(&sources(), room).await.unwrap(), 0);
        assert_eq!(used(i64::MIN).await, 3 * each);
        assert_eq!(used(NOW.0 - 2).await, 3 * each, "the newest stay");
        assert!(
            urls(&store, after(DAY)).await.is_empty(),
            "and are not fetched again"
        );
    });
}
