//! Documentation that is generated from the code.

use anyhow::Result;

use crate::process::{cargo, run};

/// Writes it anew; without the variable the same tests fail where a file is stale.
pub(crate) fn update() -> Result<()> {
    run(cargo()
        .args(["test", "--workspace", "docs_are_fresh"])
        .env("TEILBAR_UPDATE_DOCS", "1"))
}
