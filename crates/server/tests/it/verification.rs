//! Profiles that show that they are the site's: found out, looked at again, and shown on the button.

use crate::server::{Reply, Running, until};
use crate::store::on_both;
use crate::upstream::{Upstream, ok};
use serde_json::json;
use std::sync::{Arc, Mutex};
use teilbar_server::store::Store;

const LINK: &str = "<a rel=me href=http://www.nordlicht.example>Web</a>";

/// The server, and the page that one profile has.
struct World {
    server: Running,
    page: Arc<Mutex<Vec<u8>>>,
    upstream: Upstream,
}

impl World {
    async fn start(database: &str) -> Self {
        let page = Arc::new(Mutex::new(html(LINK)));
        let own = page.clone();
        let upstream = Upstream::serve(move |_| own.lock().unwrap().clone()).await;
        Self {
            server: Running::start(&text(&upstream), database).await,
            page,
            upstream,
        }
    }

    async fn bar(&self, site: &str) -> Reply {
        let path = format!("/api/v1/sites/{site}/fragment/follow?lang=de");
        self.server.get(&path).await
    }

    async fn shows(&self, site: &str, verified: bool) {
        self.server.tells(site, "verified", json!([verified])).await;
    }

    fn answers(&self, bytes: Vec<u8>) {
        *self.page.lock().unwrap() = bytes;
    }
}

fn status(code: u16) -> Vec<u8> {
    format!("HTTP/1.1 {code} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").into_bytes()
}

fn html(content: &str) -> Vec<u8> {
    ok("content-type: text/html\r\n", content.as_bytes())
}

/// One profile, which two sites claim and a third has to know a token for.
fn text(upstream: &Upstream) -> String {
    let (host, url) = (upstream.address, upstream.url("/ada"));
    let site = |id: &str, home: &str, more: &str| {
        format!(
            "[[sites]]\nid = \"{id}\"\nhome = \"{home}\"\n[[sites.profiles]]\nnetwork = \"telegram\"\n\
             handle = \"ada\"\nurl = \"{url}\"\n{more}\n"
        )
    };
    format!(
        "[fetch]\nallow = [\"{host}\"]\n[refresh]\nprofiles = \"1s\"\n{}{}{}{}",
        site("a", "https://nordlicht.example/", "verify = true"),
        site("b", "https://impostor.example/", "verify = true"),
        site("c", "https://c.example/", "token = \"teilbar-7fK2mQ\""),
        site("d", "https://nordlicht.example/", ""),
    )
}

#[test]
fn a_profile_is_verified_as_long_as_it_links_back() {
    on_both(async |database| {
        let world = World::start(&database).await;
        world.shows("a", true).await;
        let bar = world.bar("a").await;
        let bar = bar.text();
        assert!(
            bar.contains("aria-label=\"Uns auf Telegram folgen. Bestätigtes Profil\""),
            "{bar}"
        );
        assert!(
            bar.contains("title=\"Bestätigtes Profil\" aria-hidden=\"true\">✓<"),
            "{bar}"
        );
        let table = world.server.store.verifications();
        for site in ["b", "c"] {
            let looked = async || table.of(site).await.unwrap()[0].checked_at.is_some();
            until("the profile was looked at", looked).await;
            world.shows(site, false).await;
        }
        world.shows("d", false).await;
        assert!(!world.bar("b").await.text().contains('✓'));

        // Nobody can tell: what was found stays.
        world.answers(status(503));
        let failed = async || table.of("a").await.unwrap()[0].failures > 0;
        until("the profile cannot be looked at", failed).await;
        world.shows("a", true).await;

        // The link is gone, a text is there.
        world.answers(html("<p>Neu: teilbar-7fK2mQ</p>"));
        world.shows("a", false).await;
        world.shows("c", true).await;

        // The profile is gone.
        world.answers(status(404));
        world.shows("c", false).await;
        let heads = world.upstream.heads();
        let asked = |head: &String| head.starts_with("GET /ada ");
        assert!(heads.iter().all(asked), "{heads:?}");
        world.server.store.close().await;
    });
}

#[test]
fn what_nobody_can_tell_stays_for_a_week() {
    use crate::store::{NOW, after};
    on_both(async |database| {
        let store = Store::open(&database).await.unwrap();
        let table = store.verifications();
        let (site, url) = ("a", "https://a.example/ada");
        table.enlist(site, url, NOW).await.unwrap();
        let claim = async |at: i64| {
            table
                .claim(site, url, after(at), after(at + 60))
                .await
                .unwrap()
        };
        assert_eq!(claim(0).await, Some(0));
        assert_eq!(claim(1).await, None, "somebody else is at it");
        table.found(site, url, true, NOW, after(100)).await.unwrap();
        let verified_at = async || table.get(site, url).await.unwrap().unwrap().verified_at;
        assert_eq!(verified_at().await, Some(NOW.0));
        let days = |days: i64| after(days * 86_400);
        table.fail(site, url, days(6), days(6)).await.unwrap();
        assert_eq!(verified_at().await, Some(NOW.0));
        table.fail(site, url, days(8), days(8)).await.unwrap();
        assert_eq!(verified_at().await, None);
        assert_eq!(claim(9 * 86_400).await, Some(2));
        table
            .found(site, url, false, days(9), days(10))
            .await
            .unwrap();
        let row = table.of(site).await.unwrap().remove(0);
        assert_eq!((row.failures, row.verified_at), (0, None));
        store.close().await;
    });
}
