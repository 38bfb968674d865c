//! What rules, twins, topics and people make of stored posts, on both databases and through the
//! real binary.

use crate::server::{Server, post};
use crate::store::on_both;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};
use teilbar_domain::date::Timestamp;
use teilbar_domain::post::{Node, RichText};
use teilbar_server::config::{self, Config};
use teilbar_server::http::Door;
use teilbar_server::moderation::desk::{Desk, Outcome};
use teilbar_server::moderation::{Turns, judge, watch};
use teilbar_server::store::Store;
use teilbar_server::store::moderation::{By, Decision};
use teilbar_server::store::posts::{Kind, Selection, Stored};
use teilbar_server::versions::Versions;

const NEWS: &str = "feed https://www.nordlicht.example/feed.xml";
const TOOTS: &str = "mastodon @nordlicht@social.example";
const NOW: Timestamp = Timestamp(1_790_000_000);

const CONFIG: &str = r#"
public_url = "https://teilbar.example"
[[sites]]
id = "corporate"
name = "Nordlicht AG"
origins = ["https://www.nordlicht.example"]
[[sites.sources]]
id = "news"
name = "Blog"
feed = "https://www.nordlicht.example/feed.xml"
[[sites.sources]]
id = "toots"
name = "Mastodon"
mastodon = "@nordlicht@social.example"
"#;

const RULES: &str = r#"
[[sites.rules]]
name = "no adverts"
reason = "our page is no market"
action = "hide"
any = { words = ["casino"], regex = ["(?i)rabatt\\s*code"] }
[[sites.rules]]
name = "foreign"
action = "hold"
all = { languages = ["fr"], sources = ["toots"] }
[[sites.rules]]
name = "important"
action = "pin"
any = { hashtags = ["wichtig"] }
[[sites.rules]]
name = "quiet"
action = "hide"
all = { sources = ["toots"], over_per_day = 3 }
"#;

const TOPICS: &str = r#"
[[sites.topics]]
id = "wind"
name = "Windkraft"
origins = ["https://www.partner.example"]
tags = ["wind"]
[[sites.topics]]
id = "other"
words = ["kohle"]
"#;

fn read(text: &str) -> Config {
    let (config, problems) = Config::read(text, Path::new(""), &|_| None);
    assert_eq!(config::errors(&problems), 0, "{problems:?}");
    config
}

fn stored(source: &str, id: &str, text: &str, at: i64) -> Stored {
    Stored {
        source: source.into(),
        id: id.into(),
        url: format!("https://social.example/{id}"),
        author: "Ada".into(),
        body: RichText(vec![Node::Text(text.to_owned())]),
        published: Some(Timestamp(NOW.0 - 1_000_000 + at)),
        ..Stored::default()
    }
}

async fn put(store: &Store, posts: &[Stored]) {
    let source = &posts[0].source;
    store.sources().enlist(source, NOW).await.unwrap();
    let table = store.posts();
    table.store(source, posts, Kind::Real, NOW).await.unwrap();
}

/// The ids of what the first site shows.
async fn shown(config: &Config, store: &Store, topic: &str) -> Vec<String> {
    shown_of(config, store, topic, &config.sites[0].source_keys()).await
}

async fn shown_of(config: &Config, store: &Store, topic: &str, sources: &[String]) -> Vec<String> {
    let site = &config.sites[0];
    let selection = Selection {
        site: &site.id,
        sources,
        topic,
        strict: site.is_strict(),
    };
    let mut ids = Vec::new();
    let mut after = None;
    // Page by page, so that pins and cursors have to agree.
    loop {
        let page = store.posts().shown(&selection, after.as_ref(), 2).await;
        let page = page.unwrap();
        ids.extend(page.posts.into_iter().map(|listed| listed.post.id));
        after = page.next;
        if after.is_none() {
            return ids;
        }
    }
}

fn by(who: &str) -> By {
    By {
        who: who.into(),
        second: String::new(),
        reason: "test".into(),
    }
}

