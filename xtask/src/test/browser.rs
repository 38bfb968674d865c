//! Tests in real browsers.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::process::{command, run};
use crate::tools::{self, Flags};
use crate::{demo, dist, files, project};

/// The widget's own tests in headless Chromium, in a build whose panics say what they are.
pub(super) fn hydrate() -> Result<()> {
    let toolchain = tools::ensure_wasm_toolchain()?;
    let bindgen = tools::ensure_wasm_bindgen()?;
    let chromedriver = tools::ensure_chromedriver()?;
    tools::ensure_chromium()?;
    let mut cargo = toolchain.cargo(Flags::Talking)?;
    cargo
        .args([
            "test",
            "--locked",
            "--package",
            "teilbar-widget",
            "--test",
            "hydrate",
        ])
        .args([
            "--target",
            "wasm32-unknown-unknown",
            "--features",
            "hydration",
        ])
        .env("CHROMEDRIVER", chromedriver)
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
            bindgen.join("wasm-bindgen-test-runner"),
        );
    run(&mut cargo)
}

/// The release build of the server with `dist/`, driven by browsers from Node.
pub(super) fn e2e() -> Result<()> {
    let dist = dist::dist()?;
    demo::server()?;
    tools::ensure_e2e_packages()?;
    let atproto = tools::ensure_atproto()?;
    let corpora = tools::ensure_corpora()?;
    let tests = test_files()?;
    let mut node = command("node");
    node.args(["--test", "--test-concurrency=1"])
        .args(tests)
        .env("TEILBAR_BIN", project::server_binary())
        .env("TEILBAR_DIST", dist)
        .env("TEILBAR_ATPROTO", atproto)
        .envs(corpora.variables())
        .envs(tools::ensure_cms()?)
        .env("TEILBAR_JUDGES", tools::ensure_judges()?)
        .env("CHROMIUM", tools::ensure_chromium()?)
        .env("FIREFOX", tools::ensure_firefox()?)
        .env("WEBKIT", tools::ensure_webkit()?)
        .env("XVFB", tools::ensure_xvfb()?);
    run(&mut node)
}

/// Listed here because Node 20 knows no patterns.
fn test_files() -> Result<Vec<PathBuf>> {
    let mut tests = files::entries(&project::root().join("tests/e2e"))?;
    tests.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
    tests.sort();
    if tests.is_empty() {
        bail!("tests/e2e has no file called *.test.mjs");
    }
    Ok(tests)
}
