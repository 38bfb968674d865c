//! `manifest.json`: each file's sizes and hashes, for the server, for snippets and for the budgets.

use std::path::Path;

use anyhow::{Context, Result};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256, Sha384};

use crate::files;

/// The manifest's own name.
pub(crate) const NAME: &str = "manifest.json";

/// One file's sizes in bytes.
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) bytes: u64,
    pub(crate) brotli: u64,
    pub(crate) gzip: u64,
}

/// Writes the manifest of the named files: an object by name.
pub(super) fn write(dir: &Path, names: &[String]) -> Result<()> {
    let mut entries = Map::new();
    for name in names {
        entries.insert(name.clone(), entry(dir, name)?);
    }
    let mut text = serde_json::to_string_pretty(&entries).context("cannot write JSON")?;
    text.push('\n');
    files::write(&dir.join(NAME), text)
}

/// Reads the sizes from a manifest.
pub(crate) fn read(dir: &Path) -> Result<Vec<File>> {
    let path = dir.join(NAME);
    let entries: Map<String, Value> = serde_json::from_slice(&files::read(&path)?)
        .with_context(|| format!("{} is broken: run `cargo xtask dist`", path.display()))?;
    let number = |entry: &Value, key: &str| {
        entry[key]
            .as_u64()
            .with_context(|| format!("{} lacks `{key}`: run `cargo xtask dist`", path.display()))
    };
    let file = |(name, entry): (&String, &Value)| {
        Ok(File {
            name: name.clone(),
            bytes: number(entry, "bytes")?,
            brotli: number(entry, "brotli")?,
            gzip: number(entry, "gzip")?,
        })
    };
    entries.iter().map(file).collect()
}

fn entry(dir: &Path, name: &str) -> Result<Value> {
    let bytes = files::read(&dir.join(name))?;
    let packed = |ending: &str| files::read(&dir.join(format!("{name}.{ending}")));
    Ok(json!({
        "bytes": bytes.len(),
        "brotli": packed("br")?.len(),
        "gzip": packed("gz")?.len(),
        "sha256": files::hex(&Sha256::digest(&bytes)),
        "integrity": integrity(&bytes),
    }))
}

/// The value of an `integrity` attribute.
fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integrity_as_browsers_compute_it() {
        assert_eq!(
            integrity(b"alert('Hello, world.');"),
            "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO"
        );
    }

    #[test]
    fn what_is_written_can_be_read() {
        let dir = crate::project::temporary_dir("manifest").unwrap();
        for (name, text) in [("a.js", "abc"), ("a.js.br", "ab"), ("a.js.gz", "a")] {
            files::write(&dir.join(name), text).unwrap();
        }
        write(&dir, &["a.js".to_owned()]).unwrap();
        let list = read(&dir).unwrap();
        let sizes: Vec<_> = list
            .iter()
            .map(|f| (f.name.as_str(), f.bytes, f.brotli, f.gzip))
            .collect();
        assert_eq!(sizes, [("a.js", 3, 2, 1)]);
        files::remove_dir(&dir).unwrap();
    }
}
