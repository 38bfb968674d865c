//! Packages from npm, installed into the cache by the hash of their lock file and linked from here.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::{ensure_postgres, ensure_program, ensure_redis};
use crate::files::{copy, entries, fingerprint, make_dir, remove_dir};
use crate::process::{command, logged, path_starting_with, which};
use crate::project;

/// The files that decide what is installed.
const INPUTS: [&str; 3] = ["package.json", "package-lock.json", ".npmrc"];

/// esbuild and binaryen's wasm-opt. Returns the folder of their programs.
pub(crate) fn ensure_build_tools() -> Result<PathBuf> {
    let modules = ensure(&project::root().join("xtask/npm"), &[])?;
    Ok(modules.join(".bin"))
}

/// What the browser tests import.
pub(crate) fn ensure_e2e_packages() -> Result<PathBuf> {
    ensure(&project::root().join("tests/e2e"), &[])
}

/// Other share buttons, to compare ours with. Returns the folder of the packages.
pub(crate) fn ensure_peers() -> Result<PathBuf> {
    ensure(&project::root().join("xtask/peers"), &[])
}

/// Other share libraries. Returns the folder of `links.mjs`.
pub(crate) fn ensure_oracle_packages() -> Result<PathBuf> {
    let dir = project::root().join("tests/oracle");
    ensure(&dir, &[])?;
    Ok(dir)
}

/// The test lists of `ssrfcheck`. Returns the folder of the package.
pub(super) fn ensure_corpus() -> Result<PathBuf> {
    let modules = ensure(&project::root().join("tests/corpora"), &[])?;
    Ok(modules.join("ssrfcheck"))
}

/// Bluesky's own servers, with the databases they want. Returns the folder of `network.mjs`.
pub(crate) fn ensure_atproto() -> Result<PathBuf> {
    ensure_postgres()?;
    ensure_redis()?;
    let dir = project::root().join("tests/atproto");
    ensure(&dir, &["better-sqlite3"])?;
    Ok(dir)
}

/// Installs the packages of `dir` without running their scripts, but for those that have to be
/// compiled here, and links them as `node_modules`.
fn ensure(dir: &Path, compiled: &[&str]) -> Result<PathBuf> {
    if which("node").is_none() || which("npm").is_none() {
        bail!("no `node` or `npm` in PATH: install Node.js 20 or newer with npm");
    }
    let inputs = INPUTS.map(|name| dir.join(name));
    // A compiled module fits one version of node only.
    let node = crate::process::capture(command("node").arg("--version"))?;
    let hash = fingerprint(dir, &inputs, &[node])?;
    let name = dir.file_name().context("a package without a folder")?;
    let label = format!("{}-{}", name.to_string_lossy(), &hash[..12]);
    let installed = project::cache()?.join("npm").join(&label);
    if !installed.exists() {
        install(&inputs, &installed, &label, compiled)?;
    }
    let modules = installed.join("node_modules");
    link(&modules, &dir.join("node_modules"))?;
    Ok(modules)
}

/// Installs beside the final folder and renames at the end, so that a folder that is there is whole.
fn install(inputs: &[PathBuf], installed: &Path, label: &str, compiled: &[&str]) -> Result<()> {
    let partial = installed.with_extension(format!("part{}", std::process::id()));
    let result = fill(inputs, &partial, label, compiled);
    if result.is_err() {
        remove_dir(&partial)?;
        return result;
    }
    fs::rename(&partial, installed).with_context(|| format!("cannot rename {}", partial.display()))
}

fn fill(inputs: &[PathBuf], dir: &Path, label: &str, compiled: &[&str]) -> Result<()> {
    remove_dir(dir)?;
    make_dir(dir)?;
    for input in inputs {
        copy(input, &dir.join(input.file_name().unwrap_or_default()))?;
    }
    let mut npm = command("npm");
    npm.current_dir(dir).args(["ci", "--ignore-scripts"]);
    logged(&format!("npm ci {label}"), &mut npm)
        .context("npm could not install: look at the error below")?;
    if !compiled.is_empty() {
        compile(dir, compiled)?;
    }
    Ok(())
}

fn compile(dir: &Path, packages: &[&str]) -> Result<()> {
    for (program, package) in [("make", "make"), ("g++", "g++"), ("python3", "python3")] {
        ensure_program(program, package)?;
    }
    let mut npm = command("npm");
    npm.current_dir(dir)
        .arg("rebuild")
        .args(packages)
        .arg("--build-from-source");
    // A node that is pinned among the packages is the one that will load what is compiled. Its
    // headers save node-gyp a download, which not every machine allows.
    let prefix = pinned_node(dir)?.or_else(node_prefix);
    if let Some(prefix) = prefix {
        npm.env("PATH", path_starting_with(&[&prefix.join("bin")])?);
        npm.env("npm_config_nodedir", prefix);
    }
    logged(&format!("npm rebuild {}", packages.join(" ")), &mut npm).context(
        "a package could not be compiled: it needs a C++ compiler, make, Python and the headers \
         of your node (Debian: g++ make python3 libnode-dev)",
    )
}

/// The folder of the package `node-<system>-<processor>`, with programs and headers.
fn pinned_node(dir: &Path) -> Result<Option<PathBuf>> {
    let mut packages = entries(&dir.join("node_modules"))?;
    packages.retain(|package| {
        let name = package.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.starts_with("node-linux-")) && has_headers(package)
    });
    Ok(packages.pop())
}

/// The folder of the node in PATH, if its headers came with it.
fn node_prefix() -> Option<PathBuf> {
    let node = which("node")?.canonicalize().ok()?;
    let prefix = node.parent()?.parent()?;
    has_headers(prefix).then(|| prefix.to_owned())
}

fn has_headers(prefix: &Path) -> bool {
    prefix.join("include/node/node.h").exists()
}

fn link(modules: &Path, link: &Path) -> Result<()> {
    if fs::read_link(link).is_ok_and(|old| old == modules) {
        return Ok(());
    }
    match link.symlink_metadata() {
        Ok(meta) if meta.is_symlink() => fs::remove_file(link).context("cannot remove a link")?,
        Ok(_) => bail!("{} is in the way: remove it", link.display()),
        Err(_) => {}
    }
    std::os::unix::fs::symlink(modules, link)
        .with_context(|| format!("cannot link {}", link.display()))
}
