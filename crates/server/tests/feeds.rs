//! The feed reader against outside corpora, hostile documents and hostile HTML.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use proptest::prelude::*;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use teilbar_domain::post::{Node, Tag};
use teilbar_server::feed::{self, Clean, Cleaner, Feed, FeedError};
use url::Url;

/// Bounds for one document, in processor time: a busy machine decides nothing.
const LONGEST: Duration = Duration::from_secs(1);
/// For feeds of the largest size that try to be slow, in a build without optimisation.
const LONGEST_ATTACK: Duration = Duration::from_secs(5);
const LARGEST: usize = 64 * 1024 * 1024;

/// Counts the bytes that each thread holds, and the most it ever held.
struct Counting;

thread_local! {
    static LIVE: Cell<usize> = const { Cell::new(0) };
    static PEAK: Cell<usize> = const { Cell::new(0) };
}

#[expect(
    unsafe_code,
    reason = "the trait is unsafe; every call is handed on unchanged"
)]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let live = LIVE.get().saturating_add(layout.size());
        LIVE.set(live);
        PEAK.set(PEAK.get().max(live));
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.set(LIVE.get().saturating_sub(layout.size()));
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Runs on this thread; fails over the bounds or on a panic.
fn bounded<T>(what: &str, run: impl FnOnce() -> T) -> T {
    bounded_by(LONGEST, what, run)
}

fn bounded_by<T>(longest: Duration, what: &str, run: impl FnOnce() -> T) -> T {
    let held = LIVE.get();
    PEAK.set(held);
    let begun = processor_time();
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run));
    let (took, peak) = (processor_time() - begun, PEAK.get() - held);
    assert!(took <= longest, "{what} took {took:?}");
    assert!(peak <= LARGEST, "{what} took {} MiB", peak >> 20);
    result.unwrap_or_else(|_| panic!("{what} made the reader panic"))
}

/// What this thread has used; the time of day where the system does not tell.
fn processor_time() -> Duration {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let used = told.and_then(|line| line.split(' ').next()?.parse().ok());
    used.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

fn base() -> Url {
    Url::parse("https://feed.example/blog/").unwrap()
}

fn read(bytes: &[u8]) -> Result<Feed, FeedError> {
    feed::read(bytes, None, &base())
}

fn rss(items: &str) -> String {
    format!("<rss version=\"2.0\"><channel><title>Feed</title>{items}</channel></rss>")
}

/// A folder of a corpus; see `cargo xtask test`.
fn corpus(variable: &str, folder: &str) -> Vec<(String, Vec<u8>)> {
    let root = std::env::var_os(variable).unwrap_or_else(|| {
        panic!("{variable} names no folder: run `cargo xtask test`, which fetches the corpora and sets it")
    });
    let root = PathBuf::from(root).join(folder);
    let mut files = Vec::new();
    collect(&root, &root, &mut files);
    assert!(
        !files.is_empty(),
        "{variable}: nothing in {}",
        root.display()
    );
    files.sort();
    files
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path
                .strip_prefix(root)
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/");
            files.push((name, std::fs::read(&path).unwrap()));
        }
    }
}

#[test]
fn every_feed_of_the_corpora_is_read_or_refused_for_a_known_reason() {
    let mut report = String::new();
    for (name, variable, folder) in [
        (
            "feedparser",
            "TEILBAR_CORPUS_FEEDPARSER",
            "tests/wellformed",
        ),
        ("feed-rs", "TEILBAR_CORPUS_FEEDRS", ""),
    ] {
        let files = corpus(variable, folder);
        let (mut refused, mut items) = (Vec::new(), 0);
        for (file, bytes) in &files {
            match bounded(file, || read(bytes)) {
                Ok(feed) => {
                    items += feed.items.len();
                    feed.items
                        .iter()
                        .for_each(|item| assert_safe(file, &item.html, &item.body.0));
                }
                Err(error) => refused.push(format!("{file}: {error}")),
            }
        }
        let read = files.len() - refused.len();
        writeln!(
            report,
            "{name}: {} files, {read} read with {items} items, refused:",
            files.len()
        )
        .unwrap();
        refused
            .iter()
            .for_each(|line| writeln!(report, "  {line}").unwrap());
    }
    insta::assert_snapshot!(report);
}

#[test]
fn xml_bombs_are_refused() {
    for (file, bytes) in corpus("TEILBAR_CORPUS_DEFUSEDXML", "xmltestdata") {
        let refused = bounded(&file, || read(&bytes)).unwrap_err();
        let bomb = file.contains("bomb")
            || ["cyclic.xml", "quadratic.xml", "external.xml"].contains(&&file[..]);
        assert_eq!(
            refused == FeedError::Entities,
            bomb || file == "external_file.xml",
            "{file}: {refused}"
        );
    }
}

