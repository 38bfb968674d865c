//! Programs from Debian's packages.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, Result, bail};

use crate::process::{capture, command, logged, succeeds, which};

/// What `cargo xtask test` takes from Debian's packages, for those who ask somebody else to install it.
const FOR_TESTS: [&str; 11] = [
    "chromium",
    "chromium-driver",
    "firefox-esr",
    "webkit2gtk-driver",
    "xvfb",
    "postgresql",
    "redis-server",
    "g++",
    "make",
    "python3",
    "python3-pip",
];

/// Finds a program in PATH or the folder of system programs, or installs the package that has it.
pub(crate) fn ensure_program(program: &str, package: &str) -> Result<PathBuf> {
    if let Some(found) = find(program) {
        return Ok(found);
    }
    install(&[package])?;
    find(program).with_context(|| {
        format!("the package `{package}` brought no `{program}`: install `{program}` by hand")
    })
}

/// Installs packages, as root or through sudo.
pub(super) fn install(packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    if which("apt-get").is_none() {
        bail!(
            "no apt-get on this machine: install by hand what Debian calls `{list}`, and start again"
        );
    }
    let by_hand = || {
        format!(
            "cannot install `{list}`: let root run `apt-get install {list}`, and start again \
             (`cargo xtask test` needs in all `{}`)",
            [&FOR_TESTS[..], &super::cms::PACKAGES].concat().join(" ")
        )
    };
    update().with_context(by_hand)?;
    let mut apt = as_root("apt-get").with_context(by_hand)?;
    apt.args(["install", "-y", "--no-install-recommends"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive");
    logged(&format!("apt-get install {list}"), &mut apt).with_context(by_hand)
}

/// The newest of the packages that are called `prefix` and a number, such as `lld-22`.
pub(super) fn newest(prefix: &str) -> Result<String> {
    update()?;
    let names = capture(command("apt-cache").args(["pkgnames", prefix]))?;
    newest_of(&names, prefix)
        .with_context(|| format!("apt knows no package called `{prefix}` and a number"))
}

fn newest_of(names: &str, prefix: &str) -> Option<String> {
    let number = |name: &str| name.strip_prefix(prefix)?.parse::<u32>().ok();
    let newest = names.lines().filter_map(number).max()?;
    Some(format!("{prefix}{newest}"))
}

/// Fetches the lists of packages, once: a fresh machine has none, an old one has dead links.
fn update() -> Result<()> {
    static DONE: OnceLock<()> = OnceLock::new();
    if DONE.get().is_none() {
        let mut apt = as_root("apt-get")?;
        logged("apt-get update", apt.arg("update"))?;
        DONE.get_or_init(|| ());
    }
    Ok(())
}

fn as_root(program: &str) -> Result<Command> {
    if is_root() {
        return Ok(command(program));
    }
    if which("sudo").is_none() {
        bail!("installing with `{program}` needs root or sudo");
    }
    let mut sudo = command("sudo");
    // Progress lines hide a password prompt, so sudo asks before one begins.
    if !succeeds(command("sudo").args(["-n", "true"])) {
        crate::process::run(command("sudo").arg("-v"))?;
    }
    sudo.arg(program);
    Ok(sudo)
}

/// Whether we run as root.
pub(crate) fn is_root() -> bool {
    capture(command("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn find(program: &str) -> Option<PathBuf> {
    // Debian keeps servers where only root's PATH looks.
    which(program).or_else(|| Some(PathBuf::from("/usr/sbin").join(program)).filter(|f| f.exists()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_is_found_by_number_not_by_letters() {
        let names = "lld-9\nlld-22\nlld-14\nlld-dev\nlld-22-doc\n";
        assert_eq!(newest_of(names, "lld-").as_deref(), Some("lld-22"));
        assert_eq!(newest_of("", "lld-"), None);
    }
}
