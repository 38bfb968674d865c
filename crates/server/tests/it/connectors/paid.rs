//! Reading that costs money, posts that are taken back, and tokens that end: the jobs with a network
//! on this machine.

use crate::server::until;
use crate::upstream::{Upstream, ok};
use std::sync::{Arc, Mutex};
use teilbar_domain::date::Timestamp;
use teilbar_server::config::{self, Config};
use teilbar_server::fetch::{Client, Policy};
use teilbar_server::jobs::{self, Jobs};
use teilbar_server::store::Store;
use teilbar_server::versions::Versions;
use tempfile::TempDir;

/// A network whose answer the test changes, and the jobs that ask it.
struct Running {
    upstream: Upstream,
    answer: Arc<Mutex<(u16, String)>>,
    config: Config,
    store: Store,
    versions: Arc<Versions>,
    jobs: Option<Jobs>,
    _folder: TempDir,
}

impl Running {
    /// `lines` belong to the site; `UP` in them and in `keys` is the network's address.
    async fn start(keys: &str, lines: &str, first: (u16, &str)) -> Self {
        let answer = Arc::new(Mutex::new((first.0, first.1.to_owned())));
        let said = Arc::clone(&answer);
        let upstream = Upstream::serve(move |_| {
            let (status, body) = said.lock().unwrap().clone();
            match status {
                200 => ok("", body.as_bytes()),
                status => format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n").into_bytes(),
            }
        })
        .await;
        let address = upstream.address.to_string();
        let text = format!(
            "{keys}\n[fetch]\nallow = [\"UP\"]\n[refresh]\nfeeds = \"1s\"\nfollowers = \"1s\"\n\
             [[sites]]\nid = \"a\"\nhome = \"https://a.example/\"\n{lines}\n"
        );
        let folder = tempfile::tempdir().unwrap();
        let (config, problems) =
            Config::read(&text.replace("UP", &address), folder.path(), &|_| {
                Some("token".to_owned())
            });
        assert_eq!(config::errors(&problems), 0, "{problems:?}");
        let store = Store::open(&config.database).await.unwrap();
        let mut running = Self {
            upstream,
            answer,
            config,
            store,
            versions: Arc::new(Versions::new(1)),
            jobs: None,
            _folder: folder,
        };
        running.restart().await;
        running
    }

    /// Starts the jobs anew, and waits until they have had their first turn.
    async fn restart(&mut self) {
        self.jobs = None;
        let version = self.versions.get(0);
        let client = Client::new(Policy {
            allow: self.config.allow.clone(),
            ..Policy::default()
        });
        let jobs = jobs::start(
            &self.config,
            &self.store,
            client.unwrap(),
            self.versions.clone(),
        );
        self.jobs = Some(jobs.await.unwrap());
        until("the first turn", async || self.versions.get(0) > version).await;
    }

    fn answer(&self, status: u16, body: &str) {
        *self.answer.lock().unwrap() = (status, body.to_owned());
    }

    async fn count(&self, network: &str, handle: &str) -> (Option<i64>, Option<String>, i64) {
        let row = self
            .store
            .followers()
            .get(network, handle)
            .await
            .unwrap()
            .unwrap();
        (row.count, row.last_error, row.next_fetch_at)
    }

    async fn spent(&self) -> u64 {
        let now = Timestamp(jiff::Timestamp::now().as_second());
        self.store.spending().spent("x", now).await.unwrap()
    }

    async fn posts(&self) -> Vec<String> {
        let key = self.config.sites[0].sources[0].key();
        let page = self.store.posts().page(&[key], None, 50).await.unwrap();
        let texts = page.posts.iter().map(|listed| listed.post.body.plain());
        texts.collect()
    }
}

const PROFILE: &str = "[[sites.profiles]]\nnetwork = \"x\"\nhandle = \"nordlicht\"\n";
const USER: &str = r#"{"data": {"id": "7", "public_metrics": {"followers_count": 300}}}"#;

fn keys(budget: &str) -> String {
    format!("[keys]\nx = {{ env = \"X\", budget = \"{budget}\" }}\n[api]\nx = \"http://UP\"\n")
}

#[tokio::test]
async fn a_profile_that_costs_is_read_once_a_day_whatever_happens() {
    let mut running = Running::start(&keys("5 USD"), PROFILE, (200, USER)).await;
    let now = jiff::Timestamp::now().as_second();
    let (count, error, next) = running.count("x", "nordlicht").await;
    assert_eq!((count, error), (Some(300), None));
    assert!(next - now >= 86_400, "{}", next - now);
    assert_eq!(running.spent().await, 10_000);
    // Not even a new start is a reason to pay again.
    running.restart().await;
    assert_eq!(
        (running.upstream.heads().len(), running.spent().await),
        (1, 10_000)
    );
}