#[test]
fn large_documents_stay_within_bounds() {
    let fill = |piece: &str, total: usize| piece.repeat(total / piece.len());
    let all = 4_000_000;
    for (what, document, refused) in [
        ("empty items", rss(&fill("<item/>", all)), false),
        (
            "small items",
            rss(&fill("<item><title>a</title></item>", all)),
            false,
        ),
        (
            "links in one item",
            rss(&format!("<item>{}</item>", fill("<link>x</link>", all))),
            true,
        ),
        (
            "links within the limit",
            rss(&format!("<item>{}</item>", "<link>x</link>".repeat(49_000))),
            false,
        ),
        (
            "links outside of items",
            rss(&fill("<link>x</link>", all)),
            true,
        ),
        (
            "one long text",
            rss(&format!(
                "<item><title>{}</title></item>",
                fill("word ", all)
            )),
            false,
        ),
        (
            "one long word",
            rss(&format!(
                "<item><description>{}</description></item>",
                fill("x", all)
            )),
            false,
        ),
        (
            "escaped tags",
            rss(&format!(
                "<item><description>{}</description></item>",
                fill("&lt;b&gt;", all)
            )),
            false,
        ),
        (
            "entities",
            rss(&format!(
                "<item><description>{}</description></item>",
                fill("&amp;amp;", all)
            )),
            false,
        ),
        (
            "attributes",
            rss(&format!("<item {}/>", fill("a=\"\" ", all))),
            true,
        ),
        (
            "attributes within the limit",
            rss(&fill(&format!("<item {}/>", fill("a=\"\" ", 60_000)), all)),
            false,
        ),
        (
            "different attributes",
            rss(&format!(
                "<item {}/>",
                (0..6_000).map(|n| format!("a{n}='' ")).collect::<String>()
            )),
            false,
        ),
        ("nesting", fill("<a>", all), true),
        (
            "media groups",
            rss(&format!(
                "<item xmlns:m='http://search.yahoo.com/mrss/'>{}",
                fill("<m:group>", all)
            )),
            true,
        ),
        ("open comment", rss(&fill("<!-- ", all)), true),
        ("open sections", rss(&fill("<![CDATA[", all)), true),
        (
            "name spaces",
            rss(&(0..40_000)
                .map(|n| format!("<a xmlns:n{n}='u{n}'/>"))
                .collect::<String>()),
            false,
        ),
        (
            "JSON objects",
            format!(
                "{{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{}{{}}]}}",
                fill("{},", all)
            ),
            true,
        ),
        (
            "JSON within the limit",
            format!(
                "{{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{}{{}}]}}",
                "{},".repeat(19_000)
            ),
            false,
        ),
        ("JSON nesting", fill("{\"a\":", all), true),
        ("JSON arrays", format!("{{\"a\":{}", fill("[", all)), true),
        ("too long", fill(" ", 5_000_000), true),
        ("zeros", fill("\0", all), true),
    ] {
        let result = bounded_by(LONGEST_ATTACK, what, || {
            read(document.as_bytes()).map(|feed| feed.items.len())
        });
        assert_eq!(result.is_err(), refused, "{what}: {result:?}");
    }
}

#[test]
fn a_panic_of_the_parser_is_an_error() {
    for item in [
        "<itunes:duration xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'>99999999999999999999999</itunes:duration>",
        "<author>ü a@a.example</author>",
        "<author>aü\u{a0}a@a.example\u{a0}</author>",
    ] {
        // Neither timed nor weighed: printing a backtrace is slow and large.
        let _ = read(rss(&format!("<item>{item}</item>")).as_bytes());
    }
}