#[test]
fn nothing_is_shown_before_the_rules_have_seen_it() {
    on_both(async |url| {
        let config = read(&format!("{CONFIG}{RULES}"));
        let store = Store::open(&url).await.unwrap();
        let mut posts = vec![
            stored(TOOTS, "a", "Guten Morgen", 0),
            stored(TOOTS, "b", "Ins Ca\u{ad}sino!", 1),
            stored(TOOTS, "c", "RABATT  CODE 12", 2),
            stored(TOOTS, "d", "#Wichtig", -5),
            stored(TOOTS, "e", "Bonjour", 90_000),
        ];
        posts[4].lang = "fr-CA".into();
        put(&store, &posts).await;
        assert_eq!(shown(&config, &store, "").await, [""; 0]);
        judge(&config, &store, &config.sites[0], NOW).await.unwrap();
        // The fourth of the day is over the limit, too, but an advert all the same.
        assert_eq!(shown(&config, &store, "").await, ["d", "a"]);

        // What the source changes waits again.
        let worse = stored(TOOTS, "a", "Guten Morgen im Casino", 0);
        put(&store, &[worse]).await;
        assert_eq!(shown(&config, &store, "").await, ["d"]);
        judge(&config, &store, &config.sites[0], NOW).await.unwrap();
        assert_eq!(shown(&config, &store, "").await, ["d"]);

        // Other rules, other posts.
        let config = read(CONFIG);
        judge(&config, &store, &config.sites[0], NOW).await.unwrap();
        assert_eq!(shown(&config, &store, "").await, ["e", "c", "b", "a", "d"]);
    });
}

#[test]
fn approvals_are_for_what_was_read_and_everything_is_logged() {
    on_both(async |url| {
        let text = CONFIG.replace("id = \"toots\"", "id = \"toots\"\nreview = true");
        let config = read(&text);
        let store = Store::open(&url).await.unwrap();
        put(
            &store,
            &[stored(TOOTS, "a", "Eins", 0), stored(TOOTS, "b", "Zwei", 1)],
        )
        .await;
        put(&store, &[stored(NEWS, "n", "Frei", 2)]).await;
        let site = &config.sites[0];
        judge(&config, &store, site, NOW).await.unwrap();
        assert_eq!(shown(&config, &store, "").await, ["n"]);

        let desk = Desk::open(&config, &store, site).await.unwrap();
        let held = desk.held();
        assert_eq!(held.len(), 2);
        let one = &held[1..];
        let done = desk.decide(one, &Decision::Approve, &by("Ada"), NOW).await;
        assert_eq!(done.unwrap(), Outcome::Done(1));
        assert_eq!(shown(&config, &store, "").await, ["n", "a"]);

        // Edited after it was approved: somebody has to read it again.
        put(&store, &[stored(TOOTS, "a", "Eins und mehr", 0)]).await;
        judge(&config, &store, site, NOW).await.unwrap();
        assert_eq!(shown(&config, &store, "").await, ["n"]);

        let log = store.audit().latest("corporate", 10).await.unwrap();
        assert_eq!(log.len(), 1);
        let entry = &log[0];
        assert_eq!((&entry.who[..], &entry.action[..]), ("Ada", "approve"));
        assert_eq!(entry.before_state, "undecided, hold by rule \"review\"");
        assert_eq!(entry.after_state, "approved, hold by rule \"review\"");
        assert!(entry.at > 1_700_000_000_000_000, "{}", entry.at);
    });
}

