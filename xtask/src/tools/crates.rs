//! Programs built from crates.io into the tool cache.

use std::path::PathBuf;

use anyhow::{Context, Error, Result};

use crate::process::{cargo, logged};
use crate::project;

/// 0.22 asks for a newer compiler than the one this workspace names.
const TRUNK: &str = "0.21.14";
const WASM_SPLIT: &str = "0.2.4";
const CARGO_DENY: &str = "0.20.2";

/// Trunk, which builds the playground. Returns the program.
pub(crate) fn ensure_trunk() -> Result<PathBuf> {
    // Trunk is only asked to build offline, so it needs no more of its features than one TLS.
    let features = ["--no-default-features", "--features", "rustls"];
    ensure("trunk", TRUNK, "trunk", &features)
}

/// wasm-bindgen and its test runner, of exactly the version the library has in Cargo.lock.
/// Returns the folder of both.
pub(crate) fn ensure_wasm_bindgen() -> Result<PathBuf> {
    let version = project::locked_version("wasm-bindgen")?;
    let program = ensure("wasm-bindgen-cli", &version, "wasm-bindgen", &[])?;
    let dir = program.parent().context("a program without a folder")?;
    Ok(dir.to_owned())
}

/// cargo-deny, which checks licences, sources and advisories. Returns the program.
pub(crate) fn ensure_cargo_deny() -> Result<PathBuf> {
    ensure("cargo-deny", CARGO_DENY, "cargo-deny", &[])
}

/// The splitter that fits `wasm_split_helpers`. Returns the program.
pub(crate) fn ensure_wasm_split() -> Result<PathBuf> {
    let features = ["--features", "build-binary"];
    ensure(
        "wasm_split_cli_support",
        WASM_SPLIT,
        "wasm-split-cli",
        &features,
    )
}

fn ensure(krate: &str, version: &str, program: &str, features: &[&str]) -> Result<PathBuf> {
    let label = format!("{krate}-{version}");
    let dir = project::cache()?.join("tools").join(&label);
    let file = dir.join("bin").join(program);
    if file.exists() {
        return Ok(file);
    }
    let install = |more: &[&str]| {
        let mut install = cargo();
        install
            .args(["install", krate, "--version", version, "--root"])
            .arg(&dir)
            .args(features)
            .args(more)
            // A target folder of its own: cargo's lock on ours would hold up every other build.
            .env_remove("CARGO_TARGET_DIR")
            .env_remove("RUSTFLAGS")
            // Their authors optimise for years of use; here the build takes longer than all runs.
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_DEBUG", "false")
            // For the run without a lock file: no version that this compiler is too old for.
            .env("CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS", "fallback");
        logged(&format!("cargo install {krate} {version}"), &mut install)
    };
    let mut built = install(&["--locked"]);
    if built.as_ref().is_err_and(is_not_in_registry) {
        println!("  a version in its lock file is not to be had here: the nearest ones instead");
        built = install(&[]);
    }
    built.with_context(|| {
        format!(
            "cannot build {krate} from crates.io: look at the error below, or put {krate} \
             {version} at {} yourself",
            file.display()
        )
    })?;
    Ok(file)
}

/// Whether cargo missed a version that a lock file names: a mirror of crates.io may lag behind, or
/// hold back what is only days old.
fn is_not_in_registry(error: &Error) -> bool {
    format!("{error:#}").contains("failed to select a version for the requirement")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_missing_version_is_tried_again_without_the_lock() {
        let missing = "error: failed to select a version for the requirement `a = \"^1.0.10\"` \
                       (locked to 1.0.11)";
        assert!(is_not_in_registry(&Error::msg(missing).context("cargo")));
        assert!(!is_not_in_registry(&Error::msg(
            "error: linker `cc` not found"
        )));
    }
}
