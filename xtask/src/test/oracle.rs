//! Our share links beside those that other libraries build.

use anyhow::Result;

use crate::process::{capture, cargo, command, run};
use crate::{files, project, tools};

/// Runs the other libraries and hands their links to the test that compares.
pub(super) fn compare() -> Result<()> {
    let folder = tools::ensure_oracle_packages()?;
    let links = capture(command("node").arg(folder.join("links.mjs")))?;
    let file = project::root().join("target/oracle.json");
    files::write(&file, links)?;
    let mut cargo = cargo();
    cargo
        .args(["test", "--locked", "--package", "teilbar-domain"])
        .args(["--test", "oracle", "--", "--ignored", "--nocapture"])
        .env("TEILBAR_ORACLE", file);
    run(&mut cargo)
}
