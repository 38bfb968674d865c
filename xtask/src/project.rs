//! Where things are: the repository, its build folders, the tool cache.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The folder of the workspace's Cargo.toml.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("."))
}

/// What browsers load, as `cargo xtask dist` leaves it.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// Cargo's ordinary build folder.
pub(crate) fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        // Cargo reads it relative to the folder it was started in; the alias starts us anywhere.
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// The build folder for wasm: its compiler may be another one than the ordinary, and two compilers
/// sharing a folder build everything anew at each change between them.
pub(crate) fn wasm_target() -> PathBuf {
    target().join("wasm")
}

/// The release build of the server, as `cargo build --release -p teilbar-server` leaves it.
pub(crate) fn server_binary() -> PathBuf {
    target().join("release/teilbar")
}

/// The folder that keeps tools between clones.
pub(crate) fn cache() -> Result<PathBuf> {
    let base = match std::env::var_os("XDG_CACHE_HOME").filter(|dir| !dir.is_empty()) {
        Some(dir) => PathBuf::from(dir),
        None => std::env::home_dir()
            .context("cannot tell your home folder: set XDG_CACHE_HOME to a folder for tools")?
            .join(".cache"),
    };
    Ok(base.join("teilbar"))
}

/// Makes a new folder in the system's temporary folder, named by purpose and process.
pub(crate) fn temporary_dir(purpose: &str) -> Result<PathBuf> {
    let dir = std::env::temp_dir().join(format!("teilbar-{purpose}-{}", std::process::id()));
    if dir.exists() {
        fs::remove_dir_all(&dir).with_context(|| format!("cannot empty {}", dir.display()))?;
    }
    fs::create_dir_all(&dir).with_context(|| format!("cannot make {}", dir.display()))?;
    Ok(dir)
}

/// The version of a package in Cargo.lock, for tools that must match a library.
pub(crate) fn locked_version(package: &str) -> Result<String> {
    let path = root().join("Cargo.lock");
    let lock =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    version_in_lock(&lock, package)
        .with_context(|| format!("Cargo.lock has no package `{package}`: run `cargo update -w`"))
}

fn version_in_lock(lock: &str, package: &str) -> Option<String> {
    let mut lines = lock.lines();
    let wanted = format!("name = \"{package}\"");
    lines.find(|line| *line == wanted)?;
    let version = lines.next()?.strip_prefix("version = \"")?;
    Some(version.trim_end_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locked_version_is_found_by_the_whole_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.80\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(
            version_in_lock(lock, "wasm-bindgen").as_deref(),
            Some("0.2.130")
        );
        assert_eq!(version_in_lock(lock, "wasm"), None);
    }
}
