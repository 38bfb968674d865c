//! What the compiler and its companions can tell without running anything.

use anyhow::{Context, Result};

use crate::process::{cargo, run};
use crate::tools::ensure_wasm_toolchain;

/// The widget's renderers in the browser; each is compiled by itself, as it is shipped.
const RENDERERS: [&str; 2] = ["hydration", "csr"];

/// Whether every file is formatted.
pub(super) fn fmt() -> Result<()> {
    run(cargo().args(["fmt", "--all", "--check"])).context("run `cargo fmt --all`")
}

/// Clippy on everything native.
pub(super) fn clippy() -> Result<()> {
    run(cargo()
        .args(["clippy", "--workspace", "--all-targets", "--locked"])
        .args(["--", "-D", "warnings"]))
}

/// Clippy on the code that only exists in the browser.
pub(super) fn clippy_wasm() -> Result<()> {
    let toolchain = ensure_wasm_toolchain()?;
    for renderer in RENDERERS {
        println!("  feature {renderer}, {}", toolchain.version());
        let mut clippy = toolchain.clippy()?;
        clippy
            .args(["--package", "teilbar-widget", "--lib", "--locked"])
            .args(["--target", "wasm32-unknown-unknown", "--features", renderer])
            .args(["--", "-D", "warnings"]);
        run(&mut clippy)?;
    }
    Ok(())
}

/// Rustdoc, for links that lead nowhere.
pub(super) fn doc() -> Result<()> {
    run(cargo()
        .args([
            "doc",
            "--workspace",
            "--no-deps",
            "--locked",
            "--document-private-items",
        ])
        .env("RUSTDOCFLAGS", "-D warnings"))
}
