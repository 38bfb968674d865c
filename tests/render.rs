//! The widget rendered on the server, whole outputs as snapshots.

#![cfg(not(target_arch = "wasm32"))]

use teilbar_domain::config::Options;
use teilbar_domain::count::Count;
use teilbar_domain::date::Moment;
use teilbar_domain::feed::feed;
use teilbar_domain::follow_bar::follow_bar;
use teilbar_domain::network::Network;
use teilbar_domain::option::Element;
use teilbar_domain::post::{Image, Node, Post, RichText, Shown, Tag, Video};
use teilbar_domain::share_bar::share_bar;
use teilbar_domain::state::{Profile, State};
use teilbar_domain::text::pick;
use teilbar_widget::render::{Css, Host, content, fragment};

fn options(pairs: &[(&str, &str)]) -> Options {
    pairs.iter().copied().collect()
}

fn shown(count: u64, date: Option<&str>) -> Shown {
    let as_of = date.map(|text| Moment {
        iso: "2026-03-03".into(),
        text: text.into(),
    });
    Shown {
        count: Count(count),
        as_of,
    }
}

/// One tag a line, so that a change shows where it is.
fn lines(html: &str) -> String {
    html.replace("><", ">\n<")
}

fn run<T>(future: impl Future<Output = T>) -> T {
    futures::executor::block_on(future)
}

const API: &str = "https://s.example/api/v1/sites/demo";

const PAGE: [(&str, &str); 4] = [
    ("site", "demo"),
    ("lang", "de"),
    ("url", "https://a.example/?a=1&b=2"),
    ("title", "Käse & \"Brot\""),
];

#[test]
fn bar_with_labels() {
    let mut options = options(&PAGE);
    options.set(
        "networks",
        "facebook twitter email copy print native threema google+ stayfriends",
    );
    let host = Host::from_options(Element::Bar, &options);
    let state = State::Bar(share_bar(&options, &[], API));
    let html = run(fragment(&host, state, Css::Link("/teilbar.css")));
    insta::assert_snapshot!(lines(&html));
}

#[test]
fn bar_with_counts() {
    let mut options = options(&PAGE);
    options.set("networks", "facebook linkedin");
    options.set("look", "count");
    options.set("lang", "en");
    options.set("colors", "outline");
    options.set("orientation", "vertical");
    let counts = vec![(Network::Facebook, shown(12_345, Some("3 March 2026")))];
    let html = run(content(State::Bar(share_bar(&options, &counts, API))));
    insta::assert_snapshot!(lines(&html));
}

#[test]
fn follow_with_and_without_numbers() {
    let profile = |network, handle: &str, shown| Profile {
        network,
        handle: handle.to_owned(),
        url: teilbar_domain::link::profile(network, handle).unwrap(),
        shown,
        verified: network == Network::Mastodon,
    };
    let profiles = vec![
        profile(
            Network::Mastodon,
            "@a@b.example",
            Some(shown(2_500_000_000, None)),
        ),
        profile(
            Network::Xing,
            "nordlicht",
            Some(shown(999, Some("3. März 2026"))),
        ),
        profile(Network::Youtube, "@kanal", None),
    ];
    let mut options = options(&PAGE[..2]);
    options.set("total", "on");
    let host = Host::from_options(Element::Follow, &options);
    let state = State::Bar(follow_bar(&options, &profiles, API));
    let html = run(fragment(&host, state, Css::Link("/teilbar.css")));
    insta::assert_snapshot!(lines(&html));
}

#[test]
fn languages_from_the_right_say_so() {
    for (lang, rtl) in [("ar", true), ("he-IL", true), ("fa", false), ("de", false)] {
        let mut options = options(&PAGE[..1]);
        options.set("lang", lang);
        let host = Host::from_options(Element::Feed, &options);
        let state = State::Feed(feed(&options, Vec::new(), None, ""));
        let html = run(fragment(&host, state, Css::Inline("")));
        let content = html.split_once("<div data-n=").unwrap().1;
        let tag = content.split_once('>').unwrap().0;
        assert_eq!(tag.contains(" dir=\"rtl\""), rtl, "{lang}: {tag}");
    }
}

#[test]
fn status_counts_with_the_right_form() {
    for (lang, n, text) in [
        ("pl", 1, "wpis"),
        ("pl", 4, "wpisy"),
        ("pl", 6, "wpisów"),
        ("ja", 6, "投稿"),
    ] {
        let mut options = options(&PAGE[..1]);
        options.set("lang", lang);
        let state = feed(&options, Vec::new(), None, "");
        let sentence = pick(state.words.get("loaded"), n);
        let mut words = sentence.split_whitespace();
        let found = words.any(|word| word == text || lang == "ja" && word.contains(text));
        assert!(found, "{lang} {n}: {sentence}");
    }
}

