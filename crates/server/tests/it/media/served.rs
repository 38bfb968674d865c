//! From a source's server to a page: jobs, store and routes together.

use super::samples::*;
use crate::server::Reply;
use crate::upstream::{Upstream, ok};
use axum::body::Body;
use axum::http::{Request, header};
use image::ImageFormat;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use teilbar_server::config::{self, Config};
use teilbar_server::fetch::{Client, Policy};
use teilbar_server::http::Door;
use teilbar_server::jobs::{self, Jobs};
use teilbar_server::store::Store;
use teilbar_server::versions::Versions;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tower::ServiceExt;

/// A whole server whose only source is this machine.
struct Server {
    door: Door,
    store: Store,
    key: String,
    _jobs: Jobs,
    _folder: TempDir,
}

impl Server {
    /// A feed with these pictures; names are on the upstream, addresses are taken as they are.
    async fn showing(upstream: &Upstream, pictures: &[&str], more: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let items: String = pictures
            .iter()
            .enumerate()
            .map(|(at, picture)| {
                let address = match picture.contains("://") {
                    true => (*picture).to_owned(),
                    false => upstream.url(&format!("/{picture}")),
                };
                format!(
                    "{{\"id\":\"{at}\",\"url\":\"https://a.example/{at}\",\"title\":\"{picture}\",\
                 \"content_text\":\"x\",\"date_published\":\"2026-03-{:02}T10:00:00Z\",\
                 \"content_html\":\"<p>x</p><img src='{address}' alt='Bild &quot;{at}&quot;'>\"}},",
                    28 - at
                )
            })
            .collect();
        let feed = format!(
            "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"F\",\"items\":[{}]}}",
            items.trim_end_matches(',')
        );
        std::fs::write(folder.path().join("feed.json"), feed).unwrap();
        let text = format!(
            "public_url = \"https://teilbar.example\"\n[fetch]\nallow = [\"{}\"]\n[refresh]\nfeeds = \"1s\"\n\
             {more}\n[[sites]]\nid = \"a\"\nhome = \"https://a.example/\"\n\
             [[sites.sources]]\nid = \"f\"\nfile = \"feed.json\"\n",
            upstream.address
        );
        let (config, problems) = Config::read(&text, folder.path(), &|_| None);
        assert_eq!(config::errors(&problems), 0, "{problems:?}");
        let store = Store::open(&config.database).await.unwrap();
        let versions = Arc::new(Versions::new(1));
        let policy = Policy {
            allow: config.allow.clone(),
            deadline: Duration::from_secs(5),
            ..Policy::default()
        };
        let client = Client::new(policy).unwrap();
        let jobs = jobs::start(&config, &store, client, versions.clone())
            .await
            .unwrap();
        let key = config.sites[0].sources[0].key();
        let door = Door::new(Arc::new(config), store.clone(), versions);
        Self {
            door,
            store,
            key,
            _jobs: jobs,
            _folder: folder,
        }
    }

