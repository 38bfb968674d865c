//! What is read of feeds that mean well.

use super::*;
use teilbar_server::feed::{self, FeedError};
use url::Url;

/// One feed of each kind, read whole.
#[test]
fn every_kind_of_feed_gives_the_same_items() {
    let rss = r#"<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"><channel>
        <title>Werkstatt &amp;amp; Hof</title><link>https://hof.example/</link>
        <item><title>Neue &lt;b&gt;Räder&lt;/b&gt;</title><link>/raeder?a=1&amp;b=2</link><guid isPermaLink="false">r1</guid>
        <pubDate>Tue, 03 Mar 2026 10:00:00 +0100</pubDate><dc:creator>Ada Beispiel</dc:creator>
        <description>&lt;p&gt;Ab &lt;b&gt;heute&lt;/b&gt; &lt;a href="/mehr"&gt;mehr&lt;/a&gt;&lt;/p&gt;</description>
        <media:content url="https://hof.example/rad.jpg" type="image/jpeg"><media:description>Ein Rad</media:description></media:content>
        </item></channel></rss>"#;
    let atom = r#"<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Werkstatt &amp; Hof</title>
        <link href="https://hof.example/feed" rel="self"/><link href="https://hof.example/"/>
        <entry><id>r1</id><title type="html">Neue &lt;b&gt;Räder&lt;/b&gt;</title><link href="/raeder?a=1&amp;b=2"/>
        <published>2026-03-03T10:00:00+01:00</published><updated>2026-03-04T10:00:00Z</updated>
        <author><name>Ada Beispiel</name><email>ada@hof.example</email></author>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Ab <b>heute</b> <a href="/mehr">mehr</a></p></div></content>
        <link rel="enclosure" type="image/jpeg" href="https://hof.example/rad.jpg" title="Ein Rad"/></entry></feed>"#;
    let json = r#"{"version":"https://jsonfeed.org/version/1.1","title":"Werkstatt & Hof","home_page_url":"https://hof.example/",
        "authors":[{"name":"Ada Beispiel"}],"items":[{"id":"r1","title":"Neue Räder","url":"/raeder?a=1&b=2",
        "date_published":"2026-03-03T10:00:00+01:00","content_html":"<p>Ab <b>heute</b> <a href='/mehr'>mehr</a></p>",
        "attachments":[{"url":"https://hof.example/rad.jpg","mime_type":"image/jpeg","title":"Ein Rad"}]}]}"#;
    let expected = serde_json::json!({
        "title": "Werkstatt & Hof",
        "items": [{
            "id": "r1",
            "url": "https://hof.example/raeder?a=1&b=2",
            "title": "Neue Räder",
            "html": "<p>Ab <strong>heute</strong> <a href=\"https://hof.example/mehr\" rel=\"nofollow noopener noreferrer ugc\">mehr</a></p>",
            "published": "2026-03-03T09:00:00Z",
            "author": "Ada Beispiel",
            "image": {"url": "https://hof.example/rad.jpg", "alt": "Ein Rad"},
        }],
    });
    for document in [rss, atom, json] {
        let feed = feed::read(
            document.as_bytes(),
            None,
            &Url::parse("https://hof.example/feed").unwrap(),
        )
        .unwrap();
        assert_eq!(serde_json::to_value(&feed).unwrap(), expected, "{document}");
    }
}

#[test]
fn a_base_that_is_no_address_costs_no_item() {
    let read = |root: &str, entry: &str| {
        let atom = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='{root}'><title>T</title>\
             <entry xml:base=\"{entry}\"><id>1</id><title>Eins</title><link href='/eins'/></entry></feed>"
        );
        let base = Url::parse("https://hof.example/feed").unwrap();
        let feed = feed::read(atom.as_bytes(), None, &base).unwrap();
        feed.items[0].url.clone()
    };
    for (root, entry, expected) in [
        ("https://[nein", "http://:x", "https://hof.example/eins"),
        (
            "https://b.example/",
            "https://[nein",
            "https://b.example/eins",
        ),
        (
            "https://b.example/",
            "https://c.example/",
            "https://c.example/eins",
        ),
        ("/unter/", "tief/", "https://hof.example/eins"),
    ] {
        assert_eq!(read(root, entry), expected, "{root} {entry}");
    }
}