#[test]
fn several_posts_take_two_people() {
    on_both(async |url| {
        let config = read(CONFIG);
        let store = Store::open(&url).await.unwrap();
        let posts: Vec<_> = ["a", "b", "c"].map(|id| stored(TOOTS, id, id, 0)).into();
        put(&store, &posts).await;
        let site = &config.sites[0];
        let desk = Desk::open(&config, &store, site).await.unwrap();
        let ids: Vec<_> = desk.posts[..2]
            .iter()
            .map(|(seen, _)| seen.listed.digest[..12].to_owned())
            .collect();
        let outcome = desk
            .decide(&ids, &Decision::Hide, &by("Ada"), NOW)
            .await
            .unwrap();
        let Outcome::Proposed(id) = outcome else {
            panic!("{outcome:?}");
        };
        assert_eq!(shown(&config, &store, "").await.len(), 3);
        let proposals = store.audit().proposals().await.unwrap();
        assert_eq!(proposals.len(), 1);
        assert_eq!(proposals[0].id, id);
        for (second, why) in [(" ada ", "somebody else"), ("", "--second")] {
            let error = desk.confirm(&proposals[0], second, NOW).await.unwrap_err();
            assert!(error.to_string().contains(why), "{error}");
        }
        assert_eq!(desk.confirm(&proposals[0], "Grace", NOW).await.unwrap(), 2);
        assert_eq!(shown(&config, &store, "").await.len(), 1);
        let twice = desk.confirm(&proposals[0], "Grace", NOW).await.unwrap_err();
        assert!(twice.to_string().contains("meanwhile"), "{twice}");
        let log = store.audit().latest("corporate", 10).await.unwrap();
        assert!(log.iter().all(|entry| entry.second == "Grace"), "{log:?}");
        assert_eq!(log.len(), 2);

        for (ids, who, reason, why) in [
            (vec!["abc".to_owned()], "Ada", "x", "too short"),
            (vec!["ffffffffffff".to_owned()], "Ada", "x", "has no post"),
            (ids.clone(), "", "x", "--by"),
            (ids.clone(), "Ada", " ", "--reason"),
            (vec![], "Ada", "x", "nothing to decide"),
        ] {
            let by = By {
                reason: reason.into(),
                ..by(who)
            };
            let error = desk
                .decide(&ids, &Decision::Hide, &by, NOW)
                .await
                .unwrap_err();
            assert!(error.to_string().contains(why), "{error}");
        }
    });
}

#[test]
fn what_says_the_same_is_one_item_and_is_taken_off_as_one() {
    on_both(async |url| {
        let config = read(&format!("{CONFIG}{TOPICS}"));
        let store = Store::open(&url).await.unwrap();
        let long = "Unser neues Rechenzentrum in Kiel geht heute in Betrieb";
        let article = Stored {
            title: "Ein Windpark entsteht".into(),
            ..stored(NEWS, "n", "Der ganze Artikel", 10)
        };
        put(
            &store,
            &[
                article,
                stored(NEWS, "m", long, 20),
                stored(NEWS, "o", "Moin", 30),
            ],
        )
        .await;
        let mut announcing = stored(TOOTS, "a", "", 0);
        announcing.body = RichText(vec![
            Node::Text("Ein Windpark entsteht #wind ".into()),
            Node::Link(
                "http://www.social.example/n/?utm_source=m".into(),
                vec![Node::Text("mehr".into())],
            ),
        ]);
        let late = stored(TOOTS, "d", long, 20 + 48 * 3_600 + 1);
        put(
            &store,
            &[
                announcing,
                stored(TOOTS, "b", &format!("{long}! @alle@kiel.example"), 21),
                stored(TOOTS, "c", "Moin", 31),
                late,
            ],
        )
        .await;
        let site = &config.sites[0];
        judge(&config, &store, site, NOW).await.unwrap();
        assert_eq!(shown(&config, &store, "").await, ["d", "c", "o", "m", "n"]);
        // Where the one that stands for it is not asked for, it stands for itself.
        let toots = [TOOTS.to_owned()];
        assert_eq!(
            shown_of(&config, &store, "", &toots).await,
            ["d", "c", "b", "a"]
        );
        // The article is in the topic of the post that announces it.
        assert_eq!(shown(&config, &store, "wind").await, ["n"]);

        let desk = Desk::open(&config, &store, site).await.unwrap();
        let find = |id: &str| {
            let mut posts = desk.posts.iter();
            let (seen, _) = posts.find(|(seen, _)| seen.listed.post.id == id).unwrap();
            vec![seen.listed.digest.clone()]
        };
        // Killing one kills what it is the same as.
        let killed = desk
            .decide(&find("b"), &Decision::Kill, &by("Ada"), NOW)
            .await;
        assert_eq!(killed.unwrap(), Outcome::Done(2));
        assert_eq!(shown(&config, &store, "").await, ["d", "c", "o", "n"]);
        assert_eq!(shown_of(&config, &store, "", &toots).await, ["d", "c", "a"]);
        // Even if it comes back, and even if it was forgotten.
        judge(&config, &store, site, NOW).await.unwrap();
        put(&store, &[stored(NEWS, "m", &format!("{long} "), 20)]).await;
        judge(&config, &store, site, NOW).await.unwrap();
        assert_eq!(shown(&config, &store, "").await, ["d", "c", "o", "n"]);
        // A new twin of what was taken off does not show it again.
        desk.decide(&find("n"), &Decision::Hide, &by("Ada"), NOW)
            .await
            .unwrap();
        judge(&config, &store, site, NOW).await.unwrap();
        assert_eq!(shown_of(&config, &store, "", &toots).await, ["d", "c"]);

        let config = read(&CONFIG.replace("name = \"Nordlicht AG\"", "merge_within = \"never\""));
        judge(&config, &store, &config.sites[0], NOW).await.unwrap();
        let toots = shown_of(&config, &store, "", &toots).await;
        assert_eq!(toots, ["d", "c"], "what was taken off by hand stays off");
    });
}

