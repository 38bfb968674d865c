//! Reading and writing files with errors that name them, and hashing sets of them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// Reads a file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Writes a file and the folders above it.
pub(crate) fn write(path: &Path, bytes: impl AsRef<[u8]>) -> Result<()> {
    if let Some(dir) = path.parent() {
        make_dir(dir)?;
    }
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

/// Makes a folder and those above it.
pub(crate) fn make_dir(dir: &Path) -> Result<()> {
    fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))
}

/// Copies a file.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to)
        .map(drop)
        .with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))
}

/// Removes a file.
pub(crate) fn remove_file(path: &Path) -> Result<()> {
    fs::remove_file(path).with_context(|| format!("cannot remove {}", path.display()))
}

/// Removes a folder with all in it, if it is there.
pub(crate) fn remove_dir(dir: &Path) -> Result<()> {
    if dir.exists() {
        fs::remove_dir_all(dir).with_context(|| format!("cannot remove {}", dir.display()))?;
    }
    Ok(())
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The hash of what a build step depends on: files and folders with their names, and words such as
/// flags and versions. A path that is not there counts as such.
pub(crate) fn fingerprint(root: &Path, paths: &[PathBuf], words: &[String]) -> Result<String> {
    let mut hash = Sha256::new();
    for word in words {
        feed(&mut hash, word.as_bytes());
    }
    for path in paths {
        for file in files_below(path)? {
            let name = file.strip_prefix(root).unwrap_or(&file);
            feed(&mut hash, name.as_os_str().as_encoded_bytes());
            feed(&mut hash, &read(&file)?);
        }
    }
    Ok(hex(&hash.finalize()))
}

/// The length goes first, so that no two lists run into the same bytes.
fn feed(hash: &mut Sha256, bytes: &[u8]) {
    hash.update((bytes.len() as u64).to_le_bytes());
    hash.update(bytes);
}

/// All files below a folder in the order of their names; the path itself if it is a file.
pub(crate) fn files_below(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut entries = entries(path)?;
    entries.sort();
    let mut files = Vec::new();
    for entry in entries {
        files.extend(files_below(&entry)?);
    }
    Ok(files)
}

/// The paths in a folder, in no order.
pub(crate) fn entries(dir: &Path) -> Result<Vec<PathBuf>> {
    let list = fs::read_dir(dir).with_context(|| format!("cannot list {}", dir.display()))?;
    list.map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()
        .with_context(|| format!("cannot list {}", dir.display()))
}

/// A build step that need not run again: its stamp file holds the fingerprint it last ran with.
pub(crate) struct Stamp {
    path: PathBuf,
    fingerprint: String,
}

impl Stamp {
    /// The stamp of a step; nothing is written yet.
    pub(crate) fn new(path: PathBuf, fingerprint: String) -> Self {
        Self { path, fingerprint }
    }

    /// Whether the step ran with this fingerprint and its outputs are still there.
    pub(crate) fn is_fresh(&self, outputs: &[PathBuf]) -> bool {
        fs::read_to_string(&self.path).is_ok_and(|old| old == self.fingerprint)
            && outputs.iter().all(|output| output.exists())
    }

    /// To be called when the step is done.
    pub(crate) fn set(&self) -> Result<()> {
        write(&self.path, &self.fingerprint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scratch(name: &str) -> PathBuf {
        crate::project::temporary_dir(&format!("files-{name}")).unwrap()
    }

    #[test]
    fn the_fingerprint_sees_names_contents_and_words() {
        let dir = scratch("fingerprint");
        let paths = [dir.clone()];
        let now = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            fingerprint(&dir, &paths, &words).unwrap()
        };
        write(&dir.join("a"), "1").unwrap();
        let first = now(&["x"]);
        assert_eq!(first, now(&["x"]));
        assert_ne!(first, now(&["y"]));
        assert_ne!(now(&["ab", "c"]), now(&["a", "bc"]));
        write(&dir.join("a"), "2").unwrap();
        let changed = now(&["x"]);
        assert_ne!(first, changed);
        fs::rename(dir.join("a"), dir.join("b")).unwrap();
        assert_ne!(changed, now(&["x"]));
        remove_dir(&dir).unwrap();
    }

    #[test]
    fn a_stamp_is_fresh_only_with_its_outputs() {
        let dir = scratch("stamp");
        let output = dir.join("output");
        let stamp = Stamp::new(dir.join("stamp"), "f".into());
        assert!(!stamp.is_fresh(&[]));
        stamp.set().unwrap();
        assert!(stamp.is_fresh(&[]));
        assert!(!stamp.is_fresh(std::slice::from_ref(&output)));
        write(&output, "").unwrap();
        assert!(stamp.is_fresh(&[output]));
        assert!(!Stamp::new(dir.join("stamp"), "g".into()).is_fresh(&[]));
        remove_dir(&dir).unwrap();
    }
}
