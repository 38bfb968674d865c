//! Following a topic by e-mail, from the form to the last letter, with a mail server of the test's own.

use crate::mail::MailServer;
use crate::server::{Reply, Running, until};
use crate::store::{NOW, after, on_both};
use crate::upstream::{Upstream, ok};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::json;
use std::net::{IpAddr, SocketAddr};
use std::ops::Deref;
use std::sync::{Arc, Mutex};
use teilbar_domain::date::Timestamp;
use teilbar_server::moderation::desk::Desk;
use teilbar_server::store::Store;
use teilbar_server::store::alerts::{Outcome, PATIENCE, Place, Wish};
use teilbar_server::store::moderation::{By, Decision};
use tempfile::TempDir;
use tower::ServiceExt;

/// A whole server with a feed that the test writes.
struct Server {
    running: Running,
    mail: MailServer,
    titles: Arc<Mutex<Vec<&'static str>>>,
    _upstream: Upstream,
}

impl Deref for Server {
    type Target = Running;

    fn deref(&self) -> &Running {
        &self.running
    }
}

impl Server {
    async fn start(database: &str) -> Self {
        let titles = Arc::new(Mutex::new(vec!["Erster #wind"]));
        let own = titles.clone();
        let upstream = Upstream::serve(move |_| {
            let item = |title: &&str| {
                format!(
                    "<item><guid>{title}</guid><title>{title}</title>\
                     <link>https://nordlicht.example/{}</link><category>wind</category></item>",
                    title.len()
                )
            };
            let items: String = own.lock().unwrap().iter().map(item).collect();
            let feed =
                format!("<rss version=\"2.0\"><channel><title>Blog</title>{items}</channel></rss>");
            ok("content-type: application/rss+xml\r\n", feed.as_bytes())
        })
        .await;
        let mail = MailServer::start().await;
        let text = text(upstream.address, mail.address);
        let server = Self {
            running: Running::start(&text, database).await,
            mail,
            titles,
            _upstream: upstream,
        };
        until("the first post is numbered", async || {
            server.numbered().await == 1
        })
        .await;
        server
    }

    /// On an SQLite file, in a folder that is gone when it is dropped.
    async fn local() -> (Self, TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("a.db");
        let server = Self::start(&format!("sqlite://{}", database.display())).await;
        (server, folder)
    }

    async fn numbered(&self) -> usize {
        self.store.alerts().after(WIND, 0).await.unwrap().len()
    }

    async fn post(&self, path: &str, form: &str) -> Reply {
        self.send(
            Request::post(path)
                .body(Body::from(form.to_owned()))
                .unwrap(),
        )
        .await
    }

    /// Waits until the button that leads to the form shows so many.
    async fn has_followers(&self, count: u64) {
        self.tells("corporate", "count", json!([count])).await;
    }

    /// Somebody follows; the path of the link in the letters.
    async fn follow(&self, address: &str) -> String {
        let reply = self
            .post(FORM, &format!("address={}", address.replace('@', "%40")))
            .await;
        assert_eq!(reply.status, StatusCode::ACCEPTED, "{}", reply.text());
        let link = self.mail.wait(address, 1).await[0].link();
        let reply = self.post(&link, "act=confirm").await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        link
    }
}

const FORM: &str = "/alerts/corporate/wind";

const WIND: Place<'_> = Place {
    site: "corporate",
    topic: "wind",
};

fn text(feed: SocketAddr, mail: SocketAddr) -> String {
    format!(
        "public_url = \"https://teilbar.example\"\n[fetch]\nallow = [\"{feed}\"]\n\
         [refresh]\nfeeds = \"1s\"\nfollowers = \"1s\"\n[mail]\nserver = \"smtp://{mail}\"\n\
         from = \"Nordlicht <news@nordlicht.example>\"\n\
         [[sites]]\nid = \"corporate\"\nname = \"Nordlicht & Söhne\"\nhome = \"https://nordlicht.example/\"\n\
         [[sites.sources]]\nid = \"news\"\nname = \"Blog\"\nfeed = \"http://{feed}/feed\"\n\
         [[sites.profiles]]\nnetwork = \"email\"\nhandle = \"news\"\nurl = \"https://teilbar.example{FORM}\"\n\
         [[sites.topics]]\nid = \"wind\"\nname = \"Windkraft\"\ntags = [\"wind\"]\nalerts = \"hourly\"\n\
         [[sites.topics]]\nid = \"sun\"\ntags = [\"sun\"]\n"
    )
}

