//! A bar of six in a page, against static HTML: its bytes, and when its first button is seen.

use anyhow::{Context, Result};
use serde_json::Value;

use super::bar::{self, FRAGMENT, Pages};
use super::{median, numbers, server::start_teilbar};
use crate::process::{capture, command};
use crate::project::temporary_dir;
use crate::{demo, dist, files, project, tools};

/// How much later than in static HTML the first button should be seen. Whether it is depends on
/// what else the machine does, so a run above it does not fail.
const GOAL: f64 = 1.05;

/// Prints times and bytes; fails where the bytes are above their budget.
pub(super) fn compare() -> Result<()> {
    dist::dist()?;
    demo::server()?;
    tools::ensure_e2e_packages()?;
    let teilbar = start_teilbar()?;
    let fragment = String::from_utf8(teilbar.get(FRAGMENT)?).context("the bar is not UTF-8")?;
    let pages = Pages::new(&fragment)?;
    first_button(&pages, &teilbar.url("/"))?;
    bar::compare(&pages)
}

/// Measured in Chromium by a script.
fn first_button(pages: &Pages, server: &str) -> Result<()> {
    let dir = temporary_dir("page")?;
    files::write(&dir.join("teilbar"), &pages.teilbar)?;
    files::write(&dir.join("static"), &pages.plain)?;
    let script = project::root().join("tests/e2e/first-button.mjs");
    let mut node = command("node");
    node.arg(script)
        .arg(server)
        .arg(&dir)
        .env("CHROMIUM", tools::ensure_chromium()?);
    let text = capture(&mut node).context("the page could not be measured")?;
    files::remove_dir(&dir)?;
    let times: Value = serde_json::from_str(&text).context("the script printed no JSON")?;
    let ours = median(&mut numbers(&times["teilbar"]));
    let limit = median(&mut numbers(&times["static"]));
    println!("first visible button, Slow 4G, CPU divided by 4, medians of 10:");
    println!("  server-rendered bar {ours:.0} ms, static HTML {limit:.0} ms");
    println!(
        "  ratio {:.3} (goal {GOAL}, on an idle machine)",
        ours / limit
    );
    Ok(())
}
