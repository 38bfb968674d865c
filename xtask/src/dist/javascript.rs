//! Hand-written and generated modules, bundled and minified by esbuild.

use std::path::Path;

use anyhow::{Context, Result};

use crate::process::{command, run};

/// Writes one minified module with all it imports statically. What it imports when asked to
/// (the glue, from an address made at run time) stays outside.
pub(super) fn bundle(programs: &Path, from: &Path, to: &Path) -> Result<()> {
    let mut esbuild = command(programs.join("esbuild"));
    esbuild
        .arg(from)
        .args(["--bundle", "--minify", "--format=esm", "--target=es2022"])
        .args([
            "--legal-comments=none",
            "--charset=utf8",
            "--log-level=warning",
        ])
        .arg(format!("--outfile={}", to.display()));
    run(&mut esbuild).with_context(|| format!("cannot bundle {}", from.display()))
}