#[test]
fn what_is_missing_is_made_up_for() {
    let item = |fields: &str| {
        let feed = read(rss(&format!("<item>{fields}</item>")).as_bytes()).unwrap();
        feed.items.into_iter().next()
    };
    assert!(
        item("<link>https://a.example/</link>").is_none(),
        "nothing to show"
    );
    let bare = item("<title>T</title>").unwrap();
    assert_eq!(
        (bare.id.len(), &bare.url[..], &bare.author[..]),
        (32, base().as_str(), "Feed")
    );
    assert_eq!(item("<title>T</title>").unwrap().id, bare.id, "stable");
    assert_ne!(item("<title>U</title>").unwrap().id, bare.id);
    let linked = item("<title>T</title><link>https://a.example/1</link>").unwrap();
    assert_eq!(linked.id, "https://a.example/1");
    let permalink = item("<title>T</title><guid>https://a.example/2</guid>").unwrap();
    assert_eq!(permalink.url, "https://a.example/2");
    let odd = item("<title>T</title><link>javascript:alert(1)</link><author>a@a.example</author>")
        .unwrap();
    assert_eq!(
        (&odd.url[..], &odd.author[..], odd.published),
        (base().as_str(), "Feed", None)
    );
    let named =
        item("<title>T</title><author>a@a.example (Ada)</author><pubDate>gestern</pubDate>")
            .unwrap();
    assert_eq!((&named.author[..], named.published), ("Ada", None));
    let pictured = item("<description>&lt;img src='a.png' alt='A'&gt;</description>").unwrap();
    assert_eq!(
        pictured.image.unwrap().url,
        "https://feed.example/blog/a.png"
    );
}

#[test]
fn ids_are_unique() {
    let items = "<item><title>1</title><guid>x</guid><link>https://a.example/1</link></item>\
                 <item><title>2</title><guid>x</guid><link>https://a.example/2</link></item>\
                 <item><title>1 again</title><guid>x</guid><link>https://a.example/1</link></item>";
    let ids: Vec<_> = read(rss(items).as_bytes())
        .unwrap()
        .items
        .into_iter()
        .map(|item| item.id)
        .collect();
    assert_eq!(ids, ["x", "https://a.example/2"]);
}

#[test]
fn slips_of_real_servers_are_forgiven() {
    for document in [
        "\n\n  <?xml version='1.0'?><rss><channel><item><title>T</title></item></channel></rss>",
        "<br />\n<b>Warning</b>: x in y on line 1<br />\n<?xml version='1.0'?><rss version='2.0'><channel><item><title>T</title></item></channel></rss>",
        "<rss version='0.93'><channel><item><title>T</title></item></channel></rss>",
        "<?xml version='1.0' encoding='utf-16'?><rss><channel><item><title>T</title></item></channel></rss>",
        "<!DOCTYPE rss PUBLIC '-//Netscape//DTD RSS 0.91//EN' 'x'><rss version='0.91'><channel><item><title>T</title></item></channel></rss>",
        "<rss><channel><item><title>T</title><description>&nbsp;&copy; 2026</description></item></channel></rss>",
        "\u{feff}{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":7,\"title\":\"T\"}]}",
    ] {
        let feed = read(document.as_bytes()).unwrap_or_else(|error| panic!("{document}: {error}"));
        assert_eq!(feed.items[0].title, "T", "{document}");
    }
    for (document, reason) in [
        ("", FeedError::NotAFeed),
        ("hello", FeedError::NotAFeed),
        ("<x/>", FeedError::NotAFeed),
        ("{\"version\":\"2\",\"items\":[]}", FeedError::NotAFeed),
        (
            "<!DOCTYPE html><html><head></head></html>",
            FeedError::WebPage,
        ),
        ("<HTML>", FeedError::WebPage),
    ] {
        assert_eq!(read(document.as_bytes()), Err(reason), "{document}");
    }
}
