//! Outside corpora, and documents that try to be slow or large.

use super::*;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use teilbar_server::feed::{Cleaner, FeedError};

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
