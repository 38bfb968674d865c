//! Between cargo and wasm-bindgen: what is rarely needed is split off into modules of their own.
//!
//! Where the widget depends on `wasm_split_helpers`, each function it marks with
//! `#[wasm_split(name)]`, and all that only such functions reach, goes to a file that the first call
//! fetches. Without that dependency this step does nothing and installs nothing.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::files::{entries, make_dir, remove_dir};
use crate::process::{command, run};
use crate::project;
use crate::tools;

/// The splitter moves functions between modules, so it needs to know where each is used.
pub(super) const FLAGS: &str = "-Clink-arg=--emit-relocs";

/// The module that wasm-bindgen is to read, with the files that belong beside its output.
pub(super) struct Split {
    pub(super) main: PathBuf,
    pub(super) beside: Vec<PathBuf>,
}

/// Whether the widget has split points.
pub(super) fn is_wanted() -> bool {
    project::locked_version("wasm_split_helpers").is_ok()
}

/// Splits the module if there is anything to split.
pub(super) fn split(module: &Path) -> Result<Split> {
    if !is_wanted() {
        return Ok(Split {
            main: module.to_owned(),
            beside: Vec::new(),
        });
    }
    let splitter = tools::ensure_wasm_split()?;
    let dir = project::wasm_target().join("split");
    remove_dir(&dir)?;
    make_dir(&dir)?;
    // The loaders it writes import the glue by this name.
    let mut command = command(splitter);
    command
        .args(["--target", "web", "--out-name", "teilbar"])
        .arg(module)
        .arg(&dir);
    run(&mut command).context("the module cannot be split")?;
    let main = dir.join("teilbar.wasm");
    let mut beside = entries(&dir)?;
    beside.retain(|file| *file != main);
    if beside.is_empty() {
        bail!("nothing was split off, though the widget depends on `wasm_split_helpers`");
    }
    Ok(Split { main, beside })
}
