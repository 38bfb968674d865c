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

/// The modules that a part consists of: its own, and those that it shares with other parts. As the
/// last build left them; none where nothing was split.
pub(crate) fn files_of(part: &str) -> Vec<String> {
    let script = project::wasm_target().join("split/__wasm_split.js");
    let script = std::fs::read_to_string(script).unwrap_or_default();
    needed(&script, part)
}

/// What the splitter's script loads for a part: `…_load_NAME = …("./split_NAME.wasm" …, [__chunk_4, …])`.
fn needed(script: &str, part: &str) -> Vec<String> {
    let load = format!("__wasm_split_load_{part} = ");
    let Some((_, from)) = script.split_once(&load) else {
        return Vec::new();
    };
    let list = from
        .split_once("\n, [")
        .and_then(|(_, list)| list.split_once(']'));
    let chunks = list.map_or("", |(list, _)| list).split(", ");
    let chunks = chunks.filter_map(|name| name.trim().strip_prefix("__"));
    let chunks = chunks.map(|chunk| format!("{chunk}.wasm"));
    chunks.chain([format!("split_{part}.wasm")]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_its_module_and_what_it_shares() {
        let script = "const __chunk_4 = makeLoad(() => {\n}\n, []);\n\
            export const __wasm_split_load_page = wrapAsyncCb(makeLoad(() => {\n}\n, [__chunk_4, __chunk_7]));\n\
            export const __wasm_split_load_feed = wrapAsyncCb(makeLoad(() => {\n}\n, []));\n";
        assert_eq!(
            needed(script, "page"),
            ["chunk_4.wasm", "chunk_7.wasm", "split_page.wasm"]
        );
        assert_eq!(needed(script, "feed"), ["split_feed.wasm"]);
        assert!(needed(script, "none").is_empty());
    }
}
