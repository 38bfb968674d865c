//! Finding the programs this project needs, or installing them.

mod apt;
mod browsers;
mod cms;
mod corpora;
mod crates;
mod databases;
mod npm;
mod wasm;

use anyhow::Result;

pub(crate) use apt::{ensure_program, is_root};
pub(crate) use browsers::{
    ensure_chromedriver, ensure_chromium, ensure_firefox, ensure_webkit, ensure_xvfb,
};
pub(crate) use cms::ensure_cms;
pub(crate) use corpora::{ensure_corpora, ensure_judges};
pub(crate) use crates::{ensure_cargo_deny, ensure_trunk, ensure_wasm_bindgen, ensure_wasm_split};
pub(crate) use databases::{ensure_postgres, ensure_redis};
pub(crate) use npm::{
    ensure_atproto, ensure_build_tools, ensure_e2e_packages, ensure_oracle_packages, ensure_peers,
};
pub(crate) use wasm::{Flags, SHIPPED, WasmToolchain, ensure_wasm_toolchain};

/// Installs everything that any command needs.
pub(crate) fn ensure_all() -> Result<()> {
    ensure_wasm_toolchain()?;
    ensure_wasm_bindgen()?;
    ensure_build_tools()?;
    ensure_trunk()?;
    ensure_cargo_deny()?;
    ensure_chromium()?;
    ensure_chromedriver()?;
    ensure_firefox()?;
    ensure_webkit()?;
    ensure_xvfb()?;
    ensure_postgres()?;
    ensure_redis()?;
    ensure_e2e_packages()?;
    ensure_atproto()?;
    ensure_peers()?;
    ensure_corpora()?;
    ensure_judges()?;
    ensure_cms()?;
    ensure_program("nginx", "nginx")?;
    ensure_program("wrk", "wrk")?;
    Ok(())
}
