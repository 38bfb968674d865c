//! `cargo xtask demo`: from a fresh clone to a running server with demo pages.

use std::time::Instant;

use anyhow::{Context, Result};

use crate::dist::{dist, modules, source_paths};
use crate::files::{Stamp, fingerprint};
use crate::process::{cargo, command, run, seconds};
use crate::project;
use crate::tools::{self, Flags, SHIPPED, WasmToolchain};

const ADDRESS: &str = "127.0.0.1:8787";
/// The demo's configuration.
pub(crate) const CONFIG: &str = "www/demo/teilbar.toml";
/// A share bar of one of the demo's sites, which the server keeps rendered.
pub(crate) const FRAGMENT: &str =
    "/api/v1/sites/blog/fragment/bar?url=https%3A%2F%2Fwaldrand.example%2F";

/// Builds what is not fresh and serves until it is stopped.
pub(crate) fn demo() -> Result<()> {
    let started = Instant::now();
    dist()?;
    playground()?;
    server()?;
    println!("demo: ready in {}; stop it with Ctrl-C", seconds(started));
    println!("  demo pages   http://{ADDRESS}/");
    println!("  playground   http://{ADDRESS}/playground/");
    let mut server = command(project::server_binary());
    server.args(["serve", "--config", CONFIG, "--listen", ADDRESS]);
    run(&mut server).context("the server stopped: is its address taken?")
}

/// Builds the server as it is released.
pub(crate) fn server() -> Result<()> {
    run(cargo().args(["build", "--release", "--locked", "-p", "teilbar-server"]))
}

/// Builds index.html with Trunk unless nothing it is made of has changed.
pub(crate) fn playground() -> Result<()> {
    let root = project::root();
    if !root.join("index.html").exists() {
        println!("playground: left out, there is no index.html");
        return Ok(());
    }
    let started = Instant::now();
    let toolchain = tools::ensure_wasm_toolchain()?;
    let stamp = playground_stamp(&toolchain)?;
    let out = project::dist().join("playground");
    if stamp.is_fresh(&[out.join("index.html")]) {
        println!("playground: fresh");
        return Ok(());
    }
    let trunk = tools::ensure_trunk()?;
    let bindgen = tools::ensure_wasm_bindgen()?;
    let mut build = command(trunk);
    build.args([
        "build",
        "--release",
        "--cargo-profile",
        "wasm",
        "--skip-version-check",
    ]);
    toolchain.prepare(&mut build, Flags::Shipped)?;
    // Trunk takes cargo and wasm-bindgen from PATH.
    build.env("PATH", toolchain.path(&bindgen)?);
    run(&mut build).context("trunk cannot build index.html")?;
    stamp.set()?;
    println!("playground: in {}, {}", out.display(), seconds(started));
    Ok(())
}

fn playground_stamp(toolchain: &WasmToolchain) -> Result<Stamp> {
    let root = project::root();
    let mut paths = source_paths().to_vec();
    paths.extend(modules()?);
    let more = [
        "index.html",
        "Trunk.toml",
        "www/playground.css",
        "crates/style",
    ];
    paths.extend(more.map(|name| root.join(name)));
    let words = [toolchain.version(), SHIPPED].map(str::to_owned);
    let fingerprint = fingerprint(root, &paths, &words)?;
    Ok(Stamp::new(
        project::wasm_target().join("playground.stamp"),
        fingerprint,
    ))
}
