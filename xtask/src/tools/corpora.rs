//! Other projects' test files, to test ours against: they are downloaded, never committed.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::ensure_program;
use crate::files::{entries, make_dir, remove_dir};
use crate::process::{capture, cargo, command, logged, run, which};
use crate::project;

/// Folders of test files, each with the variable that tells the tests where it is.
pub(crate) struct Corpora(Vec<(&'static str, PathBuf)>);

impl Corpora {
    /// The variables for a test run.
    pub(crate) fn variables(&self) -> impl Iterator<Item = (&'static str, &Path)> {
        self.0.iter().map(|(name, dir)| (*name, dir.as_path()))
    }
}

/// Downloads what is missing.
pub(crate) fn ensure_corpora() -> Result<Corpora> {
    Ok(Corpora(vec![
        (
            "TEILBAR_CORPUS_FEEDPARSER",
            from_pypi("feedparser", "6.0.14")?,
        ),
        (
            "TEILBAR_CORPUS_DEFUSEDXML",
            from_pypi("defusedxml", "0.7.1")?,
        ),
        ("TEILBAR_CORPUS_FEEDRS", from_crate("feed-rs", "fixture")?),
    ]))
}

/// The unpacked source archive of a Python package.
fn from_pypi(package: &str, version: &str) -> Result<PathBuf> {
    let dir = project::cache()?.join("corpora");
    let unpacked = dir.join(format!("{package}-{version}"));
    if unpacked.exists() {
        return Ok(unpacked);
    }
    let pip = match ["pip3", "pip"].into_iter().find_map(which) {
        Some(pip) => pip,
        None => ensure_program("pip3", "python3-pip")?,
    };
    let partial = dir.join(format!("{package}-{version}.part"));
    remove_dir(&partial)?;
    make_dir(&partial)?;
    let mut download = command(pip);
    download
        .args(["download", "--no-deps", "--no-binary", package, "--dest"])
        .arg(&partial)
        .arg(format!("{package}=={version}"));
    logged(&format!("pip download {package} {version}"), &mut download)
        .context("pip could not download a test corpus: look at the error below")?;
    unpack(&partial)?;
    let inside = partial.join(format!("{package}-{version}"));
    std::fs::rename(&inside, &unpacked)
        .with_context(|| format!("the archive of {package} has no folder of its name"))?;
    remove_dir(&partial)?;
    Ok(unpacked)
}

fn unpack(dir: &Path) -> Result<()> {
    for archive in entries(dir)? {
        run(command("tar").current_dir(dir).arg("-xf").arg(&archive))?;
    }
    Ok(())
}

/// A folder in the source of a crate we depend on.
fn from_crate(name: &str, folder: &str) -> Result<PathBuf> {
    let text = capture(cargo().args(["metadata", "--format-version=1", "--locked"]))?;
    let metadata: Value = serde_json::from_str(&text).context("cannot read `cargo metadata`")?;
    let source = source_dir(&metadata, name)
        .with_context(|| format!("nothing in the workspace depends on `{name}`"))?;
    let dir = source.join(folder);
    if !dir.is_dir() {
        bail!("the source of `{name}` has no folder `{folder}`: look for its new name");
    }
    Ok(dir)
}

fn source_dir(metadata: &Value, name: &str) -> Option<PathBuf> {
    let packages = metadata["packages"].as_array()?;
    let package = packages.iter().find(|package| package["name"] == name)?;
    let manifest = Path::new(package["manifest_path"].as_str()?);
    manifest.parent().map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_source_of_a_crate_is_beside_its_manifest() {
        let metadata = serde_json::json!({ "packages": [
            { "name": "other", "manifest_path": "/x/other/Cargo.toml" },
            { "name": "feed-rs", "manifest_path": "/x/feed-rs/Cargo.toml" },
        ]});
        let dir = source_dir(&metadata, "feed-rs");
        assert_eq!(dir.as_deref(), Some(Path::new("/x/feed-rs")));
        assert_eq!(source_dir(&metadata, "missing"), None);
    }
}
