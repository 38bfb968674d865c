//! The first visible button of a page, against static HTML: measured in Chromium by a script.

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::{median, server::start_teilbar};
use crate::process::{capture, command};
use crate::{demo, dist, project, tools};

/// How much later than in static HTML the first button may be seen.
const BUDGET: f64 = 1.05;

/// Prints the medians and fails where their ratio is above its budget.
pub(super) fn compare() -> Result<()> {
    dist::dist()?;
    demo::server()?;
    tools::ensure_e2e_packages()?;
    let teilbar = start_teilbar()?;
    let script = project::root().join("tests/e2e/first-button.mjs");
    let mut node = command("node");
    node.arg(script)
        .args([teilbar.url(demo::FRAGMENT), teilbar.url("/teilbar.js")])
        .env("CHROMIUM", tools::ensure_chromium()?);
    let text = capture(&mut node).context("the page could not be measured")?;
    let times: Value = serde_json::from_str(&text).context("the script printed no JSON")?;
    let ours = median(&mut numbers(&times["teilbar"]));
    let limit = median(&mut numbers(&times["static"]));
    let ratio = ours / limit;
    println!("first visible button, Slow 4G, CPU divided by 4, medians of 10:");
    println!("  server-rendered bar {ours:.0} ms, static HTML {limit:.0} ms");
    println!("  ratio {ratio:.3} (budget {BUDGET})");
    if ratio > BUDGET {
        bail!("the first button is seen later than its budget allows");
    }
    Ok(())
}

fn numbers(value: &Value) -> Vec<f64> {
    let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(Value::as_f64).collect()
}