#[tokio::test]
async fn posts_tell_where_else_they_are() {
    let server = Server::new(CONFIG).await;
    let text = "Unser neues Rechenzentrum in Kiel geht heute in Betrieb";
    put(&server.store, &[stored(NEWS, "n", text, 0)]).await;
    put(&server.store, &[stored(TOOTS, "t", text, 1)]).await;
    let config = read(CONFIG);
    judge(&config, &server.store, &config.sites[0], NOW)
        .await
        .unwrap();
    let json = server.get("/api/v1/sites/corporate/feed").await.json();
    let posts = json["posts"].as_array().unwrap();
    assert_eq!(posts.len(), 1);
    assert_eq!(posts[0]["source"], "Blog · Mastodon");
    let badge = serde_json::json!([
        {"source": "Mastodon", "network": "mastodon", "url": "https://social.example/t"}
    ]);
    assert_eq!(posts[0]["badges"], badge);
    let html = server.get("/api/v1/sites/corporate/fragment/feed").await;
    assert!(html.text().contains("Blog · Mastodon"), "{}", html.text());
}

#[tokio::test]
async fn a_topic_is_for_its_own_origins_and_nothing_else_is() {
    let server = Server::new(&format!("{CONFIG}{TOPICS}")).await;
    put(
        &server.store,
        &[
            stored(NEWS, "w", "Mehr #Wind", 0),
            stored(NEWS, "k", "Ohne Kohle", 1),
        ],
    )
    .await;
    let config = read(&format!("{CONFIG}{TOPICS}"));
    judge(&config, &server.store, &config.sites[0], NOW)
        .await
        .unwrap();
    let (own, partner) = (
        "https://www.nordlicht.example",
        "https://www.partner.example",
    );
    let api = "/api/v1/sites/corporate";
    for (origin, path, status) in [
        (partner, "feed?topic=wind", 200),
        (partner, "feed?limit=3&topic=wind&lang=de", 200),
        (partner, "fragment/feed?topic=wind", 200),
        (own, "feed?topic=wind", 200),
        (own, "feed", 200),
        (partner, "feed", 403),
        (partner, "feed?topic=other", 403),
        (partner, "feed?topic=none", 403),
        (partner, "feed?topic=wind&topic=other", 403),
        (partner, "feed?topic=wind&topic=", 403),
        (partner, "fragment/feed?topic=wind&Topic=other", 403),
        (partner, "fragment/feed?Topic=wind", 403),
        (partner, "feed?TOPIC=wind", 403),
        (partner, "feed?topic=&x=topic%3Dwind", 403),
        (partner, "followers?topic=wind", 403),
        (partner, "fragment/bar?topic=wind", 403),
        (partner, "topics", 403),
        ("https://evil.example", "feed?topic=wind", 403),
        ("null", "feed?topic=wind", 403),
        (own, "feed?topic=none", 400),
    ] {
        // Twice: the second comes from the cache.
        for _ in 0..2 {
            let reply = server
                .get_with(&format!("{api}/{path}"), &[("origin", origin)])
                .await;
            assert_eq!(reply.status.as_u16(), status, "{origin} {path}");
            let allowed = (status != 403).then_some(origin);
            assert_eq!(
                reply.header("access-control-allow-origin"),
                allowed,
                "{path}"
            );
        }
    }
    let json = server.get(&format!("{api}/feed?topic=wind")).await.json();
    assert_eq!(json["posts"].as_array().unwrap().len(), 1);
    let html = server.get(&format!("{api}/fragment/feed?topic=wind")).await;
    assert!(html.text().contains("Mehr #Wind") && !html.text().contains("Kohle"));
    assert!(
        html.text().contains("&topic=wind&cursor="),
        "{}",
        html.text()
    );
    let topics = server.get(&format!("{api}/topics")).await.json();
    assert_eq!(topics["topics"][0]["name"], "Windkraft");
    assert_eq!(
        topics["topics"][0]["rss"],
        "https://teilbar.example/sites/corporate/topics/wind/feed.rss"
    );
}

