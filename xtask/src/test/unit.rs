//! `cargo test` with all that its tests ask for.

use anyhow::{Context, Result};

use super::postgres::Cluster;
use crate::process::{cargo, run};
use crate::tools::ensure_corpora;

/// All native tests; the PostgreSQL they use ends with them.
pub(super) fn test() -> Result<()> {
    let corpora = ensure_corpora()?;
    let cluster = Cluster::start().context("cannot start PostgreSQL for the tests")?;
    let mut cargo = cargo();
    cargo
        .args(["test", "--workspace", "--locked", "--no-fail-fast"])
        .env("TEILBAR_TEST_POSTGRES", cluster.url())
        .envs(corpora.variables())
        // Stale documentation is an error here; `cargo xtask docs` writes it anew.
        .env_remove("TEILBAR_UPDATE_DOCS");
    run(&mut cargo)?;
    playground()
}

/// The playground's own: its feature would change what all other tests are built with.
fn playground() -> Result<()> {
    run(cargo()
        .args(["test", "--locked", "--package", "teilbar-widget"])
        .args(["--bin", "playground", "--features", "playground"]))
}
