//! A compiler for wasm32 whose standard library we build ourselves: that makes the module a fifth
//! smaller, and it works where rustup cannot download. See DESIGN.md, "Small wasm".

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::apt::{install, newest};
use crate::process::{capture, cargo, command, logged_within, path_starting_with, which};

/// The first compiler that knows `-Cpanic=immediate-abort`.
const OLDEST: u32 = 91;

/// The first compiler whose tables of letter cases, which Yew's hydration brings in, are small: the
/// older ones cost a visitor 4 KB.
const SMALL_TABLES: u32 = 96;

/// Where the compiler and the standard library's source come from.
#[derive(Clone, Copy, PartialEq)]
enum Source {
    /// The toolchain that runs us, with rustup's component `rust-src`.
    Rustup,
    /// Debian's packages, which carry a recent compiler for building browsers.
    Debian,
}

/// What the standard library and the module are built for.
#[derive(Clone, Copy)]
pub(crate) enum Flags {
    /// As few bytes as can be; a panic is a trap without words.
    Shipped,
    /// Panics say what they are: for tests.
    Talking,
}

/// A compiler that can build for wasm32.
pub(crate) struct WasmToolchain {
    source: Source,
    linker: Option<PathBuf>,
    version: String,
}

/// Finds a toolchain or installs what is missing: rustup's if it is new enough, else Debian's, else
/// rustup's whatever its age.
pub(crate) fn ensure_wasm_toolchain() -> Result<WasmToolchain> {
    // For trying the other way on a machine that has both.
    let wanted = std::env::var("TEILBAR_WASM_TOOLCHAIN").unwrap_or_default();
    let own = capture(command("rustc").arg("--version"))?;
    let is_small = minor_version(&own).is_some_and(|minor| minor >= SMALL_TABLES);
    if wanted != "debian" && (is_small || wanted == "rustup") {
        if ensure_rustup()? {
            return Ok(WasmToolchain::rustup(own));
        }
        if wanted == "rustup" {
            bail!("TEILBAR_WASM_TOOLCHAIN is `rustup`, which cannot get the component `rust-src`");
        }
    }
    match ensure_debian() {
        Ok(toolchain) => Ok(toolchain),
        Err(_) if wanted != "debian" && ensure_rustup()? => {
            println!("  {} will do, though 1.{SMALL_TABLES} makes smaller modules", own.trim());
            Ok(WasmToolchain::rustup(own))
        }
        Err(error) => Err(error.context(
            "cannot build for wasm32: run `rustup component add rust-src`, or on Debian \
             `apt-get install rustc-web cargo-web rust-web-src rust-web-clippy` and the newest lld-NN",
        )),
    }
}

const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_BIN: &str = "/usr/bin";

impl WasmToolchain {
    fn rustup(version: String) -> Self {
        Self {
            source: Source::Rustup,
            linker: None,
            version,
        }
    }

    /// The compiler's name and version: a part of what decides whether a build is fresh.
    pub(crate) fn version(&self) -> &str {
        self.version.trim()
    }

    /// Cargo set to build for wasm32; the caller names the target.
    pub(crate) fn cargo(&self, flags: Flags) -> Result<Command> {
        let mut cargo = match self.source {
            Source::Rustup => cargo(),
            Source::Debian => command(Path::new(DEBIAN_BIN).join("cargo")),
        };
        self.prepare(&mut cargo, flags)?;
        Ok(cargo)
    }

    /// Clippy set in the same way.
    pub(crate) fn clippy(&self) -> Result<Command> {
        let mut clippy = match self.source {
            Source::Rustup => cargo(),
            // Named with its path: cargo would look for rustup's first.
            Source::Debian => command(Path::new(DEBIAN_BIN).join("cargo-clippy")),
        };
        clippy.arg("clippy");
        self.prepare(&mut clippy, Flags::Talking)?;
        Ok(clippy)
    }

    /// PATH with a folder of tools first, then the toolchain's.
    pub(crate) fn path(&self, tools: &Path) -> Result<OsString> {
        match self.source {
            Source::Rustup => path_starting_with(&[tools]),
            Source::Debian => path_starting_with(&[tools, Path::new(DEBIAN_BIN)]),
        }
    }

