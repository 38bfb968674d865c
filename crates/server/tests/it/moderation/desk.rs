//! What people decide: approvals, several posts at once, the kill switch, the command line.

use super::*;

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
