//! The compressed copies beside each file.

use std::path::Path;

use anyhow::{Context, Result};

use crate::process::{command, run};
use crate::project;

/// Writes `.br` (quality 11) and `.gz` (level 9) beside each file. Node does it: it is needed here
/// anyway, and is quicker than a debug build of a compression crate.
pub(crate) fn compress(dir: &Path, names: &[String]) -> Result<()> {
    let script = project::root().join("xtask/npm/compress.mjs");
    let files = names.iter().map(|name| dir.join(name));
    run(command("node").arg(script).args(files)).context("cannot compress what was built")
}
