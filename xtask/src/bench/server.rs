//! Placeholder.
use anyhow::{Result, bail};

pub(super) fn compare() -> Result<()> {
    bail!("this benchmark is still to be written");
}