#[test]
fn feed_with_hostile_text() {
    let text = |t: &str| Node::Text(t.to_owned());
    let body = RichText(vec![
        Node::Element(
            Tag::Paragraph,
            vec![text("</script><script>alert(1)</script>")],
        ),
        Node::Link(
            "https://b.example/?x=\"&y".into(),
            vec![Node::Element(Tag::Emphasis, vec![text("dort")])],
        ),
    ]);
    let post = Post {
        id: "1".into(),
        url: "https://b.example/1".into(),
        title: "<img src=x onerror=alert(1)>".into(),
        body,
        author: "Ada".into(),
        initial: "A".into(),
        shared: "Geteilt von </b><img src=x onerror=alert(1)>".into(),
        source: "Blog".into(),
        network: "rss".into(),
        published: Moment {
            iso: "2026-11-22T03:00:00Z".into(),
            text: "22. November 2026".into(),
        },
        sample: true,
        ..Post::default()
    };
    let options = options(&PAGE[..2]);
    let api = "https://s.example/api/v1/sites/demo/feed";
    let state = feed(&options, vec![post], Some("c".into()), api);
    let host = Host::from_options(Element::Feed, &options);
    let html = run(fragment(&host, State::Feed(state), Css::Inline(".x{}")));
    assert_eq!(html.matches("<script").count(), 1);
    assert_eq!(html.matches("<img").count(), 0);
    insta::assert_snapshot!(lines(&html));
}

#[test]
fn feed_with_a_picture() {
    let address = |width: u32, end: &str| {
        format!("https://s.example/media/0123456789abcdef0123456789abcdef-{width}.{end}")
    };
    let image = Image {
        src: address(960, "jpg"),
        srcset: format!(
            "{} 480w, {} 960w",
            address(480, "webp"),
            address(960, "webp")
        ),
        width: 960,
        height: 640,
        alt: "\"><script>alert(1)</script>".into(),
        color: "#c81e28".into(),
    };
    let post = Post {
        id: "1".into(),
        url: "https://b.example/1".into(),
        image: Some(image),
        ..Post::default()
    };
    let state = feed(&options(&PAGE[..2]), vec![post], None, "");
    let html = run(content(State::Feed(state)));
    assert_eq!(html.matches("<img").count(), 1);
    assert_eq!(html.matches("<script").count(), 0);
    // Policies refuse inline styles.
    assert_eq!(html.matches("style=").count(), 0);
    insta::assert_snapshot!(lines(&html));
}

/// A post with everything that can be before its text and beside it.
fn covered(warning: &str) -> Post {
    Post {
        id: "1".into(),
        url: "https://b.example/1".into(),
        body: RichText(vec![Node::Text("Text".into())]),
        image: Some(Image {
            src: "https://s.example/media/1.jpg".into(),
            ..Image::default()
        }),
        warning: warning.into(),
        sensitive: true,
        video: Some(Video {
            label: "Video <b>".into(),
            embed: "https://p.example/1".into(),
        }),
        ..Post::default()
    }
}

#[test]
fn feed_with_covers_and_a_video() {
    let posts = vec![covered("<script>Spinnen"), covered("")];
    let state = feed(&options(&PAGE[..2]), posts, None, "");
    let html = run(content(State::Feed(state)));
    assert_eq!(html.matches("<details").count(), 2);
    assert_eq!(html.matches("<details open").count(), 0);
    // The warning covers text and picture, without one the picture alone is covered.
    let [first, second] = [0, 1].map(|at| html.split("<li ").nth(at + 1).unwrap());
    for (post, is_covered) in [(first, true), (second, false)] {
        let cover = post.split_once("<details").unwrap().1;
        let cover = cover.split_once("</details>").unwrap().0;
        assert!(cover.contains("<img"));
        assert_eq!(cover.contains("class=\"body\""), is_covered, "{cover}");
    }
    insta::assert_snapshot!(lines(&html));
}

#[test]
fn a_carousel_has_buttons_beside_what_is_taken_over() {
    for (layout, is_carousel) in [("carousel", true), ("list", false)] {
        let mut options = options(&PAGE[..1]);
        options.set("layout", layout);
        options.set("lang", "en");
        let host = Host::from_options(Element::Feed, &options);
        let state = State::Feed(feed(&options, vec![], None, ""));
        let html = run(fragment(&host, state, Css::Inline("")));
        let (beside, content) = html.split_once("<div data-n=").unwrap();
        for name in ["Previous", "Next"] {
            let name = format!("aria-label=\"{name}\"");
            assert_eq!(beside.contains(&name), is_carousel, "{beside}");
        }
        assert_eq!(content.contains("tabindex=\"0\""), is_carousel);
    }
}

#[test]
fn nothing_to_show_is_not_an_error() {
    let bar = share_bar(&options(&[("networks", "google+")]), &[], "");
    assert!(run(content(State::Bar(bar))).contains("role=\"group\""));
    let feed = feed(&Options::default(), vec![], None, "");
    assert!(run(content(State::Feed(feed))).contains("Noch keine Beiträge."));
}