#[test]
fn letters_come_to_who_has_confirmed_and_end_with_one_click() {
    on_both(async |database| {
        let server = Server::start(&database).await;
        let reply = server.post(FORM, "address=ada%40a.example").await;
        assert_eq!(reply.status, StatusCode::ACCEPTED);
        let letters = server.mail.wait("ada@a.example", 1).await;
        assert_eq!(
            letters[0].subject,
            "Bitte bestätigen: „Windkraft“ von Nordlicht & Söhne"
        );
        assert_eq!(letters[0].end, None);
        let link = letters[0].link();

        // Looking is not confirming.
        let page = server.get(&link).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(
            page.text()
                .contains("<h1>„Windkraft“ von Nordlicht &amp; Söhne per E-Mail folgen?</h1>")
        );
        let token = link.rsplit('/').next().unwrap();
        let find = async || server.store.alerts().find(token).await.unwrap();
        assert_eq!(find().await.unwrap().confirmed_at, None);
        assert_eq!(
            server.post(&link, "act=confirm").await.status,
            StatusCode::OK
        );
        assert!(find().await.unwrap().confirmed_at.is_some());
        server.has_followers(1).await;

        server.titles.lock().unwrap().push("Zweiter");
        let letters = server.mail.wait("ada@a.example", 2).await;
        let news = &letters[1];
        assert_eq!(news.subject, "Windkraft: Zweiter");
        assert!(
            news.text.contains("Zweiter") && !news.text.contains("Erster"),
            "{}",
            news.text
        );
        assert!(news.text.contains("https://nordlicht.example/7"));
        assert_ne!(news.id, letters[0].id);
        assert_eq!(news.link(), link);
        assert_eq!(
            news.one_click.as_deref(),
            Some("List-Unsubscribe=One-Click")
        );
        let end = format!("{link}/end");
        assert_eq!(
            news.end.as_deref(),
            Some(&format!("<https://teilbar.example{end}>")[..])
        );

        // Asking again tells nobody whether the address is known, and sends nothing.
        let reply = server.post(FORM, "address=ada%40a.example").await;
        assert_eq!(reply.status, StatusCode::ACCEPTED);
        let reply = server.post(&end, "List-Unsubscribe=One-Click").await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        assert_eq!(find().await, None);
        server.has_followers(0).await;
        for reply in [
            server.get(&link).await,
            server.post(&link, "act=confirm").await,
        ] {
            assert_eq!(reply.status, StatusCode::GONE);
        }

        // Who comes later gets what is new to the topic after that, and nothing went to who left.
        server.follow("bob@b.example").await;
        server.titles.lock().unwrap().push("Dritter");
        let letters = server.mail.wait("bob@b.example", 2).await;
        assert_eq!(letters[1].subject, "Windkraft: Dritter");
        assert_eq!(server.mail.to("ada@a.example").len(), 2);
        server.store.close().await;
    });
}

#[tokio::test]
async fn what_is_taken_off_is_in_no_letter() {
    let (server, _folder) = Server::local().await;
    let link = server.follow("ada@a.example").await;
    *server.mail.answer.lock().unwrap() = "451 later";
    server
        .titles
        .lock()
        .unwrap()
        .extend(["Zweiter", "Dritter Titel"]);
    let token = link.rsplit('/').next().unwrap();
    let alert = async || server.store.alerts().find(token).await.unwrap().unwrap();
    until("the letter was not taken", async || {
        alert().await.failures == 1
    })
    .await;
    let waiting = alert().await;
    assert!(
        waiting.next_at > waiting.asked_at && waiting.seen == 1,
        "nothing is lost: {waiting:?}"
    );
    until("all posts are numbered", async || {
        server.numbered().await == 3
    })
    .await;

    let site = &server.config.sites[0];
    let desk = Desk::open(&server.config, &server.store, site)
        .await
        .unwrap();
    let mut posts = desk.posts.iter();
    let (second, _) = posts
        .find(|(seen, _)| seen.listed.post.title == "Zweiter")
        .unwrap();
    let by = By {
        who: "Ada".to_owned(),
        reason: "Irrtum".to_owned(),
        ..By::default()
    };
    let digest = [second.listed.digest.clone()];
    desk.decide(&digest, &Decision::Hide, &by, Timestamp(1))
        .await
        .unwrap();
    *server.mail.answer.lock().unwrap() = "250 OK";
    server
        .store
        .alerts()
        .fail(token, Timestamp(0))
        .await
        .unwrap();
    let letters = server.mail.wait("ada@a.example", 2).await;
    assert_eq!(letters[1].subject, "Windkraft: Dritter Titel");
    assert!(!letters[1].text.contains("Zweiter"), "{}", letters[1].text);
}

#[tokio::test]
async fn an_address_that_is_refused_for_weeks_is_forgotten() {
    let (server, _folder) = Server::local().await;
    let link = server.follow("ada@a.example").await;
    let token = link.rsplit('/').next().unwrap();
    *server.mail.answer.lock().unwrap() = "550 no such mailbox";
    for _ in 0..8 {
        server
            .store
            .alerts()
            .fail(token, Timestamp(0))
            .await
            .unwrap();
    }
    server.titles.lock().unwrap().push("Zweiter");
    let failures = async || {
        server
            .store
            .alerts()
            .find(token)
            .await
            .unwrap()
            .map(|alert| alert.failures)
    };
    until("the ninth refusal is noted", async || {
        failures().await == Some(9)
    })
    .await;
    server
        .store
        .alerts()
        .fail(token, Timestamp(0))
        .await
        .unwrap();
    until("the address is forgotten", async || {
        failures().await.is_none()
    })
    .await;
}

