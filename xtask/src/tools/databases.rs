//! Database servers, for tests that start their own.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::apt::{ensure_program, install};
use crate::files::entries;
use crate::process::which;

/// The folder of PostgreSQL's programs (`initdb`, `postgres`), the newest version's.
pub(crate) fn ensure_postgres() -> Result<PathBuf> {
    if let Some(dir) = postgres_programs() {
        return Ok(dir);
    }
    install(&["postgresql"])?;
    postgres_programs().context("found no `initdb`: install PostgreSQL's server programs")
}

/// redis-server, which Bluesky's own servers want.
pub(crate) fn ensure_redis() -> Result<PathBuf> {
    ensure_program("redis-server", "redis-server")
}

fn postgres_programs() -> Option<PathBuf> {
    debian_versions()
        .into_iter()
        .map(|version| PathBuf::from(format!("/usr/lib/postgresql/{version}/bin")))
        .chain(which("initdb").and_then(|file| file.parent().map(Path::to_owned)))
        .find(|dir| dir.join("initdb").exists() && dir.join("postgres").exists())
}

/// Debian keeps each version in a folder of its own, out of PATH. The newest comes first.
fn debian_versions() -> Vec<u32> {
    let dirs = entries(Path::new("/usr/lib/postgresql")).unwrap_or_default();
    let version = |dir: &PathBuf| dir.file_name()?.to_str()?.parse().ok();
    let mut versions: Vec<u32> = dirs.iter().filter_map(version).collect();
    versions.sort_by(|a, b| b.cmp(a));
    versions
}
