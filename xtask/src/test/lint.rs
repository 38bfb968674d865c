//! What the compiler and its companions can tell without running anything.

use anyhow::{Context, Result};

use crate::process::{cargo, run};
use crate::tools::ensure_wasm_toolchain;

/// What is compiled for browsers: the widget as it is shipped, with its browser tests, and the playground.
const IN_BROWSERS: [&[&str]; 3] = [
    &["--lib", "--features", "hydration"],
    &["--lib", "--tests", "--features", "hydration,csr"],
    &["--bin", "playground", "--features", "playground"],
];

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
    println!("  {}", toolchain.version());
    for parts in IN_BROWSERS {
        let mut clippy = toolchain.clippy()?;
        clippy
            .args(["--package", "teilbar-widget", "--locked"])
            .args(["--target", "wasm32-unknown-unknown"])
            .args(parts)
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
