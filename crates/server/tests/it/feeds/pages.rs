//! Pages that mark their posts up as `h-entry`.

use teilbar_server::feed::{Feed, FeedError, read_page};
use url::Url;

fn read(html: &str) -> Result<Feed, FeedError> {
    let base = Url::parse("https://blog.example/notes/").unwrap();
    read_page(html.as_bytes(), Some("text/html; charset=utf-8"), &base)
}

const PAGE: &str = r#"<!doctype html><html><head><title>Seite</title></head><body>
<nav><a class="u-url p-name" href="/nav">Menü</a></nav>
<main class="h-feed hfeed"><h1 class="p-name">Adas <em>Notizen</em></h1>
<a class="p-author h-card" href="/ada"><img class="u-photo" src="/ada.jpg" alt=""><span class="p-name">Ada L.</span></a>
<article class="h-entry"><h2 class="p-name"><a class="u-url" href="hafen">Im Hafen</a></h2>
  <time class="dt-published" datetime="2026-03-03T11:00:00+01:00">heute</time>
  <div class="e-content"><p>Am <b>Meer</b><script>alert(1)</script></p><div class="h-cite"><a class="u-url p-name" href="/fremd">Fremd</a></div></div>
  <img class="u-photo" src="/boot.jpg" alt="Ein Boot"></article>
<article class="h-entry"><p class="p-name e-content">Nur eine Notiz</p><a class="u-url" href="https://blog.example/n/2"><time class="dt-published">2026-03-03T10:00:00Z</time></a>
  <span class="p-author h-card">Grace</span></article>
<article class="h-entry"><a class="u-in-reply-to" href="https://other.example/">Antwort</a><p class="e-content">Ja!</p></article>
<article class="h-entry"><p class="p-summary">Kurz &lt;b&gt;</p></article>
</main>
<aside class="h-entry"><p class="p-name">Anderswo</p></aside></body></html>"#;

#[test]
fn entries_are_read_with_what_is_their_own() {
    let Feed { title, items } = read(PAGE).unwrap();
    assert_eq!((&title[..], items.len()), ("Adas Notizen", 3), "{items:?}");
    let [first, second, third] = &items[..] else {
        unreachable!()
    };
    assert_eq!(
        (&first.url[..], &first.title[..], &first.author[..]),
        ("https://blog.example/notes/hafen", "Im Hafen", "Ada L.")
    );
    assert!(
        first.html.starts_with("<p>Am <strong>Meer</strong></p>"),
        "{}",
        first.html
    );
    let image = first.image.as_ref().unwrap();
    assert_eq!(
        (&image.url[..], &image.alt[..]),
        ("https://blog.example/boot.jpg", "Ein Boot")
    );
    assert_eq!(first.published, second.published);
    assert_eq!(first.published.unwrap().0, 1_772_532_000);
    assert_eq!(
        (
            &second.url[..],
            &second.title[..],
            &second.author[..],
            &second.html[..]
        ),
        (
            "https://blog.example/n/2",
            "",
            "Grace",
            "<p>Nur eine Notiz</p>"
        )
    );
    assert_eq!(
        (&third.html[..], third.published, &third.url[..]),
        ("<p>Kurz &lt;b&gt;</p>", None, "https://blog.example/notes/")
    );
}

#[test]
fn entries_need_no_feed_around_them() {
    let page = "<title> Meine  Seite </title><div class='h-entry x'><p class='e-content'>Eins</p></div>\
                <div class='h-entry'><p class='e-content'>Zwei</p></div><div class='h-card p-name'>Ada</div>";
    let Feed { title, items } = read(page).unwrap();
    let texts: Vec<_> = items.iter().map(|item| &item.html[..]).collect();
    assert_eq!(
        (&title[..], texts),
        ("Meine Seite", vec!["<p>Eins</p>", "<p>Zwei</p>"])
    );
}

#[test]
fn pages_without_posts_and_costly_pages_are_refused() {
    let empty = "<div class='h-feed'><p class='p-name'>Leer</p></div>";
    assert_eq!(read(empty).unwrap().items, []);
    for page in [
        "",
        "<p>Nichts</p>",
        "<rss><channel/></rss>",
        "<div class='hentry'>alt</div>",
    ] {
        assert_eq!(read(page), Err(FeedError::NoEntries), "{page}");
    }
    let deep = "<div class='h-entry'>".repeat(100_000);
    assert!(matches!(read(&deep), Err(FeedError::TooManyTags(_))));
    let formats = "<b><i><p>".repeat(30_000);
    assert!(matches!(read(&formats), Err(FeedError::TooManyTags(_))));
    let large = " ".repeat(5 * 1024 * 1024);
    assert!(matches!(read(&large), Err(FeedError::TooLarge(_))));
}
