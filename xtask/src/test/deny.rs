//! Licences, sources and known advisories of all dependencies: see deny.toml.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::process::{command, logged_within, run};
use crate::tools::ensure_cargo_deny;

/// cargo-deny, with the advisory database where it can be had.
pub(super) fn check() -> Result<()> {
    let deny = ensure_cargo_deny()?;
    run(in_workspace(&deny).args(["check", "bans", "licenses", "sources"]))
        .context("a dependency is not allowed: see deny.toml for why")?;
    let fetched = fetch_advisories(&deny);
    if let Err(error) = fetched {
        println!("  WARNING: no advisory database: it cannot be fetched from here ({error:#})");
        println!("  Checked were only the advisories that deny.toml lists under `bans`.");
        return Ok(());
    }
    run(in_workspace(&deny).args(["check", "--disable-fetch", "advisories"]))
        .context("a dependency has a known fault: update it")
}

/// A limit, since a firewall may swallow the request instead of refusing it.
fn fetch_advisories(deny: &Path) -> Result<()> {
    let mut fetch = in_workspace(deny);
    fetch.args(["fetch", "db"]);
    logged_within("advisory database", &mut fetch, Duration::from_secs(60))
}

fn in_workspace(deny: &Path) -> Command {
    let mut command = command(deny);
    command.args(["--workspace", "--log-level", "error"]);
    command
}
