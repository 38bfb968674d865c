//! `cargo xtask bench`: sizes and speeds against their budgets.

mod page;
mod server;
pub(crate) mod size;

use anyhow::{Result, bail};

/// Runs all benchmarks or the named ones.
pub(crate) fn bench(names: &[String]) -> Result<()> {
    let all = ["size", "server", "page"].map(str::to_owned);
    let names = if names.is_empty() { &all } else { names };
    for name in names {
        match name.as_str() {
            "size" => size::check()?,
            "server" => server::compare()?,
            "page" => page::compare()?,
            other => bail!("unknown benchmark `{other}`: there are size, server and page"),
        }
    }
    Ok(())
}
