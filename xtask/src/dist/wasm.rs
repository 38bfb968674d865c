//! The widget as wasm with its glue: cargo, wasm-bindgen, wasm-opt.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::{names, split};
use crate::files::{Stamp, copy, files_below, fingerprint, make_dir, remove_dir};
use crate::process::{command, run};
use crate::project;
use crate::tools::{self, Flags, WasmToolchain};

/// What the shipped widget is compiled with; it adopts the server's icons, so it has none itself.
const FEATURES: &str = "split";

/// Named one by one: with `--all-features` wasm-opt writes what browsers refuse to load.
const WASM_OPT: [&str; 13] = [
    "-Os",
    "--converge",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-call-indirect-overlong",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
];

/// The folder with the optimised module and its glue.
pub(super) struct Widget {
    pub(super) dir: PathBuf,
}

impl Widget {
    /// wasm-bindgen's glue, not yet minified.
    pub(super) fn glue(&self) -> PathBuf {
        self.dir.join("teilbar.js")
    }
}

/// Builds the widget unless nothing it is made of has changed.
pub(super) fn build(toolchain: &WasmToolchain, programs: &Path) -> Result<Widget> {
    let bindgen = tools::ensure_wasm_bindgen()?;
    let widget = Widget {
        dir: project::wasm_target().join("widget"),
    };
    let stamp = stamp(toolchain)?;
    let module = widget.dir.join(super::WASM);
    if stamp.is_fresh(&[widget.glue(), module]) {
        return Ok(widget);
    }
    remove_dir(&widget.dir)?;
    let parts = split::split(&compile(toolchain)?)?;
    bind(&bindgen, &parts.main, &widget.dir)?;
    names::shorten(&widget.dir.join(super::WASM), &widget.glue())?;
    for part in &parts.beside {
        copy(part, &widget.dir.join(part.file_name().unwrap_or_default()))?;
    }
    for module in files_below(&widget.dir)? {
        if module.extension().is_some_and(|ending| ending == "wasm") {
            optimise(programs, &module)?;
        }
    }
    stamp.set()?;
    Ok(widget)
}

/// The files that the widget is compiled from.
pub(crate) fn source_paths() -> [PathBuf; 5] {
    [
        "Cargo.toml",
        "Cargo.lock",
        "build.rs",
        "src",
        "crates/domain",
    ]
    .map(|name| project::root().join(name))
}

fn stamp(toolchain: &WasmToolchain) -> Result<Stamp> {
    let mut paths = source_paths().to_vec();
    paths.push(project::root().join("xtask/npm/package-lock.json"));
    let words = [
        toolchain.version(),
        tools::SHIPPED,
        FEATURES,
        &WASM_OPT.join(" "),
    ];
    let fingerprint = fingerprint(project::root(), &paths, &words.map(str::to_owned))?;
    Ok(Stamp::new(
        project::wasm_target().join("widget.stamp"),
        fingerprint,
    ))
}

fn compile(toolchain: &WasmToolchain) -> Result<PathBuf> {
    println!("  compiling the widget with {}", toolchain.version());
    let mut cargo = toolchain.cargo(Flags::Shipped)?;
    cargo
        .args(["rustc", "--locked", "--package", "teilbar-widget", "--lib"])
        .args(["--crate-type", "cdylib", "--profile", "wasm"])
        .args(["--target", "wasm32-unknown-unknown", "--features", FEATURES]);
    if split::is_wanted() {
        // For the last crate only, so that all others are compiled once for both ways.
        cargo
            .args(["--", split::FLAGS])
            .env("CARGO_PROFILE_WASM_STRIP", "none");
    }
    run(&mut cargo).context("the widget does not compile for wasm32")?;
    Ok(project::wasm_target().join("wasm32-unknown-unknown/wasm/teilbar_widget.wasm"))
}

fn bind(bindgen: &Path, module: &Path, out: &Path) -> Result<()> {
    make_dir(out)?;
    let mut command = command(bindgen.join("wasm-bindgen"));
    command
        .arg(module)
        .args([
            "--target",
            "web",
            "--out-name",
            "teilbar",
            "--no-typescript",
            "--out-dir",
        ])
        .arg(out);
    if split::is_wanted() {
        // The modules that were split off use the table of functions of the main one.
        command.arg("--keep-lld-exports");
    }
    run(&mut command).context("wasm-bindgen cannot read the module")
}

fn optimise(programs: &Path, module: &Path) -> Result<()> {
    println!("  optimising {}", module.display());
    let mut command = command(programs.join("wasm-opt"));
    command.args(WASM_OPT).arg(module).arg("-o").arg(module);
    run(&mut command).context("wasm-opt cannot optimise the module")
}