    /// Sets what makes any program that runs cargo build with this toolchain.
    pub(crate) fn prepare(&self, command: &mut Command, flags: Flags) -> Result<()> {
        command
            // We turn on unstable flags of a stable compiler: its version is fixed per machine,
            // and the flags are few and checked by the size budget and the browser tests.
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
            .env("CARGO_TARGET_DIR", crate::project::wasm_target())
            // Either of these would replace the flags below.
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS");
        if let Flags::Shipped = flags {
            command
                .env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size")
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", SHIPPED);
        }
        if self.source == Source::Debian {
            command
                .env("PATH", path_starting_with(&[Path::new(DEBIAN_BIN)])?)
                .env("CARGO", Path::new(DEBIAN_BIN).join("cargo"))
                .env("RUSTC", DEBIAN_RUSTC)
                .env("RUSTDOC", Path::new(DEBIAN_BIN).join("rustdoc"))
                .env_remove("RUSTUP_TOOLCHAIN");
        }
        if let Some(linker) = &self.linker {
            command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
        }
        Ok(())
    }
}

/// The flags of the module that browsers get: no panic messages, no source locations, no
/// formatting for debugging, and a small stack, so that it starts with 3 pages instead of 17.
pub(crate) const SHIPPED: &str = "-Zunstable-options -Cpanic=immediate-abort \
    -Zlocation-detail=none -Zfmt-debug=none -Clink-arg=-zstack-size=131072";

/// Whether the toolchain in PATH has the library's source, now or after asking rustup for it.
fn ensure_rustup() -> Result<bool> {
    let sysroot = capture(command("rustc").args(["--print", "sysroot"]))?;
    let source = Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library/Cargo.lock");
    // Without rustup the compiler is a distribution's, whose linker for wasm has another name.
    if which("rustup").is_none() {
        return Ok(false);
    }
    if !source.exists() {
        let mut rustup = command("rustup");
        rustup
            .args(["component", "add", "rust-src"])
            .env("RUSTUP_MAX_RETRIES", "0");
        // Where rustup cannot download there is Debian's way, so a failure is only a line.
        let limit = Duration::from_secs(60);
        logged_within("rustup component add rust-src", &mut rustup, limit).ok();
    }
    Ok(source.exists())
}

/// Finds or installs Debian's compiler, library source and linker.
fn ensure_debian() -> Result<WasmToolchain> {
    let source = Path::new("/usr/lib/rustlib/src/rust/library/Cargo.toml");
    let clippy = Path::new(DEBIAN_BIN).join("cargo-clippy");
    if !(source.exists() && clippy.exists()) {
        install(&["rustc-web", "cargo-web", "rust-web-src", "rust-web-clippy"])?;
    }
    let version = capture(command(DEBIAN_RUSTC).arg("--version"))?;
    if minor_version(&version).is_none_or(|minor| minor < OLDEST) {
        bail!(
            "{DEBIAN_RUSTC} is {}: 1.{OLDEST} or newer is needed",
            version.trim()
        );
    }
    if newest_linker()?.is_none() {
        install(&[&newest("lld-")?])?;
    }
    let linker = newest_linker()?.context("lld brought no wasm-ld: install the package `lld`")?;
    Ok(WasmToolchain {
        source: Source::Debian,
        linker: Some(linker),
        version,
    })
}

/// The `wasm-ld-NN` with the greatest number: it has to know what the compiler's LLVM writes.
fn newest_linker() -> Result<Option<PathBuf>> {
    let dir = fs::read_dir(DEBIAN_BIN).context("cannot list the system's programs")?;
    let numbers = dir.filter_map(|entry| {
        let name = entry.ok()?.file_name();
        name.to_str()?.strip_prefix("wasm-ld-")?.parse::<u32>().ok()
    });
    let newest = numbers.max();
    Ok(newest.map(|number| Path::new(DEBIAN_BIN).join(format!("wasm-ld-{number}"))))
}

fn minor_version(rustc: &str) -> Option<u32> {
    let version = rustc.strip_prefix("rustc 1.")?;
    version.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_minor_version_of_a_compiler() {
        let line = "rustc 1.96.0 (0f0c9e6 2026-06-01) (built from a source tarball)";
        assert_eq!(minor_version(line), Some(96));
        assert_eq!(minor_version("gcc 12"), None);
    }
}