fn teilbar(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_teilbar"));
    let output = command.args(args).current_dir(folder).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_post_leaves_every_process_within_a_second() {
    let server = Server::new(CONFIG).await;
    let folder = server.folder.path();
    std::fs::write(folder.join("teilbar.toml"), CONFIG).unwrap();
    put(
        &server.store,
        &[
            stored(NEWS, "n", "Falsches Bild", 0),
            stored(NEWS, "m", "Bleibt", 1),
        ],
    )
    .await;

    // Two processes that share nothing but the database, each with its answers at hand.
    let (config, _) = Config::read(CONFIG, folder, &|_| None);
    let config = Arc::new(config);
    let second = Store::open(&config.database).await.unwrap();
    let other = Arc::new(Versions::new(1));
    let door = Door::new(config.clone(), second.clone(), other.clone());
    let other_server = Server {
        door,
        store: second,
        versions: other,
        folder: tempfile::tempdir().unwrap(),
    };
    for one in [&server, &other_server] {
        let known = one.store.moderation().revisions().await.unwrap();
        tokio::spawn(watch(
            config.clone(),
            one.store.clone(),
            one.versions.clone(),
            known,
        ));
    }
    let paths = [
        "/api/v1/sites/corporate/feed",
        "/api/v1/sites/corporate/fragment/feed",
        "/sites/corporate/feed.atom",
    ];
    for (one, path) in [&server, &other_server]
        .into_iter()
        .flat_map(|one| paths.map(|path| (one, path)))
    {
        let reply = one.get(path).await;
        assert!(reply.text().contains("Falsches Bild"), "{path}");
        assert_eq!(
            reply.header("cache-control"),
            Some("public, no-cache"),
            "{path}"
        );
    }

    let (code, list, _) = teilbar(folder, &["moderate", "list", "--state", "all"]);
    assert_eq!(code, 0);
    let line = list
        .lines()
        .find(|line| line.contains("Falsches Bild"))
        .unwrap();
    let id = line.split_whitespace().nth(1).unwrap();
    let args = [
        "moderate",
        "kill",
        id,
        "--by",
        "Ada",
        "--reason",
        "wrong picture",
    ];
    let (code, said, error) = teilbar(folder, &args);
    assert_eq!((code, &said[..]), (0, "kill: 1 post\n"), "{error}");
    let killed = Instant::now();
    for one in [&server, &other_server] {
        for path in paths {
            while one.get(path).await.text().contains("Falsches Bild") {
                assert!(killed.elapsed() < Duration::from_secs(1), "{path}");
                tokio::task::yield_now().await;
            }
            assert!(one.get(path).await.text().contains("Bleibt"), "{path}");
        }
    }
    assert!(killed.elapsed() < Duration::from_secs(1));
    let (_, log, _) = teilbar(folder, &["moderate", "log"]);
    assert!(
        log.contains("kill by Ada: wrong picture  [undecided -> killed]"),
        "{log}"
    );
}

#[tokio::test]
async fn the_desk_of_the_command_line() {
    let server = Server::new(CONFIG).await;
    let folder = server.folder.path();
    let text =
        format!("{CONFIG}{RULES}").replace("id = \"toots\"", "id = \"toots\"\nreview = true");
    std::fs::write(folder.join("teilbar.toml"), &text).unwrap();
    let mut posts: Vec<_> = (0..3).map(post).collect();
    posts[1].title = "Ins Casino \u{9b}2J".into();
    put(&server.store, &posts).await;
    put(
        &server.store,
        &[
            stored(TOOTS, "t", "Hallo", 0),
            stored(TOOTS, "u", "Moin", 1),
        ],
    )
    .await;
    let say = |args: &[&str]| teilbar(folder, &[&["moderate"], args].concat());

    let (code, said, _) = say(&["--dry-run"]);
    assert_eq!(code, 0);
    assert!(
        said.starts_with(
            "corporate: 5 posts\n\"no adverts\" would hide 1 post (our page is no market)\n"
        ),
        "{said}"
    );
    assert!(said.contains("Ins Casino 2J  [word \"casino\"]"), "{said}");
    assert!(said.contains("\"review\" would hold 2 posts\n"), "{said}");
    assert!(
        said.ends_with("no rule finds anything in 2 posts\n"),
        "{said}"
    );
    let kept = server.store.moderation().of("corporate").await.unwrap();
    assert!(kept.is_empty(), "a dry run changes nothing");

    let (_, said, _) = say(&["list"]);
    assert_eq!(
        said.lines().count(),
        5,
        "nothing is shown before it was judged: {said}"
    );
    let (config, _) = Config::read(&text, folder, &|_| None);
    let turns = Turns::new(Arc::new(config));
    turns.want(&[0]);
    turns.take(&server.store, &[0], NOW).await.unwrap();
    let (_, said, _) = say(&["list"]);
    assert_eq!(said.lines().count(), 2, "{said}");
    assert!(said.contains("held  "), "{said}");
    let (_, said, _) = say(&["approve", "--held", "--by", "Ada", "--reason", "read"]);
    let id = said
        .strip_prefix("proposal ")
        .unwrap()
        .split(':')
        .next()
        .unwrap();
    let (code, _, error) = say(&["confirm", id, "--second", "ada"]);
    assert_eq!(
        (code, error.contains("somebody else has to")),
        (1, true),
        "{error}"
    );
    let (_, said, _) = say(&["proposals"]);
    assert!(
        said.contains("corporate: approve 2 posts, by Ada: read"),
        "{said}"
    );
    assert_eq!(
        say(&["confirm", id, "--second", "Grace"]).1,
        "approve: 2 posts\n"
    );
    let (_, said, _) = say(&["list", "--state", "shown", "--json"]);
    let list: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(list.as_array().unwrap().len(), 4);
    let id = list[3]["id"].as_str().unwrap();
    for args in [
        &["pin", id, "--by", "Ada", "--reason", "r"][..],
        &[
            "alt",
            id,
            "--text",
            "Ein Windrad",
            "--by",
            "Ada",
            "--reason",
            "r",
        ],
    ] {
        assert_eq!(say(args).0, 0, "{args:?}");
    }
    let (_, said, _) = say(&["list", "--state", "pinned"]);
    assert!(
        said.contains(&id[..12]) && said.lines().count() == 1,
        "{said}"
    );
    assert_eq!(say(&["unpin", id, "--by", "Ada", "--reason", "r"]).0, 0);
    assert_eq!(say(&["list", "--state", "pinned"]).1, "");
    let (_, said, _) = say(&["log", "--limit", "1"]);
    assert!(
        said.contains(
            "unpin by Ada: r  [undecided, pinned, alt \"Ein Windrad\" -> undecided, unpinned"
        ),
        "{said}"
    );
    for (args, why) in [
        (&[][..], "say --dry-run"),
        (&["confirm", "00000000", "--second", "x"], "no proposal"),
        (
            &["hide", "00000000", "--by", "x", "--reason", "y"],
            "has no post",
        ),
        (&["--site", "none", "list"], "there is no site \"none\""),
    ] {
        let (code, _, error) = say(args);
        assert_eq!((code, error.contains(why)), (1, true), "{args:?}: {error}");
    }
}