#[tokio::test]
async fn the_form_takes_only_addresses_and_from_nobody_too_many() {
    let (server, _folder) = Server::local().await;
    let form = server.get(FORM).await;
    assert_eq!(form.status, StatusCode::OK);
    assert!(form.text().contains("lang=\"de\"") && form.text().contains("type=\"email\""));
    let policy = form.header("content-security-policy").unwrap();
    assert!(
        policy.contains("default-src 'none'; style-src 'sha256-"),
        "{policy}"
    );
    for path in [
        "/alerts/corporate/sun",
        "/alerts/corporate/none",
        "/alerts/none/wind",
    ] {
        assert_eq!(
            server.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
        assert_eq!(
            server.post(path, "address=a%40b.example").await.status,
            StatusCode::NOT_FOUND
        );
    }
    for wrong in [
        "",
        "address=",
        "address=%22%3E%3Cscript%3E",
        "address=a%40b%0ABcc%3A+c%40d.example",
    ] {
        let reply = server.post(FORM, wrong).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{wrong}");
        let text = reply.text();
        assert!(
            text.contains("role=\"alert\"") && !text.contains("<script"),
            "{text}"
        );
    }
    assert_eq!(server.get("/letters/none").await.status, StatusCode::GONE);
    assert_eq!(
        server.post("/letters/none/end", "").await.status,
        StatusCode::GONE
    );

    let stranger: IpAddr = "198.51.100.7".parse().unwrap();
    let mut statuses = Vec::new();
    for n in 0..6 {
        let request = Request::post(FORM)
            .body(Body::from(format!("address=a{n}%40b.example")))
            .unwrap();
        let response = server.door.facing(stranger).oneshot(request).await.unwrap();
        statuses.push(response.status().as_u16());
    }
    assert_eq!(statuses, [202, 202, 202, 202, 202, 429]);
    assert!(
        server.get("/api/v1/sites/corporate/topics").await.json()["topics"][0]["alerts"]
            == "https://teilbar.example/alerts/corporate/wind"
    );
}

#[test]
fn wishes_are_bounded_and_expire() {
    on_both(async |database| {
        let store = Store::open(&database).await.unwrap();
        let alerts = store.alerts();
        let ask = async |token: &str, topic: &str, address: &str, now| {
            let place = Place { site: "a", topic };
            let wish = Wish {
                token,
                place,
                address,
                lang: "de",
            };
            alerts.ask(&wish, now).await.unwrap()
        };
        assert_eq!(ask("1", "x", "ada@a.example", NOW).await, Outcome::Noted);
        assert_eq!(ask("2", "x", "ada@a.example", NOW).await, Outcome::Known);
        assert_eq!(ask("3", "y", "ada@a.example", NOW).await, Outcome::Noted);
        assert_eq!(ask("4", "z", "ada@a.example", NOW).await, Outcome::Noted);
        assert_eq!(
            ask("5", "w", "ada@a.example", NOW).await,
            Outcome::Known,
            "three letters are enough"
        );
        for n in 0..197 {
            let (token, address) = (format!("n{n}"), format!("n{n}@a.example"));
            assert_eq!(ask(&token, "x", &address, NOW).await, Outcome::Noted);
        }
        assert_eq!(ask("6", "x", "bob@a.example", NOW).await, Outcome::Full);
        assert_eq!(
            ask("6", "x", "bob@a.example", after(3_601)).await,
            Outcome::Noted
        );

        alerts.confirm("1", after(10)).await.unwrap();
        let days = i64::try_from(PATIENCE.as_secs()).unwrap();
        assert_eq!(alerts.expire(after(days - 1)).await.unwrap(), 0);
        assert_eq!(alerts.expire(after(days)).await.unwrap(), 199);
        assert!(alerts.find("1").await.unwrap().is_some());
        assert_eq!(alerts.find("3").await.unwrap(), None);
        store.close().await;
    });
}

#[test]
fn one_process_at_a_time_writes_letters() {
    on_both(async |database| {
        let store = Store::open(&database).await.unwrap();
        let alerts = store.alerts();
        let hold = async |who: &str, now, until| alerts.hold(WIND, who, now, until).await.unwrap();
        assert!(hold("one", NOW, after(120)).await);
        assert!(!hold("two", after(119), after(239)).await);
        assert!(hold("one", after(119), after(239)).await, "kept");
        assert!(
            hold("two", after(239), after(300)).await,
            "the first is dead"
        );
        assert!(!hold("one", after(240), after(300)).await);

        let posts = |names: &[&str]| {
            names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>()
        };
        alerts.number(WIND, &posts(&["a", "b"]), NOW).await.unwrap();
        alerts
            .number(WIND, &posts(&["b", "c", "a"]), NOW)
            .await
            .unwrap();
        let numbered = alerts.after(WIND, 1).await.unwrap();
        assert_eq!(numbered, [("b".to_owned(), 2), ("c".to_owned(), 3)]);
        store.close().await;
    });
}