#[test]
fn nested_html_loses_its_shape_before_it_costs_time() {
    let n = 100_000;
    let open = |name: &str| name.repeat(n);
    for (what, html) in [
        ("div", open("<div>")),
        ("closed div", open("<div>") + "x" + &open("</div>")),
        ("b", open("<b>")),
        (
            "different b",
            (0..n).map(|n| format!("<b id={n}>")).collect(),
        ),
        ("font", open("<font size=1>")),
        ("table", open("<table>")),
        ("table cells", open("<table><tr><td>")),
        ("select", open("<select><option>")),
        ("svg", open("<svg>")),
        ("math and svg", open("<math><mtext><svg><desc>")),
        ("unclosed tags", open("<a <b ")),
        ("attributes", format!("<p {}>", open("a='b' "))),
        ("links", open("<a href=/>")),
        ("lists", open("<ul><li>")),
        ("template", open("<template>")),
        ("end tags", open("</p>")),
        ("comments", open("<!--")),
        ("misnested", open("<b><p></b>")),
        (
            "reopened formats",
            (0..60).map(|n| format!("<b id={n}>")).collect::<String>() + &"<p>x".repeat(4_900),
        ),
        (
            "formats behind objects",
            (0..1_600)
                .map(|n| format!("<b id={n}><object></b></object>"))
                .collect::<String>()
                + &"<p>".repeat(1_600),
        ),
        (
            "formats before tables",
            (0..1_200)
                .map(|n| format!("<table><b id={n}><td></b></table>"))
                .collect::<String>()
                + &"<p>".repeat(1_200),
        ),
        (
            "formats and self-ending",
            (0..2_400)
                .map(|n| format!("<b id={n}><li></b>"))
                .collect::<String>()
                + &"<p>".repeat(200),
        ),
        (
            "drawings",
            (0..1_600)
                .map(|n| format!("<svg><path/><b id={n}></b></svg>"))
                .collect::<String>()
                + &"<p>".repeat(1_600),
        ),
        (
            "at the gates",
            "<div>".repeat(63) + &"<i>x</i>".repeat(4_000),
        ),
    ] {
        let clean = bounded(what, || Cleaner::default().clean(&html, &base()));
        assert_safe(what, &clean.html, &clean.body.0);
        // The same, again and again in one feed.
        let item = format!("<item><description><![CDATA[{html}]]></description></item>");
        let count = (3_900_000 / item.len()).min(500);
        bounded_by(LONGEST_ATTACK, &format!("a feed of {what}"), || {
            read(rss(&item.repeat(count)).as_bytes())
        })
        .unwrap();
    }
}

/// Own inputs after the patterns that sanitisers have failed on.
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example></SCRIPT>",
    "<script/x>alert(1)</script >",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script>alert(1)",
    "<<script>alert(1)//<</script>",
    "<script\u{0}>alert(1)</script>",
    "<style>@import '//evil.example'</style>",
    "<style><img src=x onerror=alert(1)></style>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img src=\"x\"onerror=\"alert(1)\">",
    "<img src=`x` onerror=alert(1)>",
    "<img src=javascript:alert(1)>",
    "<img src=data:image/svg+xml,<svg/onload=alert(1)>>",
    "<img src=x alt='\"><script>alert(1)</script>'>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<svg><animate attributeName=href values=javascript:alert(1)>",
    "<svg><foreignObject><p onclick=alert(1)>x</p></foreignObject></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<math href=javascript:alert(1)>x</math>",
    "<math><annotation-xml encoding=text/html><script>alert(1)</script></annotation-xml></math>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='java&#09;script:alert(1)'>x</a>",
    "<a href='&#106;avascript&colon;alert(1)'>x</a>",
    "<a href='&#x6A;&#x61;vascript:alert(1)'>x</a>",
    "<a href='\u{1}javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href='blob:https://feed.example/1'>x</a>",
    "<a href='file:///etc/passwd'>x</a>",
    "<a href='https://good.example@evil.example/'>x</a>",
    "<a href='https://a.example/\"onmouseover=\"alert(1)'>x</a>",
    "<a href=https://a.example/ onclick=alert(1) style=position:fixed target=_top>x</a>",
    "<a href=\"https://a.example/`onclick=alert(1)\">x</a>",
    "<a href='//evil.example\\@good.example'>x</a>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<form><input formaction=javascript:alert(1) type=submit></form>",
    "<button onclick=alert(1)>x</button>",
    "<body onload=alert(1)>x</body>",
    "<base href=javascript:alert(1)//>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//evil.example>",
    "<p style='background:url(javascript:alert(1))' class=x id=x>x</p>",
    "<div style=width:expression(alert(1))>x</div>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)></audio>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "<title><img src=x onerror=alert(1)></title>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<noembed><img title=\"</noembed><img src=x onerror=alert(1)>\"></noembed>",
    "<template><script>alert(1)</script></template>",
    "<select><template><style><!--</style><a rel=--></select><script>alert(1)</script>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php <script>alert(1)</script> ?>",
    "<xmp><script>alert(1)</script></xmp>",
    "<plaintext><script>alert(1)</script>",
    "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    "&lt;img src=x onerror=alert(1)&gt;",
    "<p <script>alert(1)</script>",
    "<x onpointerenter=alert(1)>x</x>",
    "<a><b><a href=javascript:alert(1)></b>x</a>",
    "<table><a href=javascript:alert(1)>x<tr><td></a><script>alert(1)</script>",
    "<pre>\n\n<code>&lt;/code&gt;<script>alert(1)</script></code></pre>",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "\u{2028}<img src=x\u{a0}onerror=alert(1)>",
];

