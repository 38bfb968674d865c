//! The feed reader against outside corpora, hostile documents and hostile HTML.

mod bounds;
mod html;
mod items;
mod pages;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::time::{Duration, Instant};
use teilbar_domain::post::{Node, Tag};
use teilbar_server::feed::{self, Feed, FeedError};
use url::Url;

/// Bounds for one document, in processor time: a busy machine decides nothing.
pub(crate) const LONGEST: Duration = Duration::from_secs(1);
/// For feeds of the largest size that try to be slow, in a build without optimisation.
pub(crate) const LONGEST_ATTACK: Duration = Duration::from_secs(5);
pub(crate) const LARGEST: usize = 64 * 1024 * 1024;

/// Counts the bytes that each thread holds, and the most it ever held.
pub(crate) struct Counting;

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
pub(crate) fn bounded<T>(what: &str, run: impl FnOnce() -> T) -> T {
    bounded_by(LONGEST, what, run)
}

pub(crate) fn bounded_by<T>(longest: Duration, what: &str, run: impl FnOnce() -> T) -> T {
    let begun = processor_time();
    let (result, peak) = measured(|| std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)));
    let took = processor_time() - begun;
    assert!(took <= longest, "{what} took {took:?}");
    assert!(peak <= LARGEST, "{what} took {} MiB", peak >> 20);
    result.unwrap_or_else(|_| panic!("{what} made the reader panic"))
}

/// What a function returns, and how many bytes this thread held at the most while it ran.
pub(crate) fn measured<T>(run: impl FnOnce() -> T) -> (T, usize) {
    let held = LIVE.get();
    PEAK.set(held);
    let value = run();
    (value, PEAK.get() - held)
}

/// What this thread has used; the time of day where the system does not tell.
pub(crate) fn processor_time() -> Duration {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let used = told.and_then(|line| line.split(' ').next()?.parse().ok());
    used.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

pub(crate) fn base() -> Url {
    Url::parse("https://feed.example/blog/").unwrap()
}

pub(crate) fn read(bytes: &[u8]) -> Result<Feed, FeedError> {
    feed::read(bytes, None, &base())
}

pub(crate) fn rss(items: &str) -> String {
    format!("<rss version=\"2.0\"><channel><title>Feed</title>{items}</channel></rss>")
}

/// HTML and tree hold nothing but the listed elements and links to the web.
pub(crate) fn assert_safe(what: &str, html: &str, nodes: &[Node]) {
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