    async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).unwrap();
        Reply::read(self.door.clone().oneshot(request).await.unwrap()).await
    }

    async fn get(&self, path: &str) -> Reply {
        self.get_with(path, &[]).await
    }

    async fn posts(&self) -> Vec<Value> {
        let page = self.get("/api/v1/sites/a/feed?limit=50").await.json();
        page["posts"].as_array().unwrap().clone()
    }

    /// The pictures by title, as soon as so many are there.
    async fn images(&self, count: usize) -> Vec<(String, Value)> {
        let start = Instant::now();
        loop {
            let posts = self.posts().await;
            let with = posts.iter().filter(|post| !post["image"].is_null());
            let found: Vec<_> = with
                .map(|post| {
                    (
                        post["title"].as_str().unwrap().to_owned(),
                        post["image"].clone(),
                    )
                })
                .collect();
            if found.len() >= count {
                return found;
            }
            assert!(
                start.elapsed() < Duration::from_secs(60),
                "{found:?} in {posts:?}"
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// The path of an address on our server.
fn path(address: &str) -> &str {
    address.strip_prefix("https://teilbar.example").unwrap()
}

async fn pictures() -> Upstream {
    let html = b"<!doctype html><script>alert(1)</script>".to_vec();
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec();
    let good = jpeg_with_exif(1_200, 900, 1);
    let wrong_name = encoded(scene(320, 200), ImageFormat::Png);
    Upstream::serve(move |head| {
        let path = head.split(' ').nth(1).unwrap_or_default();
        let answer = |kind: &str, body: &[u8]| ok(&format!("content-type: {kind}\r\n"), body);
        match path {
            "/good.jpg" => answer("image/jpeg", &good),
            "/wrong.gif" => answer("text/html", &wrong_name),
            "/html.png" => answer("image/png", &html),
            "/picture.svg" => answer("image/svg+xml", &svg),
            "/bomb.png" => answer("image/png", &png(50_000, 50_000, &[])),
            "/huge.jpg" => answer("image/jpeg", &[&good[..], &vec![0; 11_000_000]].concat()),
            "/cut.jpg" => answer("image/jpeg", &good)[..2_000].to_vec(),
            _ => b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".to_vec(),
        }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_come_from_our_server_and_nothing_else_does() {
    let upstream = pictures().await;
    let names = [
        "html.png",
        "picture.svg",
        "bomb.png",
        "huge.jpg",
        "cut.jpg",
        "none.png",
        "wrong.gif",
        "good.jpg",
    ];
    let server = Server::showing(&upstream, &names, "").await;
    // What is refused is tried again, so what is asked for twice has been refused.
    let start = Instant::now();
    let twice = |name: &&str| {
        let line = format!("GET /{name} ");
        upstream
            .heads()
            .iter()
            .filter(|head| head.starts_with(&line))
            .count()
            > 1
    };
    while !names[..6].iter().all(twice) {
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "{:?}",
            upstream.heads()
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let images = server.images(2).await;
    let titles: Vec<_> = images.iter().map(|(title, _)| &title[..]).collect();
    assert_eq!(titles, ["wrong.gif", "good.jpg"]);
    let image = &images[1].1;
    assert_eq!(
        (image["width"].as_u64(), image["height"].as_u64()),
        (Some(960), Some(720))
    );
    assert_eq!(image["alt"], "Bild \"7\"");
    assert_eq!(image["color"].as_str().unwrap().len(), 7);
    let text = serde_json::to_string(&server.posts().await).unwrap();
    assert!(!text.contains(&upstream.address.to_string()), "{text}");
    let html = server.get("/api/v1/sites/a/fragment/feed?limit=8").await;
    assert!(!html.text().contains(&upstream.address.to_string()));
    assert_eq!(html.text().matches("<img ").count(), 2);

    let src = image["src"].as_str().unwrap();
    let srcset = image["srcset"].as_str().unwrap();
    let (small, large) = srcset.split_once(", ").unwrap();
    assert!(
        small.ends_with("-480.webp 480w") && large.ends_with("-960.webp 960w"),
        "{srcset}"
    );
    for (address, kind) in [
        (src, "image/jpeg"),
        (small.split(' ').next().unwrap(), "image/webp"),
        (large.split(' ').next().unwrap(), "image/webp"),
    ] {
        let reply = server.get(path(address)).await;
        assert_eq!(reply.status, 200);
        assert_eq!(
            image::guess_format(&reply.body).unwrap().to_mime_type(),
            kind
        );
        assert!(!reply.body.windows(6).any(|word| word == b"CANARY"));
        for (name, value) in [
            ("content-type", kind),
            ("x-content-type-options", "nosniff"),
            ("cache-control", "public, max-age=31536000, immutable"),
            ("cross-origin-resource-policy", "cross-origin"),
            (
                "content-security-policy",
                "default-src 'none'; frame-ancestors 'none'; sandbox",
            ),
        ] {
            assert_eq!(reply.header(name), Some(value), "{name}");
        }
        assert_eq!(reply.header(header::SET_COOKIE), None);
        let tag = reply.header(header::ETAG).unwrap();
        let again = server
            .get_with(path(address), &[("if-none-match", tag)])
            .await;
        assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
    }
    // Whoever asks for pictures says nothing about readers.
    for head in upstream.heads() {
        let head = head.to_ascii_lowercase();
        assert!(
            !head.contains("cookie") && !head.contains("referer"),
            "{head}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_names_of_ours_are_answered() {
    let upstream = pictures().await;
    let server = Server::showing(&upstream, &["good.jpg"], "").await;
    let src = server.images(1).await[0].1["src"]
        .as_str()
        .unwrap()
        .to_owned();
    let known = path(&src).to_owned();
    let asked = upstream.heads().len();
    let foreign = upstream
        .url("/good.jpg")
        .replace('/', "%2F")
        .replace(':', "%3A");
    for wrong in [
        "/media/".to_owned(),
        "/media/x".to_owned(),
        "/media/00000000000000000000000000000000-960.webp".to_owned(),
        known.replace(".jpg", ".svg"),
        known.replace(".jpg", ".html"),
        known.replace("-960", "-961"),
        known.replace("-960", ""),
        known.replace("/media/", "/media/%2e%2e/"),
        known.to_uppercase(),
        format!("/media/{foreign}"),
        format!("/media?url={foreign}"),
        format!("/media/x?url={foreign}"),
    ] {
        for header in ["*", "\"x\""] {
            let reply = server.get_with(&wrong, &[("if-none-match", header)]).await;
            assert_eq!(reply.status, 404, "{wrong}");
            assert_eq!(
                reply.header(header::CACHE_CONTROL),
                Some("no-store"),
                "{wrong}"
            );
        }
    }
    // A parameter changes nothing and leads nowhere.
    assert_eq!(
        server.get(&format!("{known}?url={foreign}")).await.status,
        200
    );
    assert_eq!(
        upstream.heads().len(),
        asked,
        "no request made the server ask anybody"
    );
    // A picture goes with its post.
    let mut post = server
        .store
        .posts()
        .page(&[server.key.clone()], None, 9)
        .await
        .unwrap()
        .posts
        .remove(0)
        .post;
    post.image = None;
    let kind = teilbar_server::store::posts::Kind::Real;
    let now = teilbar_domain::date::Timestamp(1_790_000_000);
    server
        .store
        .posts()
        .store(&server.key, &[post], kind, now)
        .await
        .unwrap();
    assert_eq!(server.get(&known).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_lead_nowhere_private() {
    let (canary, touched) = (
        TcpListener::bind("127.0.0.1:0").await.unwrap(),
        Arc::new(AtomicUsize::new(0)),
    );
    let port = canary.local_addr().unwrap().port();
    let count = touched.clone();
    tokio::spawn(async move {
        while canary.accept().await.is_ok() {
            count.fetch_add(1, Ordering::SeqCst);
        }
    });
    let good = jpeg(300, 200);
    let upstream = Upstream::serve(move |head| {
        let path = head.split(' ').nth(1).unwrap_or_default();
        match path {
            "/good.jpg" => ok("content-type: image/jpeg\r\n", &good),
            _ => format!(
                "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:{port}{path}\r\ncontent-length: 0\r\n\r\n"
            )
            .into_bytes(),
        }
    })
    .await;
    let direct = [
        format!("http://127.0.0.1:{port}/a.png"),
        format!("http://[::ffff:127.0.0.1]:{port}/b.png"),
        format!("http://localhost:{port}/c.png"),
        format!("http://2130706433:{port}/d.png"),
        "http://169.254.169.254/latest/e.png".to_owned(),
    ];
    let mut names: Vec<&str> = direct.iter().map(|url| &url[..]).collect();
    names.extend(["redirected.png", "good.jpg"]);
    let server = Server::showing(&upstream, &names, "").await;
    let images = server.images(1).await;
    assert_eq!(images.len(), 1);
    assert_eq!(images[0].0, "good.jpg");
    let redirected = upstream
        .heads()
        .iter()
        .any(|head| head.contains("/redirected.png"));
    assert!(redirected, "the redirect was tried");
    assert_eq!(touched.load(Ordering::SeqCst), 0, "and not followed");
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_can_be_left_out() {
    let upstream = pictures().await;
    let server = Server::showing(&upstream, &["good.jpg"], "[media]\npictures = false\n").await;
    let start = Instant::now();
    while server.posts().await.is_empty() {
        assert!(start.elapsed() < Duration::from_secs(15));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let revision = async || {
        server
            .store
            .sources()
            .get(&server.key)
            .await
            .unwrap()
            .unwrap()
    };
    while revision().await.last_ok_at.is_none() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(server.posts().await[0]["image"].is_null());
    assert_eq!(upstream.heads(), [""; 0]);
}