#[test]
fn hostile_html_is_harmless() {
    for html in HOSTILE {
        for variant in [
            (*html).to_owned(),
            format!("<p>a<b>{html}</p>c"),
            format!("<pre>{html}"),
            format!("<li>{html}"),
        ] {
            let clean = Cleaner::default().clean(&variant, &base());
            assert_safe(&variant, &clean.html, &clean.body.0);
            let image = clean.image.map(|image| image.url).unwrap_or_default();
            assert!(
                image.is_empty() || image.starts_with("https://feed.example/"),
                "{variant}: {image}"
            );
            let plain = Clean::from_plain(&variant);
            assert_safe(&variant, &plain.html, &plain.body.0);
            for document in [
                rss(&format!(
                    "<item><title><![CDATA[{html}]]></title><description><![CDATA[{html}]]></description></item>"
                )),
                format!(
                    "<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='html'><![CDATA[{html}]]></content></entry></feed>"
                ),
                format!(
                    "<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='xhtml'><div>{html}</div></content></entry></feed>"
                ),
            ] {
                for item in read(document.as_bytes())
                    .map(|feed| feed.items)
                    .unwrap_or_default()
                {
                    assert_safe(&document, &item.html, &item.body.0);
                    assert!(item.url.starts_with("https://"), "{document}: {}", item.url);
                }
            }
        }
    }
}

/// HTML and tree hold nothing but the listed elements and links to the web.
fn assert_safe(what: &str, html: &str, nodes: &[Node]) {
    let mut rest = html.to_owned();
    for tag in [
        "p",
        "em",
        "strong",
        "ul",
        "ol",
        "li",
        "blockquote",
        "code",
        "pre",
    ] {
        rest = rest
            .replace(&format!("<{tag}>"), "")
            .replace(&format!("</{tag}>"), "");
    }
    rest = rest.replace("<br>", "").replace("</a>", "");
    while let Some(start) = rest.find("<a href=\"http") {
        let link = &rest[start..];
        let end = link
            .find("\" rel=\"nofollow noopener noreferrer ugc\">")
            .unwrap_or_else(|| panic!("{what}: {html}"));
        let href = &link[9..end];
        assert!(
            href.starts_with("http://") || href.starts_with("https://"),
            "{what}: {href}"
        );
        assert!(
            !href.contains(['"', '<', '>', ' ', '\n', '`']),
            "{what}: {href}"
        );
        rest.replace_range(start..start + end + 41, "");
    }
    assert!(!rest.contains(['<', '>', '"']), "{what}: {rest}");
    assert_nodes(what, nodes);
}

fn assert_nodes(what: &str, nodes: &[Node]) {
    for node in nodes {
        match node {
            Node::Text(text) => assert!(!text.is_empty(), "{what}"),
            Node::Element(Tag::Break, children) => assert!(children.is_empty(), "{what}"),
            Node::Element(_, children) => assert_nodes(what, children),
            Node::Link(href, children) => {
                let url = Url::parse(href).unwrap();
                assert!(
                    matches!(url.scheme(), "http" | "https") && url.username().is_empty(),
                    "{what}: {href}"
                );
                assert_nodes(what, children);
            }
        }
    }
}

/// HTML made of pieces that matter, well-formed by chance only.
fn markup() -> impl Strategy<Value = String> {
    let names = prop::sample::select(vec![
        "p",
        "br",
        "a",
        "em",
        "i",
        "strong",
        "b",
        "ul",
        "ol",
        "li",
        "blockquote",
        "code",
        "pre",
        "h1",
        "div",
        "table",
        "tr",
        "td",
        "img",
        "dl",
        "dd",
        "svg",
        "script",
        "style",
        "span",
        "template",
        "select",
        "math",
        "hr",
        "button",
        "textarea",
    ]);
    let piece = prop_oneof![
        4 => names.clone().prop_map(|name| format!("<{name}>")),
        3 => names.prop_map(|name| format!("</{name}>")),
        1 => prop::sample::select(vec!["https://a.example/?a=1&b=2", "/b", "javascript:x", "http://c.example"])
            .prop_map(|href| format!("<a href='{href}'>")),
        4 => prop::sample::select(vec![
            "x", " ", "\n", "  a b ", "\n\n", "&amp;", "&lt;b&gt;", "&nbsp;", "<", ">", "\"", "&", "ü", "\t", "\u{1}", "'",
        ])
        .prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cleaning_twice_changes_nothing(html in markup()) {
        let once = Cleaner::default().clean(&html, &base());
        assert_safe(&html, &once.html, &once.body.0);
        let twice = Cleaner::default().clean(&once.html, &base());
        prop_assert_eq!(&once.html, &twice.html);
        prop_assert_eq!(once.body, twice.body);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
        let _ = read(&[b"<rss><channel><item><title>", &bytes[..]].concat());
        let _ = read(&[b"{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[", &bytes[..]].concat());
    }
}

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
