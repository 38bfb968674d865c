//! Bytes of a working bar of six buttons, against static HTML and against other share buttons.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::files::{make_dir, read, remove_dir, write};
use crate::project::temporary_dir;
use crate::{dist, tools};

/// How many times the static page's bytes our bar may take.
const BUDGET: f64 = 1.5;

/// The six that are compared; Pinterest's button is there only where a picture is named.
pub(super) const FRAGMENT: &str = "/api/v1/sites/blog/fragment/bar\
    ?url=https%3A%2F%2Fwaldrand.example%2F&title=Waldrand\
    &image=https%3A%2F%2Fwaldrand.example%2Fbild.jpg\
    &networks=facebook%20x%20linkedin%20pinterest%20whatsapp%20email";

/// As few rules as make links look like buttons in the colours of their networks.
const PLAIN_SHEET: &str = "a{display:inline-flex;align-items:center;gap:.5em;height:44px;\
    padding:0 14px;margin:4px;border-radius:8px;color:#fff;font:600 15px sans-serif;\
    text-decoration:none}svg{width:20px;height:20px;fill:currentColor}\
    .facebook{background:#0866ff}.x{background:#000}.linkedin{background:#0a66c2}\
    .pinterest{background:#bd081c}.whatsapp{background:#108276}.email{background:#555}";

const SHAREON: &str = "<link rel=\"stylesheet\" href=\"shareon.min.css\">\
    <script src=\"shareon.iife.js\" defer init></script><div class=\"shareon\">\
    <a class=\"facebook\"></a><a class=\"twitter\"></a><a class=\"linkedin\"></a>\
    <a class=\"pinterest\"></a><a class=\"whatsapp\"></a><a class=\"email\"></a></div>";

const SHARIFF: &str = "<link rel=\"stylesheet\" href=\"shariff.complete.css\">\
    <div class=\"shariff\" data-services='[\"facebook\",\"twitter\",\"linkedin\",\"pinterest\",\
    \"whatsapp\",\"mail\"]'></div><script src=\"shariff.complete.js\"></script>";

/// Two pages with the same six links and nothing else.
pub(super) struct Pages {
    /// The server's HTML, with the loader.
    pub(super) teilbar: String,
    /// Static HTML.
    pub(super) plain: String,
}

impl Pages {
    /// Makes both from the server's answer to [`FRAGMENT`].
    pub(super) fn new(fragment: &str) -> Result<Self> {
        let links = links(fragment);
        if links.len() != 6 {
            bail!("the bar has {} links instead of six", links.len());
        }
        let script = "<script type=\"module\" src=\"/teilbar.js\"></script>";
        Ok(Self {
            teilbar: page(&format!("{fragment}{script}")),
            plain: page(&format!(
                "<style>{PLAIN_SHEET}</style><p>{}",
                links.concat()
            )),
        })
    }
}

fn page(body: &str) -> String {
    format!("<!doctype html><meta charset=\"utf-8\"><title>Page</title><body>{body}")
}

/// The links of a fragment as somebody would write them by hand: without the renderer's comments.
fn links(fragment: &str) -> Vec<String> {
    let whole = fragment
        .split("<a ")
        .skip(1)
        .filter_map(|rest| rest.split_once("</a>"));
    whole
        .map(|(inside, _)| format!("<a {}</a>", without_comments(inside)))
        .collect()
}

fn without_comments(html: &str) -> String {
    let mut parts = html.split("<!--");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| {
        out + part.split_once("-->").map_or("", |(_, after)| after)
    })
}

/// What a browser loads until a bar works: the page, and files beside it.
struct Variant {
    name: &'static str,
    html: u64,
    sheet: u64,
    script: u64,
    fonts: u64,
}

impl Variant {
    fn total(&self) -> u64 {
        self.html + self.sheet + self.script + self.fonts
    }
}

/// Prints what each variant takes and fails where ours is above its budget.
pub(super) fn compare(pages: &Pages) -> Result<()> {
    let modules = tools::ensure_peers()?;
    let dir = temporary_dir("bar")?;
    let variants = variants(pages, &dir, &modules)?;
    remove_dir(&dir)?;
    let plain = variants[0].total() as f64;
    println!("bytes until a bar of six works, brotli (fonts as they are):");
    println!(
        "{:<24} {:>7} {:>7} {:>7} {:>7} {:>8} {:>9}",
        "", "HTML", "CSS", "script", "fonts", "all", "× static"
    );
    for variant in &variants {
        println!(
            "{:<24} {:>7} {:>7} {:>7} {:>7} {:>8} {:>9.2}",
            variant.name,
            variant.html,
            variant.sheet,
            variant.script,
            variant.fonts,
            variant.total(),
            variant.total() as f64 / plain
        );
    }
    let ratio = variants[1].total() as f64 / plain;
    if ratio > BUDGET {
        bail!("our bar takes {ratio:.2} times the bytes of static HTML (budget {BUDGET})");
    }
    Ok(())
}

/// Static HTML first, ours second.
fn variants(pages: &Pages, dir: &Path, modules: &Path) -> Result<Vec<Variant>> {
    let brotli = |bytes: &[u8]| brotli(dir, bytes);
    let file = |path: &str| brotli(&read(&modules.join(path))?);
    let plain = |path: &str| Ok::<_, anyhow::Error>(read(&modules.join(path))?.len() as u64);
    Ok(vec![
        Variant {
            name: "static HTML",
            html: brotli(pages.plain.as_bytes())?,
            sheet: 0,
            script: 0,
            fonts: 0,
        },
        Variant {
            name: "Teilbar, with its loader",
            html: brotli(pages.teilbar.as_bytes())?,
            sheet: 0,
            script: brotli(&read(&crate::project::dist().join(dist::LOADER))?)?,
            fonts: 0,
        },
        Variant {
            name: "shareon 2.8.1",
            html: brotli(page(SHAREON).as_bytes())?,
            sheet: file("shareon/dist/shareon.min.css")?,
            script: file("shareon/dist/shareon.iife.js")?,
            fonts: 0,
        },
        Variant {
            name: "Shariff 3.3.0 complete",
            html: brotli(page(SHARIFF).as_bytes())?,
            sheet: file("shariff/dist/shariff.complete.css")?,
            script: file("shariff/dist/shariff.complete.js")?,
            // Its e-mail icon is in another font than those of the networks.
            fonts: plain("shariff/dist/fa-brands-400.woff2")?
                + plain("shariff/dist/fa-solid-900.woff2")?,
        },
    ])
}

/// The size after compression as `dist/` is compressed.
fn brotli(dir: &Path, bytes: &[u8]) -> Result<u64> {
    make_dir(dir)?;
    write(&dir.join("file"), bytes)?;
    dist::pack::compress(dir, &["file".to_owned()])?;
    let packed = dir.join("file.br");
    let size = packed.metadata().context("no compressed file")?.len();
    Ok(size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn static_links_are_the_fragments_without_comments() {
        let fragment = "<div><!--<[]>--><a href=\"1\"><!--<#>--><svg/><!--</#>-->One</a>\
                        <a href=\"2\">Two</a><button>Three</button></div>";
        assert_eq!(
            links(fragment),
            ["<a href=\"1\"><svg/>One</a>", "<a href=\"2\">Two</a>"]
        );
    }

    #[test]
    fn a_bar_that_lacks_a_button_is_not_compared() {
        assert!(Pages::new(&"<a href=\"1\">One</a>".repeat(5)).is_err());
        assert!(Pages::new(&"<a href=\"1\">One</a>".repeat(6)).is_ok());
    }
}
