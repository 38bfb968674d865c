//! How long the first use of each dialog keeps a page's main thread busy.

use anyhow::{Context, Result};
use serde_json::Value;

use super::{median, numbers, server::start_teilbar};
use crate::process::{capture, command};
use crate::{demo, dist, project, tools};

/// Milliseconds that a first use may take on a CPU a quarter as fast. A run above it does not fail, for
/// what else the machine does lengthens the times, too.
const GOAL: f64 = 100.0;

/// A page of the demo that has every dialog's button.
const PAGE: &str = "/demo/forms/dialogs.html";

/// Prints the median of each dialog and its ratio to the goal.
pub(super) fn measure() -> Result<()> {
    dist::dist()?;
    demo::server()?;
    tools::ensure_e2e_packages()?;
    let teilbar = start_teilbar()?;
    let script = project::root().join("tests/e2e/dialog-times.mjs");
    let mut node = command("node");
    node.arg(script)
        .arg(teilbar.url(PAGE))
        .env("CHROMIUM", tools::ensure_chromium()?);
    let text = capture(&mut node).context("the dialogs could not be measured")?;
    let times: Value = serde_json::from_str(&text).context("the script printed no JSON")?;
    let times = times.as_object().context("the script printed no object")?;
    println!("main thread at the first use of a dialog, CPU divided by 4, medians of 7:");
    for (dialog, times) in times {
        let time = median(&mut numbers(times));
        println!(
            "  {dialog:<10} {time:>4.0} ms, ratio {:.2} (goal 1, on an idle machine)",
            time / GOAL
        );
    }
    Ok(())
}
