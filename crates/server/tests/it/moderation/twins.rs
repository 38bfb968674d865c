//! Posts of several networks that say the same.

use super::*;

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