#[tokio::test]
async fn a_failure_is_not_paid_for_twice_a_day() {
    let running = Running::start(&keys("5 USD"), PROFILE, (500, "")).await;
    let now = jiff::Timestamp::now().as_second();
    let (count, error, next) = running.count("x", "nordlicht").await;
    assert_eq!(count, None);
    assert_eq!(error.as_deref(), Some("it answered with an error"));
    assert!(next - now >= 86_000, "{}", next - now);
    assert_eq!(running.upstream.heads().len(), 1);
}

#[tokio::test]
async fn over_budget_the_last_count_stays_and_nobody_is_asked() {
    let mut running = Running::start(&keys("0.01 USD"), PROFILE, (200, USER)).await;
    assert_eq!(running.count("x", "nordlicht").await.0, Some(300));
    // A day later.
    let now = jiff::Timestamp::now().as_second();
    let count = teilbar_domain::count::Count(300);
    let (then, due) = (Timestamp(now - 86_400), Timestamp(now - 1));
    let followers = running.store.followers();
    followers
        .store("x", "nordlicht", count, then, due)
        .await
        .unwrap();
    running.restart().await;
    let (count, error, next) = running.count("x", "nordlicht").await;
    assert_eq!(count, Some(300));
    assert_eq!(error.as_deref(), Some("the month's budget is spent"));
    assert!(next > now + 80_000);
    assert_eq!(
        (running.upstream.heads().len(), running.spent().await),
        (1, 10_000)
    );
}

#[tokio::test]
async fn posts_that_cost_are_paid_before_they_are_asked_for() {
    let source = "[[sites.sources]]\nid = \"x\"\nx = \"nordlicht\"\n";
    let running = Running::start(&keys("0.05 USD"), source, (200, USER)).await;
    assert_eq!(
        (running.upstream.heads().len(), running.spent().await),
        (0, 0)
    );
    let running = Running::start(&keys("0.06 USD"), source, (500, "")).await;
    assert_eq!(
        (running.upstream.heads().len(), running.spent().await),
        (1, 60_000)
    );
}

const LIST: &str = "[[sites.sources]]\nid = \"b\"\nbluesky = \"ada.example\"\n";
const BLUESKY: &str = "[api]\nbluesky = \"http://UP\"\n";

fn feed(posts: &[(&str, &str)], labels: &str) -> String {
    let entry = |(text, time): &(&str, &str)| {
        format!(
            r#"{{"post": {{"uri": "at://did:plc:abc/app.bsky.feed.post/{text}", "labels": [],
            "author": {{"did": "did:plc:abc", "handle": "ada.example", "labels": [{labels}]}},
            "record": {{"text": "{text}", "createdAt": "{time}"}}}}}}"#
        )
    };
    let entries: Vec<String> = posts.iter().map(entry).collect();
    format!("{{\"feed\": [{}]}}", entries.join(","))
}

#[tokio::test]
async fn what_is_taken_back_upstream_is_taken_back_here() {
    let (one, two) = (
        ("eins", "2026-03-01T10:00:00Z"),
        ("zwei", "2026-03-02T10:00:00Z"),
    );
    let three = ("drei", "2026-03-03T10:00:00Z");
    let running = Running::start(BLUESKY, LIST, (200, &feed(&[three, two, one], ""))).await;
    assert_eq!(running.posts().await, ["drei", "zwei", "eins"]);
    let version = running.versions.get(0);
    // The middle one is deleted; the oldest has only left the window.
    running.answer(200, &feed(&[three, one], ""));
    until("one is gone", async || {
        running.posts().await == ["drei", "eins"]
    })
    .await;
    until("the caches know", async || {
        running.versions.get(0) > version
    })
    .await;
    running.answer(200, &feed(&[three], ""));
    let asked = running.upstream.heads().len();
    until("asked again", async || {
        running.upstream.heads().len() > asked + 1
    })
    .await;
    assert_eq!(running.posts().await, ["drei", "eins"]);
    // A failure takes nothing away.
    running.answer(500, "");
    let asked = running.upstream.heads().len();
    until("asked again", async || {
        running.upstream.heads().len() > asked
    })
    .await;
    assert_eq!(running.posts().await, ["drei", "eins"]);
}

#[tokio::test]
async fn who_does_not_want_to_be_seen_is_not() {
    let post = [("eins", "2026-03-01T10:00:00Z")];
    let running = Running::start(BLUESKY, LIST, (200, &feed(&post, ""))).await;
    assert_eq!(running.posts().await, ["eins"]);
    let version = running.versions.get(0);
    running.answer(200, &feed(&post, r#"{"val": "!no-unauthenticated"}"#));
    until("it is gone", async || running.posts().await.is_empty()).await;
    until("the caches know", async || {
        running.versions.get(0) > version
    })
    .await;
}
