//! Licences, sources and known advisories of all dependencies.

use anyhow::Result;

use crate::process::{command, run};
use crate::tools::ensure_cargo_deny;

/// cargo-deny, with the advisory database where it can be had.
pub(super) fn check() -> Result<()> {
    let deny = ensure_cargo_deny()?;
    run(command(&deny).args(["check", "bans", "licenses", "sources"]))
}
