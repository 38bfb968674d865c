//! `cargo xtask dist`: what browsers load, built and packed into `dist/`.

mod javascript;
mod manifest;
mod names;
pub(crate) mod pack;
pub(crate) mod split;
mod stylesheet;
mod wasm;

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Result;

pub(crate) use manifest::{File, read as read_manifest};
pub(crate) use wasm::source_paths;

use crate::files::{
    Stamp, copy, entries, files_below, fingerprint, make_dir, read, remove_dir, remove_file, write,
};
use crate::process::seconds;
use crate::project;
use crate::tools;

/// The loader, a module of its own size budget.
pub(crate) const LOADER: &str = "teilbar.js";
/// What pages load in place of Shariff's own script.
pub(crate) const SHARIFF: &str = "shariff.js";
/// What bars beside the text, near a selection or over a picture need besides.
pub(crate) const FORMS: &str = "teilbar_forms.js";
/// What feeds need besides that scroll, turn or count days.
pub(crate) const LOOKS: &str = "teilbar_looks.js";
/// What shows a picture or plays a video of a feed, large.
pub(crate) const VIEWER: &str = "teilbar_viewer.js";
/// What feeds need besides that are told what changes.
pub(crate) const LIVE: &str = "teilbar_live.js";
/// wasm-bindgen's glue, and what starts it.
pub(crate) const GLUE: &str = "teilbar_glue.js";
/// The widget, by the name the glue asks for.
pub(crate) const WASM: &str = "teilbar_bg.wasm";
/// The style sheet of all elements.
pub(crate) const SHEET: &str = "teilbar.css";

/// Builds `dist/` where it is not fresh, and returns the folder.
pub(crate) fn dist() -> Result<PathBuf> {
    let started = Instant::now();
    println!("dist: building what browsers load");
    let toolchain = tools::ensure_wasm_toolchain()?;
    let programs = tools::ensure_build_tools()?;
    let widget = wasm::build(&toolchain, &programs)?;
    let dist = project::dist();
    let stamp = pack_stamp(&widget)?;
    if stamp.is_fresh(&[dist.join(manifest::NAME)]) {
        println!("dist: fresh, {}", seconds(started));
        return Ok(dist);
    }
    let staging = project::wasm_target().join("pack");
    remove_dir(&staging)?;
    make_dir(&staging)?;
    let names = fill(&staging, &widget, &programs)?;
    pack::compress(&staging, &names)?;
    manifest::write(&staging, &names)?;
    publish(&staging, &dist)?;
    stamp.set()?;
    println!(
        "dist: {} files in {}, {}",
        names.len(),
        dist.display(),
        seconds(started)
    );
    Ok(dist)
}

/// Packing depends on the built widget, the hand-written modules, the style sheet and this program.
fn pack_stamp(widget: &wasm::Widget) -> Result<Stamp> {
    let root = project::root();
    let mut paths = modules()?;
    paths.extend([
        widget.dir.clone(),
        root.join("xtask/src/dist"),
        // shariff.js says what has become of networks.
        root.join("crates/domain/src"),
        root.join("xtask/npm/compress.mjs"),
        root.join("xtask/npm/package-lock.json"),
    ]);
    let fingerprint = fingerprint(root, &paths, &[stylesheet::sheet()])?;
    Ok(Stamp::new(
        project::wasm_target().join("pack.stamp"),
        fingerprint,
    ))
}

/// Moves what was packed to its place. A file that is the same keeps its time: the server embeds
/// these files, and compiles for minutes when one is newer.
fn publish(staging: &Path, dist: &Path) -> Result<()> {
    make_dir(dist)?;
    for old in entries(dist)? {
        // Folders are others' (the playground); a file that is built no more must not be served.
        if old.is_file() && !staging.join(old.file_name().unwrap_or_default()).exists() {
            remove_file(&old)?;
        }
    }
    for file in entries(staging)? {
        let place = dist.join(file.file_name().unwrap_or_default());
        if !place.exists() || read(&place)? != read(&file)? {
            copy(&file, &place)?;
        }
    }
    Ok(())
}

/// The hand-written modules: not the demo beside them, whose database changes as it runs.
pub(crate) fn modules() -> Result<Vec<PathBuf>> {
    let mut modules = entries(&project::root().join("www"))?;
    modules.retain(|path| path.is_file());
    modules.sort();
    Ok(modules)
}

fn fill(dist: &Path, widget: &wasm::Widget, programs: &Path) -> Result<Vec<String>> {
    let www = project::root().join("www");
    javascript::bundle(programs, &www.join("define.js"), &dist.join(LOADER))?;
    javascript::bundle(programs, &www.join("forms.js"), &dist.join(FORMS))?;
    javascript::bundle(programs, &www.join("looks.js"), &dist.join(LOOKS))?;
    javascript::bundle(programs, &www.join("viewer.js"), &dist.join(VIEWER))?;
    javascript::bundle(programs, &www.join("live.js"), &dist.join(LIVE))?;
    javascript::shariff(programs, &www.join(SHARIFF), &dist.join(SHARIFF))?;
    let start = www.join("start.js");
    javascript::bundle_glue(programs, &start, &widget.glue(), &dist.join(GLUE))?;
    write(&dist.join(SHEET), stylesheet::sheet())?;
    let mut names = [LOADER, FORMS, LIVE, LOOKS, VIEWER, SHARIFF, GLUE, SHEET]
        .map(str::to_owned)
        .to_vec();
    for module in files_below(&widget.dir)? {
        let Some(name) = module.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        if name.ends_with(".wasm") {
            copy(&module, &dist.join(name))?;
            names.push(name.to_owned());
        }
    }
    Ok(names)
}
